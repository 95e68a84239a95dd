//! Where the machine ends (memory, stacks, threads, descriptors, room in files): a command gives the result that it has
//! without limits, or exit code 1 and the reason. It is never a verdict.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use std::{io::Write, os::unix::fs::PermissionsExt};

use serde_json::Value;

use super::show::Show;
use super::support::{FLOOR, Folder};

/// A user who may do nothing.
const NOBODY: u32 = 65_534;

/// Commands that run something, each with a word of what its limited outcome is called.
const COMMANDS: [&[&str]; 10] = [
    &["run", "floor.yaml", "--replications", "3", "-j", "3", "--json", "-", "--quiet"],
    &["run", "floor.yaml", "-o", "out", "--quiet"],
    &["replay", "found"],
    &["hunt", "floor.yaml", "--seeds", "2", "--faults", "none", "--json", "-o", "again"],
    &["staff", "floor.yaml", "--json"],
    &["capacity", "floor.yaml", "--vary", "agents.desk.count=3..4", "--json"],
    &["compare", "before", "before"],
    &["check", "floor.yaml"],
    &["report", "before"],
    &["demo", "--list"],
];

/// A floor whose invariant does not hold, with what a hunt found, and a report.
fn floor() -> Folder {
    let folder = Folder::with(&format!("{FLOOR}thresholds:\n  service_level: [\"value >= 10%\"]\n"));
    let busy = FLOOR.replace("count: 4", "count: 1").replace("60/h", "240/h");
    let wrong = format!("{busy}invariants: wrong.rhai\n");
    folder
        .write("wrong.yaml", &wrong)
        .write("wrong.rhai", "invariant(\"nobody waits\", |floor| floor.waiting(\"support\").len() == 0);\n");
    let ran = folder.rushhour(&["run", "floor.yaml", "-o", "before", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let hunted =
        folder.rushhour(&["hunt", "wrong.yaml", "--seeds", "1", "--faults", "none", "-o", "hunted", "--quiet"]);
    assert_eq!(hunted.code, 111, "{}", hunted.stderr);
    let found =
        std::fs::read_dir(folder.path("hunted")).unwrap().map(|it| it.unwrap().path()).find(|it| it.is_dir());
    std::fs::rename(found.unwrap(), folder.path("found")).unwrap();
    folder
}

/// Runs a command under `ulimit`s.
fn limited(folder: &Path, limits: &str, args: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limits}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_rushhour")]).args(args);
    command.current_dir(folder).env_remove("RUSHHOUR_SEED").output().unwrap()
}

/// What does not differ from run to run.
fn result(output: &Output) -> (Option<i32>, Option<Value>) {
    let document = serde_json::from_slice::<Value>(&output.stdout).ok();
    (output.status.code(), document.and_then(|it| it.get("digest").or(it.get("findings")).cloned()))
}

/// Holds a command to its result without limits; whether it could have it.
fn held(limits: &str, args: &[&str], output: &Output, free: &Output) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert!(!said.contains("a bug in rushhour") && !said.contains("panicked"), "{limits} {args:?}: {said}");
    if code == Some(1) {
        assert!(!said.trim().is_empty(), "{limits} {args:?} does not say what ended");
        return false;
    }
    assert_eq!(result(output), result(free), "{limits} {args:?}: {said}");
    true
}

#[test]
fn under_every_limit_there_is_the_true_result_or_exit_code_1_with_the_reason() {
    let folder = floor();
    let free = COMMANDS.map(|args| limited(&folder.path(""), ":", args));
    let codes = free.each_ref().map(|output| output.status.code().unwrap());
    assert_eq!(codes, [0, 0, 111, 0, 0, 0, 0, 0, 0, 0]);
    // The first ones are too tight for anybody, and the last ones for nobody.
    let memory =
        [60_000, 150_000, 500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000].map(|kb| format!("ulimit -v {kb}"));
    let others =
        ["ulimit -n 5", "ulimit -n 32", "ulimit -f 0", "ulimit -f 1", "ulimit -s 128"].map(ToOwned::to_owned);
    let (mut went, mut ended) = (0, 0);
    for limits in memory.iter().chain(&others) {
        for (args, free) in COMMANDS.iter().zip(&free) {
            let output = limited(&folder.path(""), limits, args);
            if held(limits, args, &output, free) { went += 1 } else { ended += 1 }
        }
    }
    assert!(went > 40 && ended > 10, "{went} went well, and {ended} ended for want of something");
    for args in COMMANDS {
        let with_room = limited(&folder.path(""), "ulimit -v 8000000", args).status.code();
        assert_ne!(with_room, Some(1), "{args:?} finds no room in 8 GB");
    }
}

#[test]
fn what_ended_and_what_to_raise_is_said_and_reported() {
    let folder = floor();
    let output = limited(&folder.path(""), "ulimit -v 150000", &["run", "floor.yaml", "--json", "-", "-o", "out"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no address space for the stack") && said.contains("ulimit -v"), "{said}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["exit_code"], &report["findings"][0]["kind"]), (&1.into(), &"machine".into()), "{report}");
    for name in ["report.html", "summary.txt", "junit.xml"] {
        let text = std::fs::read_to_string(folder.path("out").join(name)).unwrap();
        assert!(text.contains("no address space"), "{name}: {text}");
    }
    // It says nothing of the finding, and finds nothing.
    let replayed = limited(&folder.path(""), "ulimit -v 100000", &["replay", "found"]);
    let told = String::from_utf8_lossy(&replayed.stdout).into_owned();
    assert!(replayed.status.code() == Some(1) && !told.contains("not there any more"), "{told}");
    let hunted = limited(
        &folder.path(""),
        "ulimit -v 100000",
        &["hunt", "floor.yaml", "--seeds", "3", "--json", "-o", "again"],
    );
    let document: Value = serde_json::from_slice(&hunted.stdout).unwrap();
    assert_eq!(
        (hunted.status.code(), &document["findings"], &document["bugs"]),
        (Some(1), &Value::Array(vec![]), &Value::Array(vec![]))
    );
    assert!(document["ended_by_the_machine"].as_str().unwrap().contains("stack"), "{document}");
}

#[test]
fn a_check_without_room_for_its_rehearsal_says_so_and_calls_nothing_valid() {
    let folder = Folder::with(&FLOOR.replace("count: 4", "count: 400"));
    // With a few people there is room.
    let output = limited(&folder.path(""), "ulimit -v 800000", &["check", "floor.yaml"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("floor.yaml: rehearsed with one of each population"), "{said}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("floor.yaml: valid"), "{said}");
    let many: String =
        (0..40).map(|it| format!("  - {{name: a{it}, script: agent.rhai, queue: support}}\n")).collect();
    folder.write("floor.yaml", &FLOOR.replace("agents:\n", &format!("agents:\n{many}")));
    let output = limited(&folder.path(""), "ulimit -v 300000", &["check", "floor.yaml", "floor.yaml"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{said}");
    let told = said.matches("floor.yaml: nothing is wrong with what is written").count();
    assert!(told == 2 && said.contains("could not be rehearsed") && said.contains("ulimit -v"), "{said}");
}

#[test]
fn memory_that_ends_in_the_middle_of_a_run_ends_it_with_a_report_or_in_words() {
    // Each agent keeps more and more.
    let hoards = "fn run(me) {\n  let kept = [];\n  loop {\n    sleep(\"1s\");\n    let text = me.name;\n    while text.len() < 20000 { text += text; }\n    kept.push(text);\n  }\n}\n";
    let floor = FLOOR.replace("count: 4, script: agent.rhai", "count: 20, script: hoards.rhai");
    let folder = Folder::with(&floor);
    folder.write("hoards.rhai", hoards);
    let output =
        limited(&folder.path(""), "ulimit -v 950000; ulimit -d 60000", &["run", "floor.yaml", "--json", "-"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("rushhour: ") && said.contains("ulimit -v"), "{said}");
}

#[test]
fn without_threads_everything_is_done_on_one() {
    let bash = Path::new("/bin/bash").exists();
    let (Ok(status), true) = (std::fs::read_to_string("/proc/self/status"), bash) else {
        let _ =
            writeln!(std::io::stderr(), "SKIPPED: there is no /proc or no bash; nothing was run without threads");
        return;
    };
    let is_root = status.lines().any(|line| line.starts_with("Uid:\t0\t"));
    let folder = floor();
    std::fs::set_permissions(folder.path(""), std::fs::Permissions::from_mode(0o777)).unwrap();
    let as_nobody = |limits: &str, args: &[&str]| {
        let mut command = Command::new("/bin/bash");
        command.args(["-c", &format!("{limits}; exec \"$@\""), "bash", env!("CARGO_BIN_EXE_rushhour")]).args(args);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.current_dir(folder.path("")).env_remove("RUSHHOUR_SEED").output()
    };
    // A tree that only its owner may read has no binary for others.
    if !as_nobody(":", &["--version"]).is_ok_and(|output| output.status.success()) {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: another user can't run the binary; nothing was run without threads"
        );
        return;
    }
    for args in COMMANDS {
        // Those that write would write over what another user wrote.
        let free = as_nobody(":", args).unwrap();
        for limits in ["ulimit -u 1", "ulimit -u 2", "ulimit -u 1; ulimit -n 8; ulimit -v 8000000"] {
            let output = as_nobody(limits, args).unwrap();
            assert!(held(limits, args, &output, &free), "{args:?} needs no threads: {output:?}");
        }
    }
    let both = as_nobody("ulimit -u 1; ulimit -s 512", &["check", "floor.yaml"]).unwrap();
    let said = String::from_utf8_lossy(&both.stderr).into_owned();
    assert!(both.status.code() == Some(1) && said.contains("ulimit -s"), "{said}");
    for args in LIVE {
        for limits in ["ulimit -u 1", "ulimit -u 2", "ulimit -u 3; ulimit -n 32"] {
            ends_well_or_in_words(limits, args, &as_nobody(limits, args).unwrap());
        }
    }
    for args in [&["run", "floor.yaml", "--verify-determinism"][..], &["run", "floor.yaml", "--speed", "max"]] {
        let output = as_nobody("ulimit -u 1", args).unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && said.contains("ulimit -u"), "{args:?}: {said}");
    }
}

/// Shows that begin and end by themselves.
const LIVE: [&[&str]; 3] = [
    &["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--no-wait", "--exit", "--speed", "max", "--json", "-"],
    &["run", "floor.yaml", "--live", "--speed", "max"],
    &["demo", "--wallboard=127.0.0.1:0", "--duration", "10m", "--no-wait", "--exit", "--speed", "max", "--quiet"],
];

/// Holds a command to its good end, or to exit code 1 with the reason; whether it came to the good one.
fn ends_well_or_in_words(limits: &str, args: &[&str], output: &Output) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("a bug in rushhour") && !said.contains("panicked"), "{limits} {args:?}: {said}");
    match output.status.code() {
        Some(0) => true,
        Some(1) => {
            assert!(said.contains("rushhour: "), "{limits} {args:?} does not say what ended: {said}");
            false
        }
        other => unreachable!("{limits} {args:?}: {other:?} {said}"),
    }
}

#[test]
fn a_show_is_shown_or_ends_with_exit_code_1_and_the_reason() {
    let folder = floor();
    let memory = [60_000, 100_000, 150_000, 500_000, 2_000_000, 8_000_000].map(|kb| format!("ulimit -v {kb}"));
    let others = ["ulimit -n 4", "ulimit -n 8", "ulimit -n 12", "ulimit -n 32", "ulimit -s 128", "ulimit -f 0"];
    let (mut went, mut ended) = (0, 0);
    for limits in memory.iter().map(String::as_str).chain(others) {
        for args in LIVE {
            let output = limited(&folder.path(""), limits, args);
            if ends_well_or_in_words(limits, args, &output) { went += 1 } else { ended += 1 }
        }
    }
    assert!(went > 10 && ended > 4, "{went} were shown, and {ended} ended for want of something");
}

#[test]
fn with_few_descriptors_a_wallboard_serves_again_when_some_are_free() {
    let folder = Folder::with(FLOOR);
    let args = ["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--exit", "--json", "-"];
    let show = Show::limited(&folder.path(""), "ulimit -n 32", &args);
    assert_eq!(show.get("/api/state").status, 200);
    // More than it has descriptors for; nobody of them says anything.
    let crowd: Vec<_> = (0..60).map(|_| show.connect()).collect();
    drop(crowd);
    assert_eq!(show.get("/api/state").status, 200);
    let _ = show.digest();
}

#[test]
fn absurd_documents_in_little_memory_are_refused_in_words() {
    let folder = floor();
    std::fs::create_dir(folder.path("again")).unwrap();
    let seed = "{\"seed\": 1, \"cause\": \"x\"},";
    let last = "{\"seed\": 1, \"cause\": \"x\"}";
    let note = "{\"at\": 1, \"note\": \"x\"},";
    let huge = 150_000;
    let seeds = [
        format!("{{\"seeds\": [{}", seed.repeat(huge)),
        format!("{{\"seeds\": [{}{{\"seed\": 1e999}}]}}", seed.repeat(huge)),
        format!("{{\"seeds\": [{}{last}], \"seeds\": []}}", seed.repeat(1_000)),
        format!("{{\"seeds\": [], \"scenario\": \"{}", "x".repeat(20 * huge)),
        format!("{{\"seeds\": {}", "[".repeat(huge)),
        format!("{{{}\"x\": 1}}", (0..huge / 4).map(|key| format!("\"{key}\": 1,")).collect::<String>()),
    ];
    let controls = [
        format!("{{\"controls\": [{}", note.repeat(huge)),
        format!("{{\"controls\": [{}{{\"at\": 1, \"note\": \"x\"}}]}}", note.repeat(huge)),
        format!("controls: [{}", note.repeat(huge / 10)),
        format!("controls: {}", "[".repeat(huge)),
        format!("{{\"controls\": [{{\"at\": 1, \"note\": \"{}\"}}]}}", "x".repeat(20 * huge)),
        "{\"controls\": [{\"at\": 1e300, \"burst\": {\"count\": 1e300}}]}".to_owned(),
        format!("{{\"controls\": [{{\"at\": \"{}s\", \"note\": \"x\"}}]}}", "9".repeat(huge)),
    ];
    let plans = [
        format!("start,agents\n{}", "00:00,1\n".repeat(huge)),
        format!("start,agents\n{}", "x".repeat(20 * huge)),
        format!("start,agents\n00:00,{}\n", "9".repeat(huge)),
        format!("{}\n00:00,1\n", "start,".repeat(huge)),
        format!("start,agents\n00:00,\"{}", "1\n".repeat(huge)),
    ];
    let planned = FLOOR
        .replace("count: 4", "staffing: {file: plan.csv}")
        .replace("duration: 10m", "duration: 10m\nstarts_at: \"00:00\"");
    folder.write("planned.yaml", &planned);
    let hunt: &[&str] = &["hunt", "floor.yaml", "--seeds", "1", "--faults", "none", "-o", "again", "--quiet"];
    let run: &[&str] = &["run", "floor.yaml", "--controls", "controls.json", "--quiet"];
    let check: &[&str] = &["check", "planned.yaml"];
    let all = seeds.iter().map(|it| ("again/seeds.json", it, hunt));
    let all = all.chain(controls.iter().map(|it| ("controls.json", it, run)));
    let all = all.chain(plans.iter().map(|it| ("plan.csv", it, check)));
    for (name, text, args) in all {
        folder.write(name, text);
        for kb in [120_000, 3_000_000] {
            let limits = format!("ulimit -v {kb}");
            let output = limited(&folder.path(""), &limits, args);
            let said = String::from_utf8_lossy(&output.stderr);
            let begun: String = text.chars().take(60).collect();
            assert!(!said.contains("a bug in rushhour") && !said.contains("panicked"), "{begun} {limits}: {said}");
            assert!(matches!(output.status.code(), Some(1 | 104)), "{begun} {limits}: {:?} {said}", output.status);
            assert!(
                !said.trim().is_empty() && said.len() < 20_000,
                "{begun} {limits}: {} bytes are said",
                said.len()
            );
            assert!(kb < 3_000_000 || output.status.code() == Some(104), "{begun} {limits}: {said}");
        }
    }
}

#[test]
fn a_billion_replications_take_the_memory_of_a_few() {
    let folder = Folder::with(&FLOOR.replace("duration: 10m", "duration: 10s"));
    // In sum they would take days, so it is interrupted; what matters is that it runs in little memory. A machine that is
    // busy may need longer until signals are taken.
    let report = [2, 10, 40].iter().find_map(|seconds| {
        let script = format!(
            "ulimit -v 2500000; timeout -s INT {seconds} \"$0\" run floor.yaml --replications 1000000000 -j 1 --json - --quiet"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_rushhour")]).current_dir(folder.path(""));
        serde_json::from_slice::<Value>(&command.output().unwrap().stdout).ok()
    });
    assert_eq!(report.unwrap()["exit_code"], 105);
}

#[test]
#[cfg(debug_assertions)]
fn a_panic_anywhere_is_told_in_our_words_with_exit_code_1() {
    let folder = Folder::with(FLOOR);
    for place in ["here", "drop", "twice", "thread"] {
        for closed in ["", " 2>&-", " >&- 2>&-", " >/dev/full"] {
            let script = format!("RUSHHOUR_TEST_PANIC={place} exec \"$0\" check floor.yaml{closed}");
            let mut command = Command::new("sh");
            command.args(["-c", &script, env!("CARGO_BIN_EXE_rushhour")]).current_dir(folder.path(""));
            let output = command.output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{place}{closed}: {said}");
            assert!(
                closed.contains('2') || (said.contains("a bug in rushhour") && said.contains("help: ")),
                "{place}: {said}"
            );
            assert!(!said.contains("panicked at"), "{place}{closed}: {said}");
        }
    }
}

#[test]
fn numbers_beyond_anything_that_a_hunt_writes_are_refused_where_they_stand() {
    let folder = floor();
    let text = std::fs::read_to_string(folder.path("found/finding.json")).unwrap();
    let swapped = |key: &str, value: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(&format!("\"{key}\":"))).unwrap();
        let end = if line.ends_with(',') { "," } else { "" };
        text.replacen(line, &format!("    \"{key}\": {value}{end}"), 1)
    };
    for (key, value, path) in [
        ("load", "1e300", "swarm.load"),
        ("load", "-1", "swarm.load"),
        ("load", "0", "swarm.load"),
        ("fault_weights", "{\"fail\": 1e300}", "swarm.fault_weights"),
        ("settle_s", "1e300", "settle_s"),
        ("settle_s", "-5", "settle_s"),
        ("duration_s", "1e300", "duration_s"),
        ("duration_s", "86400", "duration_s"),
        ("seed", "1e300", "seed"),
    ] {
        folder.write("found/finding.json", &swapped(key, value));
        let ended = folder.rushhour(&["replay", "found"]);
        assert_eq!(ended.code, 104, "{key}: {value}: {}", ended.stderr);
        assert!(ended.stderr.contains(path), "{key}: {value}: {}", ended.stderr);
        // Whether it is longer than the scenario is known only then.
        assert!(ended.stderr.contains("(line ") || value == "86400", "{key}: {value}: {}", ended.stderr);
    }
    folder.write("found/finding.json", &swapped("ends_at_ns", "18446744073709551615"));
    assert_eq!(folder.rushhour(&["replay", "found", "--quiet"]).code, 111);
}

#[test]
fn a_report_of_billions_of_replications_is_compared_in_no_time() {
    let folder = floor();
    let file = folder.path("before/report.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::create_dir(folder.path("billions")).unwrap();
    folder
        .write("billions/report.json", &text.replacen("\"replications\": 1,", "\"replications\": 4294967295,", 1));
    let output = limited(&folder.path(""), "ulimit -v 1000000", &["compare", "before", "billions"]);
    assert!(matches!(output.status.code(), Some(0 | 99)), "{}", String::from_utf8_lossy(&output.stderr));
}

//! `rushhour hunt` and `rushhour replay`.

use serde_json::Value;

use super::support::{Folder, rushhour};

const FLOOR: &str = "version: 1
duration: 30m
center: {queues: {line: {}}, latency: {default: 100ms}}
agents:
  - {name: desk, script: odd.rhai, queue: line, count: 12}
customers:
  - {name: callers, script: phone_customer, queue: line, arrivals: {poisson: {rate: 200/h}}}
distributions:
  talk: {exponential: {mean: 1m}}
";

/// An agent who is odd now and then, whatever else happens.
const ODD: &str = "fn run(me) {
    me.set_activity(\"Available\");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        me.talk(task, \"talk\");
        if chance(0.1) && me.hold(task) { sleep(\"10s\"); me.unhold(task); }
        check(\"no call is odd\", random() < 0.95);
        me.wrapup(task);
        me.complete(task);
    }
}
";

fn hunted(more: &[&str]) -> (Folder, Value) {
    let folder = Folder::with(FLOOR);
    folder.write("odd.rhai", ODD);
    let flags = ["hunt", "floor.yaml", "--seeds", "6", "--faults", "none", "-o", "found", "--json"];
    let ended = folder.rushhour(&[&flags[..], more].concat());
    assert_eq!(ended.code, 111, "{}", ended.stderr);
    let found = serde_json::from_str(&ended.stdout).unwrap();
    (folder, found)
}

#[test]
fn a_finding_is_shrunk_and_replays_to_the_same_digest_in_another_directory() {
    let (folder, found) = hunted(&[]);
    let finding = &found["findings"][0];
    assert_eq!(
        (&finding["finding"]["kind"], &finding["finding"]["name"]),
        (&"check".into(), &"no call is odd".into())
    );
    let steps = finding["steps"].as_u64().unwrap();
    // The agent is odd at one of their draws, so they need the calls before it.
    assert!(steps <= 20 && finding["steps_before"].as_u64().unwrap() > 5 * steps, "{finding}");
    let directory = folder.path(finding["directory"].as_str().unwrap());
    let elsewhere = tempfile::tempdir().unwrap();
    for name in ["finding.json", "scenario.yaml", "timeline.txt", "README.md", "scripts/odd.rhai"] {
        let to = elsewhere.path().join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(directory.join(name), to).unwrap();
    }
    for _ in 0..3 {
        let ended = rushhour(elsewhere.path(), &["replay", "finding.json"]);
        assert_eq!(ended.code, 111, "{}", ended.stderr);
        assert!(ended.stdout.contains(finding["digest"].as_str().unwrap()), "{}", ended.stdout);
        assert!(ended.stdout.contains("the same run") && ended.stdout.contains("phones"), "{}", ended.stdout);
    }
    let lines = rushhour(elsewhere.path(), &["replay", "finding.json", "--json", "--until", "1s"]).stdout;
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(line["at_s"].as_f64().unwrap() <= 1.0, "{line}");
    }
}

#[test]
fn findings_do_not_depend_on_the_number_of_threads_and_past_seeds_come_first() {
    let (folder, one) = hunted(&["-j", "1", "--keep-going"]);
    let (_, two) = hunted(&["-j", "2", "--keep-going"]);
    assert_eq!(one, two);
    let past = std::fs::read_to_string(folder.path("found/seeds.json")).unwrap();
    let past: Value = serde_json::from_str(&past).unwrap();
    assert_eq!(past["seeds"][0]["seed"], one["findings"][0]["seed"]);
    let ended = folder.rushhour(&[
        "hunt",
        "floor.yaml",
        "--seeds",
        "1",
        "--seed",
        "900",
        "--faults",
        "none",
        "-o",
        "found",
        "--json",
    ]);
    let again: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &again["findings"][0]["seed"]), (111, &past["seeds"][0]["seed"]));
}

#[test]
fn a_file_of_another_version_is_refused() {
    let (folder, found) = hunted(&[]);
    let file = folder.path(found["findings"][0]["directory"].as_str().unwrap()).join("finding.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let refused = |text: &str, message: &str| {
        std::fs::write(&file, text).unwrap();
        let ended = folder.rushhour(&["replay", file.to_str().unwrap()]);
        assert_eq!(ended.code, 104, "{message}");
        assert!(ended.stderr.contains(message), "{}", ended.stderr);
    };
    refused(&text.replace("\"format\": 1", "\"format\": 2"), "format 2");
    refused(&text.replace("rushhour 0.1.0", "rushhour 0.0.9"), "written by rushhour 0.0.9");
    refused("{}", "no reproduction");
}

#[test]
fn with_other_faults_than_the_scenarios_a_cue_has_the_one_of_its_name_strike() {
    let cued = "faults:
  - restart: {rate: 1/h, for: 10s, on_cue: true}
  - reload: {name: refresh, rate: 1/h, on_cue: true}
timeline: [{at: 6m, fault: {name: restart}}, {at: 7m, fault: {name: refresh}}]
";
    let folder = Folder::with(&format!("{FLOOR}{cued}"));
    folder.write("odd.rhai", &ODD.replace("random() < 0.95", "true"));
    let checked = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!((checked.code, checked.stderr.contains("a bug")), (0, false), "{}", checked.stderr);
    let told = |faults: &str| {
        let flags = ["hunt", "floor.yaml", "--seeds", "2", "--no-swarm", "--faults", faults, "-o", "found"];
        let ended = folder.rushhour(&flags);
        assert_eq!(ended.code, 0, "{faults}: {}{}", ended.stdout, ended.stderr);
        ended.stderr.contains("the timeline has the fault `refresh` strike at 0:07:00.000, and there is none")
    };
    assert_eq!(["none", "scenario", "standard"].map(told), [false, false, true]);
}

#[test]
fn nothing_is_found_where_nothing_is_wrong_also_with_faults() {
    let folder = Folder::with(FLOOR);
    folder.write("odd.rhai", &ODD.replace("random() < 0.95", "true"));
    let ended = folder.rushhour(&["hunt", "floor.yaml", "--seeds", "5", "--faults", "standard", "-o", "found"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("5 seeds, nothing found"), "{}", ended.stdout);
}

#[test]
fn a_script_is_judged_without_faults_at_all() {
    // Where events may be late, all of them come over the wire: after what an agent looks at in the same instant.
    let with_phones = FLOOR.replace("count: 12}", "count: 12, attributes: {contact_uri: \"client:desk\"}}");
    let folder = Folder::with(&format!("{with_phones}faults:\n  - late_events: {{rate: 0.01%, delay: 1s}}\n"));
    let accepts = "try { me.invoke(\"DequeueTask\", #{ sid: task.sid }); } catch { continue; }
        check(\"it is accepted\", me.status(task) == \"accepted\");";
    let agent = ODD.replace("if !me.accept(task) { continue; }", accepts).replace("random() < 0.95", "true");
    folder.write("odd.rhai", &agent);
    let ended = folder.rushhour(&["hunt", "floor.yaml", "--seeds", "3", "--no-swarm", "-o", "found"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(
        ended.stdout.contains("in 3 of them a script failed, or a check, only because of faults"),
        "{}",
        ended.stdout
    );
}

#[test]
fn what_stands_in_for_an_action_keeps_what_it_acts_by() {
    let folder = Folder::with(&FLOOR.replace("count: 12}", "count: 12, plugins: [stand_in.rhai]}"));
    folder.write("odd.rhai", &ODD.replace("random() < 0.95", "true"));
    let stand_in = "replace_action(\"CompleteTask\", |me, event, original| {
    me.invoke(\"SetTaskAttributes\", #{ sid: event.payload.sid, attributes: #{ done: true }, mergeExisting: true });
    original.call()
});
";
    folder.write("stand_in.rhai", stand_in);
    // Every seventh seed would leave `SetTaskAttributes` out.
    let flags = ["hunt", "floor.yaml", "--duration", "5m", "--seeds", "20", "--faults", "none", "-o", "found"];
    let ended = folder.rushhour(&flags);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
}

#[test]
fn two_runs_of_a_seed_are_compared() {
    let folder = Folder::with(FLOOR);
    folder.write("odd.rhai", &ODD.replace("random() < 0.95", "true"));
    let ended = folder.rushhour(&["run", "floor.yaml", "--verify-determinism"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("replication 0 is the same twice"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_was_found() {
    let folder = Folder::with(FLOOR);
    folder.write("odd.rhai", ODD);
    let flags = ["hunt", "floor.yaml", "--for", "10m", "--faults", "none", "-o", "found", "--keep-going"];
    let mut hunt = std::process::Command::new(env!("CARGO_BIN_EXE_rushhour"))
        .current_dir(folder.path("."))
        .args(flags)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // As long as it takes until there is a finding.
    let found = || std::fs::read_dir(folder.path("found")).ok()?.flatten().find(|entry| entry.path().is_dir());
    let directory = loop {
        if let Some(entry) = found().filter(|entry| entry.path().join("finding.json").exists()) {
            break entry.path();
        }
        assert_eq!(hunt.try_wait().unwrap(), None, "it goes on until it is told to stop");
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    let interrupted = std::process::Command::new("kill").args(["-INT", &hunt.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let ended = hunt.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(111), "{}", String::from_utf8_lossy(&ended.stderr));
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(said.contains("no call is odd") && said.contains("interrupted"), "{said}");
    let past = std::fs::read_to_string(folder.path("found/seeds.json")).unwrap();
    assert!(past.contains("\"seed\""), "{past}");
    let again = rushhour(&directory, &["replay", "finding.json"]);
    assert_eq!(again.code, 111, "{}", again.stderr);
}

#[cfg(not(feature = "planted"))]
#[test]
fn an_ordinary_build_has_no_planted_bugs() {
    let ended = Folder::with(FLOOR).rushhour(&["hunt", "--plant", "list"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("--plant"), "{}", ended.stderr);
}

#[test]
fn what_is_shrunk_to_a_shorter_run_replays_with_the_faults_of_that_run() {
    let folder =
        Folder::with(&FLOOR.replace("30m", "20m").replace("count: 12", "count: 4").replace("200/h", "120/h"));
    // Whose completion fails does nothing any more.
    let stubborn = "fn run(me) {
        me.set_activity(\"Available\");
        for task in me.tasks() {
            if !me.accept(task) { continue; }
            me.talk(task, \"talk\");
            me.wrapup(task);
            if !me.complete(task) { sleep(\"9h\"); }
        }
    }";
    folder.write("odd.rhai", stubborn);
    let flags = ["hunt", "floor.yaml", "--faults", "standard", "--shrink-runs", "60", "-o", "found", "--json"];
    let ended = folder.rushhour(&[&flags[..], &["--seed", "13", "--seeds", "1"]].concat());
    assert_eq!(ended.code, 111, "{}", ended.stderr);
    let found: Value = serde_json::from_str(&ended.stdout).unwrap();
    let finding = &found["findings"][0];
    assert_eq!((&finding["finding"]["kind"], &found["bugs"]), (&"liveness".into(), &Value::Array(Vec::new())));
    let ended = folder.rushhour(&["replay", finding["directory"].as_str().unwrap()]);
    assert!(ended.code == 111 && ended.stdout.contains("the same run"), "{} {}", ended.stdout, ended.stderr);
}

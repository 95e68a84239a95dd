//! What is done about a bug of our own. Builds with debug assertions can be asked for one: `RUSHHOUR_TEST_BUG`.

#![cfg(debug_assertions)]

use serde_json::Value;

use super::support::{FLOOR, Folder};

/// Runs the binary with a bug at `SEED:REPLICATION:SECONDS`: its exit code, stdout and stderr.
fn with_bug(folder: &Folder, bug: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_rushhour"));
    let output = command.current_dir(folder.path("")).env("RUSHHOUR_TEST_BUG", bug).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn told(stderr: &str) -> bool {
    stderr.contains("a bug in rushhour") && stderr.contains("test_bug.rs:") && stderr.contains("help: ")
}

#[test]
fn a_run_ends_at_the_replication_with_the_bug_and_reports_those_before_it() {
    let folder = Folder::with(&format!("{FLOOR}thresholds:\n  wait: [\"p(50) < 1ns\"]\n"));
    let report = |jobs: &str| {
        let args = ["run", "floor.yaml", "--replications", "4", "-j", jobs, "--json", "-"];
        let (code, stdout, stderr) = with_bug(&folder, "1:2:300", &args);
        assert_eq!(code, Some(1), "{stderr}");
        assert!(told(&stderr) && stderr.contains("replication 2 under seed 1"), "{stderr}");
        serde_json::from_str::<Value>(&stdout).unwrap()
    };
    let one = report("1");
    assert_eq!((&one["verdict"], &one["exit_code"], &one["replications"]), (&"fail".into(), &1.into(), &2.into()));
    let finding = &one["findings"][0];
    assert_eq!((&finding["kind"], &finding["replication"]), (&"bug".into(), &2.into()));
    assert!(finding["at_s"].as_f64().unwrap() >= 300.0, "{finding}");
    let three = report("3");
    assert_eq!((&three["digest"], &three["findings"]), (&one["digest"], &one["findings"]));
}

#[test]
fn a_bug_in_the_first_replication_still_gives_a_report_in_all_its_forms() {
    let folder = Folder::with(FLOOR);
    let (code, stdout, _) = with_bug(&folder, "*:0:60", &["run", "floor.yaml", "-o", "out"]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains("a bug in rushhour") && stdout.contains("exit code 1"), "{stdout}");
    for name in ["report.json", "report.html", "junit.xml", "summary.txt"] {
        let text = std::fs::read_to_string(folder.path("out").join(name)).unwrap();
        assert!(text.contains("test_bug.rs"), "{name}: {text}");
    }
}

#[test]
fn a_hunt_lists_bugs_apart_and_goes_on_where_it_should() {
    let folder = Folder::with(FLOOR);
    let flags = ["hunt", "floor.yaml", "--seed", "5", "--seeds", "4", "--faults", "none", "--json", "-o", "found"];
    let hunted = |more: &[&str]| {
        let (code, stdout, stderr) = with_bug(&folder, "6:0:60", &[&flags[..], more].concat());
        assert_eq!(code, Some(1), "{stderr}");
        assert!(told(&stderr), "{stderr}");
        serde_json::from_str::<Value>(&stdout).unwrap()
    };
    let ended = hunted(&[]);
    assert_eq!((&ended["bugs"][0]["seed"], &ended["seeds"]), (&6.into(), &2.into()));
    let command = ended["bugs"][0]["command"].as_str().unwrap();
    assert_eq!(command, "rushhour hunt floor.yaml --faults none --seed 6 --seeds 1");
    // It is remembered, so it comes first the next time.
    let went_on = hunted(&["--keep-going"]);
    assert_eq!((went_on["bugs"].as_array().unwrap().len(), &went_on["seeds"]), (1, &4.into()));
    assert_eq!(hunted(&[])["seeds"], 1);
}

#[test]
fn searches_checks_and_shows_end_with_it_too() {
    let folder = Folder::with(&format!("{FLOOR}thresholds:\n  service_level: [\"value >= 50%\"]\n"));
    let commands: [&[&str]; 4] = [
        &["staff", "floor.yaml", "--json"],
        &["capacity", "floor.yaml", "--vary", "agents.desk.count=2..6", "--json"],
        &["check", "floor.yaml"],
        &["run", "floor.yaml", "--speed", "max", "--json", "-"],
    ];
    for command in commands {
        let (code, stdout, stderr) = with_bug(&folder, "*:0:60", command);
        assert_eq!(code, Some(1), "{command:?}: {stderr}");
        assert!(told(&stderr), "{command:?}: {stderr}");
        // What was found until then is told; nothing is called valid that was not looked at.
        assert_eq!(stdout.is_empty(), command[0] == "check", "{command:?}: {stdout}");
    }
    let (code, _, stderr) = with_bug(&folder, "*:0:60", &["validate", "B01"]);
    assert!(code == Some(1) && told(&stderr), "{stderr}");
}

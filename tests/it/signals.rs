//! What ends a program from outside, Ctrl-C, SIGTERM and SIGHUP: the first one finishes the report, the second one ends at
//! once, with 105 either way.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::support::{FLOOR, Folder};

/// So long that no machine ends it before it is told to.
const LONG: &str = "duration: 8000h\n";

fn floor() -> Folder {
    Folder::with(&format!("{}thresholds: {{wait: [\"p(95) < 1h\"]}}\n", FLOOR.replace("duration: 10m\n", LONG)))
}

fn start(folder: &Folder, before: &str, args: &str) -> Child {
    Command::new("sh")
        .args(["-c", &format!("{before} exec {} {args}", env!("CARGO_BIN_EXE_rushhour"))])
        .current_dir(folder.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Waits until a line of stderr has this, and sends on the rest.
fn until(child: &mut Child, word: &str) -> BufReader<std::process::ChildStderr> {
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "it ended before it said {word}");
        if line.contains(word) {
            return lines;
        }
    }
}

/// Waits until a run takes signals, which it does from its beginning on.
fn works(child: &Child) {
    for _ in 0..600 {
        // SIGTERM is the 15th.
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        if caught
            .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .is_some_and(|mask| mask & (1 << 14) != 0)
        {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn code(mut child: Child) -> (Option<i32>, String) {
    let mut stdout = String::new();
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    (child.wait().unwrap().code(), stdout)
}

#[test]
fn each_of_them_has_the_report_finished() {
    let folder = floor();
    for signal in ["INT", "TERM", "HUP"] {
        let child = start(&folder, "", &format!("run floor.yaml --json - -o {signal}"));
        works(&child);
        std::thread::sleep(Duration::from_millis(300));
        send(&child, signal);
        let (code, stdout) = code(child);
        assert_eq!(code, Some(105), "{signal}");
        let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(report["verdict"], "interrupted", "{signal}");
        assert!(folder.path(signal).join("report.json").exists(), "{signal}");
    }
}

#[test]
fn every_long_command_takes_them() {
    let folder = floor();
    for args in [
        "hunt floor.yaml --seeds 100000 --faults none -q -o found",
        "staff floor.yaml -q -o plan",
        "capacity floor.yaml --vary agents.desk.count=1..9 -q",
        "validate --replications 100000",
        "run floor.yaml -q --clock wall",
        "run floor.yaml -q --verify-determinism --events events.jsonl",
    ] {
        let child = start(&folder, "", args);
        works(&child);
        std::thread::sleep(Duration::from_millis(200));
        send(&child, "HUP");
        assert_eq!(code(child).0, Some(105), "{args}");
    }
    // The events of an interrupted run are kept.
    let events = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    assert!(events.ends_with("}\n"));
}

#[test]
fn a_check_says_what_it_has_looked_at() {
    let folder = floor();
    let times = 400;
    let mut child = start(&folder, "", &format!("check{}", " floor.yaml".repeat(times)));
    works(&child);
    std::thread::sleep(Duration::from_millis(300));
    send(&child, "INT");
    let stderr = until(&mut child, "interrupted: no more is checked");
    let (code, stdout) = code(child);
    drop(stderr);
    assert_eq!(code, Some(105));
    assert!(stdout.matches("valid").count() < times, "{stdout}");
}

#[test]
fn a_second_one_ends_at_once() {
    let folder = floor();
    let mut child = start(&folder, "", "validate --replications 100000");
    works(&child);
    send(&child, "TERM");
    let rest = until(&mut child, "once more to end at once");
    send(&child, "HUP");
    assert_eq!(code(child).0, Some(105));
    drop(rest);
}

#[test]
fn a_program_that_is_to_outlive_its_terminal_does() {
    let folder = floor();
    let mut child = start(&folder, "trap '' HUP;", "run floor.yaml -q -o out");
    works(&child);
    send(&child, "HUP");
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "it goes on");
    send(&child, "TERM");
    assert_eq!(code(child).0, Some(105));
}

//! The exit codes, each by what causes it. (111 needs a broken engine: `run::tests` has one.)

use super::support::{AGENT, FLOOR, Folder};

fn with_threshold(threshold: &str) -> Folder {
    Folder::with(&format!("{FLOOR}thresholds:\n  {threshold}\n"))
}

#[test]
fn all_held() {
    let ended = with_threshold("wait: [\"p(99) < 10m\"]").rushhour(&["run", "floor.yaml"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("PASS"), "{}", ended.stdout);
}

#[test]
fn a_threshold_failed() {
    let (ended, report) = with_threshold("wait: [\"p(50) < 1ns\"]").report(&[]);
    assert_eq!((ended.code, report["verdict"].as_str()), (99, Some("fail")));
    assert_eq!((report["exit_code"].as_i64(), report["thresholds"][0]["ok"].as_bool()), (Some(99), Some(false)));
}

#[test]
fn a_threshold_without_data_fails() {
    let (ended, report) = with_threshold("first_response: [\"p(50) < 1h\"]").report(&[]);
    assert_eq!(ended.code, 99);
    assert!(report["thresholds"][0]["observed"].is_null());
}

#[test]
fn a_failed_check_fails_the_run_unless_a_threshold_says_otherwise() {
    let agent = AGENT.replace("me.talk(task", "check(\"polite\", false); me.talk(task");
    let folder = Folder::with(FLOOR);
    folder.write("agent.rhai", &agent);
    assert_eq!(folder.rushhour(&["run", "floor.yaml"]).code, 99);
    let tolerant = with_threshold("checks: [\"value >= 0%\"]");
    tolerant.write("agent.rhai", &agent);
    assert_eq!(tolerant.rushhour(&["run", "floor.yaml"]).code, 0);
}

#[test]
fn a_script_failed_and_says_where_and_whose_it_was() {
    let folder = Folder::with(FLOOR);
    folder.write("agent.rhai", &AGENT.replace("me.wrapup(task);", "fail(\"lost my notes\");"));
    let (ended, report) = folder.report(&[]);
    assert_eq!((ended.code, report["verdict"].as_str()), (107, Some("fail")));
    let finding = &report["findings"][0];
    assert_eq!(finding["kind"], "script");
    assert_eq!(finding["script"], "agent.rhai");
    assert_eq!(finding["line"], 7);
    assert!(finding["column"].as_u64().is_some());
    assert!(finding["actor"].as_str().unwrap().starts_with("desk-"));
    assert!(finding["message"].as_str().unwrap().contains("lost my notes"));
    let summary = folder.rushhour(&["run", "floor.yaml"]).stdout;
    for part in ["agent.rhai:7", "lost my notes", "desk-"] {
        assert!(summary.contains(part), "{part}: {summary}");
    }
}

#[test]
fn a_failed_script_outweighs_a_failed_threshold() {
    let folder = with_threshold("wait: [\"p(50) < 1ns\"]");
    folder.write("agent.rhai", &AGENT.replace("me.wrapup(task);", "fail(\"no\");"));
    assert_eq!(folder.rushhour(&["run", "floor.yaml"]).code, 107);
}

#[test]
fn an_uncaught_rejection_fails_the_script_and_a_caught_one_does_not() {
    let folder = Folder::with(FLOOR);
    let twice = "me.invoke(\"AcceptTask\", #{ sid: task.sid });";
    folder.write("agent.rhai", &AGENT.replace("me.talk(task", &format!("{twice} me.talk(task")));
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 107);
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("AcceptTask was rejected with ReservationNotPending"), "{message}");
    let caught = format!("try {{ {twice} }} catch (e) {{ check(e.code, e.code == \"ReservationNotPending\"); }}");
    folder.write("agent.rhai", &AGENT.replace("me.talk(task", &format!("{caught} me.talk(task")));
    assert_eq!(folder.rushhour(&["run", "floor.yaml"]).code, 0);
}

#[test]
fn a_wrong_command_line() {
    let folder = Folder::with(FLOOR);
    for args in [&["run"][..], &["fly"], &["run", "floor.yaml", "--seed", "many"], &["actions", "AcceptTusk"]] {
        assert_eq!(folder.rushhour(args).code, 2, "{args:?}");
    }
}

#[test]
fn several_scenarios_end_with_the_gravest_and_run_only_if_all_are_valid() {
    let folder = Folder::with(FLOOR);
    folder.write("strict.yaml", &format!("{FLOOR}thresholds:\n  wait: [\"p(50) < 1ns\"]\n"));
    assert_eq!(folder.rushhour(&["run", "floor.yaml", "strict.yaml", "-q"]).code, 99);
    folder.write("broken.yaml", "version: 1\n");
    let ended = folder.rushhour(&["run", "floor.yaml", "broken.yaml"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (104, ""));
}

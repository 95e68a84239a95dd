//! The scenarios that come with the program.

use std::path::Path;

use super::support::rushhour;

fn run(scenario: &str, more: &[&str]) -> serde_json::Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ended = rushhour(root, &[&["run", scenario, "--json", "-"], more].concat());
    assert_eq!(ended.code, 0, "{scenario}: {}", ended.stderr);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["invariants"]["violations"].as_array().unwrap().len(), 0, "{scenario}");
    assert!(report["invariants"]["checked"].as_u64().unwrap() > 1000, "{scenario}");
    report
}

#[test]
fn every_scenario_passes_its_check() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = std::fs::read_dir(root.join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| path.ends_with(".yaml"))
        .collect();
    names.sort();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let ended = rushhour(root, &["check", &name]);
        // Too much at once is what these are for.
        let is_too_much = ["chat_surge.yaml", "crowd.yaml"].iter().any(|it| name.ends_with(it));
        if is_too_much {
            assert!(ended.code == 0 && ended.stderr.contains("% of what they can do"), "{name}: {}", ended.stderr);
        } else {
            assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{name}");
        }
    }
}

#[test]
fn quickstart_handles_calls_and_chats() {
    let report = run("scenarios/quickstart.yaml", &[]);
    assert!(report["metrics"]["wait{channel:chat}"]["count"].as_u64().unwrap() > 100);
    assert!(report["metrics"]["wait{channel:voice}"]["count"].as_u64().unwrap() > 400);
}

#[test]
fn the_voice_day_begins_well() {
    let report = run("scenarios/voice_day.yaml", &["--duration", "20m", "--set", "warmup=5m"]);
    assert!(report["totals"]["contacts"].as_u64().unwrap() > 1000);
}

#[test]
fn the_surge_of_chats_is_survived() {
    let report = run("scenarios/chat_surge.yaml", &[]);
    assert!(report["metrics"]["first_response"]["count"].as_u64().unwrap() > 1000);
}

#[test]
fn the_storm_of_transfers_leaves_nothing_open() {
    let report = run("scenarios/transfer_storm.yaml", &[]);
    assert_eq!(report["totals"]["open"], 0);
    for action in ["TransferTask", "CancelTransfer", "RejectTask"] {
        assert!(report["actions"][action]["ok"].as_u64().unwrap() > 0, "{action}");
    }
}

#[test]
fn a_counted_day_makes_exactly_the_calls_that_were_counted() {
    let csv = include_str!("../../scenarios/sample_calls.csv");
    for day in ["1", "3"] {
        let counted: u64 = csv
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("{day},")))
            .map(|row| row.split(',').next_back().unwrap().parse::<u64>().unwrap())
            .sum();
        let report = run("scenarios/bank_day.yaml", &["-e", &format!("day={day}")]);
        assert_eq!(report["totals"]["contacts"].as_u64().unwrap(), counted);
    }
}

#[test]
fn every_action_is_done_at_least_once() {
    let report = run("scenarios/every_action.yaml", &[]);
    let names = rushhour(Path::new("."), &["actions", "--json"]);
    let catalogue: serde_json::Value = serde_json::from_str(&names.stdout).unwrap();
    let names: Vec<&str> = catalogue.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 67);
    for name in names {
        assert!(report["actions"][name]["ok"].as_u64().unwrap_or(0) >= 1, "{name}");
    }
    assert_eq!((&report["totals"]["open"], &report["warnings"]), (&0.into(), &serde_json::json!([])));
    assert_eq!(report["metrics"]["checks"]["value"], 1.0);
}

#[test]
fn the_campaign_reaches_some_and_not_others() {
    let report = run("scenarios/outbound_campaign.yaml", &[]);
    assert_eq!(report["actions"]["StartOutboundCall"]["ok"], 1200);
    let reached = report["metrics"]["reached"]["mean"].as_f64().unwrap();
    assert!((0.5..0.7).contains(&reached), "{reached}: 65 % of 90 % are to be expected");
}

#[test]
fn paused_letters_are_all_resumed_and_answered() {
    let report = run("scenarios/email_pause_resume.yaml", &[]);
    let done = |action: &str| report["actions"][action]["ok"].as_u64().unwrap();
    assert!(done("PauseChannel") > 100);
    assert_eq!(done("PauseChannel"), done("ResumeChannel"));
    assert_eq!((&report["totals"]["open"], done("SendMessage")), (&0.into(), done("CompleteTask")));
}

#[test]
fn supervisors_listen_and_nobody_notices() {
    let report = run("scenarios/supervised_floor.yaml", &[]);
    for action in ["MonitorCall", "StopMonitoringCall", "SetWorkerActivity", "ApplyTeamsViewFilters"] {
        assert!(report["actions"][action]["ok"].as_u64().unwrap() > 0, "{action}");
    }
}

#[test]
fn plugins_veto_rewrite_replace_and_register() {
    let report = run("scenarios/plugin_hooks.yaml", &[]);
    let actions = &report["actions"];
    assert!(actions["TransferTask"]["cancelled"].as_u64().unwrap() > 0);
    assert_eq!(
        actions["SetTaskAttributes"]["ok"], actions["CompleteTask"]["ok"],
        "each completion is preceded by one"
    );
    assert!(actions["NavigateToView"]["ok"].as_u64().unwrap() > 100);
    assert_eq!(report["warnings"], serde_json::json!([]));
}

#[test]
fn german_callers_get_whoever_speaks_it_best_and_after_a_while_anyone() {
    let report = run("scenarios/skills.yaml", &[]);
    let metric = |name: &str, part: &str| report["metrics"][name][part].as_f64().unwrap();
    let (well, some) = (metric("handle{queue:german}", "count"), metric("handle{queue:some_german}", "count"));
    assert!(some > 0.0 && well > 3.0 * some, "{well} and {some}");
    assert!(metric("wait{queue:german}", "max") > 30.0, "some had to wait until the level was relaxed");
    assert_eq!(report["warnings"], serde_json::json!([]));
}

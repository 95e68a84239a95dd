//! Faults of the scenario key `faults`: each kind strikes, in its time and whom it should, moves no other, and breaks
//! nothing that must hold.

use serde_json::Value;

use super::support::{FLOOR, Folder, lasting, rushhour};

/// Every kind, often.
const ALL: &str = "
  - latency: {rate: 20%, extra: {exponential: {mean: 2s}}}
  - fail: {rate: 10%}
  - lost_response: {rate: 10%, after: 5s}
  - duplicate: {rate: 10%}
  - late_events: {rate: 20%, delay: {exponential: {mean: 2s}}}
  - reorder_events: {rate: 20%, delay: {exponential: {mean: 2s}}}
  - reload: {rate: 15/h}
  - disconnect: {rate: 15/h, for: {uniform: {min: 1s, max: 30s}}}
  - token_expiry: {rate: 15/h, for: {constant: 20s}}
  - hang_up: {rate: 30%}
  - activity_burst: {rate: 30/h, share: 50%, for: {constant: 20s}}
  - restart: {rate: 20/h, for: {constant: 5s}}
";

/// A floor with work enough for faults to strike at, and these faults.
fn floor(faults: &str) -> String {
    let busy = FLOOR.replace("60/h", "240/h");
    if faults.is_empty() { busy } else { format!("{busy}faults:\n{}\n", faults.trim_matches('\n')) }
}

/// The report of a run in which nothing that must hold was broken, and no script was at a loss.
fn unharmed(faults: &str, more: &[&str]) -> Value {
    let (ended, report) = Folder::with(&floor(faults)).report(more);
    assert_eq!(ended.code, 0, "{faults}: {}", ended.stderr);
    report
}

fn struck(report: &Value, fault: &str) -> u64 {
    report["faults"][fault].as_u64().unwrap()
}

#[test]
fn every_kind_strikes_and_nothing_that_must_hold_breaks() {
    for seed in ["1", "2", "3"] {
        let report = unharmed(ALL, &["--seed", seed, "--duration", "30m"]);
        for kind in ALL.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split(':').next()) {
            assert!(struck(&report, kind) > 0, "{kind} under seed {seed}: {}", report["faults"]);
        }
        assert_eq!(report["invariants"]["violations"], Value::Array(Vec::new()));
        assert_eq!(report["totals"]["open"], 0, "seed {seed}");
    }
}

#[test]
fn each_kind_by_itself_does_what_it_is_named_after() {
    let calm = unharmed("", &[]);
    let of = |action: &str, report: &Value, path: &str| report["actions"][action].pointer(path).cloned();
    // Faults stop with the arrivals, and so does this run.
    let failed = unharmed("  - fail: {rate: 100%, actions: [HoldCall]}", &["--set", "drain=0s"]);
    assert_eq!(of("HoldCall", &failed, "/ok"), Some(0.into()), "{}", failed["actions"]["HoldCall"]);
    let rejected = of("HoldCall", &failed, "/rejected").unwrap();
    let rejected: u64 = rejected.as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(rejected, struck(&failed, "fail"));

    let slow = unharmed("  - latency: {rate: 100%, action: CompleteTask, extra: {constant: 7s}}", &[]);
    let mean = |report: &Value, action: &str| of(action, report, "/latency_s/mean").unwrap().as_f64().unwrap();
    assert!((mean(&slow, "CompleteTask") - mean(&calm, "CompleteTask") - 7.0).abs() < 0.1);
    assert!((mean(&slow, "AcceptTask") - mean(&calm, "AcceptTask")).abs() < 0.1, "of that action only");

    let lost = unharmed("  - lost_response: {rate: 100%, action: HoldCall, after: 3s}", &["--set", "drain=0s"]);
    assert_eq!(of("HoldCall", &lost, "/lost"), Some(struck(&lost, "lost_response").into()), "waited for in vain");
    assert!(lost["metrics"]["hold"]["count"].as_u64().unwrap() > 0, "it had its effect");

    let hung = unharmed("  - hang_up: {rate: 100%, during: [accept]}", &["--set", "drain=0s"]);
    assert_eq!(hung["metrics"]["service_level"]["numerator"], 0, "nobody was ever on the line");
    assert!(struck(&hung, "hang_up") > 10);

    let away = unharmed("  - activity_burst: {rate: 60/h, share: 100%, gap: 1s, for: 5m}", &[]);
    let wait = |report: &Value| report["metrics"]["wait"]["mean"].as_f64().unwrap();
    assert!(wait(&away) > 5.0 + wait(&calm), "{} {}", wait(&away), wait(&calm));
}

#[test]
fn a_fault_keeps_to_its_window_its_people_and_its_actions() {
    let none = [
        "  - fail: {rate: 100%, from: 2m, until: 2m1ms}",
        "  - fail: {rate: 0%}",
        "  - fail: {rate: 100%, action: TransferTask}",
        "  - reload: {rate: 100/h, from: 9m59s}",
        "  - hang_up: {rate: 100%, during: transfer}",
    ];
    for fault in none {
        let report = unharmed(fault, &[]);
        let struck: u64 = report["faults"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
        assert_eq!(struck, 0, "{fault}");
    }
    let two =
        FLOOR.replace("customers:", "  - {name: other, count: 4, script: agent.rhai, queue: support}\ncustomers:");
    let at = |population: &str| {
        let fault = format!("faults:\n  - fail: {{rate: 100%, action: AcceptTask, population: {population}}}\n");
        let (_, report) = Folder::with(&format!("{two}{fault}")).report(&["--seed", "4"]);
        let share =
            |name: &str| report["metrics"][format!("occupancy{{population:{name}}}")]["value"].as_f64().unwrap();
        (share("desk"), share("other"))
    };
    let (desk, other) = at("desk");
    assert!(desk == 0.0 && other > 0.1, "{desk} {other}");
    let (desk, other) = at("other");
    assert!(desk > 0.1 && other == 0.0, "{desk} {other}");
}

#[test]
fn a_fault_that_is_told_to_strike_for_longer_than_customers_come_ends_with_them() {
    let fails = |length: &str| {
        let cued = format!(
            "  - fail: {{name: broken, rate: 100%, on_cue: true}}\ntimeline:\n  - {{at: 9m, fault: {{name: broken, for: {length}}}}}"
        );
        struck(&unharmed(&cued, &[]), "broken")
    };
    assert!(fails("1m") > 0);
    assert_eq!(fails("1m"), fails("1h"));
}

#[test]
fn turning_one_fault_off_moves_no_other() {
    // What changes nothing in the world shows whether the draws of the other move.
    let other = "  - hang_up: {rate: 20%}\n  - fail: {rate: 5%}\n  - reload: {rate: 6/h}\n";
    let harmless = "  - latency: {rate: 50%, extra: {constant: 0s}}\n";
    let alone = unharmed(other, &[]);
    for both in [format!("{harmless}{other}"), format!("{other}{harmless}")] {
        let both = unharmed(&both, &[]);
        assert!(struck(&both, "latency") > 20);
        for fault in ["hang_up", "fail", "reload"] {
            assert_eq!(struck(&both, fault), struck(&alone, fault), "{fault}");
        }
        assert_eq!(both["metrics"], alone["metrics"]);
    }
}

#[test]
fn faults_reproduce_and_a_restart_recovers_what_was_there() {
    let run = |jobs: &str| {
        let folder = Folder::with(&floor(ALL));
        lasting(folder.report(&["--replications", "4", "-j", jobs]).1)
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    assert!(struck(&one, "restart") > 4);
    // Only restarts: whoever was on the line stays there, and all comes to an end.
    let restarts = unharmed("  - restart: {rate: 60/h, for: 10s}", &[]);
    assert!(struck(&restarts, "restart") > 3);
    assert_eq!(restarts["totals"]["open"], 0);
}

#[test]
fn shipped_scenarios_hold_under_the_standard_faults() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    for (name, seeds) in
        [("quickstart", "4"), ("transfer_storm", "4"), ("every_action", "6"), ("small_floor", "4")]
    {
        let scenario = format!("scenarios/{name}.yaml");
        let ended = rushhour(root, &["hunt", &scenario, "--seeds", seeds, "--faults", "standard", "-o", out]);
        assert_eq!(ended.code, 0, "{name}: {}{}", ended.stdout, ended.stderr);
    }
}

#[test]
fn what_makes_no_sense_is_said() {
    let cases = [
        ("  - fial: {rate: 1%}", "fail"),
        ("  - fail: {rate: 120%}", "rate"),
        ("  - fail: {rate: 1%, action: HoldCal}", "HoldCall"),
        ("  - fail: {rate: 1%, population: callers}", "callers"),
        ("  - fail: {}", "rate"),
        ("  - reload: {rate: 2%}", "rate"),
        ("  - latency: {rate: 1%}", "extra"),
        ("  - hang_up: {rate: 1%, during: lunch}", "accept"),
        ("  - fail: {rate: 1%, from: 5m, until: 2m}", "until"),
        ("  - fail: {rate: 1%, name: a}\n  - reload: {rate: 1/h, name: a}", "two faults called `a`"),
        ("  - activity_burst: {rate: 1/h, share: 10%, for: 1m, activity: Siesta}", "Siesta"),
    ];
    for (fault, said) in cases {
        let ended = Folder::with(&floor(fault)).rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{fault}: {}", ended.stderr);
        assert!(ended.stderr.contains(said) && ended.stderr.contains("floor.yaml"), "{fault}: {}", ended.stderr);
    }
}

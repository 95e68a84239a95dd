//! Callers who hang up at every stage: while an accept, a hold, a transfer, a wrap-up is in flight. The manual's
//! scripts run unchanged; nothing is a mistake of theirs and nothing is violated.

use super::support::Folder;

// Few offers time out (that makes an agent unavailable, and the manual's never comes back), most races are real.
const SLOW: &str = "version: 1
duration: 1h
drain: 30m
center:
  queues:
    support: {target: 20s, reservation_timeout: 90s}
  latency:
    default: {exponential: {mean: 5s}}
    AcceptTask: {exponential: {mean: 8s}}
agents:
  - {name: desk, count: 12, script: agent.rhai, queue: support}
customers:
  - {name: callers, script: caller.rhai, queue: support, arrivals: {poisson: {rate: 300/h}}}
  - {name: nervous, script: nervous.rhai, queue: support, arrivals: {poisson: {rate: 300/h}}}
distributions:
  talk: {exponential: {mean: 20s}}
  hold: {exponential: {mean: 10s}}
  patience: {exponential: {mean: 20s}}
  nerve: {exponential: {mean: 15s}}
";

const NERVOUS: &str = r#"fn run(me) {
    me.phone(me.queue);
    if me.wait_answer(sample("patience")) { me.wait_end(sample("nerve")); }
}
"#;

#[test]
fn desktops_that_hear_late_make_no_script_fail() {
    for seed in ["1", "2", "3"] {
        let late = SLOW
            .replace("    AcceptTask:", "    events: {exponential: {mean: 3s}}\n    AcceptTask:")
            // Whoever lets an offer time out is unavailable from then on; the manual's agent never comes back.
            .replace("reservation_timeout: 90s", "reservation_timeout: 5m");
        let folder = Folder::with(&late);
        folder.write("nervous.rhai", NERVOUS);
        let (ended, report) = folder.report(&["--seed", seed]);
        assert_eq!(ended.code, 0, "{}", report["findings"]);
        assert!(report["actions"]["CompleteTask"]["ok"].as_u64().unwrap() > 50);
    }
}

#[test]
fn every_stage_survives_a_hang_up() {
    for seed in ["1", "2", "3"] {
        let folder = Folder::with(SLOW);
        folder.write("nervous.rhai", NERVOUS);
        let (ended, report) = folder.report(&["--seed", seed]);
        assert_eq!(ended.code, 0, "{}", report["findings"]);
        assert_eq!(report["invariants"]["violations"].as_array().unwrap().len(), 0);
        // The races did happen: each of these was refused because the caller had moved first.
        for action in ["AcceptTask", "HoldCall", "UnholdCall", "WrapupTask"] {
            let rejected = report["actions"][action]["rejected"].as_object().unwrap();
            assert!(!rejected.is_empty(), "{action} met no race in seed {seed}");
        }
    }
}

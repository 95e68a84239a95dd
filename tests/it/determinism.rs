//! One seed, one run: to the byte, on any number of threads, in any build.

use serde_json::Value;

use super::support::{AGENT, CALLER, FLOOR, Folder, lasting};

fn digest(report: &Value) -> &str {
    report["digest"].as_str().unwrap()
}

#[test]
fn the_same_seed_gives_the_same_report_to_the_byte_and_another_seed_another() {
    let folder = Folder::with(FLOOR);
    let (_, first) = folder.report(&[]);
    let (_, second) = folder.report(&[]);
    let (_, other) = folder.report(&["--seed", "2"]);
    assert!(digest(&first).starts_with("2:") && digest(&first).len() == 66);
    assert_ne!(digest(&first), digest(&other));
    assert_eq!(lasting(first).to_string(), lasting(second).to_string());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::with(FLOOR);
    let (_, one) = folder.report(&["--replications", "4", "-j", "1"]);
    let (_, two) = folder.report(&["--replications", "4", "-j", "2"]);
    assert_eq!(one["replications"], 4);
    assert!(one["metrics"]["wait"]["ci95"].as_f64().unwrap() > 0.0);
    assert_eq!(lasting(one).to_string(), lasting(two).to_string());
}

/// The same constant in every build profile: `cargo test` and `cargo test --release` both compare with it. It changes
/// when the events of a run change, and only then should it be changed here.
#[test]
fn the_digest_does_not_depend_on_the_build() {
    let (_, report) = Folder::with(FLOOR).report(&[]);
    assert_eq!(digest(&report), DIGEST_OF_FLOOR);
}

const DIGEST_OF_FLOOR: &str = "2:9dcbfe93a6497134927a34c788911b3f585a86ca98f3be3a6651c97884d89e94";

#[test]
fn another_agent_moves_nobody_elses_draws() {
    let folder = Folder::with(&format!("{FLOOR}metrics: [patience_drawn, talk_drawn]\n"));
    folder.write(
        "agent.rhai",
        &AGENT.replace("fn run(me) {", "fn run(me) { record(\"talk_drawn\", sample(\"talk\"));"),
    );
    let caller = CALLER
        .replace(
            "fn run(me) {",
            "fn run(me) { let patience = sample(\"patience\"); record(\"patience_drawn\", patience);",
        )
        .replace("sample(\"patience\"))", "patience)");
    folder.write("caller.rhai", &caller);
    let drawn = |count: &str| {
        let (ended, report) = folder.report(&["--set", &format!("agents.desk.count={count}")]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        report["metrics"].clone()
    };
    let (four, five) = (drawn("4"), drawn("5"));
    assert_eq!(four["patience_drawn"], five["patience_drawn"]);
    assert_eq!(five["talk_drawn"]["count"].as_u64(), four["talk_drawn"]["count"].as_u64().map(|count| count + 1));
}

/// Listeners that wait, invoke and draw, on twenty desktops.
const LISTENERS: &str = r#"
before("AcceptTask", |me, event| {
    sleep(random() / 10.0);
    me.invoke("HistoryPush", `/offer/${event.payload.sid}`);
});
before("AcceptTask", |event| { sleep(sample("hold") / 100.0); });
before("HistoryPush", |event| {
    if chance(0.5) { sleep("20ms"); }
    event.payload += "?seen";
});
after("CompleteTask", |event| { sleep("1s"); note(event.action); });
before("HoldCall", |event| { if chance(0.3) { event.abort(); } });
replace_action("WrapupTask", |me, event, original| {
    me.invoke("Remember", #{ sid: event.payload.sid });
    original.call()
});
register_action("Remember", |me, event| { sleep("50ms"); random(1, 6) });
"#;

#[test]
fn listeners_that_wait_change_nothing_about_that() {
    let floor = FLOOR
        .replace("count: 4, script: agent.rhai", "count: 20, plugins: [listeners.rhai], script: agent.rhai")
        .replace("rate: 60/h", "rate: 600/h")
        .replace("mean: 100ms}}", "mean: 100ms}}\n    events: {exponential: {mean: 50ms}}");
    let folder = Folder::with(&floor);
    folder.write("listeners.rhai", LISTENERS);
    let run = |jobs: &str| {
        let (ended, report) = folder.report(&["--replications", "2", "-j", jobs]);
        assert_eq!(ended.code, 0, "{} {}", ended.stderr, report["findings"]);
        lasting(report)
    };
    let one = run("1");
    assert!(one["actions"]["Remember"]["ok"].as_u64().unwrap() > 50, "{}", one["actions"]);
    assert!(one["actions"]["HoldCall"]["cancelled"].as_u64().unwrap() > 0);
    assert_eq!(one["warnings"], serde_json::json!([]));
    assert_eq!(run("2").to_string(), one.to_string());
    assert_eq!(run("1").to_string(), one.to_string());
}

//! Whatever is wrong is said with its place and its remedy, nothing is run, and the exit code is 104.

use super::support::{AGENT, CALLER, FLOOR, Folder};

/// A change that makes the floor invalid, and what its message must name.
fn refused(change: (&str, &str), args: &[&str], must_name: &[&str]) {
    let folder = Folder::with(&FLOOR.replace(change.0, change.1));
    folder.write("calls.csv", "day,start,calls\n1,07:00,10\n1,07:05,many\n2,07:00,5\n");
    folder.write("idle.rhai", "fn helper() { }\n");
    folder.write("broken.rhai", "fn run(me) {\n    me.set_activity(\"Available\"\n}\n");
    for command in ["run", "check"] {
        let ended = folder.rushhour(&[&[command, "floor.yaml"], args].concat());
        assert_eq!(ended.code, 104, "{change:?}: {}", ended.stderr);
        assert_eq!(ended.stdout, "", "nothing is run: {change:?}");
        for part in must_name {
            assert!(ended.stderr.contains(part), "{change:?} should name `{part}`:\n{}", ended.stderr);
        }
    }
}

#[test]
fn malformed_yaml() {
    refused(("agents:", "agents: ]["), &[], &["floor.yaml:8"]);
}

#[test]
fn an_unknown_key() {
    refused(("duration: 10m", "duratoin: 10m"), &[], &["floor.yaml:2", "duratoin", "duration"]);
}

#[test]
fn a_queue_that_does_not_exist() {
    refused(
        ("agent.rhai, queue: support", "agent.rhai, queue: suport"),
        &[],
        &["floor.yaml:9", "suport", "support"],
    );
}

#[test]
fn a_script_that_does_not_parse() {
    refused(("script: agent.rhai", "script: broken.rhai"), &[], &["broken.rhai:", "me.set_activity"]);
}

#[test]
fn a_script_that_does_not_exist() {
    refused(("script: agent.rhai", "script: nobody.rhai"), &[], &["floor.yaml:9", "nobody.rhai"]);
}

#[test]
fn an_unknown_feature() {
    let features = "  features: {puase: true}\n  latency:";
    refused(("  latency:", features), &[], &["floor.yaml:6", "puase", "pause"]);
    refused(("", ""), &["--set", "center.features.puase=true"], &["--set center.features.puase=true", "pause"]);
}

#[test]
fn a_plugin_that_does_nothing_or_is_not_there() {
    let plugins = |name: &str| format!("queue: support, plugins: [{name}]}}\ncustomers:");
    refused(("queue: support}\ncustomers:", &plugins("idle.rhai")), &[], &["idle.rhai:1", "`run`", "plugin"]);
    refused(("queue: support}\ncustomers:", &plugins("gone.rhai")), &[], &["floor.yaml:9", "gone.rhai"]);
    refused(("queue: support}\ncustomers:", &plugins("idle")), &[], &["floor.yaml:9", "`idle`", ".rhai"]);
}

#[test]
fn a_csv_with_a_broken_line() {
    let trace = "arrivals: {trace: {file: calls.csv, where: {day: 1}}}";
    refused(("arrivals: {poisson: {rate: 60/h}}", trace), &[], &["calls.csv:3", "many"]);
}

#[test]
fn an_empty_trace() {
    let trace = "arrivals: {trace: {file: calls.csv, where: {day: 9}}}";
    refused(("arrivals: {poisson: {rate: 60/h}}", trace), &[], &["floor.yaml", "day", "9"]);
}

#[test]
fn a_number_of_agents_that_is_none() {
    refused(("count: 4", "count: -1"), &[], &["floor.yaml:9", "-1"]);
}

#[test]
fn a_threshold_on_an_unknown_metric() {
    let threshold = "distributions:\n  extra: 1s";
    let change = format!("thresholds: {{wiat: [\"p(95) < 20s\"]}}\n{threshold}");
    refused(("distributions:", &change), &[], &["floor.yaml:12", "wiat", "wait"]);
}

#[test]
fn a_negative_rate() {
    refused(("rate: 60/h", "rate: -60/h"), &[], &["floor.yaml:11", "-60/h"]);
}

#[test]
fn a_variable_that_is_not_declared_or_of_another_type() {
    let vars = ("duration: 10m", "duration: 10m\nvars: {agents: 4}");
    refused(vars, &["-e", "agens=5"], &["agens", "agents"]);
    refused(vars, &["-e", "agents=many"], &["agents", "many"]);
}

#[test]
fn an_unquoted_variable_in_a_flow_mapping() {
    refused(("count: 4", "count: ${agents}"), &[], &["floor.yaml:9", "quote"]);
}

#[test]
fn a_file_that_is_not_there() {
    let folder = Folder::with(FLOOR);
    let ended = folder.rushhour(&["run", "flor.yaml"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("flor.yaml"), "{}", ended.stderr);
}

#[test]
fn a_script_is_named_as_it_is_seen_from_where_one_is() {
    let folder = Folder::with("");
    std::fs::create_dir_all(folder.path("floors/scripts")).unwrap();
    let floor = FLOOR.replace("script: agent.rhai", "script: scripts/agent.rhai");
    let agent = AGENT.replace("me.accept(", "me.acept(");
    folder.write("floors/floor.yaml", &floor).write("floors/scripts/agent.rhai", &agent);
    folder.write("floors/caller.rhai", CALLER);
    let ended = folder.rushhour(&["check", "floors/floor.yaml"]);
    assert_eq!(ended.code, 104);
    assert!(ended.stderr.contains("[floors/scripts/agent.rhai:4:"), "{}", ended.stderr);
}

//! `run --events` and `rushhour schema events`: what happens, as lines of JSON.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::support::{Folder, rushhour};

/// At most so many lines of a kind are held against the schema.
const OF_A_KIND_MAX: usize = 20;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema_text() -> String {
    rushhour(root(), &["schema", "events"]).stdout
}

/// The events of a shipped scenario.
fn events(scenario: &str, flags: &[&str]) -> Vec<Value> {
    let folder = Folder::with("");
    let file = folder.path("events.jsonl");
    let scenario = format!("scenarios/{scenario}.yaml");
    let args = ["run", &scenario, "-q", "--replications", "1", "--events", file.to_str().unwrap()];
    rushhour(root(), &[&args[..], flags].concat());
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_schema_in_the_documents_is_what_the_binary_says() {
    let committed = std::fs::read_to_string(root().join("docs/event.schema.json")).unwrap();
    assert!(committed == schema_text(), "run `rushhour schema events > docs/event.schema.json`");
}

#[test]
fn lines_are_as_the_schema_says_for_nearly_all_kinds() {
    let schema: Value = serde_json::from_str(&schema_text()).unwrap();
    let kinds = schema["oneOf"].as_array().unwrap();
    let name_of = |kind: &Value| kind["properties"]["event"]["const"].as_str().unwrap().to_owned();
    let validators: BTreeMap<String, jsonschema::Validator> =
        kinds.iter().map(|kind| (name_of(kind), jsonschema::validator_for(kind).unwrap())).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (scenario, flags) in [
        ("every_action", &[][..]),
        ("small_floor", &["--duration", "20m"]),
        ("plugin_hooks", &["--duration", "10m"]),
        ("demo_first_day", &[]),
    ] {
        for line in events(scenario, flags) {
            let name = line["event"].as_str().unwrap().to_owned();
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            if *count > OF_A_KIND_MAX {
                continue;
            }
            let errors: Vec<String> =
                validators[&name].iter_errors(&line).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{line}: {errors:?}");
        }
    }
    let missing: Vec<&String> = validators.keys().filter(|name| !seen.contains_key(*name)).collect();
    assert!(missing.len() <= 10, "no scenario has {missing:?}");
}

#[test]
fn nothing_is_said_twice_of_a_call() {
    let floor = "\
version: 1
duration: 10m
center: {queues: {support: {}}}
agents: [{name: desk, script: desk.rhai, count: 1, queue: support}]
customers: [{name: callers, script: phone_customer, queue: support, arrivals: {burst: {at: 1m, count: 1}}}]
";
    let folder = Folder::with(floor);
    folder.write(
        "desk.rhai",
        "fn run(me) { me.set_activity(\"Available\"); for task in me.tasks() { me.accept(task); sleep(30); me.wrapup(task); me.complete(task); } }",
    );
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "--events", "events.jsonl"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let text = std::fs::read_to_string(folder.path("events.jsonl")).unwrap();
    let told: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = told
        .iter()
        .filter(|line| line["at_s"].as_f64() >= Some(60.0) && line["at_s"].as_f64() < Some(599.0))
        .map(|line| line["event"].as_str().unwrap())
        .collect();
    insta::assert_snapshot!(names.join("\n"));
}

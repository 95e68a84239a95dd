//! The examples of the manual: scenarios are valid, scripts run, commands are understood.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::support::{Folder, rushhour};

/// A piece of code in the manual.
struct Example {
    place: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    pages.push(root().join("README.md"));
    pages.sort();
    pages
}

/// All examples of a language, which is what stands behind the fence.
fn examples(language: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for page in pages() {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        let mut open: Option<(bool, Example)> = None;
        for (number, line) in (1..).zip(std::fs::read_to_string(&page).unwrap().lines()) {
            match (&mut open, line.trim_start().strip_prefix("```")) {
                (None, Some(fence)) => {
                    let example = Example { place: format!("{name}, line {number}"), text: String::new() };
                    open = Some((fence == language, example));
                }
                (Some(_), Some(_)) => {
                    examples.extend(open.take().filter(|(wanted, _)| *wanted).map(|(_, example)| example));
                }
                (Some((_, example)), None) => {
                    example.text.push_str(line);
                    example.text.push('\n');
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{name}: a fence is left open");
    }
    examples
}

/// A floor that the pieces of scenarios in the manual are laid over.
fn base() -> Value {
    json!({
        "version": 1,
        "duration": "10m",
        "center": {"queues": {"support": {}}},
        "agents": [{"name": "desk", "script": "desk.rhai", "count": 5, "queue": "support", "attributes": {"level": 1}}],
        "customers": [{
            "name": "callers", "script": "phone_customer", "queue": "support",
            "arrivals": {"poisson": {"rate": "60/h"}},
        }],
        "distributions": {"talk": "1m", "patience": "2m"},
        "faults": [{"latency": {"name": "slow_backend", "rate": "100%", "extra": "2s", "on_cue": true}}],
    })
}

fn lay_over(base: &mut Value, piece: &Value) {
    match (base, piece) {
        (Value::Object(base), Value::Object(piece)) => {
            for (key, value) in piece {
                lay_over(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, piece) => *base = piece.clone(),
    }
}

/// A folder with all files that the manual's scenarios name.
fn folder() -> Folder {
    let folder = Folder::with("");
    std::fs::create_dir(folder.path("scripts")).unwrap();
    let [agent, invariants, plugin] =
        ["rhai", "rhai invariants", "rhai plugin"].map(|language| examples(language).remove(0).text);
    folder
        .write("desk.rhai", &agent)
        .write("checks.rhai", &invariants)
        .write("scripts/veto.rhai", &plugin)
        .write("calls.csv", "day,start,calls\n3,08:00,40\n3,08:05,30\n4,08:00,60\n")
        .write("recorded.csv", "Time,Skill,Tier,Talk Time\n08:00:05,support,gold,3:25\n08:00:09,,,0:40\n")
        .write("handle_times.csv", "queue,seconds,n\nsales,120,3\nsupport,240,1\n");
    folder
}

#[test]
fn the_scenarios_of_the_manual_are_valid() {
    let folder = folder();
    let all = examples("yaml");
    assert!(all.len() > 20);
    for example in all {
        let mut scenario = base();
        let piece: Value = serde_yaml::from_str(&example.text).unwrap();
        if !piece.is_null() {
            lay_over(&mut scenario, &piece);
        }
        folder.write("floor.yaml", &serde_json::to_string_pretty(&scenario).unwrap());
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 0, "{}: {}", example.place, ended.stderr);
    }
}

#[test]
fn the_scripts_of_the_manual_run() {
    let folder = folder();
    for (language, least) in
        [("rhai", 4), ("rhai chat", 1), ("rhai supervisor", 1), ("rhai customer", 2), ("rhai plugin", 5)]
    {
        let all = examples(language);
        let all: Vec<Example> = all.into_iter().filter(|it| !it.place.starts_with("actions.md")).collect();
        assert!(all.len() >= least, "{language}");
        for example in all {
            folder.write("example.rhai", &example.text);
            let mut scenario = base();
            match language {
                "rhai" => scenario["agents"][0]["script"] = json!("example.rhai"),
                "rhai chat" => {
                    scenario["agents"][0]["script"] = json!("example.rhai");
                    scenario["customers"][0]["script"] = json!("chat_customer");
                }
                "rhai supervisor" => {
                    scenario["supervisors"] = json!([{"name": "lead", "script": "example.rhai", "count": 1}]);
                }
                "rhai customer" => scenario["customers"][0]["script"] = json!("example.rhai"),
                _ => scenario["agents"][0]["plugins"] = json!(["example.rhai"]),
            }
            folder.write("floor.yaml", &serde_json::to_string_pretty(&scenario).unwrap());
            let ended = folder.rushhour(&["run", "floor.yaml"]);
            assert_eq!(ended.code, 0, "{}: {}{}", example.place, ended.stdout, ended.stderr);
        }
    }
}

#[test]
fn the_calls_of_actions_in_the_manual_are_understood() {
    let folder = folder();
    let calls: Vec<Example> =
        examples("rhai").into_iter().filter(|it| it.place.starts_with("actions.md")).collect();
    assert_eq!(calls.len(), 67);
    let calls: String = calls.iter().map(|it| format!("if false {{\n{}}}\n", it.text)).collect();
    folder.write("example.rhai", &format!("fn run(me) {{ for task in me.tasks() {{\n{calls}}} }}"));
    let mut scenario = base();
    scenario["agents"][0]["script"] = json!("example.rhai");
    folder.write("floor.yaml", &serde_json::to_string_pretty(&scenario).unwrap());
    let ended = folder.rushhour(&["check", "floor.yaml"]);
    // What is never done is no work, and that is told; a call that is not understood is a problem.
    assert!(ended.code == 0 && !ended.stderr.contains('×'), "{}", ended.stderr);
}

/// Commands are tried as far as that costs nothing: a flag behind them that does not exist is what they fail for, once
/// all others and their values have been read.
#[test]
fn the_commands_of_the_manual_are_understood() {
    let mut tried = 0;
    for example in examples("sh") {
        let joined = example.text.replace("\\\n", " ");
        for line in joined.lines() {
            let command = line.split(" #").next().unwrap().trim();
            // An ordinary build has no planted bugs.
            let command = command.strip_prefix("cargo run --release -- ").or(command.strip_prefix("rushhour "));
            let Some(command) = command.filter(|it| !it.contains('|') && !it.contains('$')) else { continue };
            let command = command.split(['>', ';', '&']).next().unwrap();
            let words = words(command);
            for file in words.iter().filter(|word| word.starts_with("scenarios/")) {
                assert!(root().join(file).is_file(), "{}: {file}", example.place);
            }
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            let ended = rushhour(root(), &[&args[..], &["--no-such-flag"]].concat());
            let only_that = ended.stderr.contains("unexpected argument '--no-such-flag'");
            assert!(ended.code == 2 && only_that, "{}: {line}\n{}", example.place, ended.stderr);
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}

/// The words of a command as a shell makes them of plain and quoted text.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The names of all properties in a JSON Schema.
fn properties(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(entries) => {
            let named = entries.get("properties").and_then(Value::as_object);
            found.extend(named.into_iter().flat_map(|named| named.keys().cloned()));
            entries.values().for_each(|value| properties(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, found)),
        _ => {}
    }
}

#[test]
fn the_manual_has_every_key_of_a_scenario() {
    let schema: Value = serde_json::from_str(&rushhour(root(), &["schema"]).stdout).unwrap();
    let manual = std::fs::read_to_string(root().join("docs/scenario.md")).unwrap();
    let mut keys = Vec::new();
    properties(&schema, &mut keys);
    assert!(keys.len() > 100);
    for key in keys {
        let is_word = |at: usize| {
            let neighbour = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let after = manual[at + key.len()..].chars().next();
            !neighbour(manual[..at].chars().next_back())
                && !neighbour(after)
                && matches!(after, Some('`' | ':' | ',' | '}' | '('))
        };
        assert!(
            manual.match_indices(key.as_str()).any(|(at, _)| is_word(at)),
            "`{key}` is not in docs/scenario.md"
        );
    }
}

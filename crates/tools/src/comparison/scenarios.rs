//! What was run on both sides: whether it can be compared at all, and what is different about it.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::side::Side;
use rushhour_report::{Report, ScenarioReport};

/// Why the runs of two sides, or of one, make no sense beside each other.
pub(super) fn obstacles(a: &Side, b: &Side) -> Vec<String> {
    let (Some(first), Some(other)) = (a.runs.first(), b.runs.first()) else {
        return vec!["there is no run on one of the sides".to_owned()];
    };
    let mut obstacles = Vec::new();
    for side in [a, b] {
        for run in side.runs.iter().skip(1) {
            let differ = differences(side.runs.first().unwrap_or(run), run);
            if !differ.is_empty() {
                obstacles.push(format!(
                    "the runs in {} are not of one scenario: {}",
                    side.name,
                    differ.join(", ")
                ));
                break;
            }
        }
    }
    let (one, two) = (&first.scenario, &other.scenario);
    if one.name != two.name {
        obstacles.push(format!("A is of the scenario `{}`, B of `{}`", one.name, two.name));
    }
    if one.duration_s != two.duration_s {
        obstacles.push(format!("A lasts {} s, B {} s", one.duration_s, two.duration_s));
    }
    let stated = !one.warmup_auto && !two.warmup_auto;
    if stated && one.warmup_s != two.warmup_s && one.duration_s == two.duration_s {
        obstacles.push(format!("the warm-up of A is {} s, of B {} s", one.warmup_s, two.warmup_s));
    }
    obstacles
}

/// What is different about what was run, but for the seed: `agents 20 → 19`.
pub(super) fn differences(a: &Report, b: &Report) -> Vec<String> {
    let (one, two) = (&a.scenario, &b.scenario);
    let mut differ = Vec::new();
    if a.tool != b.tool {
        differ.push(format!("{} → {}", a.tool, b.tool));
    }
    differ.extend(by_name("", &one.vars, &two.vars));
    differ.extend(by_name("population ", &one.populations, &two.populations));
    differ.extend(by_name("queue ", &one.queues, &two.queues));
    if one.flags != two.flags && differ.is_empty() {
        differ.push(format!("flags `{}` → `{}`", one.flags.join(" "), two.flags.join(" ")));
    }
    if is_edited(one, two) {
        differ.push("the text of the scenario".to_owned());
    }
    if one.warmup_auto && two.warmup_auto && one.warmup_s != two.warmup_s {
        differ.push(format!("the warm-up that was found {} s → {} s", one.warmup_s, two.warmup_s));
    }
    differ
}

fn is_edited(one: &ScenarioReport, two: &ScenarioReport) -> bool {
    one.text.as_ref().zip(two.text.as_ref()).is_some_and(|(one, two)| one != two)
}

/// What has another value under the same name, or is there on one side only.
fn by_name<T: Serialize>(what: &str, a: &IndexMap<String, T>, b: &IndexMap<String, T>) -> Vec<String> {
    let value =
        |of: &IndexMap<String, T>, name: &String| of.get(name).and_then(|it| serde_json::to_value(it).ok());
    let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
    names
        .filter_map(|name| {
            let (one, two) = (value(a, name), value(b, name));
            (one != two).then(|| match (&one, &two) {
                (Some(Value::Object(one)), Some(Value::Object(two))) => {
                    let changed = one.iter().filter(|(key, value)| two.get(*key) != Some(value));
                    let changed = changed
                        .map(|(key, value)| format!("{key} {} → {}", shown(Some(value)), shown(two.get(key))));
                    format!("{what}{name}: {}", changed.collect::<Vec<_>>().join(", "))
                }
                (one, two) => format!("{what}{name} {} → {}", shown(one.as_ref()), shown(two.as_ref())),
            })
        })
        .collect()
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => "none".to_owned(),
        Some(Value::String(text)) => text.clone(),
        // A population or queue that the other side has not.
        Some(Value::Object(_) | Value::Array(_)) => "there".to_owned(),
        Some(other) => other.to_string(),
    }
}

//! The demos: no action of theirs is refused, what they tell is true of what is shown, and they end with their last
//! question.

use std::path::Path;

use serde_json::Value;

use super::support::{Folder, rushhour};

const DEMOS: [&str; 3] = ["first_day", "monday_morning", "warm_transfer"];
/// So many seconds may go by after the last question.
const AFTER_THE_LAST: f64 = 10.0;

/// A demo in virtual time: its report, and what is told at which second.
fn demo(name: &str, more: &[&str]) -> (Value, Vec<(f64, String)>, f64) {
    let folder = Folder::with("version: 1\n");
    let events = folder.path("events.jsonl");
    let scenario = format!("scenarios/demo_{name}.yaml");
    let args = ["run", &scenario, "--json", "-", "--events", events.to_str().unwrap()];
    let ended = rushhour(Path::new(env!("CARGO_MANIFEST_DIR")), &[&args[..], more].concat());
    assert_eq!(ended.code, 0, "{name} {more:?}: {}", ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let text = std::fs::read_to_string(events).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let at = |line: &Value| line["at_s"].as_f64().unwrap();
    let told = lines.iter().filter(|line| line["event"] == "Narrated" || line["event"] == "Noted");
    let told = told.map(|line| {
        let kind = line["kind"].as_str().unwrap_or("note");
        (at(line), format!("{kind}: {}", line["text"].as_str().unwrap()))
    });
    (report, told.collect(), at(lines.last().unwrap()))
}

fn words(told: &[(f64, String)]) -> String {
    told.iter().map(|(at, text)| format!("{at:.0} {text}\n")).collect()
}

#[test]
fn no_action_of_a_demo_is_refused_and_nothing_is_found() {
    for name in DEMOS {
        for seed in 1..=10 {
            let (report, ..) = demo(name, &["--seed", &seed.to_string()]);
            for (action, counts) in report["actions"].as_object().unwrap() {
                assert_eq!(counts["rejected"], serde_json::json!({}), "{name} {seed}: {action}");
            }
            assert_eq!(report["findings"], serde_json::json!([]), "{name} {seed}");
            assert_eq!(report["warnings"], serde_json::json!([]), "{name} {seed}");
        }
    }
}

#[test]
fn a_demo_ends_with_its_last_question() {
    let slower = ["-e", "look_around=20s", "-e", "talk=50s", "-e", "notes=30s"];
    let variants: [(&str, &[&str]); 5] = [
        ("first_day", &[]),
        ("first_day", &slower),
        ("monday_morning", &[]),
        ("warm_transfer", &[]),
        ("warm_transfer", &slower),
    ];
    for (name, more) in variants {
        let (_, told, end) = demo(name, more);
        let (at, last) = told.last().unwrap();
        assert!(last.starts_with("pause: "), "{name} {more:?}: {last}");
        assert!(end - at <= AFTER_THE_LAST, "{name} {more:?}: it goes on for {} s", end - at);
    }
}

#[test]
fn the_words_of_the_first_day_are_about_what_is_shown() {
    let (_, told, _) = demo("first_day", &["--seed", "1"]);
    insta::assert_snapshot!(words(&told));
    let chat = told.iter().position(|(_, text)| text == "chapter: A chat").unwrap();
    assert!(told[chat..].iter().all(|(_, text)| !text.to_lowercase().contains("the call")), "{told:?}");
}

#[test]
fn the_words_of_the_warm_transfer_are_about_what_is_shown() {
    let (_, told, _) = demo("warm_transfer", &["--seed", "1"]);
    insta::assert_snapshot!(words(&told));
}

#[test]
fn the_numbers_in_the_words_of_a_monday_follow_its_variables() {
    let (_, told, _) = demo("monday_morning", &["--seed", "1"]);
    insta::assert_snapshot!(words(&told));
    let more = ["-e", "agents=7", "-e", "calls=60/h", "-e", "surge=12", "-e", "surge_over=3m", "-e", "helpers=4"];
    let (_, told, _) = demo("monday_morning", &more);
    let words = words(&told);
    for said in ["at work: 7.", "come: 60/h.", "within 3m: 12.", "to help: 4."] {
        assert!(words.contains(said), "{said} {words}");
    }
    for number in ["20", "300", "45", "Twenty", "ten"] {
        let told = told.iter().any(|(_, text)| text.split(|c: char| !c.is_alphanumeric()).any(|it| it == number));
        assert!(!told, "{number}: {words}");
    }
}

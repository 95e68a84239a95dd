//! `rushhour staff` and `rushhour validate`.

use std::path::Path;

use super::support::{FLOOR, Folder, rushhour};

/// The textbooks' queue, shorter than it comes.
fn staff(more: &[&str]) -> (i32, serde_json::Value) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let short = ["staff", "scenarios/erlang.yaml", "-e", "duration=13h", "-e", "warmup=1h", "--json"];
    let target = ["--set", "thresholds.service_level=value >= 80%"];
    let ended = rushhour(root, &[&short[..], &target[..], more].concat());
    assert!(!ended.stdout.is_empty(), "{}", ended.stderr);
    (ended.code, serde_json::from_str(&ended.stdout).unwrap())
}

#[test]
fn the_least_number_of_agents_is_that_of_the_textbook() {
    // Of 7 agents 71.5 % are in time, of 8 by theory 86.3 %.
    let (code, found) = staff(&["-e", "calls_per_hour=60", "-e", "handle=300s", "-e", "agents=11"]);
    assert_eq!((code, &found["least"], &found["population"]), (0, &8.into(), &"agents".into()));
    let trials = found["trials"].as_array().unwrap();
    let tried = |agents: u64| trials.iter().find(|trial| trial["agents"] == agents).unwrap();
    assert_eq!((&tried(7)["met"], &tried(8)["met"]), (&false.into(), &true.into()));
    assert!(trials.len() <= 8, "{trials:?}");
}

#[test]
fn from_below_and_with_another_number_of_threads_it_is_the_same() {
    let flags = ["-e", "calls_per_hour=60", "-e", "handle=300s", "-e", "agents=3"];
    let (_, one) = staff(&[&flags[..], &["-j", "1"]].concat());
    let (_, two) = staff(&[&flags[..], &["-j", "2"]].concat());
    assert_eq!((&one["least"], one.to_string()), (&8.into(), two.to_string()));
}

#[test]
fn what_cannot_be_met_is_said() {
    let flags = ["-e", "calls_per_hour=60", "-e", "handle=300s", "--max", "6"];
    let (code, found) = staff(&flags);
    assert_eq!((code, &found["least"]), (99, &serde_json::Value::Null));
    let ended = Folder::with(FLOOR).rushhour(&["staff", "floor.yaml"]);
    assert_eq!(ended.code, 104);
    assert!(ended.stderr.contains("no thresholds"), "{}", ended.stderr);
    let floor = format!("{FLOOR}thresholds: {{abandon_rate: [\"value < 50%\"]}}\n");
    let ended = Folder::with(&floor).rushhour(&["staff", "floor.yaml", "--population", "desks"]);
    assert_eq!(ended.code, 104);
    assert!(ended.stderr.contains("`desk`"), "{}", ended.stderr);
}

#[test]
fn the_table_says_what_was_tried() {
    let floor = format!("{FLOOR}thresholds: {{abandon_rate: [\"value < 30%\"]}}\n");
    let ended = Folder::with(&floor).rushhour(&["staff", "floor.yaml", "-q"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("desk meet the thresholds") && ended.stdout.contains("✗ abandon_rate"));
}

#[test]
fn an_unknown_case_is_named_with_its_neighbour() {
    let ended = rushhour(Path::new("."), &["validate", "C99"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("there is no case `C99`"), "{}", ended.stderr);
}

//! Replications: as many as a metric needs, the same on any number of threads; and lines that are taken.

use super::support::{FLOOR, Folder, lasting};

#[test]
fn replications_are_made_until_a_metric_is_known_well_enough() {
    let folder = Folder::with(FLOOR);
    let (ended, loose) = folder.report(&["--until", "handle:40%"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let (_, tight) = folder.report(&["--until", "handle:8%", "-j", "2"]);
    let (few, many) = (loose["replications"].as_u64().unwrap(), tight["replications"].as_u64().unwrap());
    assert!(few >= 5 && few < many, "{few} and {many}");
    let handle = &tight["metrics"]["handle"];
    assert!(handle["ci95"].as_f64().unwrap() <= 0.08 * handle["mean"].as_f64().unwrap() * 1.05);
    assert_eq!(tight["warnings"], serde_json::json!([]));
    // The decision is made in the order of the replications, so threads that are ahead change nothing.
    let (_, alone) = folder.report(&["--until", "handle:8%", "-j", "1"]);
    assert_eq!(lasting(alone).to_string(), lasting(tight).to_string());
}

#[test]
fn a_precision_that_is_out_of_reach_is_a_warning() {
    let folder = Folder::with(FLOOR);
    let (ended, report) = folder.report(&["--until", "0.1%", "--max-replications", "6"]);
    assert_eq!((ended.code, &report["replications"]), (0, &6.into()));
    let warning = report["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("after 6 replications the half-width of `wait`"), "{warning}");
}

#[test]
fn a_metric_that_is_not_there_is_named_with_its_neighbour() {
    let ended = Folder::with(FLOOR).report(&["--until", "handel:2%"]).0;
    assert_eq!(ended.code, 104);
    assert!(ended.stderr.contains("`handle`"), "{}", ended.stderr);
    let ended = Folder::with(FLOOR).report(&["--until", "two"]).0;
    assert_eq!(ended.code, 2);
}

#[test]
fn a_call_that_finds_no_line_is_blocked_and_counted_in_nothing_else() {
    let floor = FLOOR.replace("center:\n", "center:\n  lines: 1\n").replace("60/h", "600/h");
    let (ended, report) = Folder::with(&floor).report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let metric = |name: &str, part: &str| report["metrics"][name][part].as_u64().unwrap();
    let (blocked, all) = (metric("block_rate", "numerator"), metric("block_rate", "denominator"));
    assert!(blocked > 20 && all == report["totals"]["contacts"].as_u64().unwrap());
    assert_eq!(metric("p_wait", "denominator"), all - blocked);
    assert_eq!((metric("p_wait", "numerator"), metric("wait", "count")), (0, all - blocked));
}

#[test]
fn lines_are_a_number_or_none() {
    for (lines, code) in [("none", 0), ("3", 0), ("0", 104), ("-1", 104), ("many", 104)] {
        let floor = FLOOR.replace("center:\n", &format!("center:\n  lines: {lines}\n"));
        let ended = Folder::with(&floor).report(&[]).0;
        assert_eq!(ended.code, code, "{lines}: {}", ended.stderr);
        assert!(code == 0 || ended.stderr.contains("`none`"), "{}", ended.stderr);
    }
}

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
    assert_eq!(ended.code, 2);
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

#[test]
fn whoever_was_blocked_or_gave_up_comes_again() {
    let contacts = |retry: &str| {
        // One line, nobody to answer, and eight callers at once: one waits a minute in vain, seven are blocked.
        let floor = FLOOR
            .replace("center:\n", "center:\n  lines: 1\n")
            .replace("script: agent.rhai", "script: idle.rhai")
            .replace("arrivals: {poisson: {rate: 60/h}}}", &format!("count: 8{retry}}}"))
            .replace("patience: {exponential: {mean: 1m}}", "patience: {constant: 1m}");
        let folder = Folder::with(&floor);
        folder.write("idle.rhai", "fn run(me) { me.next_task(); }");
        let (ended, report) = folder.report(&[]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        report["totals"]["contacts"].as_u64().unwrap()
    };
    assert_eq!(contacts(""), 8);
    assert_eq!(contacts(", retry: {chance: 0, delay: 10s}"), 8);
    assert_eq!(contacts(", retry: {chance: 1, delay: 10s, max: 2}"), 24, "each comes three times");
    assert_eq!(contacts(", retry: {chance: 1, delay: 10s}"), 32, "three times more unless the scenario says");
    assert_eq!(contacts(", retry: {chance: 1, delay: 9m30s}"), 15, "the one who waited would come too late");
}

#[test]
fn days_differ_by_their_factor_and_nobody_elses_arrivals_with_them() {
    let others = "  - {name: others, script: caller.rhai, queue: support, arrivals: {poisson: {rate: 30/h}}}\n";
    let with = |factor: &str| {
        let floor = FLOOR
            .replace("rate: 60/h}}}\n", &format!("rate: 600/h}}}}{factor}}}\n{others}"))
            .replace("count: 4", "count: 60");
        let folder = Folder::with(&floor);
        let one = |seed: u32| {
            let (ended, report) = folder.report(&["--seed", &seed.to_string()]);
            assert_eq!(ended.code, 0, "{}", ended.stderr);
            let count = |name: &str| report["metrics"][name]["denominator"].as_f64().unwrap();
            (count("block_rate{population:callers}"), count("block_rate{population:others}"))
        };
        (1..=12).map(one).collect::<Vec<_>>()
    };
    let spread = |days: &[(f64, f64)]| {
        let mean = days.iter().map(|day| day.0).sum::<f64>() / days.len() as f64;
        let variance = days.iter().map(|day| (day.0 - mean).powi(2)).sum::<f64>() / (days.len() - 1) as f64;
        variance.sqrt() / mean
    };
    let (same, differing) = (with(""), with(", day_factor: {cv: 0.5}"));
    assert!(spread(&same) < 0.2 && spread(&differing) > 0.3, "{same:?} {differing:?}");
    let others = |days: &[(f64, f64)]| days.iter().map(|day| day.1).collect::<Vec<_>>();
    assert_eq!(others(&same), others(&differing));
}

#[test]
fn a_factor_or_a_retry_that_makes_no_sense_is_refused() {
    for (keys, said) in [
        ("arrivals: {constant: {rate: 1/m}}, day_factor: {cv: 0.1}", "no random rate"),
        ("arrivals: {poisson: {rate: 1/m}}, day_factor: {cv: -1}", "coefficient of variation"),
        ("count: 1, retry: {chance: 2, delay: 1m}", "no probability"),
        ("count: 1, retry: {chance: 1}", "delay"),
        ("count: 1, retry: {chance: 1, delay: 1m, times: 2}", "times"),
    ] {
        let floor = FLOOR.replace("arrivals: {poisson: {rate: 60/h}}}", &format!("{keys}}}"));
        let ended = Folder::with(&floor).report(&[]).0;
        assert!(ended.code == 104 && ended.stderr.contains(said), "{keys}: {}", ended.stderr);
    }
}

#[test]
fn queues_overflow_into_each_other_but_not_in_a_circle() {
    let with = |queues: &str| {
        let floor = FLOOR.replace("    support: {target: 20s}\n", queues);
        Folder::with(&floor).report(&[])
    };
    let (ended, report) = with("    support: {overflow: {after: 30s, to: spare}}\n    spare: {}\n");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(report["metrics"]["wait"]["count"].as_u64().unwrap() > 0);
    let circle =
        "    support: {overflow: {after: 30s, to: spare}}\n    spare: {overflow: {after: 1m, to: support}}\n";
    let ended = with(circle).0;
    assert!(ended.code == 104 && ended.stderr.contains("leads back"), "{}", ended.stderr);
    let ended = with("    support: {overflow: {after: 30s, to: suport}}\n").0;
    assert!(ended.code == 104 && ended.stderr.contains("did you mean `support`"), "{}", ended.stderr);
}

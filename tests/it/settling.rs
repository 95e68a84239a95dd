//! Warm-up that is found, and warnings where a run has not settled.

use std::path::Path;

use serde_json::Value;

use super::support::{FLOOR, Folder, lasting, rushhour};

/// The textbooks' queue, shorter than it comes: 10 erlangs, 14 agents.
fn erlang(more: &[&str]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let short = ["run", "scenarios/erlang.yaml", "--json", "-", "-e", "duration=4h", "-e", "warmup=1h"];
    let ended = rushhour(root, &[&short[..], more].concat());
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).unwrap()
}

fn warnings(report: &Value) -> Vec<&str> {
    report["warnings"].as_array().unwrap().iter().map(|warning| warning.as_str().unwrap()).collect()
}

/// The one warning that there is.
fn warning(report: &Value) -> &str {
    assert_eq!(warnings(report).len(), 1, "{:?}", warnings(report));
    warnings(report)[0]
}

const AUTO: [&str; 2] = ["--set", "warmup=auto"];

#[test]
fn a_warmup_that_is_found_is_that_of_the_queue_and_measures_as_if_it_were_stated() {
    let found = erlang(&AUTO);
    let scenario = &found["scenario"];
    let warmup = scenario["warmup_s"].as_f64().unwrap();
    // Calls take 180 s, and the queue forgets where it began in 180/(14 (1 - √(10/14))²) = 534 s.
    assert!((180.0..=4.0 * 534.0).contains(&warmup) && warmup.fract() == 0.0, "{warmup}");
    assert_eq!((&scenario["warmup_auto"], warnings(&found).len()), (&true.into(), 0));

    let stated = erlang(&["--set", &format!("warmup={warmup}s")]);
    assert_eq!(stated["scenario"]["warmup_auto"], false);
    let without_flag = |report: &Value| {
        let mut report = lasting(report.clone());
        report["scenario"]["warmup_auto"].take();
        report["scenario"]["flags"].take();
        report.to_string()
    };
    assert_eq!(without_flag(&found), without_flag(&stated), "pilots leave no trace");
}

#[test]
fn neither_threads_nor_the_number_of_replications_move_it() {
    let run = |flags: &[&str]| lasting(erlang(&[&AUTO[..], flags].concat()));
    let (one, two) = (run(&["--replications", "2", "-j", "1"]), run(&["--replications", "2", "-j", "2"]));
    assert_eq!(one.to_string(), two.to_string());
    assert_eq!(one["scenario"]["warmup_s"], run(&["-j", "2"])["scenario"]["warmup_s"]);
}

#[test]
fn the_summary_says_what_was_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let flags = ["run", "scenarios/erlang.yaml", "-e", "duration=4h", "-e", "warmup=1h"];
    let auto = rushhour(root, &[&flags[..], &AUTO].concat()).stdout;
    assert!(
        auto.contains("\nwarm-up auto: the first ") && auto.contains(" of 4h 00m are not measured\n"),
        "{auto}"
    );
    let stated = rushhour(root, &flags).stdout;
    assert!(!stated.contains("\nwarm-up"), "{stated}");
}

#[test]
fn trials_of_staff_find_theirs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let queue = ["-e", "calls_per_hour=60", "-e", "handle=300s", "-e", "agents=8", "-e", "duration=3h"];
    let target = ["--set", "thresholds.service_level=value >= 50%"];
    let staff = |jobs: &str| {
        let range = ["--min", "8", "--max", "8", "--max-replications", "5", "--json", "-j", jobs];
        let flags = [&["staff", "scenarios/erlang.yaml"], &queue[..], &target, &AUTO, &range].concat();
        let ended = rushhour(root, &flags);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        ended.stdout
    };
    let found: Value = serde_json::from_str(&staff("1")).unwrap();
    assert_eq!(staff("2"), staff("1"));
    let run = |warmup: &str| {
        let warmup = format!("warmup={warmup}");
        erlang(&[&queue[..], &["--set", &warmup, "--replications", "5"]].concat())["metrics"].clone()
    };
    let observed = &found["trials"][0]["thresholds"][0]["observed"];
    assert_eq!(observed, &run("auto")["service_level"]["value"]);
    assert_ne!(observed, &run("0s")["service_level"]["value"]);
}

#[test]
fn a_plan_is_checked_with_it_and_a_slip_is_answered() {
    let with = |warmup: &str| {
        let folder = Folder::with(&FLOOR.replace("duration: 10m", &format!("duration: 10m\nwarmup: {warmup}")));
        folder.rushhour(&["check", "floor.yaml"])
    };
    let fine = with("auto");
    assert_eq!((fine.code, fine.stderr.as_str()), (0, ""));
    for (warmup, said) in [
        ("automatic", "help: write `auto`\n"),
        ("Auto", "help: write `auto`\n"),
        ("soon", "write `auto`, or a duration such as `10m`"),
        ("-1m", "write `auto`, or a duration such as `10m`"),
        ("true", "`auto`"),
        ("10m", "shorten `warmup`"),
    ] {
        let ended = with(warmup);
        assert_eq!(ended.code, 104, "{warmup}");
        assert!(ended.stderr.contains("floor.yaml:3") && ended.stderr.contains(said), "{}", ended.stderr);
    }
    let ended = Folder::with(FLOOR).report(&["--set", "warmup=autto"]).0;
    assert!(ended.code == 104 && ended.stderr.contains("help: write `auto`\n"), "{}", ended.stderr);
}

#[test]
fn a_load_that_is_meant_to_vary_does_not_go_with_it() {
    let floor = FLOOR.replace("poisson: {rate: 60/h}", "profile: [{at: 0s, rate: 60/h}, {at: 5m, rate: 600/h}]");
    let folder = Folder::with(&floor.replace("duration: 10m", "duration: 10m\nwarmup: auto"));
    let (_, report) = folder.report(&[]);
    let said = "`warmup: auto` looks for the moment from which the number of contacts keeps its level, and with `callers`";
    assert!(warning(&report).starts_with(said), "{}", warning(&report));
    assert!(folder.rushhour(&["check", "floor.yaml"]).stderr.contains(said));
}

#[test]
fn a_queue_that_grows_and_grows_is_told_with_its_two_numbers() {
    // Ten erlangs, and eight agents.
    let overloaded = ["-e", "agents=8", "--set", "warmup=0s"];
    let report = erlang(&overloaded);
    let said = warning(&report);
    assert!(said.starts_with("the centre has not settled: there were "), "{said}");
    let number = |after: &str| -> f64 {
        let rest = said.split(after).nth(1).unwrap();
        rest.split_whitespace().next().unwrap().trim_end_matches(';').parse().unwrap()
    };
    let (first, second) = (number("there were "), number("measured time, and "));
    assert!(first > 20.0 && second > 2.0 * first, "{said}");
    assert!(said.contains("more come than the agents can ever work off"), "{said}");
    // No warm-up helps, and it is said that none was found.
    let auto = erlang(&["-e", "agents=8", "--set", "warmup=auto"]);
    assert_eq!(auto["scenario"]["warmup_s"], 7200.0);
    assert_eq!(warnings(&auto).len(), 1);
}

#[test]
fn an_hour_that_begins_with_an_empty_floor_is_told_what_to_leave_out() {
    let floor = ["-e", "duration=48m", "-e", "calls_per_hour=3000", "-e", "handle=2m", "-e", "agents=130"];
    let report = erlang(&[&floor[..], &["--set", "warmup=0s"]].concat());
    let said = warning(&report);
    assert!(said.starts_with("the centre was still filling up when it was measured: "), "{said}");
    let until = said.split("`warmup: ").nth(1).unwrap().split('`').next().unwrap();
    // What it says helps, and so does the other thing that it says.
    let warmup = format!("warmup={until}");
    for warmup in [warmup.as_str(), "warmup=auto"] {
        let report = erlang(&[&floor[..], &["--set", warmup]].concat());
        assert_eq!(warnings(&report), Vec::<&str>::new(), "{warmup}");
    }
    // With short calls what fills up is too little to matter.
    let quick = ["-e", "handle=10s", "-e", "duration=30m", "-e", "calls_per_hour=1000", "--set", "warmup=0s"];
    assert_eq!(warnings(&erlang(&quick)), Vec::<&str>::new());
}

#[test]
fn a_settled_queue_is_no_cause_for_a_warning_and_neither_is_one_that_was_not_meant_to_settle() {
    for seed in ["1", "2", "3"] {
        assert_eq!(warnings(&erlang(&["--seed", seed])), Vec::<&str>::new());
    }
    let surge = "customers.callers.arrivals=[{poisson: {rate: 200/h}}, {burst: {at: 3h, count: 200}}]";
    let window = "customers.callers.arrivals=[{poisson: {rate: 100/h}}, {poisson: {rate: 1000/h, from: 3h}}]";
    for arrivals in [surge, window] {
        assert_eq!(warnings(&erlang(&["--set", arrivals])), Vec::<&str>::new(), "{arrivals}");
    }
}

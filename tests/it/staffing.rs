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

/// A morning that gets busier and calms down.
const MORNING: &str = "version: 1
starts_at: \"08:00\"
duration: 110m
center: {queues: {line: {target: 20s}}}
agents:
  - {name: desk, script: desk.rhai, queue: line, count: 9}
customers:
  - name: callers
    script: phone_customer
    queue: line
    arrivals: {profile: {\"08:00\": 60/h, \"08:30\": 160/h, \"09:00\": 90/h, \"09:30\": 40/h}}
distributions:
  handle: {exponential: {mean: 180s}}
  patience: {exponential: {mean: 5m}}
thresholds:
  service_level: [\"value >= 80%\"]
";

fn morning(scenario: &str) -> Folder {
    let folder = Folder::with(scenario);
    folder.write("desk.rhai", include_str!("../../scripts/erlang_agent.rhai"));
    folder
}

#[test]
fn a_plan_for_the_day_holds_in_every_interval_and_with_one_agent_fewer_it_does_not() {
    let folder = morning(MORNING);
    let flags = ["staff", "floor.yaml", "--per", "30m", "--replications", "12", "-q", "-o", "out", "--json"];
    let ended = folder.rushhour(&[&flags[..], &["-j", "2"]].concat());
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let found: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&found["met"], &found["replications"]), (&true.into(), &12.into()));
    let intervals = found["intervals"].as_array().unwrap();
    let from: Vec<&str> = intervals.iter().map(|it| it["from"].as_str().unwrap()).collect();
    assert_eq!(from, ["08:00", "08:30", "09:00", "09:30"]);
    let agents: Vec<u64> = intervals.iter().map(|it| it["agents"].as_u64().unwrap()).collect();
    assert!(agents[1] > agents[0] && agents[1] > agents[2] && agents[2] > agents[3], "{agents:?}");
    for it in intervals {
        assert!(it["thresholds"][0]["observed"].as_f64().unwrap() >= 0.8, "{it}");
        assert!(it["one_fewer"]["short"].is_string(), "{it}");
    }
    // The plan that was written is one that a scenario reads, and gives the same there.
    let plan = std::fs::read_to_string(folder.path("out/plan.csv")).unwrap();
    assert_eq!(plan.lines().next(), Some("start,agents"));
    let page = std::fs::read_to_string(folder.path("out/staff.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("08:30"));
    let run = |plan: &str| {
        folder.write("plan.csv", plan);
        let scenario =
            MORNING.replace("count: 9", "staffing: {file: plan.csv}").replace("110m\n", "110m\ninterval: 30m\n");
        let (ended, report) = {
            folder.write("floor.yaml", &scenario);
            folder.report(&["--replications", "12"])
        };
        assert!(ended.code == 0 || ended.code == 99, "{}", ended.stderr);
        report
    };
    let report = run(&plan);
    let level = |report: &serde_json::Value, from: &str| {
        report["metrics"][format!("service_level{{interval:{from}}}")]["value"].as_f64().unwrap()
    };
    // Pooled here and a mean of twelve there.
    assert!((level(&report, "08:30") - intervals[1]["thresholds"][0]["observed"].as_f64().unwrap()).abs() < 0.02);
    let fewer = plan.replace(&format!("08:30,{}", agents[1]), &format!("08:30,{}", agents[1] - 1));
    let lower = run(&fewer);
    assert!(level(&lower, "08:30") < level(&report, "08:30"));
}

#[test]
fn a_plan_for_the_day_is_the_same_on_one_thread_and_on_two() {
    let folder = morning(MORNING);
    let found = |jobs: &str| {
        let flags = ["staff", "floor.yaml", "--per", "55m", "--replications", "4", "-q", "--json", "-j", jobs];
        folder.rushhour(&flags).stdout
    };
    assert_eq!(found("1"), found("2"));
}

#[test]
fn what_a_plan_for_the_day_cannot_be_made_of_is_said() {
    let cases = [
        (
            MORNING.replace("service_level: [\"value >= 80%", "handle: [\"p(95) < 9m"),
            "no threshold can be told by interval",
        ),
        (MORNING.replace("service_level: [\"value", "occupancy: [\"value"), "asks for more agents"),
        (MORNING.replace("duration: 110m", "duration: 110m\nwarmup: 10m"), "leave out `warmup`"),
        (MORNING.replace("count: 9", "count: 9, breaks: [{at: 30m, for: 5m}]"), "leave `breaks` out"),
    ];
    for (scenario, message) in cases {
        let ended = morning(&scenario).rushhour(&["staff", "floor.yaml", "--per", "30m", "-q"]);
        assert_eq!(ended.code, 104, "{message}");
        assert!(ended.stderr.contains(message), "{message}: {}", ended.stderr);
    }
    let ended = morning(MORNING).rushhour(&[
        "staff",
        "floor.yaml",
        "--per",
        "30m",
        "-q",
        "--max",
        "3",
        "--replications",
        "2",
    ]);
    assert_eq!(ended.code, 99, "{}", ended.stderr);
    assert!(ended.stdout.contains("no plan within --min and --max"), "{}", ended.stdout);
}

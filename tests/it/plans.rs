//! What a planner asks of `rushhour staff`: none where nobody comes, limits on how busy people are, rostered hours, money,
//! and plans that other commands read.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::support::Folder;

/// Nobody comes in the first hour, nor after the third; whoever waits at its end is not in a hurry.
const SHOP: &str = "version: 1
starts_at: \"07:00\"
duration: 5h
center: {queues: {line: {target: 30s}}}
agents:
  - {name: desk, script: phone_agent, queue: line, count: 5}
customers:
  - {name: callers, script: phone_customer, queue: line, arrivals: {profile: {\"08:00\": 50/h, \"10:00\": 0/h}}}
distributions: {talk: {exponential: {mean: 3m}}, patience: {exponential: {mean: 20m}}}
thresholds:
  service_level: [\"value >= 70%\"]
";

fn staff(folder: &Folder, more: &[&str]) -> (i32, Value) {
    let ended = folder.rushhour(&[&["staff", "floor.yaml", "--json", "-q"], more].concat());
    assert!(!ended.stdout.is_empty(), "{}", ended.stderr);
    (ended.code, serde_json::from_str(&ended.stdout).unwrap())
}

const BY_HOUR: [&str; 4] = ["--per", "1h", "--replications", "6"];

fn numbers(plan: &Value) -> Vec<u64> {
    plan["intervals"].as_array().unwrap().iter().map(|it| it["agents"].as_u64().unwrap()).collect()
}

#[test]
fn nobody_is_needed_where_nobody_comes_and_nothing_is_left_over() {
    let folder = Folder::with(SHOP);
    let (code, plan) = staff(&folder, &BY_HOUR);
    let agents = numbers(&plan);
    assert_eq!((code, agents[0], agents[4], &plan["met"]), (0, 0, 0, &true.into()), "{agents:?}");
    assert!(agents[1] > 1 && agents[2] > 1);
    // Those who came before ten and still wait are not left alone, though the thresholds would not tell.
    assert_eq!(agents[3], 1, "{plan}");
    let left = &plan["intervals"][3]["one_fewer"];
    assert_eq!((&left["left_waiting"], left["short"].as_str()), (&true.into(), Some("10:00")));
    let text = folder.rushhour(&[&["staff", "floor.yaml", "-q"], &BY_HOUR[..]].concat()).stdout;
    let empty = text.lines().find(|line| line.trim_start().starts_with("07:00")).unwrap();
    assert!(!empty.contains('✓') && empty.contains('–'), "{empty}");
    let (_, plan) = staff(&folder, &[&BY_HOUR[..], &["--min", "2"]].concat());
    assert!(numbers(&plan).iter().all(|agents| *agents >= 2));
}

#[test]
fn a_day_on_which_nobody_comes_needs_nobody_at_all() {
    let folder = Folder::with(&SHOP.replace("\"08:00\": 50/h, \"10:00\"", "\"08:00\""));
    let (code, plan) = staff(&folder, &["--per", "1h", "--replications", "2"]);
    assert_eq!((code, numbers(&plan), plan["agent_hours"].as_f64()), (0, vec![0; 5], Some(0.0)));
}

#[test]
fn one_number_may_be_nought() {
    // Nobody minds who is never answered.
    let floor = SHOP.replace("service_level: [\"value >= 70%\"]", "abandon_rate: [\"value <= 100%\"]");
    let (code, found) = staff(&Folder::with(&floor), &["--max-replications", "5"]);
    assert_eq!((code, &found["least"], &found["too_few"]), (0, &0.into(), &Value::Null));
    assert!(
        found["warnings"][0].as_str().unwrap().starts_with("with 0 desk nobody is answered in time"),
        "{found}"
    );
    let (_, found) = staff(&Folder::with(&floor), &["--max-replications", "5", "--min", "2"]);
    assert_eq!(found["least"], 2);
    // Where nobody comes nothing has to be held; and nothing that was not measured is ticked.
    let empty = Folder::with(&SHOP.replace("\"08:00\": 50/h, \"10:00\"", "\"08:00\""));
    let (code, found) = staff(&empty, &["--max-replications", "5", "--set", "thresholds.occupancy=value < 85%"]);
    assert_eq!((code, &found["least"]), (0, &0.into()), "{found}");
    assert_eq!(found["warnings"][0], "nobody came, so there was nothing to be held");
    let text = empty.rushhour(&["staff", "floor.yaml", "-q"]).stdout;
    assert!(!text.contains('✓') && text.contains("– service_level no data"), "{text}");
    let (code, found) = staff(&Folder::with(SHOP), &["--max-replications", "5", "--max", "0"]);
    assert_eq!((code, &found["least"], &found["too_few"]), (99, &Value::Null, &0.into()));
    let nobody = &found["trials"][0];
    assert_eq!(
        (&nobody["agents"], &nobody["met"], &nobody["measured"]["occupancy"]["desk"]),
        (&0.into(), &false.into(), &Value::Null)
    );
}

#[test]
fn a_capacity_search_goes_down_to_nought() {
    let flags = ["capacity", "floor.yaml", "--vary", "agents.desk.count=0..8", "--json", "-q", "--points", "0"];
    let ended = Folder::with(SHOP).rushhour(&[&flags[..], &["--max-replications", "5"]].concat());
    let found: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, found["direction"].as_str()), (0, Some("least")), "{}", ended.stderr);
    assert_eq!((&found["trials"][0]["value"], &found["trials"][0]["met"]), (&0.into(), &false.into()));
}

#[test]
fn people_are_no_busier_than_they_may_be() {
    let limited = SHOP.replace("thresholds:\n", "thresholds:\n  occupancy: [\"value < 50%\"]\n");
    let (folder, free) = (Folder::with(&limited), Folder::with(SHOP));
    let (code, plan) = staff(&folder, &BY_HOUR);
    let (_, without) = staff(&free, &BY_HOUR);
    assert_eq!(code, 0);
    for (with, without) in numbers(&plan).iter().zip(numbers(&without)).skip(1).take(2) {
        assert!(*with > without, "{with} {without}");
    }
    for interval in plan["intervals"].as_array().unwrap() {
        let occupancy = interval["thresholds"].as_array().unwrap().iter().find(|it| it["metric"] == "occupancy");
        assert!(occupancy.unwrap()["observed"].as_f64().is_none_or(|seen| seen < 0.5), "{interval}");
    }
    let least = |limit: &str| {
        let flags = ["--max-replications", "5", "--set", &format!("thresholds.occupancy=value < {limit}")];
        staff(&free, &flags).1["least"].as_u64().unwrap()
    };
    assert!(least("15%") > least("90%"));
}

#[test]
fn where_no_number_can_meet_all_thresholds_that_is_told() {
    let both = SHOP.replace("thresholds:\n", "thresholds:\n  occupancy: [\"value > 90%\"]\n");
    let folder = Folder::with(&both);
    for start in ["1", "30"] {
        let count = format!("agents.desk.count={start}");
        let (code, found) = staff(&folder, &["--max-replications", "5", "--set", &count]);
        assert_eq!((code, &found["least"]), (99, &Value::Null));
        let told = found["warnings"][0].as_str().unwrap();
        assert!(
            told.starts_with("no number of agents meets all thresholds") && told.contains("occupancy value > 90%"),
            "{told}"
        );
        assert_eq!(found["enough"].as_u64().unwrap(), found["too_few"].as_u64().unwrap() + 1);
    }
    let (code, plan) = staff(&folder, &[&BY_HOUR[..], &["-o", "out"]].concat());
    assert_eq!((code, &plan["met"]), (99, &false.into()));
    let told = plan["warnings"][0].as_str().unwrap();
    assert!(told.contains("occupancy value > 90%") && told.contains("no number of agents meets all"), "{told}");
    assert!(!folder.path("out/plan.csv").exists());
}

#[test]
fn thresholds_that_no_interval_is_held_to_are_named() {
    let more = "thresholds:\n  handle: [\"p(95) < 9m\"]\n  \"wait{queue:line}\": [\"avg < 5m\"]\n  wait: [\"p(95) < 4m\"]\n";
    let (code, plan) = staff(&Folder::with(&SHOP.replace("thresholds:\n", more)), &BY_HOUR);
    assert_eq!(code, 0);
    let told: Vec<&str> = plan["warnings"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "no interval is held to `handle p(95) < 9m`: it is not told by interval",
            "no interval is held to `wait{queue:line} avg < 5m`: it is not told by interval",
        ]
    );
    let waits = plan["intervals"].as_array().unwrap().iter().flat_map(|it| it["thresholds"].as_array().unwrap());
    let longest = waits.filter(|it| it["metric"] == "wait").filter_map(|it| it["observed"].as_f64());
    assert!(longest.fold(0.0, f64::max) < 240.0);
}

#[test]
fn shrinkage_gives_rostered_hours_and_an_hour_costs_money() {
    let folder = Folder::with(SHOP);
    let flags = ["--shrinkage", "09:00=20%,10:00=50%", "--cost-per-hour", "32 EUR", "-o", "out"];
    let (code, plan) = staff(&folder, &[&BY_HOUR[..], &flags].concat());
    let agents = numbers(&plan);
    let hours = agents[1] as f64 + agents[2] as f64 / 0.8 + agents[3] as f64 / 0.5;
    let roster = &plan["roster"];
    assert_eq!(code, 0);
    assert!((roster["rostered_hours"].as_f64().unwrap() - hours).abs() < 1e-9, "{roster}");
    assert!((roster["cost"].as_f64().unwrap() - 32.0 * hours).abs() < 1e-6, "{roster}");
    assert_eq!(roster["work_hours"], plan["agent_hours"]);
    let row = &plan["intervals"][2];
    assert_eq!((row["shrinkage"].as_f64(), row["rostered"].as_f64()), (Some(0.2), Some(agents[2] as f64 / 0.8)));
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    let (csv, page, text) = (read("out/plan.csv"), read("out/staff.html"), read("out/staff.txt"));
    assert!(csv.starts_with("start,agents,shrinkage,rostered,cost\n07:00,0,0,0,0\n"), "{csv}");
    for shown in [&page, &text] {
        assert!(shown.contains("rostered hours") && shown.contains(" EUR"), "{shown}");
    }
    // A file says the same, and plain `staff` knows it too.
    folder.write("shrinkage.csv", "start,shrinkage\n09:00,20%\n10:00,0.5\n");
    let (_, filed) = staff(&folder, &[&BY_HOUR[..], &["--shrinkage", "shrinkage.csv"]].concat());
    assert_eq!(filed["roster"]["rostered_hours"], roster["rostered_hours"]);
    let (_, found) = staff(&folder, &["--max-replications", "5", "--shrinkage", "30%", "--cost-per-hour", "$10"]);
    let hours = found["least"].as_f64().unwrap() * 5.0 / 0.7;
    assert!((found["roster"]["rostered_hours"].as_f64().unwrap() - hours).abs() < 1e-9);
    assert!(found["roster"]["cost_text"].as_str().unwrap().starts_with('$'));
    // What is in more columns does not bother whoever reads the plan.
    let ended = folder.rushhour(&[
        "run",
        "floor.yaml",
        "--set",
        "agents.desk.count=null",
        "--set",
        "agents.desk.staffing={file: out/plan.csv}",
    ]);
    assert!(ended.code == 0 || ended.code == 99, "{}", ended.stderr);
}

#[test]
fn flags_that_make_no_sense_are_refused_with_true_words() {
    let folder = Folder::with(SHOP);
    folder.write("wrong.csv", "start,shrinkage\n09:00,130%\n");
    folder.write("twice.csv", "start,shrinkage,Shrinkage,start\n09:00,1%,2%,09:00\n");
    for (flags, code, said) in [
        (&["--per", "0s"][..], 2, "is no length"),
        (&["--per", "6h"], 2, "is longer than the run, which lasts 5h"),
        (&["--per", "1s"], 2, "makes 18000 intervals"),
        (&["--per", "soon"], 2, "is not a duration"),
        (&["--shrinkage", ""], 2, "a value is missing"),
        (&["--shrinkage", "09:00=30%,09:00=35%"], 2, "moment 2 is there twice"),
        (&["--shrinkage", "twice.csv"], 104, "line 1: there are two columns `start`"),
        (&["--shrinkage", "99.99999999999999%"], 2, "below 99 %"),
        (&["--shrinkage", "100%"], 2, "below 99 %"),
        (&["--shrinkage", "-5%"], 2, "below 99 %"),
        (&["--shrinkage", "30"], 2, "below 99 %"),
        (&["--shrinkage", "09:00=120%"], 2, "below 99 %"),
        (&["--shrinkage", "nowhere.csv"], 2, "nowhere.csv"),
        (&["--shrinkage", "wrong.csv"], 104, "line 2: `130%`"),
        (&["--cost-per-hour", "-3"], 2, "is no cost"),
        (&["--cost-per-hour", "EUR"], 2, "is no cost"),
        (&["--min", "3", "--max", "2"], 2, "--min 3 is more than --max 2"),
        (&["--max", "1000001"], 2, "1000001"),
    ] {
        let ended = folder.rushhour(&[&["staff", "floor.yaml"], flags].concat());
        assert!(ended.code == code && ended.stderr.contains(said), "{flags:?}: {} {}", ended.code, ended.stderr);
        assert_eq!(ended.stdout, "", "{flags:?}");
    }
}

#[test]
fn a_population_with_hours_of_its_own_has_no_one_number() {
    let shifts = SHOP.replace("count: 5", "shifts: [{from: \"07:30\", until: \"11:00\", count: 4}]");
    let ended = Folder::with(&shifts).rushhour(&["staff", "floor.yaml"]);
    assert_eq!(ended.code, 104);
    assert!(
        ended.stderr.contains("changes with its `shifts`") && ended.stderr.contains("--per 30m"),
        "{}",
        ended.stderr
    );
}

#[test]
fn the_page_has_times_of_day_and_a_line_at_the_target() {
    let folder = Folder::with(SHOP);
    staff(&folder, &[&BY_HOUR[..], &["-o", "out"]].concat());
    let page = std::fs::read_to_string(folder.path("out/staff.html")).unwrap();
    assert!(page.contains("time of day") && !page.contains("hours since the beginning"));
    for part in ["<title>08:00–09:00\nservice_level: ", "<title>11:00–12:00\nagents at work: 0", "value &gt;= 70%"]
    {
        assert!(page.contains(part), "{part}");
    }
    let limit = page.lines().filter(|line| line.starts_with("<polyline") && line.contains("#C42B2B")).count();
    assert_eq!(limit, 1, "a line at the target");
}

/// A search that is told to stop once it has said this; its exit code and what it printed.
fn interrupted(folder: &Folder, args: &[&str], once: impl Fn(&str) -> bool) -> (i32, String) {
    let mut search = Command::new(env!("CARGO_BIN_EXE_rushhour"))
        .current_dir(folder.path("."))
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(search.stderr.take().unwrap()).lines();
    assert!(told.by_ref().any(|line| once(&line.unwrap())), "it came to an end before");
    Command::new("kill").args(["-INT", &search.id().to_string()]).status().unwrap();
    told.for_each(drop);
    let mut printed = String::new();
    search.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    (search.wait().unwrap().code().unwrap(), printed)
}

#[test]
fn an_interrupted_search_keeps_the_last_plan_that_held() {
    let folder = Folder::with(SHOP);
    // So many replications that the plan that is being tried next takes long enough.
    let flags = ["staff", "floor.yaml", "--per", "30m", "--replications", "60", "-j", "1", "-o", "out"];
    let whole = |line: &str| {
        // After the rough ones.
        let number = line.strip_prefix("plan ").and_then(|rest| rest.split(':').next()?.parse::<u32>().ok());
        number.is_some_and(|it| it > 4) && line.contains(": 0 of 10 intervals")
    };
    let (code, text) = interrupted(&folder, &flags, whole);
    assert_eq!(code, 105);
    let plan: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path("out/staff.json")).unwrap()).unwrap();
    assert_eq!(plan["interrupted"], true);
    if plan["met"] == true {
        assert!(text.starts_with("interrupted: this plan was seen to hold"), "{text}");
        for interval in
            plan["intervals"].as_array().unwrap().iter().filter(|it| it["contacts"].as_f64().unwrap() > 0.0)
        {
            assert!(interval["thresholds"][0]["observed"].as_f64().unwrap() >= 0.7, "{interval}");
        }
        let csv = std::fs::read_to_string(folder.path("out/plan.csv")).unwrap();
        assert_eq!(csv.lines().count(), 11, "{csv}");
    } else {
        assert!(text.starts_with("interrupted before a plan was known"), "{text}");
        assert!(!folder.path("out/plan.csv").exists());
    }
}

#[test]
fn an_interruption_before_any_plan_ticks_nothing_and_leaves_an_older_plan_alone() {
    let folder = Folder::with(SHOP);
    std::fs::create_dir(folder.path("out")).unwrap();
    folder.write("out/plan.csv", "start,agents\n07:00,9\n");
    let flags = ["staff", "floor.yaml", "--per", "30m", "--replications", "100000", "-j", "1", "-o", "out"];
    let (code, text) = interrupted(&folder, &flags, |line| line.starts_with("plan 1:"));
    assert_eq!(code, 105);
    assert!(text.starts_with("interrupted before"), "{text}");
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    assert_eq!(read("out/plan.csv"), "start,agents\n07:00,9\n");
    let plan: Value = serde_json::from_str(&read("out/staff.json")).unwrap();
    assert_eq!((&plan["met"], &plan["interrupted"]), (&false.into(), &true.into()));
    for interval in plan["intervals"].as_array().unwrap() {
        let came = interval["contacts"].as_f64().unwrap() > 0.0;
        assert_eq!(interval["thresholds"][0]["observed"].is_number(), came, "{interval}");
    }
    let ticked = text.lines().filter(|line| line.contains('✓') && line.contains('–')).count();
    assert_eq!(ticked, 0, "{text}");
}

#[test]
fn an_interrupted_search_for_one_number_says_what_it_knows() {
    let folder = Folder::with(SHOP);
    let flags =
        ["staff", "floor.yaml", "--max-replications", "1000000", "--set", "agents.desk.count=60", "-j", "1"];
    let (code, text) = interrupted(&folder, &flags, |line| line.starts_with("57 desk: enough"));
    assert_eq!(code, 105);
    assert!(text.starts_with("interrupted: ") && text.contains(" desk are enough"), "{text}");
    assert!(text.contains("57") && text.contains("✓ service_level"), "{text}");
}

/// The plan that `staff` writes, run under `staffing`: how many are signed in in the middle of each interval, and how many
/// the plan has there.
fn read_back(scenario: &str, per: &str) -> Vec<(f64, f64)> {
    let folder = Folder::with(scenario);
    let (code, plan) = staff(&folder, &["--per", per, "--replications", "2", "-o", "out"]);
    assert_eq!(code, 0, "{plan}");
    let staffing = ["--set", "agents.desk.count=null", "--set", "agents.desk.staffing={file: out/plan.csv}"];
    let (ended, report) = folder.report(&staffing);
    assert!(ended.code == 0 || ended.code == 99, "{}", ended.stderr);
    let series = &report["series"];
    let length = series["interval_s"].as_f64().unwrap();
    let intervals = plan["intervals"].as_array().unwrap().iter();
    let both = intervals.map(|it| {
        let middle = it["at_s"].as_f64().unwrap() + plan["interval_s"].as_f64().unwrap() / 2.0;
        let states = ["on_contact", "wrapping_up", "available", "unavailable"];
        let bucket = (middle / length) as usize;
        let at_work = |state: &&str| series["columns"][format!("agents_{state}")][bucket].as_f64().unwrap();
        (states.iter().map(at_work).sum::<f64>(), it["agents"].as_f64().unwrap())
    });
    both.collect()
}

#[test]
fn what_a_plan_says_is_read_back_whatever_the_run() {
    let profile = "{profile: {\"08:00\": 50/h, \"10:00\": 0/h}}";
    let night = SHOP.replace("07:00", "22:00").replace("\"08:00\": 50/h, \"10:00\"", "\"23:00\": 50/h, \"02:00\"");
    let days = |head: &str| SHOP.replace("starts_at: \"07:00\"\nduration: 5h", head);
    let since = SHOP
        .replace("starts_at: \"07:00\"\n", "")
        .replace(profile, "{poisson: {rate: 20/h, from: 1h, until: 3h}}");
    let cases = [
        (night, "1h"),
        (days("starts_at: \"22:00\"\nduration: 24h"), "3h"),
        (days("starts_at: \"sat 06:00\"\nduration: 51h"), "3h"),
        (days("starts_at: \"06:00\"\nstarts_on: 2026-02-26\nduration: 8d"), "12h"),
        (days("starts_at: \"06:00\"\nduration: 50h"), "5h"),
        (since, "1h"),
        (SHOP.replace(profile, "{poisson: {rate: 0.001/h, until: 1s}}"), "1h"),
    ];
    for (scenario, per) in cases {
        let both = read_back(&scenario, per);
        for (at_work, planned) in &both {
            // Who finishes a call stays a moment longer.
            assert!((at_work - planned).abs() < 0.3, "{both:?} in {scenario}");
        }
    }
}

#[test]
fn breaks_that_overlap_leave_nobody_and_not_fewer() {
    let breaks =
        "count: 2, breaks: [{at: \"08:30\", for: 15m}, {at: \"08:35\", for: 15m}, {at: \"11:55\", for: 20m}]";
    let ended = Folder::with(&SHOP.replace("count: 5", breaks)).rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 0);
    assert!(!ended.stderr.contains(" -"), "{}", ended.stderr);
    assert!(ended.stderr.contains("has ") && ended.stderr.contains(" agents"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("inf") && !ended.stderr.contains("NaN"), "{}", ended.stderr);
}

#[test]
fn a_page_tells_an_interval_by_its_beginning_and_its_end() {
    let folder = Folder::with(
        &SHOP.replace("starts_at: \"07:00\"\nduration: 5h", "starts_at: \"sun 07:00\"\nduration: 2d"),
    );
    let ended = folder.rushhour(&["run", "floor.yaml", "-q", "-o", "out"]);
    assert!(ended.code == 0 || ended.code == 99, "{}", ended.stderr);
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    let (page, series) = (read("out/report.html"), read("out/series.csv"));
    let begins: Vec<f64> =
        series.lines().skip(1).map(|row| row.split(',').next().unwrap().parse().unwrap()).collect();
    let length = begins[1] - begins[0];
    for (place, begin) in begins.iter().enumerate().take(3) {
        assert_eq!(*begin, place as f64 * length);
    }
    assert_eq!(length, 3600.0);
    assert!(page.contains("<title>Sun 07:00–08:00\n") && page.contains("<title>Sun 23:00–Mon 00:00\n"));
    assert!(page.contains("\nMon\n</text>") && page.contains("\nTue\n</text>"), "midnights have their day");
    assert!(!page.contains("<title>Sun 07:30"));
}

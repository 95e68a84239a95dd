//! Breaks: they wait for the work in hand, follow each other, last their time, and where they do not, a report says so.

use serde_json::Value;

use super::support::{Ended, Folder};

/// One agent, and calls of seven minutes each, one after the other, for whoever is there.
fn floor(hours: &str) -> Folder {
    let folder = Folder::with(&format!(
        "version: 1
duration: 2h
drain: 3h
starts_at: \"08:00\"
center:
  queues: {{line: }}
  activities: [Available, Break, Lunch, Training]
metrics: [away, back, accepted]
invariants: rest.rhai
agents:
  - {{name: desk, script: desk.rhai, queue: line, {hours}}}
customers:
  - {{name: callers, script: caller.rhai, queue: line, arrivals: {{burst: {{count: 30}}}}}}
"
    ));
    folder
        .write("caller.rhai", r#"fn run(me) { me.phone(me.queue); if me.wait_answer("9h") { me.wait_end(); } }"#);
    folder.write("rest.rhai", "invariant(\"true\", |floor| true);");
    folder.write("desk.rhai", DESK);
    folder
}

/// A desk that says that it is available after each task.
const DESK: &str = r#"fn run(me) {
    me.set_activity("Available");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        record("accepted", now());
        me.talk(task, "7m");
        me.wrapup(task);
        me.complete(task);
        me.set_activity("Available");
    }
}
"#;

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path(name)).unwrap()
}

/// What an agent did: pairs of minutes since the beginning and the activity into which they went.
fn moves(folder: &Folder, args: &[&str]) -> (Ended, Value, Vec<(f64, String)>) {
    let mut all = vec!["--events", "events.jsonl"];
    all.extend(args);
    let (ended, report) = folder.report(&all);
    assert_ne!(ended.code, 104, "{}", ended.stderr);
    let events = read(folder, "events.jsonl");
    let moves = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let moves = moves.filter(|event| event["event"] == "WorkerChanged" && event["worker"] == 0);
    let moves =
        moves.map(|event| (event["at_s"].as_f64().unwrap() / 60.0, event["to"].as_str().unwrap().to_owned()));
    let moves = moves.collect();
    (ended, report, moves)
}

/// The same, where nothing goes wrong: `Available 0, Break 30, Available 40` and the warnings.
fn told(hours: &str, desk: &str) -> (String, Vec<String>) {
    let folder = floor(hours);
    folder.write("desk.rhai", desk);
    let (ended, report, moves) = moves(&folder, &[]);
    assert_eq!(ended.code, 0, "{} {}", ended.stderr, report["findings"]);
    let warnings = report["warnings"].as_array().unwrap();
    let warnings = warnings.iter().map(|warning| warning.as_str().unwrap().to_owned()).collect();
    let moves: Vec<String> = moves.iter().map(|(at, to)| format!("{to} {at}")).collect();
    (moves.join(", "), warnings)
}

#[test]
fn a_break_that_waits_for_a_call_lasts_its_full_time_whatever_the_script_sets() {
    let (moves, warnings) = told("breaks: [{at: 30m, for: 10m}]", DESK);
    // It is due in the call from 28 to 35, and lasts from 35 to 45.
    assert_eq!(moves, "Available 0, Break 30, Available 45, Offline 220");
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn nothing_is_offered_to_somebody_whose_break_waits_or_is_on() {
    let folder = floor("breaks: [{at: 30m, for: 10m}]");
    let (ended, report, _) = moves(&folder, &[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let offers = read(&folder, "events.jsonl");
    let offers = offers.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let offers = offers.filter(|event| event["event"] == "ReservationCreated");
    let minutes: Vec<f64> = offers.map(|event| event["at_s"].as_f64().unwrap() / 60.0).collect();
    assert!(minutes.iter().all(|at| *at < 30.0 || *at >= 45.0), "{minutes:?}");
    assert_eq!(report["actions"]["AcceptTask"]["rejected"], serde_json::json!({}));
    assert_eq!(minutes.len(), 30);
}

#[test]
fn what_the_script_sets_while_the_break_waits_is_where_it_goes_afterwards() {
    // At 31 they say that they will be in a training.
    let desk = DESK.replace(
        "me.set_activity(\"Available\");\n    for",
        "me.start(|me| { sleep(\"31m\"); me.set_activity(\"Training\"); sleep(\"40m\"); me.set_activity(\"Available\"); });
    me.set_activity(\"Available\");\n    for",
    );
    let desk = desk.replace("me.complete(task);\n        me.set_activity(\"Available\");", "me.complete(task);");
    let (moves, warnings) = told("breaks: [{at: 30m, for: 10m}]", &desk);
    assert_eq!(moves, "Available 0, Break 30, Training 45, Available 71, Offline 246");
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn a_break_waits_for_all_tasks_in_hand_and_is_no_shorter_for_a_pause_behind_them() {
    // Three at once; each handler says that it is available, some time after its task.
    let folder = floor("capacity: {chat: 3}, breaks: [{at: 30m, for: 10m}]");
    folder.write("caller.rhai", r#"fn run(me) { me.chat(me.queue); me.send("Hello?"); me.wait_end("9h"); }"#);
    folder.write(
        "desk.rhai",
        r#"fn run(me) {
            me.set_activity("Available");
            me.serve(|me, task| {
                if !me.accept(task) { return; }
                sleep(`${random(3, 9)}m`);
                me.wrapup(task);
                me.complete(task);
                sleep("20s");
                me.set_activity("Available");
            });
        }"#,
    );
    folder.write(
        "rest.rhai",
        r#"let seen = #{ since: -1.0, rest: 0.0 };
        invariant("a break of ten minutes", |floor| {
            let desk = floor.agents[0];
            let away = desk.activity == "Break" && desk.work.len() == 0;
            if away && seen.since < 0.0 { seen.since = floor.now; }
            if !away && seen.since >= 0.0 { seen.rest += floor.now - seen.since; seen.since = -1.0; }
            if floor.now >= 5400.0 && seen.rest != 600.0 { return `${seen.rest} s of break`; }
            true
        });"#,
    );
    for seed in ["1", "2", "3"] {
        let (ended, report, _) = moves(&folder, &["--seed", seed]);
        assert_eq!(ended.code, 0, "{} {}", ended.stderr, report["findings"]);
        assert_eq!(report["warnings"], serde_json::json!([]));
    }
}

#[test]
fn breaks_that_overlap_follow_each_other_and_check_says_so() {
    let breaks = "breaks: [{at: 30m, for: 10m}, {at: 32m, for: 20m, activity: Lunch}, {at: 40m, for: 5m}]";
    let (moves, warnings) = told(breaks, DESK);
    assert_eq!(moves, "Available 0, Break 30, Lunch 45, Break 65, Available 70, Offline 245");
    insta::assert_snapshot!(warnings.join("\n"), @"of `desk-1` the break (Lunch, 08:32 to 08:52) begins before the break (Break, 08:30 to 08:40) is over: the one follows the other, and each lasts its full time");
    let folder = floor(&breaks.replace("breaks", "count: 3, breaks"));
    let checked = folder.rushhour(&["check", "floor.yaml"]);
    assert!(checked.stderr.contains("and so it is for 2 others"), "{}", checked.stderr);
    assert_eq!(checked.code, 0);
}

#[test]
fn a_break_that_is_late_may_push_the_next_one_without_a_warning() {
    let (moves, warnings) = told("breaks: [{at: 30m, for: 10m}, {at: 41m, for: 5m}]", DESK);
    assert_eq!(moves, "Available 0, Break 30, Available 50, Offline 225");
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn who_comes_back_early_stays_there_and_a_report_says_so() {
    // They wait for work, are on a break from 35 on, and come back at 40.
    let desk = DESK.replace(
        "me.set_activity(\"Available\");\n    for",
        "me.start(|me| { sleep(\"40m\"); me.set_activity(\"Available\"); });\n    me.set_activity(\"Available\");\n    for",
    );
    let (moves, warnings) = told("breaks: [{at: 30m, for: 10m}]", &desk);
    assert_eq!(moves, "Available 0, Break 30, Available 40, Offline 215");
    insta::assert_snapshot!(warnings.join("\n"), @"a break of `desk` was cut short: 0:05:00 of break time was not taken, as their script or a supervisor put them into an activity in which work is offered");
}

#[test]
fn whom_a_supervisor_calls_back_works_even_where_the_break_waits() {
    let folder = floor("breaks: [{at: 30m, for: 10m}]");
    let yaml = read(&folder, "floor.yaml");
    folder.write("floor.yaml", &format!("{yaml}supervisors: [{{name: lead, script: lead.rhai}}]\n"));
    folder.write(
        "lead.rhai",
        r#"fn run(me) { sleep("32m"); me.set_worker_activity("desk-1", "Available"); me.wait_shift(); }"#,
    );
    let (ended, report, moves) = moves(&folder, &[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let moves: Vec<f64> = moves.iter().map(|(at, _)| *at).collect();
    assert_eq!(moves, [0.0, 30.0, 32.0, 210.0]);
    let warning = report["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("a break of `desk` was cut short: 0:10:00"), "{warning}");
}

#[test]
fn what_the_end_of_a_shift_or_of_the_run_leaves_of_a_break_is_told() {
    let desk = DESK.replace("me.complete(task);\n        me.set_activity(\"Available\");", "me.complete(task);");
    // Due in the call from 56 to 63: the shift is over before it begins.
    let (moves, warnings) = told("shifts: [{until: \"09:00\", breaks: [{at: \"08:57\", for: 3m}]}]", &desk);
    assert_eq!(moves, "Available 0, Break 57, Offline 60");
    insta::assert_snapshot!(warnings.join("\n"), @"a break of `desk` was not taken in full: 0:03:00 of break time was left, as the time at work or the run was over first");
    // From 56 to 63 a call, from 63 to 75 the break.
    let (moves, warnings) = told("shifts: [{until: \"09:15\", breaks: [{at: \"09:00\", for: 30m}]}]", DESK);
    assert_eq!(moves, "Available 0, Break 60, Offline 75");
    insta::assert_snapshot!(warnings.join("\n"), @"
    of `desk-1` the break (Break, 09:00 to 09:30) would last longer than the shift, which ends at 09:15: what is left of it is not taken
    a break of `desk` was not taken in full: 0:18:00 of break time was left, as the time at work or the run was over first
    ");
    // The run is over with its last call.
    let (_, warnings) = told("breaks: [{at: 1h, for: 10h}, {at: 90m, for: 1m}]", DESK);
    assert!(warnings[1].starts_with("2 breaks of `desk` were not taken in full: "), "{warnings:?}");
}

#[test]
fn who_is_sent_home_on_a_break_and_called_back_works_until_the_end_of_the_run() {
    let folder =
        floor("shifts: [{until: \"09:30\", breaks: [{at: \"08:30\", for: 30m}, {at: \"09:20\", for: 5m}]}]");
    let yaml = read(&folder, "floor.yaml");
    folder.write(
        "floor.yaml",
        &format!(
            "{yaml}timeline:\n  - {{at: 40m, leave: {{agents: desk, count: 1}}}}\n  - {{at: 45m, join: {{agents: desk, count: 1}}}}\n"
        ),
    );
    let (ended, report, moves) = moves(&folder, &[]);
    assert_eq!(ended.code, 0, "{} {}", ended.stderr, report["findings"]);
    let minutes: Vec<f64> = moves.iter().map(|(at, _)| *at).collect();
    // 28 to 35 a call, a break until 40; from 45 on 25 calls.
    assert_eq!(minutes[..4], [0.0, 30.0, 40.0, 45.0]);
    assert_eq!(minutes[4], 45.0 + 25.0 * 7.0);
    let warning = report["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("a break of `desk` was not taken in full: 0:25:00"), "{warning}");
}

#[test]
fn somebody_at_a_seat_can_come_back_early_from_a_break_and_not_from_one_that_waits() {
    let folder = floor("breaks: [{at: 3m, for: 10m}]");
    let act = |at: &str, action: &str, payload: &str| {
        format!("  - {{at: {at}, act: {{agent: desk-1, action: {action}, payload: {{{payload}}}}}}}\n")
    };
    let yaml = read(&folder, "floor.yaml").replace("script: desk.rhai", "script: human");
    let available = "activityName: Available";
    folder.write(
        "floor.yaml",
        &format!(
            "{yaml}timeline:\n{}{}{}{}{}",
            act("0s", "SetActivity", available),
            act("1s", "AcceptTask", "sid: WR00000000000000000000000000000000"),
            act("4m", "SetActivity", available),
            act("5m", "HangupCall", "sid: WR00000000000000000000000000000000")
                + act("301s", "CompleteTask", "sid: WR00000000000000000000000000000000").as_str(),
            act("9m", "SetActivity", available)
        ),
    );
    let (ended, report, moves) = moves(&folder, &[]);
    let minutes: Vec<f64> = moves.iter().map(|(at, _)| *at).collect();
    assert_eq!(minutes[..3], [0.0, 3.0, 9.0], "{} {}", ended.stderr, report["actions"]);
}

#[test]
fn nothing_goes_below_zero_where_breaks_overlap() {
    let folder = floor("count: 2, breaks: [{at: 1h, for: 15m}, {at: 65m, for: 15m}, {at: 66m, for: 10m}]");
    let checked = folder.rushhour(&["check", "floor.yaml"]);
    assert_eq!(checked.code, 0);
    for word in [" -", "inf", "NaN"] {
        assert!(!checked.stderr.contains(word), "{}", checked.stderr);
    }
    let yaml = read(&folder, "floor.yaml");
    folder.write("floor.yaml", &format!("{yaml}interval: 5m\n"));
    let (_, report) = folder.report(&[]);
    fn least(value: &Value) -> f64 {
        match value {
            Value::Number(number) => number.as_f64().unwrap(),
            Value::Array(list) => list.iter().map(least).fold(0.0, f64::min),
            Value::Object(map) => map.values().map(least).fold(0.0, f64::min),
            Value::Null | Value::Bool(_) | Value::String(_) => 0.0,
        }
    }
    assert!(least(&report) >= 0.0, "{report}");
}

//! Shifts, breaks and staffing levels: who is at work when.

use serde_json::Value;

use super::support::Folder;

/// Calls that take seven minutes each, one after the other, for whoever is there.
fn floor(hours: &str, more: &str) -> String {
    format!(
        "version: 1
duration: 2h
drain: 3h
starts_at: \"08:00\"
center: {{queues: {{line: }}}}
metrics: [began, accepted, left]
agents:
  - {{name: desk, script: desk.rhai, queue: line, {hours}}}
customers:
  - {{name: callers, script: caller.rhai, queue: line, arrivals: {{burst: {{count: 40}}}}}}
{more}"
    )
}

const DESK: &str = r#"fn run(me) {
    record("began", now());
    me.set_activity("Available");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        record("accepted", now());
        me.talk(task, "7m");
        me.wrapup(task);
        me.complete(task);
    }
    record("left", now());
}
"#;

const PATIENT: &str = r#"fn run(me) { me.phone(me.queue); if me.wait_answer("9h") { me.wait_end(); } }"#;

fn run(hours: &str, desk: &str) -> Value {
    let folder = Folder::with(&floor(hours, ""));
    folder.write("desk.rhai", desk).write("caller.rhai", PATIENT);
    folder.write("plugin.rhai", r#"before("AcceptTask", |event| { note("heard"); check("heard", true); });"#);
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{} {}", ended.stderr, report["findings"]);
    report
}

/// Count, least and largest of a recorded metric, in minutes.
fn seen(report: &Value, metric: &str) -> (u64, f64, f64) {
    let it = &report["metrics"][metric];
    let minutes = |key: &str| it[key].as_f64().unwrap() / 60.0;
    (it["count"].as_u64().unwrap(), minutes("min"), minutes("max"))
}

#[test]
fn whose_shift_is_over_finishes_the_work_in_hand_and_is_offered_nothing_more() {
    let report = run("shifts: [{until: \"09:00\"}]", DESK);
    // 0, 7, …, 56: nine calls, the last until 63.
    assert_eq!(seen(&report, "accepted"), (9, 0.0, 56.0));
    assert_eq!(seen(&report, "left"), (1, 63.0, 63.0));
}

#[test]
fn a_shift_begins_when_it_begins_and_stays_where_it_ends_with_the_run() {
    let report = run("shifts: [{from: 30m, until: \"10:00\", count: 2}]", DESK);
    assert_eq!(seen(&report, "began"), (2, 30.0, 30.0));
    // Thirteen each in the time that is measured; the others when no more customers come.
    assert_eq!(seen(&report, "accepted"), (26, 30.0, 114.0));
    assert_eq!(report["totals"]["open"], 0);
}

#[test]
fn a_break_begins_when_the_work_in_hand_is_done_and_lasts_its_time() {
    let desk = DESK.replace(
        "record(\"accepted\", now());",
        "record(\"accepted\", now()); check(\"at work\", now() < 2100 || now() >= 2700);",
    );
    let report = run("shifts: [{until: \"09:00\", breaks: [{at: \"08:30\", for: 10m}]}]", &desk);
    // 0 to 28, until 35; a break until 45; 45, 52 and 59, until 66.
    assert_eq!(seen(&report, "accepted"), (8, 0.0, 59.0));
    assert_eq!(seen(&report, "left"), (1, 66.0, 66.0));
}

#[test]
fn breaks_are_taken_one_after_the_other_where_they_have_time() {
    // Of two, the second goes half of the time later, at 60.
    let report = run("count: 2, breaks: [{at: 30m, for: 2h, over: 1h}]", DESK);
    // The first accepts at 0, 7, …, 28 and is away until 155, the second at 0, 7, …, 56.
    assert_eq!(seen(&report, "accepted"), (5 + 9, 0.0, 56.0));
    assert_eq!(report["totals"]["open"], 0);
}

#[test]
fn somebody_who_works_twice_runs_the_script_twice_on_a_desktop_of_a_new_session() {
    let report =
        run("plugins: [plugin.rhai], staffing: {\"08:00\": 1, \"08:20\": 0, \"08:40\": 1, \"09:00\": 0}", DESK);
    assert_eq!(seen(&report, "began"), (2, 0.0, 40.0));
    // 0, 7, 14 and 40, 47, 54; the plugin is loaded anew, and not beside what it was.
    assert_eq!(seen(&report, "accepted"), (6, 0.0, 54.0));
    assert_eq!(seen(&report, "left"), (2, 21.0, 61.0));
    assert_eq!(report["checks"]["heard"]["held"], 6);
}

#[test]
fn who_is_still_busy_when_they_are_wanted_again_goes_on() {
    let report = run("staffing: [{at: 0, count: 1}, {at: 15m, count: 0}, {at: 17m, count: 1}]", DESK);
    assert_eq!(seen(&report, "began"), (1, 0.0, 0.0));
    assert_eq!(seen(&report, "accepted"), (18, 0.0, 119.0));
}

#[test]
fn levels_come_from_a_file_and_give_the_same_run_on_any_number_of_threads() {
    let folder = Folder::with(&floor("staffing: {file: plan.csv, where: {team: a}}", ""));
    folder.write("desk.rhai", DESK).write("caller.rhai", PATIENT);
    folder.write("plan.csv", "team,start,agents\na,08:00,1\nb,08:00,9\na,08:30,3\n");
    let run = |jobs: &str| {
        let (ended, report) = folder.report(&["--replications", "2", "-j", jobs]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        report
    };
    let (one, two) = (run("1"), run("2"));
    assert_eq!(seen(&one, "began"), (6, 0.0, 30.0));
    assert_eq!(one["digest"], two["digest"]);
}

#[test]
fn another_person_in_a_shift_moves_nobody_elses_draws() {
    let desk = DESK.replace("record(\"began\", now());", "if now() > 0 { record(\"began\", random()); }");
    let drawn = |count: &str| run(&format!("shifts: [{{until: 1h, count: {count}}}, {{from: 1h}}]"), &desk);
    let (three, four) = (drawn("3"), drawn("4"));
    assert_eq!(three["metrics"]["began"]["count"], 1);
    assert_eq!(three["metrics"]["began"], four["metrics"]["began"]);
    assert_ne!(three["digest"], four["digest"]);
}

#[test]
fn what_makes_no_sense_is_said_with_its_line() {
    let cases = [
        ("count: 3, shifts: [{count: 2}]", "`count` and `shifts` exclude each other"),
        ("shifts: [{from: \"09:00\", until: \"09:00\"}]", "the shift ends at 09:00, when it begins"),
        ("shifts: [{from: 1h, until: 30m}]", "the shift ends (0:30:00.000) before it begins"),
        ("shifts: [{until: \"09:00\", breaks: [{at: \"09:30\", for: 5m}]}]", "is not within the shift"),
        ("breaks: [{at: 30m, for: 0s}]", "a break takes time"),
        ("breaks: [{at: 30m, for: 5m, activity: Available}]", "workers in `Available` are offered work"),
        ("staffing: {}", "nobody is ever at work"),
        ("staffing: {\"09:00\": 3, \"08:30\": 4, \"10:00\": 5}", "does not come after the one before it"),
        ("staffing: {file: nowhere.csv}", "nowhere.csv"),
        ("staffing: {1h: 2}, breaks: [{at: 30m, for: 5m}]", "`staffing` and `breaks` exclude each other"),
        ("shifts: []", "there is no shift in the list"),
    ];
    for (hours, message) in cases {
        let folder = Folder::with(&floor(hours, ""));
        folder.write("desk.rhai", DESK).write("caller.rhai", PATIENT);
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        assert_eq!(ended.code, 104, "{hours}");
        assert!(ended.stderr.contains(message), "{hours}: {}", ended.stderr);
        assert!(ended.stderr.contains("floor.yaml:8:") || hours.contains("file"), "{hours}: {}", ended.stderr);
    }
}

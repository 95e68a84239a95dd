//! Runs of several days: times of day come again, days have names, nights cross midnight.

use serde_json::Value;

use super::support::Folder;

const DESK: &str = r#"fn run(me) {
    me.set_activity("Available");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        me.talk(task, "1m");
        me.wrapup(task);
        me.complete(task);
    }
}
"#;
const CALLER: &str = r#"fn run(me) { me.phone(me.queue); if me.wait_answer("2m") { me.wait_end(); } }"#;

/// A scenario with these agents and customers, run so many times.
fn folder(head: &str, agents: &str, arrivals: &str) -> Folder {
    let folder = Folder::with(&format!(
        "version: 1\n{head}\ncenter: {{queues: {{line: }}}}\nagents:\n{agents}\ncustomers:\n  - name: callers\n    \
         script: caller.rhai\n    queue: line\n    arrivals:\n{arrivals}\n"
    ));
    folder.write("desk.rhai", DESK).write("caller.rhai", CALLER);
    folder
}

/// A column of the series, which is by the hour.
fn column(report: &Value, name: &str) -> Vec<f64> {
    assert_eq!(report["series"]["interval_s"], 3600.0);
    let columns = &report["series"]["columns"];
    // Where there is one population, its column is that of all.
    let whole = name.split('{').next().unwrap();
    let column = columns[name].as_array().or_else(|| columns[whole].as_array());
    let column = column.unwrap_or_else(|| unreachable!("no column {name}"));
    column.iter().map(|it| it.as_f64().unwrap_or(0.0)).collect()
}

/// How many of a population are signed in, by the hour.
fn signed_in(report: &Value, population: &str) -> Vec<f64> {
    let states = ["on_contact", "wrapping_up", "available", "unavailable"];
    let columns = states.map(|state| column(report, &format!("agents_{state}{{population:{population}}}")));
    (0..columns[0].len()).map(|hour| columns.iter().map(|column| column[hour]).sum()).collect()
}

/// Each hour comes to what was written: nothing where nothing was, otherwise within `apart` standard deviations of a mean of
/// so many runs.
fn assert_arrivals(came: &[f64], written: &[f64], runs: f64) {
    for (hour, (came, written)) in came.iter().zip(written).enumerate() {
        let apart = 5.0 * (written / runs).sqrt();
        assert!((came - written).abs() <= apart, "{hour}: {came} came, {written} were written");
    }
}

/// What is written as `day from until value`, by the hour of a run of so many hours that begins `first` hours after the
/// midnight of its day 0.
fn by_hour(first: usize, hours: usize, written: &[(usize, usize, usize, f64)]) -> Vec<f64> {
    let mut all = vec![0.0; hours];
    for (day, from, until, value) in written {
        for hour in *from..*until {
            if let Some(at) = (24 * day + hour).checked_sub(first).filter(|at| *at < hours) {
                all[at] = *value;
            }
        }
    }
    all
}

#[test]
fn five_days_are_five_days() {
    let folder = folder(
        "starts_at: \"mon 00:00\"\nduration: 5d\nreplications: 4\ninterval: 1h",
        "  - name: desk
    script: desk.rhai
    queue: line
    staffing: {weekdays: {\"08:00\": 4, \"12:00\": 2, \"13:00\": 4, \"18:00\": 0}, wed: {\"10:00\": 3, \"16:00\": 0}}
  - name: late
    script: desk.rhai
    queue: line
    shifts: {weekdays: [{from: \"12:00\", until: \"20:00\", count: 3, breaks: [{at: \"15:00\", for: 1h}]}]}",
        "      profile:
        weekdays: {\"08:00\": 60/h, \"12:00\": 30/h, \"13:00\": 60/h, \"18:00\": 0/h}
        wed: {\"10:00\": 90/h, \"16:00\": 0/h}",
    );
    let (ended, report) = folder.report(&[]);
    assert_eq!((ended.code, &report["warnings"]), (0, &serde_json::json!([])), "{}", ended.stderr);
    assert_eq!(
        (&report["scenario"]["starts_at"], &report["scenario"]["starts_on"]),
        (&"00:00".into(), &"mon".into())
    );

    let mut rates = vec![(2, 10, 16, 90.0)];
    let mut desk = vec![(2, 10, 16, 3.0)];
    let mut late = vec![(2, 12, 20, 3.0)];
    for day in [0, 1, 3, 4] {
        rates.extend([(day, 8, 12, 60.0), (day, 12, 13, 30.0), (day, 13, 18, 60.0)]);
        desk.extend([(day, 8, 12, 4.0), (day, 12, 13, 2.0), (day, 13, 18, 4.0)]);
        late.push((day, 12, 20, 3.0));
    }
    assert_arrivals(&column(&report, "arrivals"), &by_hour(0, 120, &rates), 4.0);
    for (name, written) in [("desk", by_hour(0, 120, &desk)), ("late", by_hour(0, 120, &late))] {
        for (hour, (there, written)) in signed_in(&report, name).iter().zip(&written).enumerate() {
            // Whoever goes home ends the call in hand.
            assert!((there - written).abs() <= 0.15, "{name}, {hour}: {there} were there, {written} were written");
        }
    }
    // Everybody of the late shift has their break, on each of the days.
    let away = column(&report, "agents_unavailable{population:late}");
    let breaks: Vec<bool> = (0..5).map(|day| away[24 * day + 15] > 2.8).collect();
    assert_eq!(breaks, [true; 5]);
    assert!(
        away.iter().enumerate().all(|(hour, away)| *away < 0.2 || [15, 16].contains(&(hour % 24))),
        "{away:?}"
    );

    // What people read has the days too, as a table and by the hour of each day.
    folder.rushhour(&["run", "floor.yaml", "-o", "out"]);
    let (text, page) = (
        folder.rushhour(&["report", "out"]).stdout,
        std::fs::read_to_string(folder.path("out/report.html")).unwrap(),
    );
    assert!(text.contains("  mon 08:00") && text.contains("  tue 08:00"), "{text}");
    assert!(
        text.contains("agents signed in (on average)") && page.contains("<caption>service level (%)"),
        "{text}"
    );
    let cells = report["heat_map"].as_array().unwrap();
    assert_eq!(cells.len(), 120);
    for cell in cells {
        let day = ["mon", "tue", "wed", "thu", "fri"].iter().position(|day| cell["day"] == *day).unwrap();
        let hour = 24 * day + cell["hour"].as_u64().unwrap() as usize;
        let near = |key: &str, wanted: f64| {
            assert!((cell[key].as_f64().unwrap() - wanted).abs() < 1e-5, "{cell} {wanted}")
        };
        near("contacts", column(&report, "arrivals")[hour]);
        near("agents", signed_in(&report, "desk")[hour] + signed_in(&report, "late")[hour]);
    }
    assert!(report["metrics"]["wait{interval:wed 10:00}"]["count"].as_f64() > Some(0.0));
}

#[test]
fn a_weekend_and_a_night_are_crossed() {
    let folder = folder(
        "starts_at: \"18:00\"\nstarts_on: 2026-02-27\nweekend: [sat, sun]\nduration: 72h\nreplications: 4",
        "  - name: night
    script: desk.rhai
    queue: line
    shifts:
      - {from: \"22:00\", until: \"06:00\", count: 2, breaks: [{at: \"02:00\", for: 1h}]}
      - {days: sat, from: \"20:00\", until: \"04:00\", count: 3}
      - {days: 2026-03-01, from: \"23:00\", until: \"05:00\", count: 1}",
        "      profile: {\"22:00\": 30/h, \"04:00\": 0/h, weekends: {\"23:00\": 60/h, \"03:00\": 0/h}}",
    );
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    // Friday's night is plain, Saturday's has its name, Sunday's its date. Saturday's rate holds until Sunday's begins.
    let there = by_hour(18, 72, &[(0, 22, 30, 2.0), (1, 20, 28, 3.0), (2, 23, 29, 1.0)]);
    for (hour, (signed_in, there)) in signed_in(&report, "night").iter().zip(&there).enumerate() {
        assert!((signed_in - there).abs() <= 0.15, "{hour}: {signed_in} were there, {there} were written");
    }
    let rates = by_hour(18, 72, &[(0, 22, 28, 30.0), (1, 23, 27, 60.0), (2, 23, 27, 60.0)]);
    assert_arrivals(&column(&report, "arrivals"), &rates, 4.0);
    let away = column(&report, "agents_unavailable{population:night}");
    assert!(away[8] > 1.8 && away[32] < 0.1, "the break belongs to the plain night: {away:?}");
}

#[test]
fn windows_and_bursts_come_again_every_day() {
    let folder = folder(
        "starts_at: \"10:00\"\nduration: 2d",
        "  - {name: desk, script: desk.rhai, queue: line, count: 9}",
        "      - constant: {rate: 60/h, from: \"09:00\", until: \"11:00\"}
      - burst: {at: \"12:00\", count: 7}",
    );
    let (_, report) = folder.report(&[]);
    let came = column(&report, "arrivals");
    let hours: Vec<(usize, f64)> = came.iter().copied().enumerate().filter(|(_, came)| *came > 0.0).collect();
    assert_eq!(hours, [(0, 60.0), (2, 7.0), (23, 60.0), (24, 60.0), (26, 7.0), (47, 60.0)]);
}

#[test]
fn faults_strike_between_their_times_on_every_day() {
    let folder = folder(
        "starts_at: \"09:00\"\nduration: 2d\nfaults: [{latency: {action: AcceptTask, rate: 100%, extra: 5s, from: \"10:00\", until: \"11:00\"}}]",
        "  - {name: desk, script: desk.rhai, queue: line, count: 2}",
        "      constant: {rate: 12/h}",
    );
    let (_, report) = folder.report(&[]);
    let slow = column(&report, "action_latency_p99_s");
    let hours: Vec<usize> = slow.iter().enumerate().filter(|(_, p99)| **p99 > 0.0).map(|(hour, _)| hour).collect();
    assert_eq!(hours, [1, 25]);
}

#[test]
fn what_the_days_do_not_say_is_told() {
    let check = |head: &str, arrivals: &str| {
        let folder = folder(head, "  - {name: desk, script: desk.rhai, queue: line}", arrivals);
        let ended = folder.rushhour(&["check", "floor.yaml"]);
        (ended.code, format!("{}{}", ended.stdout, ended.stderr))
    };
    let weekdays = "      profile: {weekdays: {\"09:00\": 60/h, \"17:00\": 0/h}}";
    let (code, said) = check("starts_at: \"fri 00:00\"\nduration: 4d", weekdays);
    assert!(code == 0 && said.contains("nothing is said of sat, sun: nobody comes then"), "{said}");

    let (code, said) = check("starts_at: \"00:00\"\nduration: 4d", weekdays);
    assert!(
        code == 104 && said.contains("the run has no day of the week, so `weekdays` is no day of it"),
        "{said}"
    );
    assert!(said.contains("starts_on: mon"), "{said}");

    let dated = "      profile: {2026-03-02: {\"09:00\": 60/h}}";
    let (code, said) = check("starts_at: \"mon 00:00\"\nduration: 4d", dated);
    assert!(code == 104 && said.contains("the run has no date"), "{said}");

    let twice = "      profile: {weekdays: 60/h, mon-tue: 30/h}";
    let (code, said) = check("starts_at: \"mon 00:00\"\nduration: 4d", twice);
    assert!(code == 104 && said.contains("says something of the same days"), "{said}");

    let (code, said) = check("starts_at: \"mon 00:00\"\nstarts_on: tue\nduration: 4d", weekdays);
    assert!(code == 104 && said.contains("the run begins on tue, and `starts_at` says mon"), "{said}");

    let (code, said) =
        check("starts_at: \"mon 00:00\"\nweekend: friday\nduration: 4d", "      profile: {someday: 60/h}");
    assert!(code == 104 && said.contains("`someday` is no day"), "{said}");
}

#[test]
fn a_plan_is_read_back_over_midnight_and_by_days() {
    for (head, arrivals) in [
        ("starts_at: \"22:00\"\nduration: 4h", "      profile: {\"22:00\": 60/h, \"00:00\": 30/h}"),
        ("starts_at: \"sat 22:00\"\nduration: 36h", "      profile: {\"22:00\": 60/h, \"06:00\": 20/h}"),
        ("starts_at: \"22:00\"\nduration: 36h", "      profile: {\"22:00\": 60/h, \"06:00\": 20/h}"),
    ] {
        let arrivals = format!("{arrivals}\nthresholds: {{service_level: [\"value >= 50%\"]}}");
        let folder = folder(head, "  - {name: desk, script: desk.rhai, queue: line, count: 6}", &arrivals);
        let planned =
            folder.rushhour(&["staff", "floor.yaml", "--per", "2h", "--replications", "2", "-o", "plan"]);
        assert_eq!(planned.code, 0, "{}{}", planned.stdout, planned.stderr);
        let file = "agents.desk.staffing={file: plan/plan.csv}";
        let read = folder.rushhour(&["check", "floor.yaml", "--set", "agents.desk.count=null", "--set", file]);
        assert_eq!(read.code, 0, "{head}: {}{}", read.stdout, read.stderr);
    }
}

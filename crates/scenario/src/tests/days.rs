//! Days: on which of them what is written comes.

use super::{Case, listed};
use crate::hours::{Hours, Shift};
use crate::plan::{Arrivals, Plan, PopulationKind};
use rushhour_engine::units::SimTime;

fn plan(yaml: &str) -> Plan {
    Case::default().plan(yaml)
}
/// A scenario that begins like this, with these hours of its agents and these arrivals.
fn yaml(head: &str, hours: &str, arrivals: &str) -> String {
    format!(
        "version: 1\n{head}\nagents:\n  - {{name: desk, script: phone_agent, queue: sales{hours}}}\ncustomers:\n  - name: callers\n    \
         script: caller\n    queue: sales\n    arrivals: {arrivals}\n"
    )
}
fn hour(at: SimTime) -> u64 {
    at.as_ns() / 3_600_000_000_000
}
/// The hours of the run from and until which customers come at one rate.
fn windows(head: &str, keys: &str) -> Vec<(u64, u64)> {
    let plan = plan(&yaml(head, ", count: 1", &format!("{{poisson: {{rate: 9/h, {keys}}}}}")));
    let PopulationKind::Customers(customers) = &plan.populations[1].kind else {
        unreachable!("they are customers")
    };
    let [Arrivals::Poisson(poisson)] = customers.arrivals.as_slice() else { unreachable!("they come at random") };
    poisson.windows.iter().map(|window| (hour(window.from), hour(window.until))).collect()
}
/// The shifts of the agents.
fn shifts(plan: &Plan) -> Vec<Shift> {
    let PopulationKind::Agents(staff) = &plan.populations[0].kind else { unreachable!("they are agents") };
    let Hours::Shifts(shifts) = &staff.hours else { unreachable!("they have shifts") };
    shifts.to_vec()
}
fn at_work(head: &str, hours: &str) -> Vec<Vec<(u64, u64)>> {
    let plan = plan(&yaml(head, &format!(", {hours}"), "{poisson: {rate: 9/h}}"));
    let times = |shift: &Shift| shift.times.iter().map(|time| (hour(time.from), hour(time.until))).collect();
    shifts(&plan).iter().map(times).collect()
}

const MONDAY: &str = "starts_at: \"mon 00:00\"\nduration: 3d";

#[test]
fn windows_come_on_the_days_that_either_form_names() {
    for keys in [
        "from: \"weekdays 09:00\", until: \"weekdays 10:00\"",
        "from: \"weekdays 09:00\", until: \"10:00\"",
        "days: weekdays, from: \"09:00\", until: \"10:00\"",
        "from: \"09:00\", until: \"10:00\"",
        "days: [mon, tue, wed], from: \"09:00\", until: \"10:00\"",
        "days: mon-wed, from: \"09:00\", until: \"10:00\"",
    ] {
        assert_eq!(windows(MONDAY, keys), [(9, 10), (33, 34), (57, 58)], "{keys}");
    }
    assert_eq!(windows(MONDAY, "from: \"mon 09:00\", until: \"wed 10:00\""), [(9, 58)]);
    assert_eq!(windows(MONDAY, "from: \"tue 22:00\", until: \"06:00\""), [(46, 54)]);
    assert_eq!(windows(MONDAY, "from: \"day 2 09:00\", until: \"10:00\""), [(33, 34)]);
    // A night of the day before reaches into the run.
    assert_eq!(windows(MONDAY, "from: \"22:00\", until: \"06:00\""), [(0, 6), (22, 30), (46, 54), (70, 72)]);
    assert_eq!(
        windows(MONDAY, "days: weekdays, from: \"22:00\", until: \"06:00\""),
        [(22, 30), (46, 54), (70, 72)]
    );
    let dated = "starts_at: \"2028-02-28 12:00\"\nduration: 3d";
    assert_eq!(windows(dated, "days: 2028-02-29, from: \"09:00\", until: \"10:00\""), [(21, 22)]);
}

#[test]
fn a_shift_of_a_day_goes_before_that_of_its_group() {
    let hours = "shifts: [{from: \"08:00\", until: \"09:00\"}, {days: weekdays, from: \"10:00\", until: \"11:00\"}, \
                 {days: tue, from: \"12:00\", until: \"13:00\", count: 2}, {days: day 3, from: \"14:00\", until: \"15:00\", count: 0}]";
    let head = "starts_at: \"sun 00:00\"\nduration: 4d";
    assert_eq!(at_work(head, hours), [vec![(8, 9)], vec![(34, 35), (82, 83)], vec![], vec![(62, 63)]]);
    let head = "starts_at: \"fri 00:00\"\nduration: 3d\nweekend: fri";
    assert_eq!(at_work(head, hours)[..2], [vec![(8, 9)], vec![(34, 35)]]);
    let by_days =
        "shifts: {weekdays: [{from: \"10:00\", until: \"11:00\"}], sat: {from: \"12:00\", until: \"13:00\"}}";
    assert_eq!(at_work("starts_at: \"fri 00:00\"\nduration: 3d", by_days), [vec![(10, 11)], vec![(36, 37)]]);
}

#[test]
fn breaks_belong_to_the_day_on_which_their_shift_begins() {
    let hours = ", shifts: [{from: \"22:00\", until: \"06:00\", breaks: [{at: \"02:00\", for: 1h}, {days: tue, at: \"03:00\", for: 1h}]}]";
    let plan = plan(&yaml("starts_at: \"mon 12:00\"\nduration: 3d", hours, "{poisson: {rate: 9/h}}"));
    let due: Vec<Vec<u64>> =
        shifts(&plan)[0].times.iter().map(|time| time.breaks.iter().map(|it| hour(it.at)).collect()).collect();
    assert_eq!(due, [vec![14], vec![39], vec![62]]);
}

#[test]
fn what_names_days_twice_or_none_is_refused() {
    let wrong = |hours: &str| listed(&yaml(MONDAY, &format!(", {hours}"), "{poisson: {rate: 9/h}}"));
    for (hours, told) in [
        ("staffing: {weekdays: [{at: \"tue 10:00\", count: 4}]}", "the days are named twice"),
        ("staffing: [{days: weekdays, at: \"mon 09:00\", count: 3}]", "the days are named twice"),
        ("staffing: [{days: [], at: \"09:00\", count: 3}]", "no day is named"),
        ("shifts: [{days: [], from: \"09:00\", until: \"10:00\"}]", "no day is named"),
        ("shifts: {mon: [{days: tue, from: \"09:00\", until: \"10:00\"}]}", "the days are named twice"),
        ("shifts: [{from: \"weekdays 09:00\", until: \"mon 10:00\"}]", "it begins on weekdays, and ends on mon"),
        ("shifts: [{from: \"mon 09:00\", until: \"mon 08:00\"}]", "on the same day"),
        ("shifts: [{days: mon, from: \"09:00\"}]", "begins and ends at times of day"),
        (
            "shifts: [{from: \"08:00\", until: \"16:00\", breaks: [{at: 10h, for: 30m}]}]",
            "is one moment of the run",
        ),
        ("staffing: {mon: 3, monday: 4}", "does not come after the one before it"),
    ] {
        let said = wrong(hours);
        assert!(said.contains(told), "{hours}: {said}");
        assert_eq!(said.lines().filter(|line| line.starts_with("day/")).count(), 1, "{hours}: {said}");
    }
}

#[test]
fn what_never_comes_is_told_and_what_a_shorter_run_leaves_out_is_not() {
    let warned = |head: &str, hours: &str| {
        plan(&yaml(head, &format!(", {hours}"), "{poisson: {rate: 9/h}}")).warnings.join("\n")
    };
    let dated = "starts_at: \"2026-12-21 00:00\"\nduration: 5d";
    let wrong_year = "staffing: {\"09:00\": 3, 2025-12-24: 0}";
    assert!(warned(dated, wrong_year).contains("2025-12-24 is no day of the run"));
    let never = "shifts: [{days: mon-thu, from: \"08:00\", until: \"16:00\", breaks: [{days: fri, at: \"12:00\", for: 1h}]}]";
    assert!(warned(dated, never).contains("has none of its days in the run"), "{}", warned(dated, never));
    let week = "shifts: [{from: \"08:00\", until: \"16:00\"}, {days: sat, from: \"09:00\", until: \"12:00\"}]";
    assert_eq!(warned("starts_at: \"mon 00:00\"\nduration: 1d", week), "");
    let late =
        "shifts: [{from: \"09:00\", until: \"10:00\", count: 2, breaks: [{at: \"09:30\", for: 5m, over: 2h}]}]";
    assert!(warned(dated, late).contains("takes none"), "{}", warned(dated, late));
}

#[test]
fn intervals_are_at_most_a_thousand() {
    let said = listed(&yaml(
        "starts_at: \"mon 00:00\"\nduration: 30d\ninterval: 20m",
        ", count: 1",
        "{poisson: {rate: 9/h}}",
    ));
    assert!(said.contains("write `1h` or more"), "{said}");
}

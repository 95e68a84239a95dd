//! Arrivals that make no sense, and traces that are broken.

use super::{BASE, Case, list, listed, with};

fn arrivals(text: &str) -> String {
    with(&format!("customers:\n  - name: callers\n    script: caller\n    queue: sales\n    arrivals: {text}\n"))
}

fn trace(csv: &str, filter: &str) -> String {
    let yaml = arrivals(&format!("{{trace: {{file: calls.csv, where: {filter}}}}}"));
    list(&Case::default().file("day/calls.csv", csv).load(&yaml).unwrap_err())
}

#[test]
fn rates() {
    insta::assert_snapshot!(listed(&arrivals("{poisson: {rate: -5/h}}")), @r#"
    day/rush.yaml:9:32: customers[0].arrivals.poisson.rate: `-5/h` is not a rate
        write `900/h`, `15/m` or `0.25/s`
    "#);
    insta::assert_snapshot!(listed(&arrivals("{constant: {rate: 900}}")), @r#"
    day/rush.yaml:9:33: customers[0].arrivals.constant.rate: `900` is no rate
        write `900/h`, `15/m` or `0.25/s`
    "#);
    insta::assert_snapshot!(listed(&arrivals("{poisson: {rate: 900000/s}}")), @r#"
    day/rush.yaml:9:32: customers[0].arrivals.poisson.rate: 3240000000/h is more than 100000 a second
        is the unit right? `900/h`, `15/m`, `0.25/s`
    "#);
}

#[test]
fn an_unknown_kind() {
    insta::assert_snapshot!(listed(&arrivals("{poison: {rate: 900/h}}")), @r#"
    day/rush.yaml:9:16: customers[0].arrivals.poison: unknown kind `poison`
        did you mean `poisson`?
    "#);
    insta::assert_snapshot!(listed(&arrivals("{poisson: {rate: 900/h}, burst: {count: 3}}")), @r#"
    day/rush.yaml:9:5: customers[0].arrivals: there is more than one kind here
        keep one of them, or write each as an item of a list where a list may stand
    "#);
    insta::assert_snapshot!(listed(&arrivals("900/h")), @r#"
    day/rush.yaml:9:15: customers[0].arrivals: unknown kind `900/h`
        the kinds are `constant`, `poisson`, `ramp`, `profile`, `burst`, `trace`
    "#);
}

#[test]
fn windows() {
    let yaml = arrivals("{poisson: {rate: 9/h, from: 20m, until: 10m}}");
    insta::assert_snapshot!(listed(&yaml), @r#"
    day/rush.yaml:9:55: customers[0].arrivals.poisson.until: the arrivals end (0:10:00.000) before they begin (0:20:00.000)
        `until` comes after `from`
    "#);
}

#[test]
fn a_time_of_day_without_a_clock() {
    insta::assert_snapshot!(listed(&arrivals("{profile: {\"09:00\": 300/h, \"10:00\": 600/h}}")), @r#"
    day/rush.yaml:9:26: customers[0].arrivals.profile.09:00: the run has no time of day, so `09:00` is no moment of it
        say when the run begins, with `starts_at: "09:00"`, or write a duration such as `30m`
    day/rush.yaml:9:42: customers[0].arrivals.profile.10:00: the run has no time of day, so `10:00` is no moment of it
        say when the run begins, with `starts_at: "09:00"`, or write a duration such as `30m`
    "#);
}

#[test]
fn steps_out_of_order() {
    let yaml = format!(
        "starts_at: \"09:00\"\n{}",
        arrivals("{profile: {\"10:00\": 300/h, \"08:00\": 6/h, \"12:00\": 6/h}}")
    );
    insta::assert_snapshot!(listed(&yaml), @r#"
    day/rush.yaml:10:56: customers[0].arrivals.profile.12:00: this step does not come after the one before it
        write the steps in order; what crosses midnight ends before it would begin again
    "#);
    insta::assert_snapshot!(listed(&arrivals("{profile: {\"9 o'clock\": 300/h}}")), @r#"
    day/rush.yaml:9:26: customers[0].arrivals.profile.9 o'clock: `9 o'clock` is no moment
        write a duration since the beginning (`30m`) or a time of day (`09:30`, `mon 09:30`)
    "#);
}

#[test]
fn ramps_and_bursts() {
    let yaml = arrivals(
        "[{ramp: {stages: []}}, {ramp: {stages: [{over: 0s, to: 5/h}]}}, {burst: {at: 2h, count: 1000001}}]",
    );
    insta::assert_snapshot!(listed(&yaml), @r#"
    day/rush.yaml:9:24: customers[0].arrivals[0].ramp.stages: a ramp without stages goes nowhere
        write `stages: [{over: 10m, to: 900/h}]`
    day/rush.yaml:9:62: customers[0].arrivals[1].ramp.stages[0].over: a stage takes time
        write a duration above zero; for a jump, a `profile` fits
    day/rush.yaml:9:103: customers[0].arrivals[2].burst.count: a burst of 1000001
        write a number from 0 to 1000000
    "#);
}

#[test]
fn count_beside_arrivals() {
    let yaml = arrivals("{burst: {count: 3}}").replace("queue: sales\n    arr", "count: 3\n    arr");
    insta::assert_snapshot!(listed(&yaml), @r#"
    day/rush.yaml:8:5: customers[0].count: `count` and `arrivals` exclude each other
        `count` is all at once at the beginning: write it as a `burst` among the arrivals
    "#);
}

#[test]
fn a_trace_that_is_not_there() {
    insta::assert_snapshot!(listed(&arrivals("{trace: {file: call.csv}}")), @r#"
    day/rush.yaml:9:30: customers[0].arrivals.trace.file: there is no file `day/call.csv`
        paths are relative to the scenario's file, those in `-e` to the working directory
    "#);
}

#[test]
fn a_trace_without_the_columns() {
    insta::assert_snapshot!(trace("day|start|calls\n1|07:00|3\n", "{}"), @r#"
    day/calls.csv:1:1: customers[0].arrivals.trace: there is neither `start` nor `at` among the columns `day|start|calls`
        say what they are called: `columns: {start: Interval, calls: Offered}` for numbers by interval, `columns: {at: Time}` for a row for each arrival
    "#);
    insta::assert_snapshot!(trace("start,number\n07:00,3\n", "{}"), @r#"
    day/calls.csv:1:1: customers[0].arrivals.trace: there is no column `calls` among the columns `start`, `number`
        say how many came in each interval; name the column that does: `columns: {calls: Offered}`
    "#);
    insta::assert_snapshot!(trace("", "{}"), @r#"
    day/calls.csv:0:0: customers[0].arrivals.trace: the file is empty
        begin it with a header: the columns `start,calls`, or `at`
    "#);
    insta::assert_snapshot!(trace("start,calls\n", "{}"), @r#"
    day/calls.csv:0:0: customers[0].arrivals.trace: there is no row below the header
        write at least one
    "#);
}

#[test]
fn a_trace_with_broken_rows() {
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05,many\n", "{}"), @r#"
    day/calls.csv:3:7: customers[0].arrivals.trace: `many` is no number of calls
        write a whole number that is not negative
    "#);
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05,2.5\n", "{}"), @r#"
    day/calls.csv:3:7: customers[0].arrivals.trace: `2.5` is no whole number of calls
        of a forecast say what is meant: `counts: poisson` draws a number with this mean, `counts: rounded` rounds and keeps the sum
    "#);
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05,-2\n", "{}"), @r#"
    day/calls.csv:3:7: customers[0].arrivals.trace: `-2` is no number of calls
        write a whole number that is not negative
    "#);
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n7h05,2\nx,2\n", "{}"), @r#"
    day/calls.csv:3:1: customers[0].arrivals.trace: `7h05` is no time
        write a time of day (`09:05`), a date and time (`2026-03-02 09:05`), or seconds since the beginning (`300`); for other forms say `times: "%d.%m.%Y %H:%M"`
    "#);
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05\n", "{}"), @r#"
    day/calls.csv:3:1: customers[0].arrivals.trace: the row has 1 field, and the header 2 fields
        give every row a field for every column
    "#);
    insta::assert_snapshot!(trace("at\n07:00\nnoon\n", "{}"), @r#"
    day/calls.csv:3:1: customers[0].arrivals.trace: `noon` is no time
        write a time of day (`09:05`), a date and time (`2026-03-02 09:05`), or seconds since the beginning (`300`); for other forms say `times: "%d.%m.%Y %H:%M"`
    "#);
}

#[test]
fn a_trace_out_of_order() {
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n1,07:05,2\n2,07:00,4\n", "{}"), @r#"
    day/calls.csv:4:3: customers[0].arrivals.trace: `07:00` does not come after the row above
        put the rows in order of time; choose one day with `where` if there are several, or name the column that has the day: `columns: {date: …}`
    "#);
}

#[test]
fn a_selection_that_is_empty() {
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n2,07:00,4\n", "{day: 9}"), @r#"
    day/rush.yaml:9:54: customers[0].arrivals.trace.where.day: no row of `day/calls.csv` has the day `9`
        the values of `day` are `1`, `2`
    "#);
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n", "{dya: 1}"), @r#"
    day/rush.yaml:9:49: customers[0].arrivals.trace.where.dya: `day/calls.csv` has no column `dya`
        did you mean `day`?
    "#);
}

#[test]
fn one_row_without_an_interval() {
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n2,07:00,4\n", "{day: 1}"), @r#"
    day/rush.yaml:9:16: customers[0].arrivals.trace: one row alone does not say how long its interval is
        add `interval: 5m` to the trace
    "#);
}

#[test]
fn a_run_that_begins_after_its_trace() {
    let yaml = format!("starts_at: \"08:00\"\n{}", arrivals("{trace: {file: calls.csv}}"));
    let case = Case::default().file("day/calls.csv", "start,calls\n07:00,3\n07:05,2\n");
    insta::assert_snapshot!(list(&case.load(&yaml).unwrap_err()), @r#"
    day/rush.yaml:10:16: customers[0].arrivals.trace: the trace begins before the run does (08:00)
        leave `starts_at` and `starts_on` out, or set them to the trace's beginning
    "#);
}

#[test]
fn a_trace_that_is_broken_does_not_hide_other_problems() {
    let yaml =
        arrivals("{trace: {file: call.csv}}").replace("duration: 1h\n", "").replace("count: 5", "count: 2000000");
    assert!(BASE.contains("count: 5"));
    insta::assert_snapshot!(listed(&yaml), @r#"
    day/rush.yaml:3:46: agents[0].count: a population of 2000000 is too large
        at most 1000000 people are in one
    day/rush.yaml:8:30: customers[0].arrivals.trace.file: there is no file `day/call.csv`
        paths are relative to the scenario's file, those in `-e` to the working directory
    "#);
}

#[test]
fn a_quote_of_a_trace_that_is_not_closed() {
    let told = trace("start,calls\n\"09:00,4\n09:30,5\n", "{}");
    assert!(
        told.contains("day/calls.csv:2:") && told.contains("the quote that opens here is not closed"),
        "{told}"
    );
}

//! Arrivals that make no sense, and traces that are broken.

use super::{BASE, Case, rejected, with};

fn arrivals(text: &str) -> String {
    with(&format!("customers:\n  - name: callers\n    script: caller\n    queue: sales\n    arrivals: {text}\n"))
}

fn trace(csv: &str, filter: &str) -> String {
    let yaml = arrivals(&format!("{{trace: {{file: calls.csv, where: {filter}}}}}"));
    Case::default().file("day/calls.csv", csv).rejected(&yaml)
}

#[test]
fn rates() {
    insta::assert_snapshot!(rejected(&arrivals("{poisson: {rate: -5/h}}")), @"");
    insta::assert_snapshot!(rejected(&arrivals("{constant: {rate: 0/h}}")), @"");
    insta::assert_snapshot!(rejected(&arrivals("{constant: {rate: 900}}")), @"");
    insta::assert_snapshot!(rejected(&arrivals("{poisson: {rate: 900000/s}}")), @"");
}

#[test]
fn an_unknown_kind() {
    insta::assert_snapshot!(rejected(&arrivals("{poison: {rate: 900/h}}")), @"");
    insta::assert_snapshot!(rejected(&arrivals("{poisson: {rate: 900/h}, burst: {count: 3}}")), @"");
    insta::assert_snapshot!(rejected(&arrivals("900/h")), @"");
}

#[test]
fn windows() {
    let yaml = arrivals("[{poisson: {rate: 9/h, from: 20m, until: 10m}}, {poisson: {rate: 9/h, from: 2h}}]");
    insta::assert_snapshot!(rejected(&yaml), @"");
}

#[test]
fn a_time_of_day_without_a_clock() {
    insta::assert_snapshot!(rejected(&arrivals("{profile: {\"09:00\": 300/h, \"10:00\": 600/h}}")), @"");
}

#[test]
fn steps_out_of_order() {
    let yaml = format!(
        "starts_at: \"09:00\"\n{}",
        arrivals("{profile: {\"10:00\": 300/h, \"08:00\": 6/h, \"09:30\": 6/h}}")
    );
    insta::assert_snapshot!(rejected(&yaml), @"");
    insta::assert_snapshot!(rejected(&arrivals("{profile: {\"9 o'clock\": 300/h}}")), @"");
}

#[test]
fn ramps_and_bursts() {
    let yaml =
        arrivals("[{ramp: {stages: []}}, {ramp: {stages: [{over: 0s, to: 5/h}]}}, {burst: {at: 2h, count: 0}}]");
    insta::assert_snapshot!(rejected(&yaml), @"");
}

#[test]
fn count_beside_arrivals() {
    let yaml = arrivals("{burst: {count: 3}}").replace("queue: sales\n    arr", "count: 3\n    arr");
    insta::assert_snapshot!(rejected(&yaml), @"");
}

#[test]
fn a_trace_that_is_not_there() {
    insta::assert_snapshot!(rejected(&arrivals("{trace: {file: call.csv}}")), @"");
}

#[test]
fn a_trace_without_the_columns() {
    insta::assert_snapshot!(trace("day;start;calls\n1;07:00;3\n", "{}"), @"");
    insta::assert_snapshot!(trace("start,number\n07:00,3\n", "{}"), @"");
    insta::assert_snapshot!(trace("", "{}"), @"");
    insta::assert_snapshot!(trace("start,calls\n", "{}"), @"");
}

#[test]
fn a_trace_with_broken_rows() {
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05,many\n", "{}"), @"");
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05,2.5\n", "{}"), @"");
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05,-2\n", "{}"), @"");
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n7h05,2\nx,2\n", "{}"), @"");
    insta::assert_snapshot!(trace("start,calls\n07:00,3\n07:05\n", "{}"), @"");
    insta::assert_snapshot!(trace("at\n07:00\nnoon\n", "{}"), @"");
}

#[test]
fn a_trace_out_of_order() {
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n1,07:05,2\n2,07:00,4\n", "{}"), @"");
}

#[test]
fn a_selection_that_is_empty() {
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n2,07:00,4\n", "{day: 9}"), @"");
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n", "{dya: 1}"), @"");
}

#[test]
fn one_row_without_an_interval() {
    insta::assert_snapshot!(trace("day,start,calls\n1,07:00,3\n2,07:00,4\n", "{day: 1}"), @"");
}

#[test]
fn a_run_that_begins_after_its_trace() {
    let yaml = format!("starts_at: \"08:00\"\n{}", arrivals("{trace: {file: calls.csv}}"));
    let case = Case::default().file("day/calls.csv", "start,calls\n07:00,3\n07:05,2\n");
    insta::assert_snapshot!(case.rejected(&yaml), @"");
}

#[test]
fn a_trace_that_is_broken_does_not_hide_other_problems() {
    let yaml = arrivals("{trace: {file: call.csv}}").replace("duration: 1h\n", "").replace("count: 5", "count: 0");
    assert!(BASE.contains("count: 5"));
    insta::assert_snapshot!(rejected(&yaml), @"");
}

//! Empirical distributions from a column of a CSV file, good and bad.

use super::{BASE, Case, list};
use crate::plan::{Plan, PopulationKind};
use rushhour_engine::action::Action;

/// Handle times of two queues; the same values in several forms, with weights.
const TIMES: &str = "\
queue,seconds,n,note
sales,90,1,\"a, b\"
sales,1m30s,2,
support,600,9,
sales,30.0,0,
sales,  90s ,1,
sales,10m,4,
";

fn with(kind: &str) -> String {
    format!("{BASE}vars: {{file: times.csv}}\ndistributions:\n  talk: {{empirical: {kind}}}\n")
}

fn case() -> Case {
    Case::default().file("day/times.csv", TIMES)
}

/// Checks that a distribution from the file is the same to draw from as a listed one.
#[track_caller]
fn same(kind: &str, listed: &str) -> Plan {
    let plan = case().plan(&format!("{}  listed: {{empirical: {listed}}}\n", with(kind)));
    assert_eq!(plan.distributions["talk"], plan.distributions["listed"], "{kind}");
    plan
}

#[test]
fn values_come_from_a_column_each_once_with_its_weight() {
    same("{file: times.csv, column: seconds}", "{values: [30, 90, 600], weights: [1, 3, 2]}");
    same("{file: times.csv, column: n}", "{values: [0, 1, 2, 4, 9], weights: [1, 2, 1, 1, 1]}");
}

#[test]
fn rows_are_chosen_and_weighted_by_columns() {
    let plan = same(
        "{file: times.csv, column: seconds, where: {queue: sales}}",
        "{values: [30, 90, 600], weights: [1, 3, 1]}",
    );
    assert_eq!(plan.distributions["talk"].mean(), (30.0 + 3.0 * 90.0 + 600.0) / 5.0);
    let plan = same(
        "{file: times.csv, column: seconds, weights: n, where: {queue: sales}}",
        "{values: [90, 600], weights: [4, 4]}",
    );
    assert_eq!(plan.distributions["talk"].mean(), 345.0);
    same(
        "{file: times.csv, column: seconds, weights: n, where: {queue: sales, n: 2}}",
        "{values: [90s], weights: [2]}",
    );
}

#[test]
fn memory_follows_distinct_values_and_not_rows() {
    let rows: String = (0..20_000).map(|row| format!("{}\n", row % 4)).collect();
    let plan = Case::default().file("day/times.csv", &format!("seconds\n{rows}")).plan(
        &(with("{file: times.csv, column: seconds}")
            + "  listed: {empirical: {values: [0, 1, 2, 3], weights: [5000, 5000, 5000, 5000]}}\n"),
    );
    assert_eq!(plan.distributions["talk"], plan.distributions["listed"]);
}

#[test]
fn a_file_stands_wherever_a_distribution_does() {
    let file = "{empirical: {file: times.csv, column: seconds, where: {queue: support}}}";
    let yaml = format!(
        "{BASE}
center: {{latency: {{AcceptTask: {file}, HoldCall: {{time: {file}, servers: 2}}, default: {file}, events: {file}}}}}
customers:
  - {{name: c, script: caller, queue: sales, count: 1, retry: {{chance: 0.5, delay: {file}}}}}
distributions:
  talk: {{mixture: [{{weight: 1, of: 30s}}, {{weight: 2, of: {{mixture: [{{weight: 1, of: {file}}}]}}}}]}}
"
    );
    let plan = case().plan(&yaml);
    let latency = &plan.latency;
    let PopulationKind::Customers(customers) = &plan.populations[1].kind else { panic!() };
    for sampler in [
        &latency.by_action[&Action::AcceptTask].time,
        &latency.by_action[&Action::HoldCall].time,
        latency.default.as_ref().unwrap(),
        latency.events.as_ref().unwrap(),
        &customers.retry.as_ref().unwrap().delay,
    ] {
        assert_eq!(sampler.mean(), 600.0);
    }
    assert_eq!(plan.distributions["talk"].mean(), 410.0);
}

#[test]
fn a_file_from_the_command_line_is_relative_to_the_working_directory() {
    let kind = "{file: \"${file}\", column: seconds}";
    let plan = case().file("mine.csv", "seconds\n7\n").var("file", "mine.csv").plan(&with(kind));
    assert_eq!(plan.distributions["talk"].mean(), 7.0);
    let set = case().file("mine.csv", "seconds\n8\n").set("distributions.talk.empirical.file", "mine.csv");
    assert_eq!(set.plan(&with(kind)).distributions["talk"].mean(), 8.0);
    let nested = "{empirical: {file: times.csv, column: seconds}}";
    let mixture = format!("{BASE}distributions: {{talk: {{mixture: [{{weight: 1, of: {nested}}}]}}}}\n");
    let set =
        case().file("mine.csv", "seconds\n9\n").set("distributions.talk.mixture.0.of.empirical.file", "mine.csv");
    assert_eq!(set.plan(&mixture).distributions["talk"].mean(), 9.0);
}

fn refused(kind: &str) -> String {
    format!("{kind}\n{}", list(&case().load(&with(kind)).unwrap_err()))
}

#[test]
fn keys_that_do_not_fit_together() {
    let wrong = [
        "{}",
        "{column: seconds}",
        "{weights: [1]}",
        "{values: [1, 2], file: times.csv}",
        "{values: [1, 2], column: seconds}",
        "{values: [1, 2], where: {queue: sales}}",
        "{values: [1, 2], weights: n}",
        "{file: times.csv}",
        "{file: times.csv, column: second}",
        "{file: times.csv, column: [seconds]}",
        "{file: times.csv, column: seconds, weights: m}",
        "{file: times.csv, column: seconds, weights: [1, 2]}",
        "{file: times.csv, column: seconds, weights: 3}",
        "{file: times.csv, column: seconds, where: {queues: sales}}",
        "{file: times.csv, column: seconds, where: {queue: salse}}",
        "{file: times.csv, column: seconds, were: {queue: sales}}",
        "{file: time.csv, column: seconds}",
        "{file: times.csv, column: seconds, weights: n, where: {n: 0}}",
    ];
    insta::assert_snapshot!(wrong.map(refused).join(""), @r#"
    {}
    day/rush.yaml:7:10: distributions.talk.empirical: there are neither `values` nor a `file`
        write `values: [10s, 20s, 90s]`, or `file: times.csv` and `column: seconds`
    {column: seconds}
    day/rush.yaml:7:10: distributions.talk.empirical: there are neither `values` nor a `file`
        write `values: [10s, 20s, 90s]`, or `file: times.csv` and `column: seconds`
    {weights: [1]}
    day/rush.yaml:7:10: distributions.talk.empirical: there are neither `values` nor a `file`
        write `values: [10s, 20s, 90s]`, or `file: times.csv` and `column: seconds`
    {values: [1, 2], file: times.csv}
    day/rush.yaml:7:38: distributions.talk.empirical.file: `values` and `file` exclude each other
        keep one of them
    {values: [1, 2], column: seconds}
    day/rush.yaml:7:38: distributions.talk.empirical.column: `column` is about a file, and these values are listed
        leave `column` out, or name a `file`
    {values: [1, 2], where: {queue: sales}}
    day/rush.yaml:7:38: distributions.talk.empirical.where: `where` is about a file, and these values are listed
        leave `where` out, or name a `file`
    {values: [1, 2], weights: n}
    day/rush.yaml:7:47: distributions.talk.empirical.weights: `n` is no list of weights
        values that are listed take one weight each: write `weights: [5, 3, 1]`
    {file: times.csv}
    day/rush.yaml:7:10: distributions.talk.empirical: the key `column` is missing
        add `column:` here; the columns of `day/times.csv` are `queue`, `seconds`, `n`, `note`
    {file: times.csv, column: second}
    day/rush.yaml:7:47: distributions.talk.empirical.column: `day/times.csv` has no column `second`
        did you mean `seconds`?
    {file: times.csv, column: [seconds]}
    day/rush.yaml:7:39: distributions.talk.empirical.column: found a list where text belongs
        write text
    {file: times.csv, column: seconds, weights: m}
    day/rush.yaml:7:65: distributions.talk.empirical.weights: `day/times.csv` has no column `m`
        the columns are `queue`, `seconds`, `n`, `note`
    {file: times.csv, column: seconds, weights: [1, 2]}
    day/rush.yaml:7:56: distributions.talk.empirical.weights: the values come from a file, and their weights from a list
        name the column that has the weights, or leave `weights` out
    {file: times.csv, column: seconds, weights: 3}
    day/rush.yaml:7:65: distributions.talk.empirical.weights: found `3` where a list of weights or the name of a column belongs
        write a list of weights or the name of a column
    {file: times.csv, column: seconds, where: {queues: sales}}
    day/rush.yaml:7:64: distributions.talk.empirical.where.queues: `day/times.csv` has no column `queues`
        did you mean `queue`?
    {file: times.csv, column: seconds, where: {queue: salse}}
    day/rush.yaml:7:71: distributions.talk.empirical.where.queue: no row of `day/times.csv` has the queue `salse`
        the values of `queue` are `sales`, `support`
    {file: times.csv, column: seconds, were: {queue: sales}}
    day/rush.yaml:7:56: distributions.talk.empirical.were: unknown key `were`
        did you mean `where`?
    {file: time.csv, column: seconds}
    day/rush.yaml:7:28: distributions.talk.empirical.file: there is no file `day/time.csv`
        paths are relative to the scenario's file, those in `-e` to the working directory
    {file: times.csv, column: seconds, weights: n, where: {n: 0}}
    day/rush.yaml:7:65: distributions.talk.empirical.weights: all weights in `day/times.csv` are zero
        give at least one of the rows a weight above zero
    "#);
}

/// What is said of a file with this text.
fn bad(text: &str) -> String {
    let kind = "{file: times.csv, column: seconds, weights: n}";
    let error = Case::default().file("day/times.csv", text).load(&with(kind)).unwrap_err();
    format!("{text:?}\n{}", list(&error))
}

#[test]
fn files_that_are_broken() {
    let wrong = [
        "",
        "seconds,n\n",
        "seconds|n\n1|2\n",
        "seconds,n\n1\n",
        "seconds,n\n90,1\n-90,1\n",
        "seconds,n\n90,1\n-90s,1\n",
        "seconds,n\n90,1\n\nlong,1\n",
        "seconds,n\n,1\n",
        "seconds,n\nNaN,1\n",
        "seconds,n\ninf,1\n",
        "seconds,n\n1e13,1\n",
        "seconds,n\n1e400,1\n",
        "seconds,n\n90,\n",
        "seconds,n\n90,-1\n",
        "seconds,n\n90,1s\n",
        "seconds,n\n90,NaN\n",
        "seconds,n\n90,0\n60,0\n",
        "seconds,n\n90,1e12\n90,1e12\n",
    ];
    insta::assert_snapshot!(wrong.map(bad).join(""), @r#"
    ""
    day/times.csv:0:0: distributions.talk.empirical: the file is empty
        begin it with a header: the names of its columns
    "seconds,n\n"
    day/times.csv:0:0: distributions.talk.empirical: there is no row below the header
        write at least one
    "seconds|n\n1|2\n"
    day/rush.yaml:7:47: distributions.talk.empirical.column: `day/times.csv` has no column `seconds`
        did you mean `seconds|n`?
    "seconds,n\n1\n"
    day/times.csv:2:1: distributions.talk.empirical: the row has 1 field, and the header 2 fields
        give every row a field for every column
    "seconds,n\n90,1\n-90,1\n"
    day/times.csv:3:1: distributions.talk.empirical: `-90` is out of range
        write a number or a duration from 0 to 1000000000000
    "seconds,n\n90,1\n-90s,1\n"
    day/times.csv:3:1: distributions.talk.empirical: `-90s` is negative
        write `90`, `90s`, `1m30s` or the like
    "seconds,n\n90,1\n\nlong,1\n"
    day/times.csv:4:1: distributions.talk.empirical: `long` is neither a number nor a duration
        write `90`, `90s`, `1m30s` or the like
    "seconds,n\n,1\n"
    day/times.csv:2:1: distributions.talk.empirical: there is no value here
        fill it in, or remove the row
    "seconds,n\nNaN,1\n"
    day/times.csv:2:1: distributions.talk.empirical: `NaN` is neither a number nor a duration
        write `90`, `90s`, `1m30s` or the like
    "seconds,n\ninf,1\n"
    day/times.csv:2:1: distributions.talk.empirical: `inf` is neither a number nor a duration
        write `90`, `90s`, `1m30s` or the like
    "seconds,n\n1e13,1\n"
    day/times.csv:2:1: distributions.talk.empirical: `1e13` is out of range
        write a number or a duration from 0 to 1000000000000
    "seconds,n\n1e400,1\n"
    day/times.csv:2:1: distributions.talk.empirical: `1e400` is too large
        write `90`, `90s`, `1m30s` or the like
    "seconds,n\n90,\n"
    day/times.csv:2:4: distributions.talk.empirical: there is no weight here
        fill it in, or remove the row
    "seconds,n\n90,-1\n"
    day/times.csv:2:4: distributions.talk.empirical: `-1` is no weight
        write a number from 0 to 1000000000000
    "seconds,n\n90,1s\n"
    day/times.csv:2:4: distributions.talk.empirical: `1s` is no weight
        write a number from 0 to 1000000000000
    "seconds,n\n90,NaN\n"
    day/times.csv:2:4: distributions.talk.empirical: `NaN` is no weight
        write a number from 0 to 1000000000000
    "seconds,n\n90,0\n60,0\n"
    day/rush.yaml:7:65: distributions.talk.empirical.weights: all weights in `day/times.csv` are zero
        give at least one of the rows a weight above zero
    "seconds,n\n90,1e12\n90,1e12\n"
    day/rush.yaml:7:65: distributions.talk.empirical.weights: the weights of 90 add up to more than 1000000000000
        only their relation counts: divide all of them by the same number
    "#);
}

#[test]
fn a_broken_file_deep_down_does_not_hide_other_problems() {
    let yaml = format!(
        "{BASE}distributions:
  talk: {{mixture: [{{weight: 1, of: {{empirical: {{file: times.csv, column: note}}}}}}]}}
  hold: {{exponential: {{mean: 0}}}}
"
    );
    insta::assert_snapshot!(list(&case().load(&yaml).unwrap_err()), @r#"
    day/rush.yaml:7:30: distributions.hold.exponential.mean: `0` is out of range
        write a number or a duration above zero
    day/times.csv:2:12: distributions.talk.mixture[0].of.empirical: `a, b` is neither a number nor a duration
        write `90`, `90s`, `1m30s` or the like
    "#);
}

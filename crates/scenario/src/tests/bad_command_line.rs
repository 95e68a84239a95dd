//! Variables and `--set`: messages name the flag.

use super::{BASE, Case, rejected, with};

#[test]
fn an_unknown_variable_in_the_text() {
    let yaml = with("vars: {agents: 5, day: 1}\nname: \"day ${dya}\"\ndescription: \"${open\"\n");
    insta::assert_snapshot!(rejected(&yaml), @r#"
    × day/rush.yaml has 2 problems

    Error:
      × name: there is no variable `dya`
       ╭─[day/rush.yaml:6:7]
     5 │ vars: {agents: 5, day: 1}
     6 │ name: "day ${dya}"
       ·       ────────────
     7 │ description: "${open"
       ╰────
      help: did you mean `day`?

    Error:
      × description: `${open` has no closing brace
       ╭─[day/rush.yaml:7:14]
     6 │ name: "day ${dya}"
     7 │ description: "${open"
       ·              ────────
       ╰────
      help: write `${name}`
    "#);
}

#[test]
fn variables_that_are_none() {
    let yaml = with("vars:\n  a: [1]\n  b:\n  c: \"${d}\"\n  \"no name\": 3\n");
    insta::assert_snapshot!(rejected(&yaml), @r#"
    × day/rush.yaml has 4 problems

    Error:
      × vars.a: a variable cannot be a list
       ╭─[day/rush.yaml:6:3]
     5 │ vars:
     6 │   a: [1]
       ·   ─
     7 │   b:
       ╰────
      help: write a number, a duration, true, false or text

    Error:
      × vars.b: the variable has no value
       ╭─[day/rush.yaml:7:3]
     6 │   a: [1]
     7 │   b:
       ·   ─
     8 │   c: "${d}"
       ╰────
      help: write a number, a duration, true, false or text

    Error:
      × vars.c: a variable cannot refer to another one
       ╭─[day/rush.yaml:8:6]
     7 │   b:
     8 │   c: "${d}"
       ·      ──────
     9 │   "no name": 3
       ╰────
      help: write a number, a duration, true, false or text

    Error:
      × vars.no name: `no name` is no name for a variable
       ╭─[day/rush.yaml:9:3]
     8 │   c: "${d}"
     9 │   "no name": 3
       ·   ─────────
       ╰────
      help: a name is made of letters, digits and `_`, and begins with a letter
    "#);
}

#[test]
fn an_unknown_variable_on_the_command_line() {
    let yaml = with("vars: {agents: 5}\n");
    insta::assert_snapshot!(Case::default().var("agnets", "3").rejected(&yaml), @r#"
    × day/rush.yaml has a problem

    Error:
      × the scenario has no variable `agnets`
       ╭─[command line:1:1]
     1 │ -e agnets=3
       · ───────────
       ╰────
      help: did you mean `agents`?
    "#);
}

#[test]
fn a_variable_of_another_type() {
    let yaml = with("vars: {agents: 5, patience: 90s}\n");
    insta::assert_snapshot!(Case::default().var("agents", "many").var("patience", "soon").rejected(&yaml), @r#"
    × day/rush.yaml has 2 problems

    Error:
      × `many` is not a number, and the variable `agents` is
       ╭─[command line:1:1]
     1 │ -e agents=many
       · ──────────────
       ╰────
      help: the scenario declares it as `5`

    Error:
      × `soon` is not a duration, and the variable `patience` is
       ╭─[command line:1:1]
     1 │ -e patience=soon
       · ────────────────
       ╰────
      help: the scenario declares it as `90s`
    "#);
}

#[test]
fn a_value_that_came_from_the_command_line() {
    let yaml = BASE.replace("count: 5", "count: \"${agents}\"") + "vars: {agents: 5}\n";
    insta::assert_snapshot!(Case::default().var("agents", "2000000").rejected(&yaml), @r#"
    × day/rush.yaml has a problem

    Error:
      × agents[0].count: a population of 2000000 is too large
       ╭─[day/rush.yaml:4:46]
     3 │ agents:
     4 │   - {name: desk, script: phone_agent, count: "${agents}", queue: sales}
       ·                                              ───────────
     5 │ vars: {agents: 5}
       ╰────
      help: at most 1000000 people are in one
            `agents` is `2000000` because of `-e agents=2000000`
    "#);
}

#[test]
fn a_set_that_leads_nowhere() {
    insta::assert_snapshot!(Case::default().set("agents.dekc.count", "3").rejected(BASE), @r#"
    × day/rush.yaml has a problem

    Error:
      × `agents` has nothing called `dekc`
       ╭─[command line:1:1]
     1 │ --set agents.dekc.count=3
       · ─────────────────────────
       ╰────
      help: did you mean `desk`?
    "#);
}

#[test]
fn flags_out_of_range() {
    let mut case = Case::default();
    case.overrides.duration = Some(rushhour_engine::units::SimSpan::ZERO);
    case.overrides.replications = Some(0);
    insta::assert_snapshot!(case.rejected(BASE), @r#"
    × day/rush.yaml has 2 problems

    Error:
      × the run cannot last 0s
       ╭─[command line:1:1]
     1 │ --duration 0s
       · ─────────────
       ╰────
      help: write a duration above zero and up to a year: `30m`, `8h`

    Error:
      × a run is made at least once
       ╭─[command line:1:1]
     1 │ --replications 0
       · ────────────────
       ╰────
      help: write 1 or more, or leave it out
    "#);
}

#[test]
fn a_set_that_makes_no_sense() {
    insta::assert_snapshot!(Case::default().set("agents.desk.cuont", "3").rejected(BASE), @r#"
    × day/rush.yaml has a problem

    Error:
      × agents[0].cuont: unknown key `cuont`
       ╭─[command line:1:1]
     1 │ --set agents.desk.cuont=3
       · ─────────────────────────
       ╰────
      help: did you mean `count`?
    "#);
    insta::assert_snapshot!(Case::default().set("agents.desk.count", "2000000").rejected(BASE), @r#"
    × day/rush.yaml has a problem

    Error:
      × agents[0].count: a population of 2000000 is too large
       ╭─[command line:1:1]
     1 │ --set agents.desk.count=2000000
       · ───────────────────────────────
       ╰────
      help: at most 1000000 people are in one
    "#);
    insta::assert_snapshot!(Case::default().set("duration", "soon").rejected(BASE), @r#"
    × day/rush.yaml has a problem

    Error:
      × duration: `soon` is not a duration
       ╭─[command line:1:1]
     1 │ --set duration=soon
       · ───────────────────
       ╰────
      help: write `30s`, `250ms`, `2m30s` or `1h`
    "#);
}

#[test]
fn a_set_that_is_too_large() {
    insta::assert_snapshot!(Case::default().set("agents.desk.count", "99999999999").rejected(BASE), @"
    × day/rush.yaml has a problem

    Error:
      × agents[0].count: `99999999999` people are too many
       ╭─[command line:1:1]
     1 │ --set agents.desk.count=99999999999
       · ───────────────────────────────────
       ╰────
      help: write a whole number from 1 to 1000000
    ");
}

#[test]
fn a_set_that_makes_a_node_with_an_unknown_name() {
    insta::assert_snapshot!(Case::default().set("center.latency.AcceptTsk.time", "1s").rejected(BASE), @r#"
    × day/rush.yaml has a problem

    Error:
      × center.latency.AcceptTsk: there is no action `AcceptTsk`
       ╭─[command line:1:1]
     1 │ --set center.latency.AcceptTsk.time=1s
       · ──────────────────────────────────────
       ╰────
      help: did you mean `AcceptTask`?
    "#);
}

#[test]
fn what_is_too_long_or_too_large_is_told_with_the_limit() {
    let long = Case::default().set("center.timeouts.ring", "200000d").rejected(BASE);
    assert!(long.contains("`200000d` is too long") && long.contains("106751d"), "{long}");
    let large = Case::default().set("seed", "18446744073709551616").rejected(BASE);
    assert!(large.contains("is too large") && large.contains("at most 18446744073709551615"), "{large}");
}

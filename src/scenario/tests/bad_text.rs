//! What is no YAML, or no scenario: every message names the line and the remedy.

use super::{Case, rejected, with};

#[test]
fn a_missing_file() {
    let error = super::load_with(
        std::path::Path::new("nowhere.yaml"),
        &super::Overrides::default(),
        &super::BuiltIns { names: &[], text: &|_| None },
        &super::Memory::default(),
    )
    .unwrap_err();
    assert!(error.is_unreadable());
    insta::assert_snapshot!(super::render(&error), @"");
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(rejected("# nothing yet\n"), @"");
}

#[test]
fn a_list_in_place_of_a_mapping() {
    insta::assert_snapshot!(rejected("- version: 1\n"), @"");
}

#[test]
fn broken_indentation() {
    insta::assert_snapshot!(rejected("version: 1\nagents:\n  - name: desk\n   script: x\n"), @"");
}

#[test]
fn a_tab() {
    insta::assert_snapshot!(rejected("version: 1\nagents:\n\t- name: desk\n"), @"");
}

#[test]
fn an_unclosed_bracket() {
    insta::assert_snapshot!(rejected("version: 1\nmetrics: [a, b\nduration: 1h\n"), @"");
}

#[test]
fn a_variable_without_quotes_inside_braces() {
    let more =
        "vars: {rate: 900/h}\ncustomers:\n  - {name: c, script: caller, arrivals: {poisson: {rate: ${rate}}}}\n";
    insta::assert_snapshot!(rejected(&with(more)), @"");
}

#[test]
fn a_variable_without_quotes_inside_a_list() {
    insta::assert_snapshot!(rejected(&with("vars: {q: sales}\nmetrics: [a, ${q}]\n")), @"");
}

#[test]
fn a_key_that_stands_twice() {
    insta::assert_snapshot!(rejected(&with("seed: 1\nduration: 2h\n")), @"");
}

#[test]
fn an_unknown_anchor() {
    insta::assert_snapshot!(rejected("version: 1\nagents: *staff\n"), @"");
}

#[test]
fn a_tag() {
    insta::assert_snapshot!(rejected(&with("name: !loud hello\n")), @"");
}

#[test]
fn unknown_keys_get_the_nearest() {
    let yaml = "\
version: 1
duratoin: 1h
agents:
  - name: desk
    script: phone_agent
    cuont: 3
    capacity: {voice: 1, caht: 3}
";
    insta::assert_snapshot!(rejected(yaml), @"");
}

#[test]
fn missing_keys_are_shown_where_they_are_missing() {
    insta::assert_snapshot!(rejected("version: 1\nduration: 1h\nagents:\n  - name: desk\n    count: 3\n"), @"");
}

#[test]
fn wrong_types() {
    let yaml = "\
version: 1
duration: soon
seed: -1
agents:
  - {name: desk, script: phone_agent, count: 2.5}
  - {name: back, script: [a], count: many}
customers:
  name: callers
";
    insta::assert_snapshot!(rejected(yaml), @"");
}

#[test]
fn a_missing_version() {
    insta::assert_snapshot!(rejected("duration: 1h\nagents:\n  - {name: desk, script: phone_agent}\n"), @"");
}

#[test]
fn a_version_from_the_future() {
    insta::assert_snapshot!(rejected(&super::BASE.replace("version: 1", "version: 2")), @"");
}

#[test]
fn keys_that_are_kept_free() {
    insta::assert_snapshot!(rejected(&with("faults: [{at: 30m, kill: desk}]\ntimeline: []\n")), @"");
}

#[test]
fn edges_of_the_run() {
    insta::assert_snapshot!(rejected(&with("warmup: 1h\nreplications: 0\n")), @"");
    insta::assert_snapshot!(rejected(&super::BASE.replace("duration: 1h", "duration: 0s")), @"");
    insta::assert_snapshot!(rejected(&super::BASE.replace("duration: 1h\n", "")), @"");
    insta::assert_snapshot!(rejected(&with("starts_at: \"25:00\"\n")), @"");
}

#[test]
fn nobody_at_all() {
    insta::assert_snapshot!(rejected("version: 1\nduration: 1h\n"), @"");
}

#[test]
fn a_problem_knows_its_path_and_place() {
    let error = Case::default().load(&super::BASE.replace("count: 5", "count: 0")).unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!((problem.path.as_str(), problem.location), ("agents[0].count", Some((4, 46))));
    assert_eq!((problem.file.as_str(), error.file()), ("day/rush.yaml", "day/rush.yaml"));
}

//! Variables and `--set`: messages name the flag.

use super::{BASE, Case, rejected, with};

#[test]
fn an_unknown_variable_in_the_text() {
    let yaml = with("vars: {agents: 5, day: 1}\nname: \"day ${dya}\"\ndescription: \"${open\"\n");
    insta::assert_snapshot!(rejected(&yaml), @"");
}

#[test]
fn variables_that_are_none() {
    let yaml = with("vars:\n  a: [1]\n  b:\n  c: \"${d}\"\n  \"no name\": 3\n");
    insta::assert_snapshot!(rejected(&yaml), @"");
}

#[test]
fn an_unknown_variable_on_the_command_line() {
    let yaml = with("vars: {agents: 5}\n");
    insta::assert_snapshot!(Case::default().var("agnets", "3").rejected(&yaml), @"");
}

#[test]
fn a_variable_of_another_type() {
    let yaml = with("vars: {agents: 5, patience: 90s}\n");
    insta::assert_snapshot!(Case::default().var("agents", "many").var("patience", "soon").rejected(&yaml), @"");
}

#[test]
fn a_value_that_came_from_the_command_line() {
    let yaml = BASE.replace("count: 5", "count: \"${agents}\"") + "vars: {agents: 5}\n";
    insta::assert_snapshot!(Case::default().var("agents", "0").rejected(&yaml), @"");
}

#[test]
fn a_set_that_leads_nowhere() {
    insta::assert_snapshot!(Case::default().set("agents.dekc.count", "3").rejected(BASE), @"");
}

#[test]
fn a_set_that_makes_no_sense() {
    insta::assert_snapshot!(Case::default().set("agents.desk.cuont", "3").rejected(BASE), @"");
    insta::assert_snapshot!(Case::default().set("agents.desk.count", "0").rejected(BASE), @"");
    insta::assert_snapshot!(Case::default().set("duration", "soon").rejected(BASE), @"");
}

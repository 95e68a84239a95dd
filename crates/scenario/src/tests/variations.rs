//! Variations of a plan: whatever points into a list still means the same when the list is another.

use super::{Case, with};
use crate::faults::FaultPlan;
use crate::plan::Plan;

const CUED: &str = "\
center: {queues: {sales: }}
faults:
  - {fail: {name: broken, rate: 100%, on_cue: true}}
  - {restart: {rate: 1/h, for: 10s, on_cue: true}}
timeline:
  - {at: 5m, fault: {name: broken}}
  - {at: 6m, fault: {name: restart}}
  - {at: 7m, leave: {count: 1}}
";

fn cued() -> Plan {
    Case::default().plan(&with(CUED))
}

/// The faults of a plan with these names, in this order.
fn named(plan: &Plan, names: &[&str]) -> Vec<FaultPlan> {
    names.iter().map(|name| plan.faults.iter().find(|it| it.name == *name).unwrap().clone()).collect()
}

/// What the timeline of a plan has happen, in words.
fn happens(plan: &Plan) -> Vec<String> {
    plan.timeline.iter().map(|cue| cue.deed.words(plan)).collect()
}

const ALL: [&str; 3] = ["the fault `broken` strikes", "the fault `restart` strikes", "1 of desk sign off"];

#[test]
fn with_other_faults_a_cue_strikes_the_one_of_the_same_name() {
    let plan = cued();
    assert_eq!(happens(&plan), ALL);
    let turned = named(&plan, &["restart", "broken"]);
    let turned = plan.with_faults(turned);
    assert_eq!(happens(&turned), ALL);
    assert_eq!(turned.warnings, Vec::<String>::new());
}

#[test]
fn a_cue_whose_fault_is_not_there_any_more_is_left_out_and_told() {
    let plan = cued();
    let fewer = named(&plan, &["restart"]);
    let fewer = plan.with_faults(fewer);
    assert_eq!(happens(&fewer), ALL[1..]);
    insta::assert_snapshot!(fewer.warnings.join("\n"), @"the timeline has the fault `broken` strike at 0:05:00.000, and there is none of that name among the faults of this run: it does not strike");
}

#[test]
fn without_any_faults_no_cue_has_one_strike_and_nobody_is_told() {
    let calm = cued().with_faults(Vec::new());
    assert_eq!(happens(&calm), ALL[2..]);
    assert_eq!(calm.warnings, Vec::<String>::new());
}

#[test]
fn a_fault_of_weight_nothing_is_not_struck_by_its_cue() {
    let weighed = cued().with_faults_weighed(|name| if name == "restart" { 0.0 } else { 2.0 });
    assert_eq!(happens(&weighed), [ALL[0], ALL[2]]);
}

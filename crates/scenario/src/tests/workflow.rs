//! Workflows, and the way back of agents whom an offer that timed out has put away: from text to plan.

use super::{BASE, Case, with};
use crate::expression::Sees;
use crate::plan::{Plan, PopulationKind};
use rushhour_engine::units::SimSpan;

fn plan(yaml: &str) -> Plan {
    Case::default().plan(yaml)
}

/// A scenario with this workflow's default.
fn with_default(targets: &str) -> Plan {
    plan(&with(&format!("center:\n  activities: [Available, Away]\n  workflow: {{default: [{targets}]}}\n")))
}

#[test]
fn each_expression_of_a_target_sees_what_it_is_about() {
    let plan = with_default(
        "{worker: task.owner, timeout: 5s}, {queue: sales, expression: worker.id in task.known, skip_if: workers.free == 0}",
    );
    let [owner, known, skip] = &plan.expressions[..] else { panic!("{:?}", plan.expressions) };
    assert_eq!((&owner.sees, &known.sees), (&Sees::Task, &Sees::TaskAndWorker));
    assert_eq!(known.path, "center.workflow.default[1].expression");
    let Sees::Queue(activities) = &skip.sees else { panic!("{:?}", skip.sees) };
    assert!(
        ["Available", "Away", "Unavailable", "Offline"].iter().all(|name| activities.iter().any(|it| it == name))
    );
    let target = &plan.center.workflow.default[1];
    assert_eq!((target.expression.map(|it| it.0), target.skip_if.map(|it| it.0)), (Some(1), Some(2)));
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
}

#[test]
fn a_target_to_which_no_task_gets_is_a_warning() {
    let unreached = |targets: &str| with_default(targets).warnings.join("\n");
    insta::assert_snapshot!(unreached("{queue: sales}, {queue: sales, timeout: 5s}"), @"center.workflow.default[1]: no task gets here, because center.workflow.default[0] has neither a `timeout` nor a `skip_if`: give it one, or take out what comes after it");
    for fine in [
        "{queue: sales}",
        "{queue: sales, timeout: 5s}, {queue: sales}",
        "{queue: sales, skip_if: workers.free == 0}, {queue: sales}",
        // Whoever it names may not be there.
        "{worker: task.owner}, {queue: sales}",
    ] {
        assert_eq!(unreached(fine), "", "{fine}");
    }
}

#[test]
fn agents_and_supervisors_come_back_after_a_time() {
    let back = |yaml: &str| -> Vec<Option<SimSpan>> {
        let plan = plan(yaml);
        let staff = plan.populations.iter().filter_map(|it| match &it.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => Some(staff.back_after_timeout),
            PopulationKind::Customers(_) => None,
        });
        staff.collect()
    };
    assert_eq!(back(BASE), [None]);
    let more = "supervisors:\n  - {name: lead, script: phone_agent, back_after_timeout: 1m}\n";
    assert_eq!(back(&with(more)), [None, Some(SimSpan::from_secs(60))]);
}

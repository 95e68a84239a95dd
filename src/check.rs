//! `rushhour check`: reads scenarios and scripts, says what is wrong and what makes no sense. Reports nothing of a run.

use std::io;

use super::args::CheckArgs;
use super::{bug, output, scenario};
use rushhour_report::ExitCode;
use rushhour_scenario::plan::{Plan, PopulationKind};
use rushhour_tools::run::RunError;

/// Checks all scenarios, and all of them even if one is wrong.
pub(super) fn check(args: &CheckArgs) -> io::Result<ExitCode> {
    let mut exit = ExitCode::Success;
    for path in &args.scenarios {
        match scenario::load(path, &args.scenario, None) {
            Ok(plan) => {
                match scenario::doubts(&plan) {
                    Ok(doubts) => {
                        doubts.iter().for_each(|doubt| output::note(&format!("warning: {doubt}")));
                        if args.scenario.strict && !doubts.is_empty() {
                            output::error_line(&scenario::refused(&path.display().to_string(), doubts.len()));
                            exit = exit.worse(ExitCode::Invalid);
                            continue;
                        }
                    }
                    Err(RunError::Broke(found)) => {
                        bug::say(&found);
                        exit = exit.worse(ExitCode::Unexpected);
                    }
                    Err(error @ RunError::Scripts(_)) => return Err(io::Error::other(error)),
                }
                output::print(&format!("{}: valid; {}\n", path.display(), about(&plan)))?;
            }
            Err(code) => exit = exit.worse(code),
        }
    }
    Ok(exit)
}

/// What a plan is, in a line.
fn about(plan: &Plan) -> String {
    let mut agents = 0;
    let mut customers = 0;
    for population in &plan.populations {
        match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => agents += staff.count,
            PopulationKind::Customers(_) => customers += 1,
        }
    }
    let several = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!(
        "{} with {}, {}, {}, {}, {}",
        plan.duration,
        several(agents as usize, "agent", "agents"),
        several(customers, "kind of customers", "kinds of customers"),
        several(plan.center.queues.len(), "queue", "queues"),
        several(plan.scripts.len(), "script", "scripts"),
        several(plan.thresholds.len(), "threshold", "thresholds"),
    )
}

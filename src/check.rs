//! `rushhour check`: reads scenarios and scripts, says what is wrong and what makes no sense. Reports nothing of a run.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::CheckArgs;
use super::{bug, interrupt, output, scenario};
use rushhour_report::ExitCode;
use rushhour_scenario::plan::{Plan, PopulationKind};
use rushhour_tools::run::RunError;

/// Checks all scenarios, and all of them even if one is wrong; none after the user has ended it.
pub(super) fn check(args: &CheckArgs) -> io::Result<ExitCode> {
    let stop = interrupt::watch_saying("interrupted: no more is checked; once more to end at once");
    let mut exit = ExitCode::Success;
    for path in &args.scenarios {
        exit = exit.worse(one(path, args, &stop)?);
        if stop.load(Ordering::Relaxed) {
            return Ok(exit.worse(ExitCode::Interrupted));
        }
    }
    Ok(exit)
}

/// Checks one scenario. It is called valid where all was looked at, and never before something that is wrong is told.
fn one(path: &Path, args: &CheckArgs, stop: &AtomicBool) -> io::Result<ExitCode> {
    let plan = match scenario::load(path, &args.scenario, None) {
        Ok(plan) => plan,
        Err(code) => return Ok(code),
    };
    let file = path.display().to_string();
    match scenario::doubts(&plan, stop) {
        Ok(Some(doubts)) => {
            warn(&doubts);
            if args.scenario.strict && !doubts.is_empty() {
                output::error_line(&scenario::refused(&file, doubts.len()));
                return Ok(ExitCode::Invalid);
            }
            output::print(&format!("{file}: valid; {}\n", about(&plan)))?;
            Ok(ExitCode::Success)
        }
        Ok(None) => {
            warn(&plan.warnings);
            output::note(&format!("{file}: {READ}, and its rehearsal was interrupted"));
            Ok(ExitCode::Interrupted)
        }
        Err(RunError::Broke(found)) => {
            warn(&plan.warnings);
            output::note(&format!("{file}: {READ}, and it could not be rehearsed:"));
            bug::say(&found);
            Ok(ExitCode::Unexpected)
        }
        Err(error @ RunError::Scripts(_)) => Err(io::Error::other(error)),
    }
}

/// What is known of a scenario that was not rehearsed.
const READ: &str = "nothing is wrong with what is written in the scenario and its scripts";

fn warn(doubts: &[String]) {
    doubts.iter().for_each(|doubt| output::note(&format!("warning: {doubt}")));
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

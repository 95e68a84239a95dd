//! From the flags of `rushhour hunt` to the hunt that they ask for.
//!
//! The hunt itself calls it, and so does the table of planted bugs.

use super::args::{FaultsArg, HuntArgs};
use super::output;
use rushhour_engine::units::SimSpan;
use rushhour_scenario::plan::Plan;
use rushhour_tools::hunt::{FaultsOf, Hunt};

/// The least time to settle, unless given.
const SETTLE_MIN: SimSpan = SimSpan::from_secs(4 * 3600);

/// The hunt that the flags ask for, but for its seeds.
pub(super) fn prepared(args: &HuntArgs, plan: Plan, faults: FaultsOf) -> Hunt {
    #[cfg(feature = "planted")]
    let planted = args.plant.clone();
    #[cfg(not(feature = "planted"))]
    let planted = None;
    let settle = settle(args, plan.drain);
    let stated = plan.warnings.len();
    let plan = faults.put_into(plan);
    for warning in plan.warnings[stated..].iter().filter(|_| !args.quiet) {
        output::note(&format!("warning: {warning}"));
    }
    Hunt {
        seeds: Vec::new(),
        plan,
        jobs: args.jobs.map_or_else(all_cores, usize::from),
        keeps_going: args.keep_going,
        swarm: !args.no_swarm,
        settle,
        shrink_runs: args.shrink_runs,
        planted,
        verifies: args.verify_determinism,
    }
}

/// How long everything may take to settle. Options of a seed make work last longer than the scenario's drain allows for, and
/// faults leave it to fewer people.
pub(super) fn settle(args: &HuntArgs, drain: SimSpan) -> SimSpan {
    args.settle.unwrap_or_else(|| SimSpan::from_ns(drain.as_ns().saturating_mul(12)).max(SETTLE_MIN))
}

/// Which faults may strike: those that the flag names, or else those that are usual for the plan.
pub(super) fn faults_of(args: &HuntArgs, plan: &Plan) -> FaultsOf {
    match args.faults {
        Some(FaultsArg::Standard) => FaultsOf::Standard,
        Some(FaultsArg::Scenario) => FaultsOf::Scenario,
        Some(FaultsArg::None) => FaultsOf::None,
        None => FaultsOf::usual(plan),
    }
}

fn all_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

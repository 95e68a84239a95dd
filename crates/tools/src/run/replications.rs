//! All replications of a plan: its warm-up first, where that is to be found, then one after the other or side by side.

use std::sync::atomic::AtomicBool;

use super::pool::{self, Wanted};
use super::replicate::watched;
use super::resolve_warmup::resolve_warmup;
use super::simulate::RunError;
use super::watch::{Nobody, Watch};
use rushhour_measure::{Replication, RunResult};
use rushhour_scenario::plan::Plan;
use rushhour_sim::Progress;

/// Runs replications of a plan on so many threads, and hands them over in the order of their index as they are done:
/// what is kept meanwhile does not grow with their number. It ends after `plan.replications`, when `take` wants no
/// more, or when `stop` is set; what is handed over is the same for any number of threads. Where the plan wants its
/// warm-up to be found, that is done first.
///
/// # Errors
/// A script does not compile (`check` finds that before), or a bug of our own ends a replication: those before it have
/// been handed over then, for any number of threads.
pub fn run(
    plan: &Plan,
    jobs: usize,
    stop: &AtomicBool,
    progress: &dyn Progress,
    mut take: impl FnMut(Replication) -> Wanted,
) -> Result<(), RunError> {
    run_watched(plan, jobs, stop, progress, &Nobody, |replication, Nobody| take(replication))
}

/// The same, where somebody watches each replication, who is handed over with it. Nobody watches pilots.
///
/// # Errors
/// As of [`run`].
pub fn run_watched<W: Watch>(
    plan: &Plan,
    jobs: usize,
    stop: &AtomicBool,
    progress: &dyn Progress,
    watch: &W,
    mut take: impl FnMut(Replication, W::Watcher) -> Wanted,
) -> Result<(), RunError> {
    let Some(truncation) = resolve_warmup(plan, jobs, stop, progress)? else { return Ok(()) };
    let make = |index, stop: &AtomicBool| watched(plan, truncation, index, stop, progress, watch.watch(index));
    pool::in_order(plan.replications, jobs, stop, make, |(replication, watcher)| take(replication, watcher))
}

/// Ends the result of a run that ended so: a bug of our own is part of how it came out.
///
/// # Errors
/// A script does not compile.
pub fn end(result: &mut RunResult, ran: Result<(), RunError>) -> Result<(), RunError> {
    match ran {
        Ok(()) => {}
        Err(RunError::Broke(bug)) => result.breakdown = Some(*bug),
        Err(error @ RunError::Scripts(_)) => return Err(error),
    }
    result.end();
    Ok(())
}

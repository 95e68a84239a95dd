//! Running a plan: its replications, side by side, each with observers of its own.
//!
//! Replications share nothing, so any number of threads gives the same results in the same order.

pub mod determinism;
pub(crate) mod pool;
mod resolve_warmup;
#[cfg(test)]
mod tests;
mod watch;

use std::sync::atomic::AtomicBool;

use rushhour_measure::{Observation, Truncation};
use rushhour_report::Replication;
use rushhour_scenario::plan::Plan;
use rushhour_script::ScriptProblem;
use rushhour_sim::{Observer, Pacer, Progress, Quiet, Simulation};

pub use resolve_warmup::{PILOTS, resolve_warmup};
use watch::Both;
pub use watch::{Nobody, Watch};

/// Why a plan could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Scripts do not compile.
    #[error("a script does not compile: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Scripts(Vec<ScriptProblem>),
}

/// Whether more replications are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The next one.
    More,
    /// None: what there is will do.
    NoMore,
}

/// Runs replications of a plan on so many threads, and hands them over in the order of their index as they are done:
/// what is kept meanwhile does not grow with their number. It ends after `plan.replications`, when `take` wants no
/// more, or when `stop` is set; what is handed over is the same for any number of threads. Where the plan wants its
/// warm-up to be found, that is done first.
///
/// # Errors
/// A script does not compile (`check` finds that before).
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
/// A script does not compile.
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

/// Runs the first replication for those who watch: at the pace of `pacer`, with one more observer.
///
/// # Errors
/// A script does not compile.
pub fn replicate_shown<W: Observer>(
    plan: &Plan,
    truncation: Truncation,
    stop: &AtomicBool,
    watch: W,
    pacer: &mut dyn Pacer,
) -> Result<Replication, RunError> {
    let mut both = Both(Observation::new(plan, truncation), watch);
    let simulation = Simulation::new(plan, 0, &mut both).map_err(RunError::Scripts)?;
    let finished = simulation.without_the_first(truncation.span()).paced(pacer).run(stop, &Quiet);
    let observed = both.0.finish(finished.ended_at);
    Ok(Replication { index: 0, observed, finished })
}

/// Runs one replication, and measures nothing of so much of its beginning.
///
/// # Errors
/// A script does not compile.
pub fn replicate(
    plan: &Plan,
    truncation: Truncation,
    index: u32,
    stop: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Replication, RunError> {
    watched(plan, truncation, index, stop, progress, Nobody).map(|(replication, Nobody)| replication)
}

/// The same, with somebody who watches it.
///
/// # Errors
/// A script does not compile.
pub fn watched<O: Observer>(
    plan: &Plan,
    truncation: Truncation,
    index: u32,
    stop: &AtomicBool,
    progress: &dyn Progress,
    watcher: O,
) -> Result<(Replication, O), RunError> {
    let mut both = Both(Observation::new(plan, truncation), watcher);
    let simulation = Simulation::new(plan, index, &mut both).map_err(RunError::Scripts)?;
    let finished = simulation.without_the_first(truncation.span()).run(stop, progress);
    let Both(observation, watcher) = both;
    let observed = observation.finish(finished.ended_at);
    Ok((Replication { index, observed, finished }, watcher))
}

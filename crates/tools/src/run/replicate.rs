//! One replication of a plan, observed from its beginning to its end.

use std::sync::atomic::AtomicBool;

use super::watch::{Both, Nobody};
use rushhour_measure::{Observation, Truncation};
use rushhour_report::Replication;
use rushhour_scenario::plan::Plan;
use rushhour_script::ScriptProblem;
use rushhour_sim::{Observer, Pacer, Progress, Quiet, Simulation};

/// Why a plan could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Scripts do not compile.
    #[error("a script does not compile: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Scripts(Vec<ScriptProblem>),
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

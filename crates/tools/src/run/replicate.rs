//! One replication of a plan, observed from its beginning to its end.

use std::sync::atomic::AtomicBool;

use super::simulate::{RunError, Watched, simulate};
use super::watch::{Both, Nobody};
use rushhour_measure::{Observation, Replication, Truncation};
use rushhour_scenario::plan::Plan;
use rushhour_sim::{Observer, Pacer, Progress, Quiet};

/// Runs the first replication for those who watch: at the pace of `pacer`, with one more observer.
///
/// # Errors
/// A script does not compile, or a bug of our own ends it.
pub fn replicate_shown<W: Observer>(
    plan: &Plan,
    truncation: Truncation,
    stop: &AtomicBool,
    watch: W,
    pacer: &mut dyn Pacer,
) -> Result<Replication, RunError> {
    let mut watched = Watched::by(Both(Observation::new(plan, truncation), watch));
    let finished = simulate(plan, 0, &mut watched, |simulation| {
        simulation.without_the_first(truncation.span()).paced(pacer).run(stop, &Quiet)
    })?;
    let Both(observation, _) = watched.into_observer();
    let observed = observation.finish(finished.ended_at);
    Ok(Replication { index: 0, observed, finished })
}

/// Runs one replication, and measures nothing of so much of its beginning.
///
/// # Errors
/// A script does not compile, or a bug of our own ends it.
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
/// A script does not compile, or a bug of our own ends it.
pub fn watched<O: Observer>(
    plan: &Plan,
    truncation: Truncation,
    index: u32,
    stop: &AtomicBool,
    progress: &dyn Progress,
    watcher: O,
) -> Result<(Replication, O), RunError> {
    let mut watched = Watched::by(Both(Observation::new(plan, truncation), watcher));
    let finished = simulate(plan, index, &mut watched, |simulation| {
        simulation.without_the_first(truncation.span()).run(stop, progress)
    })?;
    let Both(observation, watcher) = watched.into_observer();
    let observed = observation.finish(finished.ended_at);
    Ok((Replication { index, observed, finished }, watcher))
}

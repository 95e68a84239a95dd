//! Running a plan: its replications, side by side, each with observers of its own.
//!
//! Replications share nothing, so any number of threads gives the same results in the same order.

#[cfg(test)]
mod tests;

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::observe::Observation;
use crate::report::Replication;
use crate::scenario::plan::Plan;
use crate::script::ScriptProblem;
use crate::sim::{Progress, Simulation};

/// Why a plan could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Scripts do not compile.
    #[error("a script does not compile: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Scripts(Vec<ScriptProblem>),
    /// No threads to be had.
    #[error("failed to start {jobs} threads: {reason}")]
    Threads {
        /// How many were asked for.
        jobs: usize,
        /// What the system says.
        reason: String,
    },
}

/// Runs all replications of a plan on so many threads, until all are done or `stop` is set.
///
/// # Errors
/// A script does not compile (`check` finds that before), or threads can't be had.
pub fn run(
    plan: &Plan,
    jobs: usize,
    stop: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Vec<Replication>, RunError> {
    let jobs = jobs.clamp(1, plan.replications.max(1) as usize);
    if jobs == 1 {
        return (0..plan.replications).map(|index| replicate(plan, index, stop, progress)).collect();
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .map_err(|error| RunError::Threads { jobs, reason: error.to_string() })?;
    pool.install(|| {
        (0..plan.replications).into_par_iter().map(|index| replicate(plan, index, stop, progress)).collect()
    })
}

/// Runs one replication.
///
/// # Errors
/// A script does not compile.
pub fn replicate(
    plan: &Plan,
    index: u32,
    stop: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Replication, RunError> {
    let mut observation = Observation::new(plan);
    let finished = Simulation::new(plan, index, &mut observation).map_err(RunError::Scripts)?.run(stop, progress);
    let observed = observation.finish(finished.ended_at);
    Ok(Replication { index, observed, finished })
}

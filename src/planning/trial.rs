//! One variant of a plan, run with more replications where a threshold is too close to call.
//!
//! The searches beside it call it once for each variant; it does not know what they vary.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::observe::Judgement;
use crate::report::RunResult;
use crate::run::{self, RunError, Wanted};
use crate::scenario::plan::Plan;
use crate::sim::Quiet;

/// How much is done for certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Replications of each trial: so many in any case, and at most as many as this where a threshold is too close to
    /// call.
    pub replications: (u32, u32),
    /// Threads.
    pub jobs: usize,
}

/// What came of one variant.
#[derive(Clone, Debug)]
pub struct Trial {
    /// How many replications it took.
    pub replications: u32,
    /// How the thresholds came out.
    pub judgements: Vec<Judgement>,
    /// Whether all of them held.
    pub met: bool,
    /// Whether that is beyond doubt.
    pub certain: bool,
}

/// Runs one variant. Where `stop` was set meanwhile, what comes of it is of no use.
///
/// # Errors
/// A script does not compile.
pub fn run(plan: &Plan, effort: Effort, stop: &AtomicBool) -> Result<Trial, RunError> {
    let (at_least, at_most) = effort.replications;
    let plan = Arc::new(Plan { replications: at_most.max(at_least), until: None, ..plan.clone() });
    let mut result = RunResult::begin(Arc::clone(&plan));
    run::run(&plan, effort.jobs, stop, &Quiet, |replication| {
        result.take(replication);
        let certain = result.replications >= at_least && {
            result.end();
            result.judgements.iter().all(|judgement| judgement.certain)
        };
        if certain { Wanted::NoMore } else { Wanted::More }
    })?;
    result.end();
    Ok(Trial {
        replications: result.replications,
        met: result.judgements.iter().all(|judgement| judgement.ok),
        certain: result.judgements.iter().all(|judgement| judgement.certain),
        judgements: result.judgements,
    })
}

//! One variant of a plan, run with more replications where a threshold is too close to call.
//!
//! The searches beside it call it once for each variant; it does not know what they vary.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::pull::{Pull, has_nothing_to_hold};
use super::reading::Reading;
use crate::run::{self, RunError, Wanted};

use rushhour_measure::{Breakdown, Judgement, RunResult};
use rushhour_scenario::plan::Plan;
use rushhour_sim::{Finding, Quiet};

/// From fewer replications an interval says little.
pub const REPLICATIONS_MIN: u32 = 5;

/// Why a value was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To find the limit.
    Search,
    /// To see the way there, with few replications.
    Curve,
}

/// How much is done for certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Replications of each trial: so many in any case, and at most as many as this where a threshold is too close to
    /// call.
    pub replications: (u32, u32),
    /// How many replications run at once.
    pub jobs: usize,
}

impl Effort {
    /// What is done for a point of a curve: no more than for any trial, however close to call. The same replications
    /// as those of most trials beside it, so that the curve has no kinks of its own.
    #[must_use]
    pub const fn for_a_curve(self) -> Self {
        Self { replications: (self.replications.0, self.replications.0), ..self }
    }
}

/// What came of one variant.
#[derive(Clone, Debug)]
pub struct Trial {
    /// How many replications it took.
    pub replications: u32,
    /// How the thresholds came out. Of what nobody came for nothing is asked.
    pub judgements: Vec<Judgement>,
    /// Whether all of them held.
    pub met: bool,
    /// Whether that is beyond doubt.
    pub certain: bool,
    /// How the floor coped.
    pub reading: Reading,
    /// What went wrong besides.
    pub broken: Broken,
}

/// What went wrong in a trial, thresholds aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Broken {
    /// How many invariants were violated.
    pub violations: usize,
    /// How many scripts failed.
    pub scripts: usize,
    /// The first of these, violations before scripts, in words.
    pub first: Option<String>,
}

impl Broken {
    pub(super) fn of(run: &RunResult) -> Self {
        let own = run.user_violations().next().map(|(_, it)| format!("{}: {}", it.name, it.message));
        let first = run.violations().next().map(|(_, it)| it.message.clone()).or(own);
        Self {
            violations: run.violations().count() + run.user_violations().count(),
            scripts: run.script_failures().count(),
            first: first.or_else(|| run.script_failures().next().map(|(_, it)| said(it))),
        }
    }

    /// Takes in what went wrong in another one.
    pub(super) fn add(&mut self, other: &Self) {
        self.violations += other.violations;
        self.scripts += other.scripts;
        if self.first.is_none() {
            self.first.clone_from(&other.first);
        }
    }
}

impl Trial {
    /// Of the thresholds that do not hold, whether any asks for more agents.
    pub(super) fn wants_more(&self) -> bool {
        self.missed().any(|it| Pull::of(&it.threshold, it.observed) == Pull::More)
    }
    /// The thresholds that do not hold.
    pub(super) fn missed(&self) -> impl Iterator<Item = &Judgement> {
        self.judgements.iter().filter(|judgement| !judgement.ok)
    }

    /// One that nobody ran.
    #[cfg(test)]
    pub(super) fn made_up(met: bool, replications: u32) -> Self {
        Self {
            replications,
            judgements: Vec::new(),
            met,
            certain: true,
            reading: Reading::default(),
            broken: Broken::default(),
        }
    }

    fn of(mut run: RunResult) -> Self {
        let reading = Reading::of(&run);
        for judgement in run.judgements.iter_mut().filter(|judgement| judgement.observed.is_none()) {
            judgement.ok |= has_nothing_to_hold(&judgement.threshold, reading.block_rate.is_none());
        }
        Self {
            replications: run.replications,
            met: run.judgements.iter().all(|judgement| judgement.ok),
            certain: is_certain(&run.judgements),
            reading,
            broken: Broken::of(&run),
            judgements: run.judgements,
        }
    }
}

/// Whether it is beyond doubt that all hold, or that they do not: one that surely fails is enough for that.
fn is_certain(judgements: &[Judgement]) -> bool {
    judgements.iter().any(|it| !it.ok && it.certain) || judgements.iter().all(|it| it.certain)
}

/// A script's error in a line: `desk.rhai:12:5: variable not found`.
fn said(failure: &Finding) -> String {
    let place = failure.place.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{place}: {}", failure.message)
}

/// Runs one variant. `None` where the search is to end: it was told to stop, or a bug of our own, which goes to `bug`,
/// ended a replication.
///
/// # Errors
/// A script does not compile.
pub(super) fn run_or_stop(
    plan: &Plan,
    effort: Effort,
    stop: &AtomicBool,
    breakdown: &mut Option<Breakdown>,
) -> Result<Option<Trial>, RunError> {
    match run(plan, effort, stop) {
        Ok(trial) => Ok((!stop.load(Ordering::Relaxed)).then_some(trial)),
        Err(RunError::Broke(found)) => {
            *breakdown = Some(*found);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Runs one variant. If `stop` was set meanwhile, the result covers only part of it and must not be used.
///
/// # Errors
/// A script does not compile, or a bug of our own ended a replication.
pub fn run(plan: &Plan, effort: Effort, stop: &AtomicBool) -> Result<Trial, RunError> {
    let (at_least, at_most) = effort.replications;
    let plan = Arc::new(plan.clone().with_replications(at_most.max(at_least)));
    let mut result = RunResult::begin(Arc::clone(&plan));
    run::run(&plan, effort.jobs, stop, &Quiet, |replication| {
        result.take(replication);
        let certain = result.replications >= at_least && {
            result.end();
            is_certain(&result.judgements)
        };
        if certain { Wanted::NoMore } else { Wanted::More }
    })?;
    result.end();
    Ok(Trial::of(result))
}

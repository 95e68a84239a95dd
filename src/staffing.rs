//! The least number of agents that meets a scenario's thresholds: bracketing, then bisection, every trial under the
//! same random numbers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::observe::Judgement;
use crate::report::RunResult;
use crate::run::{self, RunError, Wanted};
use crate::scenario::plan::{Plan, PopulationKind};
use crate::sim::Quiet;

/// Within what is searched, and how hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The fewest and the most agents that are tried.
    pub agents: (u32, u32),
    /// Replications of each trial: so many in any case, and at most as many as this where a threshold is too close to
    /// call.
    pub replications: (u32, u32),
    /// Threads.
    pub jobs: usize,
}

/// What came of one number of agents.
#[derive(Clone, Debug)]
pub struct Trial {
    /// How many agents.
    pub agents: u32,
    /// How many replications it took.
    pub replications: u32,
    /// How the thresholds came out.
    pub judgements: Vec<Judgement>,
    /// Whether all of them held.
    pub met: bool,
    /// Whether that is beyond doubt.
    pub certain: bool,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// All trials, by the number of agents.
    pub trials: Vec<Trial>,
    /// The least number that meets the thresholds; none where the most that may be tried does not, or where the search
    /// was interrupted.
    pub least: Option<u32>,
    /// Whether the search was told to stop.
    pub interrupted: bool,
}

/// The plan with so many agents in a population.
fn with_agents(plan: &Plan, population: usize, agents: u32) -> Plan {
    let mut plan = plan.clone();
    if let Some(population) = plan.populations.get_mut(population) {
        match &mut population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff.count = agents,
            PopulationKind::Customers(_) => {}
        }
    }
    plan
}

/// Searches for the least number of agents of the population at this place of the plan. Each trial is told to `tell`
/// when it is over.
///
/// More agents are taken to be no worse: a scenario in which that is not so (agents who call customers, for example)
/// has no least number that bisection could find.
///
/// # Errors
/// A script does not compile.
pub fn least(
    plan: &Plan,
    population: usize,
    search: Search,
    stop: &AtomicBool,
    mut tell: impl FnMut(&Trial),
) -> Result<Found, RunError> {
    let start = match plan.populations.get(population).map(|population| &population.kind) {
        Some(PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) => staff.count,
        Some(PopulationKind::Customers(_)) | None => 1,
    };
    let (fewest, most) = search.agents;
    let mut trials: Vec<Trial> = Vec::new();
    let mut meets = |agents: u32| -> Result<Option<bool>, RunError> {
        let trial = try_with(&with_agents(plan, population, agents), agents, search, stop)?;
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        tell(&trial);
        let met = trial.met;
        trials.push(trial);
        Ok(Some(met))
    };
    // Up or down by doubled strides, until one number that meets the thresholds and one that does not are known.
    let (mut below, mut enough) = (fewest - 1, None);
    let (mut agents, mut stride) = (start.clamp(fewest, most), 1);
    let mut interrupted = false;
    loop {
        match meets(agents)? {
            None => {
                interrupted = true;
                break;
            }
            Some(true) => enough = Some(agents),
            Some(false) => below = below.max(agents),
        }
        agents = match enough {
            Some(least) if least <= below + 1 => break,
            Some(least) if below < fewest => least.saturating_sub(stride).max(fewest),
            Some(least) => below + (least - below) / 2,
            None if below >= most => break,
            None => below.saturating_add(stride).min(most),
        };
        stride = stride.saturating_mul(2);
    }
    trials.sort_by_key(|trial| trial.agents);
    let least = enough.filter(|_| !interrupted);
    Ok(Found { trials, least, interrupted })
}

/// Runs one number of agents, with more replications where a threshold is too close to call.
fn try_with(plan: &Plan, agents: u32, search: Search, stop: &AtomicBool) -> Result<Trial, RunError> {
    let (at_least, at_most) = search.replications;
    let plan = Arc::new(Plan { replications: at_most.max(at_least), until: None, ..plan.clone() });
    let mut result = RunResult::begin(Arc::clone(&plan));
    run::run(&plan, search.jobs, stop, &Quiet, |replication| {
        result.take(replication);
        let certain = result.replications >= at_least && {
            result.end();
            result.judgements.iter().all(|judgement| judgement.certain)
        };
        if certain { Wanted::NoMore } else { Wanted::More }
    })?;
    result.end();
    Ok(Trial {
        agents,
        replications: result.replications,
        met: result.judgements.iter().all(|judgement| judgement.ok),
        certain: result.judgements.iter().all(|judgement| judgement.certain),
        judgements: result.judgements,
    })
}

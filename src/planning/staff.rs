//! The least number of agents that meets a scenario's thresholds: bracketing, then bisection, every trial under the
//! same random numbers.

use std::sync::atomic::{AtomicBool, Ordering};

use super::trial::{self, Effort, Trial};
use crate::run::RunError;
use crate::scenario::plan::{Plan, PopulationKind};

/// Within what is searched, and how hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The fewest and the most agents that are tried.
    pub agents: (u32, u32),
    /// How much is done for certainty.
    pub effort: Effort,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// All numbers of agents that were tried, in their order, and what came of each.
    pub trials: Vec<(u32, Trial)>,
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
    mut tell: impl FnMut(u32, &Trial),
) -> Result<Found, RunError> {
    let start = match plan.populations.get(population).map(|population| &population.kind) {
        Some(PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) => staff.count,
        Some(PopulationKind::Customers(_)) | None => 1,
    };
    let (fewest, most) = search.agents;
    let mut trials: Vec<(u32, Trial)> = Vec::new();
    let mut meets = |agents: u32| -> Result<Option<bool>, RunError> {
        let trial = trial::run(&with_agents(plan, population, agents), search.effort, stop)?;
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        tell(agents, &trial);
        let met = trial.met;
        trials.push((agents, trial));
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
    trials.sort_by_key(|(agents, _)| *agents);
    let least = enough.filter(|_| !interrupted);
    Ok(Found { trials, least, interrupted })
}

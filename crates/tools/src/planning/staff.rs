//! The least number of agents that meets a scenario's thresholds: bracketing, then bisection, every trial under the
//! same random numbers.

use std::sync::atomic::AtomicBool;

use super::range::Range;
use super::trial::{self, Effort, Purpose, Trial};
use crate::run::RunError;
use rushhour_measure::Bug;
use rushhour_scenario::plan::{Plan, PopulationKind};

/// So many round numbers are tried for the curve.
const CURVE_POINTS_MIN: usize = 6;

/// Why a search never sees a population of customers.
const NOBODY_STAFFS_CUSTOMERS: &str =
    "the search was asked for a population of agents, and this one is of customers";

/// Within what is searched, and how hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The fewest and the most agents that are tried.
    pub agents: (u32, u32),
    /// How much is done for certainty.
    pub effort: Effort,
    /// Whether numbers around the least one are tried as well, for a curve.
    pub curve: bool,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// All numbers of agents that were tried, in their order: what for, and what came of each.
    pub trials: Vec<(u32, Purpose, Trial)>,
    /// The least number that meets the thresholds; none where the most that may be tried does not, or where the search
    /// was interrupted before it had one.
    pub least: Option<u32>,
    /// Whether the search was told to stop, or a bug stopped it.
    pub interrupted: bool,
    /// The bug of our own that ended the search, where one did.
    pub bug: Option<Bug>,
}

/// Searches for the least number of agents of the population of staff at this place of the plan. Each trial is told to `tell`
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
    let start = match &plan.populations[population].kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff.count,
        PopulationKind::Customers(_) => unreachable!("{NOBODY_STAFFS_CUSTOMERS}"),
    };
    let (fewest, most) = search.agents;
    let mut trials: Vec<(u32, Purpose, Trial)> = Vec::new();
    let mut bug = None;
    let mut meets = |agents: u32, purpose: Purpose, effort: Effort| -> Result<Option<bool>, RunError> {
        if let Some((_, _, trial)) = trials.iter().find(|(tried, _, _)| *tried == agents) {
            return Ok(Some(trial.met));
        }
        let Some(trial) =
            trial::run_or_stop(&plan.clone().with_people(population, agents), effort, stop, &mut bug)?
        else {
            return Ok(None);
        };
        tell(agents, &trial);
        let met = trial.met;
        trials.push((agents, purpose, trial));
        Ok(Some(met))
    };
    // Up or down by doubled strides, until one number that meets the thresholds and one that does not are known.
    let (mut below, mut enough) = (fewest - 1, None);
    let (mut agents, mut stride) = (start.clamp(fewest, most), 1);
    let mut interrupted = false;
    loop {
        match meets(agents, Purpose::Search, search.effort)? {
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
    let least = enough.filter(|_| !interrupted);
    if let Some(least) = least.filter(|_| search.curve) {
        for agents in around(least, search.agents) {
            if meets(agents, Purpose::Curve, search.effort.for_a_curve())?.is_none() {
                interrupted = true;
                break;
            }
        }
    }
    trials.sort_by_key(|(agents, _, _)| *agents);
    Ok(Found { trials, least, interrupted, bug })
}

/// Round numbers around the least one, for a curve.
fn around(least: u32, (fewest, most): (u32, u32)) -> Vec<u32> {
    let margin = least.div_ceil(4).max(3);
    let (low, high) = (least.saturating_sub(margin).max(fewest), least.saturating_add(margin).min(most));
    let numbers = Range::of_whole(low - 1, high).spread(f64::from(low - 1), f64::from(high), CURVE_POINTS_MIN);
    numbers.into_iter().map(|number| number as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_around_the_least_number_and_not_out_of_what_may_be_tried() {
        assert_eq!(around(15, (1, 10_000)), [11, 12, 13, 14, 15, 16, 17, 18, 19]);
        assert_eq!(around(2, (1, 10_000)), [1, 2, 3, 4, 5]);
        assert_eq!(around(400, (1, 450)), [300, 320, 340, 360, 380, 400, 420, 440]);
    }
}

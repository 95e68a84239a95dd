//! The least number of agents that meets a scenario's thresholds: bracketing, then bisection, every trial under the
//! same random numbers.

use std::sync::atomic::AtomicBool;

use super::range::Range;
use super::trial::{self, Effort, Purpose, Trial};
use crate::run::RunError;
use rushhour_measure::Breakdown;
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
    /// The least number that meets the thresholds; none where the most that may be tried does not, where no number can
    /// meet all of them, or where the search was interrupted before it had one.
    pub least: Option<u32>,
    /// The least number that was seen to be enough for the thresholds that more agents help.
    pub enough: Option<u32>,
    /// The greatest number that was seen not to be.
    pub too_few: Option<u32>,
    /// Whether the search was told to stop, or a bug stopped it.
    pub interrupted: bool,
    /// The bug of our own that ended the search, where one did.
    pub breakdown: Option<Breakdown>,
}

impl Found {
    /// The trial of this number.
    pub fn trial(&self, agents: u32) -> Option<&Trial> {
        self.trials.iter().find(|(tried, _, _)| *tried == agents).map(|(_, _, trial)| trial)
    }
}

/// Searches for the least number of agents of the population of staff at this place of the plan. Each trial is told to `tell`
/// when it is over.
///
/// More agents are taken to be no worse for the thresholds that ask for more of them: a scenario in which that is not so
/// (agents who call customers, for example) has no least number that bisection could find. Thresholds that ask for
/// fewer (agents who are busy enough) are worse the more there are, so where the least number that meets the others does
/// not meet them, none does.
///
/// # Errors
/// A script does not compile.
pub fn least(
    plan: &Plan,
    population: usize,
    search: Search,
    stop: &AtomicBool,
    tell: impl FnMut(u32, &Trial),
) -> Result<Found, RunError> {
    let start = match &plan.populations[population].kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff.count,
        PopulationKind::Customers(_) => unreachable!("{NOBODY_STAFFS_CUSTOMERS}"),
    };
    let mut breakdown = None;
    let attempt = |agents: u32, effort: Effort| {
        trial::run_or_stop(&plan.clone().with_people(population, agents), effort, stop, &mut breakdown)
    };
    let found = Trials { search, attempt, tell, trials: Vec::new() }.find(start)?;
    Ok(Found { breakdown, ..found })
}

/// A search under way. `attempt` tries one number; it has nothing where the search is to stop.
struct Trials<A, T> {
    search: Search,
    attempt: A,
    tell: T,
    trials: Vec<(u32, Purpose, Trial)>,
}

impl<A, T, E> Trials<A, T>
where
    A: FnMut(u32, Effort) -> Result<Option<Trial>, E>,
    T: FnMut(u32, &Trial),
{
    /// Up or down by doubled strides, until one number that is enough and one that is not are known; then halfway.
    fn find(mut self, start: u32) -> Result<Found, E> {
        let (fewest, most) = self.search.agents;
        let (mut too_few, mut enough) = (None, None);
        let (mut agents, mut stride) = (start.clamp(fewest, most), 1);
        let interrupted = loop {
            match self.is_enough(agents, Purpose::Search, self.search.effort)? {
                None => break true,
                Some(true) => enough = Some(agents),
                Some(false) => too_few = too_few.max(Some(agents)),
            }
            agents = match (too_few, enough) {
                (Some(few), Some(enough)) if enough <= few + 1 => break false,
                (Some(few), Some(enough)) => few + (enough - few) / 2,
                (None, Some(enough)) if enough <= fewest => break false,
                (None, Some(enough)) => enough.saturating_sub(stride).max(fewest),
                (Some(few), None) if few >= most => break false,
                (Some(few), None) => few.saturating_add(stride).min(most),
                (None, None) => unreachable!("the first number is enough or too few"),
            };
            stride = stride.saturating_mul(2);
        };
        let meets_all = |agents: &u32| self.trials.iter().any(|(tried, _, trial)| tried == agents && trial.met);
        let least = enough.filter(|agents| !interrupted && meets_all(agents));
        let interrupted = interrupted || !self.curve(enough)?;
        let mut trials = self.trials;
        trials.sort_by_key(|(agents, _, _)| *agents);
        Ok(Found { trials, least, enough, too_few, interrupted, breakdown: None })
    }

    /// Tries numbers around the one that was found, where that is wanted; whether it was not interrupted.
    fn curve(&mut self, found: Option<u32>) -> Result<bool, E> {
        let Some(found) = found.filter(|_| self.search.curve) else { return Ok(true) };
        for agents in around(found, self.search.agents) {
            if self.is_enough(agents, Purpose::Curve, self.search.effort.for_a_curve())?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether so many are enough for the thresholds that more agents help; nothing where the search is to stop.
    fn is_enough(&mut self, agents: u32, purpose: Purpose, effort: Effort) -> Result<Option<bool>, E> {
        if let Some((_, _, trial)) = self.trials.iter().find(|(tried, _, _)| *tried == agents) {
            return Ok(Some(!trial.wants_more()));
        }
        let Some(trial) = (self.attempt)(agents, effort)? else { return Ok(None) };
        (self.tell)(agents, &trial);
        let is_enough = !trial.wants_more();
        self.trials.push((agents, purpose, trial));
        Ok(Some(is_enough))
    }
}

/// Round numbers around the least one, for a curve. Without agents there is nothing to draw.
fn around(least: u32, (fewest, most): (u32, u32)) -> Vec<u32> {
    let margin = least.div_ceil(4).max(3);
    let (low, high) = (least.saturating_sub(margin).max(fewest), least.saturating_add(margin).min(most));
    let low = low.max(1);
    let below = f64::from(low) - 1.0;
    let numbers = Range::of_whole(low, high).spread(below, f64::from(high), CURVE_POINTS_MIN);
    numbers.into_iter().map(|number| number as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_measure::Judgement;
    use rushhour_measure::testing::threshold;
    use rushhour_scenario::plan::{Comparison, Statistic};

    /// Searches a floor on which so many agents answer in time, and stops after so many trials. Where `busy` says at
    /// how many they are busy enough, they have to be.
    fn searched(agents: (u32, u32), start: u32, needed: u32, busy: Option<u32>, trials: usize) -> Found {
        let search = Search { agents, effort: Effort { replications: (5, 40), jobs: 1 }, curve: false };
        let mut left = trials;
        let attempt = |agents: u32, effort: Effort| -> Result<Option<Trial>, ()> {
            let judged = |metric, ok| Judgement {
                threshold: threshold(metric, Statistic::Value, Comparison::Greater, 0.8),
                kind: None,
                ok,
                certain: true,
                observed: (agents > 0).then_some(0.5),
                implicit: false,
                aborts: Vec::new(),
            };
            let mut judgements = vec![judged("service_level", agents >= needed)];
            judgements.extend(busy.map(|most| judged("occupancy", agents > 0 && agents <= most)));
            let met = judgements.iter().all(|it| it.ok);
            let is_left = left > 0;
            left = left.saturating_sub(1);
            Ok(is_left.then(|| Trial { judgements, ..Trial::made_up(met, effort.replications.0) }))
        };
        Trials { search, attempt, tell: |_, _: &Trial| {}, trials: Vec::new() }.find(start).unwrap()
    }

    #[test]
    fn the_least_number_is_found_from_wherever_the_scenario_stands() {
        for needed in [0, 1, 2, 7, 100] {
            for start in [0, 1, 5, 60, 200] {
                let found = searched((0, 150), start, needed, None, 100);
                assert_eq!((found.least, found.interrupted), (Some(needed), false), "from {start}");
                assert_eq!(found.too_few, needed.checked_sub(1), "from {start}");
            }
        }
        assert_eq!(searched((3, 150), 9, 0, None, 100).least, Some(3), "fewer may not be tried");
        assert_eq!(searched((0, 20), 9, 30, None, 100).too_few, Some(20));
    }

    #[test]
    fn agents_must_be_busy_enough_at_the_least_number_or_there_is_none() {
        for start in [0, 1, 12, 150] {
            assert_eq!(searched((0, 150), start, 10, Some(12), 100).least, Some(10), "from {start}");
            let none = searched((0, 150), start, 10, Some(8), 100);
            assert_eq!((none.least, none.enough, none.too_few), (None, Some(10), Some(9)), "from {start}");
        }
        assert_eq!(searched((0, 150), 4, 0, Some(8), 100).least, Some(1), "of nobody nothing is known");
    }

    #[test]
    fn what_was_tried_before_an_interruption_is_kept() {
        for trials in 0..6 {
            let found = searched((0, 150), 3, 40, None, trials);
            assert_eq!((found.interrupted, found.least, found.trials.len()), (true, None, trials));
            assert_eq!(found.too_few.is_some(), trials > 0);
        }
    }

    #[test]
    fn a_curve_goes_around_the_least_number_and_not_out_of_what_may_be_tried() {
        assert_eq!(around(15, (1, 10_000)), [11, 12, 13, 14, 15, 16, 17, 18, 19]);
        assert_eq!(around(2, (1, 10_000)), [1, 2, 3, 4, 5]);
        assert_eq!(around(0, (0, 10_000)), [1, 2, 3]);
        assert_eq!(around(400, (1, 450)), [300, 320, 340, 360, 380, 400, 420, 440]);
    }
}

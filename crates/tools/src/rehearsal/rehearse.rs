//! Running the rehearsal of a plan, within bounds.

use std::sync::atomic::AtomicBool;

use super::seen::{Seen, Watcher};
use crate::limits::{
    REHEARSAL_CUSTOMERS, REHEARSAL_INVARIANT_OPERATIONS, REHEARSAL_OPERATIONS, REHEARSAL_SERVING, REHEARSAL_STAFF,
    REHEARSAL_WORK,
};
use crate::run::RunError;
use crate::run::simulate::{Watched, simulate};
use crate::run::watch::Both;
use rushhour_engine::config::Channel;
use rushhour_engine::units::{QueueId, SimSpan, SimTime};
use rushhour_measure::{BreakdownCause, Observation, Observed, Truncation};
use rushhour_scenario::plan::{Arrivals, Plan, Population, PopulationKind, Warmup, costs_of_serving};
use rushhour_sim::{ArrivalProcess, Failed, Quiet, Rehearsal, RunControl};

/// The fewest customers that come by a process, where the plan has as many.
const CUSTOMERS_LEAST: usize = 4;
/// For each person there are so many operations more: beginning a script counts, too.
const OPERATIONS_EACH: u64 = 5_000;

/// What a rehearsal shows.
pub struct Rehearsed {
    pub(crate) observed: Observed,
    pub(crate) seen: Seen,
    /// What failed in scripts, by place.
    pub(super) failed: Vec<Failed>,
    /// Until when the plan was rehearsed, at most to its end.
    pub(super) until: SimTime,
    /// Whether that is its end.
    pub(super) is_whole: bool,
    interrupted: bool,
    is_small: bool,
}

impl Rehearsed {
    /// Whether the machine had no room for more than the fewest people.
    pub const fn is_small(&self) -> bool {
        self.is_small
    }
    /// Whether the user has ended it.
    pub const fn is_interrupted(&self) -> bool {
        self.interrupted
    }
    /// By what channel work came to a queue: of several, the first in their order.
    pub(crate) fn channel_of(&self, queue: QueueId) -> Option<Channel> {
        self.seen.channels.get(&queue)?.keys().next().copied()
    }
}

/// Runs the beginning of a plan, with everybody at work and nothing going wrong, until it is known how long work takes.
///
/// It ends when `interrupt` says so, too.
///
/// # Errors
/// A script does not compile, or a bug of our own ended it, or the machine has no room for it.
pub fn rehearse(plan: &Plan, interrupt: &AtomicBool) -> Result<Rehearsed, RunError> {
    match attempt(plan, interrupt, false) {
        // Each person takes a stack. Where there is no room for so many, the fewest show most of what many do.
        Err(RunError::Broke(broke)) if matches!(broke.cause, BreakdownCause::Machine(_)) => {
            attempt(plan, interrupt, true)
        }
        ended => ended,
    }
}

/// One rehearsal, of the fewest people that there may be where `is_small`.
fn attempt(plan: &Plan, interrupt: &AtomicBool, is_small: bool) -> Result<Rehearsed, RunError> {
    // A few of a crowd show how long work takes as well as all of it.
    let is_staff = |population: &&Population| match population.kind {
        PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => true,
        PopulationKind::Customers(_) => false,
    };
    let staffs = plan.populations.iter().filter(is_staff).count();
    let serving: u64 = costs_of_serving(&plan.populations, &plan.center).iter().sum();
    let by_serving = u32::try_from(REHEARSAL_SERVING / serving.max(1)).unwrap_or(u32::MAX).max(1);
    let staff_most = if is_small { 1 } else { share(REHEARSAL_STAFF, staffs, 1).min(by_serving) };
    let processes: usize = plan.populations.iter().map(processes).sum();
    let customers_most =
        if is_small { CUSTOMERS_LEAST as u32 } else { share(REHEARSAL_CUSTOMERS, processes, CUSTOMERS_LEAST) };
    let few = |population: &Population, number: usize, arrivals: &Arrivals| {
        let mut process = process_of(plan, population, number, arrivals, 1.0);
        let next = |_| process.next().map(|at| (at, process.row().unwrap_or(0)));
        (0..customers_most).map_while(next).collect()
    };
    let rehearsal = plan.clone().with_replications(1).with_warmup(Warmup::Stated(SimSpan::ZERO));
    let rehearsal = rehearsal.with_faults(Vec::new()).without_thresholds();
    let rehearsal = rehearsal.with_everybody_at_work(staff_most).with_arrivals_at(few);
    let people =
        (u64::from(staff_most) * staffs as u64).saturating_add(u64::from(customers_most) * processes as u64);
    let bounds = Rehearsal {
        people: REHEARSAL_OPERATIONS.saturating_add(people.saturating_mul(OPERATIONS_EACH)),
        invariants: REHEARSAL_INVARIANT_OPERATIONS,
    };
    let control = RunControl { rehearsal: Some(bounds), ..RunControl::default() };
    let stop = AtomicBool::new(false);
    let whole = Truncation::Stated(SimSpan::ZERO);
    let end = SimTime::ZERO + plan.duration;
    let observation = Observation::new(&rehearsal, whole);
    let mut watched = Watched::by(Both(
        observation,
        Watcher::new([&stop, interrupt], REHEARSAL_WORK, end, plan.populations.len()),
    ));
    let finished =
        simulate(&rehearsal, 0, &mut watched, |simulation| simulation.conducted(control).run(&stop, &Quiet))?;
    let Both(observation, watcher) = watched.into_observer();
    Ok(Rehearsed {
        observed: observation.finish(finished.ended_at),
        until: finished.ended_at.min(end),
        is_whole: finished.ended_at >= end,
        interrupted: watcher.is_interrupted(),
        is_small,
        seen: watcher.into_seen(),
        failed: finished.failed,
    })
}

/// How many of each of so many kinds take part, that it is about `most` of all and at least `least` of each.
fn share(most: usize, kinds: usize, least: usize) -> u32 {
    let each = (most / kinds.max(1)).max(least);
    u32::try_from(each).unwrap_or(u32::MAX).min(REHEARSAL_WORK)
}

/// By how many processes the customers of a population come.
fn processes(population: &Population) -> usize {
    match &population.kind {
        PopulationKind::Customers(customers) => customers.arrivals.len(),
        PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => 0,
    }
}

/// The moments at which customers of a population come by one of its processes, of which this share is kept.
pub fn process_of(
    plan: &Plan,
    population: &Population,
    number: usize,
    arrivals: &Arrivals,
    share: f64,
) -> ArrivalProcess {
    // Only what is random can be thinned.
    let thinned = if share < 1.0 { arrivals.clone().at_random() } else { arrivals.clone() };
    ArrivalProcess::of(plan, 0, population, number, &thinned).scaled(share)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn many_kinds_of_people_share_what_one_kind_would_have() {
        assert_eq!(share(4_000, 1, 1), 400);
        assert_eq!(share(4_000, 10, 1), 400);
        assert_eq!(share(4_000, 100, 1), 40);
        assert_eq!(share(4_000, 100_000, 1), 1);
        assert_eq!(share(20_000, 0, 4), 400);
    }
}

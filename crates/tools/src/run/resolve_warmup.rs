//! Finding the warm-up of a plan that says `warmup: auto`: pilot replications, and what MSER-5 says of them.

use std::sync::atomic::AtomicBool;

use super::pool::{self, Wanted};
use super::replicate::replicate;
use super::simulate::RunError;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_measure::{Presence, Truncation};
use rushhour_scenario::plan::{Plan, Warmup};
use rushhour_sim::{Glance, Progress};

/// So many replications are pilots, however many will be measured: the warm-up must not depend on that, or the first
/// replication of a long run would not be that of a short one.
pub const PILOTS: u32 = 5;

/// How much of the beginning of this plan's replications is left out: what the scenario states, or what pilots show.
/// They are its first replications, and are told only to `Progress::tell_pilot`. `None` where it was
/// stopped before that is known.
///
/// # Errors
/// A script does not compile, or a bug of our own ends a pilot.
pub fn resolve_warmup(
    plan: &Plan,
    jobs: usize,
    stop: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Option<Truncation>, RunError> {
    match plan.warmup {
        Warmup::Stated(span) => Ok(Some(Truncation::Stated(span))),
        Warmup::Auto => Ok(presence(plan, jobs, stop, progress)?.map(|presence| find(plan, &presence))),
    }
}

/// The contacts in the centre, all pilots together; `None` where one of them was stopped.
fn presence(
    plan: &Plan,
    jobs: usize,
    stop: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Option<Presence>, RunError> {
    let progress = Pilots(progress);
    // A pilot leaves nothing out, and runs to its end.
    let plan = &plan.clone().without_aborts();
    let pilot =
        |index, stop: &AtomicBool| replicate(plan, Truncation::Stated(SimSpan::ZERO), index, stop, &progress);
    let mut made = 0;
    let mut all: Option<Presence> = None;
    pool::in_order(PILOTS, jobs, stop, pilot, |pilot| {
        if pilot.finished.interrupted {
            return Wanted::NoMore;
        }
        made += 1;
        match &mut all {
            Some(all) => all.merge(&pilot.observed.presence),
            None => all = Some(pilot.observed.presence),
        }
        Wanted::More
    })?;
    Ok(all.filter(|_| made == PILOTS))
}

fn find(plan: &Plan, presence: &Presence) -> Truncation {
    match presence.settled_at() {
        Some(at) => Truncation::Found(at.since(SimTime::ZERO)),
        None => Truncation::NotFound(SimSpan::from_ns(plan.duration.as_ns() / 2)),
    }
}

/// Tells of pilots as such.
struct Pilots<'a>(&'a dyn Progress);

impl Progress for Pilots<'_> {
    fn tell(&self, pilot: u32, glance: &Glance<'_>) {
        self.0.tell_pilot(pilot, glance);
    }
}

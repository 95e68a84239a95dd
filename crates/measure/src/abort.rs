//! Thresholds that end a run before its time: when they are looked at, and what came of it.
//!
//! [`super::Observation`] looks at its own numbers at moments that the plan alone decides, so a replication ends at the same
//! moment whoever watches and on however many threads it is run.

use super::series::Series;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::plan::{Plan, Threshold};

/// So many looks are taken in the longest that a run may last.
const LOOKS: u64 = 100;
/// And not more often than this.
const LOOK_EVERY_MIN: SimSpan = SimSpan::from_secs(1);

/// A threshold that was broken and ended a replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Abort {
    /// Its place among the plan's thresholds.
    pub threshold: usize,
    /// When that was seen: the replication ended there.
    pub at: SimTime,
    /// What was observed then.
    pub observed: f64,
}

/// The thresholds of a plan that may end its replications.
#[derive(Clone, Debug)]
pub(super) struct Aborts {
    /// How often they are looked at.
    pub(super) every: SimSpan,
    /// Each with its place, and from when on it is looked at.
    thresholds: Vec<(usize, SimTime, Series, Threshold)>,
}

impl Aborts {
    /// Those of a plan; `None` where it has none.
    pub(super) fn of(plan: &Plan) -> Option<Self> {
        let aborting = plan.thresholds.iter().enumerate().filter_map(|(place, threshold)| {
            let from = SimTime::ZERO + threshold.abort?;
            Some((place, from, Series::resolve(plan, &threshold.metric)?, threshold.clone()))
        });
        let thresholds: Vec<_> = aborting.collect();
        let longest = plan.duration + plan.drain;
        let every = SimSpan::from_ns(longest.as_ns() / LOOKS).max(LOOK_EVERY_MIN);
        (!thresholds.is_empty()).then_some(Self { every, thresholds })
    }
    /// Those that are looked at by now.
    pub(super) fn due(&self, at: SimTime) -> impl Iterator<Item = (usize, &Series, &Threshold)> {
        let due = self.thresholds.iter().filter(move |(_, from, ..)| *from <= at);
        due.map(|(place, _, series, threshold)| (*place, series, threshold))
    }
}

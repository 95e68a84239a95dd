//! The measured part of a run: from the end of the warm-up to the end of the arrivals.

use crate::scenario::plan::Plan;
use crate::units::{SimSpan, SimTime};

/// The measured part of a run. Both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    from: SimTime,
    until: SimTime,
}

impl Measured {
    /// The measured part of this plan's runs.
    pub(super) fn of(plan: &Plan) -> Self {
        Self { from: SimTime::ZERO + plan.warmup, until: SimTime::ZERO + plan.duration }
    }
    /// Whether `at` is in it.
    pub(super) fn contains(self, at: SimTime) -> bool {
        self.from <= at && at <= self.until
    }
    /// How much of the time from `begin` to `end` is in it.
    pub(super) fn overlap(self, begin: SimTime, end: SimTime) -> SimSpan {
        end.min(self.until).since(begin.max(self.from))
    }
}

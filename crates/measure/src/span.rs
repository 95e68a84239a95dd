//! The measured part of a run: from the end of the warm-up to the end of the arrivals.

use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::plan::Plan;

/// How much of the beginning is left out, and who says so. Nothing is observed before that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// The scenario does.
    Stated(SimSpan),
    /// Pilot replications do: from here on the number of contacts keeps its level.
    Found(SimSpan),
    /// Nobody: pilot replications do not settle within the first half, which is what is left out.
    NotFound(SimSpan),
}

/// The measured part of a run. Both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    from: SimTime,
    until: SimTime,
}

impl Truncation {
    /// How much that is.
    pub const fn span(self) -> SimSpan {
        match self {
            Self::Stated(span) | Self::Found(span) | Self::NotFound(span) => span,
        }
    }
}

impl Measured {
    /// The measured part of this plan's runs, when so much of the beginning is left out.
    pub(super) fn of(plan: &Plan, truncation: Truncation) -> Self {
        Self { from: SimTime::ZERO + truncation.span(), until: SimTime::ZERO + plan.duration }
    }
    /// Its beginning.
    pub(super) const fn from(self) -> SimTime {
        self.from
    }
    /// Its length.
    pub(super) const fn length(self) -> SimSpan {
        self.until.since(self.from)
    }
    /// The moment in it that is nearest to this one.
    pub(super) fn nearest(self, at: SimTime) -> SimTime {
        at.clamp(self.from, self.until.max(self.from))
    }
    /// Whether `at` is in it.
    pub(super) fn contains(self, at: SimTime) -> bool {
        self.from <= at && at <= self.until
    }
    /// How much of the time from `begin` to `end` is in it.
    pub(super) fn overlap(self, begin: SimTime, end: SimTime) -> SimSpan {
        let (from, until) = self.within(begin, end);
        until.since(from)
    }
    /// Which of the time from `begin` to `end` is in it: from when until when.
    pub(super) fn within(self, begin: SimTime, end: SimTime) -> (SimTime, SimTime) {
        (begin.max(self.from), end.min(self.until))
    }
}

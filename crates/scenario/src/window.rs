//! A part of a run.

use rushhour_engine::units::SimTime;

/// A part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first moment.
    pub from: SimTime,
    /// Its end, not included.
    pub until: SimTime,
}

impl Window {
    /// No part of any run: of what only happens by its cue.
    pub const NEVER: Self = Self { from: SimTime::MAX, until: SimTime::MAX };

    /// Whether a moment is in it.
    pub fn contains(self, at: SimTime) -> bool {
        self.from <= at && at < self.until
    }
    /// As much of it as lies before `end`.
    #[must_use]
    pub fn before(self, end: SimTime) -> Self {
        Self { from: self.from.min(end), until: self.until.min(end) }
    }
}

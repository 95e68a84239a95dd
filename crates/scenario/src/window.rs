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
    /// Whether a moment is in it.
    pub fn contains(self, at: SimTime) -> bool {
        self.from <= at && at < self.until
    }
}

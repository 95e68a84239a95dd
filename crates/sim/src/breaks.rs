//! Breaks that were not taken, or not in full, counted.
//!
//! The rota counts them, and a report tells of them.

use rushhour_engine::units::SimSpan;

/// What became of the breaks of a population that were not taken in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BreaksLost {
    /// Their agents ended them, or a supervisor called them back.
    pub ended_early: Lost,
    /// The time at work was over, or the run.
    pub not_taken: Lost,
}

/// Some breaks, and what they lack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// How many breaks.
    pub breaks: u64,
    /// How much time they lack, all together.
    pub time: SimSpan,
}

impl Lost {
    /// One more break, which lacks so much.
    pub(crate) fn add(&mut self, time: SimSpan) {
        self.merge(Self { breaks: 1, time });
    }
    fn merge(&mut self, other: Self) {
        self.breaks = self.breaks.saturating_add(other.breaks);
        self.time = SimSpan::from_ns(self.time.as_ns().saturating_add(other.time.as_ns()));
    }
}

impl BreaksLost {
    /// Adds those of another replication.
    pub fn merge(&mut self, other: Self) {
        self.ended_early.merge(other.ended_early);
        self.not_taken.merge(other.not_taken);
    }
}

//! What moments are called in warnings: as intervals of reports are, by the time of day where the run has one.

use smol_str::SmolStr;

use super::super::intervals::Intervals;
use crate::checks::Clock;
use rushhour_engine::units::{SimSpan, SimTime};

const SECOND: SimSpan = SimSpan::from_secs(1);

/// The names of the moments of a run.
#[derive(Clone, Copy)]
pub(super) struct Moments(Intervals);

impl Moments {
    /// Those of a run with this clock.
    pub(super) fn of(clock: &Clock) -> Self {
        Self(Intervals::new(SECOND, clock.duration, clock.starts_at))
    }
    /// What a moment is called, to the second.
    pub(super) fn label(self, at: SimTime) -> SmolStr {
        self.0.label(u32::try_from(at.as_ns() / SECOND.as_ns()).unwrap_or(u32::MAX))
    }
}

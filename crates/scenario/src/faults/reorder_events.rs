//! `reorder_events`: reservation events come late, and those behind them overtake. Written as `late_events` is.

use super::checks::Checks;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::EventTarget;
use crate::random::Sampler;

pub use super::late_events::RawLateEventsFault;

/// Reservation events come late, and those behind them overtake.
#[derive(Clone, Debug, PartialEq)]
pub struct ReorderEvents {
    /// By how much, in seconds.
    pub delay: Sampler,
}

impl Kind for ReorderEvents {
    type Raw = RawLateEventsFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        Self { delay: checks.drawn(&raw.delay, "delay") }
    }

    fn standard(set: &StandardSet) -> (EventTarget, Self) {
        (set.events(0.05), Self { delay: set.around(1.0) })
    }
}

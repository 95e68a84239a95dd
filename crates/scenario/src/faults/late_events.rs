//! `late_events`: reservation events come late, and hold up those behind them.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::EventTarget;
use crate::random::Sampler;
use crate::values::RawDistribution;

fault! {
    /// Reservation events that come late.
    RawLateEventsFault strikes events {
        /// By how much later.
        delay: RawDistribution,
    }
}

/// Reservation events come late, and hold up those behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct LateEvents {
    /// By how much, in seconds.
    pub delay: Sampler,
}

impl Kind for LateEvents {
    type Raw = RawLateEventsFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        Self { delay: checks.drawn(&raw.delay, "delay") }
    }

    fn standard(set: &StandardSet) -> (EventTarget, Self) {
        (set.events(0.05), Self { delay: set.around(2.0) })
    }
}

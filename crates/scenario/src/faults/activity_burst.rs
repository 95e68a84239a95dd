//! `activity_burst`: agents leave one after the other, and come back in another order.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::people::People;
use super::set::StandardSet;
use super::target::PlatformTarget;
use crate::random::Sampler;
use crate::values::{RawDistribution, Share, Span};
use rushhour_engine::units::{ActivityId, SimSpan};

/// How long it is from one agent who leaves to the next, unless the scenario says.
const GAP: SimSpan = SimSpan::from_secs(1);

fault! {
    /// Agents who leave and come back.
    RawActivityBurstFault strikes platform {
        /// The share of the agents at work who leave; all of them unless set.
        share: Option<Share>,
        /// How long it is from one to the next, on average; `1s` unless set.
        gap: Option<Span>,
        /// How long after the last has left the first comes back.
        r#for: RawDistribution,
        /// The activity they go to, an unavailable one; that of those whose offer timed out unless set.
        activity: Option<String>,
        /// One population whose agents leave; all of them unless set.
        population: Option<String>,
        /// Several of them.
        populations: Option<Vec<String>>,
    }
}

/// Agents leave one after the other, and come back in another order.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityBurst {
    /// Whose agents.
    pub at: People,
    /// The share of them who leave.
    pub share: f64,
    /// How long it is from one to the next, on average.
    pub gap: SimSpan,
    /// How long after the last has left the first comes back, in seconds.
    pub length: Sampler,
    /// Where they go.
    pub activity: ActivityId,
}

impl Kind for ActivityBurst {
    type Raw = RawActivityBurstFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        Self {
            at: checks.staff((&raw.population, &raw.populations)),
            share: raw.share.map_or(1.0, |Share(share)| share),
            gap: raw.gap.map_or(GAP, |Span(span)| span),
            length: checks.drawn(&raw.r#for, "for"),
            activity: checks.away(raw.activity.as_deref(), "activity"),
        }
    }

    fn standard(set: &StandardSet) -> (PlatformTarget, Self) {
        let burst = Self {
            at: People::default(),
            share: 0.3,
            gap: GAP,
            length: set.between(5.0, 60.0),
            activity: set.unavailable,
        };
        (set.platform(2.0), burst)
    }
}

//! `latency`: a request takes longer than it would.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::RequestTarget;
use crate::random::Sampler;
use crate::values::RawDistribution;

fault! {
    /// Invocations that take longer.
    RawLatencyFault strikes requests {
        /// By how much longer.
        extra: RawDistribution,
    }
}

/// A request takes longer than it would.
#[derive(Clone, Debug, PartialEq)]
pub struct Latency {
    /// By how much, in seconds.
    pub extra: Sampler,
}

impl Kind for Latency {
    type Raw = RawLatencyFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        Self { extra: checks.drawn(&raw.extra, "extra") }
    }

    fn standard(set: &StandardSet) -> (RequestTarget, Self) {
        (set.requests(0.02), Self { extra: set.spike(2.0, 10.0) })
    }
}

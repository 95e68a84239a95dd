//! `duplicate`: a request reaches the platform twice.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::RequestTarget;
use crate::random::Sampler;
use crate::values::RawDistribution;

/// How long after the first delivery the second comes, unless the scenario says.
const SECOND_DELIVERY_S: f64 = 1.0;

fault! {
    /// Invocations that are delivered twice.
    RawDuplicateFault strikes requests {
        /// How long after the first delivery the second comes; `1s` unless set.
        after: Option<RawDistribution>,
    }
}

/// A request reaches the platform twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// How long after the first time, in seconds.
    pub after: Sampler,
}

impl Kind for Duplicate {
    type Raw = RawDuplicateFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        let after = match &raw.after {
            Some(after) => checks.drawn(after, "after"),
            None => Sampler::constant(SECOND_DELIVERY_S),
        };
        Self { after }
    }

    fn standard(set: &StandardSet) -> (RequestTarget, Self) {
        (set.requests(0.01), Self { after: set.around(0.5) })
    }
}

//! `restart`: the platform restarts and recovers from its journal.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::PlatformTarget;
use crate::random::Sampler;
use crate::values::RawDistribution;

fault! {
    /// A platform that restarts.
    RawRestartFault strikes platform {
        /// For how long it answers no request.
        r#for: RawDistribution,
    }
}

/// The platform restarts and recovers from its journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Restart {
    /// How long it answers nobody, in seconds.
    pub length: Sampler,
}

impl Kind for Restart {
    type Raw = RawRestartFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        Self { length: checks.drawn(&raw.r#for, "for") }
    }

    fn standard(set: &StandardSet) -> (PlatformTarget, Self) {
        (set.platform(1.0), Self { length: set.between(5.0, 30.0) })
    }
}

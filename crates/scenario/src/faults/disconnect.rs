//! `disconnect`: a desktop loses its connection.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::DesktopTarget;
use crate::random::Sampler;
use crate::values::RawDistribution;

fault! {
    /// Desktops that are cut off for a while.
    RawOutageFault strikes desktops {
        /// For how long.
        r#for: RawDistribution,
    }
}

/// A desktop loses its connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Disconnect {
    /// For how long, in seconds.
    pub length: Sampler,
}

impl Kind for Disconnect {
    type Raw = RawOutageFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        Self { length: checks.drawn(&raw.r#for, "for") }
    }

    fn standard(set: &StandardSet) -> (DesktopTarget, Self) {
        (set.desktops(0.5), Self { length: set.between(5.0, 40.0) })
    }
}

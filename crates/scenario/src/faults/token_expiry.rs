//! `token_expiry`: a session expires. Written as `disconnect` is.

use super::checks::Checks;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::DesktopTarget;
use crate::random::Sampler;

pub use super::disconnect::RawOutageFault;

/// A session expires.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenExpiry {
    /// For how long, in seconds, unless it is renewed before.
    pub length: Sampler,
}

impl Kind for TokenExpiry {
    type Raw = RawOutageFault;

    fn resolve(raw: &Self::Raw, checks: &mut Checks<'_, '_>) -> Self {
        Self { length: checks.drawn(&raw.r#for, "for") }
    }

    fn standard(set: &StandardSet) -> (DesktopTarget, Self) {
        (set.desktops(0.25), Self { length: set.between(10.0, 60.0) })
    }
}

//! `fail`: the backend fails.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::RequestTarget;

fault! {
    /// Invocations that the backend fails.
    RawFailFault strikes requests {}
}

/// The backend fails: a request has no effect, and is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fail;

impl Kind for Fail {
    type Raw = RawFailFault;

    fn resolve(_: &Self::Raw, _: &mut Checks<'_, '_>) -> Self {
        Self
    }

    fn standard(set: &StandardSet) -> (RequestTarget, Self) {
        (set.requests(0.01), Self)
    }
}

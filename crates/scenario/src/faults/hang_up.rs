//! `hang_up`: a customer hangs up while something is done about their contact.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::ContactTarget;

fault! {
    /// Customers who hang up at a bad moment.
    RawHangUpFault strikes contacts {}
}

/// A customer hangs up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HangUp;

impl Kind for HangUp {
    type Raw = RawHangUpFault;

    fn resolve(_: &Self::Raw, _: &mut Checks<'_, '_>) -> Self {
        Self
    }

    fn standard(set: &StandardSet) -> (ContactTarget, Self) {
        (set.contacts(0.02), Self)
    }
}

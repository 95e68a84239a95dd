//! `reload`: a desktop is loaded anew.

use super::checks::Checks;
use super::keys::fault;
use super::kind::Kind;
use super::set::StandardSet;
use super::target::DesktopTarget;

fault! {
    /// Desktops that are loaded anew.
    RawReloadFault strikes desktops {}
}

/// A desktop is loaded anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reload;

impl Kind for Reload {
    type Raw = RawReloadFault;

    fn resolve(_: &Self::Raw, _: &mut Checks<'_, '_>) -> Self {
        Self
    }

    fn standard(set: &StandardSet) -> (DesktopTarget, Self) {
        (set.desktops(0.5), Self)
    }
}

//! What a fault is given when it has its chance and its draw is in favour: whom it strikes, and where that stands.

use smol_str::SmolStr;

use super::strike::Struck;
use crate::control::FaultKey;
use rushhour_engine::effects::{BackendRequest, Notice};
use rushhour_engine::units::{ContactId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::HangUpStage;

/// A request on its way to the backend.
pub(super) struct RequestChance<'r> {
    pub(super) key: FaultKey,
    pub(super) request: &'r BackendRequest,
    pub(super) whom: Struck,
    /// Who asks.
    pub(super) name: SmolStr,
}

/// What becomes of a request.
#[derive(Debug, Default)]
pub(super) struct Fate {
    /// How much longer it takes.
    pub(super) extra: SimSpan,
    /// It fails.
    pub(super) fails: bool,
    /// Its response is lost, and waited for so long.
    pub(super) lost: Option<SimSpan>,
    /// It comes again, so long after the first time.
    pub(super) again: Option<SimSpan>,
}

/// A reservation event on its way to a desktop.
pub(super) struct EventChance<'n> {
    pub(super) key: FaultKey,
    pub(super) notice: &'n Notice,
    /// Whose desktop it is.
    pub(super) name: SmolStr,
}

/// A contact about which something is done.
pub(super) struct ContactChance {
    pub(super) key: FaultKey,
    pub(super) contact: ContactId,
    pub(super) stage: HangUpStage,
    /// When that takes effect.
    pub(super) lands_at: SimTime,
}

/// A desktop at which a script is at work, and which has its connection.
pub(super) struct DesktopChance {
    pub(super) key: FaultKey,
    pub(super) worker: WorkerId,
    /// Whose it is.
    pub(super) name: SmolStr,
}

impl DesktopChance {
    pub(super) const fn whom(&self) -> Struck {
        Struck::worker(self.worker)
    }
}

//! Doubt: the reservations of which agents have a wrong picture, because a fault has struck.
//!
//! A fault makes people wrong about the world: they are told that an accept failed, and the caller is on their line.
//! Nobody is to blame for what follows from that, and people act on what they see. So of a reservation that is in
//! doubt:
//!
//! - what would be its agent's mistake counts as the fault's doing;
//! - who accepts it and sees that they have it, has it;
//! - who is done with it, and sees it on their screen still, is handed it again, as often as it takes.

use std::collections::BTreeSet;

use rushhour_engine::platform::Platform;
use rushhour_engine::units::{ReservationId, WorkerId};

/// So many reservations in doubt are kept before those that are gone are looked for.
const SWEEP_MIN: usize = 256;

/// The reservations in doubt.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    reservations: BTreeSet<ReservationId>,
    /// The number at which those that are gone are swept out next.
    sweep_at: usize,
}

impl Doubts {
    /// A fault has made its agent's picture of a reservation uncertain.
    pub(crate) fn add(&mut self, platform: &Platform, reservation: ReservationId) {
        self.reservations.insert(reservation);
        if self.reservations.len() > self.sweep_at.max(SWEEP_MIN) {
            self.reservations.retain(|id| platform.reservation(*id).is_some());
            self.sweep_at = self.reservations.len() * 2;
        }
    }
    /// A fault has struck a desktop as a whole: all that is open there is in doubt.
    pub(crate) fn add_all_of(&mut self, platform: &Platform, worker: WorkerId) {
        for reservation in platform.worker(worker).map(|it| it.open.iter()).into_iter().flatten() {
            self.add(platform, *reservation);
        }
    }
    pub(crate) fn contain(&self, reservation: ReservationId) -> bool {
        self.reservations.contains(&reservation)
    }
}

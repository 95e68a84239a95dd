//! Reservation events on their way to desktops, where those need time.

use super::agenda::Item;
use super::core::Core;
use rushhour_engine::effects::Notice;
use rushhour_engine::units::{SimSpan, SimTime};

/// The connections over which desktops hear of their reservations.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    /// Until when each worker's is taken by events that were sent.
    taken_until: Vec<SimTime>,
}

/// What becomes of an event on its way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delay {
    /// How much longer it takes.
    pub(crate) extra: SimSpan,
    /// Whether those behind it need not wait.
    pub(crate) overtaken: bool,
}

impl Connections {
    /// Sends an event that would take so long by itself.
    pub(crate) fn send(&mut self, core: &mut Core<'_>, notice: Notice, span: SimSpan, delay: Delay) {
        let place = notice.worker.index();
        if self.taken_until.len() <= place {
            self.taken_until.resize(place + 1, SimTime::ZERO);
        }
        // Events of one desktop come over one connection: none overtakes another, unless a fault says so.
        let at = (core.now() + span + delay.extra).max(self.taken_until[place]);
        if !delay.overtaken {
            self.taken_until[place] = at;
        }
        core.schedule(at, Item::Deliver(notice));
    }
}

//! What faults know of desktops: whose they are, and what has struck them.

use super::{Faults, Mishap};
use crate::control::ActorKey;
use crate::core::Core;
use rushhour_engine::units::{ActivityId, SimTime, WorkerId};

/// A worker's desktop, as faults see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Desk {
    /// Whose it is; nobody's where they take no part in the run.
    pub(super) person: Option<ActorKey>,
    /// How many reservation events were sent to it.
    pub(super) events: u32,
    /// Until when it has no connection.
    cut_until: SimTime,
    /// Until when its session is expired.
    expired_until: SimTime,
    /// From where to where a burst of activity changes has taken its agent.
    away: Option<(ActivityId, ActivityId)>,
}

impl Faults {
    /// Somebody of the staff has a desktop; whose draws are theirs, if they take part.
    pub(crate) fn add_desk(&mut self, person: Option<ActorKey>) {
        self.desks.push(Desk { person, ..Desk::default() });
    }
    fn desk(&mut self, worker: WorkerId) -> &mut Desk {
        &mut self.desks[worker.index()]
    }

    /// A desktop will not be connected before `until`.
    pub(crate) fn cut_off(&mut self, core: &mut Core<'_>, worker: WorkerId, until: SimTime) {
        let desk = self.desk(worker);
        desk.cut_until = desk.cut_until.max(until);
        self.expect(core, until, Mishap::Reconnect(worker));
    }
    /// Whether a desktop may be connected again: its connection was not lost once more.
    pub(crate) fn may_reconnect(&mut self, core: &Core<'_>, worker: WorkerId) -> bool {
        self.desk(worker).cut_until <= core.now()
    }
    /// The session of a desktop will not be renewed before `until`.
    pub(crate) fn expire(&mut self, core: &mut Core<'_>, worker: WorkerId, until: SimTime) {
        self.desk(worker).expired_until = until;
        self.expect(core, until, Mishap::Renew(worker));
    }
    /// Whether a session may be renewed: it has not expired once more.
    pub(crate) fn may_renew(&mut self, core: &Core<'_>, worker: WorkerId) -> bool {
        self.desk(worker).expired_until <= core.now()
    }
    /// A burst takes an agent from one activity to another.
    pub(crate) fn sends_away(&mut self, worker: WorkerId, from: ActivityId, to: ActivityId) {
        self.desk(worker).away = Some((from, to));
    }
    /// From where to where a burst has taken an agent who comes back now.
    pub(crate) fn calls_back(&mut self, worker: WorkerId) -> Option<(ActivityId, ActivityId)> {
        self.desk(worker).away.take()
    }
}

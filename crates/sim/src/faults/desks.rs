//! What faults know of desktops: whose they are, and what has struck them.

use crate::control::ActorKey;
use rushhour_engine::units::{ActivityId, SimTime, WorkerId};

/// The desktops of all workers.
#[derive(Debug, Default)]
pub(super) struct Desks(Vec<Desk>);

/// A worker's desktop, as faults see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Desk {
    /// Whose it is; nobody's where they take no part in the run.
    person: Option<ActorKey>,
    /// How many reservation events were sent to it.
    events: u32,
    /// Until when it has no connection.
    cut_until: SimTime,
    /// Until when its session is expired.
    expired_until: SimTime,
    /// From where to where a burst of activity changes has taken its agent.
    away: Option<(ActivityId, ActivityId)>,
}

impl Desks {
    pub(super) fn add(&mut self, person: Option<ActorKey>) {
        self.0.push(Desk { person, ..Desk::default() });
    }
    pub(super) fn of(&mut self, worker: WorkerId) -> &mut Desk {
        &mut self.0[worker.index()]
    }
    pub(super) fn person_at(&self, worker: WorkerId) -> Option<ActorKey> {
        self.0.get(worker.index())?.person
    }
    /// Whose desktop the next event of a worker's goes to, and its number. Nothing where they take no part, or have just
    /// joined: those hear of nothing by faults yet.
    pub(super) fn next_event(&mut self, worker: WorkerId) -> Option<(ActorKey, u32)> {
        let desk = self.0.get_mut(worker.index())?;
        let person = desk.person?;
        let number = desk.events;
        desk.events = number.wrapping_add(1);
        Some((person, number))
    }
}

impl Desk {
    /// It will not be connected before `until`.
    pub(super) fn cut_off(&mut self, until: SimTime) {
        self.cut_until = self.cut_until.max(until);
    }
    /// Its session will not be renewed before `until`.
    pub(super) const fn expire(&mut self, until: SimTime) {
        self.expired_until = until;
    }
    /// Whether it may be connected again: its connection was not lost once more.
    pub(super) fn may_reconnect(&self, now: SimTime) -> bool {
        self.cut_until <= now
    }
    /// Whether its session may be renewed: it has not expired once more.
    pub(super) fn may_renew(&self, now: SimTime) -> bool {
        self.expired_until <= now
    }
    /// A burst takes its agent from one activity to another.
    pub(super) const fn send_away(&mut self, from: ActivityId, to: ActivityId) {
        self.away = Some((from, to));
    }
    /// From where to where a burst has taken its agent, who comes back now.
    pub(super) const fn call_back(&mut self) -> Option<(ActivityId, ActivityId)> {
        self.away.take()
    }
}

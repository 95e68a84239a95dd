//! The way back: an offer that times out leaves its agent in the timeout activity, and whoever is said to come back from
//! there does so by themselves.
//!
//! It is what an agent does who sees that nothing comes any more: SetActivity on their own desktop, which listeners hear
//! and faults strike as they do any other. Where that fails they try again.

use super::Simulation;
use crate::agenda::Item;
use crate::control::Move;
use crate::moves;
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::event::{Event, ReservationEvent, ReservationStatus, WorkerEvent};
use rushhour_engine::units::{ActivityId, ActorId, SimSpan, SimTime, WorkerId};
use rushhour_engine::value::{Payload, Value};

/// At least so long passes between two tries.
const AGAIN: SimSpan = SimSpan::from_secs(1);

impl Simulation<'_> {
    /// An offer has timed out, or somebody comes into the activity in which that leaves them.
    pub(super) fn hear_of_timeouts(&mut self, event: &Event) {
        let timeout_activity = self.core.plan().center.timeout_activity;
        match event {
            Event::Worker(worker, WorkerEvent::Changed { from, to, .. }) if *to == timeout_activity => {
                let now = self.core.now();
                if let Some(duty) = self.crew.last_actor_of(*worker).and_then(|id| self.crew.agent_mut(id)) {
                    duty.timed_out = Some((now, *from));
                }
            }
            Event::Reservation(_, ReservationEvent::Changed { worker, to: ReservationStatus::Timeout, .. }) => {
                self.offer_timed_out(*worker);
            }
            _ => {}
        }
    }

    /// Whoever was there by themselves before stays.
    fn offer_timed_out(&mut self, worker: WorkerId) {
        let now = self.core.now();
        let duty = self.crew.last_actor_of(worker).and_then(|id| self.crew.agent_mut(id));
        let Some((span, (since, _))) = duty.and_then(|duty| Some((duty.back_after?, duty.timed_out?))) else {
            return;
        };
        if since == now {
            self.core.schedule_in(span, Item::WayBack(worker, since));
        }
    }

    /// The time has come for a worker to go back who has been in the timeout activity since then.
    pub(super) fn way_back(&mut self, worker: WorkerId, since: SimTime) {
        let Some(id) = self.crew.last_actor_of(worker).filter(|_| self.crew.is_at_work(worker)) else { return };
        let duty = self.crew.agent_mut(id).and_then(|duty| Some((duty.back_after?, duty.timed_out?)));
        let Some((span, (_, from))) = duty.filter(|(_, (came, _))| *came == since) else { return };
        if !self.is_timed_out(worker) || self.shift.is_over_for(Some(worker)) || self.shift.is_away(worker) {
            return;
        }
        self.core.schedule_in(span.max(AGAIN), Item::WayBack(worker, since));
        self.goes_back(id, worker, from);
    }

    /// From now on a worker comes back so long after an offer has timed out, also after one that has already.
    pub(super) fn comes_back_after(&mut self, id: ActorId, span: SimSpan) {
        let now = self.core.now();
        let Some(duty) = self.crew.agent_mut(id) else { return };
        duty.back_after = Some(span);
        let worker = duty.worker;
        if let Some((since, _)) = duty.timed_out.filter(|_| self.is_timed_out(worker)) {
            self.core.schedule((since + span).max(now), Item::WayBack(worker, since));
        }
    }

    /// Whether a worker is in the timeout activity.
    fn is_timed_out(&self, worker: WorkerId) -> bool {
        let timeout_activity = self.core.plan().center.timeout_activity;
        self.core.platform().worker(worker).is_some_and(|it| it.activity == timeout_activity)
    }

    /// The activity in which a worker is, or to which they would have gone back by themselves.
    pub(super) fn would_be_in(&mut self, worker: WorkerId, now_in: ActivityId) -> ActivityId {
        let duty = self.crew.last_actor_of(worker).and_then(|id| self.crew.agent_mut(id));
        let from = duty.and_then(|duty| Some((duty.back_after?, duty.timed_out?.1)));
        match from {
            Some((_, from)) if now_in == self.core.plan().center.timeout_activity => from,
            Some(_) | None => now_in,
        }
    }

    fn goes_back(&mut self, id: ActorId, worker: WorkerId, to: ActivityId) {
        let name = &self.core.plan().center.activities[to.index()].name;
        let payload = Payload::of("activityName", Value::Text(name.clone()));
        let action: ActionName = Action::SetActivity.into();
        if moves::makes_move(&mut self.core, &mut self.crew, id, &Move::Invokes(action.clone())) {
            self.invoke_for(None, id, worker, action, payload);
            self.settle_step();
        }
    }
}

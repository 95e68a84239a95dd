//! Doubt: what people make of a fault.
//!
//! A fault makes people wrong about the world: they are told that an accept failed, and the caller is on their line.
//! Nobody is to blame for what follows from that, and people act on what they see. So of a reservation that is in
//! doubt:
//!
//! - what would be its agent's mistake counts as the fault's doing;
//! - who accepts it and sees that they have it, has it;
//! - who is done with it, and sees it on their screen still, is handed it again, as often as it takes.

use std::collections::BTreeSet;

use super::super::Observer;
use super::super::actor::ThreadPurpose;
use super::super::simulation::Simulation;
use super::Mishap;
use rushhour_engine::action::{Action, ActionName, Cause, Code, Rejection};
use rushhour_engine::event::ReservationStatus;
use rushhour_engine::units::{ActorId, FiberId, ReservationId, SimSpan, WorkerId};
use rushhour_engine::value::Value;

/// After how long people look at their screen again.
const LOOK_AGAIN: SimSpan = SimSpan::from_secs(1);
/// So many reservations in doubt are kept before those that are gone are looked for.
const SWEEP_MIN: usize = 256;

/// The reservations in doubt.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    reservations: BTreeSet<ReservationId>,
    /// The number at which those that are gone are swept out next.
    sweep_at: usize,
}

/// How an invocation settled.
type Settling = Result<Value, Box<Rejection>>;

impl<O: Observer> Simulation<'_, O> {
    /// A fault has made its agent's picture of a reservation uncertain.
    pub(super) fn doubt(&mut self, reservation: ReservationId) {
        let Some(faults) = &mut self.faults else { return };
        let doubts = &mut faults.doubts;
        doubts.reservations.insert(reservation);
        if doubts.reservations.len() > doubts.sweep_at.max(SWEEP_MIN) {
            let platform = self.engine.platform();
            doubts.reservations.retain(|id| platform.reservation(*id).is_some());
            doubts.sweep_at = doubts.reservations.len() * 2;
        }
    }

    /// A fault has struck a desktop as a whole: all that is open there is in doubt.
    pub(super) fn doubt_all_of(&mut self, worker: WorkerId) {
        let open = self.engine.platform().worker(worker).map(|worker| worker.open.clone()).unwrap_or_default();
        for reservation in open {
            self.doubt(reservation);
        }
    }

    pub(crate) fn is_in_doubt(&self, reservation: ReservationId) -> bool {
        self.faults.as_ref().is_some_and(|faults| faults.doubts.reservations.contains(&reservation))
    }

    /// How an invocation settled, as whoever invoked it takes it.
    pub(crate) fn as_taken(
        &mut self,
        thread: FiberId,
        action: &ActionName,
        about: Option<ReservationId>,
        result: Settling,
    ) -> Settling {
        let (id, mut rejection) = match (about, result) {
            (Some(id), Err(rejection)) => (id, rejection),
            (_, result) => return result,
        };
        if rejection.cause == Cause::Fault || rejection.code == Code::InvocationLost {
            self.doubt(id);
        }
        if !self.is_in_doubt(id) {
            return Err(rejection);
        }
        if *action == ActionName::Known(Action::AcceptTask) && self.sees_as_taken(thread, id) {
            return Ok(Value::Ref(id.sid()));
        }
        rejection.cause = match rejection.cause {
            Cause::Caller | Cause::Fault => Cause::Fault,
            Cause::World => Cause::World,
        };
        Err(rejection)
    }

    /// Whether the agent behind a thread sees that they have accepted a reservation, and has.
    fn sees_as_taken(&self, thread: FiberId, id: ReservationId) -> bool {
        let worker = self.threads.get(thread).and_then(|thread| self.worker_of(thread.actor));
        let shown = worker.and_then(|worker| self.engine.desktop(worker)?.task(id)).map(|task| task.status);
        let is_taken = |status| matches!(status, Some(ReservationStatus::Accepted | ReservationStatus::Wrapping));
        is_taken(shown) && is_taken(self.engine.platform().reservation(id).map(|it| it.status))
    }

    /// A thread comes back for its next task: what it was handed before is done, as far as it knows.
    pub(crate) fn comes_for_more(&mut self, thread: FiberId) {
        if self.faults.is_none() {
            return;
        }
        let handed = self.threads.get_mut(thread).and_then(|it| Some((it.actor, it.handed.take()?)));
        if let Some((actor, reservation)) = handed {
            self.lets_go(actor, reservation);
        }
    }

    /// A thread that was handed a reservation is done with it, as far as it knows.
    pub(crate) fn lets_go(&mut self, actor: ActorId, reservation: ReservationId) {
        if self.is_in_doubt(reservation) && self.is_open_for(actor, reservation) {
            self.expect(self.now + LOOK_AGAIN, Mishap::LookAgain(actor, reservation));
        }
    }

    fn is_open_for(&self, actor: ActorId, id: ReservationId) -> bool {
        let reservation = self.engine.platform().reservation(id);
        reservation.is_some_and(|it| it.status.is_open() && self.worker_of(actor) == Some(it.worker))
    }

    /// Somebody looks at their screen: is that still there?
    pub(super) fn looks_again(&mut self, id: ActorId, reservation: ReservationId) {
        if !self.is_open_for(id, reservation) || self.is_handled(id, reservation) {
            return;
        }
        let worker = self.worker_of(id);
        let desktop = worker.and_then(|worker| self.engine.desktop(worker));
        let is_shown = desktop.is_some_and(|desktop| desktop.task(reservation).is_some());
        let Some(duty) = self.actors.get_mut(id).and_then(|actor| actor.duty()) else { return };
        if is_shown {
            if !duty.offered.contains(&reservation) {
                duty.offered.push_back(reservation);
            }
            self.poke(id);
        } else {
            self.expect(self.now + LOOK_AGAIN, Mishap::LookAgain(id, reservation));
        }
    }

    /// Whether a thread of somebody's is at work on a reservation.
    fn is_handled(&self, actor: ActorId, reservation: ReservationId) -> bool {
        let threads = self.actors.get(actor).map(|actor| actor.fibers.as_slice()).unwrap_or_default();
        threads
            .iter()
            .filter_map(|thread| self.threads.get(*thread))
            .any(|thread| thread.handed == Some(reservation) || thread.task == ThreadPurpose::Serve(reservation))
    }
}

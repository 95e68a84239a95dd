//! Invocations: made for scripts and for people, landed by the backend, and handed back when they have settled.

use super::Simulation;
use crate::actor::Wait;
use crate::faults::reservation_about;
use crate::invocations::{Invoked, Landing};
use rushhour_engine::Engine;
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::config::{Channel, Mode};
use rushhour_engine::effects::{Cx, Settled};
use rushhour_engine::event::ReservationStatus;
use rushhour_engine::platform::Reservation;
use rushhour_engine::units::{ActorId, FiberId, InvocationId, ReservationId, WorkerId};
use rushhour_engine::value::{Payload, Value};
use rushhour_script::request::Reply;

impl Simulation<'_> {
    /// Invokes an action for a thread, which waits for it.
    pub(super) fn invoke(
        &mut self,
        thread: FiberId,
        id: ActorId,
        action: ActionName,
        payload: Payload,
    ) -> Option<Reply> {
        let worker = self.crew.worker_of(id)?;
        let invocation = self.invoke_for(Some(thread), id, worker, action, payload);
        self.crew.set_wait(thread, Wait::Invocation(invocation));
        self.settle_step();
        None
    }

    /// Invokes an action for a thread that will wait for it, or for a person.
    pub(super) fn invoke_for(
        &mut self,
        thread: Option<FiberId>,
        id: ActorId,
        worker: WorkerId,
        action: ActionName,
        payload: Payload,
    ) -> InvocationId {
        let name = action.clone();
        let about = match self.faults {
            Some(_) => reservation_about(&self.core, worker, &payload),
            None => None,
        };
        let invoke = |engine: &mut Engine, cx: &mut Cx<'_>| engine.invoke(cx, worker, action, payload);
        let (invocation, engine_ns) = self.core.act_timed(invoke);
        // The move has been counted.
        let ordinal = self.crew.owner(id).moves.saturating_sub(1);
        let had_chance = smallvec::SmallVec::new();
        self.invocations.add(invocation, Invoked { thread, action: name, engine_ns, about, ordinal, had_chance });
        invocation
    }

    /// An invocation has settled: whoever waits for it goes on, unless it is one of another's.
    pub(super) fn invocation_settled(&mut self, settled: Settled) {
        let Some(invoked) = self.invocations.remove(settled.invocation) else { return };
        let Invoked { thread, action, engine_ns, about, .. } = invoked;
        self.core.tell_engine_time(&action, engine_ns);
        // A person reads on the page how it went.
        let Some(thread) = thread else { return };
        let result = match &mut self.faults {
            Some(faults) => faults.as_taken((&self.core, &self.crew), thread, &action, about, settled.result),
            None => settled.result,
        };
        let accepted = match (&action, &result) {
            // The sid, where a replacement has handed on what the original returned.
            (ActionName::Known(Action::AcceptTask), Ok(Value::Ref(sid) | Value::Sid(sid))) => {
                ReservationId::try_from(*sid).ok().filter(|task| self.has_settled_offer(*task))
            }
            _ => None,
        };
        match accepted {
            Some(task) if self.will_be_shown(thread, task) => {
                self.crew.set_wait(thread, Wait::Shown(task));
            }
            Some(_) | None => self.crew.wake(thread, Reply::Settled(result)),
        }
    }

    /// Whether a reservation is pending no more, whatever the desktop shows.
    fn has_settled_offer(&self, task: ReservationId) -> bool {
        let reservation = self.core.platform().reservation(task);
        reservation.is_some_and(|reservation| reservation.status != ReservationStatus::Pending)
    }

    /// Whether the desktop of a thread's actor will hear later of what they have accepted.
    fn will_be_shown(&mut self, thread: FiberId, task: ReservationId) -> bool {
        // The thread may have been stopped since.
        let Some(actor) = self.crew.thread(thread).map(|thread| thread.actor) else { return false };
        // In compat mode a call's accept is done as soon as the order is taken, whatever the desktop shows.
        if self.accepts_blindly(task) {
            return false;
        }
        let (crew, around) = self.crew_around();
        crew.is_shown(around, actor, task).is_none()
    }

    fn accepts_blindly(&self, task: ReservationId) -> bool {
        let is_call = |reservation: &Reservation| reservation.channel == Channel::Voice;
        let is_compat = self.core.plan().center.mode == Mode::Compat;
        is_compat && self.core.platform().reservation(task).is_some_and(is_call)
    }

    /// The backend answers, and what comes of it is done.
    pub(super) fn land(&mut self, invocation: InvocationId) {
        self.land_alone(Landing::Land(invocation));
        self.settle_step();
    }

    /// The backend answers; what comes of it waits.
    pub(super) fn land_alone(&mut self, landing: Landing) {
        let (Landing::Land(invocation) | Landing::Fail(invocation)) = landing;
        let ((), engine_ns) = self.core.act_timed(|engine, cx| match landing {
            Landing::Land(_) => engine.land(cx, invocation),
            Landing::Fail(_) => engine.fail(cx, invocation),
        });
        self.invocations.spent(invocation, engine_ns);
    }
}

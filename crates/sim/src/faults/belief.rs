//! What people make of a fault: how they take an answer that it has spoilt, and when they look again.

use super::run::{Parts, Run};
use super::state::Faults;
use super::strike::Mishap;
use crate::core::Core;
use crate::crew::Crew;
use rushhour_engine::action::{Action, ActionName, Cause, Code, Rejection};
use rushhour_engine::event::ReservationStatus;
use rushhour_engine::units::{ActorId, FiberId, ReservationId, SimSpan};
use rushhour_engine::value::Value;

/// After how long people look at their screen again.
const LOOK_AGAIN: SimSpan = SimSpan::from_secs(1);

/// How an invocation settled.
type Settling = Result<Value, Box<Rejection>>;

impl Faults {
    /// How an invocation settled, as whoever invoked it takes it.
    pub(crate) fn as_taken(
        &mut self,
        (core, crew): (&Core<'_>, &Crew),
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
            self.doubt(core, id);
        }
        if !self.doubts().contain(id) {
            return Err(rejection);
        }
        if *action == ActionName::Known(Action::AcceptTask) && sees_as_taken(core, crew, thread, id) {
            return Ok(Value::Ref(id.sid()));
        }
        rejection.cause = match rejection.cause {
            Cause::Caller | Cause::Fault => Cause::Fault,
            Cause::World => Cause::World,
        };
        Err(rejection)
    }

    /// Somebody who was handed a reservation is done with it, as far as they know: they will look at their screen.
    pub(crate) fn lets_go(
        &mut self,
        core: &mut Core<'_>,
        crew: &Crew,
        actor: ActorId,
        reservation: ReservationId,
    ) {
        if self.doubts().contain(reservation) && is_open_for(core, crew, actor, reservation) {
            self.looks_again_later(core, actor, reservation);
        }
    }
    /// Somebody looks at their screen again, in a while.
    pub(super) fn looks_again_later(&mut self, core: &mut Core<'_>, actor: ActorId, reservation: ReservationId) {
        self.expect(core, core.now() + LOOK_AGAIN, Mishap::LookAgain(actor, reservation));
    }
}

/// Somebody looks at their screen: is that still there?
pub(super) fn looks_again<'a>(run: &mut impl Run<'a>, id: ActorId, reservation: ReservationId) {
    let Parts { faults, core, crew, .. } = run.parts();
    if !is_open_for(core, crew, id, reservation) || crew.is_handled(id, reservation) {
        return;
    }
    let worker = crew.worker_of(id);
    let desktop = worker.and_then(|worker| core.engine().desktop(worker));
    if desktop.is_some_and(|desktop| desktop.task(reservation).is_some()) {
        crew.offer_again(id, reservation);
        run.poke(id);
    } else {
        faults.looks_again_later(core, id, reservation);
    }
}

/// Whether the agent behind a thread sees that they have accepted a reservation, and has.
fn sees_as_taken(core: &Core<'_>, crew: &Crew, thread: FiberId, id: ReservationId) -> bool {
    let worker = crew.thread(thread).and_then(|thread| crew.worker_of(thread.actor));
    let shown = worker.and_then(|worker| core.engine().desktop(worker)?.task(id)).map(|task| task.status);
    let is_taken = |status| matches!(status, Some(ReservationStatus::Accepted | ReservationStatus::Wrapping));
    is_taken(shown) && is_taken(core.platform().reservation(id).map(|it| it.status))
}

/// Whether a reservation is somebody's, and open.
fn is_open_for(core: &Core<'_>, crew: &Crew, actor: ActorId, id: ReservationId) -> bool {
    let reservation = core.platform().reservation(id);
    reservation.is_some_and(|it| it.status.is_open() && crew.worker_of(actor) == Some(it.worker))
}

//! Bodies: the life of a task on its agent's desktop.

use std::collections::VecDeque;

use crate::action::{Action, Code};
use crate::config::Channel;
use crate::desktop::{Blocked, DesktopTask};
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::{DesktopEvent, Event, ReservationStatus};
use crate::invocation::{Execution, Landed, NestedAction};
use crate::platform::{Done, Refusal};
use crate::units::{InvocationId, ReservationId, WorkerId};
use crate::value::{Payload, Value};

pub(super) fn guard_accept(
    engine: &mut Engine,
    invocation: InvocationId,
    worker: WorkerId,
    id: ReservationId,
) -> Done<Execution> {
    let task = pending_on_desktop(engine, worker, id)?;
    let mut first = VecDeque::new();
    if task.channel == Channel::Voice {
        super::outbound::voice_in_browser(engine)?;
        if engine.platform.monitoring_leg(worker).is_some() {
            // Whoever listens to somebody else's call stops before they take one.
            let payload = Payload::Absent;
            first.push_back(NestedAction { action: Action::StopMonitoringCall, payload, must_succeed: false });
        }
        // The same payload stays blocked until the desktop hears of the reservation.
        let payload = engine.running(invocation).body_payload().clone();
        let desktop = &mut engine.desktops[worker.index()];
        desktop.blocked.push(Blocked { action: Action::AcceptTask, payload, until_event_of: id, invocation });
    }
    Ok(if first.is_empty() { Execution::AtBackend } else { Execution::AtBackendAfter(first) })
}

pub(super) fn accept(engine: &mut Engine, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    engine.platform.accept(cx, id)?;
    Landed::value(Value::Ref(id.sid()))
}

pub(super) fn guard_reject(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    pending_on_desktop(engine, worker, id)?;
    Ok(Execution::AtBackend)
}

pub(super) fn reject(engine: &mut Engine, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    engine.platform.reject(cx, id)?;
    Landed::value(Value::Ref(id.sid()))
}

pub(super) fn pending_on_desktop(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<DesktopTask> {
    let desktop = &engine.desktops[worker.index()];
    let task = desktop.require(&engine.platform, worker, id, Code::ReservationNotFound)?;
    match task.status {
        ReservationStatus::Pending => Ok(task),
        status => Err(Refusal::caller(
            Code::ReservationNotPending,
            format!("reservation {id} is {} already", status.name()),
        )),
    }
}

pub(super) fn guard_wrap_up(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &engine.desktops[worker.index()];
    let task = desktop.require(&engine.platform, worker, id, Code::ReservationNotAccepted)?;
    let message = || format!("reservation {id} is {}", task.status.name());
    match task.status {
        ReservationStatus::Accepted => Ok(Execution::AtBackend),
        ReservationStatus::Pending => Err(not_yet(engine, id, Code::ReservationNotAccepted, message())),
        // The call ended first: a race, not a mistake.
        _ => Err(Refusal::world(Code::ReservationNotAccepted, message())),
    }
}

/// A refusal because the desktop shows a reservation as pending: the caller's mistake, unless the desktop just has not
/// heard yet.
pub(super) fn not_yet(engine: &Engine, id: ReservationId, code: Code, message: String) -> Refusal {
    let pending = engine.platform.reservation(id).is_some_and(|it| it.status == ReservationStatus::Pending);
    if pending { Refusal::caller(code, message) } else { Refusal::world(code, message) }
}

pub(super) fn wrap_up(engine: &mut Engine, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    engine.platform.wrap_up(cx, id).map_err(|refusal| Refusal { code: Code::CannotWrapNotAssigned, ..refusal })?;
    Landed::value(Value::Ref(id.sid()))
}

pub(super) fn guard_complete(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &engine.desktops[worker.index()];
    if desktop.task(id).is_some() {
        return Ok(Execution::AtBackend);
    }
    let settled = engine.platform.reservation(id).filter(|it| it.worker == worker).map(|it| it.status);
    match settled {
        Some(ReservationStatus::Completed) => {
            Err(Refusal::world(Code::ReservationCompleted, format!("reservation {id} is completed already")))
        }
        Some(status) => {
            Err(Refusal::world(Code::CannotCompleteNotAssigned, format!("reservation {id} is {}", status.name())))
        }
        None => desktop
            .require(&engine.platform, worker, id, Code::CouldNotCompleteReservation)
            .map(|_| Execution::AtBackend),
    }
}

pub(super) fn complete(engine: &mut Engine, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    engine.platform.complete(cx, id)?;
    Landed::value(Value::Ref(id.sid()))
}

/// EndVoiceTask hangs up a live call; otherwise it completes what is wrapping and wraps up what is not.
pub(super) fn guard_end(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &engine.desktops[worker.index()];
    let task = desktop.require(&engine.platform, worker, id, Code::CouldNotCompleteReservation)?;
    let action = if engine.platform.leg_on(task.task, worker).is_some() {
        Action::HangupCall
    } else if task.status == ReservationStatus::Wrapping {
        Action::CompleteTask
    } else {
        Action::WrapupTask
    };
    let payload = Payload::of("sid", Value::Sid(id.sid()));
    Ok(Execution::ByActions([NestedAction { action, payload, must_succeed: true }].into()))
}

pub(super) fn guard_select(engine: &Engine, worker: WorkerId, id: Option<ReservationId>) -> Done<Execution> {
    if let Some(id) = id {
        engine.desktops[worker.index()].require(&engine.platform, worker, id, Code::TaskNotFound)?;
    }
    Ok(Execution::OnDesktop)
}

pub(super) fn select(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: Option<ReservationId>,
) -> Done<Landed> {
    let desktop = &mut engine.desktops[worker.index()];
    if desktop.selected != id {
        desktop.selected = id;
        cx.emit(Event::Desktop(worker, DesktopEvent::Selected { reservation: id }));
    }
    let location = match id {
        Some(id) => format!("/agent-desktop/{id}"),
        None => String::from("/agent-desktop"),
    };
    let payload = Payload::Bare(Value::Text(location.into()));
    Ok(Landed::then(NestedAction { action: Action::HistoryPush, payload, must_succeed: true }))
}

pub(super) fn guard_set_attributes(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    engine.desktops[worker.index()].require(&engine.platform, worker, id, Code::TaskNotFound)?;
    Ok(Execution::AtBackend)
}

pub(super) fn set_attributes(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    id: ReservationId,
    attributes: &Value,
    merge: bool,
) -> Done<Landed> {
    let Some(task) = engine.platform.reservation(id).map(|reservation| reservation.task) else {
        return Err(Refusal::world(Code::CantSetTaskAttributes, format!("reservation {id} is gone")));
    };
    engine.platform.set_task_attributes(cx, task, attributes, merge)?;
    Landed::nothing()
}

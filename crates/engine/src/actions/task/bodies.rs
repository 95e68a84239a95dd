//! The life of a task on its agent's desktop: guards and effects.

use super::conference::ConferenceOptions;
use crate::action::{Action, Code};
use crate::actions::execution::{Awaited, Execution, Landed, NestedAction};
use crate::actions::floor::{Floor, FloorMut};
use crate::actions::outbound::voice_in_browser;
use crate::config::Channel;
use crate::desktop::{DesktopTask, locations};
use crate::effects::Cx;
use crate::event::{DesktopEvent, Event, ReservationStatus};
use crate::platform::{Done, Refusal};
use crate::units::{ReservationId, WorkerId};
use crate::value::{Payload, Value};

pub(super) fn guard_accept(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let task = pending_on_desktop(floor, worker, id)?;
    let mut execution = Execution::AT_BACKEND;
    if task.channel == Channel::Voice {
        voice_in_browser(floor)?;
        if floor.platform.monitoring_leg(worker).is_some() {
            // Whoever listens to somebody else's call stops before they take one.
            let payload = Payload::Absent;
            let stop = NestedAction { action: Action::StopMonitoringCall, payload, awaited: Awaited::End };
            execution.first.push_back(stop);
        }
        // The same payload stays blocked until the desktop hears of the reservation.
        execution.blocked_until = Some(id);
    }
    Ok(execution)
}

pub(super) fn may_accept(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done {
    let task = pending_on_desktop(floor, worker, id)?;
    match task.channel {
        Channel::Voice => voice_in_browser(floor),
        Channel::Chat | Channel::Email | Channel::Messaging => Ok(()),
    }
}

pub(super) fn accept(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    options: ConferenceOptions,
) -> Done<Landed> {
    let by_hand = options.by_hand(floor.as_is(), id);
    floor.platform.accept(cx, id)?;
    if let Some(exits) = by_hand {
        floor.platform.set_exits(cx, id, exits);
    }
    Landed::value(Value::Ref(id.sid()))
}

pub(super) fn guard_reject(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    pending_on_desktop(floor, worker, id)?;
    Ok(Execution::AT_BACKEND)
}

pub(super) fn may_reject(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done {
    guard_reject(floor, worker, id).map(drop)
}

pub(super) fn reject(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    floor.platform.reject(cx, id)?;
    Landed::value(Value::Ref(id.sid()))
}

pub(in crate::actions) fn pending_on_desktop(
    floor: Floor<'_>,
    worker: WorkerId,
    id: ReservationId,
) -> Done<DesktopTask> {
    let desktop = &floor.desktops[worker.index()];
    let task = desktop.require(floor.platform, worker, id, Code::ReservationNotFound)?;
    match task.status {
        ReservationStatus::Pending => Ok(task),
        status => Err(Refusal::caller(
            Code::ReservationNotPending,
            format!("reservation {id} is {} already", status.name()),
        )),
    }
}

pub(super) fn guard_wrap_up(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &floor.desktops[worker.index()];
    let task = desktop.require(floor.platform, worker, id, Code::ReservationNotAccepted)?;
    let message = || format!("reservation {id} is {}", task.status.name());
    match task.status {
        ReservationStatus::Accepted => Ok(Execution::AT_BACKEND),
        ReservationStatus::Pending => Err(not_yet(floor, id, Code::ReservationNotAccepted, message())),
        // The call ended first: a race, not a mistake.
        _ => Err(Refusal::world(Code::ReservationNotAccepted, message())),
    }
}

pub(super) fn may_wrap_up(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done {
    guard_wrap_up(floor, worker, id).map(drop)
}

/// A refusal because the desktop shows a reservation as pending: the caller's mistake, unless the desktop just has not
/// heard yet.
pub(in crate::actions) fn not_yet(floor: Floor<'_>, id: ReservationId, code: Code, message: String) -> Refusal {
    let pending = floor.platform.reservation(id).is_some_and(|it| it.status == ReservationStatus::Pending);
    if pending { Refusal::caller(code, message) } else { Refusal::world(code, message) }
}

pub(super) fn wrap_up(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    floor.platform.wrap_up(cx, id).map_err(|refusal| Refusal { code: Code::CannotWrapNotAssigned, ..refusal })?;
    Landed::value(Value::Ref(id.sid()))
}

pub(super) fn guard_complete(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &floor.desktops[worker.index()];
    if desktop.task(id).is_some() {
        return Ok(Execution::AT_BACKEND);
    }
    let settled = floor.platform.reservation(id).filter(|it| it.worker == worker).map(|it| it.status);
    match settled {
        Some(ReservationStatus::Completed) => {
            Err(Refusal::world(Code::ReservationCompleted, format!("reservation {id} is completed already")))
        }
        Some(status) => {
            Err(Refusal::world(Code::CannotCompleteNotAssigned, format!("reservation {id} is {}", status.name())))
        }
        None => desktop
            .require(floor.platform, worker, id, Code::CouldNotCompleteReservation)
            .map(|_| Execution::AT_BACKEND),
    }
}

pub(super) fn may_complete(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done {
    guard_complete(floor, worker, id)?;
    floor.platform.may_complete(id)
}

pub(super) fn complete(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    floor.platform.complete(cx, id)?;
    Landed::value(Value::Ref(id.sid()))
}

/// EndVoiceTask hangs up a live call; otherwise it completes what is wrapping and wraps up what is not.
pub(super) fn guard_end(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &floor.desktops[worker.index()];
    let task = desktop.require(floor.platform, worker, id, Code::CouldNotCompleteReservation)?;
    let action = if floor.platform.leg_on(task.task, worker).is_some() {
        Action::HangupCall
    } else if task.status == ReservationStatus::Wrapping {
        Action::CompleteTask
    } else {
        Action::WrapupTask
    };
    let payload = Payload::of("sid", Value::Sid(id.sid()));
    Ok(Execution::by_action(NestedAction { action, payload, awaited: Awaited::Success }))
}

pub(super) fn guard_select(floor: Floor<'_>, worker: WorkerId, id: Option<ReservationId>) -> Done<Execution> {
    if let Some(id) = id {
        floor.desktops[worker.index()].require(floor.platform, worker, id, Code::TaskNotFound)?;
    }
    Ok(Execution::ON_DESKTOP)
}

pub(super) fn select(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: Option<ReservationId>,
) -> Done<Landed> {
    let desktop = &mut floor.desktops[worker.index()];
    if desktop.selected != id {
        desktop.selected = id;
        cx.emit(Event::Desktop(worker, DesktopEvent::Selected { reservation: id }));
    }
    let location = match id {
        Some(id) => locations::task_page(id),
        None => locations::AGENT_DESKTOP.to_owned(),
    };
    let payload = Payload::Bare(Value::Text(location.into()));
    Ok(Landed::then(NestedAction { action: Action::HistoryPush, payload, awaited: Awaited::No }))
}

pub(super) fn guard_set_attributes(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let shown = floor.desktops[worker.index()].require(floor.platform, worker, id, Code::TaskNotFound)?;
    let knows = floor.platform.task(shown.task).map(|task| task.version);
    Ok(Execution { knows, ..Execution::AT_BACKEND })
}

pub(super) fn set_attributes(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    attributes: &Value,
    (merge, known): (bool, Option<u32>),
) -> Done<Landed> {
    let Some(task) = floor.platform.reservation(id).map(|reservation| reservation.task) else {
        return Err(Refusal::world(Code::CantSetTaskAttributes, format!("reservation {id} is gone")));
    };
    floor.platform.set_task_attributes(cx, task, attributes, (merge, known))?;
    Landed::nothing()
}

//! Calls and their participants: guards and effects.

use smol_str::SmolStr;

use super::legs::{CalledParticipant, LegRef};
use crate::action::Code;
use crate::actions::execution::{Execution, Landed};
use crate::actions::floor::{Floor, FloorMut};
use crate::config::{Channel, Mode};
use crate::desktop::DesktopTask;
use crate::effects::Cx;
use crate::event::{EndReason, ReservationStatus, Role};
use crate::payload::Either;
use crate::planted::planted;
use crate::platform::{Done, Refusal};
use crate::units::{ConferenceId, ParticipantId, ReservationId, TaskId, WorkerId};
use crate::value::Value;

/// That an agent and a participant who are both named for one target are the same. Sids of one kind are compared where
/// the payload is checked. Who is not in the call any more agrees with anything: they are missed when it lands.
fn agree(floor: Floor<'_>, task: TaskId, target: &CalledParticipant) -> Done {
    let Either::Both(LegRef::Worker(worker), participant) = target else { return Ok(()) };
    let conference = floor.platform.task(task).and_then(|task| task.conference);
    let live = conference.and_then(|id| floor.platform.conference(id));
    match live.and_then(|live| live.participant(*participant)) {
        Some(leg) if leg.role.worker() != Some(*worker) => {
            Err(Refusal::caller(Code::InvalidPayload, "`targetSid` and `participant` name different participants"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether a target is the agent themselves, in whichever way it is named.
fn is_own(floor: Floor<'_>, worker: WorkerId, task: TaskId, target: &CalledParticipant) -> bool {
    let own = || floor.platform.leg_on(task, worker).map(|(_, participant)| participant);
    match target {
        Either::First(LegRef::Worker(other)) => *other == worker,
        Either::First(LegRef::Participant(participant))
        | Either::Second(participant)
        | Either::Both(_, participant) => own() == Some(*participant),
    }
}

/// A call on this desktop.
pub(in crate::actions) fn call_on_desktop(
    floor: Floor<'_>,
    worker: WorkerId,
    id: ReservationId,
    code: Code,
) -> Done<DesktopTask> {
    let task = floor.desktops[worker.index()].require(floor.platform, worker, id, code)?;
    match task.channel {
        Channel::Voice => Ok(task),
        Channel::Chat | Channel::Email | Channel::Messaging => {
            Err(Refusal::caller(code, format!("{id} is a {} task, not a call", task.channel.name())))
        }
    }
}

/// What must hold for legs to be put on hold and taken off it.
fn guard_holding(floor: Floor<'_>, worker: WorkerId, id: ReservationId, code: Code) -> Done<DesktopTask> {
    let task = call_on_desktop(floor, worker, id, code)?;
    if let Some((conference, participant)) = floor.platform.leg_on(task.task, worker) {
        let leg = floor.platform.conference(conference).and_then(|live| live.participant(participant));
        if leg.is_some_and(|leg| leg.hold) {
            return Err(Refusal::caller(code, "the agent's own leg is on hold"));
        }
    }
    if floor.platform.is_transferring(task.task) {
        return Err(Refusal::caller(code, "a transfer of this call is in flight"));
    }
    Ok(task)
}

pub(super) fn guard_hold(floor: Floor<'_>, worker: WorkerId, id: ReservationId, hold: bool) -> Done<Execution> {
    guard_holding(floor, worker, id, if hold { Code::CantHoldCall } else { Code::CantUnholdCall })?;
    Ok(Execution::AT_BACKEND)
}

pub(super) fn may_hold(floor: Floor<'_>, worker: WorkerId, id: ReservationId, hold: bool) -> Done {
    guard_hold(floor, worker, id, hold)?;
    let code = if hold { Code::ErrorHoldingCall } else { Code::ErrorUnholdingCall };
    let task = accepted(floor, id, code)?;
    floor.platform.may_hold_customer(task, code)
}

pub(super) fn hold(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, id: ReservationId, hold: bool) -> Done<Landed> {
    let code = if hold { Code::ErrorHoldingCall } else { Code::ErrorUnholdingCall };
    let task = accepted(floor.as_is(), id, code)?;
    if floor.platform.is_transferring(task) {
        return Err(Refusal::world(code, "a transfer of this call is in flight"));
    }
    floor.platform.hold_customer(cx, task, hold, code)?;
    Landed::nothing()
}

/// The task of a reservation that is accepted at this moment.
pub(in crate::actions) fn accepted(floor: Floor<'_>, id: ReservationId, code: Code) -> Done<TaskId> {
    let Some(reservation) = floor.platform.reservation(id) else {
        return Err(Refusal::world(code, format!("reservation {id} is gone")));
    };
    match reservation.status {
        ReservationStatus::Accepted => Ok(reservation.task),
        ReservationStatus::Pending => Err(Refusal::caller(code, format!("reservation {id} is still pending"))),
        status => Err(Refusal::world(code, format!("reservation {id} is {}", status.name()))),
    }
}

pub(super) fn guard_mute(floor: Floor<'_>, worker: WorkerId) -> Done<Execution> {
    own_active_leg(floor, worker).map(|_| Execution::AT_BACKEND)
}

pub(super) fn may_mute(floor: Floor<'_>, worker: WorkerId) -> Done {
    guard_mute(floor, worker).map(drop)
}

pub(super) fn toggle_mute(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId) -> Done<Landed> {
    let (conference, participant) = own_active_leg(floor.as_is(), worker)?;
    floor.platform.toggle_mute(cx, conference, participant);
    Landed::nothing()
}

fn own_active_leg(floor: Floor<'_>, worker: WorkerId) -> Done<(ConferenceId, ParticipantId)> {
    floor.platform.active_leg(worker).ok_or_else(|| {
        let has_call = floor.desktops[worker.index()].tasks.iter().any(|task| task.channel == Channel::Voice);
        let message = "the agent is on no live call";
        // With a call still on the desktop the caller was quicker; without one there was nothing to mute.
        if has_call {
            Refusal::world(Code::CantMuteNoLiveCall, message)
        } else {
            Refusal::caller(Code::CantMuteNoLiveCall, message)
        }
    })
}

pub(super) fn guard_own_leg(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let task = call_on_desktop(floor, worker, id, Code::NoTaskInPayload)?;
    own_leg(floor, worker, task.task).map(|_| Execution::AT_BACKEND)
}

/// The agent's leg in the call of a reservation, joined and not on hold.
pub(in crate::actions) fn own_active_leg_in(
    floor: Floor<'_>,
    worker: WorkerId,
    id: ReservationId,
) -> Done<(ConferenceId, ParticipantId)> {
    let leg = own_leg(floor, worker, task_of(floor, id)?)?;
    if floor.platform.active_leg(worker) != Some(leg) {
        return Err(Refusal::caller(Code::NoActiveCall, "the agent's own leg is on hold"));
    }
    Ok(leg)
}

/// The leg that HangupCall takes out: of the named call, or in compat mode whatever leg is active.
fn leg_to_hang_up(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<(ConferenceId, ParticipantId)> {
    match floor.platform.center().mode {
        Mode::Strict => own_leg(floor, worker, task_of(floor, id)?),
        Mode::Compat => floor
            .platform
            .active_leg(worker)
            .ok_or_else(|| Refusal::world(Code::NoActiveCall, "the agent is on no live call")),
    }
}

pub(super) fn guard_hang_up(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    call_on_desktop(floor, worker, id, Code::NoTaskInPayload)?;
    leg_to_hang_up(floor, worker, id).map(|_| Execution::AT_BACKEND)
}

pub(super) fn may_hang_up(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done {
    guard_hang_up(floor, worker, id).map(drop)
}

fn own_leg(floor: Floor<'_>, worker: WorkerId, task: TaskId) -> Done<(ConferenceId, ParticipantId)> {
    floor
        .platform
        .leg_on(task, worker)
        .ok_or_else(|| Refusal::world(Code::NoActiveCall, format!("the agent has no leg in the call of {task}")))
}

fn task_of(floor: Floor<'_>, id: ReservationId) -> Done<TaskId> {
    let task = floor.platform.reservation(id).map(|reservation| reservation.task);
    task.ok_or_else(|| Refusal::world(Code::NoActiveCall, format!("reservation {id} is gone")))
}

pub(super) fn hang_up(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
) -> Done<Landed> {
    let (conference, participant) = leg_to_hang_up(floor.as_is(), worker, id)?;
    floor.platform.remove_participant(cx, conference, participant, EndReason::HungUp);
    Landed::nothing()
}

pub(super) fn guard_call_in(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let code = Code::CantAddParticipant;
    call_on_desktop(floor, worker, id, code)?;
    if !floor.platform.center().features.external_transfer {
        let message = "third parties are switched off in this centre: see `center.features.external_transfer`";
        return Err(Refusal::caller(code, message));
    }
    floor.platform.may_call_in(id)?;
    Ok(Execution::AT_BACKEND)
}

pub(super) fn call_in(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    number: &SmolStr,
) -> Done<Landed> {
    let participant = floor.platform.call_in(cx, id, number)?;
    Landed::value(Value::Ref(participant.sid()))
}

pub(super) fn end_for_all(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
) -> Done<Landed> {
    let (conference, _) = own_leg(floor.as_is(), worker, task_of(floor.as_is(), id)?)?;
    floor.platform.end_for_all(cx, conference);
    Landed::nothing()
}

/// The leg that a target names in the live call of a task.
fn find(floor: Floor<'_>, task: TaskId, target: &CalledParticipant) -> Done<(ConferenceId, ParticipantId)> {
    let missing = |message: String| Refusal::world(Code::ParticipantNotFound, message);
    let conference = floor.platform.task(task).and_then(|task| task.conference);
    let live = conference.and_then(|id| Some((id, floor.platform.conference(id)?)));
    let Some((id, live)) = live else { return Err(missing(format!("task {task} has no live call"))) };
    let leg = match target {
        Either::First(LegRef::Worker(worker)) => {
            live.with_role(Role::Worker(*worker)).or_else(|| live.with_role(Role::Supervisor(*worker)))
        }
        Either::First(LegRef::Participant(participant))
        | Either::Second(participant)
        | Either::Both(_, participant) => live.participant(*participant),
    };
    leg.map(|leg| (id, leg.id)).ok_or_else(|| missing(String::from("they are not in the conference")))
}

/// The leg that is held for a target: that of an agent or a third party is their own; whoever else is named, it is the
/// customer's. Nobody is held who is not in.
fn meant(floor: Floor<'_>, task: TaskId, target: &CalledParticipant) -> Done<(ConferenceId, ParticipantId)> {
    let (conference, participant) = match find(floor, task, target) {
        // The published client asks whether they are an agent or a third party, and takes all others for the customer.
        Err(refusal) if floor.platform.center().mode == Mode::Compat => {
            return floor.platform.customer_leg(task).ok_or(refusal);
        }
        found => found?,
    };
    let leg = floor.platform.conference(conference).and_then(|live| live.participant(participant));
    match leg.map(|leg| (leg.role, leg.is_joined())) {
        Some((Role::Supervisor(_), _)) => floor
            .platform
            .customer_leg(task)
            .ok_or_else(|| Refusal::world(Code::ParticipantNotFound, "the customer is not in the conference")),
        Some((_, joined)) if joined || planted!(floor.platform, RingingOnHold) => Ok((conference, participant)),
        Some(_) | None => Err(Refusal::world(Code::ParticipantNotFound, "they have not answered yet")),
    }
}

pub(super) fn guard_hold_participant(
    floor: Floor<'_>,
    worker: WorkerId,
    id: ReservationId,
    target: &CalledParticipant,
    hold: bool,
) -> Done<Execution> {
    let code = if hold { Code::CantHoldParticipant } else { Code::CantUnholdParticipant };
    let task = call_on_desktop(floor, worker, id, code)?.task;
    agree(floor, task, target)?;
    // Whoever is on hold may take themselves off it.
    if hold || !is_own(floor, worker, task, target) {
        guard_holding(floor, worker, id, code)?;
    }
    Ok(Execution::AT_BACKEND)
}

pub(super) fn hold_participant(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    target: &CalledParticipant,
    hold: bool,
) -> Done<Landed> {
    let code = if hold { Code::CantHoldParticipant } else { Code::CantUnholdParticipant };
    let task = accepted(floor.as_is(), id, code)?;
    let (conference, participant) = meant(floor.as_is(), task, target)?;
    let live = floor.platform.conference(conference);
    let role = live.and_then(|live| live.participant(participant)).map(|leg| leg.role);
    if !hold
        && let Some(Role::Worker(other)) = role
        && floor.platform.active_leg(other).is_some_and(|active| active != (conference, participant))
    {
        return Err(Refusal::caller(code, "they are talking on another call"));
    }
    floor.platform.hold_participant(cx, conference, participant, hold);
    Landed::nothing()
}

pub(super) fn guard_kick(
    floor: Floor<'_>,
    worker: WorkerId,
    id: ReservationId,
    target: &CalledParticipant,
) -> Done<Execution> {
    floor.desktops[worker.index()].require(floor.platform, worker, id, Code::TaskNotFound)?;
    let task = call_on_desktop(floor, worker, id, Code::CouldNotKick)?.task;
    agree(floor, task, target)?;
    if is_own(floor, worker, task, target) {
        return Err(Refusal::caller(Code::CouldNotKick, "nobody can remove themselves: hang up instead"));
    }
    Ok(Execution::AT_BACKEND)
}

pub(super) fn kick(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    target: &CalledParticipant,
) -> Done<Landed> {
    let task = accepted(floor.as_is(), id, Code::CouldNotKick)?;
    let (conference, participant) = find(floor.as_is(), task, target)?;
    let live = floor.platform.conference(conference);
    let role = live.and_then(|live| live.participant(participant)).map(|leg| leg.role);
    if floor.platform.center().mode == Mode::Compat && role.is_none_or(|role| role.worker().is_none()) {
        let message = "they are no worker: in compat mode only agents and supervisors can be removed";
        return Err(Refusal::caller(Code::CouldNotKick, message));
    }
    floor.platform.remove_participant(cx, conference, participant, EndReason::Kicked);
    Landed::nothing()
}

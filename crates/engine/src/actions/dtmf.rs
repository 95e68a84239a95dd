//! The dialpad and its tones.

use smol_str::{SmolStr, format_smolstr};

use super::definition::Definition;
use super::execution::{Awaited, Execution, Landed, NestedAction};
use super::fields::{SID, TASK, TASK_OR_SID};
use super::floor::{Floor, FloorMut};
use super::task::not_yet;
use super::voice::{call_on_desktop, own_active_leg_in};
use crate::action::{Action, Code};
use crate::desktop::{Dialpad, state_panel};
use crate::effects::Cx;
use crate::entry::{Entry, Failure, Field, FieldKind, Group, Shape};
use crate::event::ReservationStatus;
use crate::platform::{Done, Refusal};
use crate::units::{ReservationId, WorkerId};
use crate::value::{Payload, Value};

/// What is asked for of a call's dialpad.
#[derive(Clone, Debug, PartialEq)]
pub enum DtmfCommand {
    ToggleDTMFDialpad { reservation: ReservationId, open: Option<bool> },
    SetDTMFDialpadDigits { reservation: ReservationId, digits: SmolStr },
    SendDTMFDigits { reservation: ReservationId, digits: SmolStr },
}

pub(super) const ACTIONS: &[Definition<DtmfCommand>] = &[
    Definition::new(&TOGGLE_DTMF_DIALPAD, |it| {
        Ok(DtmfCommand::ToggleDTMFDialpad { reservation: it.reservation(), open: it.flag("open") })
    }),
    Definition::new(&SET_DTMF_DIALPAD_DIGITS, |it| {
        Ok(DtmfCommand::SetDTMFDialpadDigits { reservation: it.reservation(), digits: it.word("digits") })
    })
    .kept(),
    Definition::new(&SEND_DTMF_DIGITS, |it| {
        Ok(DtmfCommand::SendDTMFDigits { reservation: it.reservation(), digits: it.word("digits") })
    }),
];

pub(super) fn guard(floor: Floor<'_>, worker: WorkerId, command: &DtmfCommand) -> Done<Execution> {
    match command {
        DtmfCommand::ToggleDTMFDialpad { reservation, .. } => guard_toggle(floor, worker, *reservation),
        DtmfCommand::SetDTMFDialpadDigits { reservation, .. } => guard_set(floor, worker, *reservation),
        DtmfCommand::SendDTMFDigits { reservation, .. } => guard_send(floor, worker, *reservation),
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: DtmfCommand,
) -> Done<Landed> {
    match command {
        DtmfCommand::ToggleDTMFDialpad { reservation, open } => toggle(floor, cx, worker, reservation, open),
        DtmfCommand::SetDTMFDialpadDigits { reservation, digits } => set(floor, cx, worker, reservation, digits),
        DtmfCommand::SendDTMFDigits { reservation, digits } => send(floor, cx, worker, reservation, digits),
    }
}

// What the catalogue says.

const DIGITS: Field = Field::required("digits", FieldKind::Digits, "The tones.");
const DIGITS_SLIP: Option<&str> = Some("The field `digits` is in the example, not in the list of fields.");

static TOGGLE_DTMF_DIALPAD: Entry = Entry {
    summary: "Shows or hides the dialpad of a call.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::optional("open", FieldKind::Bool, "Whether to show it; turned over unless given."),
    ],
    pairs: &[TASK_OR_SID],
    legal: "A call, in whatever status.",
    effect: "The dialpad shows without digits, also where it was open already, or closes and forgets them.",
    errors: &[Failure::new(Code::CantToggleDtmf, "the task is no call")],
    slip: Some("`open` is listed as if it were required."),
    example: r#"me.invoke("ToggleDTMFDialpad", #{ sid: task.sid, open: true });"#,
    ..Entry::new(Action::ToggleDTMFDialpad, Group::Dtmf)
};

static SET_DTMF_DIALPAD_DIGITS: Entry = Entry {
    summary: "Writes digits on the dialpad without sounding them.",
    shape: Shape::Object,
    fields: &[TASK, SID, DIGITS],
    pairs: &[TASK_OR_SID],
    legal: "An accepted call.",
    effect: "The digits on the dialpad are these now. Nobody hears anything.",
    errors: &[Failure::new(Code::CantSetDigits, "the task is no accepted call")],
    slip: DIGITS_SLIP,
    example: r#"me.invoke("SetDTMFDialpadDigits", #{ sid: task.sid, digits: "12#" });"#,
    ..Entry::new(Action::SetDTMFDialpadDigits, Group::Dtmf)
};

static SEND_DTMF_DIGITS: Entry = Entry {
    summary: "Sounds tones in the call.",
    shape: Shape::Object,
    fields: &[TASK, SID, DIGITS],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "An accepted call that the agent is in.",
    effect: "The tones sound on the agent's leg and are added to the digits on the dialpad.",
    errors: &[
        Failure::new(Code::CantSendDigits, "the task is no accepted call"),
        Failure::new(Code::NoActiveCall, "the agent is in no call"),
    ],
    invokes: &[Action::SetDTMFDialpadDigits],
    slip: DIGITS_SLIP,
    example: r#"me.invoke("SendDTMFDigits", #{ sid: task.sid, digits: "5" });"#,
    ..Entry::new(Action::SendDTMFDigits, Group::Dtmf)
};

// Guards and effects.

fn guard_toggle(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    call_on_desktop(floor, worker, id, Code::CantToggleDtmf)?;
    Ok(Execution::ON_DESKTOP)
}

/// Opens the dialpad without digits, or closes it and forgets them.
fn toggle(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    open: Option<bool>,
) -> Done<Landed> {
    let panels = &mut floor.desktops[worker.index()].panels;
    let pad = panels.dialpad_mut(id);
    let before = pad.clone();
    *pad = Dialpad { open: open.unwrap_or(!pad.open), digits: SmolStr::default(), ..*pad };
    if *pad != before {
        state_panel(cx, worker, "dialpad");
    }
    Landed::nothing()
}

fn guard_set(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    accepted_call(floor, worker, id, Code::CantSetDigits)?;
    Ok(Execution::ON_DESKTOP)
}

fn accepted_call(floor: Floor<'_>, worker: WorkerId, id: ReservationId, code: Code) -> Done {
    let task = call_on_desktop(floor, worker, id, code)?;
    let message = || format!("reservation {id} is {}", task.status.name());
    match task.status {
        ReservationStatus::Accepted => Ok(()),
        ReservationStatus::Pending => Err(not_yet(floor, id, code, message())),
        _ => Err(Refusal::world(code, message())),
    }
}

fn set(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    digits: SmolStr,
) -> Done<Landed> {
    let pad = floor.desktops[worker.index()].panels.dialpad_mut(id);
    if pad.digits != digits {
        pad.digits = digits;
        state_panel(cx, worker, "dialpad");
    }
    Landed::nothing()
}

fn guard_send(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    accepted_call(floor, worker, id, Code::CantSendDigits)?;
    own_active_leg_in(floor, worker, id)?;
    Ok(Execution::AT_BACKEND)
}

/// Sounds the tones, and adds them to what is on the dialpad.
fn send(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    digits: SmolStr,
) -> Done<Landed> {
    let (conference, participant) = own_active_leg_in(floor.as_is(), worker, id)?;
    floor.platform.send_tones(cx, conference, participant, digits.clone());
    let panels = &floor.desktops[worker.index()].panels;
    let written = panels.dialpad(id).map(|pad| pad.digits.as_str()).unwrap_or_default();
    let payload =
        Payload::of("sid", Value::Sid(id.sid())).with("digits", Value::Text(format_smolstr!("{written}{digits}")));
    // The tones have sounded, whatever becomes of the display.
    Ok(Landed::then(NestedAction { action: Action::SetDTMFDialpadDigits, payload, awaited: Awaited::No }))
}

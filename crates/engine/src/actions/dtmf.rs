//! Bodies: the dialpad and its tones.

use smol_str::{SmolStr, format_smolstr};

use super::voice::{call_on_desktop, own_active_leg_in};
use crate::action::{Action, Code};
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::ReservationStatus;
use crate::invocation::{Execution, Landed, NestedAction};
use crate::platform::{Done, Refusal};
use crate::units::{ReservationId, WorkerId};
use crate::value::{Payload, Value};

pub(super) fn guard_toggle(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    call_on_desktop(engine, worker, id, Code::CantToggleDtmf)?;
    Ok(Execution::OnDesktop)
}

/// Opens the dialpad without digits, or closes it and forgets them.
pub(super) fn toggle(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    open: Option<bool>,
) -> Done<Landed> {
    let panels = &mut engine.desktops[worker.index()].panels;
    let pad = panels.dialpad_mut(id);
    let before = pad.clone();
    pad.open = open.unwrap_or(!pad.open);
    if pad.open != before.open {
        pad.digits = SmolStr::default();
    }
    if *pad != before {
        let view = pad.view();
        state_panel(cx, worker, "dialpad", view);
    }
    Landed::nothing()
}

pub(super) fn guard_set(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    accepted_call(engine, worker, id, Code::CantSetDigits)?;
    Ok(Execution::OnDesktop)
}

fn accepted_call(engine: &Engine, worker: WorkerId, id: ReservationId, code: Code) -> Done {
    let task = call_on_desktop(engine, worker, id, code)?;
    let message = || format!("reservation {id} is {}", task.status.name());
    match task.status {
        ReservationStatus::Accepted => Ok(()),
        ReservationStatus::Pending => Err(super::task::not_yet(engine, id, code, message())),
        _ => Err(Refusal::world(code, message())),
    }
}

pub(super) fn set(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    digits: SmolStr,
) -> Done<Landed> {
    let pad = engine.desktops[worker.index()].panels.dialpad_mut(id);
    if pad.digits != digits {
        pad.digits = digits;
        let view = pad.view();
        state_panel(cx, worker, "dialpad", view);
    }
    Landed::nothing()
}

pub(super) fn guard_send(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    accepted_call(engine, worker, id, Code::CantSendDigits)?;
    own_active_leg_in(engine, worker, id)?;
    Ok(Execution::AtBackend)
}

/// Sounds the tones, and adds them to what is on the dialpad.
pub(super) fn send(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    digits: SmolStr,
) -> Done<Landed> {
    let (conference, participant) = own_active_leg_in(engine, worker, id)?;
    engine.platform.send_tones(cx, conference, participant, digits.clone());
    let panels = &engine.desktops[worker.index()].panels;
    let written = panels.dialpad(id).map(|pad| pad.digits.as_str()).unwrap_or_default();
    let payload =
        Payload::of("sid", Value::Sid(id.sid())).with("digits", Value::Text(format_smolstr!("{written}{digits}")));
    // The tones have sounded, whatever becomes of the display.
    Ok(Landed::then(NestedAction { action: Action::SetDTMFDialpadDigits, payload, must_succeed: false }))
}

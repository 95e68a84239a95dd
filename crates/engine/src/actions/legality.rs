//! What would be refused now, told before anybody tries: for the buttons of a person's desktop.
//!
//! Asks the guards and the platform what they would say, and changes nothing. Whether an action is still legal when it
//! lands is judged again then, so a legal one can be refused all the same.

use super::{outbound, task, transfer, voice};
use crate::action::{Action, Code};
use crate::config::Channel;
use crate::engine::Engine;
use crate::payload::{self, Conversing};
use crate::platform::{Done, Refusal};
use crate::units::{ReservationId, WorkerId};
use crate::value::Payload;

/// Judges what is about a reservation.
type Judge = fn(&Engine, WorkerId, ReservationId) -> Done;

/// Who judges what. Of other actions nothing is known before they are invoked.
const JUDGES: [(Action, Judge); 9] = [
    (Action::AcceptTask, may_accept),
    (Action::RejectTask, |engine, worker, id| task::guard_reject(engine, worker, id).map(drop)),
    (Action::WrapupTask, may_wrap_up),
    (Action::CompleteTask, may_complete),
    (Action::HoldCall, |engine, worker, id| may_hold(engine, worker, id, true)),
    (Action::UnholdCall, |engine, worker, id| may_hold(engine, worker, id, false)),
    (Action::HangupCall, |engine, worker, id| voice::guard_hang_up(engine, worker, id).map(drop)),
    (Action::TransferTask, may_transfer),
    (Action::CancelTransfer, may_cancel),
];

/// What guards and platform would say to an action, as far as that can be told before.
pub(crate) fn judge(engine: &Engine, worker: WorkerId, action: Action, payload: &Payload) -> Done {
    if action == Action::ToggleMute {
        return voice::guard_mute(engine, worker).map(drop);
    }
    if action == Action::SendMessage {
        return match payload::conversation_of(payload) {
            Some(Conversing::Conversation(id)) => engine.platform.open_to(id, worker, Code::SendMessageFailed),
            Some(Conversing::Channel(_)) | None => Ok(()),
        };
    }
    let judge = JUDGES.iter().find(|(judged, _)| *judged == action).map(|(_, judge)| judge);
    match (judge, payload::reservation_of(payload)) {
        (Some(judge), Some(id)) => judge(engine, worker, id),
        (Some(_), None) | (None, _) => Ok(()),
    }
}

fn may_accept(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done {
    let task = task::pending_on_desktop(engine, worker, id)?;
    match task.channel {
        Channel::Voice => outbound::voice_in_browser(engine),
        Channel::Chat | Channel::Email | Channel::Messaging => Ok(()),
    }
}

fn may_wrap_up(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done {
    task::guard_wrap_up(engine, worker, id).map(drop)
}

fn may_complete(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done {
    task::guard_complete(engine, worker, id)?;
    engine.platform.may_complete(id)
}

fn may_hold(engine: &Engine, worker: WorkerId, id: ReservationId, hold: bool) -> Done {
    voice::guard_hold(engine, worker, id, hold)?;
    let code = if hold { Code::ErrorHoldingCall } else { Code::ErrorUnholdingCall };
    let task = voice::accepted(engine, id, code)?;
    engine.platform.may_hold_customer(task, code)
}

fn may_transfer(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done {
    transfer::guard_transfer(engine, worker, id)?;
    engine.platform.may_transfer(id).map(drop)
}

/// In words of its own: of a call that was never transferred, the button says less than the refusal of a request.
fn may_cancel(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done {
    transfer::guard_cancel(engine, worker, id)?;
    let task = engine.platform.reservation(id).and_then(|reservation| engine.platform.task(reservation.task));
    match task.and_then(|task| task.transfer_in_flight()) {
        Some(transfer) if transfer.initiator == id => Ok(()),
        Some(_) => Err(Refusal::caller(Code::NoTransferToCancel, "another agent initiated the transfer")),
        None => Err(Refusal::caller(Code::NoTransferToCancel, "no transfer is in flight")),
    }
}

//! The bodies of the actions: what the desktop's guard asks, and what happens when the request lands.
//!
//! One file for each group of the catalogue. A guard judges by the desktop's own copy and changes nothing on the
//! platform; a landing is judged by the platform as it is then.

mod chat;
mod navigation;
mod outbound;
mod task;
mod transfer;
mod voice;
mod worker;

use std::collections::VecDeque;

use super::Engine;
use super::action::Code;
use super::effects::Cx;
pub(super) use super::framework::Nested;
use super::payload::Command;
use super::platform::{Done, Refusal, TransferOrder};
use super::value::Value;
use crate::units::{InvocationId, WorkerId};

/// How a body goes on when its guard has let it pass.
pub(super) enum Course {
    /// The effect is the desktop's own and happens now.
    Local,
    /// The backend is asked.
    Remote,
    /// Other actions are invoked instead.
    Instead(VecDeque<Nested>),
}

/// What a landing leaves: the value that the invocation settles with, and what its body still invokes.
#[derive(Default)]
pub(super) struct Landed {
    pub(super) value: Value,
    pub(super) then: VecDeque<Nested>,
}

impl Landed {
    fn nothing() -> Done<Self> {
        Ok(Self::default())
    }
    fn value(value: Value) -> Done<Self> {
        Ok(Self { value, then: VecDeque::new() })
    }
}

/// Asks the desktop's guard of an action.
pub(super) fn guard(
    engine: &mut Engine,
    invocation: InvocationId,
    worker: WorkerId,
    command: &Command,
) -> Done<Course> {
    match command {
        Command::AcceptTask { reservation, .. } => task::guard_accept(engine, invocation, worker, *reservation),
        Command::RejectTask { reservation } => task::guard_reject(engine, worker, *reservation),
        Command::EndVoiceTask { reservation } => task::guard_end(engine, worker, *reservation),
        Command::CompleteTask { reservation } => task::guard_complete(engine, worker, *reservation),
        Command::WrapupTask { reservation } => task::guard_wrap_up(engine, worker, *reservation),
        Command::SelectTask { reservation } => task::guard_select(engine, worker, *reservation),
        Command::SetTaskAttributes { reservation, .. } => task::guard_set_attributes(engine, worker, *reservation),
        Command::TransferTask { reservation, .. } => transfer::guard_transfer(engine, worker, *reservation),
        Command::CancelTransfer { reservation } => transfer::guard_cancel(engine, worker, *reservation),

        Command::ToggleMute => voice::guard_mute(engine, worker),
        Command::HangupCall { reservation } | Command::EndConferenceForAll { reservation } => {
            voice::guard_own_leg(engine, worker, *reservation)
        }
        Command::HoldCall { reservation } => voice::guard_hold(engine, worker, *reservation, true),
        Command::UnholdCall { reservation } => voice::guard_hold(engine, worker, *reservation, false),
        Command::HoldParticipant { reservation, target } => {
            voice::guard_hold_participant(engine, worker, *reservation, voice::leg(target)?, true)
        }
        Command::UnholdParticipant { reservation, target } => {
            voice::guard_hold_participant(engine, worker, *reservation, voice::leg(target)?, false)
        }
        Command::KickParticipant { reservation, target } => {
            voice::guard_kick(engine, worker, *reservation, voice::leg(target)?)
        }

        Command::StartOutboundCall(call) => outbound::guard_call(engine, invocation, worker, call),

        Command::SendMessage(message) => chat::guard_send(engine, message),
        Command::SendTyping { .. } | Command::LeaveChannel { .. } => Ok(Course::Remote),

        Command::SetActivity { activity, .. } => worker::activity(engine, activity).map(|_| Course::Remote),
        Command::SetWorkerActivity { worker: target, activity, .. } => {
            worker::activity(engine, activity)?;
            worker::guard_other(engine, worker, *target)
        }

        Command::HistoryPush { .. }
        | Command::HistoryReplace { .. }
        | Command::HistoryGo { .. }
        | Command::HistoryGoBack
        | Command::HistoryGoForward => Ok(Course::Local),

        other => Err(not_implemented(other)),
    }
}

/// Lets a command land: the platform judges it as things are now.
pub(super) fn land(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, command: Command) -> Done<Landed> {
    match command {
        Command::AcceptTask { reservation, .. } => task::accept(engine, cx, reservation),
        Command::RejectTask { reservation } => task::reject(engine, cx, reservation),
        Command::CompleteTask { reservation } => task::complete(engine, cx, reservation),
        Command::WrapupTask { reservation } => task::wrap_up(engine, cx, reservation),
        Command::SelectTask { reservation } => task::select(engine, cx, worker, reservation),
        Command::SetTaskAttributes { reservation, attributes, merge } => {
            task::set_attributes(engine, cx, reservation, &attributes, merge)
        }
        Command::TransferTask { reservation, target, mode, attributes, priority } => {
            let order = TransferOrder { mode, target, attributes, priority };
            transfer::transfer(engine, cx, reservation, &order)
        }
        Command::CancelTransfer { reservation } => transfer::cancel(engine, cx, reservation),

        Command::ToggleMute => voice::toggle_mute(engine, cx, worker),
        Command::HangupCall { reservation } => voice::hang_up(engine, cx, worker, reservation),
        Command::EndConferenceForAll { reservation } => voice::end_for_all(engine, cx, worker, reservation),
        Command::HoldCall { reservation } => voice::hold(engine, cx, reservation, true),
        Command::UnholdCall { reservation } => voice::hold(engine, cx, reservation, false),
        Command::HoldParticipant { reservation, target } => {
            voice::hold_participant(engine, cx, reservation, voice::leg(&target)?, true)
        }
        Command::UnholdParticipant { reservation, target } => {
            voice::hold_participant(engine, cx, reservation, voice::leg(&target)?, false)
        }
        Command::KickParticipant { reservation, target } => {
            voice::kick(engine, cx, reservation, voice::leg(&target)?)
        }

        Command::StartOutboundCall(call) => outbound::call(engine, cx, worker, &call),

        Command::SendMessage(message) => chat::send(engine, cx, worker, message),
        Command::SendTyping { conversation } => chat::types(engine, cx, worker, conversation),
        Command::LeaveChannel { channel } => chat::leave(engine, cx, worker, channel),

        Command::SetActivity { activity, reject_pending } => {
            worker::set_activity(engine, cx, worker, &activity, reject_pending)
        }
        Command::SetWorkerActivity { worker, activity, reject_pending } => {
            worker::set_activity(engine, cx, worker, &activity, reject_pending)
        }

        Command::HistoryPush { location } => navigation::go(engine, cx, worker, navigation::Move::Push(location)),
        Command::HistoryReplace { location } => {
            navigation::go(engine, cx, worker, navigation::Move::Replace(location))
        }
        Command::HistoryGo { delta } => navigation::go(engine, cx, worker, navigation::Move::Go(delta)),
        Command::HistoryGoBack => navigation::go(engine, cx, worker, navigation::Move::Go(-1)),
        Command::HistoryGoForward => navigation::go(engine, cx, worker, navigation::Move::Go(1)),

        other => Err(not_implemented(&other)),
    }
}

fn not_implemented(_: &Command) -> Refusal {
    Refusal::caller(Code::NotImplemented, "this action is in the catalogue but does nothing yet")
}

//! The bodies of the actions: what the desktop's guard asks, and what happens when the request lands.
//!
//! One file for each group of the catalogue. A guard judges by the desktop's own copy and changes nothing on the
//! platform; a landing is judged by the platform as it is then.

mod channel;
mod chat;
mod dtmf;
mod insights;
pub(crate) mod legality;
mod navigation;
mod outbound;
pub(crate) mod supervisor;
mod task;
mod telephony;
mod transfer;
mod ui;
mod voice;
mod worker;

use crate::action::Code;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::invocation::{Execution, Landed};
use crate::payload::Command;
use crate::platform::{Done, TransferOrder};
use crate::units::{InvocationId, WorkerId};

/// Asks the desktop's guard of an action.
pub(crate) fn guard(
    engine: &mut Engine,
    invocation: InvocationId,
    worker: WorkerId,
    command: &Command,
) -> Done<Execution> {
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
        Command::HangupCall { reservation } => voice::guard_hang_up(engine, worker, *reservation),
        Command::EndConferenceForAll { reservation } => voice::guard_own_leg(engine, worker, *reservation),
        Command::HoldCall { reservation } => voice::guard_hold(engine, worker, *reservation, true),
        Command::UnholdCall { reservation } => voice::guard_hold(engine, worker, *reservation, false),
        Command::StartExternalWarmTransfer { reservation, .. } => {
            voice::guard_call_in(engine, worker, *reservation)
        }
        Command::HoldParticipant { reservation, target } => {
            voice::guard_hold_participant(engine, worker, *reservation, target, true)
        }
        Command::UnholdParticipant { reservation, target } => {
            voice::guard_hold_participant(engine, worker, *reservation, target, false)
        }
        Command::KickParticipant { reservation, target } => {
            voice::guard_kick(engine, worker, *reservation, target)
        }
        Command::ToggleDTMFDialpad { reservation, .. } => dtmf::guard_toggle(engine, worker, *reservation),
        Command::SetDTMFDialpadDigits { reservation, .. } => dtmf::guard_set(engine, worker, *reservation),
        Command::SendDTMFDigits { reservation, .. } => dtmf::guard_send(engine, worker, *reservation),

        Command::StartOutboundCall(call) => outbound::guard_call(engine, worker, call),
        Command::ToggleOutboundDialer => outbound::guard_toggle_dialer(engine, worker),
        Command::StartOutboundEmailTask(email) => outbound::guard_email(engine, email),

        Command::SendMessage(message) => chat::guard_send(engine, invocation, worker, message),
        Command::SendRichContentMessage(message) => chat::guard_send_template(engine, message),
        Command::SendTyping { .. } => Ok(Execution::AtBackend),
        Command::SetInputText(draft) => chat::guard_draft(engine, worker, draft.conversation),
        Command::AttachFiles { conversation, files } => chat::guard_attach(engine, worker, *conversation, files),
        Command::DetachFile { conversation, file } => chat::guard_detach(engine, worker, *conversation, file),
        Command::DownloadMedia { conversation, media } => chat::guard_download(engine, *conversation, media),

        Command::LeaveChannel { .. } => channel::guard_leave(engine),
        Command::PauseChannel { .. } => channel::guard_pause(engine),
        Command::ResumeChannel { channel } => channel::guard_resume(engine, worker, *channel),
        Command::GetPausedChannels => channel::guard_list(engine, Code::FetchPausedChannelsFailed),
        Command::GetPausedEmailConversations => channel::guard_list(engine, Code::FetchPausedEmailFailed),
        Command::SelectPausedConversation { conversation } => channel::guard_select(engine, worker, *conversation),

        Command::SetActivity { activity, .. } => worker::activity(engine, activity).map(|_| Execution::AtBackend),
        Command::SetWorkerActivity { worker: target, activity, .. } => {
            let course = worker::guard_other(engine, worker, *target)?;
            worker::activity(engine, activity).map(|_| course)
        }
        Command::Logout { force, activity } => worker::guard_logout(engine, *force, *activity),
        Command::SetWorkerAttributes { attributes, merge } => {
            worker::guard_attributes(engine, worker, attributes, *merge)
        }
        Command::UpdateWorkerToken { token } => worker::guard_token(token),

        Command::MonitorCall { reservation } => supervisor::guard_monitor(engine, worker, *reservation),
        Command::StopMonitoringCall { reservation } => supervisor::guard_stop(engine, worker, *reservation),
        Command::SelectTaskInSupervisor { reservation } => {
            supervisor::guard_select_task(engine, worker, *reservation)
        }
        Command::SelectWorkerInSupervisor { worker: person } => {
            supervisor::guard_select_worker(engine, worker, *person)
        }
        Command::ApplyTeamsViewFilters { extra, .. } => supervisor::guard_filters(engine, worker, extra.as_ref()),
        Command::ApplyTeamsViewSearch { .. } => {
            supervisor::supervises(engine, worker, "have the team's view").map(|()| Execution::OnDesktop)
        }

        Command::IssueCallToWorker { reservation, url, .. } => {
            telephony::guard_offered(engine, worker, *reservation, Some(url), Code::IssueCallFailed)
        }
        Command::DequeueTask { reservation, .. } => {
            telephony::guard_offered(engine, worker, *reservation, None, Code::DequeueFailed)
        }
        Command::RedirectCallTask { reservation, url, .. } => {
            telephony::guard_offered(engine, worker, *reservation, Some(url), Code::RedirectFailed)
        }
        Command::UpdateWorkerParticipant { reservation, .. } => {
            telephony::guard_flags(engine, worker, *reservation, Code::UpdateWorkerParticipantFailed)
        }
        Command::UpdateCustomerParticipant { reservation, .. } => {
            telephony::guard_flags(engine, worker, *reservation, Code::UpdateCustomerParticipantFailed)
        }

        Command::InsightsPlayerPlay { recording } => insights::guard_play(engine, recording),
        Command::InsightsPlayerInitialized
        | Command::InsightsPlayerHide
        | Command::InsightsPlayerShow
        | Command::HistoryPush { .. }
        | Command::HistoryReplace { .. }
        | Command::HistoryGo { .. }
        | Command::HistoryGoBack
        | Command::HistoryGoForward
        | Command::ShowDirectory
        | Command::HideDirectory
        | Command::ToggleSidebar { .. }
        | Command::SetComponentState { .. }
        | Command::ReloadWindow { .. } => Ok(Execution::OnDesktop),
    }
}

/// Lets a command land: the platform judges it as things are now. Without an invocation, nobody waits for it.
pub(crate) fn land(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    invocation: Option<InvocationId>,
    worker: WorkerId,
    command: Command,
) -> Done<Landed> {
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
            voice::hold_participant(engine, cx, reservation, &target, true)
        }
        Command::UnholdParticipant { reservation, target } => {
            voice::hold_participant(engine, cx, reservation, &target, false)
        }
        Command::KickParticipant { reservation, target } => voice::kick(engine, cx, reservation, &target),

        Command::StartExternalWarmTransfer { reservation, phone_number, .. } => {
            voice::call_in(engine, cx, reservation, &phone_number)
        }
        Command::ToggleDTMFDialpad { reservation, open } => dtmf::toggle(engine, cx, worker, reservation, open),
        Command::SetDTMFDialpadDigits { reservation, digits } => {
            dtmf::set(engine, cx, worker, reservation, digits)
        }
        Command::SendDTMFDigits { reservation, digits } => dtmf::send(engine, cx, worker, reservation, digits),

        Command::StartOutboundCall(call) => outbound::call(engine, cx, invocation, worker, &call),
        Command::ToggleOutboundDialer => outbound::toggle_dialer(engine, cx, worker),
        Command::StartOutboundEmailTask(email) => outbound::email(engine, cx, worker, &email),

        Command::SendMessage(message) => chat::send(engine, cx, invocation, worker, message),
        Command::SendRichContentMessage(message) => chat::send_template(engine, cx, worker, &message),
        Command::SendTyping { conversation } => chat::types(engine, cx, worker, conversation),
        Command::SetInputText(draft) => chat::set_draft(engine, cx, worker, draft),
        Command::AttachFiles { conversation, files } => chat::attach(engine, cx, worker, conversation, files),
        Command::DetachFile { conversation, file } => chat::detach(engine, cx, worker, conversation, &file),
        Command::DownloadMedia { conversation, media } => chat::download(engine, cx, worker, conversation, &media),

        Command::LeaveChannel { channel } => channel::leave(engine, cx, worker, channel),
        Command::PauseChannel { channel } => channel::pause(engine, cx, worker, channel),
        Command::ResumeChannel { channel } => channel::resume(engine, cx, worker, channel),
        Command::GetPausedChannels => channel::list(engine, cx, worker, false),
        Command::GetPausedEmailConversations => channel::list(engine, cx, worker, true),
        Command::SelectPausedConversation { conversation } => channel::select(engine, cx, worker, conversation),

        Command::SetActivity { activity, reject_pending } => {
            worker::set_activity(engine, cx, worker, &activity, reject_pending)
        }
        Command::SetWorkerActivity { worker, activity, reject_pending } => {
            worker::set_activity(engine, cx, worker, &activity, reject_pending)
        }
        Command::Logout { force, activity } => worker::logout(engine, cx, worker, force, activity),
        Command::SetWorkerAttributes { attributes, merge } => {
            worker::set_attributes(engine, cx, worker, &attributes, merge)
        }
        Command::UpdateWorkerToken { token } => worker::renew(engine, cx, worker, token),

        Command::MonitorCall { reservation } => supervisor::monitor(engine, cx, worker, reservation),
        Command::StopMonitoringCall { reservation } => supervisor::stop(engine, cx, worker, reservation),
        Command::SelectTaskInSupervisor { reservation } => {
            supervisor::select(engine, cx, worker, reservation, None)
        }
        Command::SelectWorkerInSupervisor { worker: person } => {
            supervisor::select(engine, cx, worker, None, person)
        }
        Command::ApplyTeamsViewFilters { filters, extra } => {
            supervisor::filters(engine, cx, worker, filters, extra)
        }
        Command::ApplyTeamsViewSearch { search } => supervisor::search(engine, cx, worker, search),

        Command::IssueCallToWorker { reservation, to, accept, .. } => {
            telephony::issue_call(engine, cx, reservation, to, accept)
        }
        Command::DequeueTask { reservation, to, post_work_activity } => {
            telephony::dequeue(engine, cx, reservation, to, post_work_activity)
        }
        Command::RedirectCallTask { reservation, call, accept, .. } => {
            telephony::redirect(engine, cx, reservation, call, accept)
        }
        Command::UpdateWorkerParticipant { reservation, flags } => {
            telephony::update_own_leg(engine, cx, worker, reservation, flags)
        }
        Command::UpdateCustomerParticipant { reservation, hold } => {
            telephony::update_customer_leg(engine, cx, reservation, hold)
        }

        Command::HistoryPush { location } => navigation::go(engine, cx, worker, navigation::Move::Push(location)),
        Command::HistoryReplace { location } => {
            navigation::go(engine, cx, worker, navigation::Move::Replace(location))
        }
        Command::HistoryGo { delta } => navigation::go(engine, cx, worker, navigation::Move::Go(delta)),
        Command::HistoryGoBack => navigation::go(engine, cx, worker, navigation::Move::Go(-1)),
        Command::HistoryGoForward => navigation::go(engine, cx, worker, navigation::Move::Go(1)),
        Command::ShowDirectory => ui::directory(engine, cx, worker, true),
        Command::HideDirectory => ui::directory(engine, cx, worker, false),
        Command::ToggleSidebar { open } => ui::sidebar(engine, cx, worker, open),
        Command::SetComponentState { name, state } => ui::component(engine, cx, worker, name, &state),
        Command::ReloadWindow { force_login } => ui::reload(engine, cx, invocation, worker, force_login),

        Command::InsightsPlayerPlay { recording } => insights::play(engine, cx, worker, &recording),
        Command::InsightsPlayerHide => insights::show(engine, cx, worker, false),
        Command::InsightsPlayerShow => insights::show(engine, cx, worker, true),
        // What other actions do for it is done; the player's beginning is for listeners to hear.
        Command::EndVoiceTask { .. } | Command::InsightsPlayerInitialized => Landed::nothing(),
    }
}

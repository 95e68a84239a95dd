//! Which fields make which command: one arm an action, over a payload that has passed the check.

use Action as A;

use super::command::Command;
use super::error::PayloadError;
use super::reader::Reader;
use crate::action::Action;
use crate::value::Payload;

/// Reads the command of an action.
pub(super) fn read(action: Action, payload: &Payload) -> Result<Command, PayloadError> {
    let reader = Reader::new(payload);
    Ok(match action {
        A::AcceptTask => Command::AcceptTask {
            reservation: reader.reservation(),
            conference_options: reader.value("conferenceOptions"),
        },
        A::RejectTask => Command::RejectTask { reservation: reader.reservation() },
        A::EndVoiceTask => Command::EndVoiceTask { reservation: reader.reservation() },
        A::CompleteTask => Command::CompleteTask { reservation: reader.reservation() },
        A::WrapupTask => Command::WrapupTask { reservation: reader.reservation() },
        A::SelectTask => Command::SelectTask { reservation: reader.reservation_if_any() },
        A::TransferTask => reader.transfer()?,
        A::CancelTransfer => Command::CancelTransfer { reservation: reader.reservation() },
        A::SetTaskAttributes => Command::SetTaskAttributes {
            reservation: reader.reservation(),
            attributes: reader.value("attributes"),
            merge: reader.flag("mergeExisting") == Some(true),
        },

        A::ToggleMute => Command::ToggleMute,
        A::HangupCall => Command::HangupCall { reservation: reader.reservation() },
        A::EndConferenceForAll => Command::EndConferenceForAll { reservation: reader.reservation() },
        A::HoldCall => Command::HoldCall { reservation: reader.reservation() },
        A::UnholdCall => Command::UnholdCall { reservation: reader.reservation() },
        A::StartExternalWarmTransfer => Command::StartExternalWarmTransfer {
            reservation: reader.reservation(),
            phone_number: reader.word("phoneNumber"),
            caller_id: reader.word("callerId"),
        },
        A::KickParticipant => {
            Command::KickParticipant { reservation: reader.reservation(), target: reader.participant() }
        }
        A::HoldParticipant => {
            Command::HoldParticipant { reservation: reader.reservation(), target: reader.participant() }
        }
        A::UnholdParticipant => {
            Command::UnholdParticipant { reservation: reader.reservation(), target: reader.participant() }
        }
        A::ToggleDTMFDialpad => {
            Command::ToggleDTMFDialpad { reservation: reader.reservation(), open: reader.flag("open") }
        }
        A::SetDTMFDialpadDigits => {
            Command::SetDTMFDialpadDigits { reservation: reader.reservation(), digits: reader.word("digits") }
        }
        A::SendDTMFDigits => {
            Command::SendDTMFDigits { reservation: reader.reservation(), digits: reader.word("digits") }
        }

        A::StartOutboundCall => Command::StartOutboundCall(reader.outbound_call()),
        A::ToggleOutboundDialer => Command::ToggleOutboundDialer,
        A::StartOutboundEmailTask => Command::StartOutboundEmailTask(reader.outbound_email()),

        A::SendMessage => Command::SendMessage(reader.message()),
        A::SendRichContentMessage => Command::SendRichContentMessage(reader.template()),
        A::SendTyping => Command::SendTyping { conversation: reader.conversation() },
        A::SetInputText => Command::SetInputText(reader.draft()?),
        A::AttachFiles => {
            Command::AttachFiles { conversation: reader.conversation(), files: reader.files("files") }
        }
        A::DetachFile => Command::DetachFile { conversation: reader.conversation(), file: reader.file("file") },
        A::DownloadMedia => Command::DownloadMedia { conversation: reader.conversation(), media: reader.media() },

        A::LeaveChannel => Command::LeaveChannel { channel: reader.id("channelSid") },
        A::PauseChannel => Command::PauseChannel { channel: reader.id("channelSid") },
        A::ResumeChannel => Command::ResumeChannel { channel: reader.id("channelSid") },
        A::GetPausedChannels => Command::GetPausedChannels,
        A::GetPausedEmailConversations => Command::GetPausedEmailConversations,
        A::SelectPausedConversation => Command::SelectPausedConversation { conversation: reader.id("sid") },

        A::SetActivity => Command::SetActivity {
            activity: reader.activity(),
            reject_pending: reader.option_flag("rejectPendingReservations"),
        },
        A::SetWorkerActivity => Command::SetWorkerActivity {
            worker: reader.id("workerSid"),
            activity: reader.activity(),
            reject_pending: reader.option_flag("rejectPendingReservations"),
        },
        A::Logout => Command::Logout {
            force: reader.flag("forceLogout") == Some(true),
            activity: reader.id_if_any("activitySid"),
        },
        A::SetWorkerAttributes => Command::SetWorkerAttributes {
            attributes: reader.value("attributes"),
            merge: reader.flag("mergeExisting") == Some(true),
        },
        A::UpdateWorkerToken => Command::UpdateWorkerToken { token: reader.text("token") },

        A::MonitorCall => Command::MonitorCall { reservation: reader.reservation() },
        A::StopMonitoringCall => Command::StopMonitoringCall { reservation: reader.reservation_if_any() },
        A::SelectTaskInSupervisor => Command::SelectTaskInSupervisor { reservation: reader.reservation_if_any() },
        A::SelectWorkerInSupervisor => {
            Command::SelectWorkerInSupervisor { worker: reader.one_id("workerSid", "worker") }
        }
        A::ApplyTeamsViewFilters => Command::ApplyTeamsViewFilters {
            filters: reader.filters(),
            extra: reader.text_if_any("extraFilterQuery"),
        },
        A::ApplyTeamsViewSearch => Command::ApplyTeamsViewSearch { search: reader.text("search") },

        A::IssueCallToWorker => Command::IssueCallToWorker {
            reservation: reader.reservation(),
            url: reader.word("twiMLUrl"),
            accept: reader.option_flag("accept") == Some(true),
            to: reader.option_text("to"),
        },
        A::DequeueTask => Command::DequeueTask {
            reservation: reader.reservation(),
            to: reader.option_text("to"),
            post_work_activity: reader.option_id("postWorkActivitySid"),
        },
        A::RedirectCallTask => Command::RedirectCallTask {
            reservation: reader.reservation(),
            call: reader.id("callSid"),
            url: reader.word("twiMLUrl"),
            accept: reader.option_flag("accept") == Some(true),
        },
        A::UpdateWorkerParticipant => {
            Command::UpdateWorkerParticipant { reservation: reader.reservation(), flags: reader.leg_flags() }
        }
        A::UpdateCustomerParticipant => Command::UpdateCustomerParticipant {
            reservation: reader.reservation(),
            hold: reader.option_flag("hold"),
        },

        A::HistoryPush => Command::HistoryPush { location: reader.bare_text() },
        A::HistoryReplace => Command::HistoryReplace { location: reader.bare_text() },
        A::HistoryGo => Command::HistoryGo { delta: reader.bare_int() },
        A::HistoryGoBack => Command::HistoryGoBack,
        A::HistoryGoForward => Command::HistoryGoForward,
        A::ShowDirectory => Command::ShowDirectory,
        A::HideDirectory => Command::HideDirectory,
        A::ToggleSidebar => Command::ToggleSidebar { open: reader.flag("open") },
        A::SetComponentState => {
            Command::SetComponentState { name: reader.word("name"), state: reader.value("state") }
        }
        A::ReloadWindow => Command::ReloadWindow { force_login: reader.flag("forceLogin") == Some(true) },

        A::InsightsPlayerPlay => Command::InsightsPlayerPlay { recording: reader.recording() },
        A::InsightsPlayerInitialized => Command::InsightsPlayerInitialized,
        A::InsightsPlayerHide => Command::InsightsPlayerHide,
        A::InsightsPlayerShow => Command::InsightsPlayerShow,
    })
}

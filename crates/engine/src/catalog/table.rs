//! All entries of the catalogue, by action.

use super::entry::{Entry, Failure, Group};
use super::{channel, chat, desktop, dtmf, insights, outbound, supervisor, task, telephony, voice, worker};
use crate::action::{Action, Code};

/// What can happen to an invocation of any action, whatever its own entry says.
pub static COMMON_FAILURES: &[Failure] = &[
    Failure { code: Code::ActionNotFound, when: "nothing is registered under this name" },
    Failure { code: Code::ActionPending, when: "the same payload, or a part of it, is being handled already" },
    Failure {
        code: Code::ActionBlocked,
        when: "this payload is blocked until an earlier call of it has taken effect",
    },
    Failure { code: Code::IncompletePayload, when: "a required field is missing" },
    Failure {
        code: Code::InvalidPayload,
        when: "a field is of the wrong type, or two fields contradict each other",
    },
    Failure { code: Code::AbortedByListener, when: "a before-listener aborted it" },
    Failure { code: Code::NotSignedIn, when: "the worker has logged out" },
    Failure { code: Code::ActionFailed, when: "a function of a script that stood in for its body failed" },
    Failure { code: Code::InvocationLost, when: "the desktop was reloaded before it had settled" },
    Failure { code: Code::BackendUnavailable, when: "a fault of the scenario made the backend fail" },
];

/// The entry of an action.
pub const fn entry(action: Action) -> &'static Entry {
    match action {
        Action::StartOutboundCall => &outbound::START_OUTBOUND_CALL,
        Action::ToggleOutboundDialer => &outbound::TOGGLE_OUTBOUND_DIALER,
        Action::LeaveChannel => &channel::LEAVE_CHANNEL,
        Action::PauseChannel => &channel::PAUSE_CHANNEL,
        Action::ResumeChannel => &channel::RESUME_CHANNEL,
        Action::GetPausedChannels => &channel::GET_PAUSED_CHANNELS,
        Action::GetPausedEmailConversations => &channel::GET_PAUSED_EMAIL_CONVERSATIONS,
        Action::SelectPausedConversation => &channel::SELECT_PAUSED_CONVERSATION,
        Action::HistoryPush => &desktop::HISTORY_PUSH,
        Action::HistoryReplace => &desktop::HISTORY_REPLACE,
        Action::HistoryGo => &desktop::HISTORY_GO,
        Action::HistoryGoBack => &desktop::HISTORY_GO_BACK,
        Action::HistoryGoForward => &desktop::HISTORY_GO_FORWARD,
        Action::ShowDirectory => &desktop::SHOW_DIRECTORY,
        Action::HideDirectory => &desktop::HIDE_DIRECTORY,
        Action::ToggleSidebar => &desktop::TOGGLE_SIDEBAR,
        Action::SetComponentState => &desktop::SET_COMPONENT_STATE,
        Action::ReloadWindow => &desktop::RELOAD_WINDOW,
        Action::MonitorCall => &supervisor::MONITOR_CALL,
        Action::StopMonitoringCall => &supervisor::STOP_MONITORING_CALL,
        Action::SelectTaskInSupervisor => &supervisor::SELECT_TASK_IN_SUPERVISOR,
        Action::SelectWorkerInSupervisor => &supervisor::SELECT_WORKER_IN_SUPERVISOR,
        Action::ApplyTeamsViewFilters => &supervisor::APPLY_TEAMS_VIEW_FILTERS,
        Action::ApplyTeamsViewSearch => &supervisor::APPLY_TEAMS_VIEW_SEARCH,
        Action::ToggleMute => &voice::TOGGLE_MUTE,
        Action::HangupCall => &voice::HANGUP_CALL,
        Action::EndConferenceForAll => &voice::END_CONFERENCE_FOR_ALL,
        Action::HoldCall => &voice::HOLD_CALL,
        Action::UnholdCall => &voice::UNHOLD_CALL,
        Action::StartExternalWarmTransfer => &voice::START_EXTERNAL_WARM_TRANSFER,
        Action::AcceptTask => &task::ACCEPT_TASK,
        Action::RejectTask => &task::REJECT_TASK,
        Action::EndVoiceTask => &task::END_VOICE_TASK,
        Action::CompleteTask => &task::COMPLETE_TASK,
        Action::WrapupTask => &task::WRAPUP_TASK,
        Action::SelectTask => &task::SELECT_TASK,
        Action::SetActivity => &worker::SET_ACTIVITY,
        Action::SetWorkerActivity => &worker::SET_WORKER_ACTIVITY,
        Action::TransferTask => &task::TRANSFER_TASK,
        Action::KickParticipant => &voice::KICK_PARTICIPANT,
        Action::CancelTransfer => &task::CANCEL_TRANSFER,
        Action::Logout => &worker::LOGOUT,
        Action::HoldParticipant => &voice::HOLD_PARTICIPANT,
        Action::UnholdParticipant => &voice::UNHOLD_PARTICIPANT,
        Action::ToggleDTMFDialpad => &dtmf::TOGGLE_DTMF_DIALPAD,
        Action::SetDTMFDialpadDigits => &dtmf::SET_DTMF_DIALPAD_DIGITS,
        Action::SendDTMFDigits => &dtmf::SEND_DTMF_DIGITS,
        Action::StartOutboundEmailTask => &outbound::START_OUTBOUND_EMAIL_TASK,
        Action::SetWorkerAttributes => &worker::SET_WORKER_ATTRIBUTES,
        Action::UpdateWorkerToken => &worker::UPDATE_WORKER_TOKEN,
        Action::SetTaskAttributes => &task::SET_TASK_ATTRIBUTES,
        Action::IssueCallToWorker => &telephony::ISSUE_CALL_TO_WORKER,
        Action::DequeueTask => &telephony::DEQUEUE_TASK,
        Action::RedirectCallTask => &telephony::REDIRECT_CALL_TASK,
        Action::UpdateWorkerParticipant => &telephony::UPDATE_WORKER_PARTICIPANT,
        Action::UpdateCustomerParticipant => &telephony::UPDATE_CUSTOMER_PARTICIPANT,
        Action::InsightsPlayerPlay => &insights::INSIGHTS_PLAYER_PLAY,
        Action::InsightsPlayerInitialized => &insights::INSIGHTS_PLAYER_INITIALIZED,
        Action::InsightsPlayerHide => &insights::INSIGHTS_PLAYER_HIDE,
        Action::InsightsPlayerShow => &insights::INSIGHTS_PLAYER_SHOW,
        Action::SendMessage => &chat::SEND_MESSAGE,
        Action::SendRichContentMessage => &chat::SEND_RICH_CONTENT_MESSAGE,
        Action::SendTyping => &chat::SEND_TYPING,
        Action::SetInputText => &chat::SET_INPUT_TEXT,
        Action::AttachFiles => &chat::ATTACH_FILES,
        Action::DetachFile => &chat::DETACH_FILE,
        Action::DownloadMedia => &chat::DOWNLOAD_MEDIA,
    }
}

/// All entries, in the order of the actions.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    Action::ALL.iter().map(|action| entry(*action))
}

/// The entries of a group, in the order of the actions.
pub fn of_group(group: Group) -> impl Iterator<Item = &'static Entry> {
    entries().filter(move |entry| entry.group == group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Shape;

    #[test]
    fn every_action_has_its_own_entry() {
        for action in Action::ALL {
            assert_eq!(entry(*action).action, *action);
        }
        assert_eq!(entries().count(), 67);
    }

    #[test]
    fn every_action_is_listed_in_exactly_one_group() {
        let listed: Vec<Action> =
            Group::ALL.iter().flat_map(|group| of_group(*group)).map(|entry| entry.action).collect();
        let mut sorted = listed.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!((listed.len(), sorted.len()), (67, 67));
    }

    #[test]
    fn every_required_field_is_in_the_example() {
        for entry in entries().filter(|entry| entry.shape == Shape::Object) {
            for field in entry.fields.iter().filter(|field| field.required) {
                assert!(entry.example.contains(field.name), "{}: {}", entry.action, field.name);
            }
            for pair in entry.pairs.iter().filter(|pair| pair.required) {
                assert!(pair.fields.iter().any(|field| entry.example.contains(field)), "{}", entry.action);
            }
        }
    }

    #[test]
    fn pairs_name_optional_fields_of_their_action() {
        for entry in entries() {
            for name in entry.pairs.iter().flat_map(|pair| pair.fields) {
                let field = entry.field(name);
                assert!(field.is_some_and(|field| !field.required), "{}: {name}", entry.action);
            }
        }
    }

    #[test]
    fn nobody_but_the_shapes_without_fields_has_no_fields() {
        for entry in entries() {
            let none = matches!(entry.shape, Shape::None);
            assert_eq!(entry.fields.is_empty(), none, "{}", entry.action);
            let bare = matches!(entry.shape, Shape::BareText | Shape::BareInt);
            assert!(!bare || entry.fields.len() == 1, "{}", entry.action);
        }
    }

    #[test]
    fn prose_is_short_and_has_no_stray_ends() {
        for entry in entries() {
            for text in [entry.summary, entry.legal, entry.effect].into_iter().chain(entry.slip) {
                assert!(!text.is_empty() && text == text.trim() && text.len() < 400, "{}: {text}", entry.action);
                assert!(text.ends_with('.'), "{}: {text}", entry.action);
            }
            let clauses = entry.errors.iter().map(|failure| failure.when);
            for text in clauses.chain(entry.silent.iter().map(|case| case.when)) {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text}", entry.action);
            }
        }
    }

    #[test]
    fn no_code_is_listed_twice_for_an_action() {
        for entry in entries() {
            let mut codes: Vec<Code> = entry.errors.iter().map(|failure| failure.code).collect();
            let all = codes.len();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), all, "{}", entry.action);
        }
    }

    #[test]
    fn an_action_never_invokes_itself_even_through_others() {
        fn reaches(from: Action, to: Action) -> bool {
            entry(from).invokes.iter().any(|next| *next == to || reaches(*next, to))
        }
        for action in Action::ALL {
            assert!(!reaches(*action, *action), "{action}");
        }
    }
}

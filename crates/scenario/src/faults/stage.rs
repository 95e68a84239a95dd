//! The moments that are bad for hanging up.

use rushhour_engine::action::Action;

/// What is done about a contact at a moment that is bad for hanging up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HangUpStage {
    /// It is accepted.
    Accept,
    /// It is put on hold, or taken off it.
    Hold,
    /// It is transferred, or the transfer is taken back.
    Transfer,
    /// It is ended.
    Wrapup,
}

impl HangUpStage {
    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [Self::Accept, Self::Hold, Self::Transfer, Self::Wrapup];
    /// How many there are.
    pub const COUNT: usize = 4;

    /// Its name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Hold => "hold",
            Self::Transfer => "transfer",
            Self::Wrapup => "wrapup",
        }
    }
    /// Its place among all.
    pub const fn index(self) -> usize {
        self as usize
    }
    /// What an action does about a contact; nothing where a hang-up meanwhile is no worse than at any other moment.
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::AcceptTask | Action::IssueCallToWorker | Action::DequeueTask => Some(Self::Accept),
            Action::HoldCall | Action::UnholdCall | Action::UpdateCustomerParticipant => Some(Self::Hold),
            Action::TransferTask
            | Action::CancelTransfer
            | Action::StartExternalWarmTransfer
            | Action::RedirectCallTask => Some(Self::Transfer),
            Action::WrapupTask | Action::HangupCall | Action::EndConferenceForAll | Action::CompleteTask => {
                Some(Self::Wrapup)
            }
            // Of tasks and calls, what leaves the customer where they are.
            Action::RejectTask
            | Action::EndVoiceTask
            | Action::SelectTask
            | Action::SetTaskAttributes
            | Action::StartOutboundCall
            | Action::StartOutboundEmailTask
            | Action::ToggleMute
            | Action::KickParticipant
            | Action::HoldParticipant
            | Action::UnholdParticipant
            | Action::UpdateWorkerParticipant
            | Action::MonitorCall
            | Action::StopMonitoringCall
            | Action::SendDTMFDigits => None,
            // Of conversations.
            Action::LeaveChannel
            | Action::PauseChannel
            | Action::ResumeChannel
            | Action::GetPausedChannels
            | Action::GetPausedEmailConversations
            | Action::SelectPausedConversation
            | Action::SendMessage
            | Action::SendRichContentMessage
            | Action::SendTyping
            | Action::SetInputText
            | Action::AttachFiles
            | Action::DetachFile
            | Action::DownloadMedia => None,
            // Of the agent and the desktop.
            Action::SetActivity
            | Action::SetWorkerActivity
            | Action::SetWorkerAttributes
            | Action::UpdateWorkerToken
            | Action::Logout
            | Action::ToggleOutboundDialer
            | Action::ToggleDTMFDialpad
            | Action::SetDTMFDialpadDigits
            | Action::HistoryPush
            | Action::HistoryReplace
            | Action::HistoryGo
            | Action::HistoryGoBack
            | Action::HistoryGoForward
            | Action::ShowDirectory
            | Action::HideDirectory
            | Action::ToggleSidebar
            | Action::SetComponentState
            | Action::ReloadWindow
            | Action::SelectTaskInSupervisor
            | Action::SelectWorkerInSupervisor
            | Action::ApplyTeamsViewFilters
            | Action::ApplyTeamsViewSearch
            | Action::InsightsPlayerPlay
            | Action::InsightsPlayerInitialized
            | Action::InsightsPlayerHide
            | Action::InsightsPlayerShow => None,
        }
    }
}

//! The names of actions and of what can go wrong with them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A name that no action, or no code, has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {noun} `{name}`")]
pub struct UnknownName {
    noun: &'static str,
    name: String,
}

macro_rules! names {
    ($(#[$doc:meta])* $enum:ident, $noun:literal: $($name:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "the name is the action or the code; the catalogue says what it means")]
        pub enum $enum {
            $($name),+
        }

        impl $enum {
            /// All of them, in the order of the catalogue.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name that payloads, scripts and reports use.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }
            /// Its place in the list of all.
            pub const fn index(self) -> usize {
                self as usize
            }
        }

        impl fmt::Display for $enum {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $enum {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text {
                    $(stringify!($name) => Ok(Self::$name),)+
                    _ => Err(UnknownName { noun: $noun, name: text.to_owned() }),
                }
            }
        }
    };
}

names! {
    /// A predefined action of the agent desktop. Events carry its place in this list, so new ones are added at the end.
    Action, "action":
    StartOutboundCall, ToggleOutboundDialer, LeaveChannel, PauseChannel, ResumeChannel, GetPausedChannels,
    GetPausedEmailConversations, SelectPausedConversation, HistoryPush, HistoryReplace, HistoryGo,
    HistoryGoBack, HistoryGoForward, ShowDirectory, HideDirectory, ToggleSidebar, SetComponentState,
    ReloadWindow, MonitorCall, StopMonitoringCall, SelectTaskInSupervisor, SelectWorkerInSupervisor,
    ApplyTeamsViewFilters, ApplyTeamsViewSearch, ToggleMute, HangupCall, EndConferenceForAll, HoldCall,
    UnholdCall, StartExternalWarmTransfer, AcceptTask, RejectTask, EndVoiceTask, CompleteTask, WrapupTask,
    SelectTask, SetActivity, SetWorkerActivity, TransferTask, KickParticipant, CancelTransfer, Logout,
    HoldParticipant, UnholdParticipant, ToggleDTMFDialpad, SetDTMFDialpadDigits, SendDTMFDigits,
    StartOutboundEmailTask, SetWorkerAttributes, UpdateWorkerToken, SetTaskAttributes, IssueCallToWorker,
    DequeueTask, RedirectCallTask, UpdateWorkerParticipant, UpdateCustomerParticipant, InsightsPlayerPlay,
    InsightsPlayerInitialized, InsightsPlayerHide, InsightsPlayerShow, SendMessage, SendRichContentMessage,
    SendTyping, SetInputText, AttachFiles, DetachFile, DownloadMedia,
}

names! {
    /// Why an invocation was rejected. Events carry its place in this list, so new ones are added at the end.
    Code, "code":
    AbortedByListener, ActionBlocked, ActionNotFound, ActionPending, ActivityNotFound, AttachmentError,
    BackendUnavailable, BrowserVoiceDisabled, CallTaskExists, CannotCompleteNotAssigned, CannotWrapNotAssigned,
    CantAcceptCall, CantAddParticipant, CantCreateTask, CantHoldCall, CantHoldParticipant, CantMonitor,
    CantMuteNoLiveCall, CantSendDigits, CantSetActivity, CantSetDigits, CantSetTaskAttributes,
    CantSetWorkerAttributes, CantToggleDtmf, CantTransferTask, CantUnholdCall, CantUnholdParticipant,
    ConversationNotFound, CouldNotAcceptReservation, CouldNotCompleteReservation, CouldNotEndConference,
    CouldNotKick, CouldNotRejectReservation, CouldNotTransferTask, DequeueFailed, DownloadFailed,
    DownloadInvalid, EmptyMessage, ErrorHoldingCall, ErrorUnholdingCall, FetchPausedChannelsFailed,
    FetchPausedEmailFailed, FileNotAttached, IncompletePayload, InputTextFailed, InvalidDestination,
    InvalidPayload, IssueCallFailed, LeaveChannelFailed, LogoutActivityFailed, MissingDestination, MissingFrom,
    MissingQueue, NoActiveCall, NoContentTemplate, NoConversation, NoTaskInPayload, NoTransferToCancel,
    NotAuthorized, NotMonitoring, NotSignedIn, OutboundCallAlreadyPending, OutboundDisabled,
    OutboundGeneric, OutboundSettingsMissing, OutboundWhenOffline, ParticipantNotFound, PauseChannelFailed,
    PendingInboundCall, PendingReservations, PlaybackFailed, RedirectFailed, ReservationCompleted,
    ReservationNotAccepted, ReservationNotFound, ReservationNotPending, ResumeChannelFailed, SendMessageFailed,
    TaskNotFound, TokenUpdateFailed, TransferNotCancelable, TypingFailed, UpdateCustomerParticipantFailed,
    UpdateWorkerParticipantFailed, VoiceCallAlreadyLive, WorkerNotFound,
    // Added later; the order is part of the events' encoding.
    ActionFailed, InvocationLost, LimitReached,
}

/// The name under which something is invoked: one of the catalogue's, or one that a script made up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ActionName {
    /// An action that the desktop has of its own: it has an entry in the catalogue.
    Known(Action),
    /// Registered by a script, or nobody's.
    Other(SmolStr),
}

impl ActionName {
    /// The action with this name.
    pub fn new(name: &str) -> Self {
        name.parse().map_or_else(|_| Self::Other(SmolStr::new(name)), Self::Known)
    }
    /// As scripts write it and events carry it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(action) => action.name(),
            Self::Other(name) => name,
        }
    }
}

impl From<Action> for ActionName {
    fn from(action: Action) -> Self {
        Self::Known(action)
    }
}

impl fmt::Display for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whose doing a rejection is. Scripts' short verbs answer `false` to the world's and throw at their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// The world moved first: the caller left, another agent was quicker, the reservation timed out.
    World,
    /// The caller asked for what was never legal here.
    Caller,
    /// The backend failed, as a fault told it to.
    Fault,
}

impl Cause {
    /// The word that scripts read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::World => "world",
            Self::Caller => "caller",
            Self::Fault => "fault",
        }
    }
    /// The cause of this name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::World, Self::Caller, Self::Fault].into_iter().find(|cause| cause.name() == name)
    }
}

/// An invocation that did not do its work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{action} was rejected with {code}: {message}")]
pub struct Rejection {
    /// The action that was invoked.
    pub action: ActionName,
    /// The code that scripts see and reports count by.
    pub code: Code,
    /// Why not, in words: which entity, in which state.
    pub message: String,
    /// Who brought it about: the caller, the world that moved first, or a fault.
    pub cause: Cause,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_67_actions_and_their_names_survive() {
        assert_eq!(Action::ALL.len(), 67);
        for action in Action::ALL {
            assert_eq!(action.name().parse(), Ok(*action));
            assert_eq!(ActionName::new(action.name()), ActionName::Known(*action));
        }
        let error = "NavigateToView".parse::<Action>().unwrap_err();
        assert_eq!(error.to_string(), "there is no action `NavigateToView`");
        assert_eq!(ActionName::new("NavigateToView"), ActionName::Other("NavigateToView".into()));
    }
}

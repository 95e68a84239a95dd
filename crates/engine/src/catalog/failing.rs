//! With which code an action is rejected when the backend fails.
//!
//! Some actions have a code of their own for that, as the real desktop does; the others are rejected with
//! `BackendUnavailable`.

use super::table::entry;
use crate::action::{Action, Code};

/// The code of an action whose request the backend failed; of a call where that makes a difference. Nothing for
/// actions that ask no backend.
pub const fn failing(action: Action, is_call: bool) -> Option<Code> {
    if !entry(action).backend {
        return None;
    }
    Some(match action {
        Action::AcceptTask if is_call => Code::CantAcceptCall,
        Action::AcceptTask => Code::CouldNotAcceptReservation,
        Action::RejectTask => Code::CouldNotRejectReservation,
        Action::SetTaskAttributes => Code::CantSetTaskAttributes,
        Action::HoldCall => Code::ErrorHoldingCall,
        Action::UnholdCall => Code::ErrorUnholdingCall,
        Action::EndConferenceForAll => Code::CouldNotEndConference,
        Action::KickParticipant => Code::CouldNotKick,
        Action::StartExternalWarmTransfer => Code::CantAddParticipant,
        Action::StartOutboundCall | Action::StartOutboundEmailTask => Code::CantCreateTask,
        Action::SendMessage | Action::SendRichContentMessage => Code::SendMessageFailed,
        Action::DownloadMedia => Code::DownloadFailed,
        Action::LeaveChannel => Code::LeaveChannelFailed,
        Action::PauseChannel => Code::PauseChannelFailed,
        Action::ResumeChannel => Code::ResumeChannelFailed,
        Action::GetPausedChannels => Code::FetchPausedChannelsFailed,
        Action::GetPausedEmailConversations => Code::FetchPausedEmailFailed,
        Action::SetActivity => Code::CantSetActivity,
        Action::Logout => Code::LogoutActivityFailed,
        Action::SetWorkerAttributes => Code::CantSetWorkerAttributes,
        Action::InsightsPlayerPlay => Code::PlaybackFailed,
        _ => Code::BackendUnavailable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::COMMON_FAILURES;

    #[test]
    fn whatever_asks_the_backend_has_a_code_that_its_entry_lists() {
        for action in Action::ALL {
            let entry = entry(*action);
            for is_call in [false, true] {
                let code = failing(*action, is_call);
                assert_eq!(code.is_some(), entry.backend, "{action}");
                let Some(code) = code else { continue };
                let own = entry.errors.iter().chain(COMMON_FAILURES).any(|failure| failure.code == code);
                assert!(own || entry.swallows(code), "{action} does not list {code}");
            }
        }
    }
}

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
    pub const ALL: [Self; 4] = [Self::Accept, Self::Hold, Self::Transfer, Self::Wrapup];

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
    /// What an action does about a contact.
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::AcceptTask | Action::IssueCallToWorker | Action::DequeueTask => Some(Self::Accept),
            Action::HoldCall | Action::UnholdCall | Action::UpdateCustomerParticipant => Some(Self::Hold),
            Action::TransferTask | Action::CancelTransfer | Action::StartExternalWarmTransfer => {
                Some(Self::Transfer)
            }
            Action::WrapupTask | Action::HangupCall | Action::EndConferenceForAll | Action::CompleteTask => {
                Some(Self::Wrapup)
            }
            _ => None,
        }
    }
}

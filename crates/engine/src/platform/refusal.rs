//! Why the platform refuses an operation.

use crate::action::{Cause, Code};

/// Why the platform refused an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The code that the action is rejected with.
    pub(crate) code: Code,
    /// Which entity, in which state.
    pub(crate) message: String,
    /// Who brought it about: the caller, the world that moved first, or a fault.
    pub(crate) cause: Cause,
}

/// What an operation gives back, or why the platform refused it.
pub(crate) type Done<T = ()> = Result<T, Refusal>;

impl Refusal {
    /// Refused because the world moved first.
    pub(crate) fn world(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::World }
    }
    /// Refused because it was never legal here.
    pub(crate) fn caller(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::Caller }
    }
    /// Refused because a limit is reached: what would be too much, and what to do instead.
    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::caller(Code::LimitReached, message)
    }
    /// Refused because a fault made it so.
    pub(crate) fn fault(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::Fault }
    }
}

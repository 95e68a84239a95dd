//! Why the platform refuses an operation.

use crate::action::{Cause, Code};

/// Why the platform refused an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code that the action is rejected with.
    pub code: Code,
    /// Which entity, in which state.
    pub message: String,
    /// Who brought it about: the caller, the world that moved first, or a fault.
    pub cause: Cause,
}

/// What an operation gives back, or why the platform refused it.
pub type Done<T = ()> = Result<T, Refusal>;

impl Refusal {
    /// Refused because the world moved first.
    pub fn world(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::World }
    }
    /// Refused because it was never legal here.
    pub fn caller(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::Caller }
    }
    /// Refused because a fault made it so.
    pub fn fault(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::Fault }
    }
}

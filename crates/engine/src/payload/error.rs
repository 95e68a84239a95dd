//! Why a payload is refused.

use crate::action::Code;

/// A payload that its action cannot be run with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PayloadError {
    /// The code that the invocation is rejected with.
    pub code: Code,
    /// The field, and what is wrong with it.
    pub message: String,
}

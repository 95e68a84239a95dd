//! What an error that no script may catch keeps of the place where it began.
//!
//! [`super::places`] writes it down, [`super::error`] tells it.

use rhai::{EvalAltResult, Position};

/// An error that no script may catch, on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Lost {
    /// What happened, in words.
    pub(crate) message: String,
    pub(crate) place: Position,
    /// The functions that it has left, innermost first: each with its call, but for the last one.
    pub(crate) calls: Vec<String>,
    /// The last function that it has left.
    pub(crate) function: String,
}

/// What an error brings from the place where it began.
pub(crate) fn lost(error: &EvalAltResult) -> Option<Lost> {
    match error {
        EvalAltResult::ErrorTerminated(token, _) => token.read_lock::<Lost>().map(|lost| lost.clone()),
        _ => None,
    }
}

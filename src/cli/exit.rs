//! What the process ends with.

use std::process::ExitCode;

use crate::report::Verdict;

/// The exit codes, as documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All held.
    Success,
    /// An unexpected error: I/O and the like.
    Unexpected,
    /// A wrong command line.
    Usage,
    /// The scenario, a variable or a script is invalid; nothing was run.
    Invalid,
    /// A run ended with this verdict.
    Ran(u8),
}

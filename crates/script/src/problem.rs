//! What is wrong with a script or an expression before it runs: its place, words and a remedy.

use rhai::Position;
use smol_str::SmolStr;

use super::position::line_and_column;

/// Something wrong in a script or an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{script}:{line}:{column}: {message}")]
pub struct ScriptProblem {
    /// The script as the scenario names it, or the path of the expression.
    pub script: SmolStr,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong, in words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A problem at a place of a script.
pub(crate) fn problem(name: &str, position: Position, message: String, help: Option<String>) -> ScriptProblem {
    let (line, column) = line_and_column(position).unwrap_or((1, 1));
    ScriptProblem { script: SmolStr::new(name), line, column, message, help }
}

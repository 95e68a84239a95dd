//! How fibers end.

use smol_str::SmolStr;

use rushhour_engine::action::Rejection;
use rushhour_engine::value::Value;

/// How a fiber ended.
#[derive(Clone, Debug, PartialEq)]
pub enum FiberEnd {
    /// Its function returned.
    Returned,
    /// A registered function returned this.
    Answered(Value),
    /// A registered function threw: a rejection, where it threw one on.
    Threw(Option<Box<Rejection>>, ScriptError),
    /// It was told to stop.
    Stopped,
    /// It failed.
    Failed(ScriptError),
    /// It threw on, uncaught, a rejection that a fault has caused.
    Foiled(ScriptError),
}

/// A script's error, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The script, as the scenario names it.
    pub script: SmolStr,
    /// Line and column, from 1, where known.
    pub position: Option<(u32, u32)>,
    /// What happened, in words.
    pub message: String,
    /// The functions that led there, innermost first, each with its line.
    pub trace: Vec<String>,
}

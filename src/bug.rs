//! What is said where rushhour itself fails: that it does, where, and what to do about it.
//!
//! A bug that ends a simulation comes here as a value. Any other ends the command, and is caught in `main`; on a thread
//! besides, such as the server's, it is said and the command goes on.

use std::panic::{PanicHookInfo, set_hook};

use super::output;
use rushhour_measure::{Bug, HOW_TO_REPORT};
use rushhour_tools::caught::Caught;

/// Has panics that nobody catches said in our words.
pub(super) fn say_panics() {
    set_hook(Box::new(|info: &PanicHookInfo<'_>| say_caught(&Caught::of(info))));
}

/// Says that a bug has ended a simulation.
pub(super) fn say(bug: &Bug) {
    output::error_line(&bug.to_string());
}

/// Says that a bug has been met outside of a simulation.
pub(super) fn say_caught(caught: &Caught) {
    let Caught { place, message } = caught;
    output::error_line(&format!("a bug in rushhour\n  {place}: {message}\n  help: {HOW_TO_REPORT}"));
}

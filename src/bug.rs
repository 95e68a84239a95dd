//! What is said where rushhour itself fails, or the machine has no more to give: what it is, where, and what to do about it.
//!
//! What ends a simulation so comes here as a value. Anything else ends the command, and is caught in `main`; on a thread
//! besides, such as the server's, it is said and the command goes on.

use super::output;
use rushhour_measure::{Breakdown, BreakdownCause, HOW_TO_REPORT};

/// Says what has ended a simulation.
pub(super) fn say(broke: &Breakdown) {
    output::error_line(&broke.to_string());
}

/// Says what has been met outside of a simulation.
pub(super) fn say_caught(caught: &BreakdownCause) {
    output::error_line(&match caught {
        BreakdownCause::Bug { place, message } => {
            format!("a bug in rushhour\n  {place}: {message}\n  help: {HOW_TO_REPORT}")
        }
        BreakdownCause::Machine(shortage) => shortage.to_string(),
    });
}

/// A panic for tests of what is done about one: `RUSHHOUR_TEST_PANIC` says where. No release build has it.
#[cfg(debug_assertions)]
pub(super) fn as_a_test_asks() {
    /// Panics when it is dropped.
    struct Dropped;
    impl Drop for Dropped {
        fn drop(&mut self) {
            assert!(std::env::var_os("PATH").is_none(), "a test asked for a bug in a destructor");
        }
    }
    match std::env::var("RUSHHOUR_TEST_PANIC").as_deref() {
        Ok("here") => unreachable!("a test asked for a bug here"),
        Ok("drop") => drop(Dropped),
        Ok("twice") => {
            let _dropped = Dropped;
            unreachable!("a test asked for a bug, and for one more behind it")
        }
        Ok("thread") => {
            let asked = || unreachable!("a test asked for a bug on a thread");
            let _ = std::thread::Builder::new().spawn(asked).map(std::thread::JoinHandle::join);
        }
        Ok(_) | Err(_) => {}
    }
}

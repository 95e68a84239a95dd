//! A bug of our own: an assertion of rushhour that failed in the middle of a replication.
//!
//! Whoever runs replications catches the panic and makes one of these. It says all that a report of the bug needs.

use std::fmt;

use rushhour_engine::units::SimTime;

/// A bug in rushhour that ended a replication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bug {
    /// The seed of the run.
    pub seed: u64,
    /// The index of the replication, from 0.
    pub replication: u32,
    /// When the last event before it happened, in the time of the replication.
    pub at: SimTime,
    /// The place in our source: `crates/engine/src/platform/task.rs:120`.
    pub place: String,
    /// What the assertion says.
    pub message: String,
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, replication, at, place, message } = self;
        write!(f, "a bug in rushhour, at {at} of replication {replication} under seed {seed}")?;
        write!(f, "\n  {place}: {message}")?;
        write!(f, "\n  help: this is not the scenario's fault. {HOW_TO_REPORT}")
    }
}

/// What somebody who meets a bug of ours is asked to do.
pub const HOW_TO_REPORT: &str = "Please report it to the maintainers of rushhour, with these lines, the output of \
                                 `rushhour --version`, the command line, and the scenario with its scripts.";

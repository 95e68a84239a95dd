//! Why a replication broke off that no scenario is to blame for: a bug of our own, or the machine had no more to give.
//!
//! Whoever runs replications catches the panic and makes one of these. It says all that somebody needs who is to do
//! something about it.

use std::fmt;

use rushhour_engine::units::SimTime;
use rushhour_script::Shortage;

/// What ended a replication that says nothing of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// The seed of the run.
    pub seed: u64,
    /// The index of the replication, from 0.
    pub replication: u32,
    /// When the last event before it happened, in the time of the replication.
    pub at: SimTime,
    /// What it was.
    pub cause: BreakdownCause,
}

/// What broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BreakdownCause {
    /// An assertion of rushhour failed.
    Bug {
        /// The place in our source: `crates/engine/src/platform/task.rs:120`.
        place: String,
        /// What the assertion says.
        message: String,
    },
    /// The machine has run out of something.
    Machine(Shortage),
}

impl Breakdown {
    /// Whether it is a bug of our own.
    pub const fn is_bug(&self) -> bool {
        match self.cause {
            BreakdownCause::Bug { .. } => true,
            BreakdownCause::Machine(_) => false,
        }
    }
    /// What it was, in a line.
    pub fn message(&self) -> String {
        match &self.cause {
            BreakdownCause::Bug { place, message } => format!("{message} ({place})"),
            BreakdownCause::Machine(shortage) => shortage.what.clone(),
        }
    }
}

impl fmt::Display for Breakdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, replication, at, cause } = self;
        match cause {
            BreakdownCause::Bug { place, message } => {
                write!(f, "a bug in rushhour, at {at} of replication {replication} under seed {seed}")?;
                write!(f, "\n  {place}: {message}")?;
                write!(f, "\n  help: this is not the scenario's fault. {HOW_TO_REPORT}")
            }
            BreakdownCause::Machine(Shortage { what, help }) => {
                write!(f, "{what}")?;
                write!(f, "\n  at {at} of replication {replication} under seed {seed}, which broke off there")?;
                write!(f, "\n  help: this says nothing of the scenario. {help}")
            }
        }
    }
}

/// What somebody who meets a bug of ours is asked to do.
pub const HOW_TO_REPORT: &str = "Please report it to the maintainers of rushhour, with these lines, the output of \
                                 `rushhour --version`, the command line, and the scenario with its scripts.";

//! The command line: flags to calls.
//!
//! The only place that prints, reads flags and the environment, and knows the terminal.

mod actions;
mod args;
mod capacity;
mod catalog;
mod check;
mod events;
mod hunt;
mod interrupt;
mod invariants;
mod output;
#[cfg(feature = "planted")]
mod planted;
mod progress;
mod replay;
mod report;
mod run;
mod scenario;
mod search;
mod staff;
mod staff_day;
mod validate;

use std::process::ExitCode;

use clap::Parser;

use self::args::{Cli, Command};
use crate::report::ExitCode as Exit;

/// Reads the command line, does what it says, and says how it went.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are printed to stdout and are no error; clap knows which is which.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Success };
            return error.print().map_or(Exit::Unexpected, |()| code).into();
        }
    };
    let done = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Actions(args) => catalog::actions(&args),
        Command::Invariants(args) => catalog::invariants(&args),
        Command::Hunt(args) => hunt::hunt(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Staff(args) => staff::staff(&args),
        Command::Capacity(args) => capacity::capacity(&args),
        Command::Report(args) => self::report::report(&args),
        Command::Validate(args) => validate::validate(&args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            output::error_line(&format!("{error:#}"));
            Exit::Unexpected.into()
        }
    }
}

//! The command line: flags to calls.
//!
//! The only place that prints, reads flags and the environment, and knows the terminal.

mod actions;
mod args;
mod check;
mod exit;
mod interrupt;
mod invariants;
mod output;
mod progress;
mod run;

use std::process::ExitCode;

use clap::Parser;

use self::args::{Cli, Command};
pub use self::exit::Exit;

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
        Command::Actions(args) => actions::main(&args),
        Command::Invariants(args) => invariants::main(&args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            output::error_line(&format!("{error:#}"));
            Exit::Unexpected.into()
        }
    }
}

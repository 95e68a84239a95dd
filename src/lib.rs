//! The command line: flags to calls.
//!
//! The only place that prints, reads flags and the environment, and knows the terminal.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - What every command needs: `whole_files` (files that are there whole or not at all), `remedies` (of errors of the system), `output` (printing), `machine` (where it has no more to give), `given` (files that flags and arguments name), `overwriting` (files that are read and must not be written), `bug` (what is said of a bug of our own), `address`, `exit_codes`,
//!   `flags` (what flags several commands have), `search_args` and `args` (the flags), `interrupt` (Ctrl-C), `excerpt` (what is quoted of a text), `scenario` (loading), `schema`
//!   (what programs rely on), `embedded` (files inside the binary).
//! - What is looked up: `invariants`, `limits`, `actions`, `catalog`, and `new`, which writes a scenario to begin with.
//! - The command line, told to people: `examples`, `described`, `reference`, `man`.
//! - Runs: `events`, `progress`, `live`, `compare`, `run`, `report`, `demos`, `demo`, `check`, `validate`.
//! - Searches: `search`, `staff_day`, `staff`, `capacity`.
//! - Hunts: `hunt_setup`, `planted` (only with the feature of that name), `hunt`, `replay`.

// What every command needs.
mod whole_files;
mod remedies;
mod output;
mod machine;
mod given;
mod bug;
mod address;
mod exit_codes;
mod flags;
mod search_args;
mod args;
mod interrupt;
mod excerpt;
mod scenario;
mod overwriting;
mod schema;
mod embedded;
// What is looked up.
mod invariants;
mod limits;
mod actions;
mod catalog;
mod new;
// The command line, told to people.
mod examples;
mod described;
mod reference;
mod man;
// Runs.
mod events;
mod progress;
mod live;
mod compare;
mod run;
mod report;
mod demos;
mod demo;
mod check;
mod validate;
// Searches over variants of a scenario.
mod search;
mod staff_day;
mod staff;
mod capacity;
// Hunts over seeds.
mod hunt_setup;
#[cfg(feature = "planted")]
mod planted;
mod hunt;
mod replay;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use self::args::{Cli, Command, CompletionsArgs};
use rushhour_engine::shown::shown;
use rushhour_report::ExitCode as Exit;
use rushhour_tools::caught::{any_told, catch, say_by};

/// Reads the command line, does what it says, and says how it went.
pub fn main() -> ExitCode {
    machine::prepare();
    say_by(bug::say_caught);
    machine::on_a_stack(whole).into()
}

/// The whole command, from its flags to its exit code, with whatever panics caught.
fn whole() -> Exit {
    let exit = match catch(command) {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            output::error_line(&format!("{error:#}"));
            Exit::Unexpected
        }
        Err(caught) => {
            bug::say_caught(&caught);
            Exit::Unexpected
        }
    };
    // What fails on a thread besides has been said; that the rest went well does not make it good.
    if any_told() { Exit::Unexpected } else { exit }
}

fn command() -> std::io::Result<Exit> {
    let cli = match Cli::try_parse_from(address::with_address(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => {
            let error = as_shown(error);
            // Help and version are printed to stdout and are no error; clap knows which is which.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Success };
            return Ok(code.worse(output::told(output::print_of_clap(&error))));
        }
    };
    #[cfg(debug_assertions)]
    bug::as_a_test_asks();
    done(cli.command)
}

/// What is wrong with a command line, what was typed in it as a terminal may show it: clap leaves out what would steer one.
fn as_shown(error: clap::Error) -> clap::Error {
    if error.kind() == ErrorKind::InvalidUtf8 {
        let odd = std::env::args_os().find(|word| word.to_str().is_none()).unwrap_or_default();
        let told = shown(&odd.to_string_lossy()).into_owned();
        let message = format!("`{told}` is no UTF-8, and its flag takes text: write it in UTF-8\n");
        return Cli::command().error(ErrorKind::InvalidUtf8, message);
    }
    let typed = || address::with_address(std::env::args_os());
    let shown = |word: &std::ffi::OsString| shown(&word.to_string_lossy()).into_owned();
    if typed().iter().all(|word| shown(word).as_str() == word.as_os_str()) {
        return error;
    }
    // The same mistake, unless there is none where all can be seen.
    Cli::try_parse_from(typed().iter().map(shown)).err().unwrap_or(error)
}

/// Does what a command says.
fn done(command: Command) -> std::io::Result<Exit> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Demo(args) => demo::show(&args),
        Command::Check(args) => check::check(&args),
        Command::Actions(args) => catalog::actions(&args),
        Command::Invariants(args) => catalog::invariants(&args),
        Command::Limits(args) => limits::limits(&args),
        Command::Hunt(args) => hunt::hunt(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Staff(args) => staff::staff(&args),
        Command::Capacity(args) => capacity::capacity(&args),
        Command::Report(args) => self::report::report(&args),
        Command::Validate(args) => validate::validate(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::New(args) => new::new(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Completions(args) => completions(&args),
        Command::Man(args) => man::man(&args),
    }
}

/// Prints what a shell needs to complete commands and flags.
fn completions(args: &CompletionsArgs) -> std::io::Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rushhour", &mut text);
    output::print_data(&String::from_utf8_lossy(&text)).map(|()| Exit::Success)
}

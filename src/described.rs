//! The command line as it is described: each command with its flags, their defaults and their variables.
//!
//! Read from clap's own table of flags, so that whatever is made of it (the reference, the man pages) says what the
//! program does.

use clap::{ArgAction, CommandFactory};

use crate::args::Cli;
use crate::examples::{self, Examples};

/// A command.
pub(crate) struct Described {
    /// Its name: `run`.
    pub name: String,
    /// What it does, in a sentence.
    pub about: String,
    /// How it is typed: `rushhour run [OPTIONS] <SCENARIO>...`.
    pub usage: String,
    /// What it takes.
    pub arguments: Vec<Argument>,
    /// Examples, and the document that tells more. A test demands them for each command.
    pub examples: Option<&'static Examples>,
}

/// A flag, or another argument.
pub(crate) struct Argument {
    /// As it is typed: `-e, --var <NAME=VALUE>`.
    pub form: String,
    /// The long form alone: `--var`. Nothing for arguments that are no flags.
    pub flag: Option<String>,
    /// Under which heading it stands; nothing for the ordinary ones.
    pub heading: Option<String>,
    /// What it does.
    pub help: String,
    /// Whether it may be given several times.
    pub repeats: bool,
    /// What holds unless it is given.
    pub defaults: Vec<String>,
    /// The values that it knows, with what each means. Empty where it takes anything.
    pub values: Vec<(String, Option<String>)>,
    /// The variable of the environment that says the same.
    pub variable: Option<String>,
}

/// A variable of the environment.
pub(crate) struct Variable {
    /// Its name.
    pub name: String,
    /// The flag that says the same.
    pub flag: String,
    /// The commands that have this flag.
    pub commands: Vec<String>,
}

/// The whole command line, built, without the command `help`.
pub(crate) fn command_line() -> clap::Command {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    whole
}

/// All commands but the hidden ones, in the order of the help.
pub(crate) fn commands(whole: &clap::Command) -> Vec<Described> {
    whole.get_subcommands().filter(|it| !it.is_hide_set()).map(described).collect()
}

/// All variables of the environment, in the order in which the commands mention them.
pub(crate) fn variables(commands: &[Described]) -> Vec<Variable> {
    let mut variables: Vec<Variable> = Vec::new();
    for command in commands {
        for argument in &command.arguments {
            let (Some(name), Some(flag)) = (&argument.variable, &argument.flag) else { continue };
            match variables.iter_mut().find(|it| it.name == *name && it.flag == *flag) {
                Some(known) => known.commands.push(command.name.clone()),
                None => variables.push(Variable {
                    name: name.clone(),
                    flag: flag.clone(),
                    commands: vec![command.name.clone()],
                }),
            }
        }
    }
    variables
}

fn described(command: &clap::Command) -> Described {
    let usage = command.clone().render_usage().to_string();
    Described {
        name: command.get_name().to_owned(),
        about: command.get_about().map(|about| sentence(&about.to_string())).unwrap_or_default(),
        usage: usage.trim_start_matches("Usage:").trim().to_owned(),
        arguments: command.get_arguments().filter(|it| is_told(it)).map(argument).collect(),
        examples: examples::of(command.get_name()),
    }
}

/// Whether an argument is told of: not if it is hidden, and not if every command has it.
fn is_told(argument: &clap::Arg) -> bool {
    let is_everywhere = matches!(
        argument.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
    );
    !argument.is_hide_set() && !is_everywhere
}

fn argument(argument: &clap::Arg) -> Argument {
    let short = argument.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    let takes_values = argument.get_action().takes_values();
    let values = argument.get_possible_values().into_iter().filter(|_| takes_values);
    Argument {
        form: format!("{short}{argument}"),
        flag: argument.get_long().map(|long| format!("--{long}")),
        heading: argument.get_help_heading().map(str::to_owned),
        help: argument.get_help().map(|help| sentence(&help.to_string())).unwrap_or_default(),
        repeats: matches!(argument.get_action(), ArgAction::Append) && !argument.is_positional(),
        defaults: argument
            .get_default_values()
            .iter()
            .filter(|_| takes_values)
            .map(|value| value.to_string_lossy().into_owned())
            .collect(),
        values: values
            .filter(|it| !it.is_hide_set())
            .map(|it| (it.get_name().to_owned(), it.get_help().map(ToString::to_string)))
            .collect(),
        variable: argument.get_env().map(|name| name.to_string_lossy().into_owned()),
    }
}

/// A help text as a sentence: clap takes the last full stop away.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '…', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_examples_of_its_own() {
        for command in commands(&command_line()) {
            let lines = command.examples.map(|it| it.lines).unwrap_or_default();
            assert!(!lines.is_empty(), "`{}` has no examples in src/examples.rs", command.name);
            let typed = format!("rushhour {}", command.name);
            assert!(lines.iter().all(|(line, _)| line.starts_with(&typed)), "{typed}");
        }
    }

    #[test]
    fn a_variable_is_told_once_with_all_commands_that_know_it() {
        let variables = variables(&commands(&command_line()));
        let seed = variables.iter().find(|it| it.name == "RUSHHOUR_SEED").map(|it| (&*it.flag, it.commands.len()));
        assert!(seed.is_some_and(|(flag, commands)| flag == "--seed" && commands > 4), "{seed:?}");
    }
}

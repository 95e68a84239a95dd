//! `rushhour man --markdown`: the command line as a page of documentation, docs/reference.md.
//!
//! Commands and flags come from clap's table, exit codes from the table of the reports: nothing is told twice.

use std::fmt::{self, Write as _};

use crate::described::{self, Argument, Described};
use crate::exit_codes;

const HEAD: &str = "\
# Reference: commands, flags, variables, exit codes

The program prints this page itself: `rushhour man --markdown > docs/reference.md`. `rushhour help COMMAND` shows the same in
the terminal, and [`rushhour man`](#rushhour-man) makes man pages of it.
";

const RULES: &str = "
Every command has `-h` and `--help`; `rushhour --version` prints the version.

- A flag counts before the environment, the environment before the scenario, the scenario before the default.
- What was asked for goes to stdout. Progress, warnings and errors go to stderr. Progress is a bar on a terminal, and
  elsewhere a line every five seconds.
- `run` takes several scenarios. It runs nothing unless all of them are valid, and ends with a summary of all. `-o DIR`
  makes a directory for each, `--json` writes a list, and the exit code is the gravest.
- Ctrl-C finishes the report of what ran (105), and so do SIGTERM and SIGHUP, in every command that runs something. `check` tells what it
  has looked at by then, and calls nothing else valid. A second one ends the program at once. What `nohup` starts outlives its terminal.
- What is written is tried before the work: a place where nothing can be written is a wrong command line (2). What turns out to have
  no room is told after the verdict (1).
- Whatever in a name, a message or a path would steer the terminal is shown by its number: `\\u{1b}`.
";

const VARIABLES: &str = "
## Environment

| variable | the same as | for |
| --- | --- | --- |
";

/// The page.
pub(crate) fn page() -> String {
    let mut text = String::new();
    // Writing to a text can't fail.
    let _ = write(&mut text);
    text
}

/// What a flag without a value takes its variable for.
pub(crate) const SWITCHES: &str =
    "RUSHHOUR_QUIET is off where it is empty, 0, n, no, f, false or off, and otherwise on.";
/// What else is read from the environment.
pub(crate) const NO_COLOR: &str = "No colours, if it is set to anything.";

fn write(out: &mut String) -> fmt::Result {
    let commands = described::commands(&described::command_line());
    writeln!(out, "{HEAD}")?;
    writeln!(out, "| command | what it does |\n| --- | --- |")?;
    for command in &commands {
        let name = &command.name;
        writeln!(out, "| [`rushhour {name}`](#rushhour-{name}) | {} |", cell(&command.about))?;
    }
    write!(out, "{RULES}{VARIABLES}")?;
    for variable in described::variables(&commands) {
        let commands: Vec<String> = variable.commands.iter().map(|name| format!("`{name}`")).collect();
        writeln!(out, "| `{}` | `{}` | {} |", variable.name, variable.flag, commands.join(", "))?;
    }
    writeln!(
        out,
        "| `NO_COLOR` | no colours | all |\n\n{}",
        SWITCHES.replace("RUSHHOUR_QUIET", "`RUSHHOUR_QUIET`")
    )?;
    write_exit_codes(out)?;
    commands.iter().try_for_each(|command| write_command(out, command))
}

fn write_exit_codes(out: &mut String) -> fmt::Result {
    writeln!(out, "\n## Exit codes\n\n| exit code | meaning |\n| --- | --- |")?;
    for code in exit_codes::by_number() {
        writeln!(out, "| {} | {} |", code.code(), code.meaning())?;
    }
    writeln!(out, "\n{}", exit_codes::gravest_first())
}

fn write_command(out: &mut String, command: &Described) -> fmt::Result {
    writeln!(out, "\n## `rushhour {}`\n\n{}\n\n```text\n{}\n```", command.name, command.about, command.usage)?;
    let mut heading = None;
    for (place, argument) in command.arguments.iter().enumerate() {
        if place == 0 || argument.heading != heading {
            heading.clone_from(&argument.heading);
            match &heading {
                Some(heading) => writeln!(out, "\n{heading}:\n")?,
                None => writeln!(out)?,
            }
            writeln!(out, "| argument | what it does |\n| --- | --- |")?;
        }
        writeln!(out, "| `{}` | {} |", cell(&argument.form), cell(&told(argument)))?;
    }
    let Some(examples) = command.examples else { return Ok(()) };
    writeln!(out, "\n```sh")?;
    for (line, what) in examples.lines {
        writeln!(out, "# {what}\n{line}")?;
    }
    let page = examples.document.split('#').next().unwrap_or(examples.document);
    writeln!(out, "```\n\nMore: [{page}]({})", examples.document)
}

/// All that is told of an argument.
fn told(argument: &Argument) -> String {
    let mut told = argument.help.clone();
    if argument.repeats {
        told.push_str(" May be given several times.");
    }
    if !argument.values.is_empty() {
        let values: Vec<String> = argument
            .values
            .iter()
            .map(|(name, help)| match help {
                Some(help) if !help.eq_ignore_ascii_case(name) => {
                    format!("`{name}` ({})", help.trim_end_matches('.'))
                }
                Some(_) | None => format!("`{name}`"),
            })
            .collect();
        let _ = write!(told, " Values: {}.", values.join(", "));
    }
    if !argument.defaults.is_empty() {
        let _ = write!(told, " Default: `{}`.", argument.defaults.join("`, `"));
    }
    if let Some(variable) = &argument.variable {
        let _ = write!(told, " Environment: `{variable}`.");
    }
    told
}

/// A text as a cell of a table takes it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

//! `rushhour man [COMMAND]`: prints a man page, writes all of them, or prints the reference.
//!
//! Names, usage and flags are clap's; environment, exit codes and examples come from where the reference has them.

use std::io;
use std::path::{Path, PathBuf};

use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use rushhour_engine::nearest::did_you_mean;
use rushhour_report::ExitCode;

use crate::args::ManArgs;
use crate::described::{self, Described};
use crate::overwriting::Touched;
use crate::{exit_codes, output, reference, whole_files};

/// A man page.
struct Page {
    /// `rushhour-run.1`.
    file: String,
    text: String,
}

/// Prints the page that is asked for, or writes all of them.
pub(super) fn man(args: &ManArgs) -> io::Result<ExitCode> {
    if args.markdown {
        return output::print(&reference::page()).map(|()| ExitCode::Success);
    }
    let whole = described::command_line();
    let commands = described::commands(&whole);
    if let Some(directory) = &args.out {
        return write_all(&whole, &commands, directory);
    }
    let page = match &args.command {
        None => main_page(&whole, &commands)?,
        Some(name) => match commands.iter().find(|it| it.name == *name) {
            Some(command) => page_of(&whole, command)?,
            None => {
                let names = commands.iter().map(|it| it.name.as_str());
                let near = did_you_mean(name, names);
                let all = if near.is_empty() { "; `rushhour --help` names all of them" } else { "" };
                output::error_line(&format!("there is no command `{name}`{near}{all}"));
                return Ok(ExitCode::Usage);
            }
        },
    };
    output::print(&page.text).map(|()| ExitCode::Success)
}

fn write_all(whole: &clap::Command, commands: &[Described], directory: &Path) -> io::Result<ExitCode> {
    let mut pages = vec![main_page(whole, commands)?];
    for command in commands {
        pages.push(page_of(whole, command)?);
    }
    let names: Vec<String> = pages.iter().map(|page| page.file.clone()).collect();
    let mut touched = Touched::default();
    touched.writes_into(directory, move |path| names.iter().any(|name| path == Path::new(name)));
    if let Err(code) = touched.check_and_try() {
        return Ok(code);
    }
    let files: Vec<(PathBuf, &str)> = pages.iter().map(|page| (page.file.clone().into(), &*page.text)).collect();
    whole_files::write_loose(directory, &files)?;
    for page in pages {
        output::note(&format!("written: {}", directory.join(&page.file).display()));
    }
    Ok(ExitCode::Success)
}

/// The page of the program.
fn main_page(whole: &clap::Command, commands: &[Described]) -> io::Result<Page> {
    let mut more = Roff::new();
    let variables = described::variables(commands);
    let variables = variables.iter().map(|it| {
        let told = format!("The same as {} of {}.", it.flag, it.commands.join(", "));
        (it.name.as_str(), told)
    });
    environment(&mut more, variables);
    exit_status(&mut more);
    examples(&mut more, commands.iter().filter(|it| ["run", "new", "demo"].contains(&it.name.as_str())));
    see_also(&mut more, commands.iter().map(|it| format!("rushhour-{}", it.name)), None);
    let about = whole.get_about().map(ToString::to_string).unwrap_or_default();
    let told = format!("{about}.\nEach command has a page of its own.");
    page(whole.clone().long_about(told), "rushhour", &more)
}

/// The page of a command.
fn page_of(whole: &clap::Command, command: &Described) -> io::Result<Page> {
    let mut more = Roff::new();
    let variables = command.arguments.iter().filter_map(|it| {
        let flag = it.flag.as_deref()?;
        Some((it.variable.as_deref()?, format!("The same as {flag}.")))
    });
    environment(&mut more, variables);
    exit_status(&mut more);
    examples(&mut more, std::iter::once(command));
    see_also(&mut more, std::iter::once(String::from("rushhour")), command.examples.map(|it| it.document));
    let Some(of_clap) = whole.find_subcommand(&command.name) else {
        unreachable!("`{}` was read from this table", command.name)
    };
    page(of_clap.clone().long_about(command.about.clone()), &format!("rushhour-{}", command.name), &more)
}

/// What clap knows of a command, and `more` behind it.
fn page(command: clap::Command, title: &str, more: &Roff) -> io::Result<Page> {
    let source = format!("rushhour {}", env!("CARGO_PKG_VERSION"));
    // The exit codes get a section of their own, and the version stands below each page.
    let command = command
        .after_help(None::<&'static str>)
        .version(None::<&'static str>)
        .subcommand_help_heading("COMMANDS")
        .subcommand_value_name("COMMAND");
    let man = Man::new(command).title(title).source(source).manual("rushhour");
    let mut text = Vec::new();
    man.render(&mut text)?;
    more.to_writer(&mut text)?;
    Ok(Page { file: format!("{title}.1"), text: in_ascii(&String::from_utf8_lossy(&text)) })
}

/// A page without letters that older formatters do not know: each is written as its number.
fn in_ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            ascii.push_str(&format!("\\[u{:04X}]", u32::from(c)));
        }
    }
    ascii
}

fn environment<'a>(roff: &mut Roff, variables: impl Iterator<Item = (&'a str, String)>) {
    roff.control("SH", ["ENVIRONMENT"]);
    let mut has_switch = false;
    for (name, told) in variables {
        entry(roff, name, &told);
        has_switch |= name == "RUSHHOUR_QUIET";
    }
    entry(roff, "NO_COLOR", reference::NO_COLOR);
    if has_switch {
        roff.control("PP", []);
        roff.text([roman(reference::SWITCHES)]);
    }
}

fn exit_status(roff: &mut Roff) {
    roff.control("SH", ["EXIT STATUS"]);
    for code in exit_codes::by_number() {
        entry(roff, &code.code().to_string(), code.meaning());
    }
    roff.control("PP", []);
    roff.text([roman(exit_codes::gravest_first())]);
}

fn examples<'a>(roff: &mut Roff, commands: impl Iterator<Item = &'a Described>) {
    roff.control("SH", ["EXAMPLES"]);
    for (line, what) in commands.filter_map(|it| it.examples).flat_map(|it| it.lines) {
        roff.control("PP", []);
        roff.text([roman(*what)]);
        roff.control("PP", []);
        roff.control("RS", ["4"]);
        roff.control("EX", []);
        roff.text([roman(*line)]);
        roff.control("EE", []);
        roff.control("RE", []);
    }
}

/// Other pages of the manual, and a page of the documentation.
fn see_also(roff: &mut Roff, pages: impl Iterator<Item = String>, document: Option<&str>) {
    roff.control("SH", ["SEE ALSO"]);
    let named: Vec<String> = pages.map(|name| format!("{name}(1)")).collect();
    let document = document.and_then(|it| it.split('#').next()).unwrap_or("README.md");
    let document = format!("docs/{document}");
    roff.text([roman(format!("{}, and {document} of the sources.", named.join(", ")))]);
}

fn entry(roff: &mut Roff, term: &str, text: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text([roman(text)]);
}

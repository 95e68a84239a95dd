//! Printing. What was asked for goes to stdout, everything else to stderr.
//!
//! Texts for people may hold names, messages and paths of anybody's making. Whatever of them would steer the terminal is shown
//! by its number, here and nowhere else; only what programs read goes out as it is ([`print_data`]).

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::remedies::remedy;
use super::whole_files;
use rushhour_engine::shown::shown_lines;
use rushhour_render::Colour;
use rushhour_report::ExitCode;

/// Writes a text for people to stdout. It has no colours.
pub(super) fn print(text: &str) -> io::Result<()> {
    print_data(&shown_lines(text))
}

/// Writes a text for people to stdout, in colours where it takes them. Where the text without colours would steer the terminal
/// nobody knows which of its codes are ours, so it has none.
pub(super) fn tell(text: impl Fn(Colour) -> String) -> io::Result<()> {
    let plain = text(Colour::Never);
    if colours() && matches!(shown_lines(&plain), std::borrow::Cow::Borrowed(_)) {
        return print_data(&text(Colour::Always));
    }
    print(&plain)
}

/// Writes what programs read to stdout, as it is. A reader who has gone (`| head`) is no error.
pub(super) fn print_data(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| io::Error::new(error.kind(), format!("stdout: {error}"))),
    }
}

/// Writes a line to stderr; where that fails there is nobody left to be told.
pub(super) fn note(line: &str) {
    note_painted(&shown_lines(line));
}

/// The same of a line that has colours of ours and nothing else that steers a terminal.
pub(super) fn note_painted(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes an error to stderr.
pub(super) fn error_line(message: &str) {
    let help = remedy(message).map(|help| format!("\n  help: {help}")).unwrap_or_default();
    note(&format!("rushhour: {message}{help}"));
}

/// Prints what clap says: help, the version, or what is wrong with the command line. It quotes what was typed.
pub(super) fn print_of_clap(error: &clap::Error) -> io::Result<()> {
    let plain = error.render().to_string();
    match shown_lines(&plain) {
        std::borrow::Cow::Borrowed(_) => {
            error.print().map_err(|error| io::Error::new(error.kind(), format!("what was asked for: {error}")))
        }
        std::borrow::Cow::Owned(shown) => {
            note_painted(shown.trim_end());
            Ok(())
        }
    }
}

/// Tells what could not be written or printed, if anything, and says what the program exits with by that. What else there is
/// to be done goes on.
pub(super) fn told(written: io::Result<()>) -> ExitCode {
    written.map_or_else(
        |error| {
            error_line(&error.to_string());
            ExitCode::Unexpected
        },
        |()| ExitCode::Success,
    )
}

/// Writes a file for people or programs, and the directories it is in.
pub(super) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    whole_files::write(path, text)
}

/// Whether stdout takes colours: it is a terminal, and nobody has said no.
fn colours() -> bool {
    io::stdout().is_terminal() && colours_are_welcome()
}

/// The same of stderr.
pub(super) fn error_colours() -> bool {
    io::stderr().is_terminal() && colours_are_welcome()
}

fn colours_are_welcome() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

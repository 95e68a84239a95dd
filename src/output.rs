//! Printing. What was asked for goes to stdout, everything else to stderr.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Writes to stdout. A reader who has gone (`| head`) is no error.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// Writes a line to stderr; where that fails there is nobody left to be told.
pub(super) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes an error to stderr.
pub(super) fn error_line(message: &str) {
    note(&format!("rushhour: {message}"));
}

/// Writes a file, and the directories it is in.
pub(super) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(named)?;
    }
    std::fs::write(path, text).map_err(named)
}

/// Whether stdout takes colours: it is a terminal, and nobody has said no.
pub(super) fn colours() -> bool {
    io::stdout().is_terminal() && colours_are_welcome()
}

/// The same of stderr.
pub(super) fn error_colours() -> bool {
    io::stderr().is_terminal() && colours_are_welcome()
}

fn colours_are_welcome() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

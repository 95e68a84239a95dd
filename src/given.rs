//! Files that the command line names: read, or told, with how the program ends.
//!
//! One that cannot be opened is a wrong command line; one that is opened and is not what it should be is invalid.

use std::path::Path;

use super::output;
use rushhour_report::ExitCode;
use rushhour_scenario::{FileError, FileKind, read_file};

/// The text of a file. Where it can't be read that is told, and what the program is to exit with is handed over.
pub(super) fn read(path: &Path) -> Result<String, ExitCode> {
    read_file(path, FileKind::Document).map_err(|error| {
        output::error_line(&error.to_string());
        code(&error)
    })
}

/// What the program exits with by reason of a file that it was given.
pub(super) fn code(error: &FileError) -> ExitCode {
    if error.is_of_machine() {
        ExitCode::Unexpected
    } else if error.was_opened() {
        ExitCode::Invalid
    } else {
        ExitCode::Usage
    }
}

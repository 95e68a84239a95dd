//! A file that is to be written, and why it could not be made.

use std::path::PathBuf;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Where, within the directory of the run.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// A format could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{file} can't be written: {why}")]
pub struct ExportError {
    file: &'static str,
    why: String,
}

impl ExportError {
    pub(super) fn of(file: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Self {
        move |why| Self { file, why: why.to_string() }
    }
}

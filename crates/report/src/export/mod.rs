//! What other programs read of a run, besides the JSON: one small file a format.
//!
//! [`views`] are made of the document alone, so they can be made again of a stored one; [`histograms`] are made of what
//! was observed, which has every sample's bucket. Everything is text, and nothing here writes a file.

use std::path::Path;

mod csv;
mod file;
mod histograms;
mod junit;
mod prometheus;
mod views;

pub use file::{ExportError, OutputFile};
pub use histograms::{Histograms, histograms};
pub use views::{is_view, views};

/// Whether a run that is written into a directory writes the file of this path in it.
pub fn is_of_a_run(path: &Path) -> bool {
    path == Path::new("report.json") || is_view(path) || path.starts_with(histograms::FOLDER)
}

//! What other programs read of a run, besides the JSON: one small file a format.
//!
//! [`views`] are made of the document alone, so they can be made again of a stored one; [`histograms`] are made of what
//! was observed, which has every sample's bucket. Everything is text, and nothing here writes a file.

mod csv;
mod histograms;
mod junit;
mod prometheus;

use std::path::PathBuf;

use super::document::Report;
use super::page::page;
use super::text::{Colour, summary};

pub use histograms::histograms;

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
    fn of(file: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Self {
        move |why| Self { file, why: why.to_string() }
    }
}

/// Everything that is made of the document.
///
/// # Errors
/// A library could not put the document into its format, which only a bug brings about.
pub fn views(report: &Report) -> Result<Vec<OutputFile>, ExportError> {
    let file = |path: &str, text: String| OutputFile { path: path.into(), text };
    Ok(vec![
        file("summary.txt", summary(report, Colour::Never)),
        file("report.html", page(report)),
        file("junit.xml", junit::junit(report).map_err(|it| ExportError::of("junit.xml")(&it))?),
        file("metrics.csv", csv::metrics(report).map_err(|it| ExportError::of("metrics.csv")(&it))?),
        file("series.csv", csv::series(report).map_err(|it| ExportError::of("series.csv")(&it))?),
        file("metrics.prom", prometheus::prometheus(report)),
    ])
}

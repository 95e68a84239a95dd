//! The files that are made of the document alone, so that they can be made again of a stored one.

use std::path::Path;

use super::csv;
use super::file::{ExportError, OutputFile};
use super::junit::junit;
use super::prometheus::prometheus;
use crate::document::Report;
use crate::page::page;
use crate::text::summary;
use rushhour_render::Colour;

/// The names of [`views`].
const NAMES: [&str; 6] = ["summary.txt", "report.html", "junit.xml", "metrics.csv", "series.csv", "metrics.prom"];

/// Whether this is the path of one of [`views`] within a directory.
pub fn is_view(path: &Path) -> bool {
    NAMES.iter().any(|name| path == Path::new(name))
}

/// Everything that is made of the document.
///
/// # Errors
/// A library could not put the document into its format, which only a bug brings about.
pub fn views(report: &Report) -> Result<Vec<OutputFile>, ExportError> {
    let file = |path: &str, text: String| OutputFile { path: path.into(), text };
    let [text, web, tests, metrics, series, numbers] = NAMES;
    Ok(vec![
        file(text, summary(report, Colour::Never)),
        file(web, page(report)),
        file(tests, junit(report).map_err(|it| ExportError::of(tests)(&it))?),
        file(metrics, csv::metrics(report).map_err(|it| ExportError::of(metrics)(&it))?),
        file(series, csv::series(report).map_err(|it| ExportError::of(series)(&it))?),
        file(numbers, prometheus(report)),
    ])
}

//! The files that are made of the document alone, so that they can be made again of a stored one.

use super::csv;
use super::file::{ExportError, OutputFile};
use super::junit::junit;
use super::prometheus::prometheus;
use crate::document::Report;
use crate::page::page;
use crate::text::summary;
use rushhour_render::Colour;

/// Everything that is made of the document.
///
/// # Errors
/// A library could not put the document into its format, which only a bug brings about.
pub fn views(report: &Report) -> Result<Vec<OutputFile>, ExportError> {
    let file = |path: &str, text: String| OutputFile { path: path.into(), text };
    Ok(vec![
        file("summary.txt", summary(report, Colour::Never)),
        file("report.html", page(report)),
        file("junit.xml", junit(report).map_err(|it| ExportError::of("junit.xml")(&it))?),
        file("metrics.csv", csv::metrics(report).map_err(|it| ExportError::of("metrics.csv")(&it))?),
        file("series.csv", csv::series(report).map_err(|it| ExportError::of("series.csv")(&it))?),
        file("metrics.prom", prometheus(report)),
    ])
}

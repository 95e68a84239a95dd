//! Reports: what people and machines read of a run.
//!
//! A [`Report`] is the result of a run as a document with stable keys, with how it came out. Every output renders the document, so a stored one can be rendered again. Nothing
//! here runs anything or writes a file.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - How much is written at most: [`limits`].
//! - The document: `distribution`, `expression` (what a threshold demands), `over_time`, `heat_map`, `exit` (the exit codes), `document`
//!   (its keys), `json`, `time_axis` (how moments are called in charts).
//! - From a run to its document: `warnings`, `assemble`.
//! - What is made of it: `text` for the terminal, `page` for the browser, `export` for other programs, `events` (every event
//!   as a line of JSON).

// How much is written at most.
pub mod limits;

// The document.
mod distribution;
mod expression;
mod over_time;
mod heat_map;
mod exit;
mod document;
mod json;
mod time_axis;

// From a run to its document.
mod warnings;
mod assemble;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

// What is made of the document.
mod text;
mod page;
mod export;
mod events;

pub use assemble::{TOOL, exit_code, observed, report, scenario, threshold};
pub use distribution::DistributionReport;
pub use document::{
    AbortReport, ActionReport, CheckReport, FindingKind, FindingReport, InvariantsReport, MetricKind,
    MetricReport, OffersTimedOutReport, PopulationReport, PopulationRole, QueueReport, RatioReport,
    ReplicationsReport, Report, SampledReport, ScenarioReport, ServersReport, ServiceLevelReport, StatsReport,
    ThresholdReport, TimeReport, TotalsReport, Verdict, ViolationReport,
};
pub use events::{EventNames, event_page, event_schema};
pub use exit::ExitCode;
pub use export::{ExportError, Histograms, OutputFile, histograms, is_of_a_run, is_view, views};
pub use expression::{Condition, Expression};
pub use heat_map::HeatReport;
pub use json::{ReadReportError, read, schema, write};
pub use over_time::SeriesReport;
pub use page::{page, percentile_curve};
pub use text::{several, summary};
pub use time_axis::{stretches, time_axis};

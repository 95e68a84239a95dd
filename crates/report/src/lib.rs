//! Reports: what people and machines read of a run.
//!
//! A [`RunResult`] puts what the replications brought together and says how the run came out; a [`Report`] is that
//! as a document with stable keys. Every output renders the document, so a stored one can be rendered again. Nothing
//! here runs anything or writes a file.

mod assemble;
mod distribution;
mod document;
mod events;
mod exit;
mod expression;
mod export;
pub mod html;
mod json;
mod over_time;
pub mod page;
mod run;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
mod warnings;

pub use assemble::{TOOL, observed, report, scenario, threshold};
pub use distribution::DistributionReport;
pub use document::{
    ActionReport, CheckReport, FindingKind, FindingReport, InvariantsReport, MetricKind, MetricReport,
    PopulationReport, QueueReport, RatioReport, ReplicationsReport, Report, Role, SampledReport, ScenarioReport,
    ServersReport, StatsReport, ThresholdReport, TimeReport, TotalsReport, Verdict, ViolationReport,
};
pub use events::EventNames;
pub use exit::ExitCode;
pub use export::{ExportError, OutputFile, histograms, views};
pub use expression::{Condition, Expression};
pub use json::{ReadReportError, read, schema, write};
pub use over_time::SeriesReport;
pub use page::page;
pub use run::{Replication, RunResult};
pub use text::{Colour, several, summary};

//! Observers: histograms, series, thresholds, the digest.
//!
//! An [`Observation`] folds the events of one replication into an [`Observed`]; those of all replications merge, in
//! the order of their index, into the [`RunResult`] that reports read. The simulation feeds it, the reports read it.
//! Nothing here keeps an event, reads a clock, or knows how its numbers are shown.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - What numbers are made of: [`limits`] (what is kept), `span` (the measured time), `ratio`, `numbers` (plain ones, as they are), `spread` and `samples`, `interval` (confidence), `means` (of replications),
//!   `stationarity`.
//! - What is measured, and by which parts: `series_key`, `series`, `measure`, `service` (the rule of what is answered in
//!   time), `tagged`.
//! - Over time: `buckets`, `course`, `heat_map`, `warmup_detection`.
//! - Who counts what: `actions`, `contacts`, `digest`, `scripts`, `tasks`, `timed_out`, `workers`.
//! - Together: `abort` (thresholds that end a replication early), `observed` and `observation` (one replication), `threshold` (what must hold), `breakdown` (a bug of
//!   our own, or the machine's end), `run` (several replications).

// What numbers are made of.
pub mod limits;
mod span;
mod ratio;
mod numbers;
mod spread;
mod samples;
mod interval;
mod means;
mod stationarity;

// What is measured, and by which parts.
mod series_key;
mod series;
mod measure;
mod service;
mod tagged;

// Over time.
mod buckets;
mod course;
mod heat_map;
mod warmup_detection;

// Who counts what.
mod actions;
mod contacts;
mod digest;
mod scripts;
mod tasks;
mod timed_out;
mod workers;

// One replication, several of them, and what they must hold.
mod abort;
mod observed;
mod observation;
mod threshold;
mod breakdown;
mod run;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use abort::Abort;
pub use actions::ActionStats;
pub use breakdown::{Breakdown, BreakdownCause, HOW_TO_REPORT};
pub use course::{AgentState, Course, Settled};
pub use digest::{Digest, StreamHash, Streams};
pub use heat_map::{DayHour, HeatCell, HeatMap};
pub use interval::half_width_95;
pub use means::Means;
pub use measure::{Measure, PerReplication, Percentiles, Pooled};
pub use observation::Observation;
pub use observed::{Observed, Totals};
pub use ratio::Ratio;
pub use run::{Precision, Replication, RunResult};
pub use samples::{SampleUnit, Samples, Summary};
pub use scripts::CheckCounts;
pub use series::{Series, Tag};
pub use series_key::SeriesKey;
pub use service::{Fate, Goal, Goals, ServiceCounts};
pub use span::Truncation;
pub use threshold::{Judgement, judge};
pub use timed_out::OffersTimedOut;
pub use warmup_detection::{Presence, Unsettled};

pub use rushhour_scenario::metrics::{Kind, Metric};

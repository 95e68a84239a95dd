//! Observers: histograms, series, thresholds, the digest.
//!
//! An [`Observation`] folds the events of one replication into an [`Observed`]; those of all replications merge, in
//! the order of their index, into what reports read. The simulation feeds it, the reports read it. Nothing here
//! keeps an event, reads a clock, or knows how its numbers are shown.

mod actions;
mod buckets;
mod contacts;
mod course;
mod digest;
mod interval;
mod observation;
mod observed;
mod ratio;
mod samples;
mod scripts;
mod series;
mod series_key;
mod service;
mod span;
mod spread;
mod stationarity;
mod tagged;
mod tasks;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod threshold;
mod warmup_detection;
mod workers;

pub use actions::ActionStats;
pub use course::{AgentState, Course, Settled};
pub use digest::{Digest, StreamHash, digest_text};
pub use interval::half_width_95;
pub use observation::Observation;
pub use observed::{Measure, Observed, PerReplication, Percentiles, Pooled, Totals};
pub use ratio::Ratio;
pub use samples::{Samples, Summary, Unit};
pub use scripts::CheckCounts;
pub use series::{Series, Tag};
pub use series_key::SeriesKey;
pub use service::{Fate, Goal, Goals, ServiceCounts};
pub use span::Truncation;
pub use threshold::{Judgement, judge};
pub use warmup_detection::{Presence, Unsettled};

pub use rushhour_scenario::metrics::{Kind, Metric};

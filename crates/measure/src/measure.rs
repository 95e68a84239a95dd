//! What was measured of one series: in one replication, and pooled over several.

use std::collections::BTreeMap;

use super::limits::REPLICATIONS_KEPT_MAX;
use super::means::Means;
use super::ratio::Ratio;
use super::samples::{SampleUnit, Samples};
use super::series::Series;
use rushhour_scenario::metrics::Kind;
use rushhour_scenario::plan::Statistic;

/// The measures of one replication.
pub(super) type SeriesMap = BTreeMap<Series, Measure>;

/// What was measured of one series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Times or plain numbers, one a case.
    Samples(Samples),
    /// One amount over another.
    Ratio(Ratio),
}

/// What was measured of one series, all replications pooled.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// All of it.
    pub measure: Measure,
    /// The mean or value of each replication that has any, in their order; in the unit of reports.
    pub means: Means,
    /// What each of the first replications saw by itself, in their order; nothing of one that has no data.
    pub alone: Vec<Option<PerReplication>>,
}

/// What one replication saw of a series by itself, in the unit of reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerReplication {
    /// The mean of samples, or the value of a ratio.
    pub mean: f64,
    /// Of samples, their percentiles.
    pub percentiles: Option<Percentiles>,
}

/// Percentiles that runs are compared by.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Percentiles {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
}

impl Measure {
    /// Samples that will not change until they are merged.
    pub(super) fn samples(mut samples: Samples) -> Self {
        samples.settle();
        Self::Samples(samples)
    }
    /// One statistic, in the unit of reports; `None` where there is no data, or for what such a measure has not.
    pub fn statistic(&self, statistic: Statistic, kind: Kind) -> Option<f64> {
        match (self, statistic) {
            (Self::Samples(samples), _) => samples.statistic(statistic, SampleUnit::of(kind)),
            (Self::Ratio(ratio), Statistic::Value | Statistic::Mean) => ratio.value(),
            (Self::Ratio(ratio), Statistic::Count) => {
                (kind == Kind::Share && ratio.denominator > 0).then_some(ratio.denominator as f64)
            }
            (Self::Ratio(_), Statistic::Min | Statistic::Max | Statistic::Percentile(_)) => None,
        }
    }
    /// The mean of samples or the value of a ratio, in the unit of reports.
    pub fn mean(&self, kind: Kind) -> Option<f64> {
        match self {
            Self::Samples(samples) => samples.mean(SampleUnit::of(kind)),
            Self::Ratio(ratio) => ratio.value(),
        }
    }
    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Samples(samples) => samples.count() == 0,
            Self::Ratio(ratio) => ratio.denominator == 0,
        }
    }
    /// What it says by itself; nothing without data.
    fn alone(&self, kind: Kind) -> Option<PerReplication> {
        let mean = self.mean(kind)?;
        let percentiles = match self {
            Self::Samples(samples) => {
                let summary = samples.summary(SampleUnit::of(kind));
                summary.p50.zip(summary.p95).zip(summary.p99).map(|((p50, p95), p99)| Percentiles {
                    p50,
                    p95,
                    p99,
                })
            }
            Self::Ratio(_) => None,
        };
        Some(PerReplication { mean, percentiles })
    }
    pub(super) fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Samples(samples), Self::Samples(other)) => samples.merge(other),
            (Self::Ratio(ratio), Self::Ratio(other)) => ratio.merge(other),
            (Self::Samples(_), Self::Ratio(_)) | (Self::Ratio(_), Self::Samples(_)) => {
                unreachable!("a metric is of one kind in all replications of a plan")
            }
        }
    }
}

impl Pooled {
    /// The measure of one replication.
    pub(super) fn of(measure: Measure, kind: Kind) -> Self {
        let alone = measure.alone(kind);
        Self { means: alone.iter().map(|alone| alone.mean).collect(), alone: vec![alone], measure }
    }
    /// Takes in the replications that follow those that are in it.
    pub(super) fn merge(&mut self, later: &Self) {
        self.measure.merge(&later.measure);
        self.means.extend(&later.means);
        let room = REPLICATIONS_KEPT_MAX.saturating_sub(self.alone.len());
        self.alone.extend(later.alone.iter().take(room));
    }
    /// Makes it one of this many replications, of which the first ones had no data.
    pub(super) fn preceded_by(&mut self, without_data: usize) {
        let without_data = without_data.min(REPLICATIONS_KEPT_MAX);
        self.alone.splice(0..0, std::iter::repeat_n(None, without_data));
        self.alone.truncate(REPLICATIONS_KEPT_MAX);
    }
    /// Makes it one of this many replications, of which the last ones had no data.
    pub(super) fn filled_up(&mut self, replications: usize) {
        self.alone.resize(replications.min(REPLICATIONS_KEPT_MAX), None);
    }
    /// The half-width of the 95 % confidence interval over replications.
    pub fn ci95(&self) -> Option<f64> {
        self.means.ci95()
    }
}

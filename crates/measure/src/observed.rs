//! What was observed: of one replication, or of several together.
//!
//! Merging takes replications in the order of their index; then the result is the same in every grouping, whatever
//! the number of jobs.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::actions::ActionStats;
use super::course::Course;
use super::digest::{StreamHash, digest_text};
use super::interval::half_width_95;
use super::ratio::Ratio;
use super::samples::{Samples, Unit};
use super::scripts::CheckCounts;
use super::series::Series;
use super::warmup_detection::Presence;
use rushhour_engine::action::ActionName;
use rushhour_scenario::metrics::Kind;
use rushhour_scenario::plan::Statistic;

/// The measures of one replication.
pub(super) type SeriesMap = BTreeMap<Series, Measure>;

/// What was measured of one series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Samples.
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
    pub means: Vec<f64>,
    /// What each replication saw by itself, in their order; nothing of one that has no data.
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

/// Counts over everything that happened, warm-up and drain included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Customers who came.
    pub contacts: u64,
    /// Those who were not through at the end.
    pub open: u64,
    /// Invocations that settled.
    pub actions: u64,
    /// Those that were refused.
    pub rejected: u64,
    /// Events.
    pub events: u64,
    /// The most scripts at work at once, in any replication.
    pub actors_peak: u64,
}

/// What was observed of one replication, or of several together.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// What was measured.
    pub series: BTreeMap<Series, Pooled>,
    /// How each action went.
    pub actions: BTreeMap<ActionName, ActionStats>,
    /// How often each check held.
    pub checks: BTreeMap<SmolStr, CheckCounts>,
    /// How often each fault of the plan struck, by name.
    pub faults: BTreeMap<SmolStr, u64>,
    /// Counts over everything.
    pub totals: Totals,
    /// How many contacts were in the centre.
    pub presence: Presence,
    /// How it went over time.
    pub course: Course,
    /// The hash of each replication's events, in their order.
    pub streams: Vec<StreamHash>,
    /// For each of the plan's thresholds, what each replication that has data saw by itself.
    pub(super) threshold_values: Vec<Vec<f64>>,
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
            (Self::Samples(samples), _) => samples.statistic(statistic, Unit::of(kind)),
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
            Self::Samples(samples) => samples.mean(Unit::of(kind)),
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
                let summary = samples.summary(Unit::of(kind));
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
    fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Samples(samples), Self::Samples(other)) => samples.merge(other),
            (Self::Ratio(ratio), Self::Ratio(other)) => ratio.merge(other),
            // A metric is of one kind in all replications of a plan.
            (Self::Samples(_), Self::Ratio(_)) | (Self::Ratio(_), Self::Samples(_)) => {}
        }
    }
}

impl Pooled {
    /// The measure of one replication.
    pub(super) fn of(measure: Measure, kind: Kind) -> Self {
        let alone = measure.alone(kind);
        Self { means: alone.iter().map(|alone| alone.mean).collect(), alone: vec![alone], measure }
    }
    /// The half-width of the 95 % confidence interval over replications.
    pub fn ci95(&self) -> Option<f64> {
        half_width_95(&self.means)
    }
}

impl Totals {
    fn merge(&mut self, other: &Self) {
        self.contacts += other.contacts;
        self.open += other.open;
        self.actions += other.actions;
        self.rejected += other.rejected;
        self.events += other.events;
        self.actors_peak = self.actors_peak.max(other.actors_peak);
    }
}

impl Observed {
    /// Takes in the replications that follow these.
    pub fn merge(&mut self, later: Self) {
        let (before, after) = (self.streams.len(), self.streams.len() + later.streams.len());
        for (series, mut pooled) in later.series {
            match self.series.get_mut(&series) {
                Some(mine) => {
                    mine.measure.merge(&pooled.measure);
                    mine.means.extend(pooled.means);
                    mine.alone.extend(pooled.alone);
                }
                None => {
                    pooled.alone.splice(0..0, std::iter::repeat_n(None, before));
                    self.series.insert(series, pooled);
                }
            }
        }
        for pooled in self.series.values_mut() {
            pooled.alone.resize(after, None);
        }
        for (action, stats) in later.actions {
            self.actions.entry(action).or_default().merge(&stats);
        }
        for (name, counts) in later.checks {
            let mine = self.checks.entry(name).or_default();
            mine.held += counts.held;
            mine.failed += counts.failed;
        }
        for (name, struck) in later.faults {
            *self.faults.entry(name).or_default() += struck;
        }
        self.totals.merge(&later.totals);
        self.presence.merge(&later.presence);
        self.course.merge(&later.course);
        self.streams.extend(later.streams);
        for (mine, theirs) in self.threshold_values.iter_mut().zip(later.threshold_values) {
            mine.extend(theirs);
        }
    }
    /// The digest of these replications.
    pub fn digest(&self) -> String {
        digest_text(&self.streams)
    }
}

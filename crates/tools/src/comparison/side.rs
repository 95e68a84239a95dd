//! A side of a comparison: one run, or several of the same scenario, and what each unit of it saw.

use std::collections::BTreeMap;

use rushhour_measure::SeriesKey;
use rushhour_report::{MetricKind, MetricReport, Report, StatsReport};
use rushhour_scenario::metrics::TagName;

/// A side: what is compared with the other one.
#[derive(Clone, Debug)]
pub struct Side {
    /// What people call it: where it was read.
    pub name: String,
    /// Its runs.
    pub runs: Vec<Report>,
}

/// A number that is read of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statistic {
    /// The value of a share or a level.
    Value,
    /// The mean of samples.
    Mean,
    /// Their median.
    P50,
    /// Their 95th percentile.
    P95,
    /// Their 99th percentile.
    P99,
}

/// What belongs together: a seed, and the index of a replication under it.
pub(super) type ReplicationKey = (u64, u32);

/// How many replications there are of each seed: those from 0 on. They are not listed, as a report may say any number.
#[derive(Clone, Debug, Default)]
pub(super) struct Replications(BTreeMap<u64, u32>);

impl Replications {
    /// Those that are in both.
    pub(super) fn common(&self, other: &Self) -> Self {
        let both = self.0.iter().filter_map(|(seed, here)| Some((*seed, *other.0.get(seed)?.min(here))));
        Self(both.collect())
    }
    pub(super) fn has(&self, (seed, index): ReplicationKey) -> bool {
        self.0.get(&seed).is_some_and(|count| index < *count)
    }
    pub(super) fn count(&self) -> usize {
        self.0.values().map(|count| *count as usize).fold(0, usize::saturating_add)
    }
}

/// The time that a run took on the wall.
pub(super) const WALL: &str = "wall_s";
/// The time that an action took inside the engine, on the wall.
pub(super) const ENGINE: &str = "engine_s";
const NS_PER_S: f64 = 1e9;

impl Statistic {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Value, Self::Mean, Self::P50, Self::P95, Self::P99];

    /// As it is written behind a metric.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Mean => "mean",
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
        }
    }
    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
    /// Whether a metric has it that is, or is not, made of samples.
    pub(super) fn is_of(self, sampled: bool) -> bool {
        (self != Self::Value) == sampled
    }
    fn of(self, stats: &StatsReport) -> Option<f64> {
        match self {
            Self::Value => None,
            Self::Mean => stats.mean,
            Self::P50 => stats.p50,
            Self::P95 => stats.p95,
            Self::P99 => stats.p99,
        }
    }
}

impl Side {
    /// What each replication saw, where it has data. The same replication in two runs counts once: it is the same.
    pub(super) fn replications(&self, metric: &SeriesKey, statistic: Statistic) -> BTreeMap<ReplicationKey, f64> {
        let mut values = BTreeMap::new();
        for run in &self.runs {
            let Some(report) = run.metrics.get(metric) else { continue };
            let (kept, pooled) = match report {
                MetricReport::Sampled(it) => (&it.replications, statistic.of(&it.stats)),
                MetricReport::Ratio(it) => (&it.replications, it.value.filter(|_| statistic == Statistic::Value)),
            };
            let mut put = |index: u32, value: Option<f64>| {
                if let Some(value) = value {
                    values.entry((run.scenario.seed, index)).or_insert(value);
                }
            };
            match kept.get(statistic.name()) {
                Some(each) => (0..).zip(each).for_each(|(index, value)| put(index, *value)),
                // Of a single replication the run says it all.
                None if run.replications == 1 => put(0, pooled),
                None => {}
            }
        }
        values
    }
    /// Whether any run has data of it, however it is kept.
    pub(super) fn has_data(&self, metric: &SeriesKey, statistic: Statistic) -> bool {
        let has = |run: &Report| {
            let data = match run.metrics.get(metric)? {
                MetricReport::Sampled(it) => statistic.of(&it.stats),
                MetricReport::Ratio(it) => it.value.filter(|_| statistic == Statistic::Value),
            };
            data.map(|_| ())
        };
        self.runs.iter().any(|run| has(run).is_some())
    }
    /// What each run measured on the wall, in seconds.
    pub(super) fn on_the_wall(&self, metric: &SeriesKey, statistic: Statistic) -> Vec<f64> {
        let action = metric.value_of(ENGINE, TagName::Action);
        let of = |run: &Report| match action {
            Some(action) => Some(statistic.of(&run.actions.get(action)?.engine_ns)? / NS_PER_S),
            None => (metric.metric == WALL).then_some(run.time.wall_s),
        };
        self.runs.iter().filter_map(of).collect()
    }
    /// The kind of a metric, and whether it is made of samples, where any run has it.
    pub(super) fn kind(&self, metric: &SeriesKey) -> Option<(MetricKind, bool)> {
        self.runs.iter().find_map(|run| match run.metrics.get(metric)? {
            MetricReport::Sampled(it) => Some((it.kind, true)),
            MetricReport::Ratio(it) => Some((it.kind, false)),
        })
    }
    /// The replications there are.
    pub(super) fn units(&self) -> Replications {
        let mut units = Replications::default();
        for run in &self.runs {
            let most = units.0.entry(run.scenario.seed).or_default();
            *most = run.replications.max(*most);
        }
        units
    }
}

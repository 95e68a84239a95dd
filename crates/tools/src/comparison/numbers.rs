//! Which numbers of two sides are looked at, and what the units of each side saw.

use std::collections::{BTreeMap, BTreeSet};

use super::inference::Difference;
use super::options::{CompareError, Options};
use super::side::{ENGINE, Replications, Side, Statistic, WALL};
use super::tolerance::Tolerance;
use rushhour_engine::nearest::suggestion;
use rushhour_measure::SeriesKey;
use rushhour_report::{Expression, MetricKind};
use rushhour_scenario::metrics::{Better, Metric, TagName};

/// A number of a metric, on both sides.
pub(super) struct Row {
    pub(super) metric: SeriesKey,
    pub(super) statistic: Statistic,
    pub(super) kind: MetricKind,
    pub(super) wall: bool,
    pub(super) better: Better,
    /// Whether each side has data of it, even where it keeps none by replication.
    pub(super) has_data: (bool, bool),
    pub(super) units: Units,
}

/// What is known of both sides.
pub(super) struct Units {
    pub(super) a: Vec<f64>,
    pub(super) b: Vec<f64>,
    pub(super) paired: bool,
    /// How many replications have data on one side only, and were left out for that.
    pub(super) left_out: usize,
}

/// What is looked at.
pub(super) fn rows(
    a: &Side,
    b: &Side,
    options: &Options,
    common: &Replications,
) -> Result<Vec<Row>, CompareError> {
    let mut keys: Vec<&SeriesKey> = Vec::new();
    let mut known = BTreeSet::new();
    for run in a.runs.iter().chain(&b.runs) {
        keys.extend(run.metrics.keys().filter(|key| known.insert(*key)));
    }
    let mut rows = Vec::new();
    for key in keys {
        let Some((kind, sampled)) = a.kind(key).or_else(|| b.kind(key)) else { continue };
        for statistic in Statistic::ALL.into_iter().filter(|it| it.is_of(sampled)) {
            if is_looked_at(a, b, options, key, statistic) {
                rows.push(Row {
                    metric: key.clone(),
                    statistic,
                    kind,
                    wall: false,
                    better: better(key),
                    has_data: (a.has_data(key, statistic), b.has_data(key, statistic)),
                    units: Units::of_replications(a, b, key, statistic, common),
                });
            }
        }
    }
    rows.extend(on_the_wall(a, b));
    for tolerance in &options.tolerances {
        check(tolerance, &rows)?;
    }
    // What somebody names stays, even where nobody has data of it: that is no reason to pass.
    let is_named = |row: &Row| options.tolerances.iter().any(|it| it.names(&row.metric, row.statistic));
    rows.retain(|row| row.has_data.0 || row.has_data.1 || is_named(row));
    Ok(rows)
}

/// Parts of metrics that are not looked at, of which one side alone has data: those of the first side, and of the second.
pub(super) fn one_sided_parts(a: &Side, b: &Side, rows: &[Row]) -> (Vec<SeriesKey>, Vec<SeriesKey>) {
    let parts = |of: &Side, other: &Side| {
        let keys: BTreeSet<&SeriesKey> = of.runs.iter().flat_map(|run| run.metrics.keys()).collect();
        let has = |side: &Side, key: &SeriesKey| Statistic::ALL.iter().any(|it| side.has_data(key, *it));
        // Where the whole metric is on one side, its parts say nothing more.
        let is_told = |key: &SeriesKey| {
            rows.iter().any(|row| {
                let (of_a, of_b) = row.has_data;
                row.metric == *key || (row.metric.metric == key.metric && row.metric.is_whole() && of_a != of_b)
            })
        };
        let is_new = |key: &&SeriesKey| !key.is_whole() && !is_told(key);
        keys.into_iter().filter(is_new).filter(|key| has(of, key) && !has(other, key)).cloned().collect()
    };
    (parts(a, b), parts(b, a))
}

/// Whole metrics, and parts that a threshold or a tolerance names, or all of them; of samples the mean and p95, and what
/// is named.
fn is_looked_at(a: &Side, b: &Side, options: &Options, key: &SeriesKey, statistic: Statistic) -> bool {
    let tolerances = options.tolerances.iter().filter_map(|it| it.of.as_ref()).filter(|(metric, _)| metric == key);
    let is_tolerated = tolerances.clone().next().is_some();
    let thresholds = a.runs.iter().chain(&b.runs).flat_map(|run| &run.thresholds);
    let thresholds = thresholds.filter(|threshold| threshold.metric == *key);
    let is_demanded = thresholds.clone().next().is_some();
    let is_named = tolerances.into_iter().any(|(_, named)| *named == Some(statistic))
        || thresholds.into_iter().any(|threshold| named(&threshold.expression) == Some(statistic));
    let is_usual = match statistic {
        Statistic::Value | Statistic::Mean | Statistic::P95 => true,
        Statistic::P50 | Statistic::P99 => false,
    };
    let is_shown = key.is_whole() || is_tolerated || is_demanded || options.parts;
    is_shown && (is_usual || is_named)
}

/// The number that a threshold is about, where replications keep it.
fn named(expression: &Expression) -> Option<Statistic> {
    use rushhour_scenario::plan::Statistic as Demanded;
    match expression.condition()?.statistic {
        Demanded::Value => Some(Statistic::Value),
        Demanded::Mean => Some(Statistic::Mean),
        Demanded::Percentile(50.0) => Some(Statistic::P50),
        Demanded::Percentile(95.0) => Some(Statistic::P95),
        Demanded::Percentile(99.0) => Some(Statistic::P99),
        Demanded::Percentile(_) | Demanded::Count | Demanded::Min | Demanded::Max => None,
    }
}

/// What is measured on the wall: how long a run took, and each action inside the engine.
fn on_the_wall(a: &Side, b: &Side) -> Vec<Row> {
    let row = |metric: SeriesKey, statistic| {
        let (a, b) = (a.on_the_wall(&metric, statistic), b.on_the_wall(&metric, statistic));
        Row {
            metric,
            statistic,
            kind: MetricKind::Time,
            wall: true,
            better: Better::Down,
            has_data: (!a.is_empty(), !b.is_empty()),
            units: Units { a, b, paired: false, left_out: 0 },
        }
    };
    let mut rows = vec![row(SeriesKey::whole(WALL), Statistic::Value)];
    let mut known = BTreeSet::new();
    for run in a.runs.iter().chain(&b.runs) {
        for action in run.actions.keys().filter(|action| known.insert(action.as_str())) {
            let metric = SeriesKey::part(ENGINE, TagName::Action, action.as_str());
            rows.extend([Statistic::P50, Statistic::P99].map(|statistic| row(metric.clone(), statistic)));
        }
    }
    rows
}

fn better(key: &SeriesKey) -> Better {
    key.built_in().map_or(Better::Neither, Metric::better)
}

/// Whether a tolerance is of something that is there, in its unit.
fn check(tolerance: &Tolerance, rows: &[Row]) -> Result<(), CompareError> {
    let Some((metric, statistic)) = &tolerance.of else { return Ok(()) };
    let Some(row) = rows.iter().find(|row| row.metric == *metric) else {
        if let Some((metric, row, missing)) = of_no_statistic(metric, rows) {
            let words = format!("--tolerance: `{metric}` has no `{missing}`, but {}", statistics(row));
            return Err(CompareError::Tolerance(words));
        }
        let known: BTreeSet<String> = rows.iter().map(|row| row.metric.to_string()).collect();
        let remedy = suggestion(&metric.to_string(), known.iter().map(String::as_str), "metrics");
        return Err(CompareError::Tolerance(format!("--tolerance: no report has a metric `{metric}`; {remedy}")));
    };
    let has = |statistic: &Statistic| rows.iter().any(|it| it.metric == *metric && it.statistic == *statistic);
    if let Some(missing) = statistic.filter(|statistic| !has(statistic)) {
        let words = format!("--tolerance: `{metric}` has no `{}`, but {}", missing.name(), statistics(row));
        return Err(CompareError::Tolerance(words));
    }
    tolerance.amount.fits(row.kind).map_err(|remedy| {
        CompareError::Tolerance(format!("--tolerance: `{metric}` is not told in that: {remedy}"))
    })
}

/// Of `wait.p75`, where there is `wait`: that metric, a row of it, and the name of what it has not.
fn of_no_statistic<'a>(metric: &SeriesKey, rows: &'a [Row]) -> Option<(SeriesKey, &'a Row, String)> {
    let whole = metric.to_string();
    let (name, missing) = whole.rsplit_once('.')?;
    let metric = SeriesKey::read(name).in_order();
    let row = rows.iter().find(|row| row.metric == metric)?;
    Some((metric, row, missing.to_owned()))
}

/// The numbers that a metric has.
fn statistics(row: &Row) -> String {
    let is_sampled = row.statistic != Statistic::Value;
    let names =
        Statistic::ALL.into_iter().filter(|it| it.is_of(is_sampled) && (!row.wall || *it != Statistic::Mean));
    names.map(|it| format!("`{}`", it.name())).collect::<Vec<_>>().join(", ")
}

impl Units {
    fn of_replications(a: &Side, b: &Side, key: &SeriesKey, statistic: Statistic, common: &Replications) -> Self {
        let (a, b) = (a.replications(key, statistic), b.replications(key, statistic));
        let (of_a, of_b): (Vec<f64>, Vec<f64>) = a
            .iter()
            .filter(|(unit, _)| common.has(**unit))
            .filter_map(|(unit, a)| Some((*a, *b.get(unit)?)))
            .unzip();
        // Without pairs there are still two sides.
        if of_a.len() < 2 {
            return Self {
                a: a.into_values().collect(),
                b: b.into_values().collect(),
                paired: false,
                left_out: 0,
            };
        }
        let only = |one: &BTreeMap<_, f64>, other: &BTreeMap<_, f64>| {
            one.keys().filter(|unit| common.has(**unit) && !other.contains_key(*unit)).count()
        };
        let left_out = only(&a, &b) + only(&b, &a);
        Self { a: of_a, b: of_b, paired: true, left_out }
    }
    /// Whether there is but one number on both sides.
    pub(super) fn is_constant(&self) -> bool {
        let mut all = self.a.iter().chain(&self.b);
        all.next().is_some_and(|first| all.all(|other| other == first))
    }
    /// By how much they differ; `None` where that cannot be told.
    pub(super) fn difference(&self) -> Option<Difference> {
        self.difference_to(&self.a)
    }
    /// The same, had the first side these values.
    pub(super) fn difference_to(&self, a: &[f64]) -> Option<Difference> {
        if self.paired { Difference::paired(a, &self.b) } else { Difference::independent(a, &self.b) }
    }
}

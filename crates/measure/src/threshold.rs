//! Thresholds: what must hold at the end, judged on the pooled values of all replications.

use super::abort::Abort;
use super::means::Means;
use super::observed::Observed;
use super::series::Series;
use rushhour_scenario::metrics::{Kind, Metric};
use rushhour_scenario::plan::{Comparison, MetricRef, Plan, Statistic, Threshold};

/// How a threshold came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What was demanded.
    pub threshold: Threshold,
    /// What kind of number its metric is; `None` for a metric that the plan does not know.
    pub kind: Option<Kind>,
    /// Whether it held. Without data it did not.
    pub ok: bool,
    /// Whether the confidence interval over replications leaves no doubt; true where there is no interval.
    pub certain: bool,
    /// The pooled value; `None` where there is no data.
    pub observed: Option<f64>,
    /// Whether nobody wrote it: a failed check fails a run that says nothing of checks.
    pub implicit: bool,
    /// The replications that it ended before their time, by their index: then it was broken, whatever came out.
    pub aborts: Vec<(u32, Abort)>,
}

/// Judges all thresholds of the plan, in their order, and after them the checks where the plan does not.
pub fn judge(plan: &Plan, observed: &Observed) -> Vec<Judgement> {
    let no_values = Means::default();
    let values = observed.threshold_values.iter().chain(std::iter::repeat(&no_values));
    let stated = plan.thresholds.iter().zip(values);
    let mut judgements: Vec<Judgement> =
        stated.map(|(threshold, values)| judge_one(plan, observed, threshold, values)).collect();
    let checks = Metric::Checks.name(plan);
    let stated = plan.thresholds.iter().any(|threshold| threshold.metric.name == checks);
    if !stated && !observed.checks.is_empty() {
        let threshold = Threshold {
            metric: MetricRef { name: checks, tag: None, more: Vec::new() },
            statistic: Statistic::Value,
            comparison: Comparison::GreaterOrEqual,
            limit: 1.0,
            expression: "value >= 100%".to_owned(),
            abort: None,
        };
        // One failed check in any replication is a failure: there is nothing to be uncertain about.
        judgements.push(Judgement { implicit: true, ..judge_one(plan, observed, &threshold, &Means::default()) });
    }
    judgements
}

/// Notes the replications that thresholds of these, which are all of a plan's in their order, ended before their time.
pub(super) fn note_aborts(judgements: &mut [Judgement], aborts: &[(u32, Abort)]) {
    for (index, abort) in aborts {
        if let Some(judgement) = judgements.get_mut(abort.threshold) {
            (judgement.ok, judgement.certain) = (false, true);
            judgement.aborts.push((*index, *abort));
        }
    }
}

/// Judges one threshold; `values` is what each replication saw by itself.
fn judge_one(plan: &Plan, observed: &Observed, threshold: &Threshold, values: &Means) -> Judgement {
    let series = Series::resolve(plan, &threshold.metric);
    let kind = series.as_ref().map(|series| series.metric.kind());
    let value = series.and_then(|series| {
        let kind = series.metric.kind();
        observed.series.get(&series)?.measure.statistic(threshold.statistic, kind)
    });
    let half_width = match threshold.statistic {
        Statistic::Mean | Statistic::Value | Statistic::Percentile(_) => values.ci95(),
        // Facts about the samples at hand, not estimates.
        Statistic::Count | Statistic::Min | Statistic::Max => None,
    };
    let straddles = value.zip(half_width).is_some_and(|(value, half)| (value - threshold.limit).abs() < half);
    Judgement {
        threshold: threshold.clone(),
        kind,
        ok: value.is_some_and(|value| threshold.comparison.holds(value, threshold.limit)),
        certain: !straddles,
        observed: value,
        implicit: false,
        aborts: Vec::new(),
    }
}

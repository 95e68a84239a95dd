//! What curves are drawn of: the few numbers of a run that say how a floor copes.
//!
//! Each trial keeps one; the run itself, with all its samples, is dropped.

use indexmap::IndexMap;
use serde::Serialize;

use rushhour_engine::units::QueueId;
use rushhour_measure::{Measure, Metric, Observed, RunResult, SampleUnit, Series, Tag};
use rushhour_scenario::plan::{PopulationKind, Statistic};

/// How a floor coped, all replications together, within the measured time. Shares are 0 to 1; nothing where there is
/// no data.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reading {
    /// The share of contacts answered in time.
    pub service_level: Option<f64>,
    /// The share of contacts that found no line free.
    pub block_rate: Option<f64>,
    /// How long contacts waited.
    pub wait_s: Waits,
    /// The action with the highest 99th percentile of its modelled latency.
    pub slowest_action: Option<SlowestAction>,
    /// The occupancy of each population that is offered work.
    pub occupancy: IndexMap<String, f64>,
    /// The share of the measured time in which a population was available or had work, all its people together; less
    /// than 1 where they take breaks, or are sent away because offers time out.
    pub available: IndexMap<String, f64>,
    /// How the servers were used of each action that has a limited number of them.
    pub servers: IndexMap<String, ServersRead>,
    /// The mean wait of each queue that had contacts, in seconds.
    pub queue_wait_s_mean: IndexMap<String, f64>,
}

/// Percentiles of the wait, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Waits {
    pub p50: Option<f64>,
    pub p95: Option<f64>,
    pub p99: Option<f64>,
}

/// An action and how slow it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SlowestAction {
    /// Its name.
    pub action: String,
    /// The 99th percentile of its modelled latency.
    pub p99_s: f64,
}

/// How an action's servers were used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ServersRead {
    /// How many there are.
    pub servers: u32,
    /// The share of their time in which they were busy.
    pub utilisation: f64,
    /// How long a request waited for one on average.
    pub wait_s_mean: f64,
    /// How long a server needed for a request on average.
    pub service_s_mean: f64,
}

impl Reading {
    /// The numbers of a run; empty if no replication was completed.
    pub fn of(run: &RunResult) -> Self {
        let Some(observed) = &run.observed else { return Self::default() };
        let whole = |metric, statistic| read(observed, &Series::whole(metric), statistic);
        Self {
            service_level: whole(Metric::ServiceLevel, Statistic::Value),
            block_rate: whole(Metric::BlockRate, Statistic::Value),
            wait_s: Waits {
                p50: whole(Metric::Wait, Statistic::Percentile(50.0)),
                p95: whole(Metric::Wait, Statistic::Percentile(95.0)),
                p99: whole(Metric::Wait, Statistic::Percentile(99.0)),
            },
            slowest_action: slowest(observed),
            occupancy: occupancy(run, observed),
            available: available(run, observed),
            servers: servers(run),
            queue_wait_s_mean: queues(run, observed),
        }
    }
}

fn read(observed: &Observed, series: &Series, statistic: Statistic) -> Option<f64> {
    observed.series.get(series)?.measure.statistic(statistic, series.metric.kind())
}

fn slowest(observed: &Observed) -> Option<SlowestAction> {
    let slow = |(action, p99_s): (&rushhour_engine::action::ActionName, f64)| SlowestAction {
        action: action.as_str().to_owned(),
        p99_s,
    };
    let each = observed.actions.iter().filter_map(|(action, stats)| {
        let p99 = stats.latency.summary(SampleUnit::Seconds).p99?;
        Some((action, p99))
    });
    // Of several, the first.
    each.reduce(|slowest, next| if next.1 > slowest.1 { next } else { slowest }).map(slow)
}

fn occupancy(run: &RunResult, observed: &Observed) -> IndexMap<String, f64> {
    let each = run.plan.populations().filter_map(|(id, population)| {
        let series = Series::part(Metric::Occupancy, Tag::Population(id));
        Some((population.name.to_string(), read(observed, &series, Statistic::Value)?))
    });
    each.collect()
}

fn available(run: &RunResult, observed: &Observed) -> IndexMap<String, f64> {
    let plan = &run.plan;
    let measured_s = plan.duration.as_secs_f64() - run.warmup().as_secs_f64();
    let each = plan.populations().filter_map(|(id, population)| {
        let count = match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => f64::from(staff.count),
            PopulationKind::Customers(_) => return None,
        };
        let series = Series::part(Metric::Occupancy, Tag::Population(id));
        let Measure::Ratio(ratio) = observed.series.get(&series)?.measure else { return None };
        let all_s = count * measured_s * f64::from(run.replications);
        if all_s <= 0.0 {
            return None;
        }
        Some((population.name.to_string(), ratio.denominator as f64 / 1e9 / all_s))
    });
    each.collect()
}

fn queues(run: &RunResult, observed: &Observed) -> IndexMap<String, f64> {
    let each = (0..).zip(&run.plan.center.queues).filter_map(|(place, queue)| {
        let series = Series::part(Metric::Wait, Tag::Queue(QueueId::new(place)));
        Some((queue.name.to_string(), read(observed, &series, Statistic::Mean)?))
    });
    each.collect()
}

fn servers(run: &RunResult) -> IndexMap<String, ServersRead> {
    let each = run.servers.iter().filter_map(|(action, used)| {
        let read = ServersRead {
            servers: used.servers,
            utilisation: used.utilisation()?,
            wait_s_mean: used.wait_s_mean()?,
            service_s_mean: used.busy_ns as f64 / used.requests as f64 / 1e9,
        };
        Some((action.name().to_owned(), read))
    });
    each.collect()
}

//! From a run to its document.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Number;

use super::distribution::{DistributionReport, Wanted, distribution};
use super::document::{
    AbortReport, ActionReport, CheckReport, FindingKind, FindingReport, InvariantsReport, MetricKind,
    MetricReport, OffersTimedOutReport, PopulationReport, PopulationRole, QueueReport, RatioReport,
    ReplicationsReport, Report, SampledReport, ScenarioReport, ServersReport, ServiceLevelReport, StatsReport,
    ThresholdReport, TimeReport, TotalsReport, VERSION, Verdict, ViolationReport,
};
use super::exit::ExitCode;
use super::expression::Expression;
use super::heat_map::heat_map;
use super::over_time::{SeriesReport, series};
use super::warnings::warnings;
use rushhour_engine::action::ActionName;
use rushhour_engine::config::{Queue, ServiceLevel};
use rushhour_engine::units::SimSpan;
use rushhour_measure::{
    Abort, ActionStats, Breakdown, Judgement, Kind, Measure, Metric, Observed, OffersTimedOut, PerReplication,
    Percentiles, Pooled, RunResult, SampleUnit, Series, SeriesKey, Streams, Summary, Tag, Totals,
};
use rushhour_render::number::precise;
use rushhour_scenario::PopulationId;
use rushhour_scenario::plan::{Plan, Population, PopulationKind, Statistic, Var, Warmup};
use rushhour_sim as sim;

const NS_PER_S: f64 = 1e9;
/// More distributions than these nobody looks at, and each takes room.
const DISTRIBUTIONS_MOST: usize = 200;
/// At most so many values of single replications; their text takes about twelve bytes each.
const REPLICATION_VALUES_MOST: usize = 60_000;
/// The program and its version.
pub const TOOL: &str = concat!("rushhour ", env!("CARGO_PKG_VERSION"));

/// The document of a run that took `wall_s` seconds on the wall.
pub fn report(run: &RunResult, wall_s: f64) -> Report {
    let observed = run.observed.as_ref();
    let findings = findings(run);
    let warnings = warnings(run);
    let exit_code = ExitCode::of_run(run).worse(of_warnings(run, &warnings));
    Report {
        version: VERSION,
        tool: TOOL.to_owned(),
        scenario: scenario(&run.plan, run.warmup()),
        verdict: Verdict::of(exit_code),
        exit_code: exit_code.code(),
        digest: observed.map_or_else(|| Streams::default().digest(), Observed::digest),
        replications: run.replications,
        time: TimeReport { simulated_s: run.simulated_s, wall_s },
        totals: totals(observed.map_or_else(Totals::default, |observed| observed.totals), findings.len()),
        actions: observed.map_or_else(IndexMap::new, actions),
        servers: servers(run),
        metrics: observed.map_or_else(IndexMap::new, |observed| metrics(&run.plan, observed)),
        checks: observed.map_or_else(IndexMap::new, checks),
        faults: observed.map_or_else(IndexMap::new, faults),
        offers_timed_out: observed.map_or_else(IndexMap::new, |observed| timed_out(&run.plan, observed)),
        thresholds: run.judgements.iter().map(threshold).collect(),
        invariants: InvariantsReport {
            checked: run.invariants_checked,
            names: {
                let own = run.stated.iter().map(ToString::to_string);
                run.invariants.iter().map(|invariant| invariant.name.to_owned()).chain(own).collect()
            },
            violations: violations(run),
        },
        findings,
        warnings,
        strict: run.strict,
        interrupted: run.interrupted,
        series: observed.map_or_else(SeriesReport::default, |observed| series(&run.plan, &observed.course)),
        heat_map: observed.map_or_else(Vec::new, |observed| heat_map(&observed.heat_map)),
        distributions: observed.map_or_else(IndexMap::new, |observed| distributions(&run.plan, observed)),
        engine_ns: observed.map_or_else(IndexMap::new, engine_distributions),
    }
}

/// What the program exits with after a run: of all that went wrong, warnings among it where they fail a run.
pub fn exit_code(run: &RunResult) -> ExitCode {
    ExitCode::of_run(run).worse(of_warnings(run, &warnings(run)))
}

fn of_warnings(run: &RunResult, warnings: &[String]) -> ExitCode {
    ExitCode::gravest([(run.strict && !warnings.is_empty(), ExitCode::ThresholdFailed)])
}

/// What a threshold saw, as people read it.
pub fn observed(judgement: &Judgement) -> String {
    let report = threshold(judgement);
    report.observed.map_or_else(|| "no data".to_owned(), |seen| precise(report.kind, seen))
}

/// What is run, as documents say it, where so much of the beginning is not measured.
pub fn scenario(plan: &Plan, warmup: SimSpan) -> ScenarioReport {
    let var = |var: &Var| match var {
        Var::Int(number) => serde_json::Value::from(*number),
        Var::Float(number) => serde_json::Value::from(*number),
        Var::Bool(yes) => serde_json::Value::from(*yes),
        Var::Span(span) => serde_json::Value::from(span.to_string()),
        Var::Text(text) => serde_json::Value::from(text.as_str()),
    };
    ScenarioReport {
        name: plan.name.clone(),
        file: plan.source.file().display().to_string(),
        seed: plan.seed,
        duration_s: plan.duration.as_secs_f64(),
        warmup_s: warmup.as_secs_f64(),
        warmup_auto: plan.warmup == Warmup::Auto,
        vars: plan.vars.iter().map(|(name, value)| (name.to_string(), var(value))).collect(),
        description: plan.description.clone(),
        starts_at: plan.starts_at.map(|at| at.time.to_string()),
        starts_on: plan.starts_at.and_then(|at| at.day).map(|day| day.to_string()),
        queues: plan.center.queues.iter().map(|it| (it.name.to_string(), queue(it))).collect(),
        populations: plan.populations.iter().map(|it| (it.name.to_string(), population(it))).collect(),
        flags: Vec::new(),
        text: None,
    }
}

fn queue(queue: &Queue) -> QueueReport {
    QueueReport {
        target_s: queue.target.as_secs_f64(),
        short_abandon_s: queue.short_abandon.map(SimSpan::as_secs_f64),
        service_level: match queue.service_level {
            ServiceLevel::Offered => ServiceLevelReport::Offered,
            ServiceLevel::Answered => ServiceLevelReport::Answered,
            ServiceLevel::MetByShortAbandons => ServiceLevelReport::MetByShortAbandons,
        },
    }
}

fn population(population: &Population) -> PopulationReport {
    let (role, count) = match &population.kind {
        PopulationKind::Agents(staff) => (PopulationRole::Agents, Some(staff.count)),
        PopulationKind::Customers(_) => (PopulationRole::Customers, None),
        PopulationKind::Supervisors(staff) => (PopulationRole::Supervisors, Some(staff.count)),
    };
    PopulationReport { role, count }
}

/// Of what is looked at as a whole and of waits at queues, bars too; of the other parts that anybody draws, curves.
fn distributions(plan: &Plan, observed: &Observed) -> IndexMap<SeriesKey, DistributionReport> {
    let spread = |(series, pooled): (&Series, &Pooled)| {
        let Measure::Samples(samples) = &pooled.measure else { return None };
        let wanted = match (series.metric, &series.tag) {
            (_, None) | (Metric::Wait, Some(Tag::Queue(_))) => Wanted::CurveAndBars,
            (Metric::ActionLatency, Some(Tag::Action(_))) => Wanted::Curve,
            (_, Some(_)) => return None,
        };
        Some((series.key(plan), distribution(samples, SampleUnit::of(series.metric.kind()), wanted)?))
    };
    observed.series.iter().filter_map(spread).take(DISTRIBUTIONS_MOST).collect()
}

fn engine_distributions(observed: &Observed) -> IndexMap<String, DistributionReport> {
    let spread = |(name, stats): (&ActionName, &ActionStats)| {
        let spread = distribution(&stats.engine_ns, SampleUnit::Nanoseconds, Wanted::Curve)?;
        Some((name.as_str().to_owned(), spread))
    };
    observed.actions.iter().filter_map(spread).take(DISTRIBUTIONS_MOST).collect()
}

fn totals(totals: Totals, findings: usize) -> TotalsReport {
    let Totals { contacts, open, actions, rejected, events, actors_peak } = totals;
    TotalsReport { contacts, open, actions, rejected, events, findings: findings as u64, actors_peak }
}

fn actions(observed: &Observed) -> IndexMap<String, ActionReport> {
    let action = |stats: &ActionStats| ActionReport {
        ok: stats.ok,
        rejected: stats.rejected.iter().map(|(code, count)| (code.name().to_owned(), *count)).collect(),
        cancelled: stats.cancelled,
        lost: stats.lost,
        latency_s: stats_report(stats.latency.summary(SampleUnit::Seconds)),
        engine_ns: stats_report(stats.engine_ns.summary(SampleUnit::Nanoseconds)),
    };
    observed.actions.iter().map(|(name, stats)| (name.as_str().to_owned(), action(stats))).collect()
}

fn timed_out(plan: &Plan, observed: &Observed) -> IndexMap<String, OffersTimedOutReport> {
    let each = |(population, it): (&PopulationId, &OffersTimedOut)| {
        let report = OffersTimedOutReport {
            offers: it.offers,
            agents: it.agents,
            left: it.left,
            away_s: it.away.as_secs_f64(),
            longest_away_s: it.longest.as_secs_f64(),
        };
        Some((plan.population(*population)?.name.to_string(), report))
    };
    observed.timed_out.iter().filter_map(each).collect()
}

fn servers(run: &RunResult) -> IndexMap<String, ServersReport> {
    let used = run.servers.iter().map(|(action, used)| {
        let report = ServersReport {
            servers: used.servers,
            utilisation: used.utilisation(),
            requests: used.requests,
            wait_s_mean: used.wait_s_mean(),
        };
        (action.name().to_owned(), report)
    });
    used.collect()
}

/// Whole metrics are always there, with or without data; parts only where they have data.
fn metrics(plan: &Plan, observed: &Observed) -> IndexMap<SeriesKey, MetricReport> {
    let shown =
        observed.series.iter().filter(|(series, pooled)| series.tag.is_none() || !pooled.measure.is_empty());
    let compared = compared(plan, observed);
    let each = |series: &Series, pooled: &Pooled| {
        if compared.contains(series) { each(pooled) } else { ReplicationsReport::default() }
    };
    shown
        .map(|(series, pooled)| (series.key(plan), metric(series.metric.kind(), pooled, each(series, pooled))))
        .collect()
}

/// The series of which the document keeps what each replication saw, as comparisons need it: whole metrics and what
/// thresholds name before other parts, as many as there is room for. Of intervals only those that thresholds name.
fn compared<'a>(plan: &Plan, observed: &'a Observed) -> BTreeSet<&'a Series> {
    let named: BTreeSet<Series> =
        plan.thresholds.iter().filter_map(|threshold| Series::resolve(plan, &threshold.metric)).collect();
    let is_first = |series: &Series| series.tag.is_none() || named.contains(series);
    let all = || observed.series.iter().filter(|(_, pooled)| !pooled.measure.is_empty());
    let first = all().filter(|(series, _)| is_first(series));
    let others = all().filter(|(series, _)| !is_first(series) && !matches!(series.tag, Some(Tag::Interval(_))));
    let mut room = REPLICATION_VALUES_MOST;
    let fitting = first.chain(others).take_while(|(_, pooled)| {
        let statistics = if matches!(pooled.measure, Measure::Samples(_)) { 4 } else { 1 };
        let left = room.checked_sub(pooled.alone.len() * statistics);
        room = left.unwrap_or(0);
        left.is_some()
    });
    fitting.map(|(series, _)| series).collect()
}

/// What each replication saw by itself, to nine decimals: nanoseconds of a second.
fn each(pooled: &Pooled) -> ReplicationsReport {
    let read = |read: &dyn Fn(&PerReplication) -> Option<f64>| -> Vec<Option<f64>> {
        pooled
            .alone
            .iter()
            .map(|alone| alone.as_ref().and_then(read).map(|it| (it * NS_PER_S).round() / NS_PER_S))
            .collect()
    };
    let mean = |alone: &PerReplication| Some(alone.mean);
    let percentile = |of: fn(&Percentiles) -> f64| read(&|alone| alone.percentiles.as_ref().map(of));
    match &pooled.measure {
        Measure::Ratio(_) => [("value".to_owned(), read(&mean))].into(),
        Measure::Samples(_) => [
            ("mean".to_owned(), read(&mean)),
            ("p50".to_owned(), percentile(|it| it.p50)),
            ("p95".to_owned(), percentile(|it| it.p95)),
            ("p99".to_owned(), percentile(|it| it.p99)),
        ]
        .into(),
    }
}

fn metric(kind: Kind, pooled: &Pooled, replications: ReplicationsReport) -> MetricReport {
    match &pooled.measure {
        Measure::Samples(samples) => MetricReport::Sampled(SampledReport {
            stats: stats_report(samples.summary(SampleUnit::of(kind))),
            ci95: pooled.ci95(),
            kind: kind.into(),
            replications,
        }),
        Measure::Ratio(ratio) => MetricReport::Ratio(RatioReport {
            value: ratio.value(),
            numerator: amount(kind, ratio.numerator),
            denominator: amount(kind, ratio.denominator),
            ci95: pooled.ci95(),
            kind: kind.into(),
            replications,
        }),
    }
}

fn amount(kind: Kind, amount: u128) -> Number {
    match kind {
        Kind::Share | Kind::Time | Kind::Plain => {
            let Ok(cases) = u64::try_from(amount) else { unreachable!("cases are counted one by one") };
            Number::from(cases)
        }
        Kind::TimeShare | Kind::TimeMean => {
            let Some(time) = Number::from_f64(amount as f64 / NS_PER_S) else { unreachable!("it is finite") };
            time
        }
    }
}

fn stats_report(summary: Summary) -> StatsReport {
    let Summary { count, mean, min, p50, p90, p95, p99, p999, max } = summary;
    StatsReport { count, mean, min, p50, p90, p95, p99, p999, max }
}

fn checks(observed: &Observed) -> IndexMap<String, CheckReport> {
    let counts = observed.checks.iter();
    counts.map(|(name, it)| (name.to_string(), CheckReport { held: it.held, failed: it.failed })).collect()
}

fn faults(observed: &Observed) -> IndexMap<String, u64> {
    observed.faults.iter().map(|(name, struck)| (name.to_string(), *struck)).collect()
}

/// How a threshold came out.
pub fn threshold(judgement: &Judgement) -> ThresholdReport {
    let kind = match judgement.threshold.statistic {
        Statistic::Count => MetricKind::Plain,
        Statistic::Mean | Statistic::Min | Statistic::Max | Statistic::Percentile(_) | Statistic::Value => {
            judgement.kind.map_or(MetricKind::Plain, MetricKind::from)
        }
    };
    ThresholdReport {
        metric: SeriesKey::from(&judgement.threshold.metric),
        expression: Expression::from(&judgement.threshold),
        ok: judgement.ok,
        certain: judgement.certain,
        observed: judgement.observed,
        kind,
        implicit: judgement.implicit,
        aborted: judgement.aborts.iter().map(|(replication, abort)| aborted(*replication, abort)).collect(),
    }
}

fn aborted(replication: u32, abort: &Abort) -> AbortReport {
    AbortReport { replication, at_s: abort.at.as_secs_f64(), observed: abort.observed }
}

/// Violated invariants: the centre's first, and then the user's own; each in the order of replication and time.
fn violations(run: &RunResult) -> Vec<ViolationReport> {
    let all = run.violations().chain(run.user_violations());
    all.map(|(index, found)| ViolationReport {
        invariant: found.name.to_string(),
        at_s: found.at.as_secs_f64(),
        entities: found.entities.clone(),
        message: found.message.clone(),
        seed: run.plan.seed,
        replication: *index,
        times: match found.kind {
            sim::FindingKind::UserInvariant { times } => Some(times),
            sim::FindingKind::Invariant(_)
            | sim::FindingKind::Recovery
            | sim::FindingKind::Liveness(_)
            | sim::FindingKind::Script
            | sim::FindingKind::Check
            | sim::FindingKind::Listener => None,
        },
        script: found.place.as_ref().map(|place| place.script.to_string()),
        line: found.place.as_ref().and_then(|place| place.line),
    })
    .collect()
}

/// A bug of our own or the end of the machine first; then violations, the centre's and then those of the user's own invariants, then what is unfinished, then script
/// errors; each in the order of replication and time. Checks and listeners have sections of their own.
fn findings(run: &RunResult) -> Vec<FindingReport> {
    let breakdown = run.breakdown.iter().map(breakdown);
    let violated = run.violations().chain(run.user_violations());
    let violated = violated.map(|(index, it)| finding(&run.plan, *index, it, FindingKind::Invariant));
    let unfinished = run.unfinished().map(|(index, it)| finding(&run.plan, *index, it, FindingKind::Liveness));
    let failed = run.script_failures().map(|(index, it)| finding(&run.plan, *index, it, FindingKind::Script));
    breakdown.chain(violated).chain(unfinished).chain(failed).collect()
}

fn breakdown(broke: &Breakdown) -> FindingReport {
    FindingReport {
        kind: if broke.is_bug() { FindingKind::Bug } else { FindingKind::Machine },
        message: broke.message(),
        seed: broke.seed,
        replication: broke.replication,
        at_s: broke.at.as_secs_f64(),
        entities: Vec::new(),
        invariant: None,
        script: None,
        line: None,
        column: None,
        actor: None,
        population: None,
        trace: Vec::new(),
    }
}

fn finding(plan: &Plan, replication: u32, found: &sim::Finding, kind: FindingKind) -> FindingReport {
    let (place, who) = (found.place.as_ref(), found.who.as_ref());
    FindingReport {
        kind,
        message: found.message.clone(),
        seed: plan.seed,
        replication,
        at_s: found.at.as_secs_f64(),
        entities: found.entities.clone(),
        invariant: (kind == FindingKind::Invariant).then(|| found.name.to_string()),
        script: place.map(|place| place.script.to_string()),
        line: place.and_then(|place| place.line),
        column: place.and_then(|place| place.column),
        actor: who.map(|who| who.name.to_string()),
        population: who.map(|who| who.population.to_string()),
        trace: place.map(|place| place.trace.clone()).unwrap_or_default(),
    }
}

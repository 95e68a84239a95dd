//! A plan for the day, as a document: the keys that other programs rely on, and the CSV file that a scenario's
//! `staffing` reads. Text and pages are made of it.

use std::fmt::Write;

use serde::Serialize;

use super::day::{DayPlan, Judged, Slot, not_looked_at, usable};
use super::document::broken;
use super::pull::Pull;
use super::rostered::{AtWork, RosterReport, Rostered};
use crate::theory::Queue;
use rushhour_measure::Goal;
use rushhour_report::{self as report, MetricKind, ScenarioReport};
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::{Comparison, Plan, Threshold};

/// The version of the document.
const VERSION: u32 = 1;

/// How many agents each interval of a day needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayDocument {
    /// The version of the document: 1.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// What was run.
    pub scenario: ScenarioReport,
    /// Whose number was sought.
    pub population: String,
    /// How long an interval is.
    pub interval_s: f64,
    /// How many times this plan was run.
    pub replications: u32,
    /// How many plans were tried.
    pub plans_tried: u32,
    /// Whether every interval was seen to meet all thresholds.
    pub met: bool,
    /// Whether the search was told to stop; the plan is the best known then.
    pub interrupted: bool,
    /// Hours of agents at work in the plan.
    pub agent_hours: f64,
    /// Rostered hours and money; null where neither was asked for.
    pub roster: Option<RosterReport>,
    /// What looks wrong, and what was not looked at.
    pub warnings: Vec<String>,
    /// How many intervals fall short with one agent fewer in each of them at once.
    pub short_with_one_fewer_each: Option<u32>,
    /// The intervals, in order; none where the search was stopped before it had measured any plan.
    pub intervals: Vec<IntervalReport>,
}

/// An interval, and what it needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntervalReport {
    /// What it is called: the time of day at which it begins.
    pub from: String,
    /// Where it ends, in the same words.
    pub to: String,
    /// When it begins, in the time of the run.
    pub at_s: f64,
    /// Customers who came in it, on average.
    pub contacts: f64,
    /// The load that they bring.
    pub offered_erlangs: f64,
    /// The agents it needs.
    pub agents: u32,
    /// What stationary Erlang C would staff it with, to compare with.
    pub erlang_c: Option<u32>,
    /// Which part of the paid time people are not at work; null where no shrinkage was given.
    pub shrinkage: Option<f64>,
    /// How many are on the payroll for those at work; likewise.
    pub rostered: Option<f64>,
    /// What they cost in the interval; null where no cost was given.
    pub cost: Option<f64>,
    /// Whether somebody was left waiting in it with nobody at work.
    pub left_waiting: bool,
    /// How the thresholds came out.
    pub thresholds: Vec<JudgedReport>,
    /// The same with one agent fewer in this interval alone; nothing where it has the fewest that may be.
    pub one_fewer: Option<FewerReport>,
}

/// A further column of the plan: what an interval has in it.
type ColumnOf = fn(&IntervalReport) -> Option<f64>;

/// How a threshold came out in an interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgedReport {
    /// The metric.
    pub metric: String,
    /// As the scenario writes it.
    pub expression: String,
    /// With what it is compared.
    pub limit: f64,
    /// The mean over replications; of percentiles the pooled one; null where there was nothing to be measured.
    pub observed: Option<f64>,
    /// Half-width of the 95 % confidence interval.
    pub ci95: Option<f64>,
    /// Whether it held.
    pub ok: bool,
    /// What kind of number it is.
    pub kind: MetricKind,
}

/// What one agent fewer does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FewerReport {
    /// How the thresholds came out in the interval itself.
    pub thresholds: Vec<JudgedReport>,
    /// Whether somebody was left waiting in it then, with nobody at work.
    pub left_waiting: bool,
    /// The interval that falls short then.
    pub short: String,
}

impl DayDocument {
    /// What was found for the population at this place of the plan.
    pub fn new(plan: &Plan, place: usize, intervals: Intervals, found: &DayPlan, rostered: &Rostered<'_>) -> Self {
        let at_work = || {
            (0..).zip(&found.slots).map(|(place, slot): (u32, &Slot)| AtWork {
                from: slot.from,
                length: intervals.length_of(place),
                agents: slot.agents,
            })
        };
        let population = plan.populations.get(place).map(|population| population.name.to_string());
        let interval = |(place, slot)| interval(plan, intervals, place, slot, rostered);
        Self {
            version: VERSION,
            tool: report::TOOL.to_owned(),
            scenario: report::scenario(plan, plan.warmup.stated()),
            population: population.unwrap_or_default(),
            interval_s: intervals.length().as_secs_f64(),
            replications: found.replications,
            plans_tried: found.tried,
            met: found.met,
            interrupted: found.interrupted,
            agent_hours: at_work().map(|it| it.hours()).sum(),
            roster: if found.slots.is_empty() { None } else { rostered.report(at_work()) },
            warnings: warnings(plan, intervals, found),
            short_with_one_fewer_each: found.short_with_one_fewer_each,
            intervals: (0..).zip(&found.slots).map(interval).collect(),
        }
    }

    /// The plan as a scenario reads it under `staffing: {file: …}`; more columns than it needs do not bother it. Nothing
    /// where no plan is known that holds.
    pub fn csv(&self) -> Option<String> {
        if !self.met {
            return None;
        }
        let has = |read: ColumnOf| self.intervals.iter().any(|it| read(it).is_some());
        let columns: Vec<(&str, ColumnOf)> = [
            ("shrinkage", (|it| it.shrinkage) as ColumnOf),
            ("rostered", |it| it.rostered.map(|rostered| (rostered * 1e3).round() / 1e3)),
            ("cost", |it| it.cost.map(|cost| (cost * 100.0).round() / 100.0)),
        ]
        .into_iter()
        .filter(|(_, read)| has(*read))
        .collect();
        let mut text = String::from("start,agents");
        for (name, _) in &columns {
            let _ = write!(text, ",{name}");
        }
        for it in &self.intervals {
            let _ = write!(text, "\n{},{}", it.from, it.agents);
            for (_, read) in &columns {
                let _ = write!(text, ",{}", read(it).unwrap_or_default());
            }
        }
        Some(text + "\n")
    }
}

/// What looks wrong, and what was not looked at.
fn warnings(plan: &Plan, intervals: Intervals, found: &DayPlan) -> Vec<String> {
    let named = |threshold: &Threshold| format!("`{} {}`", threshold.metric.key(), threshold.expression);
    let mut warnings: Vec<String> = not_looked_at(plan)
        .map(|it| format!("no interval is held to {}: it is not told by interval", named(it)))
        .collect();
    for threshold in usable(plan) {
        let misses = |slot: &&Slot| {
            let mut judged = slot.judged.iter();
            judged.any(|it| it.threshold == *threshold && it.pull() == Some(Pull::Fewer))
        };
        let missed = found.slots.iter().filter(misses).count();
        if missed > 0 {
            warnings.push(format!(
                "{} does not hold in {missed} of {} intervals with as many agents as the others need, and only fewer could \
                 make it hold: no number of agents meets all thresholds there",
                named(threshold),
                found.slots.len()
            ));
        }
    }
    let left = (0..).zip(&found.slots).filter(|(_, slot)| slot.left_waiting);
    let left: Vec<String> = left.map(|(place, _)| intervals.label(place).to_string()).collect();
    if !left.is_empty() {
        warnings.push(format!("somebody is left waiting with nobody at work from {}", left.join(", ")));
    }
    warnings.extend(broken("the plans that were tried", &found.broken));
    warnings
}

fn interval(
    plan: &Plan,
    intervals: Intervals,
    place: u32,
    slot: &Slot,
    rostered: &Rostered<'_>,
) -> IntervalReport {
    let judged = |judged: &[Judged]| judged.iter().map(judged_report).collect();
    let target_s = plan.center.queues.first().map_or(Goal::NO_QUEUE.target, |queue| queue.target).as_secs_f64();
    let length = intervals.length_of(place);
    let at_work = AtWork { from: slot.from, length, agents: slot.agents };
    let shrinkage = rostered.shrinkage(slot.from, length);
    IntervalReport {
        from: intervals.label(place).to_string(),
        to: if place + 1 < intervals.count() { intervals.label(place + 1) } else { intervals.end_label() }
            .to_string(),
        at_s: slot.from.as_secs_f64(),
        contacts: slot.contacts,
        offered_erlangs: slot.offered_erlangs,
        agents: slot.agents,
        erlang_c: erlang_c(slot, length.as_secs_f64(), target_s),
        shrinkage,
        rostered: shrinkage.map(|shrinkage| f64::from(slot.agents) / (1.0 - shrinkage)),
        cost: rostered.cost(rostered.hours(&at_work)),
        left_waiting: slot.left_waiting,
        thresholds: judged(&slot.judged),
        one_fewer: slot.one_fewer.as_ref().map(|fewer| FewerReport {
            thresholds: judged(&fewer.judged),
            left_waiting: fewer.left_waiting,
            short: intervals.label(fewer.short).to_string(),
        }),
    }
}

fn judged_report(judged: &Judged) -> JudgedReport {
    JudgedReport {
        metric: judged.threshold.metric.key(),
        expression: judged.threshold.expression.clone(),
        limit: judged.threshold.limit,
        observed: judged.observed,
        ci95: judged.ci95,
        ok: judged.ok,
        kind: judged.kind.into(),
    }
}

/// The least that stationary Erlang C asks for; nothing without a threshold that the service level must reach.
fn erlang_c(slot: &Slot, length_s: f64, target_s: f64) -> Option<u32> {
    let must_reach = |it: &&Judged| match it.threshold.comparison {
        Comparison::Greater | Comparison::GreaterOrEqual => it.threshold.metric.name == "service_level",
        Comparison::Less | Comparison::LessOrEqual | Comparison::Equal | Comparison::NotEqual => false,
    };
    let judged = slot.judged.iter().find(must_reach)?;
    if slot.contacts <= 0.0 || slot.offered_erlangs <= 0.0 || length_s <= 0.0 {
        // Who has nobody to serve needs nobody.
        return (slot.contacts <= 0.0).then_some(0);
    }
    let arrival_rate = slot.contacts / length_s;
    let service_s = slot.offered_erlangs / arrival_rate;
    // The cast saturates.
    let least = (slot.offered_erlangs.floor() as u32).saturating_add(1);
    (least..least.saturating_mul(2).saturating_add(10)).find(|servers| {
        let queue = Queue { arrival_rate, service_s, servers: *servers, patience_s: None, lines: None };
        queue.exact(target_s).is_some_and(|exact| exact.service_level >= judged.threshold.limit)
    })
}

//! `rushhour staff --per 30m`: how many agents each interval of the day needs.

use std::fmt::Write;
use std::io;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::args::StaffArgs;
use super::output;
use crate::planning::day::{self, DayPlan, DaySearch, Judged, Slot};
use crate::report::{ExitCode, precise};
use crate::scenario::intervals::Intervals;
use crate::scenario::plan::{Plan, PopulationKind, Warmup};
use crate::theory::Queue;
use crate::units::SimSpan;

/// Replications of each plan, unless the scenario or a flag says otherwise: service levels of half-hours vary much.
const REPLICATIONS: u32 = 20;

/// Searches, and says what each interval needs.
pub(super) fn staff_day(
    args: &StaffArgs,
    plan: &Plan,
    population: usize,
    interval: SimSpan,
    jobs: usize,
    stop: &AtomicBool,
) -> io::Result<ExitCode> {
    if let Err(message) = check(plan, population, interval) {
        output::error_line(&message);
        return Ok(ExitCode::Invalid);
    }
    let search = DaySearch {
        interval,
        agents: (args.min, args.max),
        replications: plan.replications.max(if args.scenario.replications.is_some() { 1 } else { REPLICATIONS }),
        jobs,
    };
    let found = day::plan(plan, population, search, stop, |step| {
        if !args.json && !args.quiet {
            output::note(&format!(
                "plan {}: {} of {} intervals fall short",
                step.tried, step.short, step.intervals
            ));
        }
    })
    .map_err(io::Error::other)?;
    let name = plan.populations.get(population).map(|population| population.name.as_str()).unwrap_or_default();
    let intervals = Intervals::new(interval, plan.duration, plan.starts_at);
    output::print(&if args.json { as_json(name, &found, intervals)? } else { table(name, &found, intervals) })?;
    Ok(match (found.interrupted, found.met) {
        (true, _) => ExitCode::Interrupted,
        (false, true) => ExitCode::Success,
        (false, false) => ExitCode::ThresholdFailed,
    })
}

/// Whether the scenario has what a plan for the day needs.
fn check(plan: &Plan, population: usize, interval: SimSpan) -> Result<(), String> {
    let count = Intervals::new(interval, plan.duration, plan.starts_at).count();
    if interval.is_zero() || u64::from(count) > Intervals::MOST {
        return Err(format!(
            "--per {interval} makes more than {} intervals of {}",
            Intervals::MOST,
            plan.duration
        ));
    }
    if plan.warmup != Warmup::Stated(SimSpan::ZERO) {
        return Err("a plan for the day begins with the day: leave out `warmup` (--set warmup=0s)".to_owned());
    }
    if day::usable(plan).is_empty() {
        return Err(String::from(
            "no threshold can be told by interval: add one on a whole metric of contacts, such as \
             --set 'thresholds.service_level=value >= 80%'",
        ));
    }
    match plan.populations.get(population).map(|population| &population.kind) {
        Some(PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) if !staff.breaks.is_empty() => {
            Err("a plan says who must be at work, whoever has a break meanwhile: leave `breaks` out".to_owned())
        }
        Some(_) | None => Ok(()),
    }
}

/// What stationary Erlang C would staff an interval with, to compare with; nothing without a service level.
fn erlang_c(slot: &Slot, length: SimSpan, target_s: f64) -> Option<u32> {
    let judged = slot.judged.iter().find(|it| it.threshold.metric.name == "service_level")?;
    let arrival_rate = slot.contacts / length.as_secs_f64();
    let service_s = slot.offered_erlangs / arrival_rate;
    let least = slot.offered_erlangs.floor() as u32 + 1;
    (least..least.saturating_mul(2) + 10).find(|servers| {
        let queue = Queue { arrival_rate, service_s, servers: *servers, patience_s: None, lines: None };
        queue.exact(target_s).is_some_and(|exact| exact.service_level >= judged.threshold.limit)
    })
}

fn seen(judged: &Judged) -> String {
    judged.observed.map_or_else(|| "–".to_owned(), |seen| precise(judged.kind.into(), seen))
}

fn table(name: &str, found: &DayPlan, intervals: Intervals) -> String {
    let mut text = String::new();
    for (place, slot) in (0..).zip(&found.slots) {
        let judged: Vec<String> = slot.judged.iter().map(seen).collect();
        let fewer = slot.one_fewer.as_ref().map_or_else(String::new, |fewer| {
            let seen: Vec<String> = fewer.judged.iter().map(seen).collect();
            format!("{} {}", seen.join(" "), intervals.label(fewer.short))
        });
        let _ = writeln!(
            text,
            "{:>6} {:>8.0} {:>8.1} {:>6} {:>6} {} | {}",
            intervals.label(place),
            slot.contacts,
            slot.offered_erlangs,
            slot.agents,
            erlang_c(slot, intervals.length_of(place), 20.0).map_or_else(String::new, |agents| agents.to_string()),
            judged.join(" "),
            fewer
        );
    }
    let _ = writeln!(
        text,
        "{name} met {} tried {} short with one fewer in each {:?}",
        found.met, found.tried, found.short_with_one_fewer_each
    );
    text
}

fn as_json(name: &str, found: &DayPlan, intervals: Intervals) -> io::Result<String> {
    let slots: Vec<_> = (0..)
        .zip(&found.slots)
        .map(|(place, slot)| json!({"from": intervals.label(place), "agents": slot.agents}))
        .collect();
    let document = json!({"version": 1, "population": name, "intervals": slots});
    Ok(serde_json::to_string_pretty(&document).map_err(io::Error::other)? + "\n")
}

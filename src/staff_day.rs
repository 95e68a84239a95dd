//! `rushhour staff --per 30m`: how many agents each interval of the day needs.

use std::io;
use std::sync::atomic::AtomicBool;

use super::args::StaffArgs;
use super::output;
use super::search::{self, Findings};
use rushhour_engine::units::SimSpan;
use rushhour_report::ExitCode;
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::{Plan, PopulationKind, Warmup};
use rushhour_tools::planning::day::{self, DaySearch};
use rushhour_tools::planning::day_report::{self, DayDocument};

/// Replications of each plan, unless the scenario or a flag says otherwise: service levels of half-hours vary much.
const REPLICATIONS: u32 = 20;

/// The plan as `staffing: {file: …}` reads it.
const PLAN_FILE: &str = "plan.csv";

/// Searches, and says what each interval needs.
pub(super) fn staff_day(
    args: &StaffArgs,
    plan: &Plan,
    population: usize,
    interval: SimSpan,
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
        jobs: search::effort(plan, &args.search).jobs,
    };
    let found = day::plan(plan, population, search, stop, |step| {
        if !args.search.json && !args.search.quiet {
            output::note(&format!(
                "plan {}: {} of {} intervals fall short",
                step.tried, step.short, step.intervals
            ));
        }
    })
    .map_err(io::Error::other)?;
    let intervals = Intervals::new(interval, plan.duration, plan.starts_at);
    let document = DayDocument::new(plan, population, intervals, &found);
    let findings =
        Findings { name: "staff", document: &document, text: &day_report::text, page: &day_report::page };
    findings.tell(&args.search)?;
    if let Some(directory) = &args.search.out {
        output::write_file(&directory.join(PLAN_FILE), &document.csv())?;
    }
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

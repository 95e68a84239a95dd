//! `rushhour staff --per 30m`: how many agents each interval of the day needs.

use std::io;
use std::sync::atomic::AtomicBool;

use super::args::StaffArgs;
use super::overwriting::Touched;
use super::search::{self, Findings};
use super::{bug, output};
use rushhour_engine::units::SimSpan;
use rushhour_report::ExitCode;
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::limits::INTERVALS_MAX;
use rushhour_scenario::plan::{Plan, PopulationKind, Warmup};
use rushhour_tools::planning::day::{self, DaySearch};
use rushhour_tools::planning::day_report::DayDocument;
use rushhour_tools::planning::pull::Pull;
use rushhour_tools::planning::rostered::Rostered;
use rushhour_tools::planning::{day_page, day_search, day_text};

/// Replications of each plan, unless the scenario or a flag says otherwise: service levels of half-hours vary much.
const REPLICATIONS: u32 = 20;

/// The plan as `staffing: {file: …}` reads it.
pub(super) const PLAN_FILE: &str = "plan.csv";

/// Searches, and says what each interval needs.
pub(super) fn staff_day(
    args: &StaffArgs,
    plan: &Plan,
    population: usize,
    interval: SimSpan,
    rostered: &Rostered<'_>,
    touched: &Touched,
    stop: &AtomicBool,
) -> io::Result<ExitCode> {
    if let Err(message) = fits(plan, interval) {
        output::error_line(&message);
        return Ok(ExitCode::Usage);
    }
    if let Err(message) = check(plan, population) {
        output::error_line(&message);
        return Ok(ExitCode::Invalid);
    }
    if let Err(code) = touched.check_and_try() {
        return Ok(code);
    }
    let search = DaySearch {
        interval,
        agents: (args.min, args.max),
        replications: plan.replications.max(if args.scenario.replications.is_some() { 1 } else { REPLICATIONS }),
        jobs: search::effort(plan, &args.search).jobs,
    };
    let found = day_search::plan(plan, population, search, stop, |step| {
        if !args.search.json && !args.search.quiet {
            output::note(&format!(
                "plan {}: {} of {} intervals fall short",
                step.tried, step.short, step.intervals
            ));
        }
    })
    .map_err(io::Error::other)?;
    let intervals = Intervals::new(interval, plan.duration, plan.starts_at);
    let document = DayDocument::new(plan, population, intervals, &found, rostered);
    let besides: Vec<_> = document.csv().into_iter().map(|csv| (PLAN_FILE, csv)).collect();
    if let Some(directory) = args.search.out.as_ref().filter(|_| besides.is_empty()) {
        let path = directory.join(PLAN_FILE);
        let left = if path.exists() { "left as it was, of before" } else { "not written" };
        output::note(&format!("no plan is known that holds: {} is {left}", path.display()));
    }
    let (text, page) = (&day_text::text, &day_page::page);
    let told = Findings { name: "staff", document: &document, text, page, besides }.tell(&args.search)?;
    if let Some(found) = &found.breakdown {
        bug::say(found);
    }
    Ok(told.worse(ExitCode::gravest([
        (found.breakdown.is_some(), ExitCode::Unexpected),
        (found.broken.violations > 0, ExitCode::InvariantViolated),
        (found.broken.scripts > 0, ExitCode::ScriptFailed),
        (found.interrupted, ExitCode::Interrupted),
        (!found.met, ExitCode::ThresholdFailed),
    ])))
}

/// Whether the run can be cut into such intervals.
fn fits(plan: &Plan, interval: SimSpan) -> Result<(), String> {
    let duration = plan.duration;
    if interval.is_zero() {
        return Err(format!("--per {interval} is no length: write how long an interval is, like --per 30m"));
    }
    if interval > duration {
        return Err(format!(
            "--per {interval} is longer than the run, which lasts {duration}: write a part of it, or all of it \
             (--per {})",
            duration.to_string().replace(' ', "")
        ));
    }
    let count = duration.as_ns().div_ceil(interval.as_ns());
    if count > INTERVALS_MAX {
        return Err(format!(
            "--per {interval} makes {count} intervals of {duration}, and {} is the most: write longer ones",
            INTERVALS_MAX
        ));
    }
    Ok(())
}

/// Whether the scenario has what a plan for the day needs.
fn check(plan: &Plan, population: usize) -> Result<(), String> {
    if plan.warmup != Warmup::Stated(SimSpan::ZERO) {
        return Err("a plan for the day begins with the day: leave out `warmup` (--set warmup=0s)".to_owned());
    }
    let example = "--set 'thresholds.service_level=value >= 80%'";
    if day::usable(plan).next().is_none() {
        return Err(format!(
            "no threshold can be told by interval: add one on a whole metric of contacts, such as {example}"
        ));
    }
    // Something in the middle of what can be seen, so that it is not taken for a lack of data.
    if day::usable(plan).all(|threshold| Pull::of(threshold, Some(0.5)) == Pull::Fewer) {
        return Err(format!(
            "no threshold that is told by interval asks for more agents, so none at all would do: add one that does, such as \
             {example}"
        ));
    }
    match plan.populations.get(population).map(|population| &population.kind) {
        Some(PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) if !staff.breaks.is_empty() => {
            Err("a plan says who must be at work, whoever has a break meanwhile: leave `breaks` out".to_owned())
        }
        Some(_) | None => Ok(()),
    }
}

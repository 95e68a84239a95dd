//! `rushhour staff`: how many agents the thresholds need.

use std::io;

use super::args::{ShrinkageArg, StaffArgs};
use super::search::{self, Findings};
use super::{interrupt, output, scenario};
use rushhour_engine::nearest::suggestion;
use rushhour_report::ExitCode;
use rushhour_scenario::hours::Hours;
use rushhour_scenario::plan::{Plan, PopulationKind};
use rushhour_tools::planning::document::StaffDocument;
use rushhour_tools::planning::staff::{self, Search};
use rushhour_tools::planning::{html, text};

/// Searches, and says what was tried.
pub(super) fn staff(args: &StaffArgs) -> io::Result<ExitCode> {
    let stop = interrupt::watch();
    let plan = match scenario::load(&args.scenario_file, &args.scenario, None) {
        Ok(plan) => plan,
        Err(code) => return Ok(code),
    };
    if scenario::is_refused(&plan, &args.scenario) {
        return Ok(ExitCode::Invalid);
    }
    let besides: &[&str] = if args.per.is_some() { &[super::staff_day::PLAN_FILE] } else { &[] };
    let mut touched = search::touched(&plan, &args.search, "staff", besides);
    if let Some(ShrinkageArg::File(path)) = &args.shrinkage {
        touched.reads(path);
    }
    if let Err(code) = touched.check() {
        return Ok(code);
    }
    // A search judges whole runs.
    let plan = plan.without_aborts();
    let place = match population(&plan, args.population.as_deref()) {
        Ok(place) => place,
        Err(message) => {
            output::error_line(&message);
            return Ok(ExitCode::Invalid);
        }
    };
    if !search::has_thresholds(&plan, "number of agents") {
        return Ok(ExitCode::Invalid);
    }
    if args.min > args.max {
        output::error_line(&format!("--min {} is more than --max {}", args.min, args.max));
        return Ok(ExitCode::Usage);
    }
    let roster = match search::roster(args) {
        Ok(roster) => roster,
        Err(code) => return Ok(code),
    };
    let rostered = match roster.over(&plan) {
        Ok(rostered) => rostered,
        Err(message) => {
            output::error_line(&message);
            return Ok(search::shrinkage_exit(args));
        }
    };
    if let Some(interval) = args.per {
        return super::staff_day::staff_day(args, &plan, place, interval, &rostered, &touched, &stop);
    }
    if let Some(message) = has_hours(&plan, place) {
        output::error_line(&message);
        return Ok(ExitCode::Invalid);
    }
    if let Err(code) = touched.check_and_try() {
        return Ok(code);
    }
    let search = Search {
        agents: (args.min, args.max),
        effort: search::effort(&plan, &args.search),
        curve: args.search.out.is_some(),
    };
    let name = plan.populations.get(place).map(|population| population.name.as_str()).unwrap_or_default();
    let found = staff::least(&plan, place, search, &stop, |agents, trial| {
        if !args.search.json && !args.search.quiet {
            output::note(&format!("{agents} {name}: {}", text::STAFF_WORDS.of(trial.met, trial.certain)));
        }
    })
    .map_err(io::Error::other)?;
    let document = StaffDocument::new(&plan, place, &found, &rostered);
    let (text, page) = (&text::staff, &html::staff);
    let findings = Findings { name: "staff", document: &document, text, page, besides: Vec::new() };
    let told = findings.tell(&args.search)?;
    let trials = found.trials.iter().map(|(_, _, trial)| trial);
    Ok(told.worse(search::exit_code(trials, found.breakdown.as_ref(), found.interrupted, found.least.is_some())))
}

/// Why one number says nothing of a population that comes and goes, where it does.
fn has_hours(plan: &Plan, place: usize) -> Option<String> {
    let population = plan.populations.get(place)?;
    let (name, hours) = match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => (&population.name, &staff.hours),
        PopulationKind::Customers(_) => return None,
    };
    let key = match hours {
        Hours::Always => return None,
        Hours::Shifts(_) => "shifts",
        Hours::Levels(_) => "staffing",
    };
    Some(format!(
        "how many `{name}` are at work changes with its `{key}`, so there is no one number to be sought: plan each interval \
         (--per 30m), or give it a `count` instead (--set agents.{name}.{key}=null --set agents.{name}.count=10)"
    ))
}

/// The population that is meant: the one that is named, or the only one of agents.
fn population(plan: &Plan, name: Option<&str>) -> Result<usize, String> {
    let agents = |(_, population): &(usize, &rushhour_scenario::plan::Population)| {
        matches!(population.kind, PopulationKind::Agents(_))
    };
    let known: Vec<(usize, &str)> =
        plan.populations.iter().enumerate().filter(agents).map(|(place, it)| (place, it.name.as_str())).collect();
    let names = || known.iter().map(|(_, name)| *name);
    match (name, known.as_slice()) {
        (Some(name), _) => {
            known.iter().find(|(_, known)| *known == name).map(|(place, _)| *place).ok_or_else(|| {
                format!(
                    "there are no agents called `{name}`: {}",
                    suggestion(name, names(), "populations of agents")
                )
            })
        }
        (None, [(only, _)]) => Ok(*only),
        (None, []) => Err("the scenario has no agents".to_owned()),
        (None, _) => Err(format!(
            "the scenario has several populations of agents: say which with --population ({})",
            names().collect::<Vec<_>>().join(", ")
        )),
    }
}

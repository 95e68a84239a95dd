//! `rushhour staff`: how many agents the thresholds need.

use std::fmt::Write;
use std::io;

use serde_json::json;

use super::args::StaffArgs;
use super::{interrupt, output, scenario};
use crate::nearest::suggestion;
use crate::planning::staff::{self, Found, Search};
use crate::planning::trial::{Effort, Trial};
use crate::report::{ExitCode, observed};
use crate::scenario::plan::{Plan, PopulationKind};

/// Searches, and says what was tried.
pub(super) fn staff(args: &StaffArgs) -> io::Result<ExitCode> {
    let Some(plan) = scenario::load(&args.scenario_file, &args.scenario, None) else {
        return Ok(ExitCode::Invalid);
    };
    let place = match population(&plan, args.population.as_deref()) {
        Ok(place) => place,
        Err(message) => {
            output::error_line(&message);
            return Ok(ExitCode::Invalid);
        }
    };
    if plan.thresholds.is_empty() {
        output::error_line(
            "the scenario has no thresholds, so any number of agents meets them: say what must hold under \
             `thresholds`, or with --set 'thresholds.service_level=value >= 80%'",
        );
        return Ok(ExitCode::Invalid);
    }
    if args.min > args.max {
        output::error_line(&format!("--min {} is more than --max {}", args.min, args.max));
        return Ok(ExitCode::Usage);
    }
    let jobs = args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    if let Some(interval) = args.per {
        return super::staff_day::staff_day(args, &plan, place, interval, jobs, &interrupt::watch());
    }
    let replications = plan.replications.max(REPLICATIONS_MIN);
    let search = Search {
        agents: (args.min, args.max),
        effort: Effort { replications: (replications, args.max_replications.max(replications)), jobs },
    };
    let stop = interrupt::watch();
    let name = plan.populations.get(place).map(|population| population.name.as_str()).unwrap_or_default();
    let found = staff::least(&plan, place, search, &stop, |agents, trial| {
        if !args.json && !args.quiet {
            output::note(&format!("{agents} {name}: {}", word(trial)));
        }
    })
    .map_err(io::Error::other)?;
    let text = if args.json { as_json(name, &found)? } else { table(name, &found, search) };
    output::print(&text)?;
    Ok(match (found.interrupted, found.least) {
        (true, _) => ExitCode::Interrupted,
        (false, Some(_)) => ExitCode::Success,
        (false, None) => ExitCode::ThresholdFailed,
    })
}

/// From fewer replications an interval says little.
const REPLICATIONS_MIN: u32 = 5;

/// The population that is meant: the one that is named, or the only one of agents.
fn population(plan: &Plan, name: Option<&str>) -> Result<usize, String> {
    let agents = |(_, population): &(usize, &crate::scenario::plan::Population)| {
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

const fn word(trial: &Trial) -> &'static str {
    match (trial.met, trial.certain) {
        (true, true) => "enough",
        (true, false) => "enough, but too close to call",
        (false, true) => "too few",
        (false, false) => "too few, but too close to call",
    }
}

fn table(name: &str, found: &Found, search: Search) -> String {
    let mut text = match (found.least, found.interrupted) {
        (Some(least), _) => format!("{least} {name} meet the thresholds\n\n"),
        (None, true) => "interrupted before the least number was found\n\n".to_owned(),
        (None, false) => {
            format!("{} {name} do not meet the thresholds, and no more may be tried\n\n", search.agents.1)
        }
    };
    let _ = writeln!(text, "{:>8}  {:>12}  {:<32}thresholds", "agents", "replications", "");
    for (agents, trial) in &found.trials {
        let seen = trial.judgements.iter().map(|judgement| {
            let mark = if judgement.ok { "✓" } else { "✗" };
            format!("{mark} {} {}", judgement.threshold.metric.key(), observed(judgement))
        });
        let seen: Vec<String> = seen.collect();
        let _ =
            writeln!(text, "{:>8}  {:>12}  {:<32}{}", agents, trial.replications, word(trial), seen.join("  "));
    }
    text
}

fn as_json(name: &str, found: &Found) -> io::Result<String> {
    let trial = |(agents, trial): &(u32, Trial)| {
        let judgement = |it: &crate::observe::Judgement| {
            json!({
                "metric": it.threshold.metric.key(),
                "expression": it.threshold.expression,
                "ok": it.ok,
                "certain": it.certain,
                "observed": it.observed,
            })
        };
        json!({
            "agents": agents,
            "replications": trial.replications,
            "met": trial.met,
            "certain": trial.certain,
            "thresholds": trial.judgements.iter().map(judgement).collect::<Vec<_>>(),
        })
    };
    let document = json!({
        "version": 1,
        "population": name,
        "least": found.least,
        "interrupted": found.interrupted,
        "trials": found.trials.iter().map(trial).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document).map_err(io::Error::other)? + "\n")
}

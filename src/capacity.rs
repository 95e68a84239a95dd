//! `rushhour capacity`: how far a value of the scenario can go.

use std::io;

use super::args::{CapacityArgs, ScenarioArgs};
use super::search::{self, Findings};
use super::{interrupt, output, scenario};
use rushhour_report::ExitCode;
use rushhour_scenario::plan::Plan;
use rushhour_tools::planning::capacity::{self, Search, SearchError};
use rushhour_tools::planning::document::CapacityDocument;
use rushhour_tools::planning::range::{Precision, Range, Value};
use rushhour_tools::planning::text::Words;
use rushhour_tools::planning::{html, text};

/// A scenario that cannot be loaded; why has been said.
#[derive(Debug)]
struct Invalid;

/// Searches, and says what was found.
pub(super) fn capacity(args: &CapacityArgs) -> io::Result<ExitCode> {
    let stop = interrupt::watch();
    let plan = match scenario::load(&args.scenario_file, &args.scenario, None) {
        Ok(plan) => plan,
        Err(code) => return Ok(code),
    };
    if scenario::is_refused(&plan, &args.scenario) {
        return Ok(ExitCode::Invalid);
    }
    let touched = search::touched(&plan, &args.search, "capacity", &[]);
    if let Err(code) = touched.check() {
        return Ok(code);
    }
    // A search judges whole runs.
    let plan = plan.without_aborts();
    let name = &args.vary.name;
    if !search::has_thresholds(&plan, &format!("value of {name}")) {
        return Ok(ExitCode::Invalid);
    }
    if !plan.vars.contains_key(name.as_str())
        && let Some(why) = cannot_be_varied(name, &args.scenario)
    {
        output::error_line(&format!("--vary {name}: {why}"));
        return Ok(ExitCode::Usage);
    }
    let by_path = is_path(name, &plan);
    let load = |value: &Value| {
        let varied = with(&args.scenario, name, &value.to_string(), by_path);
        scenario::load(&args.scenario_file, &varied, None).map(Plan::without_aborts).map_err(|_| Invalid)
    };
    // A name that does not exist is told as a flag that gives it would be.
    if !by_path && !plan.vars.contains_key(name.as_str()) {
        return Ok(load(&args.vary.range.first()).map_or(ExitCode::Invalid, |_| ExitCode::Unexpected));
    }
    let (range, today) = match fitted(args, &plan) {
        Ok(fitted) => fitted,
        Err(message) => {
            output::error_line(&format!("`{name}` {message}"));
            return Ok(ExitCode::Invalid);
        }
    };
    let Some(precision) = precision(&args.precision, &range) else {
        output::error_line(&format!(
            "--precision {} is no precision: write a share of the limit (1%), or so much of it (5{})",
            args.precision,
            range.unit()
        ));
        return Ok(ExitCode::Usage);
    };
    if let Err(code) = touched.check_and_try() {
        return Ok(code);
    }
    let effort = search::effort(&plan, &args.search);
    let search = Search { range, today, precision, effort, points: args.points.into() };
    let found = capacity::limit(&search, load, &stop, |tried| {
        if !args.search.json && !args.search.quiet {
            let (word, replications) = (WORDS.of(tried.trial.met, tried.trial.certain), tried.trial.replications);
            output::note(&format!("{name}={}: {word} ({replications} replications)", tried.value));
        }
    });
    let found = match found {
        Ok(found) => found,
        Err(SearchError::Load(Invalid)) => return Ok(ExitCode::Invalid),
        Err(SearchError::Run(error)) => return Err(io::Error::other(error)),
    };
    let document = CapacityDocument::new(name, &plan, &search, &found);
    let (text, page) = (&text::capacity, &html::capacity);
    let findings = Findings { name: "capacity", document: &document, text, page, besides: Vec::new() };
    let told = findings.tell(&args.search)?;
    let trials = found.tried.iter().map(|tried| &tried.trial);
    Ok(told.worse(search::exit_code(trials, found.breakdown.as_ref(), found.interrupted, found.limit.is_some())))
}

/// How a trial is called.
const WORDS: Words = text::CAPACITY_WORDS;

/// The flags with one more value: by `-e`, or by `--set` where the name is a path.
fn with(args: &ScenarioArgs, name: &str, value: &str, by_path: bool) -> ScenarioArgs {
    let mut args = args.clone();
    let list = if by_path { &mut args.set } else { &mut args.vars };
    list.push((name.to_owned(), value.to_owned()));
    args
}

/// Whether a value is named by its path in the scenario. A variable is meant before a key of the same name.
fn is_path(name: &str, plan: &Plan) -> bool {
    name.contains(['.', '[']) || SPANS.contains(&name) && !plan.vars.contains_key(name)
}

/// The keys of a scenario that are quantities themselves.
const SPANS: [&str; 3] = ["duration", "warmup", "drain"];

/// Why a key of the scenario is nothing to be varied; nothing where it is, or is none.
fn cannot_be_varied(name: &str, args: &ScenarioArgs) -> Option<&'static str> {
    match name {
        "duration" if args.duration.is_some() => Some("--duration says how long it is: leave one of the two out"),
        "seed" => Some("one seed is no more than another: `hunt` tries many of them"),
        "replications" | "until" => {
            Some("more replications make the answer surer and no other: --max-replications says how many are made")
        }
        "starts_at" | "weekend" => {
            Some("a time of day is no quantity that goes from bad to good: vary the load of an hour by its path")
        }
        "interval" => Some("intervals change how a run is told, and not how it goes"),
        "version" | "name" | "description" => Some("this is no quantity"),
        "agents" | "supervisors" | "customers" | "callees" | "center" | "distributions" | "thresholds"
        | "faults" | "timeline" | "metrics" | "invariants" | "vars" => {
            Some("this is a whole part of the scenario: name a value in it by its path, as in agents.desk.count")
        }
        _ => None,
    }
}

/// The range, and where the scenario stands.
fn fitted(args: &CapacityArgs, plan: &Plan) -> Result<(Range, Option<Value>), String> {
    let name = &args.vary.name;
    if is_path(name, plan) {
        let today = rushhour_scenario::value_at(plan, name);
        return args.vary.range.clone().fit(today.as_ref());
    }
    args.vary.range.clone().fit(plan.vars.get(name.as_str()))
}

fn precision(text: &str, range: &Range) -> Option<Precision> {
    match text.trim().strip_suffix('%') {
        Some(percent) => {
            let percent: f64 = percent.trim().parse().ok()?;
            (percent > 0.0 && percent < 100.0).then_some(Precision::Share(percent / 100.0))
        }
        None => range.length(text).map(Precision::Amount),
    }
}

//! The scenario as a whole: each part is resolved in its turn, and put into the plan.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::super::intervals::Intervals;
use super::super::path::NodePath;
use super::super::plan::{
    Plan, PlanParts, Population, PopulationKind, ScenarioSource, Var, Warmup, costs_of_serving,
};
use super::super::problem::Issues;
use super::super::raw::{RawScenario, Scalar};
use super::super::steady;
use super::super::trainer_commands;
use super::super::vars::on_command_line;
use super::edges::Edges;
use super::{
    beyond, breaks, center, distributions, edges, populations, queues, thresholds, timeline, traces,
    user_invariants, warnings, workflow,
};
use crate::checks::{Context, Inputs};
use crate::faults;
use crate::limits::SERVING_MAX;
use rushhour_engine::config::Center;
use rushhour_engine::limits::grouped;

/// The fewest replications from which `--until` believes an interval.
const UNTIL_AT_LEAST: u32 = 5;

/// Makes the plan. Where `issues` has grown, what is returned is not to be used.
pub(crate) fn plan(
    raw: RawScenario,
    vars: IndexMap<SmolStr, Var>,
    inputs: &Inputs<'_>,
    issues: &mut Issues,
) -> Option<Plan> {
    let mut context = Context { inputs, issues, expressions: Vec::new(), warnings: Vec::new() };
    check_header(&raw, &mut context);

    let queues = queues::queue_names(&raw);
    let traces = traces::read_all(&raw.customers, &queues, &mut context);
    let edges = edges::resolve(&raw, &traces, &mut context);
    let clock = edges.clock;
    let mut center = center::resolve(&raw.center, &queues, &mut context);
    center.workflow = workflow::resolve(&raw.center.workflow, &queues, &center.activities, &mut context);
    let latency = center::latency(&raw.center.latency, &mut context);
    let mut people = populations::resolve(&raw, &queues, &center.activities, &clock, &traces, &mut context);
    let callees = people.callees(&raw.center.outbound, center.outbound.enabled, &mut context);
    let mut distributions = distributions::resolve(&raw.distributions, &mut context);
    if people.scripts.iter().any(|script| script.built_in) {
        distributions::add_missing(&mut distributions, inputs.built_ins.distributions);
    }
    let metrics = thresholds::declared_metrics(&raw.metrics, &mut context);
    let names = thresholds::Names {
        queues: &queues,
        populations: people.populations.iter().map(|population| population.name.as_str()).collect(),
        metrics: &metrics,
        recorded: thresholds::recorded(&metrics),
        registered: thresholds::registered(&people.scripts),
        intervals: edges.intervals,
        labels: edges.intervals.iter().flat_map(Intervals::labels).collect(),
    };
    let thresholds = thresholds::resolve(&raw.thresholds, &names, clock.duration + edges.drain, &mut context);
    let known: Vec<_> = people.populations.iter().map(known_to_faults).collect();
    let known = faults::Known {
        populations: &known,
        places: known.iter().enumerate().rev().map(|(place, population)| (population.name, place)).collect(),
        activities: &center.activities,
        timeout_activity: center.timeout_activity,
        clock: &clock,
    };
    let fault_plans = faults::resolve(&raw.faults, &known, &mut context);
    let cues = trainer_commands::Known::new(&people.populations, &fault_plans, &people.scripts);
    let cues = timeline::resolve(&raw.timeline, &cues, &people.populations, &clock, &mut context);
    let user_invariants = user_invariants::resolve(&raw.invariants, &mut context);
    check_serving(&people.populations, &center, &mut context);
    // What is refused needs no warnings, and may have more people than can be gone through.
    if context.issues.is_empty() {
        warnings::collect(&people.populations, &center, callees, clock.duration, &mut context.warnings);
        beyond::warn(&people.populations, &clock, &mut context.warnings);
        breaks::warn(&people.populations, &center.activities, &clock, &mut context.warnings);
    }
    warnings::seats(&people.populations, &people.scripts, &mut context.warnings);

    warn_of_unsteady(&people.populations, &edges, &mut context);

    let overrides = inputs.overrides;
    let replications = replications(raw.replications, &mut context);
    // A mean of two has an interval, and one that says little.
    let at_least = replications.max(if overrides.until.is_some() { UNTIL_AT_LEAST } else { 1 });
    let until = overrides.until.as_ref().and_then(|flag| thresholds::until(flag, at_least, &names, &mut context));
    let asked = thresholds::asked(&overrides.asked, &names, &mut context);
    let replications = overrides.until.as_ref().map_or(replications, |flag| flag.at_most.max(1));
    let Context { issues, expressions, warnings, .. } = context;
    let source = || ScenarioSource::new(inputs.path, inputs.files.texts(), inputs.stated.clone());
    let parts = issues.is_empty().then(|| PlanParts {
        name: raw.name.unwrap_or_else(|| {
            inputs
                .path
                .file_stem()
                .map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
        }),
        description: raw.description.unwrap_or_default(),
        source: source(),
        seed: overrides.seed.or(raw.seed).unwrap_or(1),
        starts_at: clock.starts_at,
        weekend: clock.weekend,
        duration: clock.duration,
        warmup: edges.warmup,
        intervals: edges.intervals,
        drain: edges.drain,
        replications,
        until,
        asked,
        vars,
        center,
        latency,
        populations: people.populations,
        callees,
        distributions,
        metrics,
        thresholds,
        faults: fault_plans,
        user_invariants,
        timeline: cues,
        scripts: people.scripts,
        expressions,
        warnings,
    });
    parts.map(Plan::new)
}

/// Whether it can be found who serves which queue. Where it would take too much, nothing more is looked at.
fn check_serving(populations: &[Population], center: &Center, context: &mut Context<'_>) {
    let cost: u64 = costs_of_serving(populations, center).iter().sum();
    if cost > SERVING_MAX {
        let message = format!("the populations serve too many queues: {} in sum", grouped(cost as usize));
        let help = format!("at most {}: join populations or queues that are alike", grouped(SERVING_MAX as usize));
        context.issues.add(&NodePath::root().key("agents"), message, help);
    }
}

/// A population, as faults may name it.
fn known_to_faults(population: &Population) -> faults::KnownPopulation<'_> {
    let is_staff = match population.kind {
        PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => true,
        PopulationKind::Customers(_) => false,
    };
    faults::KnownPopulation { name: &population.name, is_staff }
}

/// Says so where a warm-up is to be found and the load is not meant to keep its level.
fn warn_of_unsteady(populations: &[Population], edges: &Edges, context: &mut Context<'_>) {
    let varying = steady::varying(populations, edges.clock.duration);
    if let (Warmup::Auto, Some(name)) = (edges.warmup, varying) {
        context.warnings.push(format!(
            "`warmup: auto` looks for the moment from which the number of contacts keeps its level, and with `{name}` \
             it is not meant to: write a duration"
        ));
    }
}

/// How many times the run is made: as the command line says, as the scenario says, once.
fn replications(raw: Option<u32>, context: &mut Context<'_>) -> u32 {
    let given = context.inputs.overrides.replications;
    let replications = given.or(raw).unwrap_or(1);
    if replications == 0 {
        let (message, help) = ("a run is made at least once", "write 1 or more, or leave it out");
        if given.is_some() {
            context.issues.push(on_command_line("--replications 0", message.to_owned(), help.to_owned()));
        } else {
            context.issues.add(&NodePath::root().key("replications"), message, help);
        }
    }
    replications
}

/// The version and the name.
fn check_header(raw: &RawScenario, context: &mut Context<'_>) {
    let root = NodePath::root();
    let issues = &mut *context.issues;
    match &raw.version {
        Some(Scalar(version)) if version == "1" => {}
        Some(Scalar(version)) => {
            let message = format!("version `{version}` of the format is not known");
            issues.add(&root.key("version"), message, "this program reads `version: 1`");
        }
        None => issues.add(&root, "the key `version` is missing", "begin the scenario with `version: 1`"),
    }
    if raw.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        issues.add(&root.key("name"), "the name is empty", "write a name or leave the key out");
    }
}

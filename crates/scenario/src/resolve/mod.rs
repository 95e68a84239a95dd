//! From the raw scenario to the plan: names become ids, defaults are filled in, and what makes no sense is
//! reported. Called once, after reading; everything that it finds is reported together.

mod arrivals;
mod center;
mod clock;
mod distributions;
mod empirical;
mod faults;
mod hours;
mod populations;
mod scripts;
mod settings;
mod skills;
mod table;
mod thresholds;
mod timeline;
mod trace;
mod user_invariants;
mod warnings;
mod workflow;

pub use thresholds::parse as parse_threshold;

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::load::{BuiltIns, Files};
use super::origin::Origins;
use super::overrides::Overrides;
use super::path::NodePath;
use super::plan::{ExpressionSource, Plan, Var, Warmup};
use super::problem::Issues;
use super::raw::{RawScenario, Scalar};
use super::steady;
use super::vars::on_command_line;
use rushhour_engine::config::ExpressionId;

/// The fewest replications from which `--until` believes an interval.
const UNTIL_AT_LEAST: u32 = 5;

/// What resolving needs besides the scenario.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The scenario's file.
    pub path: &'a Path,
    /// What the command line says.
    pub overrides: &'a Overrides,
    /// The built-in scripts.
    pub built_ins: &'a BuiltIns<'a>,
    /// Where files come from.
    pub files: &'a dyn Files,
    /// What came from the command line.
    pub origins: &'a Origins,
}

/// What is collected on the way.
struct Context<'a> {
    inputs: &'a Inputs<'a>,
    faults: &'a mut Issues,
    expressions: Vec<ExpressionSource>,
    warnings: Vec<String>,
}

impl Context<'_> {
    /// Takes an expression into the plan's list. Parsing it is the script host's work.
    fn expression(&mut self, path: &NodePath, text: &str) -> ExpressionId {
        if text.trim().is_empty() {
            self.faults.add(path, "the expression is empty", "write a Rhai expression or leave the key out");
        }
        let id = ExpressionId(u32::try_from(self.expressions.len()).unwrap_or(u32::MAX));
        self.expressions.push(ExpressionSource { path: path.to_string(), text: Arc::from(text) });
        id
    }
}

/// Makes the plan. Where `faults` has grown, what is returned is not to be used.
pub fn plan(
    raw: RawScenario,
    vars: IndexMap<SmolStr, Var>,
    inputs: &Inputs<'_>,
    faults: &mut Issues,
) -> Option<Plan> {
    let mut context = Context { inputs, faults, expressions: Vec::new(), warnings: Vec::new() };
    check_header(&raw, &mut context);

    let traces = trace::read_all(&raw.customers, &mut context);
    let clock = clock::resolve(&raw, &traces, &mut context);
    let queues = center::queue_names(&raw);
    let mut center = center::resolve(&raw.center, &queues, &mut context);
    center.workflow = workflow::resolve(&raw.center.workflow, &queues, &mut context);
    let latency = center::latency(&raw.center.latency, &mut context);
    let mut people = populations::resolve(&raw, &queues, &center.activities, &clock, &traces, &mut context);
    let callees = people.callees(&raw.center.outbound, center.outbound.enabled, &mut context);
    let mut distributions = distributions::resolve(&raw.distributions, &mut context);
    if people.scripts.iter().any(|script| script.built_in) {
        distributions::add_missing(&mut distributions, inputs.built_ins.distributions);
    }
    let metrics = thresholds::declared_metrics(&raw.metrics, &mut context);
    let names = thresholds::Names {
        queues: &queues.names,
        populations: &people.populations,
        metrics: &metrics,
        scripts: &people.scripts,
        intervals: clock.intervals,
    };
    let thresholds = thresholds::resolve(&raw.thresholds, &names, &mut context);
    let known = faults::Known {
        populations: &people.populations,
        activities: &center.activities,
        timeout_activity: center.timeout_activity,
        clock: &clock,
    };
    let wrong = faults::resolve(&raw.faults, &known, &mut context);
    let cues = super::trainer_commands::Known {
        populations: &people.populations,
        faults: &wrong,
        scripts: &people.scripts,
    };
    let cues = timeline::resolve(&raw.timeline, &cues, &clock, &mut context);
    let user_invariants = user_invariants::resolve(&raw.invariants, &mut context);
    warnings::collect(&people.populations, &center, callees, clock.duration, &mut context.warnings);
    warnings::seats(&people.populations, &people.scripts, &mut context.warnings);

    let varying = steady::varying(&people.populations, clock.duration);
    if let (Warmup::Auto, Some(name)) = (clock.warmup, varying) {
        context.warnings.push(format!(
            "`warmup: auto` looks for the moment from which the number of contacts keeps its level, and with `{name}` \
             it is not meant to: write a duration"
        ));
    }

    let overrides = inputs.overrides;
    let replications = overrides.replications.or(raw.replications).unwrap_or(1);
    if replications == 0 {
        let (message, help) = ("a run is made at least once", "write 1 or more, or leave it out");
        if overrides.replications.is_some() {
            let fault = on_command_line("--replications 0", message.to_owned(), help.to_owned());
            context.faults.push(fault);
        } else {
            context.faults.add(&NodePath::root().key("replications"), message, help);
        }
    }
    // A mean of two has an interval, and one that says little.
    let at_least = replications.max(if overrides.until.is_some() { UNTIL_AT_LEAST } else { 1 });
    let until = overrides.until.as_ref().and_then(|flag| thresholds::until(flag, at_least, &names, &mut context));
    let replications = overrides.until.as_ref().map_or(replications, |flag| flag.at_most.max(1));
    let Context { faults, expressions, warnings, .. } = context;
    faults.is_empty().then(|| Plan {
        name: raw.name.unwrap_or_else(|| {
            inputs
                .path
                .file_stem()
                .map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
        }),
        description: raw.description.unwrap_or_default(),
        file: inputs.path.to_path_buf(),
        seed: overrides.seed.or(raw.seed).unwrap_or(1),
        starts_at: clock.starts_at,
        duration: clock.duration,
        warmup: clock.warmup,
        intervals: clock.intervals,
        drain: clock.drain,
        replications,
        until,
        vars,
        center,
        latency,
        populations: people.populations,
        callees,
        distributions,
        metrics,
        thresholds,
        faults: wrong,
        user_invariants,
        timeline: cues,
        scripts: people.scripts,
        expressions,
        warnings,
    })
}

/// The version and the name.
fn check_header(raw: &RawScenario, context: &mut Context<'_>) {
    let root = NodePath::root();
    let faults = &mut *context.faults;
    match &raw.version {
        Some(Scalar(version)) if version == "1" => {}
        Some(Scalar(version)) => {
            let message = format!("version `{version}` of the format is not known");
            faults.add(&root.key("version"), message, "this program reads `version: 1`");
        }
        None => faults.add(&root, "the key `version` is missing", "begin the scenario with `version: 1`"),
    }
    if raw.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        faults.add(&root.key("name"), "the name is empty", "write a name or leave the key out");
    }
}

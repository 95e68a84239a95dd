//! Names in scripts that nobody has: queues, workers, activities, actions, metrics, distributions; and dialling where nobody
//! may. Only names that are written there, or are variables of the scenario: others show when scripts run.

use std::collections::BTreeSet;

use super::doubts::{Known, listed};
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::nearest::did_you_mean;
use rushhour_engine::units::SimSpan;
use rushhour_engine::value::Value;
use rushhour_scenario::plan::{Plan, PopulationKind, ScriptId, ScriptSource};
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_script::Call;

/// What a text in a script is the name of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Noun {
    Queue,
    Target,
    Worker,
    Activity,
    Action,
    Metric,
    Distribution,
}

/// Which arguments of which verbs are names, by their place from 0.
const NAMES: &[(&str, usize, Noun)] = &[
    ("phone", 0, Noun::Queue),
    ("chat", 0, Noun::Queue),
    ("email", 0, Noun::Queue),
    ("transfer", 1, Noun::Target),
    ("hold_participant", 1, Noun::Target),
    ("unhold_participant", 1, Noun::Target),
    ("kick", 1, Noun::Target),
    ("find", 0, Noun::Target),
    ("set_activity", 0, Noun::Activity),
    ("set_worker_activity", 0, Noun::Worker),
    ("set_worker_activity", 1, Noun::Activity),
    ("invoke", 0, Noun::Action),
    ("before", 0, Noun::Action),
    ("after", 0, Noun::Action),
    ("replace_action", 0, Noun::Action),
    ("record", 0, Noun::Metric),
    ("sample", 0, Noun::Distribution),
    ("talk", 1, Noun::Distribution),
];

/// A warning for each name that nobody has, and for each place at which somebody dials who may not. What has failed in the
/// rehearsal is told as a failure.
pub(super) fn unknown(known: &Known<'_>) -> Vec<String> {
    let names = Names::of(known);
    let failed = known.failed_at();
    let mut warnings = Vec::new();
    for (id, script, calls) in known.own_scripts() {
        for call in calls.all.iter().filter(|call| !failed.contains(&(script.name.as_str(), call.line))) {
            let wrong = NAMES
                .iter()
                .filter(|(verb, ..)| *verb == call.verb)
                .find_map(|(_, place, noun)| names.wrong(*noun, call.text(*place)?));
            if let Some(wrong) = wrong.or_else(|| dials_in_vain(known.plan, call)) {
                warnings.push(told(known, id, script, call, &wrong));
            }
        }
    }
    warnings
}

fn told(known: &Known<'_>, id: ScriptId, script: &ScriptSource, call: &Call, wrong: &str) -> String {
    let place = known.place_in(script, call.line, call.column);
    let who = known.who_runs(id);
    format!("{place}: `{}` of {}: {wrong}", call.verb, listed(who.iter().map(|it| it.name.as_str())))
}

/// What is wrong where somebody calls a number and nobody may.
fn dials_in_vain(plan: &Plan, call: &Call) -> Option<String> {
    let action = Action::StartOutboundCall.name();
    let dials = call.verb == "dial" || (call.verb == "invoke" && call.text(0) == Some(action));
    (dials && !plan.center.outbound.enabled).then(|| {
        "agents may not dial here, and the call is rejected: write `center: {outbound: {enabled: true}}`, and who answers \
         (`callees`)"
            .to_owned()
    })
}

/// The names that a scenario has.
struct Names<'a> {
    plan: &'a Plan,
    queues: BTreeSet<&'a str>,
    activities: BTreeSet<&'a str>,
    /// Actions that scripts register; nothing where one registers what is not written there.
    registered: Option<BTreeSet<&'a str>>,
    metrics: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(known: &'a Known<'_>) -> Self {
        let plan = known.plan;
        let registered = known.calls.iter().flat_map(|calls| calls.of("register_action"));
        Self {
            plan,
            queues: plan.center.queues.iter().map(|queue| queue.name.as_str()).collect(),
            activities: plan.center.activities.iter().map(|activity| activity.name.as_str()).collect(),
            registered: registered.map(|call| call.text(0)).collect(),
            metrics: plan.metrics.iter().map(|metric| metric.as_str()).collect(),
        }
    }

    /// What is wrong with a name, if nobody has it.
    fn wrong(&self, noun: Noun, name: &str) -> Option<String> {
        let queues = || self.queues.iter().copied();
        match noun {
            Noun::Queue => (!name.is_empty() && !self.queues.contains(name))
                .then(|| format!("there is no queue `{name}`{}", did_you_mean(name, queues()))),
            Noun::Target => {
                (!is_sid(name) && !self.queues.contains(name) && !has_worker(self.plan, name)).then(|| {
                    let meant = did_you_mean(name, queues().chain(self.staff()));
                    format!(
                        "there is no queue or worker `{name}`{meant}; workers are called by their number, `desk-1`"
                    )
                })
            }
            Noun::Worker => (!is_sid(name) && !has_worker(self.plan, name)).then(|| {
                let meant = did_you_mean(name, self.staff());
                format!("there is no worker `{name}`{meant}; workers are called by their number, `desk-1`")
            }),
            Noun::Activity => (!is_sid(name) && !self.activities.contains(name)).then(|| {
                format!("there is no activity `{name}`{}", did_you_mean(name, self.activities.iter().copied()))
            }),
            Noun::Action => self.unknown_action(name),
            Noun::Metric => (!self.metrics.contains(name)).then(|| {
                let meant = did_you_mean(name, self.metrics.iter().copied());
                format!("the scenario declares no metric `{name}`{meant}; list it under `metrics`")
            }),
            Noun::Distribution => {
                let is_known = self.plan.distributions.contains_key(name) || name.parse::<SimSpan>().is_ok();
                (!is_known).then(|| {
                    let known = self.plan.distributions.keys().map(|name| name.as_str());
                    format!("the scenario has no distribution `{name}`{}", did_you_mean(name, known))
                })
            }
        }
    }

    fn unknown_action(&self, name: &str) -> Option<String> {
        let registered = self.registered.as_ref()?;
        match ActionName::new(name) {
            ActionName::Known(_) => None,
            ActionName::Other(_) if registered.contains(name) => None,
            ActionName::Other(_) => {
                let known = Action::ALL.iter().map(|action| action.name());
                let meant = did_you_mean(name, known.chain(registered.iter().copied()));
                Some(format!("there is no action `{name}`, and no script registers it{meant}"))
            }
        }
    }

    fn staff(&self) -> impl Iterator<Item = &str> {
        self.plan.populations.iter().filter_map(|population| match population.kind {
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => Some(population.name.as_str()),
            PopulationKind::Customers(_) => None,
        })
    }
}

fn is_sid(name: &str) -> bool {
    matches!(Value::text(name), Value::Sid(_))
}

/// Whether somebody of the staff has this name: `desk-3`.
pub(super) fn has_worker(plan: &Plan, name: &str) -> bool {
    let Some((population, number)) = name.rsplit_once('-') else { return false };
    let number: u32 = match number.parse() {
        Ok(number) if !number_is_padded(name) => number,
        Ok(_) | Err(_) => return false,
    };
    let place = plan.populations.iter().position(|it| it.name == population);
    let Some((place, it)) = place.and_then(|place| Some((place, plan.populations.get(place)?))) else {
        return false;
    };
    let (PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) = &it.kind else { return false };
    // Those who join later are called by the numbers that follow.
    let joining = plan.timeline.iter().map(|cue| match &cue.deed {
        TrainerCommand::Join { agents, count } if usize::from(agents.0) == place => *count,
        TrainerCommand::Join { .. }
        | TrainerCommand::Narrate(..)
        | TrainerCommand::Burst { .. }
        | TrainerCommand::Leave { .. }
        | TrainerCommand::Fault { .. }
        | TrainerCommand::Act { .. } => 0,
    });
    (1..=joining.fold(staff.count, u32::saturating_add)).contains(&number)
}

/// Whether a number at the end of a name begins with a nought: no worker is called so.
fn number_is_padded(name: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(_, number)| number.starts_with('0') || number.starts_with('+'))
}

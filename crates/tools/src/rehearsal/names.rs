//! Names in scripts that nobody has: queues, workers, activities, actions, metrics, distributions; and dialling where nobody
//! may. Only names that are written there, or are variables of the scenario: others show when scripts run.

use std::collections::BTreeSet;

use super::known::{Known, Told, listed};
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::limits::NAMES_COMPARED_MAX;
use rushhour_engine::nearest::Search;
use rushhour_engine::synonyms::other_word;
use rushhour_engine::units::SimSpan;
use rushhour_engine::value::Value;
use rushhour_scenario::plan::{Plan, PopulationKind, ScriptId, ScriptSource};
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
pub(super) fn unknown(known: &Known<'_>, told: &mut Told) {
    let names = Names::of(known);
    let failed = known.failed_at();
    for (id, script, calls) in known.own_scripts() {
        for call in calls.all.iter().filter(|call| !failed.contains(&(script.name.as_str(), call.line))) {
            let wrong = NAMES
                .iter()
                .filter(|(verb, ..)| *verb == call.verb)
                .find_map(|(_, place, noun)| names.wrong(*noun, call.text(*place)?));
            if let Some(wrong) = wrong.or_else(|| dials_in_vain(known.plan, call)) {
                told.add(|| warning(known, id, script, call, &wrong));
            }
        }
    }
}

fn warning(known: &Known<'_>, id: ScriptId, script: &ScriptSource, call: &Call, wrong: &str) -> String {
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
    known: &'a Known<'a>,
    search: Search,
    plan: &'a Plan,
    queues: BTreeSet<&'a str>,
    activities: BTreeSet<&'a str>,
    /// Actions that scripts register; nothing where one registers what is not written there.
    registered: Option<BTreeSet<&'a str>>,
    metrics: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(known: &'a Known<'a>) -> Self {
        let plan = known.plan;
        let registered = known.calls.iter().flat_map(|calls| calls.of("register_action"));
        Self {
            known,
            search: Search::default(),
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
                .then(|| format!("there is no queue `{name}`{}", self.search.did_you_mean(name, queues()))),
            Noun::Target => {
                (!is_sid(name) && !self.queues.contains(name) && !self.known.has_worker(name)).then(|| {
                    let staff = self.staff_like(name);
                    let meant = self.search.did_you_mean(name, queues().chain(staff.iter().map(String::as_str)));
                    format!(
                        "there is no queue or worker `{name}`{meant}; workers are called by their number, `desk-1`"
                    )
                })
            }
            Noun::Worker => (!is_sid(name) && !self.known.has_worker(name)).then(|| {
                let staff = self.staff_like(name);
                let meant = self.search.did_you_mean(name, staff.iter().map(String::as_str));
                format!("there is no worker `{name}`{meant}; workers are called by their number, `desk-1`")
            }),
            Noun::Activity => (!is_sid(name) && !self.activities.contains(name)).then(|| {
                format!(
                    "there is no activity `{name}`{}",
                    self.search.did_you_mean(name, self.activities.iter().copied())
                )
            }),
            Noun::Action => self.unknown_action(name),
            Noun::Metric => (!self.metrics.contains(name)).then(|| {
                let meant = self.search.did_you_mean(name, self.metrics.iter().copied());
                format!("the scenario declares no metric `{name}`{meant}; list it under `metrics`")
            }),
            Noun::Distribution => {
                let is_known = self.plan.distributions.contains_key(name) || name.parse::<SimSpan>().is_ok();
                (!is_known).then(|| {
                    let known = self.plan.distributions.keys().map(|name| name.as_str());
                    format!("the scenario has no distribution `{name}`{}", self.search.did_you_mean(name, known))
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
                let near = || self.search.did_you_mean(name, known.chain(registered.iter().copied()));
                let meant = other_word(name).unwrap_or_else(near);
                Some(format!("there is no action `{name}`, and no script registers it{meant}"))
            }
        }
    }

    /// Somebody of each population of the staff, with the number that a name ends with: `desk-3`.
    fn staff_like(&self, name: &str) -> Vec<String> {
        let number = name.rsplit_once('-').and_then(|(_, number)| number.parse::<u32>().ok()).unwrap_or(1);
        let staff = self.plan.populations.iter().filter_map(|population| match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
                Some(format!("{}-{}", population.name, number.clamp(1, staff.count.max(1))))
            }
            PopulationKind::Customers(_) => None,
        });
        staff.take(NAMES_COMPARED_MAX).collect()
    }
}

fn is_sid(name: &str) -> bool {
    matches!(Value::text(name), Value::Sid(_))
}

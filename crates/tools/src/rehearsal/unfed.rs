//! What is measured of nothing: metrics that no script records, thresholds on queues, channels, actions and scripts' metrics
//! that nothing feeds.
//!
//! A rehearsal is short and sees nothing of what is rare, so this is judged by what scripts and plan can do at all, and said
//! only where none of them can. A name that stands in a script, a variable or an attribute may be used there in any way.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::known::{Known, Told};
use crate::limits::REHEARSAL_LOOKS;
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::config::{Channel, TargetTo};
use rushhour_engine::units::QueueId;
use rushhour_engine::value::Value;
use rushhour_scenario::metrics::{Metric, TagName};
use rushhour_scenario::plan::{MetricRef, Plan, PopulationKind, Var};
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_scenario::{MetricId, PopulationId};
use rushhour_script::actions_of;

/// A warning for each metric and each threshold that has nothing to be made of.
pub(super) fn nothing_feeds(known: &Known<'_>, told: &mut Told) {
    let plan = known.plan;
    let sources = Sources::of(known);
    for (place, metric) in plan.metrics.iter().enumerate() {
        let id = u16::try_from(place).ok().map(MetricId);
        if id.is_some_and(|id| known.rehearsed.seen.recorded.contains(&id)) || sources.records(metric) {
            continue;
        }
        told.add(|| {
            let at = known.at.at(&["metrics", &place.to_string()]);
            format!(
                "{at}: no script records the metric `{metric}`: write `record(\"{metric}\", value)` in one, or leave it out"
            )
        });
    }
    let mut seen = BTreeSet::new();
    for threshold in &plan.thresholds {
        let key = threshold.metric.key();
        if seen.insert(key.clone())
            && let Some(why) = sources.misses(&threshold.metric)
        {
            told.add(|| {
                let at = known.at.at(&["thresholds", &key]);
                format!("{at}: nothing feeds the threshold on `{key}`, so it says nothing: {why}")
            });
        }
    }
}

/// What could feed a metric.
struct Sources<'k, 'a> {
    known: &'k Known<'a>,
    /// The metrics that scripts record by a name that is written there; nothing where one is not.
    recorded: Option<BTreeSet<&'k str>>,
    /// Queues to which the plan sends somebody.
    queues: BTreeSet<QueueId>,
    /// Whether any script invokes what is not written there, or a plugin may.
    invokes_anything: bool,
    checks: bool,
    /// The metrics of scripts, by their names.
    metrics: BTreeMap<&'k str, MetricId>,
    /// The actions that verbs of scripts invoke, and those that the timeline has somebody do.
    done: BTreeSet<Action>,
    /// The verbs that scripts call.
    verbs: BTreeSet<&'k str>,
    /// The places of queues and populations, by their names.
    places: BTreeMap<&'k str, QueueId>,
    populations: BTreeMap<&'k str, PopulationId>,
    /// The customers who come by a cue.
    by_cue: BTreeSet<PopulationId>,
    /// What was found of values of tags.
    found: RefCell<BTreeMap<(TagName, String), Option<String>>>,
    /// How many names may still be looked for in texts.
    looks: Cell<usize>,
}

impl<'k, 'a> Sources<'k, 'a> {
    fn of(known: &'k Known<'a>) -> Self {
        let calls = || known.calls.iter();
        let mut invocations = calls().flat_map(|calls| calls.of("invoke"));
        Self {
            known,
            recorded: calls().flat_map(|calls| calls.of("record")).map(|call| call.text(0)).collect(),
            queues: queues_by_plan(known.plan).chain(known.rehearsed.seen.queues.iter().copied()).collect(),
            invokes_anything: invocations.any(|call| call.text(0).is_none()),
            checks: calls().any(|calls| calls.has_any(&["check"])),
            metrics: (0..).map(MetricId).zip(&known.plan.metrics).map(|(id, name)| (name.as_str(), id)).collect(),
            done: done(known),
            verbs: calls().flat_map(|calls| &calls.all).map(|call| call.verb).collect(),
            places: (0..)
                .map(QueueId::new)
                .zip(&known.plan.center.queues)
                .map(|(id, it)| (it.name.as_str(), id))
                .collect(),
            populations: known.plan.populations().map(|(id, it)| (it.name.as_str(), id)).collect(),
            by_cue: come_by_cue(known.plan),
            found: RefCell::default(),
            looks: Cell::new(REHEARSAL_LOOKS),
        }
    }

    fn records(&self, metric: &str) -> bool {
        self.recorded.as_ref().is_none_or(|recorded| recorded.contains(metric))
    }

    /// Why nothing feeds a metric of a threshold, if nothing can.
    fn misses(&self, metric: &MetricRef) -> Option<String> {
        let recorded = || self.metrics.get(metric.name.as_str()).copied().map(Metric::Recorded);
        let of = Metric::built_in(&metric.name).or_else(recorded)?;
        if let Metric::Recorded(_) = of
            && !self.records(&metric.name)
        {
            return Some(format!("no script records `{}`", metric.name));
        }
        if of == Metric::Checks && !self.checks {
            return Some("no script checks anything: `check(name, ok)`".to_owned());
        }
        metric.tags().find_map(|(tag, value)| match TagName::from_text(tag)? {
            TagName::Queue if of == Metric::Occupancy => None,
            TagName::Population if of == Metric::Checks || matches!(of, Metric::Recorded(_)) => None,
            tag => self.misses_value(tag, value),
        })
    }

    /// Why nothing feeds what has this value of a tag; found once for each.
    fn misses_value(&self, tag: TagName, value: &str) -> Option<String> {
        if let Some(known) = self.found.borrow().get(&(tag, value.to_owned())) {
            return known.clone();
        }
        let found = match tag {
            TagName::Queue => self.misses_queue(value),
            TagName::Channel => self.misses_channel(value),
            TagName::Action => self.misses_action(value),
            TagName::Population => self.misses_population(value),
            TagName::Interval => None,
        };
        self.found.borrow_mut().insert((tag, value.to_owned()), found.clone());
        found
    }

    fn misses_queue(&self, name: &str) -> Option<String> {
        let id = *self.places.get(name)?;
        let is_fed = self.queues.contains(&id) || self.is_written(name);
        (!is_fed).then(|| {
            format!(
                "no customers turn to the queue `{name}`, and no script, workflow or overflow sends anybody there"
            )
        })
    }

    fn misses_channel(&self, name: &str) -> Option<String> {
        let channel = Channel::from_name(name)?;
        let comes_by: &[&str] = match channel {
            Channel::Voice => &["phone", "dial"],
            Channel::Chat => &["chat"],
            Channel::Email => &["email"],
            // Nobody comes by it but by what scripts invoke.
            Channel::Messaging => &[],
        };
        let is_fed = self.known.rehearsed.seen.came_by.contains(&channel)
            || comes_by.iter().any(|verb| self.verbs.contains(verb))
            || self.verbs.contains("invoke")
            || self.is_written(name);
        (!is_fed).then(|| format!("nobody comes by {name}"))
    }

    fn misses_action(&self, name: &str) -> Option<String> {
        let action = ActionName::new(name);
        let ActionName::Known(known) = action else { return None };
        let is_fed = self.invokes_anything
            || self.known.rehearsed.seen.invoked.contains(&action)
            || self.done.contains(&known)
            || self.known.plan.has_seats()
            || self.is_written(name);
        (!is_fed).then(|| format!("no script invokes {name}"))
    }

    fn misses_population(&self, name: &str) -> Option<String> {
        let plan = self.known.plan;
        let id = *self.populations.get(name)?;
        let population = plan.population(id)?;
        let PopulationKind::Customers(customers) = &population.kind else { return None };
        let comes = !customers.arrivals.is_empty() || plan.callees == Some(id) || self.by_cue.contains(&id);
        (!comes).then(|| format!("the customers `{name}` never come"))
    }

    /// Whether a name stands in a script of the scenario's own, a variable or an attribute; or whether that is not known
    /// because too many were looked for.
    fn is_written(&self, name: &str) -> bool {
        let Some(left) = self.looks.get().checked_sub(1) else { return true };
        self.looks.set(left);
        let plan = self.known.plan;
        let in_scripts = self.known.own_scripts().any(|(_, script, _)| script.text.contains(name));
        let in_vars = || plan.vars.values().any(|var| matches!(var, Var::Text(text) if text.contains(name)));
        let in_attributes = || plan.populations.iter().any(|population| has_text(&population.attributes, name));
        in_scripts || in_vars() || in_attributes()
    }
}

/// The actions that verbs of scripts invoke, and those that the timeline has somebody do.
fn done(known: &Known<'_>) -> BTreeSet<Action> {
    let verbs: BTreeSet<&str> = known.calls.iter().flat_map(|calls| &calls.all).map(|call| call.verb).collect();
    let by_verbs = verbs.into_iter().flat_map(actions_of).copied();
    let acted = known.plan.timeline.iter().filter_map(|cue| match &cue.deed {
        TrainerCommand::Act { action: ActionName::Known(action), .. } => Some(*action),
        TrainerCommand::Act { action: ActionName::Other(_), .. }
        | TrainerCommand::Narrate(..)
        | TrainerCommand::Burst { .. }
        | TrainerCommand::Join { .. }
        | TrainerCommand::Leave { .. }
        | TrainerCommand::Fault { .. } => None,
    });
    by_verbs.chain(acted).collect()
}

/// The customers who come by a cue.
fn come_by_cue(plan: &Plan) -> BTreeSet<PopulationId> {
    let customers = plan.timeline.iter().filter_map(|cue| match &cue.deed {
        TrainerCommand::Burst { customers, .. } => Some(*customers),
        TrainerCommand::Narrate(..)
        | TrainerCommand::Join { .. }
        | TrainerCommand::Leave { .. }
        | TrainerCommand::Fault { .. }
        | TrainerCommand::Act { .. } => None,
    });
    customers.collect()
}

/// The queues to which customers turn, or to which the centre sends work.
fn queues_by_plan(plan: &Plan) -> impl Iterator<Item = QueueId> {
    let of_customers = plan.populations.iter().flat_map(|population| match &population.kind {
        PopulationKind::Customers(customers) => {
            let by_rows = customers.arrivals.iter().flat_map(|arrivals| arrivals.queues());
            customers.queue.into_iter().chain(by_rows).collect::<Vec<_>>()
        }
        PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => Vec::new(),
    });
    let center = &plan.center;
    let targets =
        center.workflow.filters.iter().flat_map(|filter| &filter.targets).chain(&center.workflow.default);
    let by_workflow = targets.filter_map(|target| match target.to {
        TargetTo::Queue(queue) => Some(queue),
        TargetTo::Worker(_) => None,
    });
    let by_overflow = center.queues.iter().filter_map(|queue| Some(queue.overflow?.1));
    let outbound = center.outbound.queue.into_iter().chain(center.email.as_ref().and_then(|email| email.queue));
    of_customers.chain(by_workflow).chain(by_overflow).chain(outbound)
}

/// Whether a text somewhere in a value is this name.
fn has_text(value: &Value, name: &str) -> bool {
    match value {
        Value::Text(text) => text == name,
        Value::List(items) => items.iter().any(|item| has_text(item, name)),
        Value::Map(entries) => entries.values().any(|item| has_text(item, name)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Sid(_) | Value::Ref(_) => false,
    }
}

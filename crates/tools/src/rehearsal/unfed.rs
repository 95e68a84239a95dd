//! What is measured of nothing: metrics that no script records, thresholds on queues, channels, actions and scripts' metrics
//! that nothing feeds.
//!
//! A rehearsal is short and sees nothing of what is rare, so this is judged by what scripts and plan can do at all, and said
//! only where none of them can. A name that stands in a script, a variable or an attribute may be used there in any way.

use std::collections::BTreeSet;

use super::doubts::Known;
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
pub(super) fn nothing_feeds(known: &Known<'_>) -> Vec<String> {
    let plan = known.plan;
    let sources = Sources::of(known);
    let mut warnings = Vec::new();
    for (place, metric) in plan.metrics.iter().enumerate() {
        let id = u16::try_from(place).ok().map(MetricId);
        if id.is_some_and(|id| known.rehearsed.seen.recorded.contains(&id)) || sources.records(metric) {
            continue;
        }
        let at = known.at.at(&["metrics", &place.to_string()]);
        warnings.push(format!(
            "{at}: no script records the metric `{metric}`: write `record(\"{metric}\", value)` in one, or leave it out"
        ));
    }
    let mut told = BTreeSet::new();
    for threshold in &plan.thresholds {
        let key = threshold.metric.key();
        if let Some(why) = sources.misses(&threshold.metric)
            && told.insert(key.clone())
        {
            let at = known.at.at(&["thresholds", &key]);
            warnings.push(format!("{at}: nothing feeds the threshold on `{key}`, so it says nothing: {why}"));
        }
    }
    warnings
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
        }
    }

    fn records(&self, metric: &str) -> bool {
        self.recorded.as_ref().is_none_or(|recorded| recorded.contains(metric))
    }

    /// Why nothing feeds a metric of a threshold, if nothing can.
    fn misses(&self, metric: &MetricRef) -> Option<String> {
        let plan = self.known.plan;
        let of = Metric::find(&metric.name, &plan.metrics)?;
        if let Metric::Recorded(_) = of
            && !self.records(&metric.name)
        {
            return Some(format!("no script records `{}`", metric.name));
        }
        if of == Metric::Checks && !self.checks {
            return Some("no script checks anything: `check(name, ok)`".to_owned());
        }
        metric.tags().find_map(|(tag, value)| match TagName::from_text(tag)? {
            TagName::Queue if of != Metric::Occupancy => self.misses_queue(value),
            TagName::Channel => self.misses_channel(value),
            TagName::Action => self.misses_action(value),
            TagName::Population if of == Metric::Checks || matches!(of, Metric::Recorded(_)) => None,
            TagName::Population => self.misses_population(value),
            TagName::Queue | TagName::Interval => None,
        })
    }

    fn misses_queue(&self, name: &str) -> Option<String> {
        let place = self.known.plan.center.queues.iter().position(|queue| queue.name == name)?;
        let id = QueueId::new(u32::try_from(place).ok()?);
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
            || self.known.calls.iter().any(|calls| calls.has_any(comes_by))
            || self.known.calls.iter().any(|calls| calls.has_any(&["invoke"]))
            || self.is_written(name);
        (!is_fed).then(|| format!("nobody comes by {name}"))
    }

    fn misses_action(&self, name: &str) -> Option<String> {
        let action = ActionName::new(name);
        let ActionName::Known(known) = action else { return None };
        let is_fed = self.invokes_anything
            || self.known.rehearsed.seen.invoked.contains(&action)
            || self.verbs_invoke(known)
            || self.is_written(name)
            || self.is_acted(&action)
            || self.known.plan.has_seats();
        (!is_fed).then(|| format!("no script invokes {name}"))
    }

    fn verbs_invoke(&self, action: Action) -> bool {
        let mut calls = self.known.calls.iter().flat_map(|calls| &calls.all);
        calls.any(|call| actions_of(call.verb).contains(&action))
    }

    /// Whether the timeline has somebody do it.
    fn is_acted(&self, wanted: &ActionName) -> bool {
        self.known.plan.timeline.iter().any(|cue| match &cue.deed {
            TrainerCommand::Act { action, .. } => action == wanted,
            TrainerCommand::Narrate(..)
            | TrainerCommand::Burst { .. }
            | TrainerCommand::Join { .. }
            | TrainerCommand::Leave { .. }
            | TrainerCommand::Fault { .. } => false,
        })
    }

    fn misses_population(&self, name: &str) -> Option<String> {
        let plan = self.known.plan;
        let (id, population) = plan.populations().find(|(_, population)| population.name == name)?;
        let PopulationKind::Customers(customers) = &population.kind else { return None };
        let comes = !customers.arrivals.is_empty() || plan.callees == Some(id) || comes_by_cue(plan, id);
        (!comes).then(|| format!("the customers `{name}` never come"))
    }

    /// Whether a name stands in a script of the scenario's own, a variable or an attribute.
    fn is_written(&self, name: &str) -> bool {
        let plan = self.known.plan;
        let in_scripts = self.known.own_scripts().any(|(_, script, _)| script.text.contains(name));
        let in_vars = || plan.vars.values().any(|var| matches!(var, Var::Text(text) if text.contains(name)));
        let in_attributes = || plan.populations.iter().any(|population| has_text(&population.attributes, name));
        in_scripts || in_vars() || in_attributes()
    }
}

fn comes_by_cue(plan: &Plan, id: PopulationId) -> bool {
    plan.timeline.iter().any(|cue| match &cue.deed {
        TrainerCommand::Burst { customers, .. } => *customers == id,
        TrainerCommand::Narrate(..)
        | TrainerCommand::Join { .. }
        | TrainerCommand::Leave { .. }
        | TrainerCommand::Fault { .. }
        | TrainerCommand::Act { .. } => false,
    })
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

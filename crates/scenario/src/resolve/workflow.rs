//! The key `center.workflow`: filters and their targets.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::super::path::NodePath;
use super::super::raw::{RawTarget, RawWorkflow, Span};
use super::queues::Queues;
use crate::checks::Context;
use crate::expression::Sees;
use rushhour_engine::config::{Activity, Filter, Target, TargetTo, Workflow};

/// What targets may name.
struct Known<'a> {
    queues: &'a Queues,
    activities: Arc<[SmolStr]>,
}

/// The workflow, its expressions taken into the plan's list.
pub(super) fn resolve(
    raw: &RawWorkflow,
    queues: &Queues,
    activities: &[Activity],
    context: &mut Context<'_>,
) -> Workflow {
    let activities: Arc<[SmolStr]> = activities.iter().map(|activity| activity.name.clone()).collect();
    let known = Known { queues, activities };
    let path = NodePath::root().key("center").key("workflow");
    let mut filters = Vec::with_capacity(raw.filters.len());
    for (place, filter) in raw.filters.iter().enumerate() {
        let path = path.key("filters").index(place);
        if filter.targets.is_empty() {
            let help = "list at least one `{queue: …}` or `{worker: …}`";
            context.issues.add(&path.key("targets"), "the filter sends its tasks nowhere", help);
        }
        filters.push(Filter {
            name: filter.name.as_ref().map_or_else(|| format_smolstr!("filter {}", place + 1), SmolStr::new),
            when: context.expression(&path.key("when"), &filter.when, Sees::Task),
            targets: targets(&filter.targets, &path.key("targets"), &known, context),
        });
    }
    Workflow { filters, default: targets(&raw.default, &path.key("default"), &known, context) }
}

fn targets(raw: &[RawTarget], path: &NodePath, known: &Known<'_>, context: &mut Context<'_>) -> Vec<Target> {
    // A queue that is never left by time or left out keeps what comes to it; a worker may not be there.
    let keeps = |raw: &RawTarget| raw.queue.is_some() && raw.timeout.is_none() && raw.skip_if.is_none();
    if let Some(place) = raw.iter().position(keeps).filter(|place| place + 1 < raw.len()) {
        let (keeper, after) = (path.index(place), path.index(place + 1));
        context.warnings.push(format!(
            "{after}: no task gets here, because {keeper} has neither a `timeout` nor a `skip_if`: give it one, or take \
             out what comes after it"
        ));
    }
    raw.iter().enumerate().filter_map(|(place, raw)| target(raw, &path.index(place), known, context)).collect()
}

fn target(raw: &RawTarget, path: &NodePath, known: &Known<'_>, context: &mut Context<'_>) -> Option<Target> {
    let to = match (&raw.queue, &raw.worker) {
        (Some(queue), None) => known.queues.find(queue, &path.key("queue"), context).map(TargetTo::Queue),
        (None, Some(worker)) => {
            if raw.expression.is_some() {
                let help = "leave it out: `worker` names one already; or write `queue` beside it";
                context.issues.add(
                    &path.key("expression"),
                    "an expression chooses among the workers of a queue",
                    help,
                );
            }
            Some(TargetTo::Worker(context.expression(&path.key("worker"), worker, Sees::Task)))
        }
        (Some(_), Some(_)) | (None, None) => {
            let help = "write either `queue: name` or `worker: expression`";
            context.issues.add(path, "a target is either a queue or a worker", help);
            None
        }
    };
    if raw.timeout.is_some_and(|Span(span)| span.is_zero()) {
        let help = "write a duration above zero, or `skip_if` to leave the target out";
        context.issues.add(&path.key("timeout"), "a task cannot wait here for no time at all", help);
    }
    let expression = raw.expression.as_ref();
    let expression = expression.map(|text| context.expression(&path.key("expression"), text, Sees::TaskAndWorker));
    let sees = Sees::Queue(Arc::clone(&known.activities));
    let skip_if = raw.skip_if.as_ref().map(|text| context.expression(&path.key("skip_if"), text, sees));
    let timeout = raw.timeout.map(|Span(span)| span);
    Some(Target { to: to?, priority: raw.priority, expression, timeout, skip_if })
}

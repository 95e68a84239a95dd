//! The key `center`: activities, queues, timeouts, outbound calls, latency.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::super::path::{Aim, NodePath};
use super::super::plan::{ActionLatency, LatencyPlan};
use super::super::raw::{RawActivities, RawCenter, RawLatency, RawMode, RawQueue, RawTimeouts, Span};
use super::queues::Queues;
use super::{settings, skills};
use crate::checks::{Context, away, check_name, sampler};
use crate::expression::Sees;
use crate::limits::ACTIVITIES_MAX;
use rushhour_engine::action::Action;
use rushhour_engine::config::{Activity, Center, Mode, Outbound, Queue, Timeouts, Workflow, in_circles};
use rushhour_engine::limits::grouped;
use rushhour_engine::units::SimSpan;

/// The centre without its workflow.
pub(super) fn resolve(raw: &RawCenter, queues: &Queues, context: &mut Context<'_>) -> Center {
    let path = NodePath::root().key("center");
    let activities = activities(raw.activities.as_ref(), &path.key("activities"), context);
    let offline = away(raw.offline.as_deref(), "Offline", &path.key("offline"), &activities, context);
    let timeout_activity =
        away(raw.timeout_activity.as_deref(), "Unavailable", &path.key("timeout_activity"), &activities, context);
    let timeouts = timeouts(&raw.timeouts, &path.key("timeouts"), context);
    let reservation = positive(raw.timeouts.reservation, 120, &path.key("timeouts").key("reservation"), context);
    let none = RawQueue::default();
    let queues_path = path.key("queues");
    let resolved = queues
        .names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let stated = raw.queues.as_ref().and_then(|queues| queues.get(name.as_str())).and_then(Option::as_ref);
            let stated = stated.unwrap_or(&none);
            let service_level = stated.service_level.unwrap_or(raw.service_level).of_queues();
            let path = queues_path.key(name);
            match queues.named_at(place) {
                Some(path) => check_name(name, "queue", path, Aim::Value, context),
                None => check_name(name, "queue", &path, Aim::Key, context),
            }
            let queue = queue(name, stated, reservation, queues, &path, context);
            Queue { service_level, ..queue }
        })
        .collect::<Vec<_>>();
    check_overflows(&resolved, &queues_path, context);
    let outbound_path = path.key("outbound");
    let outbound = &raw.outbound;
    let named = outbound.queue.is_some() || outbound.caller_id.is_some() || outbound.callees.is_some();
    Center {
        activities,
        offline,
        timeout_activity,
        queues: resolved,
        workflow: Workflow::default(),
        timeouts,
        outbound: Outbound {
            enabled: outbound.enabled.unwrap_or(named),
            queue: outbound
                .queue
                .as_ref()
                .and_then(|name| queues.find(name, &outbound_path.key("queue"), context)),
            caller_id: outbound.caller_id.as_ref().map(SmolStr::new),
        },
        email: settings::email(raw.email.as_ref(), &path.key("email"), queues, context),
        features: settings::features(raw.features),
        channels: settings::channels(&raw.channels, &path.key("channels"), context),
        templates: settings::templates(&raw.templates, &path.key("templates"), context),
        lines: raw.lines.0,
        mode: match raw.mode {
            RawMode::Strict => Mode::Strict,
            RawMode::Compat => Mode::Compat,
        },
    }
}

/// The activities of the scenario, or those of every centre. The two that the engine needs are always there.
fn activities(raw: Option<&RawActivities>, path: &NodePath, context: &mut Context<'_>) -> Vec<Activity> {
    let activity = |name: &str, available| Activity { name: SmolStr::new(name), available };
    let mut activities: Vec<Activity> = Vec::new();
    match raw {
        None => {
            activities.extend([activity("Available", true), activity("Break", false), activity("Lunch", false)])
        }
        Some(raw) => {
            if raw.items.len() > ACTIVITIES_MAX {
                let message = format!("there are {} activities", grouped(raw.items.len()));
                context.issues.add(path, message, format!("declare at most {}", grouped(ACTIVITIES_MAX)));
            }
            for (place, item) in raw.items.iter().take(ACTIVITIES_MAX).enumerate() {
                let path = if raw.listed { path.index(place) } else { path.key(&item.name) };
                if item.name.trim().is_empty() {
                    context.issues.add(&path, "an activity needs a name", "write one");
                }
                if activities.iter().any(|known| known.name == item.name) {
                    context.issues.add(&path, format!("the activity `{}` is there twice", item.name), "keep one");
                }
                activities.push(activity(&item.name, item.available.unwrap_or(item.name == "Available")));
            }
            if !activities.iter().any(|activity| activity.available) {
                let help = "add `Available`, or `{name: …, available: true}`";
                context.issues.add(path, "no activity is available, so nobody could be offered work", help);
            }
        }
    }
    for name in ["Unavailable", "Offline"] {
        if !activities.iter().any(|known| known.name == name) {
            activities.push(activity(name, false));
        }
    }
    activities
}

fn queue(
    name: &str,
    raw: &RawQueue,
    reservation: SimSpan,
    queues: &Queues,
    path: &NodePath,
    context: &mut Context<'_>,
) -> Queue {
    let max_reserved = raw.max_reserved.unwrap_or(1);
    if !(1..=50).contains(&max_reserved) {
        let message = format!("a task cannot be reserved for {max_reserved} workers at once");
        context.issues.add(&path.key("max_reserved"), message, "write a number from 1 to 50");
    }
    let reservation_timeout = match raw.reservation_timeout {
        Some(_) => positive(raw.reservation_timeout, 0, &path.key("reservation_timeout"), context),
        None => reservation,
    };
    Queue {
        name: SmolStr::new(name),
        max_reserved,
        reservation_timeout,
        priority: raw.priority,
        workers: raw.workers.as_ref().map(|text| context.expression(&path.key("workers"), text, Sees::Worker)),
        skills: skills::of_queue(raw, path, context),
        prefer: skills::preferred(raw, path, context),
        target: positive(raw.target, 20, &path.key("target"), context),
        short_abandon: raw.short_abandon.map(|Span(span)| span),
        service_level: raw.service_level.unwrap_or_default().of_queues(),
        overflow: raw.overflow.as_ref().and_then(|overflow| {
            let path = path.key("overflow");
            let after = positive(Some(overflow.after), 0, &path.key("after"), context);
            queues.find(&overflow.to, &path.key("to"), context).map(|to| (after, to))
        }),
    }
}

/// Reports overflows that lead back to where they began.
fn check_overflows(queues: &[Queue], path: &NodePath, context: &mut Context<'_>) {
    let overflows: Vec<Option<usize>> = queues.iter().map(|queue| Some(queue.overflow?.1.index())).collect();
    for (queue, _) in queues.iter().zip(in_circles(&overflows)).filter(|(_, is_in)| *is_in) {
        let path = path.key(&queue.name).key("overflow").key("to");
        let help = "let the last queue of the chain keep its callers";
        let message = format!("the overflow of `{}` leads back to it", queue.name);
        context.issues.add(&path, message, help);
    }
}

fn timeouts(raw: &RawTimeouts, path: &NodePath, context: &mut Context<'_>) -> Timeouts {
    let default = Timeouts::default();
    let or = |span: Option<Span>, default: SimSpan| span.map_or(default, |Span(span)| span);
    Timeouts {
        task: positive(raw.task, 86_400, &path.key("task"), context),
        settled_task: or(raw.settled_task, default.settled_task),
        transfer: positive(raw.transfer, 300, &path.key("transfer"), context),
        reoffer: or(raw.reoffer, default.reoffer),
        ring: positive(raw.ring, 30, &path.key("ring"), context),
        typing: or(raw.typing, default.typing),
        external_answer: or(raw.external_answer, default.external_answer),
        external_talk: or(raw.external_talk, default.external_talk),
        paused: positive(raw.paused, 14 * 86_400, &path.key("paused"), context),
    }
}

/// A duration above zero, or its default in seconds.
fn positive(span: Option<Span>, default_s: u64, path: &NodePath, context: &mut Context<'_>) -> SimSpan {
    let Some(Span(span)) = span else { return SimSpan::from_secs(default_s) };
    if span.is_zero() {
        context.issues.add(path, "no time at all is too short", "write a duration above zero: `30s`");
    }
    span
}

/// How long actions take.
pub(super) fn latency(raw: &IndexMap<String, RawLatency>, context: &mut Context<'_>) -> LatencyPlan {
    let path = NodePath::root().key("center").key("latency");
    let mut plan = LatencyPlan::default();
    for (name, latency) in raw {
        let path = path.key(name);
        let time_path = if latency.nested { path.key("time") } else { path.clone() };
        let time = sampler(&latency.time, &time_path, context);
        if latency.servers == Some(0) {
            context.issues.add(&path.key("servers"), "without a server nothing is ever served", "write 1 or more");
        }
        let is_general = name == "default" || name == "events";
        if is_general && latency.servers.is_some() {
            let help = "name the action: `AcceptTask: {time: 300ms, servers: 4}`";
            context.issues.add(&path.key("servers"), format!("`{name}` is no single action with servers"), help);
        }
        match (name.as_str(), name.parse::<Action>()) {
            ("default", _) => plan.default = Some(time),
            ("events", _) => plan.events = Some(time),
            (_, Ok(action)) => {
                plan.by_action.insert(action, ActionLatency { time, servers: latency.servers });
            }
            (_, Err(_)) => {
                let known = Action::ALL.iter().map(|action| action.name()).chain(["default", "events"]);
                let help = context.issues.suggestion(name, known, "keys");
                context.issues.add_key(&path, format!("there is no action `{name}`"), help);
            }
        }
    }
    plan
}

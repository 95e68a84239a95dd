//! The names of activities, wherever a scenario sends somebody away.

use super::context::Context;
use crate::path::NodePath;
use rushhour_engine::config::Activity;
use rushhour_engine::units::ActivityId;

/// An activity in which nobody is offered work.
pub(crate) fn away(
    name: Option<&str>,
    default: &str,
    path: &NodePath,
    activities: &[Activity],
    context: &mut Context<'_>,
) -> ActivityId {
    let name = name.unwrap_or(default);
    let found = activities.iter().position(|activity| activity.name == name);
    match found.and_then(|place| activities.get(place)) {
        None => {
            let known = activities.iter().map(|activity| activity.name.as_str());
            let help = context.issues.suggestion(name, known, "activities");
            context.issues.add(path, format!("there is no activity `{name}`"), help);
        }
        Some(activity) if activity.available => {
            let help = "choose one that is not available, or write it with `available: false`";
            context.issues.add(path, format!("workers in `{name}` are offered work"), help);
        }
        Some(_) => {}
    }
    ActivityId::new(found.and_then(|place| u32::try_from(place).ok()).unwrap_or(0))
}

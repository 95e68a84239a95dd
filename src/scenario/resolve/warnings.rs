//! What runs but looks wrong.

use super::super::plan::{Population, PopulationKind};
use crate::engine::config::Center;
use crate::engine::event::PopulationId;
use crate::units::{QueueId, SimSpan};

/// Adds a warning for every queue that nobody serves or nobody needs, and for people who have nothing to do.
pub fn collect(
    populations: &[Population],
    center: &Center,
    callees: Option<PopulationId>,
    duration: SimSpan,
    warnings: &mut Vec<String>,
) {
    let any_expression = center.queues.iter().any(|queue| queue.workers.is_some());
    for (place, queue) in center.queues.iter().enumerate() {
        let id = QueueId::new(u32::try_from(place).unwrap_or(u32::MAX));
        let is_served = queue.workers.is_some()
            || populations.iter().any(|population| match &population.kind {
                PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff.queues.contains(&id),
                PopulationKind::Customers(_) => false,
            });
        if is_served {
            continue;
        }
        let coming = populations.iter().find(|population| match &population.kind {
            PopulationKind::Customers(customers) => customers.queue == Some(id),
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => false,
        });
        warnings.push(match coming {
            Some(customers) => {
                format!(
                    "the customers `{}` turn to the queue `{}`, which no agent serves",
                    customers.name, queue.name
                )
            }
            None => format!("no agent serves the queue `{}`", queue.name),
        });
    }
    for (place, population) in populations.iter().enumerate() {
        match &population.kind {
            PopulationKind::Agents(staff) if staff.queues.is_empty() && !any_expression => {
                warnings.push(format!("the agents `{}` serve no queue", population.name));
            }
            PopulationKind::Customers(customers) if customers.arrivals.is_empty() => {
                if callees.is_none_or(|callees| usize::from(callees.0) != place) {
                    warnings
                        .push(format!("the customers `{}` never come: they have no arrivals", population.name));
                }
            }
            PopulationKind::Supervisors(staff) if !staff.supervisor => {
                let name = &population.name;
                warnings.push(format!("the supervisors `{name}` have neither the role `supervisor` nor `admin`"));
            }
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) | PopulationKind::Customers(_) => {}
        }
    }
    let callees = callees.and_then(|id| populations.get(usize::from(id.0)));
    if let Some(callees) = callees.filter(|_| !center.outbound.enabled) {
        warnings.push(format!(
            "agents may not dial (`center.outbound.enabled` is false), so nobody calls the customers `{}`",
            callees.name
        ));
    }
    let longest = center.queues.iter().map(|queue| queue.target).max().unwrap_or_default();
    if longest > duration {
        warnings.push(format!("a queue's target ({longest}) is longer than the run ({duration})"));
    }
}

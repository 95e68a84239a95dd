//! Work that nobody can take: of the agents of a queue none has a place for work of the channel by which it comes.
//!
//! That nobody serves a queue at all is told where the plan is made.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Known, Told, listed};
use rushhour_engine::config::{Capacity, Channel};
use rushhour_engine::units::QueueId;
use rushhour_scenario::plan::{Plan, Population, PopulationKind};
use rushhour_scenario::{PopulationId, Whereabouts};

/// Who brings work of a channel to a queue, if anybody is known.
type Coming = BTreeMap<(QueueId, Channel), Option<PopulationId>>;

/// A warning for each queue and channel of work that nobody can take.
pub(super) fn cannot_take(known: &Known<'_>, told: &mut Told) {
    let plan = known.plan;
    let mut serving: BTreeMap<QueueId, Vec<&Population>> = BTreeMap::new();
    for (population, queues) in plan.populations.iter().zip(&known.serving) {
        queues.iter().for_each(|queue| serving.entry(*queue).or_default().push(population));
    }
    // Who serves by an expression may be anybody of the staff.
    let staff: Vec<&Population> = plan.populations.iter().filter(|it| capacity(it).is_some()).collect();
    for ((id, channel), whose) in coming(known) {
        let Some(queue) = plan.center.queues.get(id.index()) else { continue };
        let none = Vec::new();
        let theirs = if queue.workers.is_some() { &staff } else { serving.get(&id).unwrap_or(&none) };
        let has_place = |it: &&&Population| capacity(it).is_some_and(|it| it[channel.index()] > 0);
        // Where none of them has any place, it is told that nobody serves the queue.
        let has_any = |it: &&Population| capacity(it).is_some_and(|it| it.iter().any(|places| *places > 0));
        if theirs.iter().find(has_place).is_some() || !theirs.iter().any(has_any) {
            continue;
        }
        let whose = whose.and_then(|id| plan.population(id));
        told.add(|| warning(plan, &known.at, &queue.name, channel, theirs, whose));
    }
}

fn warning(
    plan: &Plan,
    at: &Whereabouts<'_>,
    queue: &str,
    channel: Channel,
    serving: &[&Population],
    whose: Option<&Population>,
) -> String {
    let place = match serving.first() {
        Some(first) => at.of_population(first, "capacity"),
        None => plan.source.file().display().to_string(),
    };
    let subject = match whose {
        Some(customers) => {
            format!("the customers `{}` bring work by {} to the queue `{queue}`", customers.name, channel.name())
        }
        None => format!("work by {} comes to the queue `{queue}`", channel.name()),
    };
    let names = listed(serving.iter().map(|population| population.name.as_str()));
    format!(
        "{place}: {subject}, and none of its agents can take any: the capacity of {names} for {0} is 0; write \
         `capacity: {{{0}: 1}}`",
        channel.name()
    )
}

/// By what channels work comes to the queues: seen in the rehearsal, or stated of customers.
fn coming(known: &Known<'_>) -> Coming {
    let mut coming = Coming::new();
    for (queue, channels) in &known.rehearsed.seen.channels {
        for (channel, whose) in channels {
            coming.insert((*queue, *channel), *whose);
        }
    }
    for (id, population) in known.plan.populations() {
        let PopulationKind::Customers(customers) = &population.kind else { continue };
        let by_rows = customers.arrivals.iter().flat_map(|arrivals| arrivals.queues());
        let queues: BTreeSet<QueueId> = customers.queue.into_iter().chain(by_rows).collect();
        for (queue, channel) in queues.into_iter().zip(customers.channel.into_iter().cycle()) {
            coming.entry((queue, channel)).or_insert(Some(id));
        }
    }
    coming
}

fn capacity(population: &Population) -> Option<&Capacity> {
    match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => Some(&staff.capacity),
        PopulationKind::Customers(_) => None,
    }
}

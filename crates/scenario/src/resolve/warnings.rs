//! What runs but looks wrong.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::super::plan::{Arrivals, Population, PopulationKind, SEAT_SCRIPT, ScriptSource, queues_of_each};
use crate::ids::PopulationId;
use rushhour_engine::config::{Center, Queue};
use rushhour_engine::nearest::Search;
use rushhour_engine::skills::SKILLS;
use rushhour_engine::units::{QueueId, SimSpan};
use rushhour_engine::value::Value;

/// Adds a warning for every queue that nobody serves or nobody needs, and for people who have nothing to do.
pub(super) fn collect(
    populations: &[Population],
    center: &Center,
    callees: Option<PopulationId>,
    duration: SimSpan,
    warnings: &mut Vec<String>,
) {
    let any_expression = center.queues.iter().any(|queue| queue.workers.is_some());
    let queues = queues_of_each(populations, center);
    let served: BTreeSet<QueueId> = populations
        .iter()
        .zip(&queues)
        .filter(|(population, _)| has_capacity(population))
        .flat_map(|(_, queues)| queues.iter().copied())
        .collect();
    // Who would serve a queue and has no place for work at all.
    let mut unable: BTreeMap<QueueId, &SmolStr> = BTreeMap::new();
    for (population, queues) in populations.iter().zip(&queues) {
        // Supervisors have none unless they are given it, and nobody expects more of them.
        if matches!(population.kind, PopulationKind::Agents(_)) && !has_capacity(population) {
            queues.iter().for_each(|queue| {
                unable.entry(*queue).or_insert(&population.name);
            });
        }
    }
    let known = known_skills(populations);
    let coming = who_comes(populations);
    let search = Search::default();
    for (id, queue) in (0..).map(QueueId::new).zip(&center.queues) {
        unknown_skills(queue, &known, &search, warnings);
        if queue.workers.is_some() || served.contains(&id) {
            continue;
        }
        let (name, mut asks) = (&queue.name, asked(queue));
        if let Some(unable) = unable.get(&id) {
            asks.push_str(&format!(": the capacity of `{unable}` is 0 for every channel"));
        }
        warnings.push(match coming.get(&id) {
            Some(customers) => {
                format!("the customers `{customers}` turn to the queue `{name}`, which no agent serves{asks}")
            }
            None => format!("no agent serves the queue `{name}`{asks}"),
        });
    }
    for (place, population) in populations.iter().enumerate() {
        match &population.kind {
            PopulationKind::Agents(_) if !any_expression && queues[place].is_empty() => {
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

/// Adds a warning for agents who are played by a person: without one they do nothing.
pub(super) fn seats(populations: &[Population], scripts: &[ScriptSource], warnings: &mut Vec<String>) {
    for population in populations {
        if scripts.get(population.script.0 as usize).is_some_and(ScriptSource::is_seat) {
            warnings.push(format!(
                "the agents `{}` are played by persons at the wallboard (`script: {SEAT_SCRIPT}`): until somebody \
                 plays them, and without `--wallboard`, they stay offline",
                population.name
            ));
        }
    }
}

/// Whether a population is offered work at all; supervisors are not unless they have capacity.
fn has_capacity(population: &Population) -> bool {
    match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
            staff.capacity.iter().any(|places| *places > 0)
        }
        PopulationKind::Customers(_) => false,
    }
}

/// What an unserved queue asks for: ` (it asks for `german: 4`)`.
fn asked(queue: &Queue) -> String {
    let skills = queue.skills.iter().map(|(skill, least)| format!("`{skill}: {}`", least.number()));
    let skills: Vec<String> = skills.collect();
    if skills.is_empty() { String::new() } else { format!(" (it asks for {})", skills.join(", ")) }
}

/// The first population of customers that turns to each queue.
fn who_comes(populations: &[Population]) -> BTreeMap<QueueId, &SmolStr> {
    let mut coming = BTreeMap::new();
    for population in populations {
        if let PopulationKind::Customers(customers) = &population.kind {
            let by_rows = customers.arrivals.iter().flat_map(Arrivals::queues);
            for queue in customers.queue.into_iter().chain(by_rows) {
                coming.entry(queue).or_insert(&population.name);
            }
        }
    }
    coming
}

/// The skills that anybody of the staff has at all.
fn known_skills(populations: &[Population]) -> BTreeSet<&str> {
    let staff = populations.iter().filter(|population| match population.kind {
        PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => true,
        PopulationKind::Customers(_) => false,
    });
    let skills = staff.flat_map(|population| match population.attributes.get(SKILLS) {
        Some(Value::Map(skills)) => skills.keys().map(SmolStr::as_str).collect::<Vec<_>>(),
        Some(_) | None => Vec::new(),
    });
    skills.collect()
}

/// Warns of skills that a queue names and nobody has. Not a mistake where workers learn them during the run.
fn unknown_skills(queue: &Queue, known: &BTreeSet<&str>, search: &Search, warnings: &mut Vec<String>) {
    let asked = queue.skills.iter().map(|(skill, _)| (skill, "asks for"));
    for (skill, verb) in asked.chain(queue.prefer.iter().map(|skill| (skill, "prefers"))) {
        if !known.contains(skill.as_str()) {
            let hint = search.did_you_mean(skill, known.iter().copied());
            let queue = &queue.name;
            warnings.push(format!("the queue `{queue}` {verb} the skill `{skill}`, which nobody has{hint}"));
        }
    }
}

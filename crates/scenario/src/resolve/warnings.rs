//! What runs but looks wrong.

use smol_str::SmolStr;

use super::super::plan::{Population, PopulationKind, SEAT_SCRIPT, ScriptSource};
use crate::ids::PopulationId;
use rushhour_engine::config::{Center, Queue};
use rushhour_engine::nearest::did_you_mean;
use rushhour_engine::skills::{Level, SKILLS};
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
    for (place, queue) in center.queues.iter().enumerate() {
        let id = QueueId::new(u32::try_from(place).unwrap_or(u32::MAX));
        unknown_skills(queue, populations, warnings);
        let serves = |population: &Population| has_capacity(population) && population.queues(center).contains(&id);
        if queue.workers.is_some() || populations.iter().any(serves) {
            continue;
        }
        let coming = populations.iter().find(|population| match &population.kind {
            PopulationKind::Customers(customers) => {
                customers.queue == Some(id) || customers.arrivals.iter().any(|arrivals| arrivals.turn_to(id))
            }
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => false,
        });
        let (name, asks) = (&queue.name, asked(queue));
        warnings.push(match coming {
            Some(customers) => format!(
                "the customers `{}` turn to the queue `{name}`, which no agent serves{asks}",
                customers.name
            ),
            None => format!("no agent serves the queue `{name}`{asks}"),
        });
    }
    for (place, population) in populations.iter().enumerate() {
        match &population.kind {
            PopulationKind::Agents(_) if !any_expression && population.queues(center).is_empty() => {
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

/// Warns of skills that a queue names and nobody has. Not a mistake where workers learn them during the run.
fn unknown_skills(queue: &Queue, populations: &[Population], warnings: &mut Vec<String>) {
    let staff = populations.iter().filter(|population| match population.kind {
        PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => true,
        PopulationKind::Customers(_) => false,
    });
    let staff: Vec<&Value> = staff.map(|population| &population.attributes).collect();
    let is_known = |skill: &str| staff.iter().any(|attributes| Level::of(attributes, skill).is_some());
    let asked = queue.skills.iter().map(|(skill, _)| (skill, "asks for"));
    for (skill, verb) in asked.chain(queue.prefer.iter().map(|skill| (skill, "prefers"))) {
        if !is_known(skill) {
            let known = staff.iter().filter_map(|attributes| match attributes.get(SKILLS) {
                Some(Value::Map(skills)) => Some(skills.keys().map(SmolStr::as_str)),
                Some(_) | None => None,
            });
            let hint = did_you_mean(skill, known.flatten());
            let queue = &queue.name;
            warnings.push(format!("the queue `{queue}` {verb} the skill `{skill}`, which nobody has{hint}"));
        }
    }
}

//! People who do nothing: agents who never take work, are never available or never complete what they take, customers who
//! never come to the centre.
//!
//! A rehearsal is short, so this is said only of those whose scripts had every occasion, or could not do it at all.

use super::known::{Known, Told};
use super::seen::Did;
use rushhour_engine::units::QueueId;
use rushhour_scenario::plan::{Customers, Population, PopulationKind};

/// The verbs by which customers come, or are reached.
const COMES: &[&str] = &["phone", "chat", "email", "answer", "decline"];
/// The verbs by which agents take work. Who invokes actions may do anything.
const TAKES_WORK: &[&str] = &["accept", "invoke"];
/// So many customers who were done without having come, or so many refused offers, are no chance: of those who do one time
/// in fifty, one in sixty would be told.
const ENOUGH: u32 = 200;

/// Who holds a task for less than one part of the run, of so many, may just need as long.
const HELD_SHARE: u64 = 4;

/// A warning for each population of which nobody did what they are there for.
pub(super) fn never_act(known: &Known<'_>, told: &mut Told) {
    let center = &known.plan.center;
    let came = &known.rehearsed.seen.channels;
    let by_expression = |id: &QueueId| center.queues.get(id.index()).is_some_and(|queue| queue.workers.is_some());
    let for_anybody = came.keys().any(by_expression);
    let sets_others = known.calls.iter().any(|calls| calls.has_any(&["set_worker_activity"]));
    for (id, population, did) in known.populations() {
        if known.plan.is_seat(population) || did.began == 0 || did.failed > 0 {
            continue;
        }
        let idle = match &population.kind {
            PopulationKind::Customers(customers) => customers_stay_away(known, population, customers, did),
            PopulationKind::Agents(staff) => {
                // Whether work has come to a queue that they serve, or may serve.
                let theirs = known.serving.get(usize::from(id.0)).into_iter().flatten();
                let is_there_work = for_anybody || theirs.into_iter().any(|id| came.contains_key(id));
                if is_there_work && staff.capacity.iter().any(|places| *places > 0) {
                    agents_take_nothing(known, population, did)
                        .or_else(|| never_available(known, population, did, sets_others))
                        .or_else(|| complete_nothing(known, population, did))
                } else {
                    None
                }
            }
            // Supervisors may watch and say nothing.
            PopulationKind::Supervisors(_) => None,
        };
        if let Some(idle) = idle {
            told.add(|| format!("{}: {idle}", known.at.of_population(population, "script")));
        }
    }
}

fn customers_stay_away(
    known: &Known<'_>,
    population: &Population,
    customers: &Customers,
    did: Did,
) -> Option<String> {
    if did.contacts > 0 || customers.arrivals.is_empty() {
        return None;
    }
    let can_come = known.calls_of(population).any(|calls| calls.has_any(COMES));
    let scripts = if did.began == 1 { "one script".to_owned() } else { format!("{} scripts", did.began) };
    let is_certain = !can_come || did.returned >= ENOUGH;
    is_certain.then(|| {
        format!(
            "the customers `{}` never phone, chat or write: {scripts} of theirs began in the rehearsal, and none did; call \
             `me.phone()`, `me.chat()` or `me.email(queue, text)`",
            population.name
        )
    })
}

fn agents_take_nothing(known: &Known<'_>, population: &Population, did: Did) -> Option<String> {
    if did.accepted > 0 {
        return None;
    }
    let name = &population.name;
    let remedy =
        "take tasks with `for task in me.tasks() { me.accept(task); … }`, `me.next_task()` or `me.serve(…)`";
    if did.returned >= did.began {
        return Some(format!(
            "the agents `{name}` never take work: their script was over in the rehearsal, and who leaves it goes home; {remedy}"
        ));
    }
    let can_take = known.calls_of(population).any(|calls| calls.has_any(TAKES_WORK));
    if !can_take || did.refused >= ENOUGH {
        let refused = match did.refused {
            0 => String::new(),
            refused => format!(" (they refused {refused} offers in the rehearsal, or let them pass)"),
        };
        return Some(format!(
            "the agents `{name}` never take work{refused}: their script accepts no task; {remedy}"
        ));
    }
    None
}

/// Agents who were in no activity in which they would be offered work.
fn never_available(known: &Known<'_>, population: &Population, did: Did, sets_others: bool) -> Option<String> {
    if did.available {
        return None;
    }
    let activities = &known.plan.center.activities;
    let is_available = |name: Option<&str>| {
        // What is not written there may be any of them.
        name.is_none_or(|name| activities.iter().any(|it| it.available && it.name == name))
    };
    let can_set = known.calls_of(population).any(|calls| {
        calls.of("set_activity").any(|call| is_available(call.text(0))) || calls.has_any(&["invoke"])
    });
    // Who could do it, or have it done to them, may do it later than a rehearsal that ends early has seen.
    if (can_set || sets_others) && !known.rehearsed.is_whole {
        return None;
    }
    let name = activities.iter().find(|it| it.available).map_or("Available", |it| it.name.as_str());
    Some(format!(
        "the agents `{}` are never available in the rehearsal, so they are offered none of the work that comes to their queues; \
         call `me.set_activity(\"{name}\")`",
        population.name
    ))
}

/// Agents who accepted tasks, and had all of them in hand to the end, for longer than anybody needs.
fn complete_nothing(known: &Known<'_>, population: &Population, did: Did) -> Option<String> {
    let held = known.rehearsed.until.since(did.first_taken.filter(|_| did.ended == 0)?);
    let is_long = held >= known.rehearsed.seen.longest && held.as_ns() >= known.plan.duration.as_ns() / HELD_SHARE;
    is_long.then(|| {
        let tasks = if did.taken == 1 { "a task".to_owned() } else { format!("{} tasks", did.taken) };
        format!(
            "the agents `{}` accepted {tasks} in the rehearsal and completed none, the first for {held}: as long as it is theirs \
             they have no place for another; call `me.complete(task)` when it is done",
            population.name
        )
    })
}

//! People who do nothing: agents who never take work, customers who never come to the centre.
//!
//! A rehearsal is short, so this is said only of those whose scripts had every occasion, or could not do it at all.

use super::doubts::Known;
use super::seen::Did;
use rushhour_engine::units::QueueId;
use rushhour_scenario::plan::{Customers, Population, PopulationKind, Staff};

/// The verbs by which customers come, or are reached.
const COMES: &[&str] = &["phone", "chat", "email", "answer", "decline"];
/// The verbs by which agents take work. Who invokes actions may do anything.
const TAKES_WORK: &[&str] = &["accept", "invoke"];
/// So many customers who were done without having come, or so many refused offers, are no chance.
const ENOUGH: u32 = 40;
/// So few offers that nobody took are enough where the rehearsal came to the end of the plan.
const FEW: u32 = 5;

/// A warning for each population of which nobody did what they are there for.
pub(super) fn never_act(known: &Known<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    for (_, population, did) in known.populations() {
        if known.plan.is_seat(population) || did.began == 0 || did.failed > 0 {
            continue;
        }
        let idle = match &population.kind {
            PopulationKind::Customers(customers) => customers_stay_away(known, population, customers, did),
            PopulationKind::Agents(staff) => agents_take_nothing(known, population, staff, did),
            // Supervisors may watch and say nothing.
            PopulationKind::Supervisors(_) => None,
        };
        if let Some(idle) = idle {
            warnings.push(format!("{}: {idle}", known.at.of_population(population, "script")));
        }
    }
    warnings
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
    let was_whole = known.rehearsed.is_whole && did.returned == did.began;
    let scripts = if did.began == 1 { "one script".to_owned() } else { format!("{} scripts", did.began) };
    let is_certain = !can_come || did.returned >= ENOUGH || was_whole;
    is_certain.then(|| {
        format!(
            "the customers `{}` never phone, chat or write: {scripts} of theirs began in the rehearsal, and none did; call \
             `me.phone()`, `me.chat()` or `me.email(queue, text)`",
            population.name
        )
    })
}

/// Whether work has come to a queue that the agents of a population serve, or may serve.
fn is_there_work(known: &Known<'_>, population: &Population) -> bool {
    let center = &known.plan.center;
    let came = &known.rehearsed.seen.channels;
    let by_expression = |id: &QueueId| center.queues.get(id.index()).is_some_and(|queue| queue.workers.is_some());
    came.keys().any(by_expression) || population.queues(center).iter().any(|id| came.contains_key(id))
}

fn agents_take_nothing(known: &Known<'_>, population: &Population, staff: &Staff, did: Did) -> Option<String> {
    let has_places = staff.capacity.iter().any(|places| *places > 0);
    if did.accepted > 0 || !has_places || !is_there_work(known, population) {
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
    let was_whole = known.rehearsed.is_whole && did.offered >= FEW;
    if !can_take || did.offered >= ENOUGH || was_whole {
        let offered = match did.offered {
            0 => String::new(),
            offered => format!(" ({offered} offers in the rehearsal)"),
        };
        return Some(format!(
            "the agents `{name}` never take work{offered}: their script accepts no task; {remedy}"
        ));
    }
    None
}

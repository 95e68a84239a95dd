//! The floor as invariants of the user's own see it: the state of the platform, to be read.
//!
//! The simulation lends the platform for the length of a look ([`show`]); what a script holds are ids ([`rows`]) and
//! lists of them ([`list`]), and each reading asks the platform anew. So nothing is copied that nobody asks for, a look
//! costs what it reads, and nothing can be changed. No verb of people is here.

mod list;
mod rows;
mod words;

use std::cell::Cell;

use rhai::{Dynamic, Engine, FLOAT, ImmutableString};
use smol_str::SmolStr;

use self::list::List;
use self::rows::{Agent, Call, Chat, Contact, Queue, Task};
use super::fiber::{Thrown, mistake, with_current};
use rushhour_engine::config::Channel;
use rushhour_engine::event::PopulationId;
use rushhour_engine::nearest::suggestion;
use rushhour_engine::platform::{Platform, Worker};
use rushhour_engine::units::{SimTime, WorkerId};

pub use words::{LENDS, WORDS, property_names};

scoped_tls::scoped_thread_local!(static PLATFORM: Platform);

thread_local! {
    static NOW: Cell<SimTime> = const { Cell::new(SimTime::ZERO) };
}

/// `floor`: what an invariant is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floor;

/// Who the people of a population are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// Agents.
    Agents,
    /// Supervisors.
    Supervisors,
    /// Customers.
    Customers,
}

/// The floor at the moment of a look.
struct Seen<'a> {
    platform: &'a Platform,
    now: SimTime,
}

impl Seen<'_> {
    /// How long ago something was, in seconds.
    fn since(&self, at: SimTime) -> FLOAT {
        self.now.since(at).as_secs_f64()
    }
    /// All workers, or those of whom this is true.
    fn agents(&self, wanted: impl Fn(&Worker) -> bool) -> List<Agent> {
        let ids = self.platform.workers().iter().enumerate().filter(|(_, worker)| wanted(worker));
        ids.filter_map(|(place, _)| u32::try_from(place).ok()).map(|place| Agent(WorkerId::new(place))).collect()
    }
}

/// Shows the platform to whatever script runs meanwhile.
pub fn show<R>(platform: &Platform, now: SimTime, look: impl FnOnce() -> R) -> R {
    NOW.set(now);
    PLATFORM.set(platform, look)
}

/// Reads the floor. What is read may not wait: the platform is lent for no longer than this.
fn seen<R>(read: impl FnOnce(&Seen<'_>) -> R) -> Result<R, Thrown> {
    if PLATFORM.is_set() {
        Ok(PLATFORM.with(|platform| read(&Seen { platform, now: NOW.get() })))
    } else {
        Err(mistake("there is no floor to look at yet: read it inside of an invariant"))
    }
}

/// Registers the floor, and all that can be read of it.
pub fn register(engine: &mut Engine) {
    rows::register(engine);
    engine
        .register_type_with_name::<Floor>("the floor")
        .register_get("now", |_: &mut Floor| seen(|it| it.now.as_secs_f64()))
        .register_get("agents", |_: &mut Floor| workers_of(People::Agents))
        .register_fn("agents", |_: &mut Floor, population: ImmutableString| workers_in(&population))
        .register_get("supervisors", |_: &mut Floor| workers_of(People::Supervisors))
        .register_get("queues", |_: &mut Floor| seen(rows::queues))
        .register_fn("queue", |_: &mut Floor, name: ImmutableString| queue_named(&name))
        .register_get("waiting", |_: &mut Floor| seen(|it| rows::waiting(it, |_| true)))
        .register_fn("waiting", |_: &mut Floor, name: ImmutableString| -> Result<List<Task>, Thrown> {
            let queue = queue_named(&name)?;
            seen(|it| rows::waiting(it, |task| task.queue == Some(queue.0)))
        })
        .register_get("tasks", |_: &mut Floor| -> Result<List<Task>, Thrown> {
            let open = |it: &Seen<'_>| {
                it.platform.tasks().filter(|(_, task)| !task.status.is_settled()).map(|(id, _)| Task(id)).collect()
            };
            seen(open)
        })
        .register_get("calls", |_: &mut Floor| -> Result<List<Call>, Thrown> {
            seen(|it| it.platform.conferences().map(|(id, _)| Call(id)).collect())
        })
        .register_get("chats", |_: &mut Floor| -> Result<List<Chat>, Thrown> {
            seen(|it| it.platform.conversations().map(|(id, _)| Chat(id)).collect())
        })
        .register_get("contacts", |_: &mut Floor| -> Result<List<Contact>, Thrown> {
            seen(|it| it.platform.contacts().map(|(id, _)| Contact(id)).collect())
        });
}

/// What kind of thing a value of the floor's is, in words.
pub fn noun(value: &Dynamic) -> Option<String> {
    if value.is::<Floor>() { Some("the floor".to_owned()) } else { rows::noun(value).map(ToOwned::to_owned) }
}

/// The populations of the scenario, by their id.
fn populations<R>(read: impl FnOnce(&[(SmolStr, People)]) -> Result<R, Thrown>) -> Result<R, Thrown> {
    with_current(|state| read(state.host.scene.as_ref().map_or(&[], |scene| scene.populations.as_slice())))
}

fn population_name(id: PopulationId) -> Result<ImmutableString, Thrown> {
    populations(|all| Ok(all.get(usize::from(id.0)).map_or("", |(name, _)| name.as_str()).into()))
}

fn workers_of(wanted: People) -> Result<List<Agent>, Thrown> {
    populations(|all| {
        let are = |id: PopulationId| all.get(usize::from(id.0)).is_some_and(|(_, people)| *people == wanted);
        seen(|it| it.agents(|worker| are(worker.population)))
    })
}

fn workers_in(name: &str) -> Result<List<Agent>, Thrown> {
    populations(|all| {
        let at_work = || all.iter().filter(|(_, people)| *people != People::Customers);
        match all.iter().position(|(known, people)| known == name && *people != People::Customers) {
            Some(place) => seen(|it| it.agents(|worker| usize::from(worker.population.0) == place)),
            None => {
                let names: Vec<&str> = at_work().map(|(name, _)| name.as_str()).collect();
                let help = suggestion(name, names.iter().copied(), "populations of agents");
                Err(mistake(format!("there is no population of agents `{name}`: {help}")))
            }
        }
    })
}

fn queue_named(name: &str) -> Result<Queue, Thrown> {
    seen(|it| match it.platform.queue_named(name) {
        Some(id) => Ok(Queue(id)),
        None => {
            let known: Vec<&str> = it.platform.center().queues.iter().map(|queue| queue.name.as_str()).collect();
            let help = suggestion(name, known.iter().copied(), "queues");
            Err(mistake(format!("there is no queue `{name}`: {help}")))
        }
    })?
}

fn channel(name: &str) -> Result<Channel, Thrown> {
    Channel::from_name(name).ok_or_else(|| {
        let help = suggestion(name, Channel::ALL.map(Channel::name), "channels");
        mistake(format!("there is no channel `{name}`: {help}"))
    })
}

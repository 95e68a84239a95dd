//! What invariants look up by a name: populations, queues, channels.

use rhai::ImmutableString;
use smol_str::SmolStr;

use super::look::seen;
use crate::fiber::with_current;
use crate::handles::{AgentRow, List, QueueRow};
use crate::scene::People;
use crate::thrown::{Thrown, mistake};
use rushhour_engine::config::Channel;
use rushhour_engine::nearest::suggestion;
use rushhour_scenario::PopulationId;

/// The populations of the scenario, by their id.
fn populations<R>(read: impl FnOnce(&[(SmolStr, People)]) -> Result<R, Thrown>) -> Result<R, Thrown> {
    with_current(|state| {
        let Some(scene) = &state.host.scene else { unreachable!("the floor is read by a script of people") };
        read(&scene.populations)
    })
}

pub(super) fn population_name(id: PopulationId) -> Result<ImmutableString, Thrown> {
    populations(|all| Ok(all.get(usize::from(id.0)).map_or("", |(name, _)| name.as_str()).into()))
}

pub(super) fn workers_of(wanted: People) -> Result<List<AgentRow>, Thrown> {
    populations(|all| {
        let are = |id: PopulationId| all.get(usize::from(id.0)).is_some_and(|(_, people)| *people == wanted);
        seen(|it| it.agents(|worker| are(PopulationId::from(worker.group))))
    })
}

pub(super) fn workers_in(name: &str) -> Result<List<AgentRow>, Thrown> {
    populations(|all| {
        let at_work = || all.iter().filter(|(_, people)| *people != People::Customers);
        match all.iter().position(|(known, people)| known == name && *people != People::Customers) {
            Some(place) => seen(|it| it.agents(|worker| usize::from(worker.group.0) == place)),
            None => {
                let names: Vec<&str> = at_work().map(|(name, _)| name.as_str()).collect();
                let help = suggestion(name, names.iter().copied(), "populations of agents");
                Err(mistake(format!("there is no population of agents `{name}`: {help}")))
            }
        }
    })
}

pub(super) fn queue_named(name: &str) -> Result<QueueRow, Thrown> {
    seen(|it| match it.platform.queue_named(name) {
        Some(id) => Ok(QueueRow(id)),
        None => {
            let known: Vec<&str> = it.platform.center().queues.iter().map(|queue| queue.name.as_str()).collect();
            let help = suggestion(name, known.iter().copied(), "queues");
            Err(mistake(format!("there is no queue `{name}`: {help}")))
        }
    })?
}

pub(super) fn channel(name: &str) -> Result<Channel, Thrown> {
    Channel::from_name(name).ok_or_else(|| {
        let help = suggestion(name, Channel::ALL.map(Channel::name), "channels");
        mistake(format!("there is no channel `{name}`: {help}"))
    })
}

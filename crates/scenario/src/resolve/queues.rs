//! The queues by name, so that every key that names one finds it.

use smol_str::SmolStr;

use super::super::path::NodePath;
use super::super::raw::RawScenario;
use crate::checks::Context;
use rushhour_engine::nearest::suggestion;
use rushhour_engine::units::QueueId;

/// The queues' names, in the order of their ids.
#[derive(Clone, Debug)]
pub(super) struct Queues {
    /// The names.
    pub names: Vec<SmolStr>,
}

impl Queues {
    /// The queue with this name; an unknown one is reported at `path`.
    pub(super) fn find(&self, name: &str, path: &NodePath, context: &mut Context<'_>) -> Option<QueueId> {
        let place = self.names.iter().position(|known| known == name);
        if place.is_none() {
            let help = suggestion(name, self.names.iter().map(SmolStr::as_str), "queues");
            context.issues.add(path, format!("there is no queue `{name}`"), help);
        }
        place.and_then(|place| u32::try_from(place).ok()).map(QueueId::new)
    }
}

/// The queues that `center.queues` lists, or else those that populations name.
pub(super) fn queue_names(raw: &RawScenario) -> Queues {
    if let Some(queues) = &raw.center.queues {
        return Queues { names: queues.keys().map(SmolStr::new).collect() };
    }
    let staff = raw.agents.iter().chain(&raw.supervisors);
    let of_staff = staff.flat_map(|staff| staff.queue.iter().chain(staff.queues.iter().flatten()));
    let of_customers = raw.customers.iter().filter_map(|customers| customers.queue.as_ref()?.named());
    let mut names: Vec<SmolStr> = Vec::new();
    for name in of_staff.chain(of_customers) {
        if !names.iter().any(|known| known == name) {
            names.push(SmolStr::new(name));
        }
    }
    Queues { names }
}

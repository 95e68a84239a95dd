//! The queues by name, so that every key that names one finds it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::super::path::NodePath;
use super::super::raw::{RawScenario, RawStaff, RawTurnTo};
use crate::checks::Context;
use rushhour_engine::units::QueueId;

/// The queues' names, in the order of their ids.
#[derive(Clone, Debug)]
pub(super) struct Queues {
    /// The names.
    pub names: Vec<SmolStr>,
    places: BTreeMap<SmolStr, usize>,
    /// Where each was named first, where the scenario has no list of them.
    named_at: Vec<NodePath>,
}

impl Queues {
    /// Those of these names; one that is there twice is one queue.
    fn new(named: impl IntoIterator<Item = (SmolStr, Option<NodePath>)>) -> Self {
        let mut queues = Self { names: Vec::new(), places: BTreeMap::new(), named_at: Vec::new() };
        for (name, path) in named {
            if !queues.places.contains_key(&name) {
                queues.places.insert(name.clone(), queues.names.len());
                queues.names.push(name);
                queues.named_at.extend(path);
            }
        }
        queues
    }
    /// Where the queue at this place got its name, unless the list of queues has it.
    pub(super) fn named_at(&self, place: usize) -> Option<&NodePath> {
        self.named_at.get(place)
    }

    /// The places of their names.
    pub(super) const fn places(&self) -> &BTreeMap<SmolStr, usize> {
        &self.places
    }
    /// Whether there is a queue with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// The queue with this name; an unknown one is reported at `path`.
    pub(super) fn find(&self, name: &str, path: &NodePath, context: &mut Context<'_>) -> Option<QueueId> {
        let place = self.places.get(name).copied();
        if place.is_none() {
            let help = context.issues.suggestion(name, self.names.iter().map(SmolStr::as_str), "queues");
            context.issues.add(path, format!("there is no queue `{name}`"), help);
        }
        place.and_then(|place| u32::try_from(place).ok()).map(QueueId::new)
    }
}

/// The queues that `center.queues` lists, or else those that populations name.
pub(super) fn queue_names(raw: &RawScenario) -> Queues {
    if let Some(queues) = &raw.center.queues {
        return Queues::new(queues.keys().map(|name| (SmolStr::new(name), None)));
    }
    let of_staff = |list: &'static str, staff: &[RawStaff]| -> Vec<(SmolStr, Option<NodePath>)> {
        let root = NodePath::root().key(list);
        let of_one = |(place, staff): (usize, &RawStaff)| {
            let path = root.index(place);
            let one = staff.queue.iter().map(|name| (SmolStr::new(name), Some(path.key("queue"))));
            let several = staff.queues.iter().flatten().enumerate();
            let several = several.map(|(item, name)| (SmolStr::new(name), Some(path.key("queues").index(item))));
            one.chain(several).collect::<Vec<_>>()
        };
        staff.iter().enumerate().flat_map(of_one).collect()
    };
    let of_customers = raw.customers.iter().enumerate().filter_map(|(place, customers)| {
        let name = customers.queue.as_ref()?.named()?;
        let path = NodePath::root().key("customers").index(place).key("queue");
        let is_column = matches!(customers.queue, Some(RawTurnTo::OfColumn(_)));
        Some((SmolStr::new(name), Some(if is_column { path.key("otherwise") } else { path })))
    });
    let staff = of_staff("agents", &raw.agents).into_iter().chain(of_staff("supervisors", &raw.supervisors));
    Queues::new(staff.chain(of_customers))
}

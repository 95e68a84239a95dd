//! What a plan numbers: its populations, its faults, and the metrics that scripts record.

use serde::{Deserialize, Serialize};

use rushhour_engine::units::GroupId;

/// A population of the scenario, by its place among all of them: agents, then customers, then supervisors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PopulationId(pub u16);

/// A metric that the scenario declares for scripts to record, by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MetricId(pub u16);

/// A fault of the scenario, by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FaultId(pub u16);

macro_rules! numbers {
    ($($id:ident),+) => {$(
        impl From<u16> for $id {
            fn from(number: u16) -> Self {
                Self(number)
            }
        }
        impl From<$id> for u16 {
            fn from(id: $id) -> Self {
                id.0
            }
        }
    )+};
}

numbers!(PopulationId, MetricId, FaultId);

rushhour_engine::named_ids! {
    PopulationId by u16 is "population",
    MetricId by u16 is "metric",
    FaultId by u16 is "fault",
}

/// To the engine a population is a group of contacts or workers.
impl From<PopulationId> for GroupId {
    fn from(id: PopulationId) -> Self {
        Self(id.0)
    }
}
impl From<GroupId> for PopulationId {
    fn from(group: GroupId) -> Self {
        Self(group.0)
    }
}

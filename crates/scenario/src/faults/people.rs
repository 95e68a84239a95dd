//! Whom faults strike: populations, and invocations of theirs.

use std::sync::Arc;

use crate::ids::PopulationId;
use rushhour_engine::action::Action;

/// Populations; all that come into question where none is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People(pub Option<Arc<[PopulationId]>>);

/// Invocations: whose, and of which actions; all that ask the backend where none is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invocations {
    /// Of which populations those are who invoke.
    pub people: People,
    /// Of which actions.
    pub actions: Option<Arc<[Action]>>,
}

impl People {
    /// Whether a population is among them.
    pub fn include(&self, population: PopulationId) -> bool {
        self.0.as_ref().is_none_or(|populations| populations.contains(&population))
    }
}

impl Invocations {
    /// Whether an invocation is among them.
    pub fn include(&self, population: PopulationId, action: Action) -> bool {
        self.people.include(population) && self.actions.as_ref().is_none_or(|actions| actions.contains(&action))
    }
}

//! What scripts that state invariants can name, and where they put what they state.

use std::cell::RefCell;

use rhai::{Dynamic, ImmutableString};
use smol_str::SmolStr;

use rushhour_scenario::plan::{Plan, PopulationKind};

/// What scripts that state invariants can name, and what they have stated.
pub(crate) struct Scene {
    /// The populations of the scenario, in the order of their ids.
    pub(crate) populations: Vec<(SmolStr, People)>,
    /// What was stated since it was taken last; nothing may be stated where there is no place for it.
    pub(crate) stated: RefCell<Option<Vec<Stated>>>,
}

impl Scene {
    /// The scene of a plan.
    pub(crate) fn of(plan: &Plan) -> Self {
        let populations = plan.populations.iter().map(|population| {
            let people = match population.kind {
                PopulationKind::Agents(_) => People::Agents,
                PopulationKind::Supervisors(_) => People::Supervisors,
                PopulationKind::Customers(_) => People::Customers,
            };
            (population.name.clone(), people)
        });
        Self { populations: populations.collect(), stated: RefCell::new(None) }
    }
}

/// Who the people of a population are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum People {
    Agents,
    Supervisors,
    Customers,
}

/// What a script states.
pub(crate) struct Stated {
    pub(crate) name: SmolStr,
    pub(crate) function: ImmutableString,
    pub(crate) captured: Vec<Dynamic>,
    /// Line and column of the statement.
    pub(crate) position: (u32, u32),
}

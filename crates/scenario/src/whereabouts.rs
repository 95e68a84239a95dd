//! Where the parts of a plan are written, for what is said of them when the plan is made: `floor.yaml:12:9`.

use super::path::{Aim, NodePath};
use super::places::Places;
use super::plan::{Plan, Population, PopulationKind};

/// The places of a scenario's text.
#[derive(Debug)]
pub struct Whereabouts<'a> {
    plan: &'a Plan,
    file: String,
    places: Places,
}

impl<'a> Whereabouts<'a> {
    /// Those of a plan.
    pub fn of(plan: &'a Plan) -> Self {
        let file = plan.source.file().display().to_string();
        Self { plan, file, places: Places::of(plan.source.text()) }
    }
    /// The entry or item that these steps lead to, or what is nearest above it; items of lists go by their numbers.
    pub fn at(&self, steps: &[&str]) -> String {
        let path = NodePath::root().descend(steps.iter().copied());
        match self.places.find(self.plan.source.text(), &path, Aim::Value) {
            Some(spot) => format!("{}:{}:{}", self.file, spot.line, spot.column),
            None => self.file.clone(),
        }
    }
    /// A key of a population, or the population where it has no such key.
    pub fn of_population(&self, population: &Population, key: &str) -> String {
        let of = |kind: &PopulationKind| match kind {
            PopulationKind::Agents(_) => "agents",
            PopulationKind::Customers(_) => "customers",
            PopulationKind::Supervisors(_) => "supervisors",
        };
        let list = of(&population.kind);
        let mut list_of_it = self.plan.populations.iter().filter(|other| of(&other.kind) == list);
        match list_of_it.position(|other| other.name == population.name) {
            Some(place) => self.at(&[list, &place.to_string(), key]),
            None => self.file.clone(),
        }
    }
}

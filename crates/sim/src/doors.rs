//! The doors: by which arrival processes customers come, and how many have come.

use super::agenda::Item;
use super::arrivals::ArrivalProcess;
use super::core::Core;
use super::person::PersonId;
use rushhour_scenario::PopulationId;
use rushhour_scenario::plan::PopulationKind;

/// The arrival processes of a run.
#[derive(Debug)]
pub(crate) struct Doors {
    processes: Vec<(PopulationId, ArrivalProcess)>,
    /// How many customers of each population have come by themselves.
    came: Vec<u64>,
}

impl Doors {
    /// Doors that are closed, for so many populations.
    pub(crate) fn new(populations: usize) -> Self {
        Self { processes: Vec::new(), came: vec![0; populations] }
    }

    /// Customers begin to come.
    pub(crate) fn open(&mut self, core: &mut Core<'_>) {
        let plan = core.plan();
        for (id, population) in plan.populations() {
            let PopulationKind::Customers(customers) = &population.kind else { continue };
            // One draw for the whole day, from a stream of its own.
            let factor = customers
                .day_factor
                .as_ref()
                .map_or(1.0, |sampler| sampler.sample(&mut core.stream(&population.name, 0, "day factor")));
            for (place, arrivals) in customers.arrivals.iter().enumerate() {
                let process = ArrivalProcess::of(plan, core.replication(), population, place, arrivals);
                let process = process.scaled(factor);
                self.processes.push((id, process));
                self.expect(core, self.processes.len() - 1);
            }
        }
    }

    /// A customer comes by the process at this place, and the next one is set: of which population.
    pub(crate) fn arrive(&mut self, core: &mut Core<'_>, process: usize) -> PopulationId {
        self.expect(core, process);
        self.processes[process].0
    }

    fn expect(&mut self, core: &mut Core<'_>, process: usize) {
        if let Some(at) = self.processes[process].1.next() {
            core.schedule(at, Item::Arrive(process));
        }
    }

    /// The next customer of a population who comes by themselves, or is called.
    pub(crate) fn next_of(&mut self, population: PopulationId) -> PersonId {
        let came = &mut self.came[usize::from(population.0)];
        *came += 1;
        PersonId::new(*came - 1)
    }
    /// How many customers have come.
    pub(crate) fn came(&self) -> u64 {
        self.came.iter().sum()
    }
}

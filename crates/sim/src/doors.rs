//! The doors: by which arrival processes customers come, and how many have come.

use std::collections::BTreeMap;

use super::agenda::Item;
use super::arrivals::ArrivalProcess;
use super::core::Core;
use super::person::PersonId;
use rushhour_scenario::PopulationId;
use rushhour_scenario::arrivals::TraceRow;
use rushhour_scenario::plan::PopulationKind;

/// The arrival processes of a run.
#[derive(Debug)]
pub(crate) struct Doors {
    processes: Vec<Door>,
    /// Rows of customers who will come again.
    returning: BTreeMap<(PopulationId, PersonId), TraceRow>,
    /// How many customers of each population have come by themselves.
    came: Vec<u64>,
}

/// A process by which the customers of a population come.
#[derive(Debug)]
struct Door {
    population: PopulationId,
    /// Its place among those of the population.
    place: usize,
    process: ArrivalProcess,
    /// The place of the row of who comes next, of a trace.
    row: Option<u32>,
}

impl Doors {
    /// Doors that are closed, for so many populations.
    pub(crate) fn new(populations: usize) -> Self {
        Self { processes: Vec::new(), returning: BTreeMap::new(), came: vec![0; populations] }
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
                self.processes.push(Door { population: id, place, process, row: None });
                self.expect(core, self.processes.len() - 1);
            }
        }
    }

    /// A customer comes by the process at this place, and the next one is set: of which population, and with which row.
    pub(crate) fn arrive(&mut self, core: &mut Core<'_>, process: usize) -> (PopulationId, Option<TraceRow>) {
        let Door { population, place, row, .. } = self.processes[process];
        self.expect(core, process);
        let row = row.and_then(|row| match &core.plan().population(population)?.kind {
            PopulationKind::Customers(customers) => customers.arrivals.get(place)?.row(row),
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => None,
        });
        (population, row)
    }

    /// A customer will come again, with the row of the first time.
    pub(crate) fn will_return(&mut self, population: PopulationId, person: PersonId, row: Option<&TraceRow>) {
        if let Some(row) = row {
            self.returning.insert((population, person), row.clone());
        }
    }
    /// The row of a customer who comes again.
    pub(crate) fn row_of_returning(&mut self, population: PopulationId, person: PersonId) -> Option<TraceRow> {
        self.returning.remove(&(population, person))
    }

    fn expect(&mut self, core: &mut Core<'_>, process: usize) {
        let door = &mut self.processes[process];
        let next = door.process.next();
        door.row = door.process.row();
        if let Some(at) = next {
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

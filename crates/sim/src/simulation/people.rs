//! Who comes: the staff from the beginning, customers by the doors, and a script for each.

use std::rc::Rc;

use super::Simulation;
use crate::actor::{Actor, ActorRole, AgentState, CustomerState, Lately, ThreadPurpose};
use crate::control::ActorKey;
use crate::event::{ActorEvent, Event};
use crate::limits;
use crate::person::PersonId;
use crate::shift::Rota;
use rushhour_engine::config::WorkerSetup;
use rushhour_engine::units::{ActorId, ContactId, QueueId, WorkerId};
use rushhour_scenario::PopulationId;
use rushhour_scenario::arrivals::TraceRow;
use rushhour_scenario::plan::{Population, PopulationKind, ScriptId, Staff, queues_of_each};
use rushhour_script::request::{Identity, IdentityKind};
use smol_str::SmolStr;

impl<'a> Simulation<'a> {
    // The staff.

    /// All of the staff are known to the centre, and there whose hours say so.
    pub(super) fn staff_the_floor(&mut self) {
        let plan = self.core.plan();
        let queues = queues_of_each(&plan.populations, &plan.center);
        for ((id, population), queues) in plan.populations().zip(&queues) {
            let (PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) = &population.kind else {
                continue;
            };
            for index in 0..staff.count {
                self.add_worker(id, population, (staff, queues), index);
            }
        }
    }

    /// Somebody of the staff is known to the centre from the beginning, and there from the beginning unless their
    /// hours say otherwise.
    fn add_worker(
        &mut self,
        id: PopulationId,
        population: &Population,
        (staff, queues): (&Staff, &[QueueId]),
        index: u32,
    ) {
        let (worker, identity) = self.make_worker(id, population, (staff, queues), index);
        let person = PersonId::new(staff.hours.number_of_draws(index));
        let takes_part = self.core.control().trim.takes_part(id, person);
        self.add_desk(takes_part.then_some(ActorKey { population: id, person }));
        // Whoever takes no part stays at home, known to the centre as before.
        if !takes_part {
            return;
        }
        if staff.is_always_there() {
            self.start_worker(worker, id, identity, 0);
        } else {
            let stints = staff.stints(index, self.core.arrivals_end());
            self.start_rota(worker, Rota::new(identity, id, stints));
        }
    }

    /// Makes somebody of the staff known to the centre, who serves these queues from the beginning.
    pub(super) fn make_worker(
        &mut self,
        id: PopulationId,
        population: &Population,
        (staff, queues): (&Staff, &[QueueId]),
        index: u32,
    ) -> (WorkerId, Rc<Identity>) {
        let setup = WorkerSetup {
            name: format!("{}-{}", population.name, index + 1).into(),
            attributes: population.attributes.clone(),
            queues: staff.queues.clone(),
            capacity: staff.capacity,
            supervisor: staff.supervisor,
        };
        let worker = self.act(|engine, cx| engine.add_worker(cx, &setup, id.into()));
        let kind = if staff.supervisor { IdentityKind::Supervisor(worker) } else { IdentityKind::Agent(worker) };
        let plan = self.core.plan();
        let names: Vec<_> = queues.iter().map(|queue| plan.queue_name(*queue)).collect();
        let identity = Identity {
            name: setup.name,
            population: population.name.clone(),
            index: u64::from(index),
            kind,
            queue: if let [queue] = names.as_slice() { queue.clone() } else { Default::default() },
            queues: names,
            attributes: population.attributes.clone(),
            row: None,
        };
        self.crew.add_worker();
        (worker, Rc::new(identity))
    }

    /// A worker's script begins, for the stint with this number.
    pub(super) fn start_worker(&mut self, worker: WorkerId, id: PopulationId, identity: Rc<Identity>, stint: u32) {
        let population = self.core.population(id);
        let (PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) = &population.kind else {
            unreachable!("{worker:?} is of a population of customers");
        };
        let index = u32::try_from(identity.index).unwrap_or(u32::MAX);
        let person = PersonId::new(staff.hours.number_of_draws(index)).at_time(stint);
        let part = ActorRole::Worker(AgentState::new(worker, staff.back_after_timeout));
        let actor = self.start_actor(population, ActorKey { population: id, person }, identity, part);
        self.crew.works_as(worker, actor);
    }

    // Customers.

    /// A customer comes by an arrival process.
    pub(super) fn customer_arrives(&mut self, process: usize) {
        let (population, row) = self.doors.arrive(&mut self.core, process);
        let person = self.doors.next_of(population);
        if self.core.control().trim.takes_part(population, person) {
            self.start_customer(population, person, CustomerState::default(), row);
        }
    }

    /// A customer comes who is known by name: again, or by a cue.
    pub(super) fn customer_comes(&mut self, population: PopulationId, person: PersonId) {
        let row = self.doors.row_of_returning(population, person);
        self.start_customer(population, person, CustomerState::default(), row);
    }

    /// An agent's outbound call rings: whoever is called gets a script.
    pub(super) fn customer_is_called(&mut self, contact: ContactId) {
        // Without a population to play them, nobody answers, and the call rings out.
        let Some(population) = self.core.plan().callees else { return };
        let person = self.doors.next_of(population);
        let visit = CustomerState { contact: Some(contact), called: true, ..CustomerState::default() };
        let actor = self.start_customer(population, person, visit, None);
        self.crew.add_contact(contact, actor);
    }

    /// A customer's script begins; who comes by a trace has a row.
    pub(super) fn start_customer(
        &mut self,
        id: PopulationId,
        person: PersonId,
        visit: CustomerState,
        row: Option<TraceRow>,
    ) -> ActorId {
        let plan = self.core.plan();
        let population = self.core.population(id);
        let queue = match &population.kind {
            PopulationKind::Customers(customers) => customers.queue,
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => None,
        };
        let queue = row.as_ref().and_then(TraceRow::queue).or(queue);
        let queue_name = queue.map(|queue| plan.queue_name(queue)).unwrap_or_default();
        let identity = Identity {
            name: customer_name(&population.name, person),
            population: population.name.clone(),
            index: person.person().key(),
            kind: IdentityKind::Customer(queue),
            queues: if queue.is_some() { vec![queue_name.clone()] } else { Vec::new() },
            queue: queue_name,
            attributes: match &row {
                Some(row) => row.attributes_over(&population.attributes),
                None => population.attributes.clone(),
            },
            row,
        };
        self.cues.customer_starts(person);
        let key = ActorKey { population: id, person };
        self.start_actor(population, key, Rc::new(identity), ActorRole::Customer(visit))
    }

    // Both.

    /// Somebody's script begins, and their plugins. Each try of a customer and each stint of an agent has draws of its
    /// own, so that one more moves no others.
    fn start_actor(
        &mut self,
        population: &'a Population,
        key: ActorKey,
        identity: Rc<Identity>,
        part: ActorRole,
    ) -> ActorId {
        if self.crew.len() >= self.most.people {
            limits::too_many_people(self.most.people).strike();
        }
        let draws = self.core.draws(&population.name, key.person);
        let fiber = self.crew.script(population.script, &identity);
        let plugins: &[ScriptId] = match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => &staff.plugins,
            PopulationKind::Customers(_) => &[],
        };
        let actor = self.crew.add(Actor {
            identity: Rc::clone(&identity),
            key,
            moves: 0,
            draws,
            part,
            fibers: smallvec::SmallVec::new(),
            turns: 0,
            counted_from: self.core.now(),
            rehearsed: Lately::default(),
        });
        self.state(Event::Actor(actor, ActorEvent::Started { population: key.population }));
        // Plugins are there before the agent is.
        for plugin in plugins {
            let fiber = self.crew.plugin(*plugin, &identity);
            self.crew.start_thread(actor, fiber, ThreadPurpose::Script);
        }
        self.crew.start_thread(actor, fiber, ThreadPurpose::Script);
        actor
    }
}

/// The name of a customer: of those who come by a cue, and of those who come again.
fn customer_name(population: &str, person: PersonId) -> SmolStr {
    let mark = if person.is_cued() { "cue-" } else { "" };
    let number = person.place() + 1;
    // Who comes again is the same person: `callers-17.2` is the second try of `callers-17`.
    match person.time() {
        0 => smol_str::format_smolstr!("{population}-{mark}{number}"),
        tries => smol_str::format_smolstr!("{population}-{mark}{number}.{}", tries + 1),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    use crate::event::Event;
    use crate::{Observer, Quiet, Simulation};
    use rushhour_engine::units::SimTime;
    use rushhour_scenario::{BuiltIns, FileKind, Files, Overrides, load_with};

    struct One(String);

    impl Files for One {
        fn read(&self, _: &Path, _: FileKind) -> std::io::Result<String> {
            Ok(self.0.clone())
        }
    }

    struct Nobody;

    impl Observer for Nobody {
        fn event(&mut self, _: SimTime, _: &Event) {}
    }

    /// The failures of a script that sends the other worker on a break.
    fn failures(staff: &str) -> Vec<String> {
        let yaml = format!("{{version: 1, duration: 1m, {staff}}}");
        let text = |name: &str| match name {
            "boss" => Some("fn run(me) { me.set_worker_activity(\"other-1\", \"Break\"); }"),
            _ => Some("fn run(me) { sleep(\"30s\"); }"),
        };
        let built_ins = BuiltIns { names: &["boss", "idle"], text: &text, distributions: &[] };
        let plan = load_with(Path::new("x.yaml"), &Overrides::default(), &built_ins, &One(yaml)).unwrap();
        let mut nobody = Nobody;
        let finished = Simulation::new(&plan, 0, &mut nobody).unwrap().run(&AtomicBool::new(false), &Quiet);
        finished.findings.iter().map(|finding| finding.message.clone()).collect()
    }

    #[test]
    fn supervisors_are_those_who_have_the_role() {
        let other = "{name: other, script: idle}";
        for role in ["supervisor", "admin"] {
            let staff = format!("agents: [{other}, {{name: desk, script: boss, roles: [agent, {role}]}}]");
            assert_eq!(failures(&staff), Vec::<String>::new());
        }
        let plain = failures(&format!("agents: [{other}, {{name: desk, script: boss}}]"));
        assert!(plain.len() == 1 && plain[0].contains("NotAuthorized"), "{plain:?}");
        let demoted = "supervisors: [{name: lead, script: boss, roles: [agent]}]";
        assert_eq!(failures(&format!("agents: [{other}], {demoted}")), plain);
    }
}

//! Who is there: the staff from the beginning, customers as they come, and a thread for each script.

use std::rc::Rc;

use super::Observer;
use super::actor::{Actor, ActorRole, AgentState, CustomerState, Thread, ThreadPurpose, Wait};
use super::arrivals::ArrivalProcess;
use super::chance::Draws;
use super::control::{ActorKey, TIME_SHIFT};
use super::cues::customer_name;
use super::hours::Rota;
use super::simulation::{Arriving, Item, Simulation};
use rushhour_engine::config::WorkerSetup;
use rushhour_engine::event::{Event, PopulationId};
use rushhour_engine::units::{ActorId, FiberId, SimTime, WorkerId};
use rushhour_scenario::plan::{Population, PopulationKind, ScriptId, Staff};
use rushhour_scenario::random::{Stream, StreamKey};
use rushhour_script::request::{Identity, IdentityKind};

/// Whose draws an actor's are.
pub(super) struct Turn {
    /// The number of the person.
    number: u64,
    /// How often they have been there before.
    time: u32,
}

impl<'a, O: Observer> Simulation<'a, O> {
    pub(super) fn staff_the_floor(&mut self) {
        let plan = self.plan;
        for (id, population) in plan.populations() {
            let (PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff)) = &population.kind else {
                continue;
            };
            for index in 0..staff.count {
                self.add_worker(id, population, staff, index);
            }
        }
    }

    /// Somebody of the staff is known to the centre from the beginning, and there from the beginning unless their
    /// hours say otherwise.
    pub(super) fn add_worker(&mut self, id: PopulationId, population: &Population, staff: &Staff, index: u32) {
        let (worker, identity) = self.make_worker(id, population, staff, index);
        let number = staff.hours.number_of_draws(index);
        let takes_part = self.conduct.trim.takes_part(id, number);
        self.note_desk(takes_part.then_some(ActorKey { population: id, number }));
        // Whoever takes no part stays at home, known to the centre as before.
        if !takes_part {
            return;
        }
        if staff.is_always_there() {
            self.start_worker(worker, id, identity, 0);
        } else {
            let stints = staff.stints(index, SimTime::ZERO + self.plan.duration);
            self.start_rota(worker, Rota::new(identity, id, stints));
        }
    }

    /// Makes somebody of the staff known to the centre.
    pub(super) fn make_worker(
        &mut self,
        id: PopulationId,
        population: &Population,
        staff: &Staff,
        index: u32,
    ) -> (WorkerId, Rc<Identity>) {
        let setup = WorkerSetup {
            name: format!("{}-{}", population.name, index + 1).into(),
            attributes: population.attributes.clone(),
            queues: staff.queues.clone(),
            capacity: staff.capacity,
            supervisor: staff.supervisor,
        };
        let worker = self.act(|engine, cx| engine.add_worker(cx, &setup, id));
        let kind = if staff.supervisor { IdentityKind::Supervisor(worker) } else { IdentityKind::Agent(worker) };
        let queues = population.queues(&self.plan.center);
        let names: Vec<_> = queues.iter().map(|queue| self.plan.queue_name(*queue)).collect();
        let identity = Identity {
            name: setup.name,
            population: population.name.clone(),
            index: u64::from(index),
            kind,
            queue: if let [queue] = names.as_slice() { queue.clone() } else { Default::default() },
            queues: names,
            attributes: population.attributes.clone(),
        };
        self.worker_actors.push(None);
        (worker, Rc::new(identity))
    }

    /// A worker's script begins, for the stint with this number.
    pub(super) fn start_worker(&mut self, worker: WorkerId, id: PopulationId, identity: Rc<Identity>, stint: u32) {
        let Some(population) = self.plan.population(id) else { return };
        let index = u32::try_from(identity.index).unwrap_or(u32::MAX);
        let number = match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
                staff.hours.number_of_draws(index)
            }
            PopulationKind::Customers(_) => u64::from(index),
        };
        let part = ActorRole::Worker(AgentState::new(worker));
        let actor = self.start_actor(id, population, identity, part, Turn { number, time: stint });
        if let Some(place) = self.worker_actors.get_mut(worker.index()) {
            *place = Some(actor);
        }
    }

    pub(super) fn open_the_doors(&mut self) {
        let plan = self.plan;
        for (id, population) in plan.populations() {
            let PopulationKind::Customers(customers) = &population.kind else { continue };
            // One draw for the whole day, from a stream of its own.
            let factor = customers.day_factor.as_ref().map_or(1.0, |sampler| {
                let key = StreamKey {
                    seed: plan.seed,
                    replication: self.replication,
                    owner: &population.name,
                    index: 0,
                    purpose: "day factor",
                };
                sampler.sample(&mut Stream::new(&key))
            });
            for (place, arrivals) in customers.arrivals.iter().enumerate() {
                let stream = Stream::new(&StreamKey {
                    seed: plan.seed,
                    replication: self.replication,
                    owner: &population.name,
                    index: place as u64,
                    purpose: "arrivals",
                });
                let process = ArrivalProcess::new(arrivals, stream, plan.duration).scaled(factor);
                self.arrivals.push(Arriving { population: id, process });
                self.expect_arrival(self.arrivals.len() - 1);
            }
        }
        self.calendar.set(SimTime::ZERO + plan.duration, Item::Closing);
        if plan.has_seats() {
            // The run goes on while a person has something in hand, even if nothing else would happen.
            self.calendar.set(SimTime::ZERO + plan.duration + plan.drain, Item::Closing);
        }
    }

    pub(super) fn expect_arrival(&mut self, process: usize) {
        if let Some(at) = self.arrivals.get_mut(process).and_then(|arriving| arriving.process.next()) {
            self.schedule(at, Item::Arrive(process));
        }
    }

    pub(super) fn customer_arrives(&mut self, process: usize) {
        self.expect_arrival(process);
        let Some(population) = self.arrivals.get(process).map(|arriving| arriving.population) else { return };
        let index = self.next_of(population);
        if self.conduct.trim.takes_part(population, index) {
            self.start_customer(population, index, CustomerState::default());
        }
    }

    /// Somebody who was blocked, or gave up, comes again.
    pub(super) fn customer_returns(&mut self, population: PopulationId, index: u32, tries: u32) {
        self.start_customer(population, u64::from(index), CustomerState { tries, ..CustomerState::default() });
    }

    /// The number of the next customer of a population.
    pub(super) fn next_of(&mut self, population: PopulationId) -> u64 {
        let made = &mut self.customers_made[usize::from(population.0)];
        *made += 1;
        *made - 1
    }

    /// A customer's script begins.
    pub(super) fn start_customer(
        &mut self,
        id: PopulationId,
        index: u64,
        visit: CustomerState,
    ) -> Option<ActorId> {
        let population = self.plan.population(id)?;
        let queue = match &population.kind {
            PopulationKind::Customers(customers) => customers.queue,
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => None,
        };
        let queue_name = queue.map(|queue| self.plan.queue_name(queue)).unwrap_or_default();
        let identity = Identity {
            name: customer_name(&population.name, index, visit.tries),
            population: population.name.clone(),
            index,
            kind: IdentityKind::Customer(queue),
            queues: if queue.is_some() { vec![queue_name.clone()] } else { Vec::new() },
            queue: queue_name,
            attributes: population.attributes.clone(),
        };
        let turn = Turn { number: index, time: visit.tries };
        self.cues.customer_starts(index, visit.tries);
        Some(self.start_actor(id, population, Rc::new(identity), ActorRole::Customer(visit), turn))
    }

    pub(super) fn start_actor(
        &mut self,
        id: PopulationId,
        population: &'a Population,
        identity: Rc<Identity>,
        part: ActorRole,
        turn: Turn,
    ) -> ActorId {
        // Each try of a customer and each stint of an agent has draws of its own, so that one more moves no others.
        let number = turn.number | (u64::from(turn.time) << TIME_SHIFT);
        let draws =
            Draws::new(self.plan.seed, self.replication, &population.name, number).noted(self.draw_log.clone());
        let fiber = self.host.spawn(population.script, Rc::clone(&identity));
        let plugins: &'a [ScriptId] = match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => &staff.plugins,
            PopulationKind::Customers(_) => &[],
        };
        let actor = self.actors.insert(Actor {
            identity: Rc::clone(&identity),
            population: id,
            key: ActorKey { population: id, number },
            moves: 0,
            draws,
            part,
            fibers: smallvec::SmallVec::new(),
            resumes: 0,
            resumed_at: self.now,
        });
        self.out.events.push(Event::ActorStarted { actor, population: id });
        self.settle_step();
        // Plugins are there before the agent is.
        for plugin in plugins {
            let fiber = self.host.spawn_plugin(*plugin, Rc::clone(&identity));
            self.start_thread(actor, fiber, ThreadPurpose::Script);
        }
        self.start_thread(actor, fiber, ThreadPurpose::Script);
        actor
    }

    /// Another thread of an actor's script, to be run when those before it have had their turn.
    pub(super) fn start_thread(
        &mut self,
        actor: ActorId,
        fiber: rushhour_script::Fiber,
        task: ThreadPurpose,
    ) -> FiberId {
        let thread = self.new_thread(actor, fiber, task);
        self.ready.push_back((thread, None));
        thread
    }

    /// A thread that is not about to run yet.
    pub(super) fn new_thread(
        &mut self,
        actor: ActorId,
        fiber: rushhour_script::Fiber,
        task: ThreadPurpose,
    ) -> FiberId {
        let thread = self.threads.insert(Thread {
            fiber,
            actor,
            wait: Wait::Nothing,
            serial: 0,
            task,
            started: false,
            handed: None,
        });
        if let Some(actor) = self.actors.get_mut(actor) {
            actor.fibers.push(thread);
        }
        thread
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    use super::super::Quiet;
    use super::*;
    use rushhour_scenario::{BuiltIns, Files, Overrides, load_with};

    struct One(String);

    impl Files for One {
        fn read(&self, _: &Path) -> std::io::Result<String> {
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
        finished.failures.iter().map(|failure| failure.error.message.clone()).collect()
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

//! One replication: the calendar, the actors, the engine, and the loop that drives them.
//!
//! The loop takes the next thing off the calendar, lets the engine or a fiber act, and then does what came of it:
//! the audit looks at the step, observers read its events, timers are set, and whoever waited for it is woken. It is
//! single-threaded, and everything in it is a function of the plan, the seed and the number of the replication.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use smol_str::SmolStr;

use super::Observer;
use super::actor::{Actor, Duty, Part, Thread, Visit, Wait};
use super::arrivals::ArrivalProcess;
use super::backend::Backend;
use super::calendar::Calendar;
use super::chance::Draws;
use super::progress::Progress;
use crate::engine::Engine;
use crate::engine::audit::{Audit, Invariant, SetupFacts, Violation, audited};
use crate::engine::config::WorkerSetup;
use crate::engine::effects::{Cx, Notice, Out, Timer};
use crate::engine::event::{ActorEnd, Event, PopulationId};
use crate::random::{Stream, StreamKey};
use crate::scenario::plan::{Plan, Population, PopulationKind, Staff};
use crate::script::request::{FiberEnd, Identity, IdentityKind, Reply, ScriptError};
use crate::script::{Expressions, Host, ScriptProblem, Step};
use crate::units::{ActorId, Arena, ContactId, FiberId, InvocationId, SimTime, TaskId, WorkerId};

/// How often the threads of one actor may be resumed at one moment of virtual time. Per actor and not per thread,
/// because threads can start threads.
const RESUMES_PER_INSTANT_MAX: u32 = 100_000;
/// How many threads one actor may have at once.
pub(super) const THREADS_PER_ACTOR_MAX: usize = 10_000;
/// How many script errors are kept whole; the others are counted.
const SCRIPT_FAILURES_KEPT: usize = 100;
/// After how many things off the calendar an interrupt is looked for and progress is told.
const LOOK_UP_EVERY: u32 = 1024;

/// One replication, running.
pub struct Simulation<'a, O: Observer> {
    pub(super) plan: &'a Plan,
    pub(super) replication: u32,
    pub(super) now: SimTime,
    pub(super) engine: Engine,
    pub(super) host: Host,
    expressions: Rc<Expressions>,
    pub(super) out: Out,
    pub(super) observer: &'a mut O,
    audit: Audit,
    pub(super) calendar: Calendar<Item>,
    pub(super) backend: Backend,
    arrivals: Vec<Arriving>,
    pub(super) actors: Arena<ActorId, Actor>,
    pub(super) threads: Arena<FiberId, Thread>,
    /// Threads to be resumed, in the order in which they were woken.
    pub(super) ready: VecDeque<(FiberId, Option<Reply>)>,
    /// Invocations that a thread waits for.
    pub(super) invocations: BTreeMap<InvocationId, Invoked>,
    pub(super) transfer_waits: BTreeMap<TaskId, Vec<FiberId>>,
    pub(super) worker_actors: Vec<ActorId>,
    pub(super) contact_actors: BTreeMap<ContactId, ActorId>,
    pub(super) landings: VecDeque<InvocationId>,
    /// Until when each desktop's connection is taken by reservation events, where those need time.
    pub(super) notices_until: Vec<SimTime>,
    /// Events in transit between a step and those who read them; kept to reuse its memory.
    scratch: Vec<Event>,
    shift_over: bool,
    /// Things on the calendar by which a script acts, not the engine's own timers.
    acts_to_come: usize,
    pub(super) clock: quanta::Clock,
    failures: Vec<ScriptFailure>,
    failed: u64,
    /// How many customers of each population have come.
    customers_made: Vec<u64>,
}

/// Something on the calendar.
#[derive(Clone, Copy, Debug)]
pub enum Item {
    /// A thread's wait is over, if it is still this one.
    Wake(FiberId, u32),
    /// The backend answers an invocation.
    Land(InvocationId),
    /// A timer of the engine.
    Timer(Timer),
    /// A reservation event reaches a desktop.
    Deliver(Notice),
    /// A customer of this process comes.
    Arrive(usize),
    /// Arrivals have stopped.
    Closing,
}

/// An arrival process and whose it is.
struct Arriving {
    population: PopulationId,
    process: ArrivalProcess,
}

/// An invocation that a thread waits for.
#[derive(Debug)]
pub struct Invoked {
    pub(super) thread: FiberId,
    pub(super) action: crate::engine::action::ActionName,
    /// Wall nanoseconds that the engine has spent on it.
    pub(super) engine_ns: u64,
}

/// A script's error, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFailure {
    /// The actor's name.
    pub actor: SmolStr,
    /// Their population.
    pub population: SmolStr,
    /// When.
    pub at: SimTime,
    /// What, and where in the script.
    pub error: ScriptError,
}

/// What a replication leaves behind besides what its observer made of the events.
#[derive(Clone, Debug)]
pub struct Finished {
    /// When it ended.
    pub ended_at: SimTime,
    /// Whether it was told to stop early.
    pub interrupted: bool,
    /// Violated invariants, the first of each kind and place first.
    pub violations: Vec<Violation>,
    /// How many violations there were.
    pub violations_total: u64,
    /// How many times an invariant was checked.
    pub invariants_checked: u64,
    /// The invariants that were checked.
    pub invariants: Vec<Invariant>,
    /// The first script errors.
    pub failures: Vec<ScriptFailure>,
    /// How many there were.
    pub failed: u64,
}

impl<'a, O: Observer> Simulation<'a, O> {
    /// A replication of a plan, at its beginning.
    ///
    /// # Errors
    /// Where a script does not compile, which `check` finds before.
    pub fn new(plan: &'a Plan, replication: u32, observer: &'a mut O) -> Result<Self, Vec<ScriptProblem>> {
        let host = Host::new(plan)?;
        let engine = Engine::new(Arc::new(plan.center.clone()), plan.latency.events.is_some());
        Ok(Self {
            plan,
            replication,
            now: SimTime::ZERO,
            engine,
            expressions: host.expressions(),
            host,
            out: Out::default(),
            observer,
            audit: Audit::new(SetupFacts::from(&plan.center)),
            calendar: Calendar::default(),
            backend: Backend::default(),
            arrivals: Vec::new(),
            actors: Arena::default(),
            threads: Arena::default(),
            ready: VecDeque::new(),
            invocations: BTreeMap::new(),
            transfer_waits: BTreeMap::new(),
            worker_actors: Vec::new(),
            contact_actors: BTreeMap::new(),
            landings: VecDeque::new(),
            notices_until: Vec::new(),
            scratch: Vec::new(),
            shift_over: false,
            acts_to_come: 0,
            clock: quanta::Clock::new(),
            failures: Vec::new(),
            failed: 0,
            customers_made: vec![0; plan.populations.len()],
        })
    }

    /// Breaks a rule of the engine on purpose.
    #[cfg(test)]
    pub fn plant(&mut self, planted: crate::engine::platform::Planted) {
        self.engine.plant(planted);
    }

    /// Runs to the end, or until `stop` says so.
    pub fn run(mut self, stop: &AtomicBool, progress: &dyn Progress) -> Finished {
        self.staff_the_floor();
        self.open_the_doors();
        let limit = SimTime::ZERO + self.plan.duration + self.plan.drain;
        let mut interrupted = false;
        let mut until_look_up = LOOK_UP_EVERY;
        self.run_ready();
        while let Some(at) = self.calendar.next_at() {
            if at > limit || (self.shift_over && self.acts_to_come == 0) {
                break;
            }
            until_look_up -= 1;
            if until_look_up == 0 {
                until_look_up = LOOK_UP_EVERY;
                progress.tell(self.replication, self.now, self.actors.len());
                if stop.load(Ordering::Relaxed) {
                    interrupted = true;
                    break;
                }
            }
            self.step();
        }
        self.finish(limit, interrupted)
    }

    /// Does the next thing on the calendar and all that comes of it.
    fn step(&mut self) {
        self.sweep_calendar();
        let Some((at, item)) = self.calendar.pop() else { return };
        self.acts_to_come -= usize::from(item.is_act());
        self.now = at;
        match item {
            Item::Wake(thread, serial) => self.wait_is_over(thread, serial),
            Item::Land(invocation) => self.land(invocation),
            Item::Timer(timer) => self.act(|engine, cx| engine.timer(cx, timer)),
            Item::Deliver(notice) => self.act(|engine, cx| engine.deliver(cx, notice)),
            Item::Arrive(process) => self.customer_arrives(process),
            Item::Closing => {}
        }
        self.run_ready();
        self.close_if_done();
    }

    /// Timers whose subject has moved on go, now and then.
    fn sweep_calendar(&mut self) {
        let (engine, threads, swept) = (&self.engine, &self.threads, std::cell::Cell::new(0));
        self.calendar.sweep_if_due(|item| {
            let stale = match item {
                Item::Timer(timer) => engine.is_stale(*timer),
                Item::Wake(thread, serial) => threads.get(*thread).is_none_or(|thread| thread.serial != *serial),
                Item::Land(_) | Item::Deliver(_) | Item::Arrive(_) | Item::Closing => false,
            };
            swept.set(swept.get() + usize::from(stale && item.is_act()));
            stale
        });
        self.acts_to_come -= swept.get();
    }

    // The floor.

    fn staff_the_floor(&mut self) {
        let plan = self.plan;
        for (id, population) in plan.populations() {
            let (staff, supervisor) = match &population.kind {
                PopulationKind::Agents(staff) => (staff, false),
                PopulationKind::Supervisors(staff) => (staff, true),
                PopulationKind::Customers(_) => continue,
            };
            for index in 0..u64::from(staff.count) {
                self.add_worker(id, population, staff, supervisor, index);
            }
        }
    }

    fn add_worker(
        &mut self,
        id: PopulationId,
        population: &'a Population,
        staff: &Staff,
        supervisor: bool,
        index: u64,
    ) {
        let setup = WorkerSetup {
            name: format!("{}-{}", population.name, index + 1).into(),
            attributes: population.attributes.clone(),
            queues: staff.queues.clone(),
            capacity: staff.capacity,
            supervisor,
        };
        let worker = self.act(|engine, cx| engine.add_worker(cx, &setup, id));
        let kind = if supervisor { IdentityKind::Supervisor(worker) } else { IdentityKind::Agent(worker) };
        let names: Vec<_> = staff.queues.iter().map(|queue| self.plan.queue_name(*queue)).collect();
        let identity = Identity {
            name: setup.name,
            population: population.name.clone(),
            index,
            kind,
            queue: if let [queue] = names.as_slice() { queue.clone() } else { Default::default() },
            queues: names,
            attributes: population.attributes.clone(),
        };
        let actor = self.start_actor(id, population, identity, Part::Worker(Duty::new(worker)));
        self.worker_actors.push(actor);
    }

    fn open_the_doors(&mut self) {
        let plan = self.plan;
        for (id, population) in plan.populations() {
            let PopulationKind::Customers(customers) = &population.kind else { continue };
            for (place, arrivals) in customers.arrivals.iter().enumerate() {
                let stream = Stream::new(&StreamKey {
                    seed: plan.seed,
                    replication: self.replication,
                    owner: &population.name,
                    index: place as u64,
                    purpose: "arrivals",
                });
                let process = ArrivalProcess::new(arrivals, stream, plan.duration);
                self.arrivals.push(Arriving { population: id, process });
                self.expect_arrival(self.arrivals.len() - 1);
            }
        }
        self.calendar.set(SimTime::ZERO + plan.duration, Item::Closing);
    }

    fn expect_arrival(&mut self, process: usize) {
        if let Some(at) = self.arrivals.get_mut(process).and_then(|arriving| arriving.process.next()) {
            self.schedule(at, Item::Arrive(process));
        }
    }

    fn customer_arrives(&mut self, process: usize) {
        self.expect_arrival(process);
        let Some(population) = self.arrivals.get(process).map(|arriving| arriving.population) else { return };
        let index = self.next_of(population);
        self.start_customer(population, index, Visit::default());
    }

    /// The number of the next customer of a population.
    pub(super) fn next_of(&mut self, population: PopulationId) -> u64 {
        let made = &mut self.customers_made[usize::from(population.0)];
        *made += 1;
        *made - 1
    }

    /// A customer's script begins.
    pub(super) fn start_customer(&mut self, id: PopulationId, index: u64, visit: Visit) -> Option<ActorId> {
        let population = self.plan.population(id)?;
        let queue = match &population.kind {
            PopulationKind::Customers(customers) => customers.queue,
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => None,
        };
        let queue_name = queue.map(|queue| self.plan.queue_name(queue)).unwrap_or_default();
        let identity = Identity {
            name: format!("{}-{}", population.name, index + 1).into(),
            population: population.name.clone(),
            index,
            kind: IdentityKind::Customer(queue),
            queues: if queue.is_some() { vec![queue_name.clone()] } else { Vec::new() },
            queue: queue_name,
            attributes: population.attributes.clone(),
        };
        Some(self.start_actor(id, population, identity, Part::Customer(visit)))
    }

    fn start_actor(
        &mut self,
        id: PopulationId,
        population: &'a Population,
        identity: Identity,
        part: Part,
    ) -> ActorId {
        let identity = Rc::new(identity);
        let draws = Draws::new(self.plan.seed, self.replication, &population.name, identity.index);
        let fiber = self.host.spawn(population.script, Rc::clone(&identity));
        let actor = self.actors.insert(Actor {
            identity,
            population: id,
            draws,
            part,
            fibers: smallvec::SmallVec::new(),
            resumes: 0,
            resumed_at: self.now,
        });
        self.out.events.push(Event::ActorStarted { actor, population: id });
        self.settle_step();
        self.start_thread(actor, fiber, None);
        actor
    }

    /// Another thread of an actor's script, to be run when those before it have had their turn.
    pub(super) fn start_thread(
        &mut self,
        actor: ActorId,
        fiber: crate::script::Fiber,
        serves: Option<crate::units::ReservationId>,
    ) {
        let thread =
            self.threads.insert(Thread { fiber, actor, wait: Wait::Nothing, serial: 0, serves, started: false });
        if let Some(actor) = self.actors.get_mut(actor) {
            actor.fibers.push(thread);
        }
        self.ready.push_back((thread, None));
    }

    // The turn of scripts.

    fn run_ready(&mut self) {
        while let Some((thread, reply)) = self.ready.pop_front() {
            self.run_thread(thread, reply);
        }
    }

    /// Runs a thread until it waits or ends.
    fn run_thread(&mut self, id: FiberId, mut reply: Option<Reply>) {
        loop {
            let Some(thread) = self.threads.get_mut(id) else { return };
            thread.started = true;
            let Some(actor) = self.actors.get_mut(thread.actor) else { return };
            let resumes = if actor.resumed_at == self.now { actor.resumes + 1 } else { 1 };
            (actor.resumes, actor.resumed_at) = (resumes, self.now);
            if resumes > RESUMES_PER_INSTANT_MAX {
                reply = Some(Reply::Abort(format!(
                    "no time passes: this script has suspended {RESUMES_PER_INSTANT_MAX} times at {}; a loop must \
                     sleep or wait for something",
                    self.now
                )));
            }
            match self.host.resume(&mut thread.fiber, reply) {
                Step::Asks(request) => match self.answer(id, request) {
                    Some(answer) => reply = Some(answer),
                    None => return,
                },
                Step::Ended(end) => return self.thread_ended(id, end),
            }
        }
    }

    fn thread_ended(&mut self, id: FiberId, end: FiberEnd) {
        let Some(thread) = self.threads.remove(id) else { return };
        let actor_id = thread.actor;
        let Some(actor) = self.actors.get_mut(actor_id) else { return };
        actor.fibers.retain(|fiber| *fiber != id);
        match end {
            FiberEnd::Returned => {
                if actor.fibers.is_empty() {
                    self.actor_ended(actor_id, ActorEnd::Returned);
                } else {
                    self.poke(actor_id);
                }
            }
            FiberEnd::Stopped => {
                if actor.fibers.is_empty() {
                    self.actor_ended(actor_id, ActorEnd::Stopped);
                }
            }
            FiberEnd::Failed(error) => self.actor_failed(actor_id, error),
        }
    }

    /// A script failed: the actor's other threads are ended too, and others are unharmed.
    fn actor_failed(&mut self, id: ActorId, error: ScriptError) {
        let Some(actor) = self.actors.get(id) else { return };
        self.failed += 1;
        let population = actor.population;
        let message = SmolStr::new(&error.message);
        if self.failures.len() < SCRIPT_FAILURES_KEPT {
            self.failures.push(ScriptFailure {
                actor: actor.identity.name.clone(),
                population: actor.identity.population.clone(),
                at: self.now,
                error,
            });
        }
        self.out.events.push(Event::ScriptFailed { actor: id, population, message });
        self.settle_step();
        for thread in self.actors.get(id).map(|actor| actor.fibers.clone()).unwrap_or_default() {
            self.stop_thread(thread);
        }
        self.actor_ended(id, ActorEnd::Failed);
    }

    fn stop_thread(&mut self, id: FiberId) {
        if let Some(mut thread) = self.threads.remove(id) {
            if let Some(actor) = self.actors.get_mut(thread.actor) {
                actor.fibers.retain(|fiber| *fiber != id);
            }
            let started = thread.started;
            // A stopped script may ask for nothing more, so this ends it.
            self.host.resume(&mut thread.fiber, started.then_some(Reply::Stop));
        }
    }

    /// Whoever leaves their script leaves the centre: a customer hangs up, an agent signs off.
    fn actor_ended(&mut self, id: ActorId, how: ActorEnd) {
        let Some(actor) = self.actors.remove(id) else { return };
        match &actor.part {
            Part::Customer(visit) => {
                if let Some(contact) = visit.contact {
                    if how != ActorEnd::Stopped {
                        self.act(|engine, cx| engine.customer_leaves(cx, contact));
                    }
                    self.contact_actors.remove(&contact);
                }
            }
            Part::Worker(duty) => {
                let worker = duty.worker;
                if how != ActorEnd::Stopped {
                    self.act(|engine, cx| engine.sign_off(cx, worker));
                }
            }
        }
        self.out.events.push(Event::ActorEnded { actor: id, population: actor.population, how });
        self.settle_step();
    }

    // Steps of the engine.

    /// Lets the engine do something, and does what comes of it.
    pub(super) fn act<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        let result = self.act_alone(step);
        self.settle_step();
        result
    }

    /// Lets the engine do something; what comes of it is left for later.
    pub(super) fn act_alone<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        let mut cx = Cx { now: self.now, out: &mut self.out, predicates: &*self.expressions };
        step(&mut self.engine, &mut cx)
    }

    /// Does what came of a step: the audit looks at it, observers read it, timers are set, those who waited are
    /// woken, and invocations that need no time land.
    pub(super) fn settle_step(&mut self) {
        loop {
            let mut events = std::mem::replace(&mut self.out.events, std::mem::take(&mut self.scratch));
            self.audit.step(self.now, &events, self.engine.platform());
            for event in &events {
                self.observer.event(self.now, event);
            }
            for event in &events {
                self.wake_for(event);
            }
            events.clear();
            self.scratch = events;
            self.take_effects();
            let Some(invocation) = self.landings.pop_front() else { return };
            self.land_alone(invocation);
        }
    }

    fn take_effects(&mut self) {
        let mut timers = std::mem::take(&mut self.out.timers);
        for (at, timer) in timers.drain(..) {
            self.calendar.set(at, Item::Timer(timer));
        }
        self.out.timers = timers;
        let mut notices = std::mem::take(&mut self.out.notices);
        for notice in notices.drain(..) {
            self.send_notice(notice);
        }
        self.out.notices = notices;
        let mut requests = std::mem::take(&mut self.out.requests);
        for request in requests.drain(..) {
            self.send_request(request);
        }
        self.out.requests = requests;
        let mut settled = std::mem::take(&mut self.out.settled);
        for settled in settled.drain(..) {
            self.invocation_settled(settled);
        }
        self.out.settled = settled;
        for contact in std::mem::take(&mut self.out.dialled) {
            self.customer_is_called(contact);
        }
    }

    /// Sets something for a moment.
    pub(super) fn schedule(&mut self, at: SimTime, item: Item) {
        self.acts_to_come += usize::from(item.is_act());
        self.calendar.set(at, item);
    }

    // The end.

    /// When arrivals have stopped and nothing is open any more, the shift is over.
    fn close_if_done(&mut self) {
        if self.shift_over || self.now < SimTime::ZERO + self.plan.duration {
            return;
        }
        let (contacts, tasks) = self.engine.platform().open();
        if contacts == 0 && tasks == 0 && self.invocations.is_empty() {
            self.end_shift();
        }
    }

    fn end_shift(&mut self) {
        self.shift_over = true;
        for actor in self.worker_actors.clone() {
            self.poke(actor);
        }
        self.run_ready();
    }

    /// Whether agents go home.
    pub(super) fn shift_is_over(&self) -> bool {
        self.shift_over
    }

    fn finish(mut self, limit: SimTime, interrupted: bool) -> Finished {
        if !interrupted && !self.shift_over {
            // Something is still open when the drain is over.
            self.now = limit;
        }
        let threads: Vec<FiberId> = self.threads.iter().map(|(id, _)| id).collect();
        for id in threads {
            let Some(actor) = self.threads.get(id).map(|thread| thread.actor) else { continue };
            self.stop_thread(id);
            if self.actors.get(actor).is_some_and(|actor| actor.fibers.is_empty()) {
                self.actor_ended(actor, ActorEnd::Stopped);
            }
        }
        self.act(Engine::lose_all);
        self.audit.end(self.now);
        self.expression_failures();
        Finished {
            ended_at: self.now,
            interrupted,
            violations_total: self.audit.violated(),
            invariants_checked: self.audit.checked(),
            invariants: audited().copied().collect(),
            violations: self.audit.violations().to_vec(),
            failures: self.failures,
            failed: self.failed,
        }
    }

    /// Expressions of the scenario that failed while they were asked.
    fn expression_failures(&mut self) {
        for error in self.host.take_expression_errors() {
            self.failed += 1;
            if self.failures.len() < SCRIPT_FAILURES_KEPT {
                self.failures.push(ScriptFailure {
                    actor: SmolStr::new_static("the scenario"),
                    population: SmolStr::default(),
                    at: self.now,
                    error,
                });
            }
        }
    }

    /// The actor behind a worker.
    pub(super) fn actor_of_worker(&self, worker: WorkerId) -> Option<ActorId> {
        self.worker_actors.get(worker.index()).copied()
    }
}

impl Item {
    /// Whether it is by this that a script acts.
    pub(super) fn is_act(&self) -> bool {
        match self {
            Self::Wake(..) | Self::Land(_) | Self::Deliver(_) | Self::Arrive(_) => true,
            Self::Timer(_) | Self::Closing => false,
        }
    }
}

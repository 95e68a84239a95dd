//! One replication: the calendar, the actors, the engine, and the loop that drives them.
//!
//! The loop takes the next thing off the calendar, lets the engine or a fiber act, and then does what came of it:
//! the audit looks at the step, observers read its events, timers are set, and whoever waited for it is woken. It is
//! single-threaded, and everything in it is a function of the plan, the seed and the number of the replication.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::Observer;
use super::actor::{Actor, Thread};
use super::arrivals::ArrivalProcess;
use super::backend::{Backend, ServerUse};
use super::calendar::Calendar;
use super::chance::DrawLog;
use super::control::RunControl;
use super::cues::{Cues, Paced};
use super::faults::Faults;
use super::hours::{Rota, RotaStep};
use super::liveness::Stuck;
use super::progress::{Glance, Progress};
use super::user_invariants::{UserInvariants, UserInvariantsResult};
use rushhour_engine::Engine;
use rushhour_engine::action::Action;
use rushhour_engine::audit::{Audit, Invariant, SetupFacts, Violation};
use rushhour_engine::effects::{Cx, Notice, Out, Timer};
use rushhour_engine::event::{Event, PopulationId};
use rushhour_engine::units::{
    ActorId, Arena, ContactId, FiberId, InvocationId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};
use rushhour_scenario::faults::FaultKind;
use rushhour_scenario::plan::Plan;
use rushhour_script::request::{Closure, Reply, ScriptError};
use rushhour_script::{Expressions, Host, InvariantScripts, ScriptProblem};

/// How often the threads of one actor may be resumed at one moment of virtual time. Per actor and not per thread,
/// because threads can start threads.
pub(super) const RESUMES_PER_INSTANT_MAX: u32 = 100_000;
/// How many threads one actor may have at once.
pub(super) const THREADS_PER_ACTOR_MAX: usize = 10_000;
/// How many script errors are kept whole; the others are counted.
pub(super) const SCRIPT_FAILURES_KEPT: usize = 100;
/// After how many things off the calendar an interrupt is looked for and progress is told.
const LOOK_UP_EVERY: u32 = 1024;

static NOBODY_STOPS: AtomicBool = AtomicBool::new(false);

/// One replication, running.
pub struct Simulation<'a, O: Observer> {
    pub(super) plan: &'a Plan,
    pub(super) replication: u32,
    pub(super) now: SimTime,
    pub(super) engine: Engine,
    pub(super) host: Host,
    pub(super) expressions: Rc<Expressions>,
    pub(super) out: Out,
    pub(super) observer: &'a mut O,
    pub(super) audit: Audit,
    pub(super) calendar: Calendar<Item>,
    pub(super) backend: Backend,
    pub(super) arrivals: Vec<Arriving>,
    pub(super) actors: Arena<ActorId, Actor>,
    pub(super) threads: Arena<FiberId, Thread>,
    /// Threads to be resumed, in the order in which they were woken.
    pub(super) ready: VecDeque<(FiberId, Option<Reply>)>,
    /// Invocations that a thread waits for, or a person.
    pub(super) invocations: BTreeMap<InvocationId, Invoked>,
    /// Replacements that wait for what they stand in for.
    pub(super) originals: BTreeMap<InvocationId, FiberId>,
    /// The functions that scripts have registered, by their number.
    pub(super) functions: Vec<Closure>,
    /// Listeners that failed: the first ones whole, and how many.
    pub(super) listener_failures: Vec<ScriptFailure>,
    pub(super) listeners_failed: u64,
    pub(super) transfer_waits: BTreeMap<TaskId, Vec<FiberId>>,
    /// The actor behind each worker who has ever been at work.
    pub(super) worker_actors: Vec<Option<ActorId>>,
    /// Of those who are not there all the time, when they are.
    pub(super) rotas: BTreeMap<WorkerId, Rota>,
    pub(super) contact_actors: BTreeMap<ContactId, ActorId>,
    pub(super) landings: VecDeque<Landing>,
    /// What goes wrong on purpose, if anything does.
    pub(super) faults: Option<Box<Faults>>,
    /// Invariants of the user's own, if there are any.
    pub(super) user_invariants: Option<Box<UserInvariants>>,
    /// Recoveries of the platform that came out as something else.
    pub(super) recoveries: Vec<Violation>,
    /// Until when each desktop's connection is taken by reservation events, where those need time.
    pub(super) notices_until: Vec<SimTime>,
    /// Events in transit between a step and those who read them; kept to reuse its memory.
    pub(super) scratch: Vec<Event>,
    pub(super) shift_over: bool,
    /// Things on the calendar by which a script acts, not the engine's own timers.
    pub(super) acts_to_come: usize,
    pub(super) clock: quanta::Clock,
    pub(super) failures: Vec<ScriptFailure>,
    pub(super) failed: u64,
    /// How many customers of each population have come.
    pub(super) customers_made: Vec<u64>,
    /// What the timeline has happen, and who lets time go on.
    pub(super) cues: Cues<'a>,
    /// How the run is conducted.
    pub(super) conduct: RunControl,
    /// Where draws are noted, if anybody wants to know.
    pub(super) draw_log: Option<DrawLog>,
    /// Whether it ends with what has been found.
    pub(super) has_found: bool,
    /// Checks of scripts that did not hold: the first of each name.
    pub(super) failed_checks: Vec<FailedCheck>,
    /// Whether somebody wants it to end.
    pub(super) stop: &'a AtomicBool,
    /// Whether it was seen that somebody does.
    pub(super) interrupted: bool,
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
    /// Somebody comes again: of which population, which of them, for the how manieth time.
    Return(PopulationId, u32, u32),
    /// A worker comes, takes a break or goes home.
    Rota(WorkerId, RotaStep),
    /// Something that a fault brings about, by its number.
    Mishap(u32),
    /// Arrivals have stopped.
    Closing,
}

/// What happens at once to a request that waits for the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// It lands.
    Land(InvocationId),
    /// It fails.
    Fail(InvocationId),
}

/// An arrival process and whose it is.
pub(super) struct Arriving {
    pub(super) population: PopulationId,
    pub(super) process: ArrivalProcess,
}

/// An invocation that a thread waits for, or that a person has made.
#[derive(Debug)]
pub struct Invoked {
    pub(super) thread: Option<FiberId>,
    pub(super) action: rushhour_engine::action::ActionName,
    /// Wall nanoseconds that the engine has spent on it.
    pub(super) engine_ns: u64,
    /// The reservation that it is about, in a run with faults.
    pub(super) about: Option<ReservationId>,
    /// Which of its actor's moves it is.
    pub(super) ordinal: u32,
    /// The faults that have had their chance to strike it.
    pub(super) had_chance: SmallVec<[u16; 4]>,
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
    /// How invariants of the user's own came out.
    pub asked: UserInvariantsResult,
    /// The first script errors.
    pub failures: Vec<ScriptFailure>,
    /// How many there were.
    pub failed: u64,
    /// The first errors of listeners, which stop nobody.
    pub listener_failures: Vec<ScriptFailure>,
    /// How many there were.
    pub listeners_failed: u64,
    /// Checks of scripts that did not hold: the first of each name.
    pub failed_checks: Vec<FailedCheck>,
    /// What should have come to an end and did not, where that was asked for.
    pub stuck: Vec<Stuck>,
    /// How the servers were used of each action that has a limited number of them, in the order of the plan.
    pub servers: Vec<(Action, ServerUse)>,
}

/// A check of a script that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedCheck {
    /// Its name.
    pub name: SmolStr,
    /// Who made it.
    pub actor: SmolStr,
    /// When.
    pub at: SimTime,
}

impl<'a, O: Observer> Simulation<'a, O> {
    /// A replication of a plan, at its beginning.
    ///
    /// # Errors
    /// Where a script does not compile, which `check` finds before.
    pub fn new(plan: &'a Plan, replication: u32, observer: &'a mut O) -> Result<Self, Vec<ScriptProblem>> {
        let host = Host::new(plan)?;
        let user_invariants = match plan.user_invariants.is_empty() {
            true => None,
            false => Some(Box::new(UserInvariants::new(InvariantScripts::new(plan)?))),
        };
        let events_lag = plan.latency.events.is_some() || plan.faults.iter().any(|it| it.kind.delays_events());
        let mut engine = Engine::new(Arc::new(plan.center.clone()), events_lag);
        if plan.faults.iter().any(|fault| matches!(fault.kind, FaultKind::Restart { .. })) {
            engine.keep_journal();
        }
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
            backend: Backend::new(SimTime::ZERO, SimTime::ZERO + plan.duration),
            arrivals: Vec::new(),
            actors: Arena::default(),
            threads: Arena::default(),
            ready: VecDeque::new(),
            invocations: BTreeMap::new(),
            originals: BTreeMap::new(),
            functions: Vec::new(),
            listener_failures: Vec::new(),
            listeners_failed: 0,
            transfer_waits: BTreeMap::new(),
            worker_actors: Vec::new(),
            rotas: BTreeMap::new(),
            contact_actors: BTreeMap::new(),
            landings: VecDeque::new(),
            faults: Faults::of(plan),
            user_invariants,
            recoveries: Vec::new(),
            notices_until: Vec::new(),
            scratch: Vec::new(),
            shift_over: false,
            acts_to_come: 0,
            clock: quanta::Clock::new(),
            failures: Vec::new(),
            failed: 0,
            customers_made: vec![0; plan.populations.len()],
            cues: Cues::new(&plan.timeline, plan.populations.len()),
            conduct: RunControl::default(),
            draw_log: None,
            has_found: false,
            failed_checks: Vec::new(),
            stop: &NOBODY_STOPS,
            interrupted: false,
        })
    }

    /// Conducts the run in a way of its own.
    pub fn conducted(mut self, conduct: RunControl) -> Self {
        self.draw_log = conduct.notes_draws.then(DrawLog::default);
        self.conduct = conduct;
        self
    }

    /// The same, with so much of the beginning left out of what is measured of the backend's servers.
    #[must_use]
    pub fn without_the_first(mut self, warmup: SimSpan) -> Self {
        self.backend = Backend::new(SimTime::ZERO + warmup, SimTime::ZERO + self.plan.duration);
        self
    }

    /// Breaks a rule of the engine on purpose.
    #[cfg(any(test, feature = "planted"))]
    pub fn plant(&mut self, planted: rushhour_engine::planted::Planted) {
        self.engine.plant(planted);
    }

    /// Runs to the end, or until `stop` says so.
    pub fn run(mut self, stop: &'a AtomicBool, progress: &dyn Progress) -> Finished {
        self.stop = stop;
        self.staff_the_floor();
        self.expect_faults();
        self.open_the_doors();
        let limit = SimTime::ZERO + self.plan.duration + self.plan.drain;
        let limit = self.conduct.trim.ends_at.map_or(limit, |at| at.min(limit));
        let mut until_look_up = LOOK_UP_EVERY;
        self.run_ready();
        while let Some(at) = self.next_at() {
            let is_over = at > limit || (self.shift_over && self.acts_to_come == 0);
            if !(is_over || self.interrupted || self.has_found) {
                match self.pace(at) {
                    Paced::Go => {}
                    Paced::Again => continue,
                    Paced::Stop => break,
                }
            }
            if at > self.now {
                // All of this moment has happened, and nobody has put in anything else.
                self.look();
            }
            if is_over || self.interrupted || self.has_found {
                break;
            }
            until_look_up -= 1;
            if until_look_up == 0 {
                until_look_up = LOOK_UP_EVERY;
                progress.tell(self.replication, &self.glance());
                if self.is_told_to_stop() {
                    break;
                }
            }
            if self.cues.next_at() == Some(at) {
                self.follow_cue();
            } else {
                self.step();
            }
        }
        self.finish(limit)
    }

    /// The moment of the next thing that happens. A cue comes before all others of its moment.
    fn next_at(&self) -> Option<SimTime> {
        match (self.calendar.next_at(), self.cues.next_at()) {
            (Some(item), Some(cue)) => Some(item.min(cue)),
            (item, cue) => item.or(cue),
        }
    }

    fn glance(&self) -> Glance<'_> {
        Glance { now: self.now, contacts: self.contacts(), findings: self.findings(), engine: &self.engine }
    }

    /// Customers who have come so far.
    pub(super) fn contacts(&self) -> u64 {
        self.customers_made.iter().sum::<u64>() + self.cues.came()
    }

    /// Violations, failed scripts and failed checks so far.
    pub(super) fn findings(&self) -> u64 {
        self.audit.violated() + self.recoveries.len() as u64 + self.failed + self.failed_checks.len() as u64
    }

    /// Whether somebody wants the run to end.
    pub(super) fn is_told_to_stop(&mut self) -> bool {
        self.interrupted |= self.stop.load(Ordering::Relaxed);
        self.interrupted
    }

    /// Does the next thing on the calendar and all that comes of it.
    fn step(&mut self) {
        self.sweep_calendar();
        let Some((at, item)) = self.calendar.pop() else { return };
        self.acts_to_come -= usize::from(item.is_act());
        self.now = at;
        self.cues.stepped(at);
        match item {
            Item::Wake(thread, serial) => self.wait_is_over(thread, serial),
            Item::Land(invocation) => self.land(invocation),
            Item::Timer(timer) => self.act(|engine, cx| engine.timer(cx, timer)),
            Item::Deliver(notice) => self.act(|engine, cx| engine.deliver(cx, notice)),
            Item::Arrive(process) => self.customer_arrives(process),
            Item::Return(population, index, tries) => self.customer_returns(population, index, tries),
            Item::Rota(worker, step) => self.step_rota(worker, step),
            Item::Mishap(number) => self.mishap(number),
            Item::Closing => {}
        }
        self.run_ready();
        if !self.interrupted {
            self.close_if_done();
        }
    }

    /// Timers whose subject has moved on go, now and then.
    fn sweep_calendar(&mut self) {
        let (engine, threads, swept) = (&self.engine, &self.threads, std::cell::Cell::new(0));
        self.calendar.sweep_if_due(|item| {
            let stale = match item {
                Item::Timer(timer) => engine.is_stale(*timer),
                Item::Wake(thread, serial) => threads.get(*thread).is_none_or(|thread| thread.serial != *serial),
                Item::Land(_)
                | Item::Deliver(_)
                | Item::Arrive(_)
                | Item::Return(..)
                | Item::Rota(..)
                | Item::Mishap(_)
                | Item::Closing => false,
            };
            swept.set(swept.get() + usize::from(stale && item.is_act()));
            stale
        });
        self.acts_to_come -= swept.get();
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
            if let Some(log) = &self.draw_log {
                for draw in log.borrow_mut().drain(..) {
                    self.observer.drew(self.now, &draw);
                }
            }
            for event in &events {
                self.observer.event(self.now, event);
            }
            self.observer.stepped(self.now, &self.engine);
            self.has_found |= self.conduct.stops_at_finding && self.audit.violated() > 0;
            for event in &events {
                self.wake_for(event);
            }
            events.clear();
            self.scratch = events;
            self.take_effects();
            match self.landings.pop_front() {
                Some(landing) => self.land_alone(landing),
                None if self.out.events.is_empty() && self.out.calls.is_empty() => return,
                None => {}
            }
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
        self.take_calls();
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
}

impl Item {
    /// Whether it is by this that a script acts.
    pub(super) fn is_act(&self) -> bool {
        match self {
            Self::Wake(..)
            | Self::Land(_)
            | Self::Deliver(_)
            | Self::Arrive(_)
            | Self::Return(..)
            | Self::Mishap(_) => true,
            // When the shift is over for all, no rota matters any more.
            Self::Timer(_) | Self::Rota(..) | Self::Closing => false,
        }
    }
}

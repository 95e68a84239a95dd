//! The core of a run: the engine and its time, what is to come, and who looks at each step.
//!
//! Every part of the simulation that lets the engine do something, or states something itself, does so here. What comes
//! of it lies in `out` until the step is taken: then the audit looks at it and the observer reads it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use super::agenda::{Agenda, Item};
use super::chance::{DrawLog, Draws};
use super::control::{FaultKey, Move, RunControl, StepKey};
use super::event::{CheckEvent, CheckId, Event};
use super::observer::Observer;
use super::person::PersonId;
use rushhour_engine::Engine;
use rushhour_engine::action::ActionName;
use rushhour_engine::audit::{Audit, Seen, SetupFacts, Violation};
use rushhour_engine::effects::{Cx, Delivery, Out};
use rushhour_engine::platform::Platform;
use rushhour_engine::predicates::Predicates;
use rushhour_engine::units::{FiberId, SimSpan, SimTime};
use rushhour_scenario::PopulationId;
use rushhour_scenario::faults::{FaultKind, FaultPlan};
use rushhour_scenario::plan::{Plan, Population};
use rushhour_scenario::random::{Stream, StreamKey};
use rushhour_script::Expressions;
use rushhour_script::request::Identity;

/// The engine, its time, and what goes into it and comes out.
pub(crate) struct Core<'a> {
    plan: &'a Plan,
    replication: u32,
    control: RunControl,
    now: SimTime,
    engine: Engine,
    expressions: Rc<Expressions>,
    out: Out,
    /// What has happened in the step that is under way, but for what the engine has stated last.
    events: Vec<Event>,
    /// The names under which scripts check things, in the order in which they first did.
    checks: BTreeMap<SmolStr, CheckId>,
    audit: Audit,
    observer: &'a mut dyn Observer,
    agenda: Agenda,
    /// Where draws are noted, if anybody wants to know.
    draw_log: Option<DrawLog>,
    /// Wall time, for how long the engine takes.
    wall: quanta::Clock,
}

impl<'a> Core<'a> {
    pub(crate) fn new(
        plan: &'a Plan,
        replication: u32,
        expressions: Rc<Expressions>,
        observer: &'a mut dyn Observer,
    ) -> Self {
        let events_lag =
            plan.latency.events.is_some() || plan.faults.iter().any(|it| matches!(it.kind, FaultKind::Event(..)));
        let delivery = if events_lag { Delivery::ByNotice } else { Delivery::AtOnce };
        let mut engine = Engine::new(Arc::new(plan.center.clone()), delivery);
        if plan.faults.iter().any(FaultPlan::asks_for_a_journal) {
            engine.keep_journal();
        }
        Self {
            plan,
            replication,
            control: RunControl::default(),
            now: SimTime::ZERO,
            engine,
            expressions,
            out: Out::default(),
            events: Vec::new(),
            checks: BTreeMap::new(),
            audit: Audit::new(SetupFacts::from(&plan.center)),
            observer,
            agenda: Agenda::default(),
            draw_log: None,
            wall: quanta::Clock::new(),
        }
    }

    /// Conducts the run in a way of its own.
    pub(crate) fn conduct(&mut self, control: RunControl) {
        self.draw_log = control.notes_draws.then(DrawLog::default);
        self.control = control;
    }

    /// Breaks a rule of the engine on purpose.
    #[cfg(feature = "planted")]
    pub(crate) fn plant(&mut self, planted: rushhour_engine::planted::Planted) {
        self.engine.plant(planted);
    }

    // What it is about.

    pub(crate) const fn plan(&self) -> &'a Plan {
        self.plan
    }
    /// A population of the plan.
    pub(crate) fn population(&self, id: PopulationId) -> &'a Population {
        let Some(population) = self.plan.population(id) else { unreachable!("the plan has no {id:?}") };
        population
    }
    pub(crate) const fn replication(&self) -> u32 {
        self.replication
    }
    pub(crate) const fn control(&self) -> &RunControl {
        &self.control
    }
    pub(crate) const fn engine(&self) -> &Engine {
        &self.engine
    }
    /// The engine, for what states nothing and has no effects.
    pub(crate) const fn engine_mut(&mut self) -> &mut Engine {
        &mut self.engine
    }
    pub(crate) fn platform(&self) -> &Platform {
        self.engine.platform()
    }
    /// Who answers the scenario's expressions.
    pub(crate) fn predicates(&self) -> &dyn Predicates {
        &*self.expressions
    }
    pub(crate) const fn audit(&self) -> &Audit {
        &self.audit
    }

    /// A random stream of this replication, which is a population's or a fault's.
    pub(crate) fn stream(&self, owner: &str, index: u64, purpose: &str) -> Stream {
        Stream::new(&StreamKey { seed: self.plan.seed, replication: self.replication, owner, index, purpose })
    }
    /// The draws of a person of a population.
    pub(crate) fn draws(&self, population: &SmolStr, person: PersonId) -> Draws {
        Draws::new(self.plan.seed, self.replication, population, person.key()).noted(self.draw_log.clone())
    }

    // Time, and what is to come.

    pub(crate) const fn now(&self) -> SimTime {
        self.now
    }
    /// The moment when arrivals stop.
    pub(crate) fn arrivals_end(&self) -> SimTime {
        SimTime::ZERO + self.plan.duration
    }
    /// It is this moment now.
    pub(crate) fn advance(&mut self, at: SimTime) {
        assert!(at >= self.now, "time goes back from {} to {at}", self.now);
        self.now = at;
    }
    /// Sets something for a moment.
    pub(crate) fn schedule(&mut self, at: SimTime, item: Item) {
        self.agenda.set(at, item);
    }
    /// Sets something for so much later.
    pub(crate) fn schedule_in(&mut self, span: SimSpan, item: Item) {
        self.agenda.set(self.now + span, item);
    }
    pub(crate) const fn agenda(&self) -> &Agenda {
        &self.agenda
    }
    /// Goes on to the next thing on the calendar.
    pub(crate) fn next(&mut self) -> Option<Item> {
        let (at, item) = self.agenda.pop()?;
        self.advance(at);
        Some(item)
    }
    /// Timers whose subject has moved on go from the calendar, now and then.
    pub(crate) fn sweep(&mut self, waits_no_more: impl Fn(FiberId, u32) -> bool) {
        let engine = &self.engine;
        self.agenda.sweep_if_due(|item| match item {
            Item::Timer(timer) => engine.is_stale(*timer),
            Item::Wake(thread, wait) => waits_no_more(*thread, *wait),
            Item::Land(_)
            | Item::Deliver(_)
            | Item::Arrive(_)
            | Item::Customer(..)
            | Item::Rota(..)
            | Item::WayBack(..)
            | Item::Silence(_)
            | Item::Mishap(_)
            | Item::Closing => false,
        });
    }

    // Steps.

    /// Lets the engine do something; what comes of it waits until the step is taken.
    pub(crate) fn act_alone<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        let mut cx = Cx { now: self.now, out: &mut self.out, predicates: &*self.expressions };
        step(&mut self.engine, &mut cx)
    }
    /// The same, and how many nanoseconds of wall time it took.
    pub(crate) fn act_timed<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> (R, u64) {
        let began = self.wall.raw();
        let result = self.act_alone(step);
        (result, self.wall.delta_as_nanos(began, self.wall.raw()))
    }
    /// Puts a fact of the simulation's own among what has happened.
    pub(crate) fn state(&mut self, event: Event) {
        self.gather();
        self.events.push(event);
    }
    /// Puts what the engine has stated among what has happened, in its place.
    fn gather(&mut self) {
        self.events.extend(self.out.events.drain(..).map(Event::Engine));
    }
    /// The number of the name under which a script checks something; that it is new is stated.
    pub(crate) fn check_id(&mut self, name: SmolStr) -> CheckId {
        if let Some(id) = self.checks.get(&name) {
            return *id;
        }
        let Ok(number) = u32::try_from(self.checks.len()) else { unreachable!("so many names are in no memory") };
        let id = CheckId(number);
        self.checks.insert(name.clone(), id);
        self.state(Event::Check(id, CheckEvent::Named { name }));
        id
    }
    /// What has come of steps, besides events; whoever takes something out does what is asked for.
    pub(crate) const fn out(&mut self) -> &mut Out {
        &mut self.out
    }
    /// Whether nothing has happened that was not taken.
    pub(crate) const fn is_settled(&self) -> bool {
        self.events.is_empty() && self.out.events.is_empty() && self.out.calls.is_empty()
    }
    /// Takes what has happened: the audit looks at it, and the observer reads it.
    pub(crate) fn take_step(&mut self) -> Vec<Event> {
        self.gather();
        let events = std::mem::take(&mut self.events);
        let seen = Seen { platform: self.engine.platform(), predicates: &*self.expressions };
        self.audit.step(self.now, events.iter().filter_map(Event::engine), &seen);
        if let Some(log) = &self.draw_log {
            for draw in log.borrow_mut().drain(..) {
                self.observer.drew(self.now, &draw);
            }
        }
        if !events.is_empty() {
            self.observer.step(self.now, &events);
        }
        events
    }
    /// The events of a step have been read.
    pub(crate) fn give_back(&mut self, mut events: Vec<Event>) {
        assert!(self.events.is_empty(), "something happened while the events of a step were read");
        events.clear();
        self.events = events;
    }
    /// The run is over: the audit looks for what should have come to an end.
    pub(crate) fn end_audit(&mut self) {
        self.audit.end(self.now);
    }
    pub(crate) fn violations(&self) -> &[Violation] {
        self.audit.violations()
    }

    /// How often the observer is asked whether the run ends before its time.
    pub(crate) fn looks_every(&self) -> Option<SimSpan> {
        self.observer.looks_every()
    }
    /// Whether the observer ends the run at a moment.
    pub(crate) fn is_ended_at(&mut self, at: SimTime) -> bool {
        self.observer.ends_at(at)
    }

    // What is told besides events.

    pub(crate) fn tell_move(&mut self, step: &StepKey, who: &Identity, what: &Move) {
        self.observer.moved(self.now, step, who, what);
    }
    pub(crate) fn tell_strike(&mut self, key: &FaultKey, what: &str) {
        self.observer.struck(self.now, key, what);
    }
    pub(crate) fn tell_broken(&mut self, name: &str, message: &str) {
        self.observer.broke(self.now, name, message);
    }
    pub(crate) fn tell_engine_time(&mut self, action: &ActionName, ns: u64) {
        self.observer.engine_time(action, ns);
    }
}

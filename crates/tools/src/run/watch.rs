//! A second observer beside the observation: each replication gets one of its own, which is handed over with it.

use rushhour_engine::action::ActionName;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_script::request::Identity;
use rushhour_sim::Event;
use rushhour_sim::{Draw, FaultKey, Move, Observer, StepKey};

/// Sends somebody to watch each replication.
pub trait Watch: Sync {
    /// Who watches.
    type Watcher: Observer + Send;

    /// The one who watches this replication.
    fn watch(&self, replication: u32) -> Self::Watcher;
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Watch for Nobody {
    type Watcher = Self;

    fn watch(&self, _replication: u32) -> Self {
        Self
    }
}

impl Observer for Nobody {
    fn event(&mut self, _at: SimTime, _event: &Event) {}
}

/// Two who watch the same.
#[derive(Debug)]
pub(crate) struct Both<A, B>(pub(crate) A, pub(crate) B);

impl<A: Observer, B: Observer> Observer for Both<A, B> {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.0.event(at, event);
        self.1.event(at, event);
    }
    fn step(&mut self, at: SimTime, events: &[Event]) {
        self.0.step(at, events);
        self.1.step(at, events);
    }
    fn looks_every(&self) -> Option<SimSpan> {
        match (self.0.looks_every(), self.1.looks_every()) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }
    fn ends_at(&mut self, at: SimTime) -> bool {
        let (one, other) = (self.0.ends_at(at), self.1.ends_at(at));
        one || other
    }
    fn engine_time(&mut self, action: &ActionName, ns: u64) {
        self.0.engine_time(action, ns);
        self.1.engine_time(action, ns);
    }
    fn moved(&mut self, at: SimTime, step: &StepKey, who: &Identity, what: &Move) {
        self.0.moved(at, step, who, what);
        self.1.moved(at, step, who, what);
    }
    fn struck(&mut self, at: SimTime, key: &FaultKey, what: &str) {
        self.0.struck(at, key, what);
        self.1.struck(at, key, what);
    }
    fn broke(&mut self, at: SimTime, name: &str, message: &str) {
        self.0.broke(at, name, message);
        self.1.broke(at, name, message);
    }
    fn drew(&mut self, at: SimTime, draw: &Draw) {
        self.0.drew(at, draw);
        self.1.drew(at, draw);
    }
}

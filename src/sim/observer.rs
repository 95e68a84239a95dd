//! Who may watch a run.

use super::chance::Draw;
use super::trim::{FaultKey, Move, StepKey};
use crate::engine::Engine;
use crate::engine::action::ActionName;
use crate::engine::event::Event;
use crate::script::request::Identity;
use crate::units::SimTime;

/// Folds the events of one replication into something. An observer never changes what it watches.
pub trait Observer {
    /// Something happened. Events come in the order in which they happened.
    fn event(&mut self, at: SimTime, event: &Event);

    /// The engine spent so many nanoseconds of wall time on one invocation of an action. Not part of the digest.
    fn engine_time(&mut self, _action: &ActionName, _ns: u64) {}

    /// Somebody makes a move; the events that come of it follow.
    fn moved(&mut self, _at: SimTime, _step: &StepKey, _who: &Identity, _what: &Move) {}

    /// A fault strikes; the events that come of it follow.
    fn struck(&mut self, _at: SimTime, _key: &FaultKey, _what: &str) {}

    /// Somebody is about to draw, where the run is conducted so that draws are told.
    fn drew(&mut self, _at: SimTime, _draw: &Draw) {}

    /// The events of a step have been told, and the state is whole.
    fn stepped(&mut self, _at: SimTime, _engine: &Engine) {}
}

/// Two observers of one run; the first one is told first.
#[derive(Debug)]
pub struct Both<'a, A, B>(pub &'a mut A, pub &'a mut B);

impl<A: Observer, B: Observer> Observer for Both<'_, A, B> {
    fn event(&mut self, at: SimTime, event: &Event) {
        self.0.event(at, event);
        self.1.event(at, event);
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
    fn drew(&mut self, at: SimTime, draw: &Draw) {
        self.0.drew(at, draw);
        self.1.drew(at, draw);
    }
    fn stepped(&mut self, at: SimTime, engine: &Engine) {
        self.0.stepped(at, engine);
        self.1.stepped(at, engine);
    }
}

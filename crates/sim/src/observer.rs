//! Who may watch a run.

use super::chance::Draw;
use super::control::{FaultKey, Move, StepKey};
use rushhour_engine::action::ActionName;
use rushhour_engine::event::Event;
use rushhour_engine::units::SimTime;
use rushhour_script::request::Identity;

/// Folds the events of one replication into something. An observer never changes what it watches.
pub trait Observer {
    /// Something happened. Events come in the order in which they happened.
    fn event(&mut self, at: SimTime, event: &Event);

    /// These things happened in one step, in this order. The simulation tells of a step by one call, so that who watches
    /// costs it one indirect call a step and not one an event.
    fn step(&mut self, at: SimTime, events: &[Event]) {
        for event in events {
            self.event(at, event);
        }
    }

    /// The engine spent so many nanoseconds of wall time on one invocation of an action. Not part of the digest.
    fn engine_time(&mut self, _action: &ActionName, _ns: u64) {}

    /// Somebody makes a move; the events that come of it follow.
    fn moved(&mut self, _at: SimTime, _step: &StepKey, _who: &Identity, _what: &Move) {}

    /// A fault strikes; the events that come of it follow.
    fn struck(&mut self, _at: SimTime, _key: &FaultKey, _what: &str) {}

    /// An invariant of the user's own does not hold, for the first time.
    fn broke(&mut self, _at: SimTime, _name: &str, _message: &str) {}

    /// Somebody is about to draw, where the run is conducted so that draws are told.
    fn drew(&mut self, _at: SimTime, _draw: &Draw) {}
}

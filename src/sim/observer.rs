//! Who may watch a run.

use crate::engine::action::ActionName;
use crate::engine::event::Event;
use crate::units::SimTime;

/// Folds the events of one replication into something. An observer never changes what it watches.
pub trait Observer {
    /// Something happened. Events come in the order in which they happened.
    fn event(&mut self, at: SimTime, event: &Event);

    /// The engine spent so many nanoseconds of wall time on one invocation of an action. Not part of the digest.
    fn engine_time(&mut self, _action: &ActionName, _ns: u64) {}
}

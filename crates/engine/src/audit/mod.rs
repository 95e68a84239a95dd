//! The invariants: statements about the state that must hold after every event.
//!
//! The audit reads the events of a step and then the state of what they touched. It shares no code with what it
//! checks: what it needs to count, it counts itself, from the events, and compares that with the state. Whoever
//! drives the engine calls [`Audit::step`] after every input it has handed in, with all events that came of it, and
//! [`Audit::end`] when the run is over. The audit changes nothing and costs what was touched, however large the floor.

// What is checked, and what was found.
mod invariant;
pub mod number;
mod list;
mod found;
// What the audit sees: facts of the centre, the platform's state, and its own notes.
mod facts;
mod view;
mod model;
// The checkers.
mod calls;
mod capacity;
mod reservations;
mod voice;
mod conversations;
mod tasks;
mod priority;
mod invocations;
// All together.
mod watch;
mod feed;
mod platform_view;

#[cfg(test)]
mod tests;

pub use facts::SetupFacts;
pub use found::KEPT_MAX;
pub use invariant::{Invariant, Violation};
pub use list::{ALL, COUNT, CheckedBy, Described, RECOVERY, audited, find};
pub use platform_view::Seen;
pub use view::{
    AuditView, ConferenceView, ConversationView, LegState, LegView, ReservationView, TaskCountsView, TaskView,
    TransferStage, TransferView, WorkerView,
};
pub use watch::Audit;

//! The platform that all desktops share: workers, tasks, reservations, routing, voice, conversations.
//!
//! Its operations are what lands of an action, what a customer does, and what time brings. Each is atomic: it
//! changes the state, states the events, and leaves routing settled. An operation that is refused changes nothing.
//! It knows no desktop, no listener and no latency.
//!
//! The operations are methods of [`Platform`], a file for each thing that they are about. They call each other where
//! one thing follows from another: a call that ends wraps reservations, whose tasks change their status.

mod refusal;
// What is kept.
mod finding;
mod lines;
mod records;
mod state;
// The operations.
mod workflow;
mod routing;
mod task;
mod reservation;
mod worker;
mod contact;
mod conversation;
mod paused;
mod voice;
mod participants;
mod transfer;
mod redirect;
mod timers;

pub use lines::Membership;
pub(crate) use records::TransferOrder;
pub use records::{
    Conference, Contact, Conversation, Exits, Kept, LegState, OpenContact, Participant, Participation,
    Reservation, StoredMessage, Task, Transfer, TransferState, Worker, WorkerLegFlags,
};
pub(crate) use refusal::{Done, Refusal};
pub use state::Platform;

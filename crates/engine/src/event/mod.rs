//! What happened: the one language that every output reads.
//!
//! An [`Event`] is a fact in the past tense, about one subject: a contact, a task, a reservation, a conference, a
//! conversation, an interaction channel, a worker, a desktop or an invocation. Whoever reads events picks the subjects
//! that it is about, and matches all facts of those. Whoever drives the engine may state facts of its own beside these, by
//! the same table ([`facts!`](crate::facts)), as the simulation does.
//!
//! One table (`kinds.rs`) says what there is. From it come the types, the binary form that digests are made of, lines of
//! JSON, and the JSON Schema of those lines. Each kind of event has a number that never changes.

mod json;
#[macro_use]
mod field;
mod values;
#[macro_use]
mod table;
mod words;
mod enclosed;
mod kinds;

pub use enclosed::Enclosed;
pub use field::{Bytes, Dice, Field, Malformed, put_varint};
pub use json::{Line, Names, Property, schema};
pub use kinds::{
    ChannelEvent, ConferenceEvent, ContactEvent, ConversationEvent, DesktopEvent, Event, InvocationEvent,
    ReservationEvent, TaskEvent, WorkerEvent,
};
pub use table::{FieldOfKind, Kind};
pub use words::{
    ChannelStatus, ContactEnd, Direction, EndReason, Member, Outcome, Purpose, ReservationStatus, Role,
    TaskStatus, TransferMode, TransferOutcome, TransferTarget,
};

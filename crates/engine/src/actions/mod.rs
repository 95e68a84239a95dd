//! The 67 actions: what the catalogue says of each, how its payload becomes a command, what the desktop's guard asks, and
//! what happens when the request lands.
//!
//! All of that stands together, in one file or folder a group of the catalogue. Each group has a type of its commands
//! (`VoiceCommand`), a list of its actions with entry and reading (`ACTIONS`), a `guard` and a `land`; what goes through
//! all of them ([`Command`] and the table) knows groups and no action. A guard judges by the desktop's own copy and changes
//! nothing; a landing is judged by the platform as it is then. Neither knows the engine: they get the floor, and the
//! framework calls them.

// What groups are written in.
mod floor;
mod execution;
mod definition;
mod fields;
// The groups, those that others ask first.
mod outbound;
mod voice;
mod task;
mod supervisor;
mod worker;
mod dtmf;
mod telephony;
mod chat;
mod channel;
mod navigation;
mod ui;
mod insights;
// All of them.
mod command;
mod table;
mod parse;
mod complete;
mod legality;

pub(crate) use chat::{message_fits, show_draft_again};
pub use command::Command;
pub(crate) use command::{guard, land};
pub use complete::{change, complete};
pub(crate) use definition::Refused;
pub(crate) use execution::{Awaited, Effect, EmptiedDraft, Execution, Invoked, Landed, NestedAction, RefusedBy};
pub(crate) use floor::{Floor, FloorMut};
pub(crate) use legality::judge;
pub use parse::parse;
pub(crate) use parse::parse_in;
pub(crate) use table::facts;
#[cfg(test)]
pub(crate) use {chat::ChatCommand, navigation::NavigationCommand, task::TaskCommand, voice::VoiceCommand};

//! Typed payloads: what an invocation asks for, once it has been checked against the catalogue.
//!
//! The action engine calls [`parse`] on every invocation, before its body runs. The check reads the catalogue's
//! table and nothing else; what it has let pass is read into a [`Command`] and never checked again. Nothing here
//! knows the state of a centre: whether a sid names somebody is the body's to judge.

mod error;
mod lookup;
mod check;
mod command;
mod reader;
mod read;
mod parse;
mod named;
mod complete;

#[cfg(test)]
pub(super) mod samples;
#[cfg(test)]
mod tests;

pub use command::{
    ActivityName, ActivityRef, CalledParticipant, Command, Draft, Either, File, LegRef, MediaRef, OutboundCall,
    OutboundEmail, OutgoingMessage, Recording, TeamFilter, TemplateMessage, WorkerLegFlags,
};
pub use complete::{change, complete};
pub use error::PayloadError;
pub use named::{Conversing, conversation_of, reservation_of};
pub use parse::parse;
pub(crate) use reader::file_of;

//! Typed payloads: what an invocation asks for, once it has been checked against the catalogue.
//!
//! The action engine calls [`parse`] on every invocation, before its body runs. The check reads the catalogue's
//! table and nothing else; what it has let pass is read into a [`Command`] and never checked again. Nothing here
//! knows the state of a centre: whether a sid names somebody is the body's to judge.

mod check;
mod command;
mod complete;
mod read;
mod reader;

#[cfg(test)]
pub(super) mod samples;
#[cfg(test)]
mod tests;

use super::action::{Action, Code};
use super::value::Payload;
use crate::units::{ChannelId, ConversationId, ReservationId};

pub use command::{
    ActivityName, ActivityRef, CalledParticipant, Command, Draft, Either, File, LegRef, MediaRef, OutboundCall,
    OutboundEmail, OutgoingMessage, Recording, TeamFilter, TemplateMessage, WorkerLegFlags,
};

pub use complete::{change, complete};
pub use reader::file_of;

/// A payload that its action cannot be run with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PayloadError {
    /// The code that the invocation is rejected with.
    pub code: Code,
    /// Which field, and what is wrong with it.
    pub message: String,
}

/// The reservation that a payload names, by its sid or as a task.
pub fn reservation_of(payload: &Payload) -> Option<ReservationId> {
    let named = |name| ReservationId::try_from(check::sid_of(check::present(payload, name)?)?).ok();
    named("sid").or_else(|| named("task"))
}

/// The conversation that a payload names, by its sid or as an object, and otherwise the interaction channel.
pub fn conversation_of(payload: &Payload) -> Option<Conversing> {
    let sid = |name| check::sid_of(check::present(payload, name)?);
    let conversation = sid("conversationSid").or_else(|| sid("conversation"));
    let conversation =
        conversation.and_then(|sid| ConversationId::try_from(sid).ok()).map(Conversing::Conversation);
    let channel = || ChannelId::try_from(sid("channelSid")?).ok().map(Conversing::Channel);
    conversation.or_else(channel)
}

/// A conversation, or the interaction channel that it is had over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversing {
    /// The conversation.
    Conversation(ConversationId),
    /// The channel.
    Channel(ChannelId),
}

/// Checks the payload of an action and reads it.
///
/// # Errors
/// The first pair of fields of which neither is there; then the first field, in the order of the catalogue, that is
/// missing or holds something else; then the first pair whose sides name different things. The code is the one that
/// the catalogue gives.
pub fn parse(action: Action, payload: &Payload) -> Result<Command, PayloadError> {
    let entry = super::catalog::entry(action);
    check::check(entry, payload)?;
    read::read(action, payload)
}

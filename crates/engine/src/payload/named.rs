//! What a payload is about, for those who act on an invocation before it was checked, or whether it passes or not.

use super::lookup::{present, sid_of};
use crate::units::{ChannelId, ConversationId, ReservationId};
use crate::value::Payload;

/// A conversation, or the interaction channel that it is had over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversing {
    /// The conversation itself is named.
    Conversation(ConversationId),
    /// Only its channel is named.
    Channel(ChannelId),
}

/// The reservation that a payload names, by its sid or as a task.
pub fn reservation_of(payload: &Payload) -> Option<ReservationId> {
    let named = |name| ReservationId::try_from(sid_of(present(payload, name)?)?).ok();
    named("sid").or_else(|| named("task"))
}

/// The conversation that a payload names, by its sid or as an object, and otherwise the interaction channel.
pub fn conversation_of(payload: &Payload) -> Option<Conversing> {
    let sid = |name| sid_of(present(payload, name)?);
    let conversation = sid("conversationSid").or_else(|| sid("conversation"));
    let conversation =
        conversation.and_then(|sid| ConversationId::try_from(sid).ok()).map(Conversing::Conversation);
    let channel = || ChannelId::try_from(sid("channelSid")?).ok().map(Conversing::Channel);
    conversation.or_else(channel)
}

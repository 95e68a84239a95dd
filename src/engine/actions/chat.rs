//! Bodies: messages, typing, and leaving a conversation.

use super::{Course, Done, Engine, Landed, Refusal};
use crate::engine::action::Code;
use crate::engine::config::Channel;
use crate::engine::effects::Cx;
use crate::engine::payload::{File, OutgoingMessage};
use crate::engine::value::{Entries, Value};
use crate::units::{ChannelId, ConversationId, WorkerId};

/// How many characters a message may have.
const fn length_max(channel: Channel) -> usize {
    match channel {
        Channel::Voice | Channel::Chat => 32_768,
        Channel::Email => 3_200,
        Channel::Messaging => 1_600,
    }
}

pub(super) fn guard_send(engine: &Engine, message: &OutgoingMessage) -> Done<Course> {
    let body = message.body.trim();
    if body.is_empty() && message.files.is_empty() {
        return Err(Refusal::caller(Code::EmptyMessage, "the message has no text and no file"));
    }
    let platform = &engine.platform;
    let contact = platform.conversation(message.conversation).map(|it| it.contact);
    let channel = contact.and_then(|contact| platform.contact(contact)).map(|contact| contact.channel);
    let length = body.chars().count();
    match channel.map(length_max) {
        Some(most) if length > most => Err(Refusal::caller(
            Code::AbortedByListener,
            format!("the message has {length} characters, {most} are allowed"),
        )),
        Some(_) | None => Ok(Course::Remote),
    }
}

pub(super) fn send(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    message: OutgoingMessage,
) -> Done<Landed> {
    let media = match message.files.as_slice() {
        [] => Value::Null,
        files => Value::list(files.iter().map(file).collect()),
    };
    let index = engine.platform.worker_writes(cx, message.conversation, worker, message.body, media)?;
    Landed::value(Value::Int(i64::from(index)))
}

/// A file as messages carry it.
fn file(file: &File) -> Value {
    Value::map(Entries::from([
        ("name".into(), Value::Text(file.name.clone())),
        ("type".into(), Value::Text(file.media_type.clone())),
        ("bytes".into(), Value::Int(i64::try_from(file.size_bytes).unwrap_or(i64::MAX))),
    ]))
}

pub(super) fn types(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    conversation: ConversationId,
) -> Done<Landed> {
    engine.platform.worker_types(cx, conversation, worker)?;
    Landed::nothing()
}

pub(super) fn leave(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, channel: ChannelId) -> Done<Landed> {
    engine.platform.leave_channel(cx, channel, worker)?;
    Landed::nothing()
}

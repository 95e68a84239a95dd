//! Payloads for tests: values that fit a kind, values that don't, and payloads made of them.

use crate::catalog::{Entry, Field, FieldKind, Shape, entries};
use crate::units::{
    ActivityId, CallId, ChannelId, ConversationId, ParticipantId, QueueId, ReservationId, Sid, SidKind, TaskId,
    WorkerId,
};
use crate::value::{Fields, Payload, Value};

pub(crate) fn map(entries: &[(&str, Value)]) -> Value {
    Value::map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

/// A value that fits; `n` gives another one of the same kind where there are several.
pub(crate) fn sample(kind: &FieldKind, n: u32) -> Value {
    match kind {
        FieldKind::Task => Value::Ref(ReservationId::new(n).sid()),
        FieldKind::Worker => Value::Ref(WorkerId::new(n).sid()),
        FieldKind::Conversation => Value::Ref(ConversationId::new(n).sid()),
        FieldKind::Participant => map(&[("sid", Value::Sid(ParticipantId::new(n).sid()))]),
        FieldKind::ReservationSid => Value::Sid(ReservationId::new(n).sid()),
        FieldKind::TaskSid => Value::Sid(TaskId::new(n).sid()),
        FieldKind::WorkerSid | FieldKind::WorkerOrQueue => Value::Sid(WorkerId::new(n).sid()),
        FieldKind::QueueSid => Value::Sid(QueueId::new(n).sid()),
        FieldKind::ActivitySid => Value::Sid(ActivityId::new(n).sid()),
        FieldKind::ChannelSid => Value::Sid(ChannelId::new(n).sid()),
        FieldKind::ConversationSid | FieldKind::AnyConversationSid => Value::Sid(ConversationId::new(n).sid()),
        FieldKind::CallSid => Value::Sid(CallId::new(n).sid()),
        FieldKind::WorkerOrParticipant => Value::Sid(ParticipantId::new(n).sid()),
        FieldKind::Text | FieldKind::Word => Value::text("words"),
        FieldKind::Phone => Value::text("+1 (555) 01-23"),
        FieldKind::Address => Value::text("ann@example.org"),
        FieldKind::Url => Value::text("https://example.org/answer"),
        FieldKind::Digits => Value::text("12#w*D"),
        FieldKind::Bool => Value::Bool(true),
        FieldKind::Int | FieldKind::Priority => Value::Int(-1),
        FieldKind::Natural => Value::Int(0),
        FieldKind::OneOf(words) => Value::text(&words[0].to_lowercase()),
        FieldKind::Map => map(&[]),
        FieldKind::Record(fields) => record(fields),
        FieldKind::Records(fields) => Value::list(vec![record(fields)]),
        FieldKind::Media => Value::Sid(Sid::new(SidKind::Media, n)),
        FieldKind::Any => Value::Int(1),
    }
}

pub(crate) fn record(fields: &[Field]) -> Value {
    Value::map(fields.iter().map(|field| (field.name.into(), sample(&field.kind, 1))).collect())
}

/// Values of which none fits.
pub(crate) fn misfits(kind: &FieldKind) -> Vec<Value> {
    let number = Value::Float(0.5);
    match kind {
        FieldKind::Any => vec![],
        FieldKind::Task | FieldKind::Worker | FieldKind::Conversation | FieldKind::Participant => {
            vec![number, Value::Ref(QueueId::new(1).sid()), map(&[]), map(&[("sid", Value::text("one"))])]
        }
        FieldKind::ReservationSid
        | FieldKind::TaskSid
        | FieldKind::WorkerSid
        | FieldKind::QueueSid
        | FieldKind::ActivitySid
        | FieldKind::ChannelSid
        | FieldKind::ConversationSid
        | FieldKind::AnyConversationSid
        | FieldKind::CallSid
        | FieldKind::WorkerOrQueue
        | FieldKind::WorkerOrParticipant => {
            vec![
                number,
                Value::text("WR1"),
                Value::Sid(Sid::new(SidKind::Conference, 1)),
                sample(&FieldKind::Task, 1),
            ]
        }
        FieldKind::Text | FieldKind::Word => vec![number, Value::list(vec![])],
        FieldKind::Phone => vec![number, Value::text("+1 call me"), Value::text("1"), Value::text("client:")],
        FieldKind::Address => vec![number, Value::text("ann"), Value::text("@example.org"), Value::text("a b@c")],
        FieldKind::Url => vec![number, Value::text("ftp://example.org"), Value::text("https://")],
        FieldKind::Digits => vec![Value::Int(5), Value::text("5x")],
        FieldKind::Bool => vec![Value::Int(1), Value::text("true")],
        FieldKind::Int => vec![number, Value::text("1")],
        FieldKind::Natural => vec![number, Value::Int(-1)],
        FieldKind::Priority => vec![number, Value::Int(1 << 31), Value::Int(-(1 << 31) - 1)],
        FieldKind::OneOf(_) => vec![number, Value::text("tepid")],
        FieldKind::Map | FieldKind::Record(_) => vec![number, Value::list(vec![])],
        FieldKind::Records(_) => vec![number, map(&[]), Value::list(vec![Value::Int(1)])],
        FieldKind::Media => vec![number, map(&[("name", Value::text("a.png"))]), Value::text("a.png")],
    }
}

pub(crate) fn set(payload: &Payload, name: &str, value: Option<Value>) -> Payload {
    let Payload::Fields(fields) = payload else { panic!("a map of fields") };
    let mut changed = Fields::default();
    for (field, old) in fields.iter().filter(|(field, _)| *field != name) {
        changed.set(field.clone(), old.clone());
    }
    if let Some(value) = value {
        changed.set(name.into(), value);
    }
    Payload::Fields(changed)
}

/// A payload with every field of the entry, all of them good.
pub(crate) fn full(entry: &Entry) -> Payload {
    match entry.shape {
        Shape::None => Payload::Absent,
        Shape::BareText => Payload::Bare(Value::text("/teams/")),
        Shape::BareInt => Payload::Bare(Value::Int(-1)),
        Shape::Object | Shape::OptionalObject => {
            let mut fields = Fields::default();
            for field in entry.fields {
                fields.set(field.name.into(), sample(&field.kind, 1));
            }
            Payload::Fields(fields)
        }
    }
}

pub(crate) fn objects() -> impl Iterator<Item = &'static Entry> {
    entries().filter(|entry| matches!(entry.shape, Shape::Object | Shape::OptionalObject))
}

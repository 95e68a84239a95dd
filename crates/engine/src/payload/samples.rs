//! Payloads for tests: values that fit a kind, values that don't, and payloads made of them.

use crate::catalog::{Entry, Field, Kind, Shape, entries};
use crate::units::{
    ActivityId, CallId, ChannelId, ConversationId, ParticipantId, QueueId, ReservationId, Sid, SidKind, TaskId,
    WorkerId,
};
use crate::value::{Fields, Payload, Value};

pub(crate) fn map(entries: &[(&str, Value)]) -> Value {
    Value::map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

/// A value that fits; `n` gives another one of the same kind where there are several.
pub(crate) fn sample(kind: &Kind, n: u32) -> Value {
    match kind {
        Kind::Task => Value::Ref(ReservationId::new(n).sid()),
        Kind::Worker => Value::Ref(WorkerId::new(n).sid()),
        Kind::Conversation => Value::Ref(ConversationId::new(n).sid()),
        Kind::Participant => map(&[("sid", Value::Sid(ParticipantId::new(n).sid()))]),
        Kind::ReservationSid => Value::Sid(ReservationId::new(n).sid()),
        Kind::TaskSid => Value::Sid(TaskId::new(n).sid()),
        Kind::WorkerSid | Kind::WorkerOrQueue => Value::Sid(WorkerId::new(n).sid()),
        Kind::QueueSid => Value::Sid(QueueId::new(n).sid()),
        Kind::ActivitySid => Value::Sid(ActivityId::new(n).sid()),
        Kind::ChannelSid => Value::Sid(ChannelId::new(n).sid()),
        Kind::ConversationSid => Value::Sid(ConversationId::new(n).sid()),
        Kind::CallSid => Value::Sid(CallId::new(n).sid()),
        Kind::WorkerOrParticipant => Value::Sid(ParticipantId::new(n).sid()),
        Kind::Text | Kind::Word => Value::text("words"),
        Kind::Phone => Value::text("+1 (555) 01-23"),
        Kind::Address => Value::text("ann@example.org"),
        Kind::Digits => Value::text("12#w*D"),
        Kind::Bool => Value::Bool(true),
        Kind::Int => Value::Int(-1),
        Kind::Natural => Value::Int(0),
        Kind::OneOf(words) => Value::text(&words[0].to_lowercase()),
        Kind::Map => map(&[]),
        Kind::Record(fields) => record(fields),
        Kind::Records(fields) => Value::list(vec![record(fields)]),
        Kind::Media => Value::Sid(Sid::new(SidKind::Media, n)),
        Kind::Any => Value::Int(1),
    }
}

pub(crate) fn record(fields: &[Field]) -> Value {
    Value::map(fields.iter().map(|field| (field.name.into(), sample(&field.kind, 1))).collect())
}

/// Values of which none fits.
pub(crate) fn misfits(kind: &Kind) -> Vec<Value> {
    let number = Value::Float(0.5);
    match kind {
        Kind::Any => vec![],
        Kind::Task | Kind::Worker | Kind::Conversation | Kind::Participant => {
            vec![number, Value::Ref(QueueId::new(1).sid()), map(&[]), map(&[("sid", Value::text("one"))])]
        }
        Kind::ReservationSid
        | Kind::TaskSid
        | Kind::WorkerSid
        | Kind::QueueSid
        | Kind::ActivitySid
        | Kind::ChannelSid
        | Kind::ConversationSid
        | Kind::CallSid
        | Kind::WorkerOrQueue
        | Kind::WorkerOrParticipant => {
            vec![number, Value::text("WR1"), Value::Sid(Sid::new(SidKind::Conference, 1)), sample(&Kind::Task, 1)]
        }
        Kind::Text | Kind::Word => vec![number, Value::list(vec![])],
        Kind::Phone => vec![number, Value::text("+1 call me"), Value::text("1"), Value::text("client:")],
        Kind::Address => vec![number, Value::text("ann"), Value::text("@example.org"), Value::text("a b@c")],
        Kind::Digits => vec![Value::Int(5), Value::text("5x")],
        Kind::Bool => vec![Value::Int(1), Value::text("true")],
        Kind::Int => vec![number, Value::text("1")],
        Kind::Natural => vec![number, Value::Int(-1)],
        Kind::OneOf(_) => vec![number, Value::text("tepid")],
        Kind::Map | Kind::Record(_) => vec![number, Value::list(vec![])],
        Kind::Records(_) => vec![number, map(&[]), Value::list(vec![Value::Int(1)])],
        Kind::Media => vec![number, map(&[("name", Value::text("a.png"))]), Value::text("a.png")],
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

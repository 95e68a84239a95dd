//! What invariants hold of the floor: the floor itself, rows that are ids, and lists of them.

use std::rc::Rc;

use rhai::Dynamic;

use rushhour_engine::units::{
    ConferenceId, ContactId, ConversationId, ParticipantId, QueueId, ReservationId, TaskId, WorkerId,
};

/// `floor`: what an invariant is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Floor;

/// Some of a kind, in an order. A type of its own, because Rhai's arrays are limited to fewer elements than a floor has
/// people, and because nobody may change it.
#[derive(Clone, Debug)]
pub(crate) struct List<T>(pub(crate) Rc<[T]>);

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

/// Somebody who works in the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AgentRow(pub(crate) WorkerId);

/// A queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QueueRow(pub(crate) QueueId);

/// A task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TaskRow(pub(crate) TaskId);

/// A task as one agent has it: a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WorkRow(pub(crate) ReservationId);

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallRow(pub(crate) ConferenceId);

/// Somebody in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LegRow(pub(crate) (ConferenceId, ParticipantId));

/// A conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChatRow(pub(crate) ConversationId);

/// A customer's contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ContactRow(pub(crate) ContactId);

/// What messages call a row, and a list of such rows.
pub(crate) trait Row {
    const NOUN: &'static str;
    const LIST: &'static str;
}

macro_rules! nouns {
    ($($row:ident: $noun:literal, $list:literal;)+) => {
        $(
            impl Row for $row {
                const NOUN: &'static str = $noun;
                const LIST: &'static str = $list;
            }
        )+
    };
}

nouns! {
    AgentRow: "an agent", "a list of agents";
    QueueRow: "a queue", "a list of queues";
    TaskRow: "a task", "a list of tasks";
    WorkRow: "a piece of work", "a list of work";
    CallRow: "a call", "a list of calls";
    LegRow: "a participant", "a list of participants";
    ChatRow: "a conversation", "a list of conversations";
    ContactRow: "a contact", "a list of contacts";
}

/// What messages call a list of plain values.
pub(crate) const LIST_OF_VALUES: &str = "a list of values";

/// What messages call a value, where it is one of the floor's.
pub(crate) fn noun(value: &Dynamic) -> Option<&'static str> {
    if value.is::<Floor>() {
        return Some("the floor");
    }
    row_noun::<AgentRow>(value)
        .or_else(|| row_noun::<QueueRow>(value))
        .or_else(|| row_noun::<TaskRow>(value))
        .or_else(|| row_noun::<WorkRow>(value))
        .or_else(|| row_noun::<CallRow>(value))
        .or_else(|| row_noun::<LegRow>(value))
        .or_else(|| row_noun::<ChatRow>(value))
        .or_else(|| row_noun::<ContactRow>(value))
        .or_else(|| value.is::<List<Dynamic>>().then_some(LIST_OF_VALUES))
}

fn row_noun<T: Row + Clone + 'static>(value: &Dynamic) -> Option<&'static str> {
    if value.is::<T>() {
        return Some(T::NOUN);
    }
    value.is::<List<T>>().then_some(T::LIST)
}

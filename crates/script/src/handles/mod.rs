//! The objects that scripts hold. All are cheap to clone, and none can be changed.
//!
//! Here are only what they are made of and how messages name them; what scripts read of them and call on them is
//! registered by [`super::properties`], [`super::verbs`] and [`super::floor`].

mod floor;
mod hooks;
mod work;

pub(crate) use floor::{
    AgentRow, CallRow, ChatRow, ContactRow, Floor, LIST_OF_VALUES, LegRow, List, QueueRow, Row, TaskRow, WorkRow,
    noun,
};
pub(crate) use hooks::{CALL_ORIGINAL, Event, EventPayload, Listener, Original};
pub(crate) use work::{Me, MessageHandle, Object, RowHandle, Task};

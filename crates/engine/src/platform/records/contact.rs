//! Contacts: a customer at the centre, from their coming to their going.

use crate::config::Channel;
use crate::event::Direction;
use crate::units::{ConversationId, GroupId, QueueId, TaskId};
use crate::value::Value;

/// A customer's contact that is not over.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The channel on which they came; it never changes.
    pub channel: Channel,
    /// Whether the customer began it, or an agent.
    pub direction: Direction,
    /// The task that stands for it now.
    pub task: Option<TaskId>,
    /// The conversation, on digital channels.
    pub conversation: Option<ConversationId>,
    /// The queue that they dialled, or for which an agent wrote to them.
    pub queue: Option<QueueId>,
    /// Whether an agent ever accepted it.
    pub answered: bool,
    /// Attributes for the tasks of this contact.
    pub(in crate::platform) attributes: Value,
}

/// A customer who comes: what is known of them before the first task.
#[derive(Clone, Debug)]
pub struct OpenContact {
    /// Of which group they are.
    pub group: GroupId,
    /// The channel on which they came; it never changes.
    pub channel: Channel,
    /// The queue that they dialled, if the scenario sends them to one.
    pub queue: Option<QueueId>,
    /// Attributes of the task, a map. `priority`, a whole number, is the task's priority.
    pub attributes: Value,
}

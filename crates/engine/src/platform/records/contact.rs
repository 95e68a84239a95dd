//! Contacts: a customer at the centre, from their coming to their going.

use crate::config::Channel;
use crate::event::{Direction, PopulationId};
use crate::units::{ConversationId, QueueId, TaskId};
use crate::value::Value;

/// A customer's contact that is not over.
#[derive(Clone, Debug)]
pub struct Contact {
    /// On which channel.
    pub channel: Channel,
    /// Which way it began.
    pub direction: Direction,
    /// The task that stands for it now.
    pub task: Option<TaskId>,
    /// The conversation, on digital channels.
    pub conversation: Option<ConversationId>,
    /// The queue they dialled.
    pub queue: Option<QueueId>,
    /// Whether an agent ever accepted it.
    pub answered: bool,
    /// Attributes for the tasks of this contact.
    pub(in crate::platform) attributes: Value,
}

/// How a customer comes.
#[derive(Clone, Debug)]
pub struct OpenContact {
    /// Of which population they are.
    pub population: PopulationId,
    /// On which channel.
    pub channel: Channel,
    /// Which queue they dialled.
    pub queue: Option<QueueId>,
    /// Attributes of the task, a map. `priority`, a whole number, is the task's priority.
    pub attributes: Value,
}

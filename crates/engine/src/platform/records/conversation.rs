//! Conversations: messages between a customer and agents, and the interaction channel that ties them to tasks.

use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::event::{ChannelStatus, Enclosed, Member};
use crate::units::{ChannelId, ContactId, SimTime, TaskId, WorkerId};
use crate::value::Value;

/// A conversation that is not closed.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The interaction channel that ties it to tasks.
    pub channel: ChannelId,
    /// The status of its interaction channel.
    pub status: ChannelStatus,
    /// The customer's contact.
    pub contact: ContactId,
    /// The task that stands for it now.
    pub task: Option<TaskId>,
    /// Who takes part, in the order of their coming.
    pub members: SmallVec<[Participation; 2]>,
    /// All messages; their place is their index.
    pub messages: Vec<StoredMessage>,
    /// The bytes of their texts.
    pub(in crate::platform) text_bytes: usize,
    /// The agent who has paused it, while it is paused.
    pub paused_by: Option<WorkerId>,
    /// How often it was paused.
    pub(in crate::platform) pauses: u32,
    /// Whether it goes on when the agent who has stepped back from it is done with their after-contact work.
    pub(in crate::platform) stays_open: bool,
}

/// Somebody's part in a conversation.
#[derive(Clone, Debug)]
pub struct Participation {
    /// The customer, or the agent.
    pub member: Member,
    /// Whether they are typing.
    pub typing: bool,
    /// Counts their bursts of typing.
    pub(in crate::platform) typing_serial: u32,
}

/// A message of a conversation.
#[derive(Clone, Debug)]
pub struct StoredMessage {
    /// Who wrote it.
    pub author: Member,
    /// The moment at which it was sent, which is that of its delivery.
    pub at: SimTime,
    /// The text; it may be blank where files go with it.
    pub body: SmolStr,
    /// Files, a list of maps, or nothing.
    pub media: Value,
    /// Its attributes, and its subject.
    pub with: Enclosed,
}

impl Conversation {
    /// The index that its next message gets.
    pub(crate) fn next_index(&self) -> u32 {
        let Ok(index) = u32::try_from(self.messages.len()) else {
            unreachable!("{} has more messages than there are indexes", self.channel)
        };
        index
    }
    /// The part that somebody has in it; none where they take no part.
    pub fn member(&self, member: Member) -> Option<&Participation> {
        self.members.iter().find(|part| part.member == member)
    }
    pub(in crate::platform) fn has_agent(&self) -> bool {
        self.members.iter().any(|part| matches!(part.member, Member::Worker(_)))
    }
    /// Whether an agent attends to it, or will: it is not inactive, paused or over.
    pub fn is_attended(&self) -> bool {
        matches!(self.status, ChannelStatus::Setup | ChannelStatus::Active | ChannelStatus::Transfer)
    }
}

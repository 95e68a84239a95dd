//! Conversations: messages between a customer and agents, and the interaction channel that ties them to tasks.
//!
//! A message gets the next index and is delivered to every other participant at once, in the same order everywhere.

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::records::{Conversation, Participation, StoredMessage};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::config::Channel;
use crate::effects::{Cx, Timer};
use crate::event::{
    ChannelEvent, ChannelStatus, ContactEnd, ConversationEvent, Enclosed, Event, Member, TaskStatus, TransferMode,
};
use crate::limits::{MESSAGE_BYTES_MAX, MESSAGES_MAX, grouped};
use crate::planted::planted;
use crate::units::{ChannelId, ContactId, ConversationId, ReservationId, Sid, SidKind, TaskId, WorkerId};
use crate::value::{Entries, Value};

impl Platform {
    /// A customer who writes gets a conversation.
    pub(super) fn open_conversation(&mut self, cx: &mut Cx<'_>, contact: ContactId) -> ConversationId {
        let conversation = self.conversations.next_key();
        let channel = ChannelId::new(conversation.number());
        self.conversations.insert(Conversation {
            channel,
            status: ChannelStatus::Setup,
            contact,
            task: None,
            members: SmallVec::new(),
            messages: Vec::new(),
            text_bytes: 0,
            paused_by: None,
            pauses: 0,
            stays_open: false,
        });
        let about = &mut self.contacts[contact];
        about.conversation = Some(conversation);
        // By it the desktop finds its way from each task to the messages.
        let way = Entries::from([("conversationSid".into(), Value::Sid(conversation.sid()))]);
        about.attributes = about.attributes.merged(&Value::map(way));
        cx.emit(Event::Conversation(conversation, ConversationEvent::Opened { channel, contact }));
        self.join_conversation(cx, conversation, Member::Customer);
        conversation
    }

    /// The conversation behind an interaction channel.
    pub fn conversation_of_channel(&self, channel: ChannelId) -> Option<ConversationId> {
        let id = ConversationId::new(channel.number());
        self.conversations.get(id).map(|_| id)
    }

    /// Somebody takes part. Nothing where they do already, or where the conversation is closed.
    pub(super) fn join_conversation(&mut self, cx: &mut Cx<'_>, id: ConversationId, member: Member) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        if conversation.member(member).is_some() {
            return;
        }
        conversation.members.push(Participation { member, typing: false, typing_serial: 0 });
        cx.emit(Event::Conversation(
            id,
            ConversationEvent::Joined { member, next_index: conversation.next_index() },
        ));
    }

    /// Somebody takes part no more. Nothing where they did not, or where the conversation is closed: agents may complete
    /// their work long after that.
    pub(super) fn leave_conversation(&mut self, cx: &mut Cx<'_>, id: ConversationId, member: Member) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        let before = conversation.members.len();
        conversation.members.retain(|part| part.member != member);
        if conversation.members.len() < before {
            cx.emit(Event::Conversation(id, ConversationEvent::Left { member }));
        }
    }

    /// The agent who accepted takes part, and the channel is active.
    pub(super) fn worker_joins_chat(&mut self, cx: &mut Cx<'_>, task: TaskId, worker: WorkerId) {
        let Some(conversation) = self.tasks[task].conversation else {
            unreachable!("{task} is no call and has no conversation")
        };
        // Closed it can be only where a planted bug has brought an offer back.
        if let Some(conversation) = self.conversations.get_mut(conversation) {
            conversation.task = Some(task);
            conversation.stays_open = false;
        }
        self.move_channel(cx, conversation, ChannelStatus::Active);
        self.join_conversation(cx, conversation, Member::Worker(worker));
    }

    /// An agent whose work is done takes no part any more; nothing for calls.
    pub(super) fn worker_leaves_chat(&mut self, cx: &mut Cx<'_>, task: TaskId, worker: WorkerId) {
        let Some(conversation) = self.tasks[task].conversation else { return };
        // They may have accepted the next task of the same conversation before they completed this one.
        let current = self.conversations.get(conversation).and_then(|conversation| conversation.task);
        let goes_on =
            current.is_some_and(|current| current != task && self.accepted_by(current, worker).is_some());
        if !goes_on {
            self.leave_conversation(cx, conversation, Member::Worker(worker));
        }
    }

    /// Moves the interaction channel to another status. Nothing where the conversation is closed.
    pub(super) fn move_channel(&mut self, cx: &mut Cx<'_>, id: ConversationId, to: ChannelStatus) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        let (from, channel) = (conversation.status, conversation.channel);
        if from != to {
            conversation.status = to;
            cx.emit(Event::Channel(channel, ChannelEvent::Changed { conversation: id, from, to }));
        }
    }

    /// A transfer of a conversation was initiated; nothing for calls.
    pub(super) fn channel_in_transfer(&mut self, cx: &mut Cx<'_>, task: TaskId) {
        if let Some(conversation) = self.tasks[task].conversation {
            self.move_channel(cx, conversation, ChannelStatus::Transfer);
        }
    }

    /// A transfer of a conversation was taken or came to nothing; nothing for calls.
    pub(super) fn channel_active_again(&mut self, cx: &mut Cx<'_>, task: TaskId) {
        let Some(id) = self.tasks[task].conversation else { return };
        if self.conversations.get(id).is_some_and(|it| it.status == ChannelStatus::Transfer) {
            self.move_channel(cx, id, ChannelStatus::Active);
        }
    }

    /// A conversation whose task nobody handles any more is inactive; nothing for calls, and where it is closed.
    pub(super) fn deactivate_if_unattended(&mut self, cx: &mut Cx<'_>, task: TaskId) {
        let subject = &self.tasks[task];
        let Some(id) = subject.conversation else { return };
        let handled = matches!(subject.status, TaskStatus::Pending | TaskStatus::Reserved | TaskStatus::Assigned);
        let Some(conversation) = self.conversations.get(id) else { return };
        let newer = conversation.task.is_some_and(|current| current != task);
        if !handled && !newer && conversation.is_attended() {
            self.move_channel(cx, id, ChannelStatus::Inactive);
        }
    }

    /// The last agent has completed their work on the newest task of a conversation: it is closed. Nothing for
    /// calls, where it is closed already, and while the conversation is paused or goes on with a newer task.
    pub(super) fn close_if_done(&mut self, cx: &mut Cx<'_>, task: TaskId) {
        let subject = &self.tasks[task];
        let (Some(id), true) = (subject.conversation, subject.status == TaskStatus::Completed) else { return };
        let Some(conversation) = self.conversations.get(id) else { return };
        let newest = self.contacts.get(conversation.contact).is_none_or(|contact| contact.task == Some(task));
        let stays_open = conversation.stays_open && conversation.member(Member::Customer).is_some();
        if newest && !conversation.has_agent() && !stays_open {
            self.close_conversation(cx, id);
        }
    }

    /// The customer has left: with no agent in it, the conversation is closed. Nothing where it is closed already: what
    /// becomes of the task before that may have closed it.
    pub(super) fn close_if_deserted(&mut self, cx: &mut Cx<'_>, id: ConversationId) {
        let Some(conversation) = self.conversations.get(id) else { return };
        let task = conversation.task;
        let cold = task
            .and_then(|task| self.tasks.get(task)?.transfer_in_flight())
            .is_some_and(|transfer| transfer.mode == TransferMode::Cold);
        if let (true, Some(task)) = (cold, task) {
            self.fail_transfer(cx, task);
        }
        let Some(conversation) = self.conversations.get(id) else { return };
        let deserted = !conversation.has_agent() && conversation.member(Member::Customer).is_none();
        if deserted && !planted!(self, DesertedStaysOpen) {
            self.close_conversation(cx, id);
        }
    }

    /// A conversation is over, and its contact with it.
    pub(super) fn close_conversation(&mut self, cx: &mut Cx<'_>, id: ConversationId) {
        self.forget_pause(id);
        let conversation = &self.conversations[id];
        let contact = conversation.contact;
        let members: SmallVec<[Member; 2]> = conversation.members.iter().map(|part| part.member).collect();
        for member in members {
            self.leave_conversation(cx, id, member);
        }
        self.move_channel(cx, id, ChannelStatus::Closed);
        self.conversations.remove(id);
        cx.emit(Event::Conversation(id, ConversationEvent::Removed));
        self.end_contact(cx, contact, ContactEnd::Released);
    }

    /// Appends a message and delivers it to every other participant. Its author stops typing.
    pub(super) fn append_message(
        &mut self,
        cx: &mut Cx<'_>,
        id: ConversationId,
        author: Member,
        body: SmolStr,
        media: Value,
        with: Enclosed,
    ) -> u32 {
        self.stop_typing(cx, id, author);
        let media = self.filed(media);
        let twice = media != Value::Null && planted!(self, FileDeliveredTwice);
        let typing_misses = planted!(self, TypingMissesMessage);
        let conversation = &mut self.conversations[id];
        let index = conversation.next_index();
        // For statistics: a text of more than four thousand million characters counts as one of so many.
        let length = u32::try_from(body.chars().count()).unwrap_or(u32::MAX);
        conversation.text_bytes += body.len() + media.bytes() + with.bytes();
        let stored = StoredMessage { author, at: cx.now, body, media, with: with.clone() };
        conversation.messages.push(stored);
        cx.emit(Event::Conversation(id, ConversationEvent::Sent { index, author, length, with }));
        for part in &conversation.members {
            if part.member != author && !(part.typing && typing_misses) {
                let delivered = Event::Conversation(id, ConversationEvent::Delivered { index, to: part.member });
                cx.out.events.extend(std::iter::repeat_n(delivered, 1 + usize::from(twice)));
            }
        }
        index
    }

    /// Files of a message get a sid each, by which they can be downloaded.
    fn filed(&mut self, media: Value) -> Value {
        let Value::List(files) = &media else { return media };
        let filed = files.iter().map(|file| {
            let Value::Map(entries) = file else { return file.clone() };
            let mut entries = Entries::clone(entries);
            let Ok(number) = u32::try_from(self.media_created) else { unreachable!("no sid of a file is left") };
            entries.insert("sid".into(), Value::Sid(Sid::new(SidKind::Media, number)));
            self.media_created += 1;
            Value::map(entries)
        });
        Value::list(filed.collect())
    }

    /// A customer writes. An inactive conversation becomes active, with a new task for any agent. False where the
    /// conversation is over.
    pub(crate) fn customer_writes(
        &mut self,
        cx: &mut Cx<'_>,
        contact: ContactId,
        body: SmolStr,
        media: Value,
    ) -> bool {
        let Some(id) = self.contacts.get(contact).and_then(|contact| contact.conversation) else { return false };
        // A conversation is closed together with its contact.
        let conversation = &self.conversations[id];
        let reactivates = conversation.status == ChannelStatus::Inactive;
        let with = if conversation.messages.is_empty() { self.subject_of(contact) } else { Enclosed::default() };
        self.append_message(cx, id, Member::Customer, body, media, with);
        if reactivates {
            if !planted!(self, EachReplyOpensTask) {
                self.move_channel(cx, id, ChannelStatus::Active);
            }
            let task = self.create_inbound_task(cx, contact);
            self.conversations[id].task = task;
            self.settle_routing(cx);
        }
        true
    }

    /// What goes with the first message of a customer: an e-mail has a subject where the contact's attributes say one.
    fn subject_of(&self, contact: ContactId) -> Enclosed {
        let contact = &self.contacts[contact];
        let subject = match contact.attributes.get("subject") {
            Some(Value::Text(subject)) if contact.channel == Channel::Email => Some(subject.clone()),
            _ => None,
        };
        Enclosed::new(Value::Null, subject)
    }

    /// That a conversation takes no message more of so many bytes, if it does not.
    pub fn conversation_is_full(&self, id: ConversationId, bytes: usize) -> Option<String> {
        let conversation = self.conversations.get(id)?;
        let what = if conversation.messages.len() >= MESSAGES_MAX {
            format!("{} messages", grouped(MESSAGES_MAX))
        } else if conversation.text_bytes.saturating_add(bytes) > MESSAGE_BYTES_MAX {
            format!("{} bytes of text", grouped(MESSAGE_BYTES_MAX))
        } else {
            return None;
        };
        Some(format!("a conversation has at most {what}: hang up, and begin another one"))
    }

    /// An agent writes.
    ///
    /// # Errors
    /// `NoConversation`, `SendMessageFailed` where the conversation is not open or the agent has no part in it.
    pub(crate) fn worker_writes(
        &mut self,
        cx: &mut Cx<'_>,
        id: ConversationId,
        worker: WorkerId,
        body: SmolStr,
        media: Value,
        with: Enclosed,
    ) -> Done<u32> {
        self.open_to(id, worker, Code::SendMessageFailed)?;
        if let Some(message) = self.conversation_is_full(id, body.len() + with.bytes()) {
            return Err(Refusal::limit(message));
        }
        Ok(self.append_message(cx, id, Member::Worker(worker), body, media, with))
    }

    /// That a conversation is open and the agent takes part in it.
    pub(crate) fn open_to(&self, id: ConversationId, worker: WorkerId, code: Code) -> Done {
        let Some(conversation) = self.conversations.get(id) else {
            let ever = self.conversations.ever_had(id);
            let message = format!("conversation {id} {}", if ever { "is closed" } else { "does not exist" });
            return Err(if ever {
                Refusal::world(Code::NoConversation, message)
            } else {
                Refusal::caller(Code::NoConversation, message)
            });
        };
        if conversation.member(Member::Worker(worker)).is_none() && !planted!(self, LeaverStillSends) {
            let name = self.worker(worker).map_or("", |worker| &worker.name);
            return Err(Refusal::world(code, format!("{name} takes no part in conversation {id}")));
        }
        if !conversation.is_attended() || conversation.member(Member::Customer).is_none() {
            return Err(Refusal::world(code, format!("conversation {id} is not open any more")));
        }
        Ok(())
    }

    /// An agent is typing, for a few seconds or until they send.
    ///
    /// # Errors
    /// `NoConversation`, `TypingFailed`.
    pub(crate) fn worker_types(&mut self, cx: &mut Cx<'_>, id: ConversationId, worker: WorkerId) -> Done {
        self.open_to(id, worker, Code::TypingFailed)?;
        let member = Member::Worker(worker);
        let conversation = &mut self.conversations[id];
        // Who takes no part gets here only by a planted bug.
        let Some(part) = conversation.members.iter_mut().find(|part| part.member == member) else { return Ok(()) };
        part.typing_serial += 1;
        let (serial, began) = (part.typing_serial, !part.typing);
        part.typing = true;
        if began {
            cx.emit(Event::Conversation(id, ConversationEvent::TypingChanged { member, typing: true }));
        }
        cx.after(self.center.timeouts.typing, Timer::Typing(id, member, serial));
        Ok(())
    }

    pub(super) fn stop_typing(&mut self, cx: &mut Cx<'_>, id: ConversationId, member: Member) {
        let part = self
            .conversations
            .get_mut(id)
            .and_then(|conversation| conversation.members.iter_mut().find(|part| part.member == member));
        if let Some(part) = part.filter(|part| part.typing) {
            part.typing = false;
            cx.emit(Event::Conversation(id, ConversationEvent::TypingChanged { member, typing: false }));
        }
    }

    /// The accepted reservation by which a worker attends to a conversation.
    pub(super) fn attending(&self, id: ConversationId, worker: WorkerId) -> Option<ReservationId> {
        self.accepted_by(self.conversations.get(id)?.task?, worker)
    }
}

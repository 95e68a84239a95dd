//! Conversations put aside: paused by an agent, resumed by them, or routed again when nobody comes back to them.

use super::records::{Conversation, Task};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::config::Channel;
use crate::effects::{Cx, Timer};
use crate::event::{ChannelStatus, Member};
use crate::limits::{OPEN_OF_WORKER_MAX, grouped};
use crate::planted::planted;
use crate::units::{ChannelId, ConversationId, QueueId, ReservationId, TaskId, WorkerId};
use crate::value::Value;

impl Platform {
    /// The conversation and the accepted reservation by which a worker may step back from an active channel.
    pub(super) fn may_step_back(
        &self,
        channel: ChannelId,
        worker: WorkerId,
        code: Code,
    ) -> Done<(ConversationId, ReservationId)> {
        let Some(id) = self.conversation_of_channel(channel) else {
            let message = format!("interaction channel {channel} is closed or does not exist");
            return Err(if self.conversations.ever_had(ConversationId::new(channel.number())) {
                Refusal::world(code, message)
            } else {
                Refusal::caller(code, message)
            });
        };
        let reservation = self.attending(id, worker).ok_or_else(|| {
            Refusal::world(code, format!("no accepted task of this agent owns interaction channel {channel}"))
        })?;
        let status = self.conversations.get(id).map(|conversation| conversation.status);
        if status != Some(ChannelStatus::Active) {
            return Err(Refusal::world(code, format!("interaction channel {channel} is not active")));
        }
        Ok((id, reservation))
    }

    /// An agent leaves an active channel: their reservation completes, or wraps where the centre says so; the
    /// conversation stays open, and the customer's next message makes a new task for any agent.
    ///
    /// # Errors
    /// `LeaveChannelFailed`.
    pub(crate) fn leave_channel(&mut self, cx: &mut Cx<'_>, channel: ChannelId, worker: WorkerId) -> Done {
        let (id, reservation) = self.may_step_back(channel, worker, Code::LeaveChannelFailed)?;
        self.leave_conversation(cx, id, Member::Worker(worker));
        let others = self.conversations[id].has_agent();
        if !others {
            self.move_channel(cx, id, ChannelStatus::Inactive);
        }
        self.step_back(cx, id, reservation, self.center.features.wrap_on_leave);
        self.close_if_deserted(cx, id);
        self.settle_routing(cx);
        Ok(())
    }

    /// Ends an agent's work in a conversation that goes on without them.
    fn step_back(&mut self, cx: &mut Cx<'_>, id: ConversationId, reservation: ReservationId, wraps: bool) {
        self.conversations[id].stays_open = true;
        if wraps {
            self.begin_wrapping(cx, reservation);
        } else {
            self.finish_without_closing(cx, reservation);
        }
    }

    /// An agent puts a conversation aside: the work on it is done without wrapping (unless the centre says
    /// otherwise), and it waits on the agent's list.
    ///
    /// # Errors
    /// `PauseChannelFailed`.
    pub(crate) fn pause_channel(&mut self, cx: &mut Cx<'_>, channel: ChannelId, worker: WorkerId) -> Done {
        let (id, reservation) = self.may_step_back(channel, worker, Code::PauseChannelFailed)?;
        let others = self.conversations.get(id).is_some_and(|conversation| {
            let other = |member| matches!(member, Member::Worker(other) if other != worker);
            conversation.members.iter().any(|part| other(part.member))
        });
        if others {
            let message = format!("another agent attends to interaction channel {channel}");
            return Err(Refusal::world(Code::PauseChannelFailed, message));
        }
        self.leave_conversation(cx, id, Member::Worker(worker));
        self.put_aside(cx, id, worker);
        if !planted!(self, PauseKeepsReservation) {
            self.step_back(cx, id, reservation, self.center.features.wrap_on_pause);
        }
        self.close_if_deserted(cx, id);
        self.settle_routing(cx);
        Ok(())
    }

    /// Puts a conversation on an agent's list of paused ones.
    fn put_aside(&mut self, cx: &mut Cx<'_>, id: ConversationId, worker: WorkerId) {
        self.move_channel(cx, id, ChannelStatus::Pause);
        let conversation = &mut self.conversations[id];
        conversation.paused_by = Some(worker);
        conversation.pauses += 1;
        let serial = conversation.pauses;
        self.workers[worker.index()].paused.push(id);
        cx.after(self.center.timeouts.paused, Timer::Paused(id, serial));
    }

    /// An agent has not taken the work that they took up again: the conversation waits on their list as before.
    /// Otherwise it would be on nobody's, and its customer would wait for ever. False where nothing was taken up.
    pub(super) fn pause_again(&mut self, cx: &mut Cx<'_>, task: TaskId) -> bool {
        let Task { own_worker: Some(worker), conversation: Some(id), .. } = self.tasks[task] else { return false };
        let current =
            |it: &Conversation| it.task == Some(task) && it.pauses > 0 && it.is_attended() && !it.has_agent();
        if !self.conversations.get(id).is_some_and(current) {
            return false;
        }
        self.put_aside(cx, id, worker);
        true
    }

    /// The conversations that an agent has paused, oldest first; of one channel, or of all.
    pub fn paused_by(
        &self,
        worker: WorkerId,
        of: Option<Channel>,
    ) -> impl Iterator<Item = (ConversationId, ChannelId)> + '_ {
        let paused = self.worker(worker).map(|worker| worker.paused.as_slice()).unwrap_or_default();
        paused.iter().filter_map(move |id| {
            let conversation = self.conversations.get(*id)?;
            let channel = self.contacts.get(conversation.contact).map(|contact| contact.channel);
            let wanted = of.is_none_or(|of| channel == Some(of));
            wanted.then_some((*id, conversation.channel))
        })
    }

    /// An agent takes a paused conversation up again: a new task on the same channel, reserved for them.
    ///
    /// # Errors
    /// `ResumeChannelFailed` where it is not paused, or not by them.
    pub(crate) fn resume_channel(
        &mut self,
        cx: &mut Cx<'_>,
        channel: ChannelId,
        worker: WorkerId,
    ) -> Done<TaskId> {
        let failed = |message: String| Refusal::world(Code::ResumeChannelFailed, message);
        let id = self
            .conversation_of_channel(channel)
            .ok_or_else(|| failed(format!("interaction channel {channel} is closed")))?;
        let conversation = self.conversations.get(id);
        let Some(contact) = conversation.filter(|it| it.paused_by == Some(worker)).map(|it| it.contact) else {
            return Err(failed(format!("interaction channel {channel} is not paused by this agent")));
        };
        let Some(queue) = self.contacts.get(contact).map(|contact| contact.queue) else {
            return Err(failed(format!("the contact of interaction channel {channel} is over")));
        };
        self.end_pause(cx, id);
        let Some(task) = self.create_own_task(cx, contact, worker, queue) else {
            unreachable!("{contact:?} is open, and no task could be made for it")
        };
        self.conversations[id].task = Some(task);
        self.settle_routing(cx);
        Ok(task)
    }

    fn end_pause(&mut self, cx: &mut Cx<'_>, id: ConversationId) {
        self.forget_pause(id);
        self.move_channel(cx, id, ChannelStatus::Active);
    }

    /// Takes a conversation off its agent's list.
    pub(super) fn forget_pause(&mut self, id: ConversationId) {
        let conversation = &mut self.conversations[id];
        conversation.stays_open = false;
        if let Some(worker) = conversation.paused_by.take() {
            self.workers[worker.index()].paused.retain(|paused| *paused != id);
        }
    }

    /// Whether a conversation is still in this pause.
    pub(super) fn is_in_pause(&self, id: ConversationId, serial: u32) -> bool {
        self.conversations.get(id).is_some_and(|it| it.pauses == serial && it.paused_by.is_some())
    }

    /// Nobody has come back to a paused conversation: it is routed again.
    pub(super) fn pause_is_over(&mut self, cx: &mut Cx<'_>, id: ConversationId) {
        self.end_pause(cx, id);
        // Where a planted bug keeps a conversation open that its customer has left, there is no contact any more.
        let task = self.create_inbound_task(cx, self.conversations[id].contact);
        self.conversations[id].task = task;
    }

    /// Whether an agent may have one more thing open that they begin themselves.
    pub(crate) fn may_begin(&self, worker: WorkerId) -> Done {
        if self.worker(worker).is_none_or(|it| it.open.len() < OPEN_OF_WORKER_MAX) {
            return Ok(());
        }
        Err(Refusal::limit(format!(
            "the agent has {} reservations that are open: complete some of them first",
            grouped(OPEN_OF_WORKER_MAX)
        )))
    }

    /// An agent begins an e-mail: a contact of the centre's own making, with a conversation that its addressee is
    /// in, and a task reserved for the agent.
    pub(crate) fn compose(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        queue: QueueId,
        attributes: Value,
    ) -> TaskId {
        let contact = self.place_contact(cx, Channel::Email, worker);
        let placed = &mut self.contacts[contact];
        placed.attributes = attributes;
        placed.queue = Some(queue);
        let conversation = self.open_conversation(cx, contact);
        let Some(task) = self.create_own_task(cx, contact, worker, Some(queue)) else {
            unreachable!("the contact of {conversation} was made just now and is over")
        };
        self.conversations[conversation].task = Some(task);
        task
    }
}

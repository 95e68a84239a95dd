//! Hands each event to those checkers whom it concerns. The one place in the audit that knows all events.

use super::model::Reservation;
use super::voice::Flags;
use super::watch::Audit;
use crate::config::Channel;
use crate::event::{
    ChannelEvent, ConferenceEvent, ContactEvent, ConversationEvent, Event, InvocationEvent, ReservationEvent,
    ReservationStatus, TaskEvent, WorkerEvent,
};
use crate::units::{ConferenceId, ContactId, ConversationId, InvocationId, ReservationId, TaskId, WorkerId};

impl Audit {
    /// Takes an event in; what it means is judged when the step is over.
    pub(super) fn feed(&mut self, event: &Event) {
        self.invocations.note_change(event);
        match event {
            Event::Contact(id, event) => self.contact(*id, event),
            Event::Task(id, event) => self.task(*id, event),
            Event::Reservation(id, event) => self.reservation(*id, event),
            Event::Conference(id, event) => self.conference(*id, event),
            Event::Conversation(id, event) => self.conversation(*id, event),
            Event::Channel(_, ChannelEvent::Changed { conversation, from: _, to }) => {
                self.conversations.status(*conversation, *to);
            }
            Event::Worker(id, event) => self.worker(*id, event),
            // What a desktop shows is not the platform's state.
            Event::Desktop(..) => {}
            Event::Invocation(id, event) => self.invocation(*id, event),
        }
    }

    fn contact(&mut self, id: ContactId, event: &ContactEvent) {
        match event {
            ContactEvent::Arrived { channel, .. } | ContactEvent::Placed { channel, .. } => {
                self.model.contact_began(id, *channel);
            }
            ContactEvent::Ended { .. } => self.model.contact_ended(id),
            ContactEvent::Answered { .. } | ContactEvent::Redirected { .. } => {}
        }
    }

    fn task(&mut self, id: TaskId, event: &TaskEvent) {
        let Self { model, priorities, found, .. } = self;
        match event {
            TaskEvent::Created { contact, channel, priority, .. } => {
                model.task_created(id, *contact, *channel, found);
                priorities.created(id, *channel, *priority);
            }
            TaskEvent::Queued { queue, priority, .. } => priorities.queued(id, *queue, *priority),
            TaskEvent::Changed { from, to } => {
                model.task_changed(id, *from, *to, found);
                priorities.changed(id, *to);
            }
            TaskEvent::AttributesChanged { version, attributes } => {
                model.attributes_changed(id, *version, found);
                priorities.attributes(id, attributes);
            }
            TaskEvent::Removed => {
                model.task_removed(id, found);
                priorities.removed(id);
            }
            TaskEvent::TransferStarted { mode, initiator, target } => {
                model.transfer_started(id, *mode, *initiator, *target, found);
            }
            TaskEvent::TransferSettled { outcome } => model.transfer_settled(id, *outcome, found),
            TaskEvent::ConsultationEnded => model.consultation_ended(id),
        }
    }

    fn reservation(&mut self, id: ReservationId, event: &ReservationEvent) {
        let Self { model, reservations, priorities, found, .. } = self;
        match event {
            ReservationEvent::Created { task, worker, queue, purpose, expires_at } => {
                let made = Reservation {
                    task: *task,
                    worker: *worker,
                    channel: Channel::Voice,
                    purpose: *purpose,
                    status: ReservationStatus::Pending,
                    expires_at: *expires_at,
                };
                model.reservation_created(id, made, *queue, found);
                reservations.created(id, *expires_at);
                priorities.reserved(*task, *worker, *queue, *purpose);
            }
            ReservationEvent::Changed { from, to, .. } => model.reservation_changed(id, *from, *to, found),
            ReservationEvent::WorkerCalled { .. } => {}
        }
    }

    fn conference(&mut self, id: ConferenceId, event: &ConferenceEvent) {
        let Self { model, voice, invocations, found, .. } = self;
        match event {
            ConferenceEvent::Started { task } => {
                model.conference_started(id, *task, found);
                voice.started(id, *task);
            }
            ConferenceEvent::Ended { task, .. } => {
                model.conference_ended(id, *task);
                voice.ended(id);
            }
            ConferenceEvent::Ringing { participant, role } => {
                voice.ringing(id, *participant, *role);
                voice.task_of(id).into_iter().for_each(|task| model.call_changed(task));
            }
            ConferenceEvent::Joined { participant, role, end_on_exit } => {
                voice.joined(id, *participant, *role, *end_on_exit);
                voice.task_of(id).into_iter().for_each(|task| model.call_changed(task));
                invocations.moved(*role, true);
            }
            ConferenceEvent::ParticipantChanged { participant, role, hold, muted, coaching, end_on_exit } => {
                invocations.flags_changed(*role);
                let flags = Flags { hold: *hold, muted: *muted, coaching: *coaching, end_on_exit: *end_on_exit };
                voice.changed(id, *participant, flags, found);
            }
            ConferenceEvent::Left { participant, role, .. } => {
                voice.left(id, *participant);
                voice.task_of(id).into_iter().for_each(|task| model.call_changed(task));
                invocations.moved(*role, false);
            }
            ConferenceEvent::TonesSent { .. } => {}
        }
    }

    fn conversation(&mut self, id: ConversationId, event: &ConversationEvent) {
        let Self { model, conversations, found, .. } = self;
        match event {
            ConversationEvent::Opened { contact, .. } => {
                model.conversation_opened(id, *contact);
                conversations.opened(id, *contact);
            }
            ConversationEvent::Removed => conversations.removed(id, found),
            ConversationEvent::Joined { member, next_index } => {
                conversations.joined(id, *member, *next_index, found)
            }
            ConversationEvent::Left { member } => conversations.left(id, *member, found),
            ConversationEvent::Sent { index, author, .. } => conversations.sent(id, *index, *author, found),
            ConversationEvent::Delivered { index, to } => conversations.delivered(id, *index, *to, found),
            ConversationEvent::TypingChanged { .. } => {}
        }
    }

    fn worker(&mut self, id: WorkerId, event: &WorkerEvent) {
        match event {
            WorkerEvent::Added { capacity, activity, .. } => self.model.worker_added(id, *capacity, *activity),
            WorkerEvent::Changed { to, .. } => {
                self.model.worker_changed(id, *to);
                self.priorities.worker_changed(id);
            }
            WorkerEvent::AttributesChanged => self.priorities.worker_changed(id),
        }
    }

    fn invocation(&mut self, id: InvocationId, event: &InvocationEvent) {
        let Self { invocations, found, .. } = self;
        match event {
            InvocationEvent::Begun { worker, action, parent } => {
                invocations.begun(id, *worker, action, parent.is_some(), found);
            }
            InvocationEvent::Settled { action, outcome, begun_at, .. } => {
                invocations.settled(id, action, *outcome, *begun_at, found);
            }
            InvocationEvent::ListenerFailed { .. } => {}
        }
    }
}

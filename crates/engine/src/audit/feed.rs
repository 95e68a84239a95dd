//! Hands each event to those checkers whom it concerns. The one place in the audit that knows all events.

use super::model::Reservation;
use super::voice::Flags;
use super::watch::Audit;
use crate::config::Channel;
use crate::event::{Event, ReservationStatus};

impl Audit {
    /// Takes an event in; what it means is judged when the step is over.
    pub(super) fn feed(&mut self, event: &Event) {
        self.invocations.note_change(event);
        let Self { model, reservations, voice, conversations, priorities, invocations, found, .. } = self;
        match event {
            Event::WorkerAdded { worker, capacity, activity, .. } => {
                model.worker_added(*worker, *capacity, *activity)
            }
            Event::WorkerChanged { worker, to, .. } => model.worker_changed(*worker, *to),

            Event::ContactArrived { contact, channel, .. } | Event::ContactPlaced { contact, channel, .. } => {
                model.contact_began(*contact, *channel);
            }
            Event::ContactEnded { contact, .. } => model.contact_ended(*contact),

            Event::TaskCreated { task, contact, channel, priority, .. } => {
                model.task_created(*task, *contact, *channel, found);
                priorities.created(*task, *channel, *priority);
            }
            Event::TaskQueued { task, queue, priority, .. } => priorities.queued(*task, *queue, *priority),
            Event::TaskChanged { task, from, to } => {
                model.task_changed(*task, *from, *to, found);
                priorities.changed(*task, *to);
            }
            Event::TaskAttributesChanged { task, version, attributes } => {
                model.attributes_changed(*task, *version, found);
                priorities.attributes(*task, attributes);
            }
            Event::TaskRemoved { task } => {
                model.task_removed(*task, found);
                priorities.removed(*task);
            }

            Event::ReservationCreated { reservation, task, worker, queue, purpose, expires_at } => {
                let made = Reservation {
                    task: *task,
                    worker: *worker,
                    channel: Channel::Voice,
                    purpose: *purpose,
                    status: ReservationStatus::Pending,
                    expires_at: *expires_at,
                };
                model.reservation_created(*reservation, made, *queue, found);
                reservations.created(*reservation, *expires_at);
                priorities.reserved(*task, *worker, *queue, *purpose, found);
            }
            Event::ReservationChanged { reservation, from, to, .. } => {
                model.reservation_changed(*reservation, *from, *to, found);
            }

            Event::TransferStarted { task, mode, initiator, .. } => {
                model.transfer_started(*task, *mode, *initiator, found);
            }
            Event::TransferSettled { task, outcome } => model.transfer_settled(*task, *outcome, found),
            Event::ConsultationEnded { task } => model.consultation_ended(*task),

            Event::ConferenceStarted { conference, task } => {
                model.conference_started(*conference, *task, found);
                voice.started(*conference, *task);
            }
            Event::ConferenceEnded { conference, task, .. } => {
                model.conference_ended(*conference, *task);
                voice.ended(*conference);
            }
            Event::ParticipantRinging { conference, participant, role } => {
                voice.ringing(*conference, *participant, *role);
            }
            Event::ParticipantJoined { conference, participant, role, end_on_exit } => {
                voice.joined(*conference, *participant, *role, *end_on_exit);
                invocations.moved(*role, true);
            }
            Event::ParticipantChanged { conference, participant, role, hold, muted, coaching, end_on_exit } => {
                invocations.flags_changed(*role);
                let flags = Flags { hold: *hold, muted: *muted, coaching: *coaching, end_on_exit: *end_on_exit };
                voice.changed(*conference, *participant, flags, found);
            }
            Event::ParticipantLeft { conference, participant, role, .. } => {
                voice.left(*conference, *participant);
                invocations.moved(*role, false);
            }

            Event::ConversationOpened { conversation, contact, .. } => {
                model.conversation_opened(*conversation, *contact);
                conversations.opened(*conversation, *contact);
            }
            Event::ConversationRemoved { conversation } => conversations.removed(*conversation, found),
            Event::ChannelChanged { conversation, to, .. } => conversations.status(*conversation, *to),
            Event::MemberJoined { conversation, member, next_index } => {
                conversations.joined(*conversation, *member, *next_index, found);
            }
            Event::MemberLeft { conversation, member } => conversations.left(*conversation, *member, found),
            Event::MessageSent { conversation, index, author, .. } => {
                conversations.sent(*conversation, *index, *author, found);
            }
            Event::MessageDelivered { conversation, index, to } => {
                conversations.delivered(*conversation, *index, *to, found);
            }

            Event::InvocationBegun { invocation, worker, action, parent } => {
                invocations.begun(*invocation, *worker, action, parent.is_some(), found);
            }
            Event::InvocationSettled { invocation, action, outcome, begun_at, .. } => {
                invocations.settled(*invocation, action, *outcome, *begun_at, found);
            }

            Event::ContactAnswered { .. }
            | Event::TonesSent { .. }
            | Event::TypingChanged { .. }
            | Event::WorkerAttributesChanged { .. }
            | Event::DesktopUpdated { .. }
            | Event::DesktopChanged { .. }
            | Event::ActorStarted { .. }
            | Event::ActorEnded { .. }
            | Event::ScriptFailed { .. }
            | Event::Recorded { .. }
            | Event::Checked { .. }
            | Event::WorkerCalled { .. }
            | Event::CallRedirected { .. }
            | Event::ListenerFailed { .. }
            | Event::Narrated { .. }
            | Event::Cued { .. }
            | Event::FaultStruck { .. }
            | Event::Noted { .. } => {}
        }
    }
}

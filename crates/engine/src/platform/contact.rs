//! Contacts: a customer at the centre, from their coming to their going.

use super::records::{Contact, OpenContact};
use super::state::Platform;
use crate::config::Channel;
use crate::effects::{Cx, Timer};
use crate::event::{ContactEnd, ContactEvent, Direction, EndReason, Event, Member};
use crate::planted::planted;
use crate::units::{ContactId, TaskId, WorkerId};
use crate::value::Value;

impl Platform {
    /// A customer calls or writes: a contact with a task that waits to be routed. A call that finds no line free is
    /// blocked: its contact is over at once.
    pub(crate) fn open_contact(&mut self, cx: &mut Cx<'_>, open: OpenContact) -> ContactId {
        let OpenContact { group, channel, queue, attributes } = open;
        let id = self.contacts.insert(Contact {
            channel,
            direction: Direction::Inbound,
            task: None,
            conversation: None,
            queue,
            answered: false,
            attributes: attributes.clone(),
        });
        cx.emit(Event::Contact(id, ContactEvent::Arrived { group, channel, queue }));
        if channel == Channel::Voice {
            let blocked = self.center.lines.is_some_and(|lines| self.calls >= lines);
            self.calls += 1;
            if blocked {
                self.end_contact(cx, id, ContactEnd::Blocked);
                return id;
            }
        }
        if channel.is_digital() {
            self.open_conversation(cx, id);
        }
        self.create_inbound_task(cx, id);
        self.settle_routing(cx);
        id
    }

    /// A contact that an agent made.
    pub(super) fn place_contact(&mut self, cx: &mut Cx<'_>, channel: Channel, worker: WorkerId) -> ContactId {
        let id = self.contacts.insert(Contact {
            channel,
            direction: Direction::Outbound,
            task: None,
            conversation: None,
            queue: None,
            answered: false,
            attributes: Value::default(),
        });
        self.calls += u32::from(channel == Channel::Voice);
        cx.emit(Event::Contact(id, ContactEvent::Placed { channel, worker }));
        id
    }

    /// The customer hangs up or leaves the conversation. False where their contact was over already.
    pub(crate) fn customer_leaves(&mut self, cx: &mut Cx<'_>, id: ContactId) -> bool {
        let Some(contact) = self.contacts.get(id) else { return false };
        let (task, conversation, answered) = (contact.task, contact.conversation, contact.answered);
        if let Some(conversation) = conversation {
            self.leave_conversation(cx, conversation, Member::Customer);
        }
        let how = if answered { ContactEnd::CustomerLeft } else { ContactEnd::Abandoned };
        let conference = task.and_then(|task| self.tasks.get(task)?.conference);
        if let Some(conference) = conference {
            if self.ringing_customer(id).is_some() {
                self.outbound_unanswered(cx, id, EndReason::HungUp);
            } else {
                self.customer_leg_leaves(cx, conference);
            }
        }
        self.end_contact(cx, id, how);
        if let Some(task) = task
            && self.tasks.get(task).is_some_and(|task| task.is_unaccepted())
        {
            self.cancel_task(cx, task);
        }
        if let Some(conversation) = conversation {
            self.close_if_deserted(cx, conversation);
        }
        self.settle_routing(cx);
        true
    }

    /// The contact is over; nothing where it is over already.
    pub(super) fn end_contact(&mut self, cx: &mut Cx<'_>, id: ContactId, how: ContactEnd) {
        if let Some(contact) = self.contacts.remove(id) {
            self.calls -= u32::from(contact.channel == Channel::Voice);
            cx.emit(Event::Contact(id, ContactEvent::Ended { how }));
        }
    }

    /// The contact was accepted by an agent.
    pub(super) fn contact_answered(&mut self, cx: &mut Cx<'_>, id: ContactId, task: TaskId, worker: WorkerId) {
        if let Some(contact) = self.contacts.get_mut(id)
            && !contact.answered
        {
            contact.answered = true;
            cx.emit(Event::Contact(id, ContactEvent::Answered { task, worker }));
        }
    }

    /// An outbound call rings at its customer from now on, until they answer, decline, or the time is over.
    pub(super) fn ring(&mut self, cx: &mut Cx<'_>, contact: ContactId) {
        cx.out.dialled.push(contact);
        if !planted!(self, RingsForEver) {
            cx.after(self.center.timeouts.ring, Timer::Ring(contact));
        }
    }
}

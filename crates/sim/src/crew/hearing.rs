//! Hearing: whom an event concerns, what they know of it then, and whose wait is over by it.

use super::{Crew, Surroundings};
use crate::actor::Wait;
use rushhour_engine::effects::News;
use rushhour_engine::event::{
    ChannelEvent, ConferenceEvent, ContactEnd, ContactEvent, ConversationEvent, Event, Member, ReservationStatus,
    Role, TaskEvent,
};
use rushhour_engine::platform::StoredMessage;
use rushhour_engine::units::{ActorId, ConferenceId, ContactId, ConversationId, TaskId, WorkerId};
use rushhour_script::request::Message;
use smol_str::SmolStr;

impl Crew {
    /// Lets those go on whose wait is over by this event.
    pub(crate) fn hear(&mut self, around: Surroundings<'_, '_>, event: &Event) {
        match event {
            Event::Contact(id, event) => self.hear_of_contact(around, *id, event),
            Event::Conference(id, ConferenceEvent::Joined { role: Role::Customer, .. }) => {
                self.poke_agents(around, *id);
            }
            Event::Task(id, TaskEvent::TransferSettled { .. }) => self.wake_transfer_waits(around, *id),
            Event::Conversation(id, event) => self.hear_of_conversation(around, *id, event),
            Event::Channel(_, ChannelEvent::Changed { conversation, .. }) => {
                let contact = around.core.platform().conversation(*conversation).map(|it| it.contact);
                self.poke_customer(around, contact);
            }
            // Nobody waits for what happens to these. What desktops hear of reservations is told by their news.
            Event::Task(..)
            | Event::Reservation(..)
            | Event::Conference(..)
            | Event::Worker(..)
            | Event::Desktop(..)
            | Event::Invocation(..) => {}
        }
    }

    /// An agent's desktop shows something new of a reservation.
    pub(crate) fn hear_news(&mut self, around: Surroundings<'_, '_>, news: News) {
        let Some(id) = self.last_actor_of(news.worker) else { return };
        if news.status == ReservationStatus::Pending
            && let Some(duty) = self.agent_mut(id)
        {
            duty.offered.push_back(news.reservation);
        }
        self.poke(around, id);
    }

    fn hear_of_contact(&mut self, around: Surroundings<'_, '_>, contact: ContactId, event: &ContactEvent) {
        match event {
            ContactEvent::Answered { .. } => {
                let Some(id) = self.customer_of(contact) else { return };
                if let Some(visit) = self.customer_mut(id) {
                    visit.answered = true;
                }
                self.poke(around, id);
            }
            ContactEvent::Ended { how } => {
                if let Some(id) = self.forget_contact(contact) {
                    if let Some(visit) = self.customer_mut(id) {
                        visit.gave_up = matches!(how, ContactEnd::Blocked | ContactEnd::Abandoned);
                    }
                    self.poke(around, id);
                }
            }
            ContactEvent::Arrived { .. } | ContactEvent::Placed { .. } | ContactEvent::Redirected { .. } => {}
        }
    }

    fn hear_of_conversation(
        &mut self,
        around: Surroundings<'_, '_>,
        id: ConversationId,
        event: &ConversationEvent,
    ) {
        match event {
            ConversationEvent::Left { member } => {
                if let Member::Worker(worker) = member {
                    self.forget_inbox(*worker, id);
                }
                self.poke_members(around, id);
            }
            ConversationEvent::Delivered { index, to } => self.hand_over(around, id, *index, *to),
            ConversationEvent::Joined { member: Member::Worker(worker), next_index } => {
                self.finds_unread(around, id, *worker, *next_index);
            }
            ConversationEvent::Opened { .. }
            | ConversationEvent::Joined { member: Member::Customer, .. }
            | ConversationEvent::Sent { .. }
            | ConversationEvent::TypingChanged { .. }
            | ConversationEvent::Removed => {}
        }
    }

    /// Whoever joins finds unread what the customer has written since an agent last did. It lies in the conversation, and
    /// is delivered to nobody again.
    fn finds_unread(
        &mut self,
        around: Surroundings<'_, '_>,
        id: ConversationId,
        worker: WorkerId,
        next_index: u32,
    ) {
        let Some(conversation) = around.core.platform().conversation(id) else { return };
        let before = &conversation.messages[..conversation.messages.len().min(next_index as usize)];
        let answered = before.iter().rposition(|message| message.author != Member::Customer);
        let first = answered.map_or(0, |last| last + 1);
        if first == before.len() {
            return;
        }
        let Some(actor) = self.last_actor_of(worker) else { return };
        let Some(duty) = self.agent_mut(actor) else { return };
        let unread = (0..next_index).zip(before).skip(first);
        duty.inbox(id).extend(unread.map(|(index, stored)| message(around, index, stored)));
        self.poke(around, actor);
    }

    /// An agent who takes no part any more receives nothing any more.
    fn forget_inbox(&mut self, worker: WorkerId, conversation: ConversationId) {
        if let Some(duty) = self.last_actor_of(worker).and_then(|actor| self.agent_mut(actor)) {
            duty.inboxes.retain(|(known, _)| *known != conversation);
        }
    }

    fn wake_transfer_waits(&mut self, around: Surroundings<'_, '_>, task: TaskId) {
        for thread in self.transfer_waits.remove(&task).unwrap_or_default() {
            let waits = self.threads.get(thread).filter(|thread| thread.wait == Wait::Transfer(task));
            if let Some(actor) = waits.map(|thread| thread.actor) {
                self.poke(around, actor);
            }
        }
    }

    /// The agents in a call are concerned.
    fn poke_agents(&mut self, around: Surroundings<'_, '_>, conference: ConferenceId) {
        let Some(live) = around.core.platform().conference(conference) else { return };
        let agents = live.participants.iter().filter_map(|leg| match leg.role {
            Role::Worker(worker) => self.last_actor_of(worker),
            Role::Customer | Role::Supervisor(_) | Role::External => None,
        });
        let agents: smallvec::SmallVec<[ActorId; 2]> = agents.collect();
        for agent in agents {
            self.poke(around, agent);
        }
    }

    fn poke_customer(&mut self, around: Surroundings<'_, '_>, contact: Option<ContactId>) {
        if let Some(id) = contact.and_then(|contact| self.customer_of(contact)) {
            self.poke(around, id);
        }
    }

    /// Everyone in a conversation is concerned.
    fn poke_members(&mut self, around: Surroundings<'_, '_>, id: ConversationId) {
        let Some(conversation) = around.core.platform().conversation(id) else { return };
        let contact = conversation.contact;
        let workers: smallvec::SmallVec<[ActorId; 2]> = conversation
            .members
            .iter()
            .filter_map(|part| match part.member {
                Member::Worker(worker) => self.last_actor_of(worker),
                Member::Customer => None,
            })
            .collect();
        for worker in workers {
            self.poke(around, worker);
        }
        self.poke_customer(around, Some(contact));
    }

    /// A delivered message goes into the inbox of whoever got it.
    fn hand_over(&mut self, around: Surroundings<'_, '_>, id: ConversationId, index: u32, to: Member) {
        let Some(conversation) = around.core.platform().conversation(id) else { return };
        let Some(stored) = conversation.messages.get(index as usize) else { return };
        let contact = conversation.contact;
        let message = message(around, index, stored);
        let actor = match to {
            Member::Customer => self.customer_of(contact),
            Member::Worker(worker) => self.last_actor_of(worker),
        };
        let Some(actor) = actor else { return };
        if let Some(person) = self.actors.get_mut(actor) {
            match to {
                Member::Customer => person.visit().into_iter().for_each(|it| it.inbox.push_back(message.clone())),
                Member::Worker(_) => {
                    person.duty().into_iter().for_each(|it| it.inbox(id).push_back(message.clone()));
                }
            }
        }
        self.poke(around, actor);
    }
}

/// A message as scripts read it.
pub(crate) fn message(around: Surroundings<'_, '_>, index: u32, stored: &StoredMessage) -> Message {
    Message {
        index,
        from: author_name(around, stored.author),
        body: stored.body.clone(),
        media: stored.media.clone(),
        attributes: stored.with.attributes().clone(),
        subject: stored.with.subject().cloned(),
    }
}

/// Who wrote a message, as scripts read it.
fn author_name(around: Surroundings<'_, '_>, author: Member) -> SmolStr {
    match author {
        Member::Customer => SmolStr::new_static("customer"),
        Member::Worker(worker) => {
            around.core.platform().worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
        }
    }
}

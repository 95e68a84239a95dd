//! Waking: whom an event concerns.

use super::Observer;
use super::actor::Wait;
use super::simulation::Simulation;
use rushhour_engine::event::{ContactEnd, Event, Member, ReservationStatus, Role};
use rushhour_engine::units::{ActorId, ConferenceId, ContactId, ConversationId, TaskId, WorkerId};
use rushhour_script::request::Message;

impl<O: Observer> Simulation<'_, O> {
    /// Lets those go on whose wait is over by this event.
    pub(super) fn wake_for(&mut self, event: &Event) {
        match event {
            Event::DesktopUpdated { worker, reservation, status } => {
                let Some(id) = self.actor_of_worker(*worker) else { return };
                if *status == ReservationStatus::Pending
                    && let Some(duty) = self.actors.get_mut(id).and_then(|actor| actor.duty())
                {
                    duty.offered.push_back(*reservation);
                }
                self.poke(id);
            }
            Event::ContactAnswered { contact, .. } => {
                let Some(id) = self.contact_actors.get(contact).copied() else { return };
                if let Some(visit) = self.actors.get_mut(id).and_then(|actor| actor.visit()) {
                    visit.answered = true;
                }
                self.poke(id);
            }
            Event::ContactEnded { contact, how } => {
                if let Some(id) = self.contact_actors.remove(contact) {
                    if let Some(visit) = self.actors.get_mut(id).and_then(|actor| actor.visit()) {
                        visit.gave_up = matches!(how, ContactEnd::Blocked | ContactEnd::Abandoned);
                    }
                    self.poke(id);
                }
            }
            Event::ParticipantJoined { conference, role: Role::Customer, .. } => self.poke_agents(*conference),
            Event::TransferSettled { task, .. } => self.wake_transfer_waits(*task),
            Event::MemberLeft { conversation, member } => {
                if let Member::Worker(worker) = member {
                    self.forget_inbox(*worker, *conversation);
                }
                self.poke_members(*conversation);
            }
            Event::ChannelChanged { conversation, .. } => {
                let contact = self.engine.platform().conversation(*conversation).map(|it| it.contact);
                self.poke_customer(contact);
            }
            Event::MessageDelivered { conversation, index, to } => self.hand_over(*conversation, *index, *to),
            Event::ReservationChanged { worker, to, .. } => self.work_is_done(*worker, *to),
            Event::ContactArrived { .. }
            | Event::ContactPlaced { .. }
            | Event::TaskCreated { .. }
            | Event::TaskQueued { .. }
            | Event::TaskChanged { .. }
            | Event::TaskAttributesChanged { .. }
            | Event::TaskRemoved { .. }
            | Event::ReservationCreated { .. }
            | Event::TransferStarted { .. }
            | Event::ConsultationEnded { .. }
            | Event::ConferenceStarted { .. }
            | Event::ParticipantRinging { .. }
            | Event::ParticipantJoined { .. }
            | Event::ParticipantChanged { .. }
            | Event::ParticipantLeft { .. }
            | Event::ConferenceEnded { .. }
            | Event::TonesSent { .. }
            | Event::ConversationOpened { .. }
            | Event::MemberJoined { .. }
            | Event::MessageSent { .. }
            | Event::TypingChanged { .. }
            | Event::ConversationRemoved { .. }
            | Event::WorkerAdded { .. }
            | Event::WorkerChanged { .. }
            | Event::WorkerAttributesChanged { .. }
            | Event::DesktopChanged { .. }
            | Event::InvocationBegun { .. }
            | Event::InvocationSettled { .. }
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

    /// An agent who takes no part any more receives nothing any more.
    fn forget_inbox(&mut self, worker: WorkerId, conversation: ConversationId) {
        let duty = self.actor_of_worker(worker).and_then(|actor| self.actors.get_mut(actor)?.duty());
        if let Some(duty) = duty {
            duty.inboxes.retain(|(known, _)| *known != conversation);
        }
    }

    fn wake_transfer_waits(&mut self, task: TaskId) {
        for thread in self.transfer_waits.remove(&task).unwrap_or_default() {
            let waits = self.threads.get(thread).filter(|thread| thread.wait == Wait::Transfer(task));
            if let Some(actor) = waits.map(|thread| thread.actor) {
                self.poke(actor);
            }
        }
    }

    /// The agents in a call are concerned.
    fn poke_agents(&mut self, conference: ConferenceId) {
        let Some(live) = self.engine.platform().conference(conference) else { return };
        let agents = live.participants.iter().filter_map(|leg| match leg.role {
            Role::Worker(worker) => self.actor_of_worker(worker),
            Role::Customer | Role::Supervisor(_) | Role::External => None,
        });
        let agents: smallvec::SmallVec<[ActorId; 2]> = agents.collect();
        for agent in agents {
            self.poke(agent);
        }
    }

    fn poke_customer(&mut self, contact: Option<ContactId>) {
        if let Some(id) = contact.and_then(|contact| self.contact_actors.get(&contact)).copied() {
            self.poke(id);
        }
    }

    /// Everyone in a conversation is concerned.
    fn poke_members(&mut self, id: ConversationId) {
        let Some(conversation) = self.engine.platform().conversation(id) else { return };
        let contact = conversation.contact;
        let workers: smallvec::SmallVec<[ActorId; 2]> = conversation
            .members
            .iter()
            .filter_map(|part| match part.member {
                Member::Worker(worker) => self.actor_of_worker(worker),
                Member::Customer => None,
            })
            .collect();
        for worker in workers {
            self.poke(worker);
        }
        self.poke_customer(Some(contact));
    }

    /// A delivered message goes into the inbox of whoever got it.
    fn hand_over(&mut self, id: ConversationId, index: u32, to: Member) {
        let Some(conversation) = self.engine.platform().conversation(id) else { return };
        let Some(stored) = conversation.messages.get(index as usize) else { return };
        let contact = conversation.contact;
        let message = Message {
            index,
            from: self.author_name(stored.author),
            body: stored.body.clone(),
            media: stored.media.clone(),
        };
        let actor = match to {
            Member::Customer => self.contact_actors.get(&contact).copied(),
            Member::Worker(worker) => self.actor_of_worker(worker),
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
        self.poke(actor);
    }
}

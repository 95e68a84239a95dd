//! Waiting: whether what a thread waits for has come, and what it is then told.

use smol_str::SmolStr;

use super::hearing::message;
use super::{Crew, Surroundings};
use crate::actor::{ActorRole, ThreadPurpose, Wait};
use rushhour_engine::event::{Direction, Member, Purpose, ReservationStatus, TransferOutcome};
use rushhour_engine::platform::TransferState;
use rushhour_engine::units::{ActorId, ChannelId, FiberId, ReservationId, TaskId, WorkerId};
use rushhour_engine::value::Value;
use rushhour_script::request::{Message, Reply, TaskHandle};

impl Crew {
    /// Something happened to an actor: those of its threads for whom that was the end of their wait go on. Nothing
    /// happens to who has left meanwhile.
    pub(crate) fn poke(&mut self, around: Surroundings<'_, '_>, id: ActorId) {
        let Some(actor) = self.actors.get(id) else { return };
        if actor.fibers.is_empty() {
            return;
        }
        self.serve_offered(around, id);
        for thread in self.owner(id).fibers.clone() {
            let Some(wait) = self.threads.get(thread).map(|thread| thread.wait) else {
                unreachable!("{id:?} has {thread:?}, which has ended");
            };
            if let Some(reply) = self.is_over(around, id, wait) {
                self.wake(thread, reply);
            }
        }
    }

    /// Starts a thread for each offered task, while somebody serves.
    pub(crate) fn serve_offered(&mut self, around: Surroundings<'_, '_>, id: ActorId) {
        while let Some(duty) = self.agent_mut(id)
            && let Some(closure) = duty.serving
            && !around.shift.is_off_duty(duty.worker)
            && let Some(reservation) = duty.offered.pop_front()
        {
            let worker = duty.worker;
            if let Some(handle) = around.task_handle(worker, reservation) {
                self.start_serving(id, closure, handle);
            }
        }
    }

    /// The answer to a wait, if what it waits for has come.
    pub(crate) fn is_over(&mut self, around: Surroundings<'_, '_>, actor: ActorId, wait: Wait) -> Option<Reply> {
        match wait {
            Wait::Nothing | Wait::Sleep | Wait::LeftOut(_) | Wait::Invocation(_) | Wait::Original(_) => None,
            Wait::NextTask => self.next_task(around, actor),
            Wait::Serve => self.serving_is_over(around, actor),
            Wait::Shown(task) => self.is_shown(around, actor, task),
            Wait::Talk(task) => self.agent_is_done(around, actor, task).then_some(Reply::Done(false)),
            Wait::Connected(task) => self.is_connected(around, actor, task),
            Wait::Transfer(task) => around.transfer_is_over(task),
            Wait::Answer => self.is_answered(around, actor),
            Wait::Message(task) => self.next_message(around, actor, task),
            Wait::End(task) => {
                let over = match task {
                    Some(task) => self.agent_is_done(around, actor, task),
                    None => self.visit_is_over(around, actor),
                };
                over.then_some(Reply::Done(true))
            }
        }
    }

    // Agents.

    fn next_task(&mut self, around: Surroundings<'_, '_>, id: ActorId) -> Option<Reply> {
        let duty = self.agent_mut(id)?;
        let worker = duty.worker;
        if around.shift.is_off_duty(worker) {
            return Some(Reply::Task(None));
        }
        while let Some(reservation) = duty.offered.pop_front() {
            if let Some(handle) = around.task_handle(worker, reservation) {
                return Some(Reply::Task(Some(Box::new(handle))));
            }
        }
        around.shift.is_over().then_some(Reply::Task(None))
    }

    fn serving_is_over(&mut self, around: Surroundings<'_, '_>, id: ActorId) -> Option<Reply> {
        let actor = self.actors.get(id)?;
        if !around.shift.is_over_for(actor.worker()) {
            return None;
        }
        let serves = |thread: &FiberId| {
            self.threads.get(*thread).is_some_and(|it| matches!(it.task, ThreadPurpose::Serve(_)))
        };
        if actor.fibers.iter().any(serves) {
            return None;
        }
        self.agent_mut(id)?.serving = None;
        Some(Reply::Done(true))
    }

    /// Whether an agent's part in a contact is over: their reservation is not accepted any more, or the customer has
    /// left.
    fn agent_is_done(&self, around: Surroundings<'_, '_>, actor: ActorId, id: ReservationId) -> bool {
        let platform = around.core.platform();
        let Some(reservation) = platform.reservation(id) else { return true };
        let theirs = self.worker_of(actor) == Some(reservation.worker);
        // What they have begun themselves is theirs before anybody answers.
        let at_work = reservation.status == ReservationStatus::Accepted
            || reservation.status == ReservationStatus::Pending && reservation.purpose == Purpose::Own;
        if !theirs || !at_work {
            return true;
        }
        let Some(task) = platform.task(reservation.task) else { return true };
        match task.conversation {
            None => task.conference.is_none() && reservation.status == ReservationStatus::Accepted,
            Some(conversation) => platform
                .conversation(conversation)
                .is_none_or(|conversation| conversation.member(Member::Customer).is_none()),
        }
    }

    /// The answer to an accept, once the agent's desktop has heard of it: people act on what they see.
    pub(crate) fn is_shown(
        &self,
        around: Surroundings<'_, '_>,
        actor: ActorId,
        task: ReservationId,
    ) -> Option<Reply> {
        let desktop = self.worker_of(actor).and_then(|worker| around.core.engine().desktop(worker));
        let shown = desktop.and_then(|desktop| desktop.task(task)).map(|task| task.status);
        let accepted = Reply::Settled(Ok(Value::Ref(task.sid())));
        (shown != Some(ReservationStatus::Pending)).then_some(accepted)
    }

    /// Whether the customer is in the call of a reservation; false where it is over.
    fn is_connected(&self, around: Surroundings<'_, '_>, actor: ActorId, id: ReservationId) -> Option<Reply> {
        if self.agent_is_done(around, actor, id) {
            return Some(Reply::Done(false));
        }
        let platform = around.core.platform();
        let reservation = platform.reservation(id)?;
        let conversation = platform.task(reservation.task)?.conversation;
        let connected = match conversation.and_then(|id| platform.conversation(id)) {
            Some(conversation) => conversation.member(Member::Worker(reservation.worker)).is_some(),
            None => platform.customer_leg(reservation.task).is_some(),
        };
        connected.then_some(Reply::Done(true))
    }

    // Customers.

    fn is_answered(&self, around: Surroundings<'_, '_>, actor: ActorId) -> Option<Reply> {
        let ActorRole::Customer(visit) = self.role_of(actor)? else { return Some(Reply::Done(false)) };
        if visit.answered {
            return Some(Reply::Done(true));
        }
        let open = visit.contact.is_some_and(|contact| around.core.platform().contact(contact).is_some());
        (!open).then_some(Reply::Done(false))
    }

    /// Whether a customer's contact is over, or nobody attends to it any more.
    fn visit_is_over(&self, around: Surroundings<'_, '_>, actor: ActorId) -> bool {
        let Some(ActorRole::Customer(visit)) = self.role_of(actor) else { return true };
        let platform = around.core.platform();
        let Some(contact) = visit.contact.and_then(|contact| platform.contact(contact)) else { return true };
        match contact.conversation.and_then(|conversation| platform.conversation(conversation)) {
            // A paused one goes on when its agent comes back to it.
            Some(conversation) => !conversation.is_attended() && conversation.paused_by.is_none(),
            None => contact.conversation.is_some(),
        }
    }

    // Messages.

    /// The messages so far of the conversation that somebody takes part in; none where they take no part.
    pub(crate) fn messages(
        &self,
        around: Surroundings<'_, '_>,
        actor: ActorId,
        task: Option<ReservationId>,
    ) -> Vec<Message> {
        let platform = around.core.platform();
        let (conversation, member) = match (task, self.role_of(actor)) {
            (Some(task), Some(ActorRole::Worker(duty))) => {
                let task = platform.reservation(task).and_then(|it| platform.task(it.task));
                (task.and_then(|task| task.conversation), Member::Worker(duty.worker))
            }
            (None, Some(ActorRole::Customer(visit))) => {
                let contact = visit.contact.and_then(|contact| platform.contact(contact));
                (contact.and_then(|contact| contact.conversation), Member::Customer)
            }
            (_, _) => return Vec::new(),
        };
        let conversation = conversation.and_then(|id| platform.conversation(id));
        let Some(conversation) = conversation.filter(|it| it.member(member).is_some()) else { return Vec::new() };
        (0..).zip(&conversation.messages).map(|(index, stored)| message(around, index, stored)).collect()
    }

    fn next_message(
        &mut self,
        around: Surroundings<'_, '_>,
        id: ActorId,
        task: Option<ReservationId>,
    ) -> Option<Reply> {
        let received = match task {
            None => self.actors.get_mut(id)?.visit().and_then(|visit| visit.inbox.pop_front()),
            Some(task) => {
                let platform = around.core.platform();
                let reservation = platform.reservation(task);
                let conversation = reservation.and_then(|it| platform.task(it.task)?.conversation);
                let duty = self.actors.get_mut(id)?.duty();
                conversation.and_then(|conversation| duty?.inbox(conversation).pop_front())
            }
        };
        if let Some(message) = received {
            return Some(Reply::Message(Some(Box::new(message))));
        }
        let over = match task {
            Some(task) => self.agent_is_done(around, id, task),
            None => self.visit_is_over(around, id),
        };
        over.then_some(Reply::Message(None))
    }
}

impl Surroundings<'_, '_> {
    /// What a script is told of an offered task, if it is still offered on this desktop.
    fn task_handle(self, worker: WorkerId, id: ReservationId) -> Option<TaskHandle> {
        let shown = self.core.engine().desktop(worker)?.task(id)?;
        // What is in doubt is handed out again, however far it has come.
        let is_in_doubt = || self.doubts.is_some_and(|doubts| doubts.contain(id));
        let platform = self.core.platform();
        let reservation = platform.reservation(id)?;
        let task = platform.task(reservation.task)?;
        // What they have begun themselves the desktop may have accepted by now.
        let is_own = || reservation.purpose == Purpose::Own && task.direction == Direction::Outbound;
        let is_begun = || shown.status == ReservationStatus::Accepted && is_own();
        if shown.status != ReservationStatus::Pending && !is_begun() && !is_in_doubt() {
            return None;
        }
        let transferred = match reservation.purpose {
            Purpose::TransferToQueue | Purpose::TransferToWorker => true,
            Purpose::Routing | Purpose::Own => false,
        };
        let queue: Option<SmolStr> = reservation.queue.map(|queue| self.core.plan().queue_name(queue));
        Some(TaskHandle {
            reservation: id,
            task: reservation.task,
            channel: reservation.channel,
            queue: queue.unwrap_or_default(),
            attributes: task.attributes.clone(),
            transferred,
            outbound: task.direction == Direction::Outbound,
            offered_at: reservation.created_at,
            conversation: task.conversation,
            interaction: task.conversation.map(|conversation| ChannelId::new(conversation.number())),
            call: platform.call_of(task.contact),
        })
    }

    fn transfer_is_over(self, id: TaskId) -> Option<Reply> {
        let Some(task) = self.core.platform().task(id) else { return Some(Reply::Done(false)) };
        match task.transfer.as_ref().map(|transfer| transfer.state) {
            Some(TransferState::InFlight) => None,
            Some(TransferState::Consulting) => Some(Reply::Done(true)),
            None => Some(Reply::Done(task.last_transfer == Some(TransferOutcome::Completed))),
        }
    }
}

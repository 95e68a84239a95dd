//! Waiting: what a thread waits for, and whether that has come.

use smol_str::SmolStr;

use super::Observer;
use super::actor::{ActorRole, ThreadPurpose, Wait};
use super::control::Move;
use super::simulation::{Item, Simulation};
use super::steps::refusal;
use rushhour_engine::action::ActionName;
use rushhour_engine::event::TransferOutcome;
use rushhour_engine::event::{Direction, Member, Purpose, ReservationStatus};
use rushhour_engine::platform::TransferState;
use rushhour_engine::units::{
    ActorId, ChannelId, ContactId, FiberId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};
use rushhour_engine::value::Value;
use rushhour_script::request::{Reply, TaskHandle};

impl<O: Observer> Simulation<'_, O> {
    /// Lets a thread wait, for at most `patience`; or answers at once where what it waits for is there.
    pub(super) fn wait(&mut self, id: FiberId, wait: Wait, patience: Option<SimSpan>) -> Option<Reply> {
        let actor = self.threads.get(id)?.actor;
        if let Some(reply) = self.is_over(actor, wait) {
            return Some(reply);
        }
        let serial = self.set_wait(id, wait)?;
        if let Wait::Transfer(task) = wait {
            self.transfer_waits.entry(task).or_default().push(id);
        }
        if let Some(patience) = patience {
            self.schedule(self.now + patience, Item::Wake(id, serial));
        }
        None
    }

    pub(super) fn set_wait(&mut self, id: FiberId, wait: Wait) -> Option<u32> {
        let thread = self.threads.get_mut(id)?;
        thread.wait = wait;
        thread.serial = thread.serial.wrapping_add(1);
        Some(thread.serial)
    }

    /// A thread's time is over, if it still waits as it did when the time was set.
    pub(super) fn wait_is_over(&mut self, id: FiberId, serial: u32) {
        let Some(thread) = self.threads.get(id) else { return };
        if thread.serial != serial {
            return;
        }
        let actor = thread.actor;
        let reply = match thread.wait {
            Wait::Sleep | Wait::Talk(_) => Reply::Done(true),
            Wait::LeftOut(action) => refusal(ActionName::Known(action)),
            Wait::NextTask => Reply::Task(None),
            Wait::Message(_) => Reply::Message(None),
            Wait::End(_) | Wait::Connected(_) | Wait::Transfer(_) | Wait::Serve => Reply::Done(false),
            Wait::Answer => {
                // Patience is over: they hang up.
                if let Some(contact) = self.contact_of(actor) {
                    self.set_wait(id, Wait::Nothing);
                    self.moves(actor, &Move::GivesUp);
                    self.act(|engine, cx| engine.customer_leaves(cx, contact));
                }
                Reply::Done(false)
            }
            Wait::Nothing | Wait::Invocation(_) | Wait::Original(_) | Wait::Shown(_) => return,
        };
        self.wake(id, reply);
    }

    /// Lets a thread go on with this answer when its turn comes.
    pub(super) fn wake(&mut self, id: FiberId, reply: Reply) {
        if self.set_wait(id, Wait::Nothing).is_some() {
            self.ready.push_back((id, Some(reply)));
        }
    }

    /// Something happened to an actor: those of its threads for whom that was the end of their wait go on.
    pub(super) fn poke(&mut self, id: ActorId) {
        let Some(actor) = self.actors.get(id) else { return };
        if actor.fibers.is_empty() {
            return;
        }
        self.serve_offered(id);
        let Some(actor) = self.actors.get(id) else { return };
        for thread in actor.fibers.clone() {
            let Some(wait) = self.threads.get(thread).map(|thread| thread.wait) else { continue };
            if let Some(reply) = self.is_over(id, wait) {
                self.wake(thread, reply);
            }
        }
    }

    /// The answer to a wait, if what it waits for has come.
    fn is_over(&mut self, actor: ActorId, wait: Wait) -> Option<Reply> {
        match wait {
            Wait::Nothing | Wait::Sleep | Wait::LeftOut(_) | Wait::Invocation(_) | Wait::Original(_) => None,
            Wait::NextTask => self.next_task(actor),
            Wait::Serve => self.serving_is_over(actor),
            Wait::Shown(task) => self.is_shown(actor, task),
            Wait::Talk(task) => self.agent_is_done(actor, task).then_some(Reply::Done(false)),
            Wait::Connected(task) => self.is_connected(actor, task),
            Wait::Transfer(task) => self.transfer_is_over(task),
            Wait::Answer => self.is_answered(actor),
            Wait::Message(task) => self.next_message(actor, task),
            Wait::End(task) => {
                let over = match task {
                    Some(task) => self.agent_is_done(actor, task),
                    None => self.visit_is_over(actor),
                };
                over.then_some(Reply::Done(true))
            }
        }
    }

    fn next_task(&mut self, id: ActorId) -> Option<Reply> {
        loop {
            let duty = self.actors.get_mut(id)?.duty()?;
            let worker = duty.worker;
            if self.is_off_duty(worker) {
                return Some(Reply::Task(None));
            }
            let Some(reservation) = self.actors.get_mut(id)?.duty()?.offered.pop_front() else {
                return self.shift_is_over(id).then_some(Reply::Task(None));
            };
            if let Some(handle) = self.task_handle(worker, reservation) {
                return Some(Reply::Task(Some(Box::new(handle))));
            }
        }
    }

    fn serving_is_over(&mut self, id: ActorId) -> Option<Reply> {
        if !self.shift_is_over(id) {
            return None;
        }
        let actor = self.actors.get(id)?;
        let serves = |thread: &FiberId| {
            self.threads.get(*thread).is_some_and(|it| matches!(it.task, ThreadPurpose::Serve(_)))
        };
        if actor.fibers.iter().any(serves) {
            return None;
        }
        self.actors.get_mut(id)?.duty()?.serving = None;
        Some(Reply::Done(true))
    }

    /// What a script is told of an offered task, if it is still offered on this desktop.
    pub(super) fn task_handle(&self, worker: WorkerId, id: ReservationId) -> Option<TaskHandle> {
        let shown = self.engine.desktop(worker)?.task(id)?;
        // What is in doubt is handed out again, however far it has come.
        if shown.status != ReservationStatus::Pending && !self.is_in_doubt(id) {
            return None;
        }
        let platform = self.engine.platform();
        let reservation = platform.reservation(id)?;
        let task = platform.task(reservation.task)?;
        let transferred = match reservation.purpose {
            Purpose::TransferToQueue | Purpose::TransferToWorker => true,
            Purpose::Routing | Purpose::Own => false,
        };
        Some(TaskHandle {
            reservation: id,
            task: reservation.task,
            channel: reservation.channel,
            queue: reservation.queue.map(|queue| self.plan.queue_name(queue)).unwrap_or_default(),
            attributes: task.attributes.clone(),
            transferred,
            outbound: task.direction == Direction::Outbound,
            offered_at: reservation.created_at,
            conversation: task.conversation,
            interaction: task.conversation.map(|conversation| ChannelId::new(conversation.number())),
            call: platform.call_of(task.contact),
        })
    }

    /// Whether an agent's part in a contact is over: their reservation is not accepted any more, or the customer has
    /// left.
    fn agent_is_done(&self, actor: ActorId, id: ReservationId) -> bool {
        let platform = self.engine.platform();
        let Some(reservation) = platform.reservation(id) else { return true };
        let theirs = self.worker_of(actor) == Some(reservation.worker);
        if !theirs || reservation.status != ReservationStatus::Accepted {
            return true;
        }
        let Some(task) = platform.task(reservation.task) else { return true };
        match task.conversation {
            None => task.conference.is_none(),
            Some(conversation) => platform
                .conversation(conversation)
                .is_none_or(|conversation| conversation.member(Member::Customer).is_none()),
        }
    }

    /// The answer to an accept, once the agent's desktop has heard of it: people act on what they see.
    pub(super) fn is_shown(&self, actor: ActorId, task: ReservationId) -> Option<Reply> {
        let desktop = self.worker_of(actor).and_then(|worker| self.engine.desktop(worker));
        let shown = desktop.and_then(|desktop| desktop.task(task)).map(|task| task.status);
        let accepted = Reply::Settled(Ok(Value::Ref(task.sid())));
        (shown != Some(ReservationStatus::Pending)).then_some(accepted)
    }

    /// Whether the customer is in the call of a reservation; false where it is over.
    fn is_connected(&self, actor: ActorId, id: ReservationId) -> Option<Reply> {
        if self.agent_is_done(actor, id) {
            return Some(Reply::Done(false));
        }
        let platform = self.engine.platform();
        let task = platform.reservation(id)?.task;
        platform.customer_leg(task).is_some().then_some(Reply::Done(true))
    }

    fn transfer_is_over(&self, id: TaskId) -> Option<Reply> {
        let Some(task) = self.engine.platform().task(id) else { return Some(Reply::Done(false)) };
        match task.transfer.as_ref().map(|transfer| transfer.state) {
            Some(TransferState::InFlight) => None,
            Some(TransferState::Consulting) => Some(Reply::Done(true)),
            None => Some(Reply::Done(task.last_transfer == Some(TransferOutcome::Completed))),
        }
    }

    // Customers.

    pub(super) fn contact_of(&self, actor: ActorId) -> Option<ContactId> {
        match self.part_of(actor)? {
            ActorRole::Customer(visit) => visit.contact,
            ActorRole::Worker(_) => None,
        }
    }

    fn is_answered(&self, actor: ActorId) -> Option<Reply> {
        let ActorRole::Customer(visit) = self.part_of(actor)? else { return Some(Reply::Done(false)) };
        if visit.answered {
            return Some(Reply::Done(true));
        }
        let open = visit.contact.is_some_and(|contact| self.engine.platform().contact(contact).is_some());
        (!open).then_some(Reply::Done(false))
    }

    /// Whether a customer's contact is over, or nobody attends to it any more.
    fn visit_is_over(&self, actor: ActorId) -> bool {
        let Some(ActorRole::Customer(visit)) = self.part_of(actor) else { return true };
        let platform = self.engine.platform();
        let Some(contact) = visit.contact.and_then(|contact| platform.contact(contact)) else { return true };
        match contact.conversation.and_then(|conversation| platform.conversation(conversation)) {
            // A paused one goes on when its agent comes back to it.
            Some(conversation) => !conversation.is_attended() && conversation.paused_by.is_none(),
            None => contact.conversation.is_some(),
        }
    }

    // Messages.

    fn next_message(&mut self, id: ActorId, task: Option<ReservationId>) -> Option<Reply> {
        let received = match task {
            None => self.actors.get_mut(id)?.visit().and_then(|visit| visit.inbox.pop_front()),
            Some(task) => {
                let platform = self.engine.platform();
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
            Some(task) => self.agent_is_done(id, task),
            None => self.visit_is_over(id),
        };
        over.then_some(Reply::Message(None))
    }

    /// Who wrote a message, as scripts read it.
    pub(super) fn author_name(&self, author: Member) -> SmolStr {
        match author {
            Member::Customer => SmolStr::new_static("customer"),
            Member::Worker(worker) => {
                self.engine.platform().worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
            }
        }
    }

    // Reservation events on their way.

    pub(super) fn last_notice_at(&self, worker: WorkerId) -> SimTime {
        self.notices_until.get(worker.index()).copied().unwrap_or(SimTime::ZERO)
    }

    pub(super) fn note_notice(&mut self, worker: WorkerId, at: SimTime) {
        if self.notices_until.len() <= worker.index() {
            self.notices_until.resize(worker.index() + 1, SimTime::ZERO);
        }
        self.notices_until[worker.index()] = at;
    }
}

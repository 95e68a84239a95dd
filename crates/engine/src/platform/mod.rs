//! The platform that all desktops share: workers, tasks, reservations, routing, voice, conversations.
//!
//! Its operations are what lands of an action, what a customer does, and what time brings. Each is atomic: it
//! changes the state, states the events, and leaves routing settled. An operation that is refused changes nothing.
//! It knows no desktop, no listener and no latency.

mod contact;
mod conversation;
mod lines;
mod participants;
mod paused;
mod redirect;
mod reservation;
mod routing;
mod task;
mod transfer;
mod view;
mod voice;
mod worker;

use std::sync::Arc;

use smol_str::SmolStr;

pub use contact::{Contact, OpenContact};
pub use conversation::{Conversation, StoredMessage};
pub use lines::Membership;
pub use reservation::Reservation;
pub use task::Task;
pub use transfer::{Transfer, TransferOrder, TransferState};
pub use voice::{Conference, LegState, Participant};
pub use worker::Worker;

use super::action::{Cause, Code};
use super::audit::TaskCounts;
use super::config::{Center, WorkerSetup};
pub use super::effects::{Cx, Notice, Out, Timer};
use super::event::{Event, PopulationId, ReservationStatus, TaskStatus};
#[cfg(any(test, feature = "planted"))]
use super::planted::Planted;
use crate::units::{
    Arena, ConferenceId, ContactId, ConversationId, ParticipantId, QueueId, ReservationId, TaskId, WorkerId,
};

/// Why the platform refused an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code that the action is rejected with.
    pub code: Code,
    /// Which entity, in which state.
    pub message: String,
    /// Whose doing it is.
    pub cause: Cause,
}

/// How an operation went.
pub type Done<T = ()> = Result<T, Refusal>;

impl Refusal {
    /// Refused because the world moved first.
    pub fn world(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::World }
    }
    /// Refused because it was never legal here.
    pub fn caller(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::Caller }
    }
    /// Refused because a fault made it so.
    pub fn fault(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: Cause::Fault }
    }
}

/// The state of the centre.
#[derive(Clone, Debug)]
pub struct Platform {
    center: Arc<Center>,
    workers: Vec<Worker>,
    names: std::collections::BTreeMap<SmolStr, WorkerId>,
    contacts: Arena<ContactId, Contact>,
    tasks: Arena<TaskId, Task>,
    reservations: Arena<ReservationId, Reservation>,
    conferences: Arena<ConferenceId, Conference>,
    conversations: Arena<ConversationId, Conversation>,
    participants_created: u32,
    media_created: u32,
    lines: lines::Lines,
    task_counts: TaskCounts,
    /// How many calls there are in the centre, each on a line.
    calls: u32,
    /// The rule that is broken on purpose.
    #[cfg(any(test, feature = "planted"))]
    planted: Option<Planted>,
}

impl Platform {
    /// A centre with nobody in it.
    pub fn new(center: Arc<Center>) -> Self {
        let lines = lines::Lines::new(center.queues.len());
        Self {
            center,
            workers: Vec::new(),
            names: std::collections::BTreeMap::new(),
            contacts: Arena::default(),
            tasks: Arena::default(),
            reservations: Arena::default(),
            conferences: Arena::default(),
            conversations: Arena::default(),
            participants_created: 0,
            media_created: 0,
            lines,
            task_counts: TaskCounts::default(),
            calls: 0,
            #[cfg(any(test, feature = "planted"))]
            planted: None,
        }
    }

    /// Makes a worker known, in the offline activity. Workers are numbered in the order of their adding.
    pub fn add_worker(&mut self, cx: &mut Cx<'_>, setup: &WorkerSetup, population: PopulationId) -> WorkerId {
        let id = WorkerId::new(u32::try_from(self.workers.len()).unwrap_or(u32::MAX));
        let mut worker = Worker::new(setup, population, self.center.offline, cx.now);
        worker.queues = self.queues_of(cx, &setup.queues, &setup.attributes);
        cx.emit(Event::WorkerAdded {
            worker: id,
            population,
            capacity: worker.capacity,
            activity: worker.activity,
        });
        self.names.insert(setup.name.clone(), id);
        self.workers.push(worker);
        id
    }

    /// How the centre is set up.
    pub fn center(&self) -> &Center {
        &self.center
    }
    /// All workers; their place is their id.
    pub fn workers(&self) -> &[Worker] {
        &self.workers
    }
    /// A worker.
    pub fn worker(&self, id: WorkerId) -> Option<&Worker> {
        self.workers.get(id.index())
    }
    /// The worker with this name.
    pub fn worker_named(&self, name: &str) -> Option<WorkerId> {
        self.names.get(name).copied()
    }
    /// The queue with this name.
    pub fn queue_named(&self, name: &str) -> Option<QueueId> {
        let place = self.center.queues.iter().position(|queue| queue.name == name)?;
        u32::try_from(place).ok().map(QueueId::new)
    }
    /// The name of a queue.
    pub fn queue_name(&self, id: QueueId) -> &str {
        self.center.queues.get(id.index()).map_or("", |queue| &queue.name)
    }
    /// All contacts that are not over.
    pub fn contacts(&self) -> impl Iterator<Item = (ContactId, &Contact)> {
        self.contacts.iter()
    }
    /// All tasks that can be looked up.
    pub fn tasks(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        self.tasks.iter()
    }
    /// All live conferences.
    pub fn conferences(&self) -> impl Iterator<Item = (ConferenceId, &Conference)> {
        self.conferences.iter()
    }
    /// All conversations that are not closed.
    pub fn conversations(&self) -> impl Iterator<Item = (ConversationId, &Conversation)> {
        self.conversations.iter()
    }
    /// A contact that is not over.
    pub fn contact(&self, id: ContactId) -> Option<&Contact> {
        self.contacts.get(id)
    }
    /// A task, until five minutes after it settled.
    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.get(id)
    }
    /// A reservation, as long as its task can be looked up.
    pub fn reservation(&self, id: ReservationId) -> Option<&Reservation> {
        self.reservations.get(id)
    }
    /// Whether there ever was such a reservation.
    pub fn ever_reserved(&self, id: ReservationId) -> bool {
        self.reservations.ever_had(id)
    }
    /// A live conference.
    pub fn conference(&self, id: ConferenceId) -> Option<&Conference> {
        self.conferences.get(id)
    }
    /// A conversation that is not closed.
    pub fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(id)
    }
    /// Whether there ever was such a conversation.
    pub fn ever_conversed(&self, id: ConversationId) -> bool {
        self.conversations.ever_had(id)
    }
    /// Contacts that are not over, tasks that are not settled.
    pub fn open(&self) -> (usize, usize) {
        (self.contacts.len(), self.unsettled_tasks())
    }

    /// How many tasks can be looked up.
    pub fn tasks_known(&self) -> usize {
        self.tasks.len()
    }

    fn unsettled_tasks(&self) -> usize {
        let settled = |status: TaskStatus| self.task_counts.by_status[status as usize];
        let unsettled = self.task_counts.created - settled(TaskStatus::Completed) - settled(TaskStatus::Canceled);
        usize::try_from(unsettled).unwrap_or(usize::MAX)
    }

    /// Whether a timer would do nothing any more.
    pub fn is_stale(&self, timer: Timer) -> bool {
        match timer {
            Timer::Reservation(id) => {
                self.reservations.get(id).is_none_or(|r| r.status != ReservationStatus::Pending)
            }
            Timer::Route(task, serial) => {
                self.tasks.get(task).is_none_or(|task| !task.is_unaccepted() || task.route.serial != serial)
            }
            Timer::TaskTimeToLive(task) => self.tasks.get(task).is_none_or(|task| !task.is_unaccepted()),
            Timer::Forget(task) => self.tasks.get(task).is_none(),
            Timer::Reoffer(task, worker) => {
                self.tasks.get(task).is_none_or(|task| !task.declined.contains(&worker))
            }
            Timer::Transfer(task, serial) => {
                self.tasks.get(task).is_none_or(|task| !task.has_transfer_in_flight(serial))
            }
            Timer::Ring(contact) => self.ringing_customer(contact).is_none(),
            Timer::Typing(conversation, member, serial) => self
                .conversations
                .get(conversation)
                .and_then(|conversation| conversation.member(member))
                .is_none_or(|member| !member.typing || member.typing_serial != serial),
            Timer::External(conference, participant) => !self.external_rings(conference, participant),
            Timer::Paused(conversation, serial) => !self.is_in_pause(conversation, serial),
        }
    }

    /// Does what a timer was set for, unless its subject has moved on.
    pub fn timer(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        if self.is_stale(timer) {
            return;
        }
        match timer {
            Timer::Reservation(reservation) => self.reservation_timed_out(cx, reservation),
            Timer::Route(task, _) => self.route_timed_out(cx, task),
            Timer::TaskTimeToLive(task) => self.drop_task(cx, task),
            Timer::Forget(task) => self.forget_task(cx, task),
            Timer::Reoffer(task, worker) => self.allow_reoffer(task, worker),
            Timer::Transfer(task, _) => self.fail_transfer(cx, task),
            Timer::Ring(contact) => self.outbound_unanswered(cx, contact, super::event::EndReason::NoAnswer),
            Timer::Typing(conversation, member, _) => self.stop_typing(cx, conversation, member),
            Timer::External(conference, participant) => self.external_answers(cx, conference, participant),
            Timer::Paused(conversation, _) => self.pause_is_over(cx, conversation),
        }
        self.settle_routing(cx);
    }

    /// Breaks a rule on purpose.
    #[cfg(any(test, feature = "planted"))]
    pub fn plant(&mut self, planted: Planted) {
        self.planted = Some(planted);
    }
    /// Whether this rule is broken; asked by `planted!`.
    #[cfg(any(test, feature = "planted"))]
    pub(crate) fn is_planted(&self, planted: Planted) -> bool {
        self.planted == Some(planted)
    }

    fn next_participant(&mut self) -> ParticipantId {
        let id = ParticipantId::new(self.participants_created);
        self.participants_created += 1;
        id
    }
}

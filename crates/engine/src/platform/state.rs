//! The state of the centre, to be read. What changes it stands in the files of the operations.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::finding::Finding;
use super::lines::Lines;
use super::records::{Conference, Contact, Conversation, Reservation, Task, TaskCounts, Worker};
use crate::config::Center;
use crate::event::TaskStatus;
#[cfg(any(test, feature = "planted"))]
use crate::planted::Planted;
use crate::units::{
    Arena, ConferenceId, ContactId, ConversationId, QueueId, ReservationId, Sid, TaskId, WorkerId,
};

/// The state of the centre.
#[derive(Clone, Debug)]
pub struct Platform {
    pub(super) center: Arc<Center>,
    pub(super) finding: Arc<Finding>,
    pub(super) workers: Vec<Worker>,
    pub(super) names: BTreeMap<SmolStr, WorkerId>,
    pub(super) contacts: Arena<ContactId, Contact>,
    pub(super) tasks: Arena<TaskId, Task>,
    pub(super) reservations: Arena<ReservationId, Reservation>,
    pub(super) conferences: Arena<ConferenceId, Conference>,
    pub(super) conversations: Arena<ConversationId, Conversation>,
    pub(super) participants_created: usize,
    pub(super) media_created: usize,
    pub(super) lines: Lines,
    pub(super) task_counts: TaskCounts,
    /// How many calls there are in the centre, each on a line.
    pub(super) calls: u32,
    /// The rule that is broken on purpose.
    #[cfg(any(test, feature = "planted"))]
    planted: Option<Planted>,
}

impl Platform {
    /// A centre with nobody in it.
    pub(crate) fn new(center: Arc<Center>) -> Self {
        let lines = Lines::new(center.queues.len(), center.activities.len());
        Self {
            finding: Arc::new(Finding::new(&center)),
            center,
            workers: Vec::new(),
            names: BTreeMap::new(),
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

    /// How the centre is set up.
    pub fn center(&self) -> &Center {
        &self.center
    }
    /// All workers; their place is their id.
    pub fn workers(&self) -> &[Worker] {
        &self.workers
    }
    /// A worker; `None` where there never was one with this id.
    pub fn worker(&self, id: WorkerId) -> Option<&Worker> {
        self.workers.get(id.index())
    }
    /// The worker with this name.
    pub fn worker_named(&self, name: &str) -> Option<WorkerId> {
        self.names.get(name).copied()
    }
    /// The worker with this sid.
    pub fn worker_with_sid(&self, sid: &str) -> Option<WorkerId> {
        let sid: Sid = sid.parse().ok()?;
        let id = WorkerId::try_from(sid).ok()?;
        self.worker(id).map(|_| id)
    }
    /// The queue with this name.
    pub fn queue_named(&self, name: &str) -> Option<QueueId> {
        self.finding.named(name)
    }
    /// The name of a queue; empty where there is none.
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
    /// A task, until it is forgotten [`settled_task`](crate::config::Timeouts::settled_task) after it settled.
    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.get(id)
    }
    /// A reservation, as long as its task can be looked up.
    pub fn reservation(&self, id: ReservationId) -> Option<&Reservation> {
        self.reservations.get(id)
    }
    /// Whether there ever was such a reservation.
    pub(crate) fn ever_reserved(&self, id: ReservationId) -> bool {
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
    pub(crate) fn ever_conversed(&self, id: ConversationId) -> bool {
        self.conversations.ever_had(id)
    }
    /// Contacts that are not over, tasks that are not settled.
    pub fn open(&self) -> (usize, usize) {
        (self.contacts.len(), self.unsettled_tasks())
    }

    /// How many tasks can be looked up.
    pub(crate) fn tasks_known(&self) -> usize {
        self.tasks.len()
    }

    fn unsettled_tasks(&self) -> usize {
        let settled = |status: TaskStatus| self.task_counts.by_status[status as usize];
        let unsettled = self.task_counts.created - settled(TaskStatus::Completed) - settled(TaskStatus::Canceled);
        let Ok(unsettled) = usize::try_from(unsettled) else {
            unreachable!("{unsettled} tasks cannot be in memory")
        };
        unsettled
    }
    /// How many tasks were created, and how many are of each status.
    pub(crate) fn task_counts(&self) -> TaskCounts {
        self.task_counts
    }

    /// Breaks a rule on purpose.
    #[cfg(any(test, feature = "planted"))]
    pub(crate) fn plant(&mut self, planted: Planted) {
        self.planted = Some(planted);
    }
    /// Whether this rule is broken; asked by `planted!`.
    #[cfg(any(test, feature = "planted"))]
    pub(crate) fn is_planted(&self, planted: Planted) -> bool {
        self.planted == Some(planted)
    }
}

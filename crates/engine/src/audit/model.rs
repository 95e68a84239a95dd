//! The audit's own picture of workers, tasks, reservations and contacts, made of nothing but events.
//!
//! The checkers read it. It notices by itself only what can be seen in no other way: an event that does not follow
//! from those before it (invariants 10, 11, 12, 16, 22, 32, 33).

use super::facts::SetupFacts;
use super::found::Found;
use super::number::{
    NEVER_BACK, ONE_TRANSFER, SETTLED_IS_CLOSED, TASKS_ADD_UP, TERMINAL_ABSORBS, TRANSFER_TO_ITS_TARGET,
    WRAPPING_IS_OFF_THE_LINE,
};
use crate::config::{Capacity, Channel};
use crate::event::{Purpose, ReservationStatus, TaskStatus, TransferMode, TransferOutcome, TransferTarget};
use crate::units::{
    ActivityId, ConferenceId, ContactId, ConversationId, IdMap, QueueId, ReservationId, SimTime, TaskId, WorkerId,
};

/// A worker, with counts of what they hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Worker {
    pub(super) available: bool,
    pub(super) capacity: Capacity,
    /// Pending, accepted and wrapping reservations on each channel: all, and those of their own work.
    pub(super) open: Capacity,
    pub(super) own: Capacity,
    /// Pending reservations: all, and those of their own work.
    pub(super) pending: u16,
    pub(super) own_pending: u16,
    /// In this step: they went away, got work of their own, or got routed work by channel.
    pub(super) went_away: bool,
    pub(super) got_own: bool,
    pub(super) got_routed: [bool; Channel::COUNT],
}

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    InFlight(TransferMode, ReservationId, TransferTarget),
    Consulting,
}

/// A task that has not settled, with counts of its reservations by status.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) contact: ContactId,
    pub(super) channel: Channel,
    pub(super) status: TaskStatus,
    pub(super) pending: u16,
    pub(super) accepted: u16,
    pub(super) wrapping: u16,
    /// How many workers at once the queues of its pending reservations allow.
    pub(super) limit: u16,
    pub(super) transfer: Option<Transfer>,
    pub(super) conference: Option<ConferenceId>,
    /// In this step: a reservation was accepted, and no transfer was begun after that; a transfer was taken back.
    pub(super) just_accepted: bool,
    pub(super) just_undone: Option<ReservationId>,
    /// In this step: a cold transfer of it failed.
    pub(super) just_dropped: bool,
    version: u32,
}

/// A reservation that is pending, accepted or wrapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reservation {
    pub(super) task: TaskId,
    pub(super) worker: WorkerId,
    /// The task's; until that is looked up, voice.
    pub(super) channel: Channel,
    pub(super) purpose: Purpose,
    pub(super) status: ReservationStatus,
    pub(super) expires_at: SimTime,
}

/// The work that there is for a contact.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ContactWork {
    /// Its tasks that are pending, reserved or assigned; its tasks that are not settled.
    pub(super) live_tasks: u16,
    unsettled_tasks: u16,
    /// Reservations of its tasks that are pending or accepted.
    pub(super) at_work: u16,
    /// Its tasks with a transfer on its way.
    pub(super) transfers: u16,
    /// Whether it is no call.
    pub(super) digital: bool,
    pub(super) conversation: Option<ConversationId>,
    ended: bool,
}

/// What the events of a step touched, each once and in the order of ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) workers: Vec<WorkerId>,
    pub(super) tasks: Vec<TaskId>,
    pub(super) contacts: Vec<ContactId>,
    /// Reservations that were created or changed.
    pub(super) reservations: Vec<ReservationId>,
    /// Whether tasks were created or changed their status.
    pub(super) counts: bool,
}

/// All that there is by the events, and what the present step has touched of it.
#[derive(Clone, Debug)]
pub(super) struct Model {
    facts: SetupFacts,
    pub(super) workers: IdMap<WorkerId, Worker>,
    pub(super) tasks: IdMap<TaskId, Task>,
    pub(super) reservations: IdMap<ReservationId, Reservation>,
    pub(super) contacts: IdMap<ContactId, ContactWork>,
    pub(super) created: u64,
    pub(super) by_status: [u64; 6],
    pub(super) touched: Touched,
}

const fn is_live(status: TaskStatus) -> bool {
    match status {
        TaskStatus::Pending | TaskStatus::Reserved | TaskStatus::Assigned => true,
        TaskStatus::Wrapping | TaskStatus::Completed | TaskStatus::Canceled => false,
    }
}

impl Model {
    pub(super) fn new(facts: SetupFacts) -> Self {
        Self {
            facts,
            workers: IdMap::default(),
            tasks: IdMap::default(),
            reservations: IdMap::default(),
            contacts: IdMap::default(),
            created: 0,
            by_status: [0; 6],
            touched: Touched::default(),
        }
    }

    pub(super) fn worker_added(&mut self, worker: WorkerId, capacity: Capacity, activity: ActivityId) {
        let available = self.is_available(activity);
        self.workers.insert(worker, Worker { available, capacity, ..Worker::default() });
        self.touched.workers.push(worker);
    }
    pub(super) fn worker_changed(&mut self, worker: WorkerId, to: ActivityId) {
        let available = self.is_available(to);
        let it = self.workers.entry(worker);
        it.went_away |= it.available && !available;
        it.available = available;
        self.touched.workers.push(worker);
    }

    /// By what the centre says of the activity, not by what the platform makes of it.
    fn is_available(&self, activity: ActivityId) -> bool {
        self.facts.available.get(activity.index()).copied().unwrap_or(false)
    }

    pub(super) fn contact_began(&mut self, contact: ContactId, channel: Channel) {
        self.contact(contact).digital = channel.is_digital();
    }
    pub(super) fn contact_ended(&mut self, contact: ContactId) {
        self.contact(contact).ended = true;
    }
    pub(super) fn conversation_opened(&mut self, conversation: ConversationId, contact: ContactId) {
        let it = self.contact(contact);
        it.conversation = Some(conversation);
        it.digital = true;
    }

    pub(super) fn conference_started(&mut self, conference: ConferenceId, task: TaskId, found: &mut Found) {
        let Some(it) = self.tasks.get_mut(task) else {
            return found.fail(WRAPPING_IS_OFF_THE_LINE, || {
                ([task.to_string(), conference.to_string()], "a settled task got a new conference".to_owned())
            });
        };
        it.conference = Some(conference);
        self.touched.tasks.push(task);
    }
    pub(super) fn conference_ended(&mut self, conference: ConferenceId, task: TaskId) {
        if let Some(it) = self.tasks.get_mut(task) {
            it.conference = it.conference.filter(|live| *live != conference);
            self.touched.tasks.push(task);
        }
    }

    /// Somebody came into the call of a task, or left it.
    pub(super) fn call_changed(&mut self, task: TaskId) {
        self.touched.tasks.push(task);
    }

    pub(super) fn attributes_changed(&mut self, task: TaskId, version: u32, found: &mut Found) {
        if let Some(it) = self.tasks.get_mut(task) {
            let before = std::mem::replace(&mut it.version, version);
            found.hold(NEVER_BACK, version > before, || {
                ([task.to_string()], format!("version {version} follows version {before}"))
            });
        }
    }
    pub(super) fn task_removed(&self, task: TaskId, found: &mut Found) {
        let status = self.tasks.get(task).map(|it| it.status);
        found.hold(TASKS_ADD_UP, status.is_none_or(TaskStatus::is_settled), || {
            ([task.to_string()], "was removed though it had not settled".to_owned())
        });
    }
    pub(super) fn consultation_ended(&mut self, task: TaskId) {
        if let Some(it) = self.tasks.get_mut(task) {
            it.transfer = it.transfer.filter(|transfer| *transfer != Transfer::Consulting);
            self.touched.tasks.push(task);
        }
    }

    /// All events are in: puts what they touched in order.
    pub(super) fn collect(&mut self) {
        let touched = &mut self.touched;
        sort(&mut touched.workers);
        sort(&mut touched.tasks);
        sort(&mut touched.contacts);
        sort(&mut touched.reservations);
    }

    /// The step has been checked: forgets what was true in it alone, and what is settled.
    pub(super) fn sweep(&mut self) {
        for worker in self.touched.workers.drain(..) {
            if let Some(it) = self.workers.get_mut(worker) {
                it.went_away = false;
                it.got_own = false;
                it.got_routed = [false; Channel::COUNT];
            }
        }
        for task in self.touched.tasks.drain(..) {
            if let Some(it) = self.tasks.get_mut(task) {
                it.just_accepted = false;
                it.just_undone = None;
                it.just_dropped = false;
                if it.status.is_settled() {
                    self.tasks.remove(task);
                }
            }
        }
        for contact in self.touched.contacts.drain(..) {
            if self.contacts.get(contact).is_some_and(|it| it.ended && it.unsettled_tasks == 0) {
                self.contacts.remove(contact);
            }
        }
        self.touched.reservations.clear();
        self.touched.counts = false;
    }

    fn contact(&mut self, contact: ContactId) -> &mut ContactWork {
        self.touched.contacts.push(contact);
        self.contacts.entry(contact)
    }

    pub(super) fn task_created(&mut self, task: TaskId, contact: ContactId, channel: Channel, found: &mut Found) {
        let made = Task {
            contact,
            channel,
            status: TaskStatus::Pending,
            pending: 0,
            accepted: 0,
            wrapping: 0,
            limit: 0,
            transfer: None,
            conference: None,
            just_accepted: false,
            just_undone: None,
            just_dropped: false,
            version: 0,
        };
        let old = self.tasks.insert(task, made);
        found.hold(TASKS_ADD_UP, old.is_none(), || ([task.to_string()], "was created twice".to_owned()));
        self.created += 1;
        self.by_status[TaskStatus::Pending as usize] += 1;
        self.touched.tasks.push(task);
        self.touched.counts = true;
        let it = self.contact(contact);
        it.live_tasks += 1;
        it.unsettled_tasks += 1;
        it.digital = channel.is_digital();
    }

    pub(super) fn task_changed(&mut self, task: TaskId, from: TaskStatus, to: TaskStatus, found: &mut Found) {
        let Some(it) = self.tasks.get_mut(task) else {
            return found.fail(TERMINAL_ABSORBS, || {
                ([task.to_string()], format!("went from {} to {} after it had settled", from.name(), to.name()))
            });
        };
        let was = std::mem::replace(&mut it.status, to);
        found.hold(TERMINAL_ABSORBS, was == from && !was.is_settled(), || {
            (
                [task.to_string()],
                format!("went from {} to {} though it was {}", from.name(), to.name(), was.name()),
            )
        });
        let (contact, in_flight) = (it.contact, it.in_flight());
        self.by_status[was as usize] -= 1;
        self.by_status[to as usize] += 1;
        self.touched.tasks.push(task);
        self.touched.counts = true;
        let it = self.contact(contact);
        it.live_tasks = (it.live_tasks + u16::from(is_live(to))).saturating_sub(u16::from(is_live(was)));
        let unsettled = it.unsettled_tasks + u16::from(!to.is_settled());
        it.unsettled_tasks = unsettled.saturating_sub(u16::from(!was.is_settled()));
        if to.is_settled() && !was.is_settled() && in_flight {
            it.transfers = it.transfers.saturating_sub(1);
        }
    }

    pub(super) fn reservation_created(
        &mut self,
        reservation: ReservationId,
        mut made: Reservation,
        queue: Option<QueueId>,
        found: &mut Found,
    ) {
        let Some(task) = self.tasks.get_mut(made.task) else {
            return found.fail(SETTLED_IS_CLOSED, || {
                ([reservation.to_string(), made.task.to_string()], "a settled task was reserved again".to_owned())
            });
        };
        made.channel = task.channel;
        let allowed = queue.and_then(|queue| self.facts.max_reserved.get(queue.index()).copied()).unwrap_or(1);
        task.limit = if task.pending == 0 { allowed } else { task.limit.max(allowed) };
        let contact = task.contact;
        let goes_to = match made.purpose {
            Purpose::TransferToQueue => Some(queue.map(TransferTarget::Queue)),
            Purpose::TransferToWorker => Some(Some(TransferTarget::Worker(made.worker))),
            Purpose::Routing | Purpose::Own => None,
        };
        if let Some(goes_to) = goes_to {
            let target = task.target();
            found.hold(TRANSFER_TO_ITS_TARGET, target.is_some() && goes_to == target, || {
                let entities = [reservation.to_string(), made.task.to_string(), made.worker.to_string()];
                (entities, format!("is offered to {}, for a transfer to {}", said(goes_to), said(target)))
            });
        }
        self.touched.tasks.push(made.task);
        self.touched.workers.push(made.worker);
        self.touched.reservations.push(reservation);
        let worker = self.workers.entry(made.worker);
        match made.purpose {
            Purpose::Own => worker.got_own = true,
            Purpose::Routing | Purpose::TransferToQueue | Purpose::TransferToWorker => {
                worker.got_routed[made.channel.index()] = true;
            }
        }
        let old = self.reservations.insert(reservation, made);
        found
            .hold(TERMINAL_ABSORBS, old.is_none(), || ([reservation.to_string()], "was created twice".to_owned()));
        self.count(&made, Some(made.status), 1);
        self.contact(contact).at_work += 1;
    }

    pub(super) fn reservation_changed(
        &mut self,
        reservation: ReservationId,
        from: ReservationStatus,
        to: ReservationStatus,
        found: &mut Found,
    ) {
        let Some(it) = self.reservations.get_mut(reservation) else {
            return found.fail(TERMINAL_ABSORBS, || {
                let message = format!("went from {} to {} after it had settled", from.name(), to.name());
                ([reservation.to_string()], message)
            });
        };
        let was = std::mem::replace(&mut it.status, to);
        let now = *it;
        found.hold(TERMINAL_ABSORBS, was == from, || {
            let message = format!("went from {} to {} though it was {}", from.name(), to.name(), was.name());
            ([reservation.to_string(), now.task.to_string()], message)
        });
        self.count(&now, Some(was), -1);
        self.count(&now, to.is_open().then_some(to), 1);
        self.touched.tasks.push(now.task);
        self.touched.workers.push(now.worker);
        self.touched.reservations.push(reservation);
        let contact = self.tasks.get_mut(now.task).map(|task| {
            task.just_accepted |= to == ReservationStatus::Accepted;
            task.contact
        });
        if !to.is_open() {
            self.reservations.remove(reservation);
        }
        let Some(contact) = contact else { return };
        let at_work = |status| matches!(status, ReservationStatus::Pending | ReservationStatus::Accepted);
        if at_work(was) && !at_work(to) {
            let it = self.contact(contact);
            it.at_work = it.at_work.saturating_sub(1);
        }
        if to.is_open() {
            self.touched.contacts.push(contact);
        }
    }

    /// Adds `by` reservations of a status to the counts of their task and worker; a settled one is in no count.
    fn count(&mut self, it: &Reservation, status: Option<ReservationStatus>, by: i16) {
        let Some(status) = status else { return };
        let pending = status == ReservationStatus::Pending;
        if let Some(task) = self.tasks.get_mut(it.task) {
            let count = match status {
                ReservationStatus::Pending => Some(&mut task.pending),
                ReservationStatus::Accepted => Some(&mut task.accepted),
                ReservationStatus::Wrapping => Some(&mut task.wrapping),
                ReservationStatus::Completed
                | ReservationStatus::Rejected
                | ReservationStatus::Timeout
                | ReservationStatus::Canceled
                | ReservationStatus::Rescinded => None,
            };
            if let Some(count) = count {
                *count = count.saturating_add_signed(by);
            }
        }
        let worker = self.workers.entry(it.worker);
        let own = it.purpose == Purpose::Own;
        for (applies, count) in [
            (true, &mut worker.open[it.channel.index()]),
            (own, &mut worker.own[it.channel.index()]),
            (pending, &mut worker.pending),
            (pending && own, &mut worker.own_pending),
        ] {
            if applies {
                *count = count.saturating_add_signed(by);
            }
        }
    }

    pub(super) fn transfer_started(
        &mut self,
        task: TaskId,
        mode: TransferMode,
        initiator: ReservationId,
        target: TransferTarget,
        found: &mut Found,
    ) {
        let Some(it) = self.tasks.get_mut(task) else {
            return found.fail(ONE_TRANSFER, || ([task.to_string()], "a settled task was transferred".to_owned()));
        };
        let before = it.in_flight();
        it.transfer = Some(Transfer::InFlight(mode, initiator, target));
        it.just_accepted = false;
        let contact = it.contact;
        self.touched.tasks.push(task);
        found.hold(ONE_TRANSFER, !before, || {
            ([task.to_string()], "a transfer began while another one was on its way".to_owned())
        });
        self.contact(contact).transfers += u16::from(!before);
    }

    pub(super) fn transfer_settled(&mut self, task: TaskId, outcome: TransferOutcome, found: &mut Found) {
        let in_flight = self.tasks.get_mut(task).and_then(|it| match it.transfer {
            Some(Transfer::InFlight(mode, initiator, _)) => Some((it, mode, initiator)),
            Some(Transfer::Consulting) | None => None,
        });
        let Some((it, mode, initiator)) = in_flight else {
            return found.fail(ONE_TRANSFER, || {
                ([task.to_string()], "a transfer settled that was not on its way".to_owned())
            });
        };
        found.hold(ONE_TRANSFER, true, || ([], String::new()));
        it.transfer = None;
        match outcome {
            TransferOutcome::Completed if mode == TransferMode::Warm => it.transfer = Some(Transfer::Consulting),
            TransferOutcome::Canceled => it.just_undone = Some(initiator),
            // In a conversation it may have been the initiator's wrapping up that let it fail.
            TransferOutcome::Failed if mode == TransferMode::Warm && it.channel == Channel::Voice => {
                it.just_undone = Some(initiator);
            }
            TransferOutcome::Failed => it.just_dropped = mode == TransferMode::Cold,
            TransferOutcome::Completed => {}
        }
        let contact = it.contact;
        self.touched.tasks.push(task);
        let it = self.contact(contact);
        it.transfers = it.transfers.saturating_sub(1);
    }
}

/// Where a transfer goes, in words.
fn said(target: Option<TransferTarget>) -> String {
    match target {
        Some(TransferTarget::Worker(worker)) => format!("worker {worker}"),
        Some(TransferTarget::Queue(queue)) => format!("queue {queue}"),
        None => "nobody".to_owned(),
    }
}

impl Task {
    /// Where the transfer goes that is on its way.
    const fn target(&self) -> Option<TransferTarget> {
        match self.transfer {
            Some(Transfer::InFlight(_, _, target)) => Some(target),
            Some(Transfer::Consulting) | None => None,
        }
    }
    /// Whether a transfer of it is on its way.
    pub(super) const fn in_flight(&self) -> bool {
        matches!(self.transfer, Some(Transfer::InFlight(..)))
    }
}

/// Puts what a step touched in order, each once. Most steps touch one of a kind.
fn sort<T: Ord>(touched: &mut Vec<T>) {
    if touched.len() > 1 {
        touched.sort_unstable();
        touched.dedup();
    }
}

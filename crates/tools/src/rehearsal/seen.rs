//! What is seen in a rehearsal of who does what, and of what comes where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::config::Channel;
use rushhour_engine::event::{
    ContactEvent, InvocationEvent, ReservationEvent, ReservationStatus, TaskEvent, WorkerEvent,
};
use rushhour_engine::units::{
    ActorId, ContactId, GroupId, InvocationId, QueueId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};
use rushhour_scenario::{MetricId, PopulationId};
use rushhour_script::request::Identity;
use rushhour_sim::{ActorEnd, ActorEvent, Move, Observer, StepKey};

/// What people of one population did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Did {
    /// How many scripts began.
    pub(crate) began: u32,
    /// How many of them came to their end before the plan did.
    pub(crate) returned: u32,
    /// How many failed.
    pub(crate) failed: u32,
    /// What they did at all: invoked, phoned, wrote.
    pub(crate) moves: u32,
    /// How often they came to the centre, or took a call of an agent's.
    pub(crate) contacts: u32,
    /// How often they were offered work and refused it, or let the time for it pass.
    pub(crate) refused: u32,
    /// How often they tried to accept it; the world may have been quicker.
    pub(crate) accepted: u32,
    /// Whether any of them was ever in an activity in which they are offered work.
    pub(crate) available: bool,
    /// When the first of them had accepted a task.
    pub(crate) first_taken: Option<SimTime>,
    /// How many tasks they had accepted.
    pub(crate) taken: u32,
    /// How many of those came to an end, in whichever way, before the plan did.
    pub(crate) ended: u32,
}

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Of each population.
    pub(crate) did: Vec<Did>,
    /// By what channels work comes to each queue: that is up to the scripts. With the population of the customer who
    /// brought it first, if a customer did.
    pub(crate) channels: BTreeMap<QueueId, BTreeMap<Channel, Option<PopulationId>>>,
    /// The channels by which customers came, or agents called.
    pub(crate) came_by: BTreeSet<Channel>,
    /// The queues that customers turned to, or in which work waited.
    pub(crate) queues: BTreeSet<QueueId>,
    /// What was invoked.
    pub(crate) invoked: BTreeSet<ActionName>,
    /// What scripts recorded.
    pub(crate) recorded: BTreeSet<MetricId>,
    /// How long the longest task took that was completed, from its being accepted on.
    pub(crate) longest: SimSpan,
}

/// Ends a rehearsal when enough is known.
pub(super) struct Watcher<'a> {
    stop: &'a AtomicBool,
    /// When the plan comes to its end, and everybody goes home.
    end: SimTime,
    /// So many pieces of work are enough.
    enough: u32,
    work: u32,
    tasks: BTreeMap<TaskId, (ContactId, Channel)>,
    contacts: BTreeMap<ContactId, PopulationId>,
    workers: BTreeMap<WorkerId, PopulationId>,
    actors: BTreeMap<ActorId, PopulationId>,
    /// When what is accepted and not settled was accepted.
    taken: BTreeMap<ReservationId, SimTime>,
    /// Whether the user wants it to end, and whether it was seen.
    interrupt: &'a AtomicBool,
    interrupted: bool,
    seen: Seen,
}

impl<'a> Watcher<'a> {
    pub(super) fn new(
        [stop, interrupt]: [&'a AtomicBool; 2],
        enough: u32,
        end: SimTime,
        populations: usize,
    ) -> Self {
        Self {
            stop,
            end,
            enough,
            work: 0,
            tasks: BTreeMap::new(),
            contacts: BTreeMap::new(),
            workers: BTreeMap::new(),
            actors: BTreeMap::new(),
            taken: BTreeMap::new(),
            interrupt,
            interrupted: false,
            seen: Seen { did: vec![Did::default(); populations], ..Seen::default() },
        }
    }
    /// Whether the user has ended it.
    pub(super) const fn is_interrupted(&self) -> bool {
        self.interrupted
    }
    /// Ends the rehearsal where the user wants it to end.
    fn look(&mut self) {
        if !self.interrupted && self.interrupt.load(Ordering::Relaxed) {
            self.interrupted = true;
            self.stop.store(true, Ordering::Relaxed);
        }
    }
    /// A reservation of this worker is accepted, or settled.
    fn change(&mut self, at: SimTime, id: ReservationId, worker: WorkerId, to: ReservationStatus) {
        let is_early = at < self.end;
        let settles = match to {
            ReservationStatus::Accepted => {
                self.taken.entry(id).or_insert(at);
                if let Some(did) = self.of_worker(worker) {
                    did.taken += 1;
                    did.first_taken.get_or_insert(at);
                }
                false
            }
            ReservationStatus::Pending | ReservationStatus::Wrapping => false,
            ReservationStatus::Completed
            | ReservationStatus::Rejected
            | ReservationStatus::Timeout
            | ReservationStatus::Canceled
            | ReservationStatus::Rescinded => true,
        };
        let Some(taken) = self.taken.get(&id).copied().filter(|_| settles) else { return };
        self.taken.remove(&id);
        // When the plan ends everybody goes home, and what is in hand is completed for them.
        if is_early {
            if to == ReservationStatus::Completed {
                self.seen.longest = self.seen.longest.max(at.since(taken));
            }
            if let Some(did) = self.of_worker(worker) {
                did.ended += 1;
            }
        }
    }
    pub(super) fn into_seen(self) -> Seen {
        self.seen
    }
    fn did(&mut self, population: Option<PopulationId>) -> Option<&mut Did> {
        self.seen.did.get_mut(usize::from(population?.0))
    }
    fn of_worker(&mut self, worker: WorkerId) -> Option<&mut Did> {
        let population = self.workers.get(&worker).copied();
        self.did(population)
    }
}

impl Observer for Watcher<'_> {
    fn contact(&mut self, _: SimTime, id: ContactId, event: &ContactEvent) {
        match event {
            ContactEvent::Arrived { group, channel, queue } => {
                self.contacts.insert(id, population(*group));
                self.seen.came_by.insert(*channel);
                self.seen.queues.extend(*queue);
            }
            ContactEvent::Placed { channel, .. } => drop(self.seen.came_by.insert(*channel)),
            ContactEvent::Answered { .. } | ContactEvent::Ended { .. } | ContactEvent::Redirected { .. } => {}
        }
    }

    fn task(&mut self, _: SimTime, id: TaskId, event: &TaskEvent) {
        match event {
            TaskEvent::Created { contact, channel, .. } => drop(self.tasks.insert(id, (*contact, *channel))),
            TaskEvent::Queued { queue: Some(queue), .. } => {
                self.seen.queues.insert(*queue);
                if let Some((contact, channel)) = self.tasks.get(&id) {
                    let whose = self.contacts.get(contact).copied();
                    self.seen.channels.entry(*queue).or_default().entry(*channel).or_insert(whose);
                }
            }
            TaskEvent::Queued { queue: None, .. }
            | TaskEvent::Changed { .. }
            | TaskEvent::AttributesChanged { .. }
            | TaskEvent::Removed
            | TaskEvent::TransferStarted { .. }
            | TaskEvent::TransferSettled { .. }
            | TaskEvent::ConsultationEnded => {}
        }
    }

    fn reservation(&mut self, at: SimTime, id: ReservationId, event: &ReservationEvent) {
        if let ReservationEvent::Changed { worker, to, .. } = event {
            self.change(at, id, *worker, *to);
        }
        match event {
            ReservationEvent::Changed {
                worker,
                to: ReservationStatus::Rejected | ReservationStatus::Timeout,
                ..
            } => {
                if let Some(did) = self.of_worker(*worker) {
                    did.refused += 1;
                }
            }
            ReservationEvent::Changed { to: ReservationStatus::Completed, .. } => self.work += 1,
            ReservationEvent::Created { .. }
            | ReservationEvent::Changed { .. }
            | ReservationEvent::WorkerCalled { .. } => {}
        }
        if self.work >= self.enough {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn worker(&mut self, _: SimTime, id: WorkerId, event: &WorkerEvent) {
        match event {
            WorkerEvent::Added { group, .. } => drop(self.workers.insert(id, population(*group))),
            WorkerEvent::Changed { available: true, .. } => {
                if let Some(did) = self.of_worker(id) {
                    did.available = true;
                }
            }
            WorkerEvent::Changed { available: false, .. } | WorkerEvent::AttributesChanged => {}
        }
    }

    fn invocation(&mut self, _: SimTime, _: InvocationId, event: &InvocationEvent) {
        self.look();
        if let InvocationEvent::Begun { action, .. } = event
            && !self.seen.invoked.contains(action)
            && self.seen.invoked.len() < 2 * Action::ALL.len()
        {
            self.seen.invoked.insert(action.clone());
        }
    }

    fn actor(&mut self, at: SimTime, id: ActorId, event: &ActorEvent) {
        self.look();
        match event {
            ActorEvent::Started { population } => {
                self.actors.insert(id, *population);
                if let Some(did) = self.did(Some(*population)) {
                    did.began += 1;
                }
            }
            ActorEvent::Ended { how } => {
                let population = self.actors.remove(&id);
                let is_early = at < self.end;
                if let Some(did) = self.did(population) {
                    match how {
                        ActorEnd::Returned => did.returned += u32::from(is_early),
                        ActorEnd::Failed => did.failed += 1,
                        ActorEnd::Stopped => {}
                    }
                }
            }
            ActorEvent::Recorded { metric, .. } => drop(self.seen.recorded.insert(*metric)),
            ActorEvent::Failed { .. } | ActorEvent::Noted { .. } => {}
        }
    }

    fn moved(&mut self, _: SimTime, step: &StepKey, _: &Identity, what: &Move) {
        self.look();
        let Some(did) = self.did(Some(step.actor.population)) else { return };
        match what {
            Move::Phones | Move::Chats | Move::Emails | Move::Answers | Move::Declines => {
                did.contacts += 1;
                did.moves += 1;
            }
            Move::Invokes(ActionName::Known(Action::AcceptTask)) => {
                did.accepted += 1;
                did.moves += 1;
            }
            Move::Invokes(_)
            | Move::Coaches(_)
            | Move::Barges(_)
            | Move::Writes(_)
            | Move::HangsUp
            | Move::GivesUp => did.moves += 1,
            Move::Leaves => {}
        }
    }
}

fn population(group: GroupId) -> PopulationId {
    PopulationId::from(group)
}

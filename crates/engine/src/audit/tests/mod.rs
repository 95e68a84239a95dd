//! The audit against hand-made runs: a floor of two agents, told as events, with a platform that believes them.
//!
//! A test tells a legal beginning and then one lie, either in the events or in the platform's state, and expects the
//! names of the invariants that notice.

mod fake;
mod invocations;
mod outbound;
mod priority;
mod sessions;
mod talk;
mod work;

use super::{Audit, SetupFacts};
use crate::config::Channel;
use crate::event::{ContactEvent, ReservationEvent, TaskEvent, WorkerEvent};
use crate::event::{Direction, Event, Purpose, ReservationStatus, TaskStatus};
use crate::units::GroupId;
use crate::units::{ActivityId, ContactId, QueueId, ReservationId, SimSpan, SimTime, TaskId, WorkerId};
use fake::Fake;

const AWAY: ActivityId = ActivityId::new(0);
const AVAILABLE: ActivityId = ActivityId::new(1);
const QUEUE: QueueId = QueueId::new(0);
const ANN: WorkerId = WorkerId::new(0);
const BEN: WorkerId = WorkerId::new(1);
const TASK: TaskId = TaskId::new(0);
const CONTACT: ContactId = ContactId::new(0);
const RES: ReservationId = ReservationId::new(0);
const RES2: ReservationId = ReservationId::new(1);

/// A run that is being told.
struct Run {
    audit: Audit,
    fake: Fake,
    now: SimTime,
}

impl Run {
    /// Ann and Ben, one call and two chats each, available; a queue that reserves one worker at a time.
    fn new() -> Self {
        let facts = SetupFacts { available: vec![false, true], max_reserved: vec![1] };
        let mut run = Self { audit: Audit::new(facts), fake: Fake::default(), now: SimTime::ZERO };
        run.step([ANN, BEN].map(|worker| {
            Event::Worker(
                worker,
                WorkerEvent::Added { group: GroupId(0), capacity: [1, 2, 1, 1], activity: AVAILABLE },
            )
        }));
        run
    }
    /// A second passes and these events come of one input.
    fn step(&mut self, events: impl IntoIterator<Item = Event>) -> &mut Self {
        self.step_at(self.now + SimSpan::from_secs(1), events)
    }
    fn step_at(&mut self, at: SimTime, events: impl IntoIterator<Item = Event>) -> &mut Self {
        let events: Vec<Event> = events.into_iter().collect();
        self.now = at;
        events.iter().for_each(|event| self.fake.believe(event));
        self.audit.step(at, &events, &self.fake);
        self
    }
    fn end(&mut self) -> &mut Self {
        self.audit.end(self.now);
        self
    }
    /// The names of the invariants that did not hold, each once, in the order of their numbers.
    fn broken(&self) -> Vec<&'static str> {
        let mut found: Vec<_> =
            self.audit.violations().iter().map(|it| (it.invariant.number, it.invariant.name)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|(_, name)| name).collect()
    }
    fn assert_legal(&self) {
        assert_eq!(self.audit.violations(), []);
        assert!(self.audit.checked() > 0);
    }
    fn assert_breaks(&self, name: &str) {
        assert!(self.broken().contains(&name), "{name} is not among {:?}", self.audit.violations());
    }
    /// A task of the default contact waits.
    fn waiting(channel: Channel) -> Self {
        let mut run = Self::new();
        run.step([arrived(CONTACT, channel), created(TASK, CONTACT, channel)]);
        run
    }
    /// It is offered to Ann.
    fn offered(channel: Channel) -> Self {
        let mut run = Self::waiting(channel);
        run.step([offer(RES, TASK, ANN), task(TASK, TaskStatus::Pending, TaskStatus::Reserved)]);
        run
    }
    /// She has accepted it.
    fn accepted(channel: Channel) -> Self {
        let mut run = Self::offered(channel);
        run.step([accept(RES, ANN), task(TASK, TaskStatus::Reserved, TaskStatus::Assigned)]);
        run
    }
}

fn arrived(contact: ContactId, channel: Channel) -> Event {
    Event::Contact(contact, ContactEvent::Arrived { group: GroupId(1), channel, queue: Some(QUEUE) })
}

fn created(task: TaskId, contact: ContactId, channel: Channel) -> Event {
    Event::Task(task, TaskEvent::Created { contact, channel, direction: Direction::Inbound, priority: 0 })
}

fn task(task: TaskId, from: TaskStatus, to: TaskStatus) -> Event {
    Event::Task(task, TaskEvent::Changed { from, to })
}

fn offer(reservation: ReservationId, task: TaskId, worker: WorkerId) -> Event {
    offer_for(reservation, task, worker, Purpose::Routing)
}

fn offer_for(reservation: ReservationId, task: TaskId, worker: WorkerId, purpose: Purpose) -> Event {
    let expires_at = SimTime::from_ns(120_000_000_000);
    Event::Reservation(
        reservation,
        ReservationEvent::Created { task, worker, queue: Some(QUEUE), purpose, expires_at },
    )
}

fn moved(reservation: ReservationId, worker: WorkerId, from: ReservationStatus, to: ReservationStatus) -> Event {
    Event::Reservation(reservation, ReservationEvent::Changed { task: TASK, worker, from, to })
}

fn accept(reservation: ReservationId, worker: WorkerId) -> Event {
    moved(reservation, worker, ReservationStatus::Pending, ReservationStatus::Accepted)
}

fn activity(worker: WorkerId, from: ActivityId, to: ActivityId) -> Event {
    Event::Worker(worker, WorkerEvent::Changed { from, to, available: to == AVAILABLE })
}

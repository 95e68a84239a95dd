//! What agents do with tasks: handling, talking, holding, wrapping up; and how many tasks wait.
//!
//! Records live as long as their task or reservation. Fed by [`super::Observation`].

use std::collections::BTreeMap;

use super::buckets::{Buckets, Levels};
use super::measure::{Measure, SeriesMap};
use super::ratio::Level;
use super::samples::Samples;
use super::series::{Series, Tag};
use super::span::Measured;
use super::tagged::{Joints, Scope, Scoped, Tagged};
use rushhour_engine::event::{ReservationStatus, TaskStatus};
use rushhour_engine::units::{ConferenceId, ContactId, IdMap, QueueId, ReservationId, SimSpan, SimTime, TaskId};
use rushhour_scenario::PopulationId;
use rushhour_scenario::metrics::Metric;

/// What a new task is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewTask {
    /// Whose it is.
    pub(super) contact: ContactId,
    /// The customer's population and channel, and the queue they dialled.
    pub(super) scope: Scope,
    /// Whether its contact began within the measured time.
    pub(super) in_window: bool,
    /// Whether a customer waits for it to be accepted.
    pub(super) inbound: bool,
}

#[derive(Clone, Debug)]
struct Task {
    about: NewTask,
    /// The queue it was last put in.
    place: Option<QueueId>,
    waiting: bool,
    settled: bool,
    reservations: u32,
    hold: HoldClock,
}

#[derive(Clone, Debug)]
struct Reservation {
    queue: Option<QueueId>,
    accepted: Option<Accepted>,
    wrapping_at: Option<SimTime>,
}

#[derive(Clone, Copy, Debug)]
struct Accepted {
    at: SimTime,
    /// What the hold clock showed.
    held: SimSpan,
}

/// How long a customer has been on hold, all in all.
#[derive(Clone, Copy, Debug, Default)]
struct HoldClock {
    held: SimSpan,
    since: Option<SimTime>,
}

/// All tasks that are not over, and what was measured of the others.
#[derive(Clone, Debug)]
pub(super) struct Tasks {
    measured: Measured,
    tasks: IdMap<TaskId, Task>,
    reservations: IdMap<ReservationId, Reservation>,
    conferences: IdMap<ConferenceId, TaskId>,
    handle: Scoped<Samples>,
    talk: Scoped<Samples>,
    hold: Scoped<Samples>,
    wrapup: Scoped<Samples>,
    waiting: Waiting,
}

/// How many tasks wait: over the measured time, and over time.
#[derive(Clone, Debug)]
struct Waiting {
    measured: Measured,
    buckets: Buckets,
    length: Tagged<Level>,
    /// Of what several parts have in common, where that is asked for.
    joint: Vec<(Box<[Tag]>, Level)>,
    over_time: Tagged<Levels>,
}

impl Waiting {
    fn up(&mut self, at: SimTime, task: &Task) {
        let scope = waiting_scope(task);
        self.length.each(scope, |level| level.up(self.measured, at));
        for (_, level) in self.joint.iter_mut().filter(|(tags, _)| scope.is_in(tags)) {
            level.up(self.measured, at);
        }
        self.over_time.each(of_queue(scope), |levels| levels.up(self.buckets, at));
    }
    fn down(&mut self, at: SimTime, task: &Task) {
        let scope = waiting_scope(task);
        self.length.each(scope, |level| level.down(self.measured, at));
        for (_, level) in self.joint.iter_mut().filter(|(tags, _)| scope.is_in(tags)) {
            level.down(self.measured, at);
        }
        self.over_time.each(of_queue(scope), |levels| levels.down(self.buckets, at));
    }
}

impl HoldClock {
    fn read(&self, at: SimTime) -> SimSpan {
        self.since.map_or(self.held, |since| self.held + at.since(since))
    }
    fn set(&mut self, at: SimTime, hold: bool) {
        if hold {
            self.since.get_or_insert(at);
        } else {
            self.held = self.read(at);
            self.since = None;
        }
    }
}

impl Tasks {
    pub(super) fn new(measured: Measured, buckets: Buckets, joints: &Joints) -> Self {
        let joint = joints.of_metric(Metric::QueueLength).iter().map(|tags| (tags.clone(), Level::default()));
        let joint = joint.collect();
        Self {
            measured,
            tasks: IdMap::default(),
            reservations: IdMap::default(),
            conferences: IdMap::default(),
            handle: Scoped::default(),
            talk: Scoped::default(),
            hold: Scoped::default(),
            wrapup: Scoped::default(),
            waiting: Waiting { measured, buckets, length: Tagged::default(), joint, over_time: Tagged::default() },
        }
    }

    /// The contact of a task that is not over.
    pub(super) fn contact_of(&self, task: TaskId) -> Option<ContactId> {
        self.tasks.get(task).map(|task| task.about.contact)
    }

    /// A task was made.
    pub(super) fn created(&mut self, at: SimTime, id: TaskId, about: NewTask) {
        let task = Task {
            about,
            place: None,
            waiting: about.inbound,
            settled: false,
            reservations: 0,
            hold: HoldClock::default(),
        };
        if task.waiting {
            self.waiting.up(at, &task);
        }
        self.tasks.insert(id, task);
    }
    /// It was put in a queue, or in none.
    pub(super) fn queued(&mut self, at: SimTime, id: TaskId, queue: Option<QueueId>) {
        // A task is forgotten once it is settled, and its last events are of no interest.
        let Some(task) = self.tasks.get_mut(id) else { return };
        if task.waiting {
            self.waiting.down(at, task);
        }
        task.place = queue;
        if task.waiting {
            self.waiting.up(at, task);
        }
    }
    /// Its status changed.
    pub(super) fn changed(&mut self, at: SimTime, id: TaskId, to: TaskStatus) {
        // Forgotten already: see `drop_if_over`.
        let Some(task) = self.tasks.get_mut(id) else { return };
        let over = match to {
            TaskStatus::Pending | TaskStatus::Reserved => false,
            TaskStatus::Assigned | TaskStatus::Wrapping | TaskStatus::Completed | TaskStatus::Canceled => true,
        };
        if over && task.waiting {
            task.waiting = false;
            self.waiting.down(at, task);
        }
        task.settled |= to.is_settled();
        self.drop_if_over(id);
    }
    /// It cannot even be looked up any more.
    pub(super) fn removed(&mut self, id: TaskId) {
        self.tasks.remove(id);
    }

    /// It was offered to a worker.
    pub(super) fn offered(&mut self, id: ReservationId, task: TaskId, queue: Option<QueueId>) {
        if let Some(task) = self.tasks.get_mut(task) {
            task.reservations += 1;
        }
        self.reservations.insert(id, Reservation { queue, accepted: None, wrapping_at: None });
    }
    /// What the worker of that population did with it.
    pub(super) fn reservation(
        &mut self,
        at: SimTime,
        id: ReservationId,
        task: TaskId,
        population: Option<PopulationId>,
        to: ReservationStatus,
    ) {
        match to {
            ReservationStatus::Pending => {}
            ReservationStatus::Accepted => {
                let held = self.tasks.get(task).map_or(SimSpan::ZERO, |task| task.hold.read(at));
                if let Some(reservation) = self.reservations.get_mut(id) {
                    reservation.accepted = Some(Accepted { at, held });
                }
            }
            ReservationStatus::Wrapping => {
                if let Some(reservation) = self.reservations.get_mut(id) {
                    reservation.wrapping_at = Some(at);
                    let reservation = reservation.clone();
                    self.count_talk(at, task, population, &reservation);
                }
            }
            ReservationStatus::Completed => {
                if let Some(reservation) = self.reservations.remove(id) {
                    if reservation.wrapping_at.is_none() {
                        self.count_talk(at, task, population, &reservation);
                    }
                    self.count_handle(at, task, population, &reservation);
                }
                self.reservation_over(task);
            }
            ReservationStatus::Rejected
            | ReservationStatus::Timeout
            | ReservationStatus::Canceled
            | ReservationStatus::Rescinded => {
                self.reservations.remove(id);
                self.reservation_over(task);
            }
        }
    }

    /// The call of a task began.
    pub(super) fn conference_started(&mut self, conference: ConferenceId, task: TaskId) {
        self.conferences.insert(conference, task);
    }
    /// Its customer is on hold, or is not.
    pub(super) fn customer_hold(&mut self, at: SimTime, conference: ConferenceId, hold: bool) {
        let task = self.conferences.get(conference).and_then(|task| self.tasks.get_mut(*task));
        if let Some(task) = task {
            task.hold.set(at, hold);
        }
    }
    /// It ended.
    pub(super) fn conference_ended(&mut self, at: SimTime, conference: ConferenceId) {
        self.customer_hold(at, conference, false);
        self.conferences.remove(conference);
    }

    /// How many tasks waited in each queue, integrated over time.
    pub(super) fn take_course(&mut self, ended_at: SimTime) -> BTreeMap<Option<Tag>, Vec<u128>> {
        let buckets = self.waiting.buckets;
        let parts = std::mem::take(&mut self.waiting.over_time).into_parts();
        parts.into_iter().map(|(part, levels)| (part, levels.finish(buckets, ended_at))).collect()
    }

    /// What was measured. Reservations that are not completed are in no sample.
    pub(super) fn finish(self, ended_at: SimTime, joints: &Joints, into: &mut SeriesMap) {
        self.handle.into_series(Metric::Handle, joints, into, Measure::samples);
        self.talk.into_series(Metric::Talk, joints, into, Measure::samples);
        self.hold.into_series(Metric::Hold, joints, into, Measure::samples);
        self.wrapup.into_series(Metric::Wrapup, joints, into, Measure::samples);
        let mean = |level: Level| Measure::Ratio(level.mean(self.measured, ended_at));
        for (tags, level) in self.waiting.joint {
            into.insert(Series::part(Metric::QueueLength, Tag::Joint(tags)), mean(level));
        }
        self.waiting.length.into_series(Metric::QueueLength, into, mean);
    }

    fn count_talk(
        &mut self,
        at: SimTime,
        task: TaskId,
        population: Option<PopulationId>,
        reservation: &Reservation,
    ) {
        let (Some(task), Some(accepted)) = (self.tasks.get(task), reservation.accepted) else { return };
        if !task.about.in_window {
            return;
        }
        let scope = handling_scope(task, reservation, population);
        let total = at.since(accepted.at).as_ns();
        let held = task.hold.read(at).as_ns().saturating_sub(accepted.held.as_ns());
        let talked = SimSpan::from_ns(total.saturating_sub(held));
        self.talk.of(scope).span(talked);
        if held > 0 {
            self.hold.of(scope).span(SimSpan::from_ns(held));
        }
    }
    fn count_handle(
        &mut self,
        at: SimTime,
        task: TaskId,
        population: Option<PopulationId>,
        reservation: &Reservation,
    ) {
        let (Some(task), Some(accepted)) = (self.tasks.get(task), reservation.accepted) else { return };
        if !task.about.in_window {
            return;
        }
        let scope = handling_scope(task, reservation, population);
        self.handle.of(scope).span(at.since(accepted.at));
        if let Some(wrapping_at) = reservation.wrapping_at {
            self.wrapup.of(scope).span(at.since(wrapping_at));
        }
    }
    fn reservation_over(&mut self, id: TaskId) {
        if let Some(task) = self.tasks.get_mut(id) {
            task.reservations = task.reservations.saturating_sub(1);
        }
        self.drop_if_over(id);
    }
    /// A task is of interest until it is settled and all its reservations are: whichever is told last.
    fn drop_if_over(&mut self, id: TaskId) {
        if self.tasks.get(id).is_some_and(|task| task.settled && task.reservations == 0) {
            self.tasks.remove(id);
        }
    }
}

/// The whole and the queue.
fn of_queue(scope: Scope) -> Scope {
    Scope { queue: scope.queue, ..Scope::default() }
}

fn waiting_scope(task: &Task) -> Scope {
    Scope { queue: task.place, interval: None, ..task.about.scope }
}

/// The queue that the work came through, the population of the worker, the channel of the task.
fn handling_scope(task: &Task, reservation: &Reservation, population: Option<PopulationId>) -> Scope {
    let queue = reservation.queue.or(task.place).or(task.about.scope.queue);
    Scope { queue, population, channel: task.about.scope.channel, interval: None }
}

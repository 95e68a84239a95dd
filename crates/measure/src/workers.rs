//! How busy workers are.
//!
//! Fed by [`super::Observation`] with what changes about one worker at a time; nothing looks at all of them before
//! the end.

use std::collections::BTreeMap;

use super::buckets::{Buckets, Levels};
use super::course::AgentState;
use super::heat_map::{Attendance, Hours};
use super::measure::{Measure, SeriesMap};
use super::ratio::Ratio;
use super::series::{Series, Tag};
use super::span::Measured;
use super::tagged::{Joints, Scope, Tagged};
use rushhour_engine::config::Capacity;
use rushhour_engine::event::ReservationStatus;
use rushhour_engine::units::{ActivityId, QueueId, SimTime, WorkerId};
use rushhour_scenario::PopulationId;
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::metrics::Metric;
use rushhour_scenario::plan::{Plan, queues_of_each};

#[derive(Clone, Debug)]
struct Worker {
    population: PopulationId,
    /// Whether work is ever offered to them; supervisors without capacity would only dilute the occupancy.
    offered_work: bool,
    available: bool,
    /// Whether they are signed in.
    present: bool,
    /// How many accepted reservations they have.
    accepted: u32,
    /// How many wrapping ones.
    wrapping: u32,
    /// Since when all this is so.
    since: SimTime,
}

/// All workers, by the number of their id.
#[derive(Clone, Debug)]
pub(super) struct Workers {
    measured: Measured,
    buckets: Buckets,
    intervals: Option<Intervals>,
    offline: ActivityId,
    /// Of each activity, whether workers in it are offered work.
    available: Vec<bool>,
    /// Of each population, the queues that all of it serves.
    queues: Vec<Vec<QueueId>>,
    workers: Vec<Option<Worker>>,
    occupancy: Tagged<Ratio>,
    /// That of a population in an interval, where somebody asks for it.
    asked: BTreeMap<(PopulationId, u32), Ratio>,
    /// Of each population, how many are in each state.
    states: Vec<[Levels; AgentState::ALL.len()]>,
    /// How many of all are in each state, by the hour.
    attendance: Attendance,
}

impl Worker {
    const fn is_busy(&self) -> bool {
        self.accepted > 0 || self.wrapping > 0
    }
    /// What they do; nothing where they are not there, or are never offered work.
    const fn state(&self) -> Option<AgentState> {
        if !self.offered_work {
            None
        } else if self.accepted > 0 {
            Some(AgentState::OnContact)
        } else if self.wrapping > 0 {
            Some(AgentState::WrappingUp)
        } else if self.available {
            Some(AgentState::Available)
        } else if self.present {
            Some(AgentState::Unavailable)
        } else {
            None
        }
    }
}

impl Workers {
    pub(super) fn new(plan: &Plan, measured: Measured, buckets: Buckets, joints: &Joints) -> Self {
        let queues = queues_of_each(&plan.populations, &plan.center);
        let asked = joints.of_metric(Metric::Occupancy).iter().filter_map(|tags| Some((tags, interval(tags)?)));
        let asked = asked.flat_map(|(tags, interval)| {
            within(tags, &queues).map(move |population| ((population, interval), Ratio::default()))
        });
        let asked = asked.collect();
        Self {
            measured,
            buckets,
            intervals: plan.intervals,
            offline: plan.center.offline,
            available: plan.center.activities.iter().map(|activity| activity.available).collect(),
            queues,
            asked,
            workers: Vec::new(),
            occupancy: Tagged::default(),
            states: vec![Default::default(); plan.populations.len()],
            attendance: Attendance::new(Hours::of(plan, measured)),
        }
    }

    /// The population of a worker.
    pub(super) fn population(&self, worker: WorkerId) -> Option<PopulationId> {
        self.workers.get(worker.index())?.as_ref().map(|worker| worker.population)
    }

    /// A worker is there.
    pub(super) fn added(
        &mut self,
        at: SimTime,
        id: WorkerId,
        population: PopulationId,
        capacity: &Capacity,
        activity: ActivityId,
    ) {
        if self.workers.len() <= id.index() {
            self.workers.resize(id.index() + 1, None);
        }
        let (offered_work, present) = (capacity.iter().any(|places| *places > 0), activity != self.offline);
        let available = self.available.get(activity.index()).copied().unwrap_or(false);
        let away = Worker {
            population,
            offered_work,
            available: false,
            present: false,
            accepted: 0,
            wrapping: 0,
            since: at,
        };
        self.workers[id.index()] = Some(away);
        self.update(at, id, |worker| (worker.available, worker.present) = (available, present));
    }
    /// A worker is in this activity from now on, and available or not.
    pub(super) fn changed(&mut self, at: SimTime, id: WorkerId, activity: ActivityId, available: bool) {
        let present = activity != self.offline;
        self.update(at, id, |worker| (worker.available, worker.present) = (available, present));
    }
    /// A reservation of theirs went from one status to another.
    pub(super) fn reservation(
        &mut self,
        at: SimTime,
        id: WorkerId,
        from: ReservationStatus,
        to: ReservationStatus,
    ) {
        let (from, to) = (work(from), work(to));
        if from != to {
            self.update(at, id, |worker| {
                if let Some(fewer) = worker.work(from) {
                    *fewer = fewer.saturating_sub(1);
                }
                if let Some(more) = worker.work(to) {
                    *more += 1;
                }
            });
        }
    }
    /// How many agents of each population were in each state, integrated over time.
    pub(super) fn take_course(&mut self, ended_at: SimTime) -> BTreeMap<(Tag, AgentState), Vec<u128>> {
        let mut all = BTreeMap::new();
        for (place, states) in (0..).zip(std::mem::take(&mut self.states)) {
            for (state, levels) in AgentState::ALL.into_iter().zip(states) {
                let integrals = levels.finish(self.buckets, ended_at);
                if !integrals.is_empty() {
                    all.insert((Tag::Population(PopulationId(place)), state), integrals);
                }
            }
        }
        all
    }

    /// How many were there by the hour.
    pub(super) fn take_attendance(&mut self) -> Attendance {
        std::mem::take(&mut self.attendance)
    }

    /// What was measured. A queue's occupancy is that of the populations that serve it.
    pub(super) fn finish(mut self, ended_at: SimTime, joints: &Joints, into: &mut SeriesMap) {
        for id in (0..).map(WorkerId::new).take(self.workers.len()) {
            self.update(ended_at, id, |_| {});
        }
        let mut series = SeriesMap::new();
        self.occupancy.into_series(Metric::Occupancy, &mut series, Measure::Ratio);
        let mut by_queue: BTreeMap<QueueId, Ratio> = BTreeMap::new();
        for (series, measure) in &series {
            if let (Some(Tag::Population(population)), Measure::Ratio(ratio)) = (&series.tag, measure) {
                for queue in self.queues.get(usize::from(population.0)).into_iter().flatten() {
                    by_queue.entry(*queue).or_default().merge(ratio);
                }
            }
        }
        // A population has one occupancy, in whatever queue of its own somebody looks at it.
        for tags in joints.of_metric(Metric::Occupancy) {
            let mut joint: Option<Ratio> = None;
            for population in within(tags, &self.queues) {
                let whole = Series::part(Metric::Occupancy, Tag::Population(population));
                let part = match (interval(tags), series.get(&whole)) {
                    (Some(interval), _) => self.asked.get(&(population, interval)),
                    (None, Some(Measure::Ratio(ratio))) => Some(ratio),
                    (None, Some(Measure::Samples(_)) | None) => None,
                };
                part.into_iter().for_each(|part| joint.get_or_insert_default().merge(part));
            }
            if let Some(joint) = joint {
                into.insert(Series::part(Metric::Occupancy, Tag::Joint(tags.clone())), Measure::Ratio(joint));
            }
        }
        into.extend(series);
        for (queue, ratio) in by_queue {
            into.insert(Series::part(Metric::Occupancy, Tag::Queue(queue)), Measure::Ratio(ratio));
        }
    }

    /// Counts the time that has passed since the worker last changed, then changes them.
    fn update(&mut self, at: SimTime, id: WorkerId, change: impl FnOnce(&mut Worker)) {
        let Some(Some(worker)) = self.workers.get_mut(id.index()) else { return };
        let span = self.measured.overlap(worker.since, at);
        if worker.offered_work && (worker.is_busy() || worker.available) && !span.is_zero() {
            let scope = Scope { population: Some(worker.population), ..Scope::default() };
            self.occupancy.each(scope, |ratio| ratio.time(span, worker.is_busy()));
            if let Some(intervals) = self.intervals {
                let (from, until) = self.measured.within(worker.since, at);
                for (interval, part) in intervals.parts(from, until) {
                    self.occupancy.of_interval(interval, |ratio| ratio.time(part, worker.is_busy()));
                    if let Some(ratio) = self.asked.get_mut(&(worker.population, interval)) {
                        ratio.time(part, worker.is_busy());
                    }
                }
            }
        }
        worker.since = at;
        let before = worker.state();
        change(worker);
        let after = worker.state();
        if before != after
            && let Some(states) = self.states.get_mut(usize::from(worker.population.0))
        {
            self.attendance.change(at, before, after);
            if let Some(before) = before {
                states[before.index()].down(self.buckets, at);
            }
            if let Some(after) = after {
                states[after.index()].up(self.buckets, at);
            }
        }
    }
}

/// The interval that a joint part lies in, where it is of one.
fn interval(tags: &[Tag]) -> Option<u32> {
    tags.iter().find_map(|tag| match tag {
        Tag::Interval(interval) => Some(*interval),
        Tag::Queue(_) | Tag::Population(_) | Tag::Channel(_) | Tag::Action(_) | Tag::Joint(_) => None,
    })
}

/// The populations that a joint part is of, by the queues that each of all populations serves.
fn within<'a>(tags: &'a [Tag], queues: &'a [Vec<QueueId>]) -> impl Iterator<Item = PopulationId> + 'a {
    let all = (0..).map(PopulationId).zip(queues);
    let is_in = |(population, queues): &(PopulationId, &Vec<QueueId>)| {
        tags.iter().all(|tag| match tag {
            Tag::Queue(queue) => queues.contains(queue),
            Tag::Population(named) => named == population,
            Tag::Interval(_) | Tag::Channel(_) | Tag::Action(_) | Tag::Joint(_) => true,
        })
    };
    all.filter(is_in).map(|(population, _)| population)
}

/// What kind of work a reservation is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Contact,
    WrapUp,
    None,
}

impl Worker {
    fn work(&mut self, work: Work) -> Option<&mut u32> {
        match work {
            Work::Contact => Some(&mut self.accepted),
            Work::WrapUp => Some(&mut self.wrapping),
            Work::None => None,
        }
    }
}

const fn work(status: ReservationStatus) -> Work {
    match status {
        ReservationStatus::Accepted => Work::Contact,
        ReservationStatus::Wrapping => Work::WrapUp,
        ReservationStatus::Pending
        | ReservationStatus::Completed
        | ReservationStatus::Rejected
        | ReservationStatus::Timeout
        | ReservationStatus::Canceled
        | ReservationStatus::Rescinded => Work::None,
    }
}

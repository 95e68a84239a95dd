//! How busy workers are.
//!
//! Fed by [`super::Observation`] with what changes about one worker at a time; nothing looks at all of them before
//! the end.

use super::observed::{Measure, SeriesMap};
use super::ratio::Ratio;
use super::series::{Series, Tag};
use super::span::Measured;
use super::tagged::{Scope, Tagged};
use crate::engine::config::Capacity;
use crate::engine::event::{PopulationId, ReservationStatus};
use crate::scenario::metrics::Metric;
use crate::scenario::plan::Plan;
use crate::units::{ActivityId, QueueId, SimTime, WorkerId};

#[derive(Clone, Debug)]
struct Worker {
    population: PopulationId,
    /// Whether work is ever offered to them; supervisors without capacity would only dilute the occupancy.
    offered_work: bool,
    available: bool,
    /// How many accepted or wrapping reservations they have.
    busy: u32,
    /// Since when all this is so.
    since: SimTime,
}

/// All workers, by the number of their id.
#[derive(Clone, Debug)]
pub(super) struct Workers {
    measured: Measured,
    /// Of each activity, whether workers in it are offered work.
    available: Vec<bool>,
    /// Of each population, the queues that all of it serves.
    queues: Vec<Vec<QueueId>>,
    workers: Vec<Option<Worker>>,
    occupancy: Tagged<Ratio>,
}

impl Workers {
    pub(super) fn new(plan: &Plan, measured: Measured) -> Self {
        Self {
            measured,
            available: plan.center.activities.iter().map(|activity| activity.available).collect(),
            queues: plan.populations.iter().map(|population| population.queues(&plan.center)).collect(),
            workers: Vec::new(),
            occupancy: Tagged::default(),
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
        self.workers[id.index()] = Some(Worker {
            population,
            offered_work: capacity.iter().any(|places| *places > 0),
            available: self.available.get(activity.index()).copied().unwrap_or(false),
            busy: 0,
            since: at,
        });
    }
    /// A worker is available from now on, or is not.
    pub(super) fn changed(&mut self, at: SimTime, id: WorkerId, available: bool) {
        self.update(at, id, |worker| worker.available = available);
    }
    /// A reservation of theirs went from one status to another.
    pub(super) fn reservation(
        &mut self,
        at: SimTime,
        id: WorkerId,
        from: ReservationStatus,
        to: ReservationStatus,
    ) {
        match (is_work(from), is_work(to)) {
            (false, true) => self.update(at, id, |worker| worker.busy += 1),
            (true, false) => self.update(at, id, |worker| worker.busy = worker.busy.saturating_sub(1)),
            (true, true) | (false, false) => {}
        }
    }

    /// What was measured. A queue's occupancy is that of the populations that serve it.
    pub(super) fn finish(mut self, ended_at: SimTime, into: &mut SeriesMap) {
        for number in 0..self.workers.len() {
            self.update(ended_at, WorkerId::new(u32::try_from(number).unwrap_or(u32::MAX)), |_| {});
        }
        let mut series = SeriesMap::new();
        self.occupancy.into_series(Metric::Occupancy, &mut series, Measure::Ratio);
        let mut by_queue: std::collections::BTreeMap<QueueId, Ratio> = Default::default();
        for (series, measure) in &series {
            if let (Some(Tag::Population(population)), Measure::Ratio(ratio)) = (&series.tag, measure) {
                for queue in self.queues.get(usize::from(population.0)).into_iter().flatten() {
                    by_queue.entry(*queue).or_default().merge(ratio);
                }
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
        if worker.offered_work && (worker.busy > 0 || worker.available) && !span.is_zero() {
            let scope = Scope { population: Some(worker.population), ..Scope::default() };
            self.occupancy.each(scope, |ratio| ratio.time(span, worker.busy > 0));
        }
        worker.since = at;
        change(worker);
    }
}

const fn is_work(status: ReservationStatus) -> bool {
    match status {
        ReservationStatus::Accepted | ReservationStatus::Wrapping => true,
        ReservationStatus::Pending
        | ReservationStatus::Completed
        | ReservationStatus::Rejected
        | ReservationStatus::Timeout
        | ReservationStatus::Canceled
        | ReservationStatus::Rescinded => false,
    }
}

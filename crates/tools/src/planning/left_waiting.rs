//! Whether somebody is left waiting in an interval in which nobody is at work.
//!
//! Contacts are judged by the interval in which they came. One that is left over from an interval that met its thresholds
//! anyhow would wait for as long as nobody comes to work, and no threshold would tell. A plan in which that happens is
//! none.

use std::collections::BTreeMap;

use crate::run::Watch;
use rushhour_engine::event::{Direction, TaskEvent, TaskStatus};
use rushhour_engine::units::{QueueId, SimSpan, SimTime, TaskId};
use rushhour_scenario::intervals::Intervals;
use rushhour_scenario::plan::{Plan, Population, PopulationKind};
use rushhour_sim::Observer;

/// Where to look.
#[derive(Clone, Debug)]
pub(super) struct LeftWaiting {
    intervals: Intervals,
    end: SimTime,
    /// Of each interval, whether nobody is at work in it.
    nobody: Vec<bool>,
    /// Of each queue, how long one may wait in it: those that nobody else serves.
    queues: Vec<Option<SimSpan>>,
}

/// Who looks.
#[derive(Clone, Debug)]
pub(super) struct Looking {
    at: LeftWaiting,
    waiting: BTreeMap<TaskId, (Option<QueueId>, SimTime)>,
    /// Of each interval, whether somebody was left waiting in it.
    left: Vec<bool>,
}

impl LeftWaiting {
    /// In the intervals in which this plan has nobody of the population at this place at work.
    pub(super) fn new(plan: &Plan, population: usize, intervals: Intervals, levels: &[u32]) -> Self {
        let queues = (0..).zip(&plan.center.queues).map(|(place, queue)| {
            let serves = |population: &Population| {
                let is_asked =
                    queue.workers.is_some() || population.queues(&plan.center).contains(&QueueId::new(place));
                is_asked && has_capacity(population)
            };
            let mut serving = (0..).zip(&plan.populations).filter(|(_, it)| serves(it)).map(|(place, _)| place);
            let is_theirs_alone = serving.next() == Some(population) && serving.next().is_none();
            is_theirs_alone.then_some(queue.target)
        });
        Self {
            intervals,
            end: SimTime::ZERO + plan.duration,
            nobody: levels.iter().map(|level| *level == 0).collect(),
            queues: queues.collect(),
        }
    }
}

/// Whether people are offered work at all.
pub(super) fn has_capacity(population: &Population) -> bool {
    match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
            staff.capacity.iter().any(|places| *places > 0)
        }
        PopulationKind::Customers(_) => false,
    }
}

impl Watch for LeftWaiting {
    type Watcher = Looking;

    fn watch(&self, _replication: u32) -> Looking {
        Looking { left: vec![false; self.nobody.len()], at: self.clone(), waiting: BTreeMap::new() }
    }
}

impl Looking {
    /// Of each interval, whether somebody was left waiting in it.
    pub(super) fn finish(mut self) -> Vec<bool> {
        for (queue, since) in std::mem::take(&mut self.waiting).into_values() {
            self.waited(queue, since, self.at.end);
        }
        self.left
    }

    fn over(&mut self, id: TaskId, at: SimTime) {
        if let Some((queue, since)) = self.waiting.remove(&id) {
            self.waited(queue, since, at);
        }
    }

    fn waited(&mut self, queue: Option<QueueId>, since: SimTime, until: SimTime) {
        let most = queue.and_then(|queue| self.at.queues.get(queue.index()).copied().flatten());
        let Some(most) = most else { return };
        for (interval, part) in self.at.intervals.parts(since, until) {
            let place = interval as usize;
            if part > most && self.at.nobody.get(place) == Some(&true) {
                self.left[place] = true;
            }
        }
    }
}

impl Observer for Looking {
    fn task(&mut self, at: SimTime, id: TaskId, event: &TaskEvent) {
        match event {
            TaskEvent::Created { direction: Direction::Inbound, .. } => {
                self.waiting.insert(id, (None, at));
            }
            TaskEvent::Queued { queue, .. } => {
                if let Some((place, since)) = self.waiting.get_mut(&id) {
                    let (before, from) = (std::mem::replace(place, *queue), std::mem::replace(since, at));
                    self.waited(before, from, at);
                }
            }
            TaskEvent::Changed { to, .. } => match to {
                TaskStatus::Pending | TaskStatus::Reserved => {}
                TaskStatus::Assigned | TaskStatus::Wrapping | TaskStatus::Completed | TaskStatus::Canceled => {
                    self.over(id, at);
                }
            },
            TaskEvent::Removed => self.over(id, at),
            TaskEvent::Created { direction: Direction::Outbound, .. }
            | TaskEvent::AttributesChanged { .. }
            | TaskEvent::TransferStarted { .. }
            | TaskEvent::TransferSettled { .. }
            | TaskEvent::ConsultationEnded => {}
        }
    }
}

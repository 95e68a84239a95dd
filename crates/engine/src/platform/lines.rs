//! The lines of the centre: of each queue and channel, the tasks that wait and the workers who are free, in order.
//!
//! Kept by [`super::routing`], which decides who gets what. Nothing here looks at a task or a worker.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::config::Channel;
use crate::skills::Level;
use crate::units::{ActivityId, QueueId, SimTime, TaskId, WorkerId};

/// The place of a task: its line, and the key by which it stands in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) line: LineId,
    pub(super) key: WaitKey,
}

/// What a task can wait in: a queue, or for one worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineId {
    Queue(QueueId),
    Worker(WorkerId),
}

/// The order of waiting tasks: higher priority, then older, then created earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WaitKey {
    pub(super) priority: Reverse<i32>,
    pub(super) since: SimTime,
    pub(super) task: TaskId,
}

/// The order of free workers: the higher level of the skill that the queue prefers, if it does; then who has been idle
/// longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FreeKey {
    level: Reverse<Option<Level>>,
    since: SimTime,
    pub(super) worker: WorkerId,
}

/// A queue that a worker serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The queue that they serve.
    pub queue: QueueId,
    /// Their level of the skill that the queue prefers; none too where it prefers none.
    pub level: Option<Level>,
}

/// Waiting tasks and free workers of one queue and channel.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) waiting: BTreeSet<WaitKey>,
    pub(super) free: BTreeSet<FreeKey>,
    /// Of the waiting tasks, those that somebody has handed on.
    pub(super) handed_on: BTreeSet<TaskId>,
    /// How many workers of the queue are available and do work of this channel, busy or not.
    pub(super) there: u32,
}

/// One more, or one less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum One {
    More,
    Less,
}

/// All lines of the centre.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    queues: Vec<[Line; Channel::COUNT]>,
    /// Of each queue, how many of its workers are in each activity.
    staff: Vec<Vec<u32>>,
    /// Tasks that wait for one worker, by that worker.
    personal: BTreeMap<(WorkerId, Channel), BTreeSet<WaitKey>>,
    /// Workers who became free, and tasks that began to wait, since routing was settled last.
    pub(super) freed: VecDeque<WorkerId>,
    pub(super) started: VecDeque<TaskId>,
}

impl Membership {
    /// Where somebody who has been idle since then stands among the queue's free workers.
    pub(super) fn key(&self, since: SimTime, worker: WorkerId) -> FreeKey {
        FreeKey { level: Reverse(self.level), since, worker }
    }
}

impl Lines {
    pub(super) fn new(queues: usize, activities: usize) -> Self {
        Self {
            queues: (0..queues).map(|_| Default::default()).collect(),
            staff: vec![vec![0; activities]; queues],
            personal: BTreeMap::new(),
            freed: VecDeque::new(),
            started: VecDeque::new(),
        }
    }

    pub(super) fn of(&self, queue: QueueId, channel: Channel) -> &Line {
        &self.queues[queue.index()][channel.index()]
    }

    pub(super) fn of_mut(&mut self, queue: QueueId, channel: Channel) -> &mut Line {
        &mut self.queues[queue.index()][channel.index()]
    }

    /// How many workers of a queue are in each activity.
    pub(super) fn staff(&self, queue: QueueId) -> &[u32] {
        &self.staff[queue.index()]
    }

    /// One worker of a queue more, or one less: in an activity, and there for the channels that they do work of, if any.
    pub(super) fn count(&mut self, queue: QueueId, activity: ActivityId, there: [bool; Channel::COUNT], one: One) {
        let change = |number: &mut u32| match one {
            One::More => *number += 1,
            One::Less => *number -= 1,
        };
        if let Some(number) = self.staff[queue.index()].get_mut(activity.index()) {
            change(number);
        }
        for (line, there) in self.queues[queue.index()].iter_mut().zip(there) {
            if there {
                change(&mut line.there);
            }
        }
    }

    pub(super) fn waiting(&self, line: LineId, channel: Channel) -> Option<&BTreeSet<WaitKey>> {
        match line {
            LineId::Queue(queue) => Some(&self.of(queue, channel).waiting),
            LineId::Worker(worker) => self.personal.get(&(worker, channel)),
        }
    }

    pub(super) fn insert(&mut self, place: Place, channel: Channel) {
        match place.line {
            LineId::Queue(queue) => self.of_mut(queue, channel).waiting.insert(place.key),
            LineId::Worker(worker) => self.personal.entry((worker, channel)).or_default().insert(place.key),
        };
    }

    pub(super) fn remove(&mut self, place: Place, channel: Channel) {
        match place.line {
            LineId::Queue(queue) => {
                self.of_mut(queue, channel).waiting.remove(&place.key);
            }
            LineId::Worker(worker) => {
                if let Some(line) = self.personal.get_mut(&(worker, channel)) {
                    line.remove(&place.key);
                    if line.is_empty() {
                        self.personal.remove(&(worker, channel));
                    }
                }
            }
        }
    }
}

//! Invariant 31: that within a queue nothing waits behind work of lower priority.
//!
//! Its own picture of who waits where, made of events. What a worker has had a reservation of before is left out: they
//! may have refused it, or handed it on, and need not be offered it again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use super::found::Found;
use super::number::PRIORITY_FIRST;
use crate::config::Channel;
use crate::event::{Purpose, TaskStatus};
use crate::units::{IdMap, QueueId, TaskId, WorkerId};
use crate::value::Value;

/// What is known of a task.
#[derive(Clone, Debug)]
struct Known {
    channel: Channel,
    /// Its attribute, and what workflows and transfers have made of it.
    own: i32,
    priority: i32,
    /// The queue it waits in, or returns to.
    queue: Option<QueueId>,
    pending: bool,
    /// Whoever has had a reservation of it.
    had_by: SmallVec<[WorkerId; 2]>,
}

/// Tasks that wait, the highest priority first.
type Line = BTreeSet<(Reverse<i32>, TaskId)>;

/// Who waits where: of each queue and channel, higher priority first.
#[derive(Clone, Debug, Default)]
pub(super) struct Priorities {
    tasks: IdMap<TaskId, Known>,
    waiting: BTreeMap<(QueueId, Channel), Line>,
}

impl Priorities {
    pub(super) fn created(&mut self, task: TaskId, channel: Channel, priority: i32) {
        let (own, had_by) = (priority, SmallVec::new());
        self.tasks.insert(task, Known { channel, own, priority, queue: None, pending: true, had_by });
    }
    pub(super) fn queued(&mut self, task: TaskId, queue: Option<QueueId>, priority: i32) {
        self.change(task, |known| {
            known.queue = queue;
            known.priority = priority;
        });
    }
    pub(super) fn changed(&mut self, task: TaskId, to: TaskStatus) {
        self.change(task, |known| known.pending = to == TaskStatus::Pending);
    }
    pub(super) fn attributes(&mut self, task: TaskId, attributes: &Value) {
        let own = match attributes.get("priority") {
            Some(Value::Int(priority)) => {
                i32::try_from(*priority).unwrap_or(if *priority < 0 { i32::MIN } else { i32::MAX })
            }
            _ => 0,
        };
        self.change(task, |known| {
            if std::mem::replace(&mut known.own, own) != own {
                known.priority = own;
            }
        });
    }
    pub(super) fn removed(&mut self, task: TaskId) {
        self.change(task, |known| known.pending = false);
        self.tasks.remove(task);
    }

    /// A worker is reserved for a task out of a queue: no other that they could take waits there with a higher
    /// priority.
    pub(super) fn reserved(
        &mut self,
        task: TaskId,
        worker: WorkerId,
        queue: Option<QueueId>,
        purpose: Purpose,
        found: &mut Found,
    ) {
        let Some(taken) = self.tasks.get_mut(task) else { return };
        if !taken.had_by.contains(&worker) {
            taken.had_by.push(worker);
        }
        let routed = matches!(purpose, Purpose::Routing | Purpose::TransferToQueue);
        let (Some(queue), true) = (queue, routed) else { return };
        let (priority, channel) = (taken.priority, taken.channel);
        let line = self.waiting.get(&(queue, channel));
        let higher = line.into_iter().flatten().take_while(|(Reverse(other), _)| *other > priority);
        let passed_over = higher.map(|(_, other)| *other).find(|other| {
            *other != task && self.tasks.get(*other).is_some_and(|known| !known.had_by.contains(&worker))
        });
        found.hold(PRIORITY_FIRST, passed_over.is_none(), || {
            let other = passed_over.unwrap_or(task);
            let waits = self.tasks.get(other).map_or(0, |known| known.priority);
            let message = format!("was offered at priority {priority} while {other} waited at {waits}");
            ([task.to_string(), worker.to_string(), queue.to_string()], message)
        });
    }

    /// Changes what is known of a task, and where it waits with it.
    fn change(&mut self, task: TaskId, change: impl FnOnce(&mut Known)) {
        let Some(known) = self.tasks.get_mut(task) else { return };
        let before = place(known);
        change(known);
        let after = place(known);
        if before == after {
            return;
        }
        if let Some((line, priority)) = before
            && let Some(waiting) = self.waiting.get_mut(&line)
        {
            waiting.remove(&(priority, task));
        }
        if let Some((line, priority)) = after {
            self.waiting.entry(line).or_default().insert((priority, task));
        }
    }
}

/// Where a task waits, and at which place.
fn place(known: &Known) -> Option<((QueueId, Channel), Reverse<i32>)> {
    let queue = known.queue.filter(|_| known.pending)?;
    Some(((queue, known.channel), Reverse(known.priority)))
}

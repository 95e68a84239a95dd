//! Invariants 31 and 34: that within a queue nothing waits behind work of lower priority, and that what asks for some
//! workers of its queue is offered to them only.
//!
//! Its own picture of who waits where, made of events. What a worker has had a reservation of before is left out: they
//! may have refused it, or handed it on, and need not be offered it again. Whom a task asks for is judged when the step
//! is over, unless that has changed meanwhile.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use super::found::Found;
use super::number::{OFFERED_AS_ASKED, PRIORITY_FIRST};
use super::view::AuditView;
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
    /// What was offered in this step.
    offers: Vec<Offer>,
    /// Of these, tasks that have come elsewhere since, and workers who are others than before: whom those asked for, and
    /// who these were, is not known any more.
    moved: Vec<TaskId>,
    changed: Vec<WorkerId>,
}

/// What a worker was offered out of a queue.
#[derive(Clone, Debug)]
struct Offer {
    task: TaskId,
    worker: WorkerId,
    queue: QueueId,
    priority: i32,
    /// What waited there with a higher priority, and at which, that they have never had.
    passed_over: SmallVec<[(TaskId, i32); 2]>,
}

impl Priorities {
    pub(super) fn created(&mut self, task: TaskId, channel: Channel, priority: i32) {
        let (own, had_by) = (priority, SmallVec::new());
        self.tasks.insert(task, Known { channel, own, priority, queue: None, pending: true, had_by });
    }
    pub(super) fn queued(&mut self, task: TaskId, queue: Option<QueueId>, priority: i32) {
        self.moves(task);
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
        self.moves(task);
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

    /// A worker is another than before.
    pub(super) fn worker_changed(&mut self, worker: WorkerId) {
        if self.offers.iter().any(|offer| offer.worker == worker) {
            self.changed.push(worker);
        }
    }
    /// A task has come elsewhere, or asks for others.
    fn moves(&mut self, task: TaskId) {
        let involved = |offer: &Offer| offer.task == task || offer.passed_over.iter().any(|(it, _)| *it == task);
        if self.offers.iter().any(involved) {
            self.moved.push(task);
        }
    }

    /// A worker is reserved for a task, maybe out of a queue.
    pub(super) fn reserved(&mut self, task: TaskId, worker: WorkerId, queue: Option<QueueId>, purpose: Purpose) {
        let Some(taken) = self.tasks.get_mut(task) else { return };
        if !taken.had_by.contains(&worker) {
            taken.had_by.push(worker);
        }
        let routed = matches!(purpose, Purpose::Routing | Purpose::TransferToQueue);
        let (Some(queue), true) = (queue, routed) else { return };
        let (priority, channel) = (taken.priority, taken.channel);
        let line = self.waiting.get(&(queue, channel));
        let higher = line.into_iter().flatten().take_while(|(Reverse(other), _)| *other > priority);
        let never_had = |other: TaskId| {
            other != task && self.tasks.get(other).is_some_and(|known| !known.had_by.contains(&worker))
        };
        let passed_over = higher.filter(|(_, other)| never_had(*other)).map(|(waits, other)| (*other, waits.0));
        let passed_over = passed_over.collect();
        self.offers.push(Offer { task, worker, queue, priority, passed_over });
    }

    /// The step is over: no other task that they could take was passed over, and they are whom the task asks for.
    pub(super) fn check(&mut self, state: &dyn AuditView, found: &mut Found) {
        for Offer { task, worker, queue, priority, passed_over } in self.offers.drain(..) {
            let same_worker = !self.changed.contains(&worker);
            let could_take = |other: TaskId| {
                !self.moved.contains(&other)
                    && state.asks_for(other, worker).is_none_or(|asked_for| asked_for && same_worker)
            };
            let passed_over = passed_over.into_iter().find(|(other, _)| could_take(*other));
            found.hold(PRIORITY_FIRST, passed_over.is_none(), || {
                let (other, waits) = passed_over.unwrap_or((task, 0));
                let message = format!("was offered at priority {priority} while {other} waited at {waits}");
                ([task.to_string(), worker.to_string(), queue.to_string()], message)
            });
            if let (Some(asked_for), true) = (state.asks_for(task, worker), same_worker)
                && !self.moved.contains(&task)
            {
                found.hold(OFFERED_AS_ASKED, asked_for, || {
                    let message = "was offered to a worker whom its target does not ask for".to_owned();
                    ([task.to_string(), worker.to_string(), queue.to_string()], message)
                });
            }
        }
        self.moved.clear();
        self.changed.clear();
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

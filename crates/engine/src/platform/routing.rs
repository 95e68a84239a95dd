//! Routing: which waiting task goes to which free worker.
//!
//! Each queue keeps, for each channel, its free workers by how long they have been idle (before that by their level of
//! the skill that the queue prefers, if it does) and its waiting tasks by priority and age. An event touches only the
//! lists of the worker or the task it is about, so its cost does not grow with the floor. What became possible is noted,
//! and matched when the operation is complete. Through which targets a task comes is [`super::workflow`]'s business.

use std::cmp::Reverse;
use std::hash::{BuildHasher, RandomState};

use super::lines::{LineId, Membership, Place, WaitKey};
use super::records::{Task, Worker};
use super::state::Platform;
use super::workflow::Left;
use crate::config::Channel;
use crate::effects::Cx;
use crate::event::{Event, Purpose, TaskEvent};
use crate::planted::planted;
use crate::predicates::{Asker, Predicates, WorkerFacts};
use crate::units::{QueueId, TaskId, WorkerId};

impl Platform {
    /// Brings the free lists up to date with a worker's availability and load.
    pub(super) fn index_worker(&mut self, id: WorkerId) {
        let worker = &mut self.workers[id.index()];
        let mut freed = false;
        for channel in Channel::ALL {
            let wanted = worker.is_free(channel).then_some(worker.idle_since[channel.index()]);
            let listed = worker.free_since[channel.index()];
            if listed == wanted {
                continue;
            }
            for membership in &worker.queues {
                let free = &mut self.lines.of_mut(membership.queue, channel).free;
                if let Some(since) = listed {
                    free.remove(&membership.key(since, id));
                }
                if let Some(since) = wanted {
                    free.insert(membership.key(since, id));
                }
            }
            worker.free_since[channel.index()] = wanted;
            freed |= wanted.is_some();
        }
        if freed {
            self.lines.freed.push_back(id);
        }
    }

    /// Takes a worker out of all free lists, before their queues or levels change.
    pub(super) fn unindex_worker(&mut self, id: WorkerId) {
        let worker = &mut self.workers[id.index()];
        for channel in Channel::ALL {
            if let Some(since) = worker.free_since[channel.index()].take() {
                for membership in &worker.queues {
                    self.lines.of_mut(membership.queue, channel).free.remove(&membership.key(since, id));
                }
            }
        }
    }

    /// Puts a task into a line.
    pub(super) fn stand_in(&mut self, id: TaskId, line: LineId) {
        let loses_priority = planted!(self, ReturnedLosesPriority);
        let task = &mut self.tasks[id];
        let bonus = match line {
            LineId::Queue(queue) => self.center.queues[queue.index()].priority,
            LineId::Worker(_) => 0,
        };
        let own = if loses_priority && !task.reservations.is_empty() { 0 } else { task.priority };
        let priority = Reverse(own.saturating_add(bonus));
        let place = Place { line, key: WaitKey { priority, since: task.created_at, task: id } };
        task.place = Some(place);
        self.lines.insert(place, task.channel);
        if let (LineId::Queue(queue), true) = (line, task.handed_on_by.is_some()) {
            self.lines.of_mut(queue, task.channel).handed_on.insert(id);
        }
        self.lines.started.push_back(id);
    }

    /// Whether a task waits in a line for people of whom none is there: they have gone, or are in an activity in which
    /// they take no work, or none of them is one whom it asks for.
    pub fn waits_for_nobody(&self, id: TaskId, predicates: &dyn Predicates) -> bool {
        let Some((task, place)) = self.tasks.get(id).and_then(|task| Some((task, task.place?))) else {
            return false;
        };
        let serves = |(worker, it): (WorkerId, &Worker)| match place.line {
            LineId::Queue(queue) => it.serves(queue),
            LineId::Worker(own) => own == worker,
        };
        let asked_for = |worker: WorkerId| self.asks_for(id, worker, predicates, Asker::Onlooker) != Some(false);
        let mut workers = (0..).map(WorkerId::new).zip(&self.workers);
        !workers.any(|(id, it)| it.is_there_for(task.channel) && serves((id, it)) && asked_for(id))
    }

    /// A task's priority has changed: where it stands in a line, it stands elsewhere in it.
    pub(super) fn move_in_line(&mut self, id: TaskId) {
        if let Some(place) = self.tasks[id].place {
            self.leave_line(id);
            self.stand_in(id, place.line);
        }
    }

    /// Lets a transfer to a queue wait there.
    pub(super) fn line_up_transfer(&mut self, cx: &mut Cx<'_>, id: TaskId, queue: QueueId) {
        self.leave_line(id);
        let task = &mut self.tasks[id];
        task.route.fresh = false;
        task.route.only = None;
        task.route.serial += 1;
        task.route.line = Some(LineId::Queue(queue));
        task.queue = Some(queue);
        cx.emit(Event::Task(id, TaskEvent::Queued { queue: Some(queue), worker: None, priority: task.priority }));
        self.stand_in(id, LineId::Queue(queue));
    }

    /// Takes a task out of the line it stands in.
    pub(super) fn leave_line(&mut self, id: TaskId) {
        let task = &mut self.tasks[id];
        if let Some(place) = task.place.take() {
            self.lines.remove(place, task.channel);
            if let (LineId::Queue(queue), true) = (place.line, task.handed_on_by.is_some()) {
                self.lines.of_mut(queue, task.channel).handed_on.remove(&id);
            }
        }
    }

    /// A reservation of this task came to nothing: it waits again where it did, or goes on if its time is over.
    pub(super) fn back_to_line(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let task = &self.tasks[id];
        if task.status.is_settled() {
            return;
        }
        // Also where it stands in the line still, because more workers could have been reserved.
        if task.is_unaccepted() && task.open.is_empty() && task.is_due(cx.now) {
            return self.next_step(cx, id, Left::TimedOut);
        }
        if task.place.is_some() {
            return;
        }
        let waits = task.is_unaccepted() || task.transfer_in_flight().is_some();
        if let (true, Some(line)) = (waits, task.route.line) {
            self.stand_in(id, line);
        }
    }

    /// A worker may be offered a task again that they rejected.
    pub(super) fn allow_reoffer(&mut self, id: TaskId, worker: WorkerId) {
        let task = &mut self.tasks[id];
        task.declined.retain(|declined| *declined != worker);
        if task.place.is_some() {
            self.lines.started.push_back(id);
        }
    }

    /// Matches all that became possible. Called at the end of every operation, when the state is whole.
    pub(super) fn settle_routing(&mut self, cx: &mut Cx<'_>) {
        loop {
            if let Some(worker) = self.lines.freed.pop_front() {
                self.find_tasks_for(cx, worker);
            } else if let Some(task) = self.lines.started.pop_front() {
                self.find_workers_for(cx, task);
            } else {
                return;
            }
        }
    }

    /// Reserves waiting tasks for a worker as long as they have capacity.
    fn find_tasks_for(&mut self, cx: &mut Cx<'_>, id: WorkerId) {
        for channel in Channel::ALL {
            while self.workers[id.index()].is_free(channel) {
                let Some((task, worker)) = self.best_match(id, channel, cx.predicates) else { break };
                self.match_up(cx, task, worker);
            }
        }
    }

    /// What should be matched first, seen from a free worker: the task that they should get, and them. Several may have
    /// become free at once, so where a task waits in a queue that prefers a skill, its first worker goes before them,
    /// with what goes first for that one. Each turn comes to a task that goes before the last one, so it ends.
    fn best_match(
        &self,
        mut worker: WorkerId,
        channel: Channel,
        predicates: &dyn Predicates,
    ) -> Option<(TaskId, WorkerId)> {
        let mut task = self.best_waiting(worker, channel, predicates)?;
        while self.is_choosy(task)
            && let Some(first) = self.first_free(task, predicates).filter(|first| *first != worker)
        {
            worker = first;
            let before = self.best_waiting(worker, channel, predicates).filter(|before| *before != task);
            let Some(before) = before else { break };
            task = before;
        }
        Some((task, worker))
    }

    /// Whether a task waits in a queue that prefers a skill.
    fn is_choosy(&self, task: TaskId) -> bool {
        match self.tasks.get(task).and_then(|task| task.place).map(|place| place.line) {
            Some(LineId::Queue(queue)) => self.center.queues[queue.index()].prefer.is_some(),
            Some(LineId::Worker(_)) | None => false,
        }
    }

    /// The task that a worker should get: the first of the first in all the lines they serve.
    fn best_waiting(&self, worker: WorkerId, channel: Channel, predicates: &dyn Predicates) -> Option<TaskId> {
        let memberships = &self.workers[worker.index()].queues;
        let queues = memberships.iter().map(|membership| LineId::Queue(membership.queue));
        queues
            .chain([LineId::Worker(worker)])
            .filter_map(|line| {
                let waiting = self.lines.waiting(line, channel)?;
                // Skips what this worker has declined, handed on or holds already, as many as they touched themselves;
                // and what asks for others.
                waiting.iter().find(|key| self.may_offer(key.task, worker, predicates))
            })
            .min()
            .map(|key| key.task)
    }

    /// Whether a worker may be offered a task that stands in a line of theirs. False where the task is forgotten: a
    /// planted bug leaves it in its line.
    fn may_offer(&self, id: TaskId, worker: WorkerId, predicates: &dyn Predicates) -> bool {
        let Some(task) = self.tasks.get(id) else { return false };
        !task.declined.contains(&worker)
            && !task.open.iter().any(|open| self.reservations[*open].worker == worker)
            && (task.handed_on_by != Some(worker) || self.is_alone_for(task, worker))
            && (task.route.only.is_none()
                || (planted!(self, AnybodyIsAskedFor) && !task.reservations.is_empty())
                || self.asks_for(id, worker, predicates, Asker::Routing) != Some(false))
    }

    /// Whether nobody but this worker is there to take a task that waits in a queue of theirs.
    fn is_alone_for(&self, task: &Task, worker: WorkerId) -> bool {
        let Some(LineId::Queue(queue)) = task.place.map(|place| place.line) else { return false };
        let it = &self.workers[worker.index()];
        let counts = it.is_there_for(task.channel) && it.serves(queue);
        self.lines.of(queue, task.channel).there <= u32::from(counts)
    }

    /// Whether the target that a task has come to asks for this worker; nothing where it asks for anybody of its queue.
    pub(crate) fn asks_for(
        &self,
        id: TaskId,
        worker: WorkerId,
        predicates: &dyn Predicates,
        asker: Asker,
    ) -> Option<bool> {
        let task = self.tasks.get(id)?;
        let expression = task.route.only?;
        let it = self.workers.get(worker.index())?;
        let worker = WorkerFacts {
            attributes: &it.attributes,
            name: &it.name,
            id: worker,
            activity: it.activity,
            activity_name: self.center.activities.get(it.activity.index()).map_or("", |activity| &activity.name),
        };
        Some(predicates.suits(expression, &self.facts_of(task), &worker, asker))
    }

    /// Of the tasks that wait in the queues of somebody who has gone, those that were handed on may have nobody left but
    /// whoever did that.
    pub(super) fn think_of_handed_on(&mut self, queues: &[Membership]) {
        for membership in queues {
            for channel in Channel::ALL {
                let Self { lines, .. } = self;
                let handed_on = lines.of(membership.queue, channel).handed_on.clone();
                lines.started.extend(handed_on);
            }
        }
    }

    /// Reserves the first free workers for a task, as many as it may have.
    fn find_workers_for(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let channel = self.tasks[id].channel;
        while let Some(worker) = self.first_free(id, cx.predicates) {
            // Several tasks may have begun to wait at once: the worker gets the one that goes first.
            let (task, worker) = self.best_match(worker, channel, cx.predicates).unwrap_or((id, worker));
            self.match_up(cx, task, worker);
        }
        self.skip_step_if_asked(cx, id);
    }

    /// The free worker who goes first for a task that stands in a line.
    fn first_free(&self, id: TaskId, predicates: &dyn Predicates) -> Option<WorkerId> {
        let task = &self.tasks[id];
        match task.place?.line {
            LineId::Queue(queue) => {
                let free = &self.lines.of(queue, task.channel).free;
                let mut may = free.iter().filter(|key| self.may_offer(id, key.worker, predicates));
                if planted!(self, FreeInHashOrder) {
                    let table = RandomState::new();
                    return may.min_by_key(|key| table.hash_one(key.worker)).map(|key| key.worker);
                }
                may.next().map(|key| key.worker)
            }
            LineId::Worker(worker) => {
                let free =
                    self.workers[worker.index()].is_free(task.channel) && self.may_offer(id, worker, predicates);
                free.then_some(worker)
            }
        }
    }

    /// Reserves a waiting task for a worker; it leaves the line when it may have no further reservation.
    fn match_up(&mut self, cx: &mut Cx<'_>, id: TaskId, worker: WorkerId) {
        let task = &self.tasks[id];
        let Some(place) = task.place else { unreachable!("{id} was found in a line, and stands in none") };
        let queue = match place.line {
            LineId::Queue(queue) => Some(queue),
            LineId::Worker(_) => None,
        };
        let transfer = task.transfer_in_flight().is_some();
        let purpose = if transfer { Purpose::TransferToQueue } else { Purpose::Routing };
        let most = match queue {
            Some(queue) if !transfer => usize::from(self.center.queues[queue.index()].max_reserved),
            Some(_) | None => 1,
        };
        self.reserve(cx, id, worker, queue, purpose);
        if self.pending_of_task(id).len() >= most + usize::from(planted!(self, OneOfferTooMany)) {
            self.leave_line(id);
        }
    }

    /// How many workers of a queue are free for a channel, and how many tasks of that channel wait in it.
    #[cfg(test)]
    pub(crate) fn queue_facts(&self, queue: QueueId, channel: Channel) -> (usize, usize) {
        let line = self.lines.of(queue, channel);
        (line.free.len(), line.waiting.len())
    }
}

//! Workflows: through which targets a task comes, and when it leaves each.
//!
//! What counts is the age of the task: a target is over when that is the sum of the timeouts so far, so a task that was
//! offered for long may pass the next one at once. Who gets a task that waits is [`super::routing`]'s business.

use super::lines::LineId;
use super::records::{Route, Targets, Task};
use super::state::Platform;
use crate::config::{Target, TargetTo};
use crate::effects::{Cx, Timer};
use crate::event::{Event, TaskEvent};
use crate::predicates::{QueueFacts, TaskFacts};
use crate::units::{QueueId, SimSpan, TaskId};

/// Why a task goes on from a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Its time was over.
    TimedOut,
    /// It was left out: it asks for it, or for a worker who does not exist.
    Skipped,
}

/// A step of a route.
#[derive(Clone, Copy, Debug)]
struct Step {
    targets: Targets,
    step: usize,
    /// The sum of the timeouts of the targets before it.
    spent: SimSpan,
    /// How the one before it was left.
    left: Left,
}

impl Step {
    const fn first_of(targets: Targets, spent: SimSpan) -> Self {
        Self { targets, step: 0, spent, left: Left::Skipped }
    }
    fn next(self, timeout: Option<SimSpan>, left: Left) -> Self {
        Self { step: self.step + 1, spent: self.spent + timeout.unwrap_or_default(), left, ..self }
    }
}

impl Platform {
    /// What expressions see of a task.
    pub(super) fn facts_of<'a>(&'a self, task: &'a Task) -> TaskFacts<'a> {
        TaskFacts {
            attributes: &task.attributes,
            queue: task.dialled.map_or("", |queue| self.queue_name(queue)),
            channel: task.channel,
            priority: task.priority,
        }
    }

    /// Sends a task into the workflow from its beginning.
    pub(super) fn start_route(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let targets = self.matching(cx, id, 0).unwrap_or(if self.center.workflow.default.is_empty() {
            Targets::Dialled
        } else {
            Targets::Default
        });
        self.enter(cx, id, Step::first_of(targets, SimSpan::ZERO));
    }

    /// The first filter from this place on that takes a task.
    fn matching(&self, cx: &Cx<'_>, id: TaskId, from: usize) -> Option<Targets> {
        let facts = self.facts_of(&self.tasks[id]);
        let mut filters = self.center.workflow.filters.iter().enumerate().skip(from);
        filters
            .find(|(_, filter)| cx.predicates.task_matches(filter.when, &facts))
            .map(|(n, _)| Targets::Filter(n))
    }

    /// Where a task goes on to that has come to the end of a list of targets. A filter all of whose last targets were
    /// left out is as one that did not take it; one whose time is over leads to the default.
    fn after(&self, cx: &Cx<'_>, id: TaskId, ended: Step) -> Option<Step> {
        let Targets::Filter(filter) = ended.targets else { return None };
        let skipped = ended.left == Left::Skipped;
        let other = if skipped { self.matching(cx, id, filter + 1) } else { None };
        let default = (!self.center.workflow.default.is_empty()).then_some(Targets::Default);
        let spent = if skipped { SimSpan::ZERO } else { ended.spent };
        other.or(default).map(|targets| Step::first_of(targets, spent))
    }

    /// Places a task at a step of its route, or at the first one after it that leads somewhere and is not over.
    fn enter(&mut self, cx: &mut Cx<'_>, id: TaskId, mut at: Step) {
        self.leave_line(id);
        loop {
            let task = &self.tasks[id];
            let Some(target) = self.target(at.targets, at.step, task) else {
                match self.after(cx, id, at) {
                    Some(on) => at = on,
                    None => return self.drop_task(cx, id),
                }
                continue;
            };
            let age = cx.now.since(task.created_at);
            let until = target.timeout.map(|timeout| at.spent + timeout);
            if until.is_some_and(|until| age >= until) {
                at = at.next(target.timeout, Left::TimedOut);
                continue;
            }
            let line = match target.to {
                TargetTo::Queue(queue) => Some(LineId::Queue(queue)),
                TargetTo::Worker(expression) => {
                    let name = cx.predicates.worker_name(expression, &self.facts_of(task));
                    name.and_then(|name| self.worker_named(&name).or_else(|| self.worker_with_sid(&name)))
                        .map(LineId::Worker)
                }
            };
            match line {
                Some(line) => return self.wait_in(cx, id, at, &target, line),
                None => at = at.next(target.timeout, Left::Skipped),
            }
        }
    }

    fn wait_in(&mut self, cx: &mut Cx<'_>, id: TaskId, at: Step, target: &Target, line: LineId) {
        let task = &mut self.tasks[id];
        let serial = task.route.serial + 1;
        task.route = Route {
            targets: at.targets,
            step: at.step,
            serial,
            spent: at.spent,
            timeout: target.timeout,
            only: target.expression,
            fresh: true,
            line: Some(line),
        };
        if let Some(priority) = target.priority {
            task.priority = priority;
        }
        let (queue, worker) = match line {
            LineId::Queue(queue) => (Some(queue), None),
            LineId::Worker(worker) => (None, Some(worker)),
        };
        task.queue = queue;
        cx.emit(Event::Task(id, TaskEvent::Queued { queue, worker, priority: task.priority }));
        if let Some(timeout) = target.timeout {
            cx.out.timers.push((task.created_at + at.spent + timeout, Timer::Route(id, serial)));
        }
        self.stand_in(id, line);
    }

    /// The target at a step of a route.
    fn target(&self, targets: Targets, step: usize, task: &Task) -> Option<Target> {
        match targets {
            Targets::Filter(filter) => self.center.workflow.filters.get(filter)?.targets.get(step).cloned(),
            Targets::Default => self.center.workflow.default.get(step).cloned(),
            Targets::Dialled => self.overflow(task.dialled?, step),
        }
    }

    /// The queue to which a task has come that was dialled to one of them and has overflowed so often.
    fn overflow(&self, dialled: QueueId, times: usize) -> Option<Target> {
        let next = |queue: QueueId| self.center.queues.get(queue.index())?.overflow;
        let queue = (0..times).try_fold(dialled, |queue, _| next(queue).map(|(_, to)| to))?;
        let timeout = next(queue).map(|(after, _)| after);
        let to = TargetTo::Queue(queue);
        Some(Target { to, priority: None, expression: None, timeout, skip_if: None })
    }

    /// A task goes on from the step that it is at.
    pub(super) fn next_step(&mut self, cx: &mut Cx<'_>, id: TaskId, left: Left) {
        let Route { targets, step, spent, timeout, .. } = self.tasks[id].route;
        self.enter(cx, id, Step { targets, step, spent, left }.next(timeout, left));
    }

    /// The time of a task's step is over. Where somebody is reserved it goes on only if they do not accept.
    pub(super) fn route_timed_out(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        if self.tasks[id].open.is_empty() {
            self.next_step(cx, id, Left::TimedOut);
        }
    }

    /// Leaves a step out that a task has just come to, where it asks for that and nobody was reserved.
    pub(super) fn skip_step_if_asked(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let task = &mut self.tasks[id];
        if !std::mem::take(&mut task.route.fresh) || !task.open.is_empty() {
            return;
        }
        let task = &self.tasks[id];
        let target = self.target(task.route.targets, task.route.step, task);
        let Some(expression) = target.and_then(|target| target.skip_if) else { return };
        let activities = &self.center.activities;
        let skips = match task.place.map(|place| place.line) {
            Some(LineId::Queue(queue)) => {
                let line = self.lines.of(queue, task.channel);
                let in_activity = self.lines.staff(queue);
                let (free, waiting) = (count(line.free.len()), count(line.waiting.len().saturating_sub(1)));
                cx.predicates.skips(expression, QueueFacts { in_activity, activities, free, waiting })
            }
            Some(LineId::Worker(worker)) => {
                let it = &self.workers[worker.index()];
                let mut alone = vec![0; activities.len()];
                alone.iter_mut().skip(it.activity.index()).take(1).for_each(|number| *number = 1);
                let free = u32::from(it.is_free(task.channel));
                cx.predicates.skips(expression, QueueFacts { in_activity: &alone, activities, free, waiting: 0 })
            }
            None => return,
        };
        if skips {
            self.next_step(cx, id, Left::Skipped);
        }
    }
}

fn count(n: usize) -> u32 {
    let Ok(n) = u32::try_from(n) else { unreachable!("{n} stand in a line, more than there are ids") };
    n
}

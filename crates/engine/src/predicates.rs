//! The questions about attributes that the engine asks and cannot answer itself: the scenario's Rhai expressions.

use smol_str::SmolStr;

use super::config::{Activity, Channel, ExpressionId};
use super::value::Value;
use crate::units::{ActivityId, WorkerId};

/// What an expression over a task sees.
#[derive(Clone, Copy, Debug)]
pub struct TaskFacts<'a> {
    /// `task`: the attributes, a map.
    pub attributes: &'a Value,
    /// `queue`: the name of the dialled queue, or the empty text.
    pub queue: &'a str,
    /// `channel`: expressions see its name.
    pub channel: Channel,
    /// `priority`: what it is now, by its attribute, a workflow or a transfer.
    pub priority: i32,
}

/// What the expression of a target sees of a worker: their attributes, and where these say nothing of it, who they are
/// and what they are doing.
#[derive(Clone, Copy, Debug)]
pub struct WorkerFacts<'a> {
    /// Their attributes, a map.
    pub attributes: &'a Value,
    /// `id` and `name`.
    pub name: &'a str,
    /// `sid`
    pub id: WorkerId,
    /// `activity_sid`
    pub activity: ActivityId,
    /// `activity_name`
    pub activity_name: &'a str,
}

/// What a `skip_if` sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueFacts<'a> {
    /// How many workers of the queue are in each activity, busy or not.
    pub in_activity: &'a [u32],
    /// The activities, in the same order.
    pub activities: &'a [Activity],
    /// `workers.free`: those whom the queue could reserve now.
    pub free: u32,
    /// `queue.waiting`: the other tasks that wait in it.
    pub waiting: u32,
}

impl QueueFacts<'_> {
    /// The workers of the queue who are in an available activity, or in one of the others.
    fn staff(&self, available: bool) -> u32 {
        let each = self.activities.iter().zip(self.in_activity);
        each.filter(|(activity, _)| activity.available == available).map(|(_, count)| count).sum()
    }
    /// `workers.available`: workers of the queue in an available activity, busy or not.
    pub fn available(&self) -> u32 {
        self.staff(true)
    }
    /// `workers.unavailable`: workers of the queue in any other activity.
    pub fn unavailable(&self) -> u32 {
        self.staff(false)
    }
    /// `workers.eligible`: all workers of the queue.
    pub fn eligible(&self) -> u32 {
        self.in_activity.iter().sum()
    }
}

/// Who asks whether a worker suits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Routing: it costs what expressions cost, and what fails is told.
    Routing,
    /// Somebody who only looks: what they ask must leave no trace.
    Onlooker,
}

/// Answers expressions. An expression that fails counts as false or as nothing; whoever answers keeps the error.
pub trait Predicates {
    /// Whether a workflow filter takes the task.
    fn task_matches(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> bool;
    /// The name or the sid of the worker that a workflow target names.
    fn worker_name(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> Option<SmolStr>;
    /// Whether a workflow target is left out.
    fn skips(&self, expression: ExpressionId, facts: QueueFacts<'_>) -> bool;
    /// Whether a worker with these attributes belongs to a queue.
    fn worker_matches(&self, expression: ExpressionId, attributes: &Value) -> bool;
    /// Whether a worker of its queue is one whom a workflow target asks for.
    fn suits(
        &self,
        expression: ExpressionId,
        task: &TaskFacts<'_>,
        worker: &WorkerFacts<'_>,
        asker: Asker,
    ) -> bool;
}

/// Answers for a centre without expressions, which asks none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoExpressions;

impl Predicates for NoExpressions {
    fn task_matches(&self, _: ExpressionId, _: &TaskFacts<'_>) -> bool {
        false
    }
    fn worker_name(&self, _: ExpressionId, _: &TaskFacts<'_>) -> Option<SmolStr> {
        None
    }
    fn skips(&self, _: ExpressionId, _: QueueFacts<'_>) -> bool {
        false
    }
    fn worker_matches(&self, _: ExpressionId, _: &Value) -> bool {
        false
    }
    fn suits(&self, _: ExpressionId, _: &TaskFacts<'_>, _: &WorkerFacts<'_>, _: Asker) -> bool {
        false
    }
}

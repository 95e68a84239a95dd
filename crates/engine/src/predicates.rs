//! The questions about attributes that the engine asks and cannot answer itself: the scenario's Rhai expressions.

use smol_str::SmolStr;

use super::config::{Channel, ExpressionId};
use super::value::Value;

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

/// What a `skip_if` sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueFacts {
    /// `workers.available`: free workers that the queue could reserve now.
    pub workers_available: u32,
    /// `queue.waiting`: tasks that wait in it.
    pub waiting: u32,
}

/// Answers expressions. An expression that fails counts as false or as nothing; whoever answers keeps the error.
pub trait Predicates {
    /// Whether a workflow filter takes the task.
    fn task_matches(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> bool;
    /// The name of the worker that a workflow target names.
    fn worker_name(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> Option<SmolStr>;
    /// Whether a workflow target is left out.
    fn skips(&self, expression: ExpressionId, facts: QueueFacts) -> bool;
    /// Whether a worker with these attributes belongs to a queue.
    fn worker_matches(&self, expression: ExpressionId, attributes: &Value) -> bool;
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
    fn skips(&self, _: ExpressionId, _: QueueFacts) -> bool {
        false
    }
    fn worker_matches(&self, _: ExpressionId, _: &Value) -> bool {
        false
    }
}

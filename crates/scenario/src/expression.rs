//! Expressions of a scenario, as texts: the script host compiles them.

use std::sync::Arc;

use smol_str::SmolStr;

/// A Rhai expression of the scenario.
#[derive(Clone, Debug)]
pub struct ExpressionSource {
    /// Where it stands: `center.workflow.filters[0].when`.
    pub path: String,
    /// One expression, in Rhai.
    pub text: Arc<str>,
    /// What it is about.
    pub sees: Sees,
}

/// What an expression is about, which says what it may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sees {
    /// A task: which filter takes it, which worker it is for.
    Task,
    /// A worker: whether they belong to a queue.
    Worker,
    /// A task, and a worker who could take it.
    TaskAndWorker,
    /// A queue and its workers, who are in one of these activities each.
    Queue(Arc<[SmolStr]>),
}

//! The centre that is walked through, and its expressions. The other tests of the engine use them too.

use smol_str::SmolStr;

use crate::config::{Activity, Center, ChannelRules, ExpressionId, Features, Outbound, Queue, Timeouts, Workflow};
use crate::predicates::{Asker, Predicates, QueueFacts, TaskFacts, WorkerFacts};
use crate::units::{ActivityId, QueueId};
use crate::value::Value;

pub(crate) const AVAILABLE: ActivityId = ActivityId::new(0);
pub(crate) const OFFLINE: ActivityId = ActivityId::new(1);
pub(crate) const UNAVAILABLE: ActivityId = ActivityId::new(2);
pub(crate) const SUPPORT: QueueId = QueueId::new(0);
pub(crate) const SALES: QueueId = QueueId::new(1);

/// Expressions: number n asks for the attribute `key` to be n.
pub(crate) struct ByNumber;

impl Predicates for ByNumber {
    fn task_matches(&self, expression: ExpressionId, task: &TaskFacts<'_>) -> bool {
        task.attributes.get("key") == Some(&Value::Int(i64::from(expression.0)))
    }
    fn worker_name(&self, _: ExpressionId, task: &TaskFacts<'_>) -> Option<SmolStr> {
        match task.attributes.get("owner") {
            Some(Value::Text(name)) => Some(name.clone()),
            _ => None,
        }
    }
    fn skips(&self, _: ExpressionId, facts: QueueFacts<'_>) -> bool {
        facts.available() == 0
    }
    /// The worker whom the task's attribute `owner` names, or who is in the activity that its `activity` names.
    fn suits(&self, _: ExpressionId, task: &TaskFacts<'_>, worker: &WorkerFacts<'_>, _: Asker) -> bool {
        let is = |key: &str, name: &str| matches!(task.attributes.get(key), Some(Value::Text(it)) if it == name);
        is("owner", worker.name) || is("activity", worker.activity_name)
    }
    fn worker_matches(&self, expression: ExpressionId, attributes: &Value) -> bool {
        attributes.get("key") == Some(&Value::Int(i64::from(expression.0)))
    }
}

pub(crate) fn queue(name: &str) -> Queue {
    Queue::new(name)
}

pub(crate) fn center() -> Center {
    let activity = |name: &str, available| Activity { name: name.into(), available };
    Center {
        activities: vec![
            activity("Available", true),
            activity("Offline", false),
            activity("Unavailable", false),
            activity("Busy But Open", true),
        ],
        offline: OFFLINE,
        timeout_activity: UNAVAILABLE,
        queues: vec![queue("support"), queue("sales")],
        workflow: Workflow::default(),
        timeouts: Timeouts::default(),
        outbound: Outbound { enabled: true, queue: Some(SUPPORT), caller_id: Some("+15550000".into()) },
        email: None,
        features: Features::default(),
        channels: ChannelRules::standard(),
        templates: Default::default(),
        lines: None,
        mode: Default::default(),
    }
}

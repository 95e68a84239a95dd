//! `floor`: what invariants begin with.

use rhai::{Engine, ImmutableString};

use super::look::{Seen, seen};
use super::names::{queue_named, workers_in, workers_of};
use super::rows;
use crate::handles::{CallRow, ChatRow, ContactRow, Floor, List, TaskRow};
use crate::scene::People;
use crate::thrown::Thrown;

/// Registers the floor, and all that can be read of it.
pub(crate) fn register(engine: &mut Engine) {
    rows::register(engine);
    engine
        .register_type_with_name::<Floor>("the floor")
        .register_get("now", |_: &mut Floor| seen(|it| it.now.as_secs_f64()))
        .register_get("agents", |_: &mut Floor| workers_of(People::Agents))
        .register_fn("agents", |_: &mut Floor, population: ImmutableString| workers_in(&population))
        .register_get("supervisors", |_: &mut Floor| workers_of(People::Supervisors))
        .register_get("queues", |_: &mut Floor| seen(rows::queues))
        .register_fn("queue", |_: &mut Floor, name: ImmutableString| queue_named(&name))
        .register_get("waiting", |_: &mut Floor| seen(|it| rows::waiting(it, |_| true)))
        .register_fn("waiting", |_: &mut Floor, name: ImmutableString| -> Result<List<TaskRow>, Thrown> {
            let queue = queue_named(&name)?;
            seen(|it| rows::waiting(it, |task| task.queue == Some(queue.0)))
        })
        .register_get("tasks", |_: &mut Floor| -> Result<List<TaskRow>, Thrown> {
            let open = |it: &Seen<'_>| {
                it.platform
                    .tasks()
                    .filter(|(_, task)| !task.status.is_settled())
                    .map(|(id, _)| TaskRow(id))
                    .collect()
            };
            seen(open)
        })
        .register_get("calls", |_: &mut Floor| -> Result<List<CallRow>, Thrown> {
            seen(|it| it.platform.conferences().map(|(id, _)| CallRow(id)).collect())
        })
        .register_get("chats", |_: &mut Floor| -> Result<List<ChatRow>, Thrown> {
            seen(|it| it.platform.conversations().map(|(id, _)| ChatRow(id)).collect())
        })
        .register_get("contacts", |_: &mut Floor| -> Result<List<ContactRow>, Thrown> {
            seen(|it| it.platform.contacts().map(|(id, _)| ContactRow(id)).collect())
        });
}

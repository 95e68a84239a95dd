//! What both sides of a contact do: agents say of which task, customers have one contact only.

use rhai::{Dynamic, Engine, FLOAT, INT, ImmutableString};

use super::time::Time;
use crate::fiber::ask;
use crate::handles::{Me, MessageHandle, Task};
use crate::request::{IdentityKind, asks};
use crate::thrown::{Thrown, mistake};
use rushhour_engine::units::{ReservationId, SimSpan};

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("wait_message", |me: &mut Me| wait_message(me, None, None))
        .register_fn("wait_message", |me: &mut Me, task: Task| wait_message(me, Some(&task), None))
        .register_fn("messages", |me: &mut Me| messages(me, None))
        .register_fn("messages", |me: &mut Me, task: Task| messages(me, Some(&task)))
        .register_fn("wait_end", |me: &mut Me| wait_end(me, None, None))
        .register_fn("wait_end", |me: &mut Me, task: Task| wait_end(me, Some(&task), None));
    timed::<INT>(engine);
    timed::<FLOAT>(engine);
    timed::<ImmutableString>(engine);
}

fn timed<T: Time>(engine: &mut Engine) {
    engine
        .register_fn("wait_message", |me: &mut Me, patience: T| wait_message(me, None, Some(patience.span()?)))
        .register_fn("wait_message", |me: &mut Me, task: Task, patience: T| {
            wait_message(me, Some(&task), Some(patience.span()?))
        })
        .register_fn("wait_end", |me: &mut Me, patience: T| wait_end(me, None, Some(patience.span()?)))
        .register_fn("wait_end", |me: &mut Me, task: Task, patience: T| {
            wait_end(me, Some(&task), Some(patience.span()?))
        });
}

/// Whose contact is meant: an agent's, by the reservation, or a customer's only one.
fn meant(me: &Me, verb: &str, task: Option<&Task>) -> Result<Option<ReservationId>, Thrown> {
    match (me.identity().kind, task) {
        (IdentityKind::Customer(_), None) => Ok(None),
        (IdentityKind::Agent(_) | IdentityKind::Supervisor(_), Some(task)) => Ok(Some(task.reservation())),
        (IdentityKind::Agent(_) | IdentityKind::Supervisor(_), None) => {
            Err(mistake(format!("an agent says of which task: `me.{verb}(task)`")))
        }
        (IdentityKind::Customer(_), Some(_)) => {
            Err(mistake(format!("a customer has one contact and no tasks: `me.{verb}()`")))
        }
    }
}

fn wait_message(me: &mut Me, task: Option<&Task>, patience: Option<SimSpan>) -> Result<Dynamic, Thrown> {
    let task = meant(me, "wait_message", task)?;
    let message = ask(asks::wait_message(task, patience))?;
    Ok(message.map_or(Dynamic::UNIT, |message| Dynamic::from(MessageHandle::new(*message))))
}

fn messages(me: &mut Me, task: Option<&Task>) -> Result<Dynamic, Thrown> {
    let task = meant(me, "messages", task)?;
    let messages = ask(asks::messages(task))?;
    Ok(messages.into_iter().map(|message| Dynamic::from(MessageHandle::new(message))).collect::<Vec<_>>().into())
}

fn wait_end(me: &mut Me, task: Option<&Task>, patience: Option<SimSpan>) -> Result<bool, Thrown> {
    let task = meant(me, "wait_end", task)?;
    ask(asks::wait_end(task, patience))
}

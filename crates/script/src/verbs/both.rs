//! What both sides of a contact do: agents say of which task, customers have one contact only.

use rhai::{Dynamic, Engine, FLOAT, INT, ImmutableString};

use super::asking::{ask_done, unfit};
use super::time::Time;
use crate::fiber::ask;
use crate::handles::{Me, MessageHandle, Task};
use crate::request::{Handle, IdentityKind, Reply, Request};
use crate::thrown::{Thrown, mistake};
use rushhour_engine::units::SimSpan;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("wait_message", |me: &mut Me| wait_message(me, None, None))
        .register_fn("wait_message", |me: &mut Me, task: Task| wait_message(me, Some(&task), None))
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

/// Whose contact is meant.
fn handle(me: &Me, verb: &str, task: Option<&Task>) -> Result<Handle, Thrown> {
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
    let task = handle(me, "wait_message", task)?;
    let reply = ask(Request::WaitMessage { task, patience })?;
    if let Reply::Message(message) = reply {
        Ok(message.map_or(Dynamic::UNIT, |message| Dynamic::from(MessageHandle::new(*message))))
    } else {
        Err(unfit(&reply))
    }
}

fn wait_end(me: &mut Me, task: Option<&Task>, patience: Option<SimSpan>) -> Result<bool, Thrown> {
    let task = handle(me, "wait_end", task)?;
    ask_done(Request::WaitEnd { task, patience })
}

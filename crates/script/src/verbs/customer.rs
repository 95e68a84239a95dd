//! What customers do.

use rhai::{Engine, FLOAT, INT, ImmutableString, Map};
use smol_str::SmolStr;

use super::time::Time;
use crate::fiber::ask;
use crate::handles::Me;
use crate::request::asks::{self, Ask};
use crate::request::{IdentityKind, NewContact};
use crate::thrown::{Thrown, mistake};
use crate::values::{files, to_engine};
use rushhour_engine::units::SimSpan;
use rushhour_engine::value::Value;

pub(super) fn register(engine: &mut Engine) {
    register_contact(engine, "phone", asks::phone);
    register_contact(engine, "chat", asks::chat);
    register_email(engine);
    register_wait_answer::<INT>(engine);
    register_wait_answer::<FLOAT>(engine);
    register_wait_answer::<ImmutableString>(engine);
    engine
        .register_fn("wait_answer", |me: &mut Me| wait_answer(me, None))
        .register_fn("hang_up", hang_up)
        .register_fn("answer", |me: &mut Me| -> Result<bool, Thrown> {
            me.must_be_customer("answer")?;
            ask(asks::answer())
        })
        .register_fn("decline", |me: &mut Me| -> Result<bool, Thrown> {
            me.must_be_customer("decline")?;
            ask(asks::decline())
        })
        .register_fn("send", |me: &mut Me, text: ImmutableString| send(me, "send", &text, Value::Null))
        .register_fn(
            "send_media",
            |me: &mut Me, name: ImmutableString, kind: ImmutableString, bytes: rhai::Dynamic| {
                send(me, "send_media", "", files(name, kind, bytes)?)
            },
        );
}

/// Registers a way to come: to the population's queue or another, with attributes or without.
fn register_contact(engine: &mut Engine, verb: &'static str, asks: fn(NewContact) -> Ask<bool>) {
    let come = move |me: &mut Me, queue: &str, attributes: Map| -> Result<bool, Thrown> {
        me.must_be_customer(verb)?;
        ask(asks(contact(queue, attributes)?))
    };
    engine
        .register_fn(verb, move |me: &mut Me| come(me, "", Map::new()))
        .register_fn(verb, move |me: &mut Me, queue: ImmutableString| come(me, &queue, Map::new()))
        .register_fn(verb, move |me: &mut Me, attributes: Map| come(me, "", attributes))
        .register_fn(verb, move |me: &mut Me, queue: ImmutableString, attributes: Map| {
            come(me, &queue, attributes)
        });
}

fn register_email(engine: &mut Engine) {
    let write = |me: &mut Me, queue: &str, text: &str, attributes: Map| -> Result<bool, Thrown> {
        me.must_be_customer("email")?;
        ask(asks::email(contact(queue, attributes)?, SmolStr::new(text)))
    };
    engine
        .register_fn("email", move |me: &mut Me, queue: ImmutableString, text: ImmutableString| {
            write(me, &queue, &text, Map::new())
        })
        .register_fn(
            "email",
            move |me: &mut Me, queue: ImmutableString, text: ImmutableString, attributes: Map| {
                write(me, &queue, &text, attributes)
            },
        );
}

fn contact(queue: &str, attributes: Map) -> Result<NewContact, Thrown> {
    let queue = (!queue.is_empty()).then(|| SmolStr::new(queue));
    let attributes = if attributes.is_empty() { Value::Null } else { to_engine(&attributes.into())? };
    Ok(NewContact { queue, attributes })
}

fn register_wait_answer<T: Time>(engine: &mut Engine) {
    engine.register_fn("wait_answer", |me: &mut Me, patience: T| wait_answer(me, Some(patience.span()?)));
}

fn wait_answer(me: &mut Me, patience: Option<SimSpan>) -> Result<bool, Thrown> {
    me.must_be_customer("wait_answer")?;
    ask(asks::wait_answer(patience))
}

fn hang_up(me: &mut Me) -> Result<bool, Thrown> {
    match me.identity().kind {
        IdentityKind::Customer(_) => ask(asks::hang_up()),
        IdentityKind::Agent(_) | IdentityKind::Supervisor(_) => {
            Err(mistake("an agent says which call to hang up: `me.hang_up(task)`"))
        }
    }
}

fn send(me: &mut Me, verb: &str, text: &str, media: Value) -> Result<bool, Thrown> {
    match me.identity().kind {
        IdentityKind::Customer(_) => ask(asks::send(SmolStr::new(text), media)),
        IdentityKind::Agent(_) | IdentityKind::Supervisor(_) => {
            Err(mistake(format!("an agent says in which conversation: `me.{verb}(task, …)`")))
        }
    }
}

//! What scripts read of `me`, of a task, of a message and of `vars`.

use rhai::{Array, Dynamic, Engine, INT, ImmutableString, Map};

use smol_str::SmolStr;

use super::fiber::{ask, with_current};
use super::handles::{Me, MessageHandle, Object, RowHandle, Task};
use super::map_like::{self, MapLike};
use super::remedies::told;
use super::request::{Message, asks};
use super::thrown::{Thrown, mistake};
use super::values::{as_map, message_to_map, to_engine, to_script};
use rushhour_engine::nearest::suggestion;
use rushhour_engine::task_view::TaskPart;
use rushhour_engine::units::SidKind;
use rushhour_engine::value::Value;

/// Registers the types and what scripts can read of them.
pub(crate) fn register(engine: &mut Engine) {
    register_me(engine);
    register_row(engine);
    register_task(engine);
    register_object(engine);
    register_message(engine);
}

type ReadOfMe = fn(&Me) -> Result<Value, Thrown>;

/// What can be read of `me` and changes in the course of a run.
const OF_ME: [(&str, ReadOfMe); 4] =
    [("attributes", attributes_of), ("queues", queues_of), ("queue", queue_of), ("activity", activity_of)];

fn attributes_of(me: &Me) -> Result<Value, Thrown> {
    match me.worker() {
        Some(_) => Ok(ask(asks::worker())?.get("attributes").cloned().unwrap_or_default()),
        None => Ok(me.identity().attributes.clone()),
    }
}

fn queues_of(me: &Me) -> Result<Value, Thrown> {
    match me.worker() {
        Some(_) => Ok(ask(asks::worker())?.get("queues").cloned().unwrap_or_default()),
        None => Ok(Value::list(me.identity().queues.iter().cloned().map(Value::Text).collect())),
    }
}

/// The only queue; empty where there is none, or several.
fn queue_of(me: &Me) -> Result<Value, Thrown> {
    let Value::List(queues) = queues_of(me)? else { return Ok(Value::Text(SmolStr::default())) };
    Ok(match queues.as_slice() {
        [queue] => queue.clone(),
        _ => Value::Text(SmolStr::default()),
    })
}

fn activity_of(me: &Me) -> Result<Value, Thrown> {
    me.must_work("activity")?;
    Ok(Value::Text(ask(asks::activity())?))
}

fn register_me(engine: &mut Engine) {
    engine.register_type_with_name::<Me>("Me");
    for (name, read) in OF_ME {
        engine.register_get_set(
            name,
            move |me: &mut Me| -> Result<Dynamic, Thrown> { Ok(to_script(&read(me)?)) },
            move |me: &mut Me, value: Dynamic| unchanged(&["me", name], &read(me)?, &value),
        );
    }
    engine
        .register_get("name", |me: &mut Me| ImmutableString::from(me.identity().name.as_str()))
        .register_get("population", |me: &mut Me| ImmutableString::from(me.identity().population.as_str()))
        .register_get("index", |me: &mut Me| me.identity().index as INT)
        .register_get("row", |me: &mut Me| -> Dynamic {
            me.identity().row.clone().map_or(Dynamic::UNIT, |row| Dynamic::from(RowHandle(row)))
        })
        .register_get("sid", |me: &mut Me| -> Result<ImmutableString, Thrown> {
            let worker = me.worker().ok_or_else(|| mistake("a customer has no sid"))?;
            Ok(worker.to_string().into())
        })
        .register_fn("to_string", |me: &mut Me| ImmutableString::from(me.identity().name.as_str()))
        .register_fn("to_debug", |me: &mut Me| ImmutableString::from(me.identity().name.as_str()));
}

/// `me.row.talk` and `me.row["Talk Time"]`: a column that is not there is a mistake, and never nothing.
fn register_row(engine: &mut Engine) {
    let get = |row: &mut RowHandle, name: ImmutableString| -> Result<Dynamic, Thrown> {
        row.0.get(&name).map(to_script).ok_or_else(|| {
            let help = suggestion(&name, row.0.columns(), "columns");
            mistake(format!("the row of the trace has no column `{name}`: {help}"))
        })
    };
    engine
        .register_type_with_name::<RowHandle>("TraceRow")
        .register_indexer_get(get)
        .register_fn("to_string", |row: &mut RowHandle| Value::map(row.0.entries()).to_string())
        .register_fn("to_debug", |row: &mut RowHandle| Value::map(row.0.entries()).to_string());
    map_like::register::<RowHandle>(engine);
}

impl MapLike for RowHandle {
    fn map(&mut self) -> Result<Map, Thrown> {
        Ok(as_map(&Value::map(self.0.entries())))
    }
    fn names(&mut self) -> Result<Array, Thrown> {
        Ok(self.0.columns().map(|name| Dynamic::from(name.to_owned())).collect())
    }
}

fn register_task(engine: &mut Engine) {
    engine.register_type_with_name::<Task>("Task");
    for part in TaskPart::ALL.iter().copied() {
        engine.register_get_set(
            part.name(),
            move |task: &mut Task| -> Result<Dynamic, Thrown> { Ok(to_script(&task.part(part)?)) },
            move |task: &mut Task, value: Dynamic| unchanged(&["task", part.name()], &task.part(part)?, &value),
        );
    }
    engine
        .register_indexer_get_set(
            move |task: &mut Task, name: ImmutableString| -> Result<Dynamic, Thrown> {
                part_named(&name).map_or(Ok(Dynamic::UNIT), |part| Ok(to_script(&task.part(part)?)))
            },
            move |task: &mut Task, name: ImmutableString, value: Dynamic| {
                let now = part_named(&name).map_or(Ok(Value::Null), |part| task.part(part))?;
                unchanged(&["task", &name], &now, &value)
            },
        )
        .register_fn("==", |one: &mut Task, other: Task| one.reservation() == other.reservation())
        .register_fn("!=", |one: &mut Task, other: Task| one.reservation() != other.reservation())
        .register_fn("==", |one: &mut Task, sid: ImmutableString| one.reservation().to_string() == sid.as_str())
        .register_fn("!=", |one: &mut Task, sid: ImmutableString| one.reservation().to_string() != sid.as_str())
        .register_fn("==", |sid: ImmutableString, one: Task| one.reservation().to_string() == sid.as_str())
        .register_fn("!=", |sid: ImmutableString, one: Task| one.reservation().to_string() != sid.as_str())
        .register_fn("to_string", |task: &mut Task| ImmutableString::from(task.reservation().to_string()))
        .register_fn("to_debug", |task: &mut Task| ImmutableString::from(task.reservation().to_string()));
    map_like::register::<Task>(engine);
}

fn part_named(name: &str) -> Option<TaskPart> {
    TaskPart::ALL.iter().copied().find(|part| part.name() == name)
}

impl MapLike for Task {
    fn map(&mut self) -> Result<Map, Thrown> {
        TaskPart::ALL.iter().map(|part| Ok((part.name().into(), to_script(&self.part(*part)?)))).collect()
    }
    fn names(&mut self) -> Result<Array, Thrown> {
        Ok(TaskPart::ALL.iter().map(|part| part.name().into()).collect())
    }
    fn has(&mut self, name: &str) -> Result<bool, Thrown> {
        Ok(part_named(name).is_some())
    }
}

/// A conversation or a worker of a payload: `event.payload.conversation.messages`.
fn register_object(engine: &mut Engine) {
    engine
        .register_type_with_name::<Object>("Object")
        .register_indexer_get_set(
            |object: &mut Object, name: ImmutableString| -> Result<Dynamic, Thrown> {
                if name == "sid" {
                    return Ok(object.0.to_string().into());
                }
                Ok(object.value()?.get(&name).map_or(Dynamic::UNIT, to_script))
            },
            |object: &mut Object, name: ImmutableString, value: Dynamic| {
                let now = object.value()?.get(&name).cloned().unwrap_or_default();
                let of = if object.0.kind() == SidKind::Worker { "worker" } else { "conversation" };
                unchanged(&[of, &name], &now, &value)
            },
        )
        .register_fn("==", |one: &mut Object, other: Object| *one == other)
        .register_fn("!=", |one: &mut Object, other: Object| *one != other)
        .register_fn("==", |one: &mut Object, sid: ImmutableString| one.0.to_string() == sid.as_str())
        .register_fn("!=", |one: &mut Object, sid: ImmutableString| one.0.to_string() != sid.as_str())
        .register_fn("==", |sid: ImmutableString, one: Object| one.0.to_string() == sid.as_str())
        .register_fn("!=", |sid: ImmutableString, one: Object| one.0.to_string() != sid.as_str())
        .register_fn("to_string", |object: &mut Object| object.0.to_string())
        .register_fn("to_debug", |object: &mut Object| object.0.to_string());
    map_like::register::<Object>(engine);
}

impl MapLike for Object {
    fn map(&mut self) -> Result<Map, Thrown> {
        Ok(as_map(&self.value()?))
    }
}

/// What is handed back to a property that can only be read. Rhai hands back what a method was called on, too: that is as
/// it was. Where it is not, a script has assigned something, which would be lost without a word.
fn unchanged(path: &[&str], now: &Value, value: &Dynamic) -> Result<(), Thrown> {
    let given = to_engine(value)?;
    let now = to_engine(&to_script(now))?;
    if given == now {
        return Ok(());
    }
    let mut path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
    differs(&now, &given, &mut path);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    Err(mistake(told(&names)))
}

/// The names that lead to what is different.
fn differs(now: &Value, given: &Value, path: &mut Vec<String>) {
    let next = match (now, given) {
        (Value::Map(now), Value::Map(given)) => {
            let names = now.keys().chain(given.keys());
            let changed = names.into_iter().find(|name| now.get(*name) != given.get(*name));
            changed.map(|name| (Some(name.to_string()), now.get(name), given.get(name)))
        }
        (Value::List(now), Value::List(given)) => {
            let place = (0..now.len().max(given.len())).find(|place| now.get(*place) != given.get(*place));
            place.map(|place| (None, now.get(place), given.get(place)))
        }
        (_, _) => None,
    };
    let Some((name, now, given)) = next else { return };
    path.extend(name);
    if let (Some(now), Some(given)) = (now, given) {
        differs(now, given, path);
    }
}

/// The subject of an e-mail; nothing where it has none.
fn subject(message: &Message) -> Dynamic {
    message.subject.as_ref().map_or(Dynamic::UNIT, |subject| subject.as_str().into())
}

fn register_message(engine: &mut Engine) {
    engine
        .register_type_with_name::<MessageHandle>("Message")
        .register_get("index", |message: &mut MessageHandle| INT::from(message.message().index))
        .register_get("from", |message: &mut MessageHandle| ImmutableString::from(message.message().from.as_str()))
        .register_get("body", |message: &mut MessageHandle| ImmutableString::from(message.message().body.as_str()))
        .register_get("media", |message: &mut MessageHandle| to_script(&message.message().media))
        .register_get("attributes", |message: &mut MessageHandle| to_script(&message.message().attributes))
        .register_get("subject", |message: &mut MessageHandle| subject(message.message()))
        .register_fn("to_string", |message: &mut MessageHandle| {
            ImmutableString::from(message.message().body.as_str())
        })
        .register_fn("to_debug", |message: &mut MessageHandle| Dynamic::from(message_to_map(message)).to_string());
    map_like::register::<MessageHandle>(engine);
}

impl MapLike for MessageHandle {
    fn map(&mut self) -> Result<Map, Thrown> {
        Ok(message_to_map(self))
    }
}

/// Registers `vars.name`, the scenario's variables, and `vars.contains(name)`. As a piece of syntax, and not as a variable
/// that holds a map: a function sees no variables from outside, a closure would capture it, and a map would be copied at
/// each reading.
pub(crate) fn register_vars(engine: &mut Engine) {
    let next = |read: &[ImmutableString], ahead: &str, _: &mut Dynamic| {
        let symbol = match read.len() {
            1 => Some("."),
            2 => Some("$ident$"),
            3 if read[2] == "contains" && ahead == "(" => Some("("),
            4 => Some("$expr$"),
            5 => Some(")"),
            _ => None,
        };
        Ok(symbol.map(ImmutableString::from))
    };
    engine.register_custom_syntax_with_state_raw("vars", next, false, |context, inputs, _| {
        let Some(input) = inputs.first() else { unreachable!("`vars.` is followed by a name") };
        if let Some(asked) = inputs.get(1) {
            let asked = context.eval_expression_tree(asked)?;
            let name = asked.into_immutable_string().map_err(|kind| {
                mistake(format!("vars.contains asks for a name in quotes, and is given a value of type {kind}"))
            })?;
            return with_current(|state| Ok(state.host.var(&name).is_ok().into()));
        }
        let Some(name) = input.get_string_value() else { unreachable!("what follows `vars.` is a name") };
        with_current(|state| state.host.var(name)).map_err(|mut error| {
            error.set_position(input.position());
            error
        })
    });
}

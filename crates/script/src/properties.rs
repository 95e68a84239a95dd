//! What scripts read of `me`, of a task, of a message and of `vars`.

use rhai::{Dynamic, Engine, INT, ImmutableString};

use super::fiber::with_current;
use super::handles::{Me, MessageHandle, RowHandle, Task};
use super::request::Message;
use super::thrown::{Thrown, mistake};
use super::values::{message_to_map, to_script};
use rushhour_engine::nearest::suggestion;
use rushhour_engine::value::Value;

/// Registers the types and what scripts can read of them.
pub(crate) fn register(engine: &mut Engine) {
    register_me(engine);
    register_row(engine);
    register_task(engine);
    register_message(engine);
}

fn register_me(engine: &mut Engine) {
    engine
        .register_type_with_name::<Me>("Me")
        .register_get("name", |me: &mut Me| ImmutableString::from(me.identity().name.as_str()))
        .register_get("population", |me: &mut Me| ImmutableString::from(me.identity().population.as_str()))
        .register_get("index", |me: &mut Me| me.identity().index as INT)
        .register_get("queue", |me: &mut Me| ImmutableString::from(me.identity().queue.as_str()))
        .register_get("queues", |me: &mut Me| -> Dynamic {
            me.identity().queues.iter().map(|queue| Dynamic::from(queue.to_string())).collect::<Vec<_>>().into()
        })
        .register_get("attributes", |me: &mut Me| to_script(&me.identity().attributes))
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
        .register_fn("contains", |row: &mut RowHandle, name: ImmutableString| row.0.get(&name).is_some())
        .register_fn("keys", |row: &mut RowHandle| -> Dynamic {
            row.0.columns().map(|name| Dynamic::from(name.to_owned())).collect::<Vec<_>>().into()
        })
        .register_fn("to_map", |row: &mut RowHandle| to_script(&Value::map(row.0.entries())))
        .register_fn("to_string", |row: &mut RowHandle| Value::map(row.0.entries()).to_string())
        .register_fn("to_debug", |row: &mut RowHandle| Value::map(row.0.entries()).to_string());
}

fn register_task(engine: &mut Engine) {
    engine
        .register_type_with_name::<Task>("Task")
        .register_get("sid", |task: &mut Task| ImmutableString::from(task.handle().reservation.to_string()))
        .register_get("task_sid", |task: &mut Task| ImmutableString::from(task.handle().task.to_string()))
        .register_get("channel", |task: &mut Task| ImmutableString::from(task.handle().channel.name()))
        .register_get("queue", |task: &mut Task| ImmutableString::from(task.handle().queue.as_str()))
        .register_get("attributes", |task: &mut Task| to_script(&task.handle().attributes))
        .register_get("transferred", |task: &mut Task| task.handle().transferred)
        .register_get("outbound", |task: &mut Task| task.handle().outbound)
        .register_get("offered_at", |task: &mut Task| task.handle().offered_at.as_secs_f64())
        .register_get("conversation_sid", |task: &mut Task| -> Dynamic {
            task.handle().conversation.map_or(Dynamic::UNIT, |conversation| conversation.to_string().into())
        })
        .register_get("channel_sid", |task: &mut Task| -> Dynamic {
            task.handle().interaction.map_or(Dynamic::UNIT, |channel| channel.to_string().into())
        })
        .register_get("call_sid", |task: &mut Task| -> Dynamic {
            task.handle().call.map_or(Dynamic::UNIT, |call| call.to_string().into())
        })
        .register_fn("==", |one: &mut Task, other: Task| one.reservation() == other.reservation())
        .register_fn("!=", |one: &mut Task, other: Task| one.reservation() != other.reservation())
        .register_fn("to_string", |task: &mut Task| ImmutableString::from(task.handle().reservation.to_string()))
        .register_fn("to_debug", |task: &mut Task| ImmutableString::from(task.handle().reservation.to_string()));
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

//! What scripts register on their desktop, and what the functions that they registered do with the event they are
//! given, its payload and the original.

use std::rc::Rc;

use rhai::{Dynamic, Engine, FnPtr, ImmutableString, Map};
use smol_str::SmolStr;

use crate::fiber::{ask, with_current};
use crate::handles::{CALL_ORIGINAL, Event, EventPayload, Me, Original};
use crate::rejection::throw;
use crate::request::asks::{self, Ask, Outcome};
use crate::thrown::{Thrown, mistake};
use crate::values::{short_name, to_engine, to_payload, to_script};
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::effects::CallRole;
use rushhour_engine::nearest::did_you_mean;
use rushhour_engine::value::Value;

pub(super) fn register(engine: &mut Engine) {
    for (verb, role) in [
        ("before", CallRole::Before),
        ("after", CallRole::After),
        ("replace_action", CallRole::Replacement),
        ("register_action", CallRole::Body),
    ] {
        engine
            .register_fn(verb, move |name: ImmutableString, closure: FnPtr| registers(verb, role, &name, &closure))
            .register_fn(verb, move |me: &mut Me, name: ImmutableString, closure: FnPtr| {
                me.must_work(verb)?;
                registers(verb, role, &name, &closure)
            });
    }
    register_event(engine);
    register_payload(engine);
    engine
        .register_fn(CALL_ORIGINAL, |original: Original| original_runs(asks::original(original.0, None)))
        .register_fn(CALL_ORIGINAL, |original: Original, payload: Dynamic| {
            original_runs(asks::original(original.0, Some(to_payload(&payload)?)))
        });
}

fn registers(verb: &str, role: CallRole, name: &str, closure: &FnPtr) -> Result<(), Thrown> {
    let action = ActionName::new(name);
    if let ActionName::Other(_) = action {
        if name.trim().is_empty() {
            return Err(mistake("an action needs a name"));
        }
        short_name("this action has a name", name)?;
        // A name that is almost one of the catalogue's is a slip, whoever may register it.
        let near = did_you_mean(name, Action::ALL.iter().map(|action| action.name()));
        if role != CallRole::Body && !near.is_empty() {
            return Err(mistake(format!("there is no action `{name}`{near}")));
        }
    }
    let closure = with_current(|state| state.host.keep_hook(state.script, closure, verb, role))?;
    ask(asks::register(action, role, closure)).map(|_| ())
}

fn register_event(engine: &mut Engine) {
    engine
        .register_type_with_name::<Event>("Event")
        .register_get("action", |event: &mut Event| ImmutableString::from(event.action.as_str()))
        .register_get("me", |event: &mut Event| Me::new(Rc::clone(&event.identity)))
        .register_get_set(
            "payload",
            |event: &mut Event| -> Result<Dynamic, Thrown> {
                let payload = EventPayload(event.invocation);
                // A payload that is a value is that value; one of fields can be changed field by field.
                Ok(match payload.value()? {
                    Value::Map(_) | Value::Null => Dynamic::from(payload),
                    bare => to_script(&bare),
                })
            },
            |event: &mut Event, value: Dynamic| -> Result<(), Thrown> {
                // Rhai hands a changed part back to where it came from; the change has been made already.
                if value.is::<EventPayload>() {
                    return Ok(());
                }
                ask(asks::set_event_payload(event.invocation, to_payload(&value)?)).map(|_| ())
            },
        )
        .register_fn("abort", |event: &mut Event| -> Result<(), Thrown> {
            ask(asks::abort_event(event.invocation)).map(|_| ())
        })
        .register_fn("to_string", |event: &mut Event| ImmutableString::from(event.action.as_str()))
        .register_fn("to_debug", |event: &mut Event| ImmutableString::from(event.action.as_str()));
}

fn register_payload(engine: &mut Engine) {
    let get = |payload: &mut EventPayload, name: ImmutableString| -> Result<Dynamic, Thrown> {
        Ok(payload.value()?.get(&name).map_or(Dynamic::UNIT, to_script))
    };
    let set = |payload: &mut EventPayload, name: ImmutableString, value: Dynamic| -> Result<(), Thrown> {
        ask(asks::set_event_field(payload.0, SmolStr::new(&name), to_engine(&value)?)).map(|_| ())
    };
    engine
        .register_type_with_name::<EventPayload>("Payload")
        .register_indexer_get_set(get, set)
        .register_fn("remove", |payload: &mut EventPayload, name: ImmutableString| -> Result<(), Thrown> {
            ask(asks::set_event_field(payload.0, SmolStr::new(&name), Value::Null)).map(|_| ())
        })
        .register_fn("contains", |payload: &mut EventPayload, name: ImmutableString| -> Result<bool, Thrown> {
            Ok(payload.value()?.get(&name).is_some_and(|value| *value != Value::Null))
        })
        .register_fn("to_map", |payload: &mut EventPayload| -> Result<Dynamic, Thrown> {
            let map = to_script(&payload.value()?);
            Ok(if map.is_map() { map } else { Map::new().into() })
        })
        .register_fn("to_string", |payload: &mut EventPayload| -> Result<ImmutableString, Thrown> {
            Ok(payload.value()?.to_string().into())
        })
        .register_fn("to_debug", |payload: &mut EventPayload| -> Result<ImmutableString, Thrown> {
            Ok(payload.value()?.to_string().into())
        });
}

fn original_runs(original: Ask<Outcome>) -> Result<Dynamic, Thrown> {
    match ask(original)? {
        Ok(value) => Ok(to_script(&value)),
        Err(rejection) => Err(throw(&rejection)),
    }
}

//! What scripts register on their desktop, and what the functions that they registered do with the event they are
//! given, its payload and the original.

use std::rc::Rc;

use rhai::{Dynamic, Engine, FnPtr, ImmutableString, Map};
use smol_str::SmolStr;

use crate::fiber::{ask, with_current};
use crate::forms::REGISTERING;
use crate::handles::{CALL_ORIGINAL, Event, EventPayload, Listener, Me, Original};
use crate::map_like::{self, MapLike};
use crate::rejection::throw;
use crate::request::asks::{self, Ask, Outcome};
use crate::thrown::{Thrown, mistake};
use crate::values::{as_map, short_name, to_engine, to_payload, to_script};
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::effects::CallRole;
use rushhour_engine::nearest::did_you_mean;
use rushhour_engine::value::Value;

pub(super) fn register(engine: &mut Engine) {
    for (verb, role) in REGISTERING {
        engine
            .register_fn(verb, move |name: ImmutableString, closure: FnPtr| registers(verb, role, &name, &closure))
            .register_fn(verb, move |me: &mut Me, name: ImmutableString, closure: FnPtr| {
                me.must_work(verb)?;
                registers(verb, role, &name, &closure)
            });
    }
    register_listener(engine);
    register_event(engine);
    register_payload(engine);
    engine
        .register_fn(CALL_ORIGINAL, |original: Original| original_runs(asks::original(original.0, None)))
        .register_fn(CALL_ORIGINAL, |original: Original, payload: Dynamic| {
            // Its own payload is handed on as it is, so that all see what is changed.
            let payload = if payload.is::<EventPayload>() { None } else { Some(to_payload(&payload)?) };
            original_runs(asks::original(original.0, payload))
        });
}

/// Registers a function. A listener is answered as something that can be taken out again, anything else as nothing.
fn registers(verb: &str, role: CallRole, name: &str, closure: &FnPtr) -> Result<Dynamic, Thrown> {
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
    ask(asks::register(action.clone(), role, closure))?;
    Ok(match role {
        CallRole::Before | CallRole::After => Dynamic::from(Listener { action, role, closure }),
        CallRole::Body | CallRole::Replacement => Dynamic::UNIT,
    })
}

fn register_listener(engine: &mut Engine) {
    const VERB: &str = "remove_listener";
    engine
        .register_type_with_name::<Listener>("Listener")
        .register_fn("to_string", |listener: &mut Listener| ImmutableString::from(listener.action.as_str()))
        .register_fn("to_debug", |listener: &mut Listener| ImmutableString::from(listener.action.as_str()))
        .register_fn(VERB, |listener: Listener| removes(listener))
        .register_fn(VERB, |me: &mut Me, listener: Listener| {
            me.must_work(VERB)?;
            removes(listener)
        })
        .register_fn(VERB, |event: ImmutableString, closure: FnPtr| removes_function(&event, &closure))
        .register_fn(VERB, |me: &mut Me, event: ImmutableString, closure: FnPtr| {
            me.must_work(VERB)?;
            removes_function(&event, &closure)
        });
}

/// Takes a listener out again; whether it was still there.
fn removes(listener: Listener) -> Result<bool, Thrown> {
    ask(asks::remove_listener(listener.action, listener.role, listener.closure))
}

/// The same, by the name of its event as the real desktop has it (`beforeAcceptTask`) and the function.
fn removes_function(event: &str, closure: &FnPtr) -> Result<bool, Thrown> {
    let of = |verb: &str| event.strip_prefix(verb).filter(|action| !action.trim().is_empty());
    let found = REGISTERING[..2].iter().find_map(|(verb, role)| Some((*verb, *role, of(verb)?)));
    let Some((verb, role, action)) = found else {
        return Err(mistake(format!(
            "there is no event `{event}`: it is `before` or `after` and the name of an action, `beforeAcceptTask`; or \
             give `remove_listener` what `before` or `after` has returned"
        )));
    };
    let known = with_current(|state| state.host.known_hook(state.script, closure, verb, role))?;
    known.map_or(Ok(false), |closure| removes(Listener { action: ActionName::new(action), role, closure }))
}

fn register_event(engine: &mut Engine) {
    engine
        .register_type_with_name::<Event>("Event")
        .register_get("action", |event: &mut Event| ImmutableString::from(event.action.as_str()))
        .register_get("me", |event: &mut Event| Me::new(Rc::clone(&event.identity)))
        .register_get_set(
            "payload",
            |_: &mut Event| -> Result<Dynamic, Thrown> {
                // A payload that is a value is that value; one of fields can be changed field by field.
                Ok(match EventPayload::value()? {
                    Value::Map(_) | Value::Null => Dynamic::from(EventPayload),
                    bare => to_script(&bare),
                })
            },
            |_: &mut Event, value: Dynamic| -> Result<(), Thrown> {
                // Rhai hands a changed part back to where it came from; the change has been made already.
                if value.is::<EventPayload>() {
                    return Ok(());
                }
                ask(asks::set_event_payload(to_payload(&value)?)).map(|_| ())
            },
        )
        .register_fn("abort", |_: &mut Event| -> Result<(), Thrown> { ask(asks::abort_event()).map(|_| ()) })
        .register_fn("to_string", |event: &mut Event| ImmutableString::from(event.action.as_str()))
        .register_fn("to_debug", |event: &mut Event| ImmutableString::from(event.action.as_str()));
}

fn register_payload(engine: &mut Engine) {
    let get = |_: &mut EventPayload, name: ImmutableString| -> Result<Dynamic, Thrown> {
        Ok(EventPayload::value()?.get(&name).map_or(Dynamic::UNIT, to_script))
    };
    let set = |_: &mut EventPayload, name: ImmutableString, value: Dynamic| -> Result<(), Thrown> {
        ask(asks::set_event_field(SmolStr::new(&name), to_engine(&value)?)).map(|_| ())
    };
    engine
        .register_type_with_name::<EventPayload>("Payload")
        .register_indexer_get_set(get, set)
        .register_fn("remove", |_: &mut EventPayload, name: ImmutableString| -> Result<(), Thrown> {
            ask(asks::set_event_field(SmolStr::new(&name), Value::Null)).map(|_| ())
        })
        .register_fn("to_string", |_: &mut EventPayload| -> Result<ImmutableString, Thrown> {
            Ok(EventPayload::value()?.to_string().into())
        })
        .register_fn("to_debug", |_: &mut EventPayload| -> Result<ImmutableString, Thrown> {
            Ok(EventPayload::value()?.to_string().into())
        });
    map_like::register::<EventPayload>(engine);
}

impl MapLike for EventPayload {
    fn map(&mut self) -> Result<Map, Thrown> {
        Ok(as_map(&Self::value()?))
    }
    /// A field that is set to nothing is as one that is not there.
    fn has(&mut self, name: &str) -> Result<bool, Thrown> {
        Ok(Self::value()?.get(name).is_some_and(|value| *value != Value::Null))
    }
}

fn original_runs(original: Ask<Outcome>) -> Result<Dynamic, Thrown> {
    match ask(original)? {
        Ok(value) => Ok(to_script(&value)),
        Err(rejection) => Err(throw(&rejection)),
    }
}

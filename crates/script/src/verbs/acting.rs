//! Invoking actions, and what becomes of their rejections.

use rhai::Dynamic;

use crate::fiber::ask;
use crate::rejection::throw;
use crate::request::asks;
use crate::thrown::Thrown;
use crate::values::{short_name, to_script};
use rushhour_engine::action::{Action, ActionName, Cause, Rejection};
use rushhour_engine::value::{Payload, Value};

/// Invokes an action and waits until it settles.
pub(super) fn settle(action: ActionName, payload: Payload) -> Result<Result<Value, Box<Rejection>>, Thrown> {
    ask(asks::invoke(action, payload))
}

/// What a short verb does with an action: whether it did its work, or a throw where the script is wrong.
pub(super) fn act(action: Action, payload: Payload) -> Result<bool, Thrown> {
    match settle(action.into(), payload)? {
        Ok(_) => Ok(true),
        Err(rejection) => judge(&rejection),
    }
}

/// A rejection as a short verb answers it.
pub(super) fn judge(rejection: &Rejection) -> Result<bool, Thrown> {
    match rejection.cause {
        Cause::World | Cause::Fault => Ok(false),
        Cause::Caller => Err(throw(rejection)),
    }
}

/// The full form: the action's value, or its rejection thrown.
pub(super) fn invoke(name: &str, payload: Payload) -> Result<Dynamic, Thrown> {
    short_name("this action has a name", name)?;
    match settle(ActionName::new(name), payload)? {
        Ok(value) => Ok(to_script(&value)),
        Err(rejection) => Err(throw(&rejection)),
    }
}

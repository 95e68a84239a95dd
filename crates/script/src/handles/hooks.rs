//! What functions that scripts have registered are given.
//!
//! An event holds nothing but the invocation's number: each reading and each change asks the simulation, so all
//! listeners of an invocation see the same payload, and what they change reaches the body.

use std::rc::Rc;

use rhai::{Dynamic, FnPtr};

use crate::fiber::ask;
use crate::request::Identity;
use crate::request::asks;
use crate::thrown::Thrown;
use rushhour_engine::action::ActionName;
use rushhour_engine::units::InvocationId;
use rushhour_engine::value::Value;

/// What a registered function is given.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) invocation: InvocationId,
    pub(crate) action: ActionName,
    pub(crate) identity: Rc<Identity>,
}

/// The payload of an event's invocation.
#[derive(Clone)]
pub(crate) struct EventPayload(pub(crate) InvocationId);

/// The body that a replacement stands in for.
#[derive(Clone)]
pub(crate) struct Original(pub(crate) InvocationId);

/// The name under which the original is called, through a function pointer that carries it.
pub(crate) const CALL_ORIGINAL: &str = "call_original";

impl Event {
    /// The event of an invocation.
    pub(crate) const fn new(invocation: InvocationId, action: ActionName, identity: Rc<Identity>) -> Self {
        Self { invocation, action, identity }
    }
    /// `original`, a function pointer: `original.call()` or `original.call(payload)`.
    pub(crate) fn original(&self) -> FnPtr {
        let Ok(mut pointer) = FnPtr::new(CALL_ORIGINAL) else {
            unreachable!("`{CALL_ORIGINAL}` is the name of a function")
        };
        pointer.add_curry(Dynamic::from(Original(self.invocation)));
        pointer
    }
}

impl EventPayload {
    /// The payload as it is now.
    ///
    /// # Errors
    /// The end of the script.
    pub(crate) fn value(&self) -> Result<Value, Thrown> {
        ask(asks::event_payload(self.0))
    }
}

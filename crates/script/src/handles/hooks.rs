//! What functions that scripts have registered are given.
//!
//! An event knows which action it is about and who acts, and nothing else: each reading and each change asks the
//! simulation, which knows for the sake of which invocation the function was called. So all listeners of an invocation see
//! the same payload, and what they change reaches the body.

use std::rc::Rc;

use rhai::{Dynamic, FnPtr};

use crate::fiber::ask;
use crate::request::asks;
use crate::request::{Closure, Identity};
use crate::thrown::Thrown;
use rushhour_engine::action::ActionName;
use rushhour_engine::effects::CallRole;
use rushhour_engine::hooks::Asked;
use rushhour_engine::value::Value;

/// What a registered function is given.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) action: ActionName,
    pub(crate) identity: Rc<Identity>,
}

/// The payload of an event's invocation.
#[derive(Clone)]
pub(crate) struct EventPayload;

/// The body that a replacement stands in for, or the replacement before it.
#[derive(Clone)]
pub(crate) struct Original(pub(crate) Asked);

/// A listener that was registered.
#[derive(Clone)]
pub(crate) struct Listener {
    pub(crate) action: ActionName,
    pub(crate) role: CallRole,
    pub(crate) closure: Closure,
}

/// The name under which the original is called, through a function pointer that carries it.
pub(crate) const CALL_ORIGINAL: &str = "call_original";

impl Event {
    /// The event of an invocation of this action.
    pub(crate) const fn new(action: ActionName, identity: Rc<Identity>) -> Self {
        Self { action, identity }
    }
}

impl Original {
    /// As scripts have it: `original.call()` or `original.call(payload)`.
    pub(crate) fn pointer(self) -> FnPtr {
        let Ok(mut pointer) = FnPtr::new(CALL_ORIGINAL) else {
            unreachable!("`{CALL_ORIGINAL}` is the name of a function")
        };
        pointer.add_curry(Dynamic::from(self));
        pointer
    }
}

impl EventPayload {
    /// The payload as it is now.
    ///
    /// # Errors
    /// The end of the script.
    pub(crate) fn value() -> Result<Value, Thrown> {
        ask(asks::event_payload())
    }
}

//! Asking the simulation for something of one kind.

use rhai::{FLOAT, ImmutableString};

use crate::fiber::ask;
use crate::request::{Reply, Request};
use crate::thrown::{Thrown, mistake};
use rushhour_engine::value::Value;

/// The simulation answered with something else than the request's documentation says.
pub(super) fn unfit(reply: &Reply) -> Thrown {
    mistake(format!("the simulation answered {reply:?}, which fits no such request: this is a fault of rushhour"))
}

/// Asks for something that is done or not.
pub(super) fn ask_done(request: Request) -> Result<bool, Thrown> {
    let reply = ask(request)?;
    if let Reply::Done(done) = reply { Ok(done) } else { Err(unfit(&reply)) }
}

/// Asks for a number.
pub(super) fn ask_number(request: Request) -> Result<FLOAT, Thrown> {
    let reply = ask(request)?;
    if let Reply::Number(number) = reply { Ok(number) } else { Err(unfit(&reply)) }
}

/// Asks for text.
pub(super) fn ask_text(request: Request) -> Result<ImmutableString, Thrown> {
    let reply = ask(request)?;
    if let Reply::Text(text) = reply { Ok(text.as_str().into()) } else { Err(unfit(&reply)) }
}

/// Asks for a value.
pub(super) fn ask_value(request: Request) -> Result<Value, Thrown> {
    let reply = ask(request)?;
    if let Reply::Value(value) = reply { Ok(value) } else { Err(unfit(&reply)) }
}

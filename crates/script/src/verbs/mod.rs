//! The verbs of scripts: native functions that ask the simulation and translate its answers.
//!
//! Registered once for each thread's engine. A verb holds no state: who acts comes with `me`, the rest with the
//! fiber that runs. A short verb answers `true` if it did its work and `false` if the world moved first, and throws
//! where the script is wrong.

mod agent;
mod both;
mod customer;
mod free;
pub mod hooks;
mod words;

use rhai::{Dynamic, Engine, FLOAT, INT, ImmutableString, Map, Variant};

pub use words::{STANDARD_NAMES, VERBS, Verb};

use super::fiber::{Thrown, ask, mistake};
use super::request::{Reply, Request};
use super::values::to_script;
use rushhour_engine::action::{Action, ActionName, Cause, Rejection};
use rushhour_engine::units::SimSpan;
use rushhour_engine::value::{Payload, Value};

/// Registers all of them.
pub fn register(engine: &mut Engine) {
    free::register(engine);
    agent::register(engine);
    customer::register(engine);
    both::register(engine);
    hooks::register(engine);
}

/// A length of time as scripts write it: `"30s"`, `30` or `30.0`.
trait Time: Variant + Clone {
    /// The span.
    fn span(self) -> Result<SimSpan, Thrown>;
}

impl Time for INT {
    fn span(self) -> Result<SimSpan, Thrown> {
        u64::try_from(self)
            .ok()
            .filter(|seconds| *seconds < u64::from(u32::MAX))
            .map(SimSpan::from_secs)
            .ok_or_else(|| mistake(format!("{self} seconds is not a length of time that can be waited")))
    }
}

impl Time for FLOAT {
    fn span(self) -> Result<SimSpan, Thrown> {
        SimSpan::from_secs_f64(self)
            .ok_or_else(|| mistake(format!("{self} seconds is not a length of time that can be waited")))
    }
}

impl Time for ImmutableString {
    fn span(self) -> Result<SimSpan, Thrown> {
        self.parse().map_err(|error: rushhour_engine::units::ParseTimeError| mistake(error.to_string()))
    }
}

/// The simulation answered with something else than the request's documentation says.
fn unfit(reply: &Reply) -> Thrown {
    mistake(format!("the simulation answered {reply:?}, which fits no such request: this is a fault of rushhour"))
}

/// Asks for something that is done or not.
fn ask_done(request: Request) -> Result<bool, Thrown> {
    let reply = ask(request)?;
    if let Reply::Done(done) = reply { Ok(done) } else { Err(unfit(&reply)) }
}

/// Asks for a number.
fn ask_number(request: Request) -> Result<FLOAT, Thrown> {
    let reply = ask(request)?;
    if let Reply::Number(number) = reply { Ok(number) } else { Err(unfit(&reply)) }
}

/// Asks for text.
fn ask_text(request: Request) -> Result<ImmutableString, Thrown> {
    let reply = ask(request)?;
    if let Reply::Text(text) = reply { Ok(text.as_str().into()) } else { Err(unfit(&reply)) }
}

/// Asks for a value.
fn ask_value(request: Request) -> Result<Value, Thrown> {
    let reply = ask(request)?;
    if let Reply::Value(value) = reply { Ok(value) } else { Err(unfit(&reply)) }
}

/// Invokes an action and waits until it settles.
fn settle(action: ActionName, payload: Payload) -> Result<Result<Value, Box<Rejection>>, Thrown> {
    let reply = ask(Request::Invoke { action, payload })?;
    if let Reply::Settled(outcome) = reply { Ok(outcome) } else { Err(unfit(&reply)) }
}

/// What a short verb does with an action: whether it did its work, or a throw where the script is wrong.
fn act(action: Action, payload: Payload) -> Result<bool, Thrown> {
    match settle(action.into(), payload)? {
        Ok(_) => Ok(true),
        Err(rejection) => judge(&rejection),
    }
}

/// A rejection as a short verb answers it.
fn judge(rejection: &Rejection) -> Result<bool, Thrown> {
    match rejection.cause {
        Cause::World | Cause::Fault => Ok(false),
        Cause::Caller => Err(throw(rejection)),
    }
}

/// A rejection as it is thrown: `#{ action, code, message, cause }`.
fn throw(rejection: &Rejection) -> Thrown {
    let mut map = Map::new();
    map.insert("action".into(), rejection.action.as_str().into());
    map.insert("code".into(), rejection.code.name().into());
    map.insert("message".into(), rejection.message.as_str().into());
    map.insert("cause".into(), rejection.cause.name().into());
    rhai::EvalAltResult::ErrorRuntime(map.into(), rhai::Position::NONE).into()
}

/// The full form: the action's value, or its rejection thrown.
fn invoke(name: &str, payload: Payload) -> Result<Dynamic, Thrown> {
    match settle(ActionName::new(name), payload)? {
        Ok(value) => Ok(to_script(&value)),
        Err(rejection) => Err(throw(&rejection)),
    }
}

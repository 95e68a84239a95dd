//! Runs functions of a fiber's script, and says how they ended.
//!
//! [`super::host`] and [`super::user_invariants`] hand these to fibers as what they do.

use rhai::{CallFnOptions, Dynamic, FuncArgs, Scope};

use super::error::explain;
use super::fiber::{Doom, State};
use super::position::line_and_column;
use super::rejection::thrown_on;
use super::request::{FiberEnd, ScriptError};
use super::shared::{Script, Shared};
use super::thrown::{Thrown, is_exit};
use super::values::to_engine;
use rushhour_engine::action::Cause;
use rushhour_engine::value::Value;

/// Runs what stands outside of the functions of the fiber's script, once. `what` names it in traces.
pub(crate) fn run_outside(state: &State, what: &str) -> FiberEnd {
    ended(state, what, |host, script| host.engine.eval_ast::<Dynamic>(&script.ast))
}

/// Asks a function of the fiber's script, and hands what it gives to `take`.
pub(crate) fn ask_function(
    state: &State,
    function: &str,
    arguments: Vec<Dynamic>,
    take: impl FnOnce(Dynamic) -> Result<(), Thrown>,
) -> FiberEnd {
    ended(state, function, |host, script| {
        let (ast, has_statements) = script.for_fiber(state.closure);
        let options = CallFnOptions::new().eval_ast(has_statements);
        let given = host.engine.call_fn_with_options(options, &mut Scope::new(), ast, function, arguments)?;
        take(given).map(|()| Dynamic::UNIT)
    })
}

/// Calls a function of the fiber's script, and says how it ended.
pub(crate) fn call(state: &State, function: &str, arguments: impl FuncArgs) -> FiberEnd {
    ended(state, function, |host, script| {
        let (ast, has_statements) = script.for_fiber(state.closure);
        let options = CallFnOptions::new().eval_ast(has_statements);
        host.engine.call_fn_with_options(options, &mut Scope::new(), ast, function, arguments)
    })
}

/// The same for a function that was registered: what it returned or threw matters to others.
pub(crate) fn answered(state: &State, function: &str, arguments: Vec<Dynamic>) -> FiberEnd {
    let mut outcome = None;
    let end = ended(state, function, |host, script| {
        let (ast, has_statements) = script.for_fiber(state.closure);
        let options = CallFnOptions::new().eval_ast(has_statements);
        let result: Result<Dynamic, Thrown> =
            host.engine.call_fn_with_options(options, &mut Scope::new(), ast, function, arguments);
        outcome = Some(match &result {
            // What cannot be handed over, a function for example, is nothing.
            Ok(value) => Ok(to_engine(value).unwrap_or_default()),
            Err(thrown) => Err(thrown_on(thrown).map(Box::new)),
        });
        result
    });
    match (end, outcome) {
        (FiberEnd::Returned, Some(Ok(value))) => FiberEnd::Answered(value),
        // It called `exit`.
        (FiberEnd::Returned, Some(Err(_)) | None) => FiberEnd::Answered(Value::Null),
        (FiberEnd::Failed(error) | FiberEnd::Foiled(error), Some(Err(on))) if state.doom().is_none() => {
            FiberEnd::Threw(on, error)
        }
        (end, _) => end,
    }
}

/// Does something with the fiber's script, and says how it ended.
fn ended(
    state: &State,
    function: &str,
    run: impl FnOnce(&Shared, &Script) -> Result<Dynamic, Thrown>,
) -> FiberEnd {
    let host = &state.host;
    let script = host.script(state.script);
    let result = run(host, script);
    match (state.doom(), result) {
        (Some(Doom::Stopped), _) => FiberEnd::Stopped,
        (Some(Doom::Broke(message)), result) => {
            let mut error = match result {
                Err(thrown) => failure(state, function, thrown),
                Ok(_) => {
                    let script = script.name.clone();
                    ScriptError { script, position: None, message: String::new(), trace: Vec::new() }
                }
            };
            error.message = message;
            error.position =
                line_and_column(state.doomed_at()).or(error.position).or_else(|| script.begins(function));
            FiberEnd::Failed(error)
        }
        (None, Ok(_)) => FiberEnd::Returned,
        (None, Err(thrown)) if is_exit(&thrown) => FiberEnd::Returned,
        (None, Err(thrown)) => {
            let foiled = thrown_on(&thrown).is_some_and(|rejection| rejection.cause == Cause::Fault);
            let error = failure(state, function, thrown);
            if foiled { FiberEnd::Foiled(error) } else { FiberEnd::Failed(error) }
        }
    }
}

fn failure(state: &State, function: &str, thrown: Thrown) -> ScriptError {
    explain(state.host.script(state.script).name.clone(), function, thrown, &state.host.limits)
}

//! `invariant(name, |floor| …)`: how a script states that something must hold.

use rhai::{Dynamic, Engine, FnPtr, ImmutableString, NativeCallContext};
use smol_str::SmolStr;

use super::fiber::with_current;
use super::limits::{STATEMENT_CHARS_MAX, STATEMENTS_MAX};
use super::position::line_and_column;
use super::scene::Stated;
use super::thrown::{Thrown, mistake};
use super::wording::parameters_in_words;

/// Registers `invariant`.
pub(crate) fn register(engine: &mut Engine) {
    engine.register_fn("invariant", state);
}

fn state(context: NativeCallContext<'_>, name: ImmutableString, closure: FnPtr) -> Result<(), Thrown> {
    let position = line_and_column(context.call_position()).unwrap_or((1, 1));
    with_current(|fiber| {
        let Some(scene) = &fiber.host.scene else { return Err(mistake("nothing is stated here")) };
        let mut stated = scene.stated.borrow_mut();
        let Some(stated) = stated.as_mut() else {
            return Err(mistake("invariants are stated outside of functions, when the run begins"));
        };
        if name.trim().is_empty() || name.chars().count() > STATEMENT_CHARS_MAX || name.contains(char::is_control)
        {
            return Err(mistake(format!(
                "an invariant has a name of at most {STATEMENT_CHARS_MAX} characters, in one line: what must hold, in words"
            )));
        }
        if stated.len() >= STATEMENTS_MAX {
            return Err(mistake(format!("more than {STATEMENTS_MAX} invariants are stated: state fewer")));
        }
        // A copy for this statement alone: others that capture the same would change it, and so does a `for` with its
        // variable. It is shared by the calls of the closure, so what they write there is there at the next look.
        let captured: Vec<Dynamic> = closure.iter_curry().map(|it| it.flatten_clone().into_shared()).collect();
        let takes = fiber.host.parameters_of(fiber.script, closure.fn_name());
        match takes.and_then(|all| all.checked_sub(captured.len())) {
            Some(1) => {}
            Some(count) => {
                return Err(mistake(format!(
                    "the closure of an invariant is given the floor, and takes {}: write `invariant(name, |floor| …)`",
                    parameters_in_words(count)
                )));
            }
            None => return Err(mistake("write `invariant(name, |floor| …)`, with a closure of this script")),
        }
        stated.push(Stated { name: SmolStr::new(&name), function: closure.fn_name().into(), captured, position });
        Ok(())
    })
}

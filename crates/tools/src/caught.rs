//! Where a panic of our own ends: what runs a simulation is called by way of [`catch`], which makes a value of it.
//!
//! The place of a panic is known to the panic hook alone. So the first call puts a hook before the one that is there: on
//! a thread that is within [`catch`] it notes the place and prints nothing, on any other it hands on to that one.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// A panic: what its assertion says, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// The place in the source: `crates/engine/src/platform/task.rs:120`.
    pub place: String,
    /// What the assertion says.
    pub message: String,
}

impl Caught {
    /// What a panic hook is told.
    pub fn of(info: &PanicHookInfo<'_>) -> Self {
        let place =
            info.location().map_or_else(|| UNKNOWN.to_owned(), |at| format!("{}:{}", at.file(), at.line()));
        Self { place, message: said(info.payload()) }
    }
}

const UNKNOWN: &str = "at a place that is not known";

thread_local! {
    /// How many calls of [`catch`] this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// The latest panics of this thread, the last one last. There may be more than the one that is caught here: while a
    /// stack is unwound the scripts that wait are ended, and what fails there is caught where they run.
    static NOTED: RefCell<Vec<Caught>> = const { RefCell::new(Vec::new()) };
}

/// So many panics of a thread are remembered.
const NOTED_MAX: usize = 16;

/// Does the work; a panic in it is returned. What the work has changed is of no use then, and is to be dropped.
///
/// # Errors
/// The work panicked.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Caught> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if DEPTH.get() == 0 {
                return before(info);
            }
            note(Caught::of(info));
        }));
    });
    let _within = Within::enter();
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = said(payload.as_ref());
        let noted = NOTED.take().into_iter().rev().find(|noted| noted.message == message);
        noted.unwrap_or(Caught { place: UNKNOWN.to_owned(), message })
    })
}

fn note(caught: Caught) {
    NOTED.with_borrow_mut(|noted| {
        if noted.len() == NOTED_MAX {
            noted.remove(0);
        }
        noted.push(caught);
    });
}

/// What a panic says. Ours are all made by `assert!` and its like, whose payload is text.
fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message").to_owned()
}

/// While it lives its thread is within [`catch`].
struct Within;

impl Within {
    fn enter() -> Self {
        DEPTH.set(DEPTH.get() + 1);
        Self
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails once more while it is dropped, and catches that, as a script does that is ended.
    struct FailsToo;

    impl Drop for FailsToo {
        fn drop(&mut self) {
            assert!(catch_unwind(|| unreachable!("the second")).is_err());
        }
    }

    #[test]
    fn the_place_and_the_message_are_those_of_the_panic_that_is_caught() {
        assert_eq!(catch(|| 7), Ok(7));
        let caught = catch(|| {
            let _fails_too = FailsToo;
            assert!(DEPTH.get() == 0, "the first, at depth {}", DEPTH.get());
        });
        let caught = caught.unwrap_err();
        assert_eq!(caught.message, "the first, at depth 1");
        assert!(caught.place.contains("caught.rs:"), "{caught:?}");
        let again = catch(|| assert_eq!(1, 2, "numbers")).unwrap_err();
        assert!(again.message.contains("numbers") && again.place != caught.place, "{again:?}");
    }
}

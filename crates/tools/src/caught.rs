//! Where a panic of our own ends: what runs a simulation is called by way of [`catch`], which makes a value of it.
//!
//! The place of a panic is known to the panic hook alone. So the first call puts a hook before the one that is there: on
//! a thread that is within [`catch`] it notes the place and prints nothing. On any other thread the panic is told by whom
//! the program has named in [`say_by`], and else by the hook that was there before.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock};

use rushhour_measure::BreakdownCause;
use rushhour_script::Shortage;

/// What a panic hook is told: what the assertion says, and where it stands.
pub fn told(info: &PanicHookInfo<'_>) -> BreakdownCause {
    let at = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
    BreakdownCause::Bug { place: at.unwrap_or_else(|| UNKNOWN.to_owned()), message: said(info.payload()) }
}

/// Who tells of panics that are caught nowhere, and of those that end the process.
type Say = fn(&BreakdownCause);

static SAY: OnceLock<Say> = OnceLock::new();
/// Whether a panic has been told so.
static TOLD: AtomicBool = AtomicBool::new(false);

/// Has panics that are caught nowhere told so. Only the first call has a say.
pub fn say_by(say: Say) {
    let _ = SAY.set(say);
    watch();
}

/// Whether there was a panic that was caught nowhere, as on a thread that nobody waits for.
pub fn any_told() -> bool {
    TOLD.load(Ordering::Relaxed)
}

const UNKNOWN: &str = "at a place that is not known";

thread_local! {
    /// How many calls of [`catch`] this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// The latest panics of this thread, the last one last. There may be more than the one that is caught here: while a
    /// stack is unwound the scripts that wait are ended, and what fails there is caught where they run.
    static NOTED: RefCell<Vec<BreakdownCause>> = const { RefCell::new(Vec::new()) };
}

/// So many panics of a thread are remembered.
const NOTED_MAX: usize = 16;

/// Does the work; a panic in it is returned, or what the machine has run out of. What the work has changed is of no use
/// then, and is to be dropped.
///
/// # Errors
/// The work panicked, or the machine has run out of something.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, BreakdownCause> {
    watch();
    let _within = Within::enter();
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let noted = NOTED.take();
        let payload = match payload.downcast::<Shortage>() {
            Ok(shortage) => return BreakdownCause::Machine(*shortage),
            Err(payload) => payload,
        };
        let said = said(payload.as_ref());
        let is_it = |noted: &BreakdownCause| match noted {
            BreakdownCause::Bug { message, .. } => *message == said,
            BreakdownCause::Machine(_) => false,
        };
        let noted = noted.into_iter().rev().find(is_it);
        noted.unwrap_or(BreakdownCause::Bug { place: UNKNOWN.to_owned(), message: said })
    })
}

/// Puts our hook before the one that is there.
fn watch() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            let cause = told(info);
            match SAY.get() {
                Some(say) if ends_the_process(&cause) => last_words(*say, cause),
                _ if DEPTH.get() > 0 => note(cause),
                Some(say) => {
                    TOLD.store(true, Ordering::Relaxed);
                    say(&cause);
                }
                None => before(info),
            }
        }));
    });
}

/// Whether Rust ends the process behind this panic, because it was met while another one was on its way: nothing can catch
/// it. It is known by its words alone.
fn ends_the_process(cause: &BreakdownCause) -> bool {
    match cause {
        BreakdownCause::Bug { message, .. } => {
            message == "panic in a destructor during cleanup"
                || message == "panic in a function that cannot unwind"
        }
        BreakdownCause::Machine(_) => false,
    }
}

/// Tells of all panics that led here, and ends the process before Rust does so with SIGABRT.
fn last_words(say: Say, cause: BreakdownCause) -> ! {
    let noted = NOTED.try_with(RefCell::take).unwrap_or_default();
    noted.iter().for_each(say);
    if noted.is_empty() {
        say(&cause);
    }
    std::process::exit(1)
}

fn note(caught: BreakdownCause) {
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
        let bug = |caught: BreakdownCause| match caught {
            BreakdownCause::Bug { place, message } => (place, message),
            BreakdownCause::Machine(shortage) => panic!("{shortage}"),
        };
        assert_eq!(catch(|| 7), Ok(7));
        let caught = catch(|| {
            let _fails_too = FailsToo;
            assert!(DEPTH.get() == 0, "the first, at depth {}", DEPTH.get());
        });
        let (place, message) = bug(caught.unwrap_err());
        assert_eq!(message, "the first, at depth 1");
        assert!(place.contains("caught.rs:"), "{place}");
        let again = bug(catch(|| assert_eq!(1, 2, "numbers")).unwrap_err());
        assert!(again.1.contains("numbers") && again.0 != place, "{again:?}");
    }

    #[test]
    fn the_end_of_the_machine_is_no_bug() {
        let shortage = Shortage::of_memory(3);
        let caught = catch(|| {
            let _fails_too = FailsToo;
            Shortage::of_memory(3).strike()
        });
        assert_eq!(caught, Err(BreakdownCause::Machine(shortage)));
    }
}

//! The guard that Rhai asks before each operation: is there stack left, are there operations left, is there memory left?
//!
//! It lives in thread-local cells so that asking costs a few nanoseconds. [`super::fiber`] sets them when it
//! resumes a fiber, and restores them after. A guard that has tripped stays tripped for that fiber: its line is
//! raised above every address, so each later operation fails at once, whatever the script catches.

use std::cell::Cell;

use super::limits::TURN_BYTES_MAX;

/// What bounds the running fiber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The stack pointer must stay above this address.
    pub red_line: usize,
    /// Below this address the fiber counts as deep.
    pub warm_line: usize,
    /// Operations until it must suspend.
    pub operations_left: u32,
}

impl Bounds {
    /// Outside of fibers nothing is bounded.
    const NONE: Self = Self { red_line: 0, warm_line: 0, operations_left: u32::MAX };
}

/// Why the guard stopped an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trip {
    /// The stack is used up.
    Stack,
    /// The operations are used up.
    Operations,
    /// The memory of one turn is used up.
    Memory,
    /// It had tripped before, or the fiber was told to end.
    Again,
}

struct Guard {
    red_line: Cell<usize>,
    warm_line: Cell<usize>,
    operations_left: Cell<u32>,
    deep: Cell<bool>,
    /// The bytes that this thread has allocated and not given back, and how many they may become in this turn. Rhai counts
    /// the elements of lists and maps only where a function is called on them; `map[key] = value` is none.
    bytes: Cell<isize>,
    bytes_line: Cell<isize>,
}

thread_local! {
    static GUARD: Guard = const {
        Guard {
            red_line: Cell::new(Bounds::NONE.red_line),
            warm_line: Cell::new(Bounds::NONE.warm_line),
            operations_left: Cell::new(Bounds::NONE.operations_left),
            deep: Cell::new(false),
            bytes: Cell::new(0),
            bytes_line: Cell::new(isize::MAX),
        }
    };
}

/// The allocator has given out so many bytes on this thread, or taken them back where the number is negative. Where no
/// allocator says so, the memory of scripts has no bound.
#[inline]
pub fn note_allocated(bytes: isize) {
    GUARD.with(|guard| guard.bytes.set(guard.bytes.get().wrapping_add(bytes)));
}

/// From here on the script that runs may allocate so much in its turn. What is returned is put back when the turn is over.
pub(crate) fn begin_turn() -> isize {
    GUARD.with(|guard| guard.bytes_line.replace(guard.bytes.get().saturating_add(TURN_BYTES_MAX)))
}

/// The turn is over.
pub(crate) fn end_turn(line_before: isize) {
    GUARD.with(|guard| guard.bytes_line.set(line_before));
}

/// Puts the bounds of a fiber in place and returns those before it.
pub(crate) fn enter(bounds: Bounds) -> Bounds {
    GUARD.with(|guard| Bounds {
        red_line: guard.red_line.replace(bounds.red_line),
        warm_line: guard.warm_line.replace(bounds.warm_line),
        operations_left: guard.operations_left.replace(bounds.operations_left),
    })
}

/// Whether any fiber since the last call went below its warm line.
pub(crate) fn take_deep() -> bool {
    GUARD.with(|guard| guard.deep.replace(false))
}

/// How many operations the running fiber has left.
pub(crate) fn operations_left() -> u32 {
    GUARD.with(|guard| guard.operations_left.get())
}

/// From now on every operation of the running fiber fails.
pub(crate) fn doom() {
    GUARD.with(|guard| guard.red_line.set(usize::MAX));
}

/// One operation.
#[inline]
pub(crate) fn operation() -> Result<(), Trip> {
    let marker = 0_u8;
    let stack_pointer = (&raw const marker).addr();
    GUARD.with(|guard| {
        let left = guard.operations_left.get();
        if stack_pointer > guard.red_line.get() && left > 0 && guard.bytes.get() < guard.bytes_line.get() {
            guard.operations_left.set(left - 1);
            if stack_pointer < guard.warm_line.get() {
                guard.deep.set(true);
            }
            return Ok(());
        }
        Err(trip(guard, left))
    })
}

#[cold]
fn trip(guard: &Guard, left: u32) -> Trip {
    let again = guard.red_line.replace(usize::MAX) == usize::MAX;
    match (again, left) {
        (true, _) => Trip::Again,
        (false, 0) => Trip::Operations,
        (false, _) if guard.bytes.get() >= guard.bytes_line.get() => Trip::Memory,
        (false, _) => Trip::Stack,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within<T>(bounds: Bounds, work: impl FnOnce() -> T) -> T {
        let before = enter(bounds);
        let result = work();
        enter(before);
        result
    }

    #[test]
    fn operations_run_out_once_and_for_all() {
        within(Bounds { operations_left: 2, ..Bounds::NONE }, || {
            assert_eq!(operation(), Ok(()));
            assert_eq!(operation(), Ok(()));
            assert_eq!(operation(), Err(Trip::Operations));
            assert_eq!(operation(), Err(Trip::Again));
        });
        assert_eq!(operation(), Ok(()));
    }

    #[test]
    fn a_stack_pointer_below_the_line_trips() {
        within(Bounds { red_line: usize::MAX - 1, ..Bounds::NONE }, || {
            assert_eq!(operation(), Err(Trip::Stack));
        });
    }
}

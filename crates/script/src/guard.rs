//! The guard that Rhai asks before each operation: is there stack left, are there operations left, is there memory left?
//!
//! It lives in thread-local cells so that asking costs a few nanoseconds. [`super::fiber`] sets them when it
//! resumes a fiber, and restores them after. A guard that has tripped stays tripped for that fiber: its line is
//! raised above every address, so each later operation fails at once, whatever the script catches.
//!
//! What an operation costs depends on what it touches, and Rhai says nothing of that. But what is long was allocated in a
//! large block: so each large block costs operations by its size, and from a long one on each operation of the fiber counts
//! for several. Small blocks cost nothing, for their number is chance: Rhai keeps texts for all scripts of a thread.

use std::cell::Cell;

use super::limits::{BLOCK_BYTES_COUNTED, BYTES_AN_OPERATION, LONG_BYTES, LONG_BYTES_AN_OPERATION};

/// What bounds the running fiber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The stack pointer must stay above this address.
    pub red_line: usize,
    /// Below this address the fiber counts as deep.
    pub warm_line: usize,
    /// Operations until it must suspend.
    pub operations_left: u32,
    /// For how many each of its operations counts.
    pub weight: u32,
}

impl Bounds {
    /// Outside of fibers nothing is bounded.
    const NONE: Self = Self { red_line: 0, warm_line: 0, operations_left: u32::MAX, weight: 1 };
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
    weight: Cell<u32>,
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
            weight: Cell::new(Bounds::NONE.weight),
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
    GUARD.with(|guard| {
        guard.bytes.set(guard.bytes.get().wrapping_add(bytes));
        if bytes >= BLOCK_BYTES_COUNTED {
            charge_block(guard, bytes.unsigned_abs());
        }
    });
}

/// A large block costs operations, and a long one makes each operation cost more.
#[inline(never)]
fn charge_block(guard: &Guard, bytes: usize) {
    if guard.is_in_turn() {
        guard.charge(bytes / BYTES_AN_OPERATION);
        if bytes >= LONG_BYTES {
            guard.weight.set(guard.weight.get().max(weight_of(bytes)));
        }
    }
}

/// For how many each operation counts of a fiber whose longest text or list has so many bytes.
pub(crate) fn weight_of(bytes: usize) -> u32 {
    if bytes < LONG_BYTES {
        return 1;
    }
    u32::try_from(bytes / LONG_BYTES_AN_OPERATION).unwrap_or(u32::MAX)
}

/// A native function is about to do work that is worth so many operations.
pub(crate) fn charge(operations: usize) {
    GUARD.with(|guard| {
        if guard.is_in_turn() {
            guard.charge(operations);
        }
    });
}

impl Guard {
    fn is_in_turn(&self) -> bool {
        self.bytes_line.get() != isize::MAX
    }
    fn charge(&self, operations: usize) {
        let operations = u32::try_from(operations).unwrap_or(u32::MAX);
        self.operations_left.set(self.operations_left.get().saturating_sub(operations));
    }
}

/// The bytes that this thread has allocated and not given back.
pub(crate) fn bytes() -> isize {
    GUARD.with(|guard| guard.bytes.get())
}

/// From here on the script that runs may allocate so much in its turn. What is returned is put back when the turn is over.
pub(crate) fn begin_turn(most: isize) -> isize {
    GUARD.with(|guard| guard.bytes_line.replace(guard.bytes.get().saturating_add(most)))
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
        weight: guard.weight.replace(bounds.weight),
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

/// For how many each operation of the running fiber counts by now.
pub(crate) fn weight() -> u32 {
    GUARD.with(|guard| guard.weight.get())
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
        let (left, weight) = (guard.operations_left.get(), guard.weight.get());
        if stack_pointer > guard.red_line.get() && left >= weight && guard.bytes.get() < guard.bytes_line.get() {
            guard.operations_left.set(left - weight);
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
    match (again, left < guard.weight.get()) {
        (true, _) => Trip::Again,
        (false, true) => Trip::Operations,
        (false, false) if guard.bytes.get() >= guard.bytes_line.get() => Trip::Memory,
        (false, false) => Trip::Stack,
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
    fn large_blocks_cost_operations_and_long_ones_make_each_cost_more() {
        let long = isize::try_from(LONG_BYTES).unwrap();
        let left_after = |blocks: &[isize]| {
            within(Bounds { operations_left: 1_000_000, ..Bounds::NONE }, || {
                let line = begin_turn(isize::MAX / 2);
                for bytes in blocks {
                    note_allocated(*bytes);
                    note_allocated(-*bytes);
                }
                let paid = operations_left();
                assert_eq!(operation(), Ok(()));
                end_turn(line);
                (1_000_000 - paid, paid - operations_left())
            })
        };
        assert_eq!(left_after(&[BLOCK_BYTES_COUNTED - 1; 1_000]), (0, 1));
        assert_eq!(left_after(&[1_280, 1_280]), (20, 1));
        let (paid, each) = left_after(&[long, 8 * long, long]);
        assert_eq!((paid as usize, each), (10 * LONG_BYTES / BYTES_AN_OPERATION, weight_of(8 * LONG_BYTES)));
        assert!(each > 8);
    }

    #[test]
    fn outside_of_turns_nothing_is_counted() {
        note_allocated(1 << 30);
        charge(1_000);
        note_allocated(-(1 << 30));
        assert_eq!((operations_left(), weight()), (u32::MAX, 1));
    }

    #[test]
    fn a_stack_pointer_below_the_line_trips() {
        within(Bounds { red_line: usize::MAX - 1, ..Bounds::NONE }, || {
            assert_eq!(operation(), Err(Trip::Stack));
        });
    }
}

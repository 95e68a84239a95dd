//! What a piece of work allocates on its thread. Blocks grow where they are if they can, as they do for everybody else: what
//! copied them each time would take a long text for a loop without an end.

#![expect(unsafe_code, reason = "an allocator can't be written without it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What was allocated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// The most bytes at once, beyond those that were there before.
    pub(crate) bytes_max: u64,
    /// How many allocations; to make a block larger counts as one.
    pub(crate) allocations: u64,
}

thread_local! {
    static BYTES: Cell<i64> = const { Cell::new(0) };
    static BYTES_MAX: Cell<i64> = const { Cell::new(0) };
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// Does the work, and says what it has allocated.
pub(crate) fn counted(work: impl FnOnce()) -> Counted {
    let before = BYTES.get();
    BYTES_MAX.set(before);
    ALLOCATIONS.set(0);
    work();
    Counted { bytes_max: BYTES_MAX.get().abs_diff(before), allocations: ALLOCATIONS.get() }
}

/// The system's allocator, which counts.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn note(more: usize, less: usize) {
    // No object is larger than this type holds.
    let bytes = BYTES.get() + more.cast_signed() as i64 - less.cast_signed() as i64;
    BYTES.set(bytes);
    BYTES_MAX.set(BYTES_MAX.get().max(bytes));
    if more > 0 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    }
}

// SAFETY: each call goes to the system's allocator with what was given, and its answer is returned.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size(), 0);
        // SAFETY: the caller keeps to the contract of this function, which is the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size(), 0);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        note(bytes, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, bytes) }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        note(0, layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_at_once_and_each_allocation_are_counted() {
        let mut kept = Vec::new();
        let took = counted(|| {
            drop(Vec::<u8>::with_capacity(1_000));
            kept = Vec::<u8>::with_capacity(300);
            kept.reserve_exact(600);
        });
        assert_eq!(took, Counted { bytes_max: 1_000, allocations: 3 });
    }
}

//! Stacks for fibers, cut from large mappings.
//!
//! One mapping a stack would exhaust the kernel's count of mappings at some thirty thousand fibers, so a mapping
//! holds 64 of them. Address space is free: only pages that a script has touched are resident. Where it is limited
//! (`ulimit -v`), mappings of fewer stacks are tried, down to one.
//! [`super::fiber`] takes slots and gives them back; nothing else uses this module.
//!
//! A slot, from its lowest address: a guard page where the kernel can install one without a mapping of its own; a
//! red zone of [`RED_ZONE_BYTES`], which scripts may not enter, and which gives Rhai's own recursion over nested
//! values room; the part that scripts use, downwards from the top.

#![expect(unsafe_code, reason = "stacks are memory that is mapped by hand")]

use std::cell::RefCell;
use std::io;
use std::num::NonZeroUsize;
use std::ptr;
use std::rc::Rc;

use corosensei::stack::{Stack, StackPointer};

/// Address space of one stack.
pub(crate) const SLOT_BYTES: usize = 32 << 20;
/// How much of it, at the low end, scripts may not enter.
pub(crate) const RED_ZONE_BYTES: usize = 24 << 20;
/// What a slot keeps resident when its fiber has ended: more than a usual script touches.
const WARM_BYTES: usize = 64 << 10;

/// In each mapping, as long as the kernel gives such large ones.
const SLOTS_PER_REGION: usize = 64;
const PAGE_BYTES: usize = 4096;
/// Of one page table.
const TABLE_BYTES: usize = 2 << 20;
/// `MADV_GUARD_INSTALL` of Linux 6.13 and later.
const MADV_GUARD_INSTALL: libc::c_int = 102;

/// A mapping that slots are cut from.
struct Region {
    address: usize,
    bytes: usize,
    slots: usize,
}

impl Region {
    fn map(slots: usize) -> io::Result<Self> {
        let bytes = slots * SLOT_BYTES + 2 * TABLE_BYTES;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new anonymous mapping at an address of the kernel's choice touches no memory that exists.
        let address =
            unsafe { libc::mmap(ptr::null_mut(), bytes, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
        if address == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let region = Self { address: address.expose_provenance(), bytes, slots };
        // With huge pages the first touch of a stack would make 2 MiB resident. Kernels built without them refuse
        // the advice, which does no harm.
        // SAFETY: the range is the mapping just made; the advice changes no contents.
        unsafe { libc::madvise(address, bytes, libc::MADV_NOHUGEPAGE) };
        Ok(region)
    }

    /// The lowest address of the first slot: half a page table beyond a border of page tables, so that a slot's
    /// guard page and the busy end of the slot below it share one table.
    fn first_slot(&self) -> usize {
        self.address.next_multiple_of(TABLE_BYTES) + TABLE_BYTES / 2
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours alone. Slots hold the arena alive, so no stack in it is in use any more.
        unsafe { libc::munmap(ptr::with_exposed_provenance_mut(self.address), self.bytes) };
    }
}

/// All stacks of one host.
struct Arena {
    regions: Vec<Region>,
    /// The lowest addresses of slots given back; the last one is the warmest.
    free: Vec<usize>,
    /// Slots of the last region that were never used.
    fresh: usize,
    /// How many slots the next region is to have: fewer than usual once the kernel has refused more.
    slots_wanted: usize,
}

/// Hands out slots. Cheap to clone; the mappings live until the last slot is gone.
#[derive(Clone)]
pub(crate) struct StackPool(Rc<RefCell<Arena>>);

impl Default for StackPool {
    fn default() -> Self {
        let arena = Arena { regions: Vec::new(), free: Vec::new(), fresh: 0, slots_wanted: SLOTS_PER_REGION };
        Self(Rc::new(RefCell::new(arena)))
    }
}

impl StackPool {
    /// A slot.
    ///
    /// # Errors
    /// When the kernel has no address space left for us.
    pub(crate) fn take(&self) -> io::Result<Slot> {
        let mut arena = self.0.borrow_mut();
        let lowest = match arena.free.pop() {
            Some(lowest) => lowest,
            None => arena.fresh_slot()?,
        };
        drop(arena);
        Ok(Slot { lowest, deep: false, pool: self.clone() })
    }
}

impl Arena {
    fn fresh_slot(&mut self) -> io::Result<usize> {
        if self.fresh == 0 {
            let region = self.map(Region::map)?;
            self.fresh = region.slots;
            self.regions.push(region);
        }
        let Some(region) = self.regions.last() else {
            return Err(io::Error::from(io::ErrorKind::OutOfMemory));
        };
        let used = region.slots - self.fresh;
        self.fresh -= 1;
        let lowest = region.first_slot() + used * SLOT_BYTES;
        // Kernels before 6.13 refuse; the red zone is then the only guard, and no script is known to cross it.
        // SAFETY: the page is the lowest one of a slot that nobody uses yet.
        unsafe {
            libc::madvise(ptr::with_exposed_provenance_mut(lowest), PAGE_BYTES, MADV_GUARD_INSTALL);
        }
        Ok(lowest)
    }

    /// The largest region up to what is wanted that there is room for. What was refused once is not tried again.
    fn map(&mut self, map: impl Fn(usize) -> io::Result<Region>) -> io::Result<Region> {
        loop {
            match map(self.slots_wanted) {
                Err(_) if self.slots_wanted > 1 => self.slots_wanted /= 2,
                mapped => return mapped,
            }
        }
    }
}

/// One stack. Dropped, it goes back to its pool.
pub(crate) struct Slot {
    lowest: usize,
    /// Whether a fiber went below [`Slot::warm_line`]: its pages are given back then.
    pub deep: bool,
    pool: StackPool,
}

impl Slot {
    /// The address that a script's stack pointer must stay above.
    pub(crate) fn red_line(&self) -> usize {
        self.lowest + RED_ZONE_BYTES
    }
    /// Below this address pages are given back when the fiber ends.
    pub(crate) fn warm_line(&self) -> usize {
        self.lowest + SLOT_BYTES - WARM_BYTES
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if self.deep {
            let from = self.lowest + PAGE_BYTES;
            // SAFETY: the range lies within this slot, and the fiber that used it is over: nothing on it is read
            // again before it is written.
            unsafe {
                libc::madvise(
                    ptr::with_exposed_provenance_mut(from),
                    self.warm_line() - from,
                    libc::MADV_DONTNEED,
                );
            }
        }
        self.pool.0.borrow_mut().free.push(self.lowest);
    }
}

// SAFETY: `base` and `limit` are the ends of a readable and writable range that this slot owns alone, aligned to
// pages, and far longer than `MIN_STACK_SIZE`. Overflow is kept off by the red zone: `super::guard` ends a script
// that enters it, and what recurses without passing the guard (Rhai over nested values) is bounded by `Limits` to a
// depth that fits into it; the lowest page is a guard page where the kernel knows light ones.
unsafe impl Stack for Slot {
    fn base(&self) -> StackPointer {
        NonZeroUsize::new(self.lowest + SLOT_BYTES).unwrap_or(NonZeroUsize::MAX)
    }
    fn limit(&self) -> StackPointer {
        NonZeroUsize::new(self.lowest).unwrap_or(NonZeroUsize::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slot_given_back_last_is_the_next_one_taken() {
        let pool = StackPool::default();
        let (first, second) = (pool.take().unwrap(), pool.take().unwrap());
        let (low_first, low_second) = (first.lowest, second.lowest);
        drop(first);
        drop(second);
        assert_eq!(pool.take().unwrap().lowest, low_second);
        let _kept = pool.take().unwrap();
        assert_ne!(low_first, low_second);
    }

    #[test]
    fn slots_of_several_regions_do_not_overlap() {
        let pool = StackPool::default();
        let slots: Vec<Slot> = (0..SLOTS_PER_REGION * 2 + 1).map(|_| pool.take().unwrap()).collect();
        let mut lowest: Vec<usize> = slots.iter().map(|slot| slot.lowest).collect();
        lowest.sort_unstable();
        assert!(lowest.windows(2).all(|pair| pair[1] - pair[0] >= SLOT_BYTES));
        assert_eq!(pool.0.borrow().regions.len(), 3);
    }

    #[test]
    fn where_large_regions_are_refused_smaller_ones_are_mapped_down_to_one_slot() {
        let pool = StackPool::default();
        let mut arena = pool.0.borrow_mut();
        let up_to = |most: usize| {
            move |slots: usize| {
                if slots <= most { Region::map(slots) } else { Err(io::Error::from(io::ErrorKind::OutOfMemory)) }
            }
        };
        assert_eq!(arena.map(up_to(5)).unwrap().slots, 4);
        // What was refused is not tried again.
        assert_eq!(arena.map(up_to(64)).unwrap().slots, 4);
        assert_eq!(arena.map(up_to(1)).unwrap().slots, 1);
        assert!(arena.map(up_to(0)).is_err());
    }
}

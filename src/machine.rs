//! The edge to the machine: what is done where it gives no memory, no stack, or no room in a file.
//!
//! Rust ends a program that gets no memory with SIGABRT, which says neither what to do nor that no verdict came of the run.
//! The allocator here gives out a reserve first, so that a run can end by itself and its report be written; where even that
//! is not enough it says what ended and exits with code 1. All that is done before the first flag is read is here too.

#![expect(unsafe_code, reason = "an allocator can't be written without it, nor a signal be ignored")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::{self, Write as _};
use std::io;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use rushhour_report::ExitCode;
use rushhour_script::{MemoryEnded, Shortage, memory_is_short, note_allocated};

use super::output;

/// The system's allocator, with a last resort.
struct LastResort;

#[global_allocator]
static ALLOCATOR: LastResort = LastResort;

/// Address space that is kept back: enough to let a run end and to write what it came to.
const RESERVE_BYTES: usize = 16 << 20;
/// Null before it is taken, and once it is given out.
static RESERVE: AtomicPtr<libc::c_void> = AtomicPtr::new(ptr::null_mut());

/// What runs on a stack of its own gets so much: the same everywhere, whatever `ulimit -s` says.
const STACK_BYTES: usize = 16 << 20;
/// With less than that the command line itself may not fit.
const LEAST_STACK_BYTES: libc::rlim_t = 4 << 20;

// SAFETY: each call goes to the system's allocator with what was given, and its answer is returned. Where that is null, the
// same call is made once more, or the process ends.
unsafe impl GlobalAlloc for LastResort {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the contract of this function, which is the same.
        or_last_resort(layout.size(), 0, || unsafe { System.alloc(layout) })
    }
    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        or_last_resort(layout.size(), 0, || unsafe { System.alloc_zeroed(layout) })
    }
    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: as above; a block that could not be made larger is still there, so it can be tried again.
        or_last_resort(bytes, layout.size(), || unsafe { System.realloc(block, layout, bytes) })
    }
    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        note_allocated(-bytes_of(layout.size()));
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

/// No object is larger than this type holds.
#[inline]
const fn bytes_of(size: usize) -> isize {
    size.cast_signed()
}

/// So many bytes, in the place of so many that are there. What scripts take has a limit of its own.
#[inline]
fn or_last_resort(bytes: usize, instead_of: usize, allocate: impl Fn() -> *mut u8) -> *mut u8 {
    note_allocated(bytes_of(bytes) - bytes_of(instead_of));
    let block = allocate();
    if block.is_null() { last_resort(bytes, allocate) } else { block }
}

/// Gives out the reserve, so that what runs can end. Where that does not do, the process ends.
#[cold]
fn last_resort(bytes: usize, allocate: impl Fn() -> *mut u8) -> *mut u8 {
    let reserve = RESERVE.swap(ptr::null_mut(), Ordering::Relaxed);
    if !reserve.is_null() {
        memory_is_short(bytes);
        // SAFETY: the range is the mapping that `keep_reserve` made, which nobody uses, and nobody else has taken it.
        unsafe { libc::munmap(reserve, RESERVE_BYTES) };
    }
    // Another thread may just have given it out.
    let block = allocate();
    if block.is_null() {
        end_for_want_of_memory(bytes);
    }
    block
}

/// A text in place, for want of an allocator.
struct Line {
    bytes: [u8; 1024],
    used: usize,
}

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let free = &mut self.bytes[self.used..];
        let fits = text.len().min(free.len());
        free[..fits].copy_from_slice(&text.as_bytes()[..fits]);
        self.used += fits;
        Ok(())
    }
}

fn end_for_want_of_memory(bytes: usize) -> ! {
    let mut line = Line { bytes: [0; 1024], used: 0 };
    // Such a line takes any text.
    let _ = writeln!(line, "rushhour: {}", MemoryEnded { bytes });
    // SAFETY: the buffer is alive and so long; whether stderr takes it makes no difference. `_exit` runs nothing of ours,
    // which might want memory.
    unsafe {
        libc::write(libc::STDERR_FILENO, line.bytes.as_ptr().cast(), line.used);
        libc::_exit(i32::from(ExitCode::Unexpected.code()));
    }
}

/// What is done before anything else.
pub(super) fn prepare() {
    keep_reserve();
    // A write beyond `ulimit -f` is then refused like one to a full disk, and told as that.
    // SAFETY: to ignore a signal runs no code of ours, and there is no other thread yet.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

fn keep_reserve() {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: a new anonymous mapping at an address of the kernel's choice touches no memory that exists.
    let reserve = unsafe { libc::mmap(ptr::null_mut(), RESERVE_BYTES, libc::PROT_NONE, flags, -1, 0) };
    // Without it, the first refusal ends the process.
    if reserve != libc::MAP_FAILED {
        RESERVE.store(reserve, Ordering::Relaxed);
    }
}

/// Does the work on a stack that is large enough: a thread's, or where there is none the one of `main`, if it will do.
pub(super) fn on_a_stack(work: fn() -> ExitCode) -> ExitCode {
    let thread = std::thread::Builder::new().name("rushhour".to_owned()).stack_size(STACK_BYTES);
    match thread.spawn(work) {
        // What panics in the work is caught there.
        Ok(thread) => thread.join().unwrap_or(ExitCode::Unexpected),
        Err(_) if stack_of_main() >= LEAST_STACK_BYTES => work(),
        Err(error) => no_stack(&error),
    }
}

/// Whether this program was started with SIGHUP ignored, as `nohup` does.
pub(super) fn hangup_is_ignored() -> bool {
    // SAFETY: all zeros are a valid `sigaction`, and with a null pointer for the new action the system only tells the old one.
    let (asked, action) = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        (libc::sigaction(libc::SIGHUP, ptr::null(), &raw mut action), action)
    };
    asked == 0 && action.sa_sigaction == libc::SIG_IGN
}

/// How large the stack of `main` may grow.
fn stack_of_main() -> libc::rlim_t {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the limit is ours to write to.
    let asked = unsafe { libc::getrlimit(libc::RLIMIT_STACK, &raw mut limit) };
    if asked == 0 { limit.rlim_cur } else { libc::RLIM_INFINITY }
}

fn no_stack(error: &io::Error) -> ExitCode {
    let Shortage { what, help } =
        Shortage::of_threads("for the command, and `ulimit -s` is too small for it", error);
    output::error_line(&format!("{what}\n  help: {help}; or a larger stack (`ulimit -s`)"));
    ExitCode::Unexpected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_place_takes_as_much_as_it_has_room_for() {
        let mut line = Line { bytes: [0; 1024], used: 0 };
        for _ in 0..200 {
            write!(line, "twelve bytes").unwrap();
        }
        assert_eq!((line.used, &line.bytes[..14]), (1024, b"twelve bytestw".as_slice()));
    }
}

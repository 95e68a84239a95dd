//! What the machine has run out of: address space for stacks, memory, threads.
//!
//! That says nothing of a scenario, so it is neither a script's failure nor a finding, and no bug of ours. Deep in a run it
//! travels by unwinding, with a [`Shortage`] as the payload, and no panic hook is told. Whoever catches panics knows it by
//! its type: the run ends there, and the program with exit code 1.
//!
//! Memory ends where nobody can unwind, in the allocator. The program keeps some back for that: it gives it out, and calls
//! [`memory_is_short`]; the next turn of any script ends its run.

use std::fmt;
use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Something that the machine has no more of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// What has run out, in words.
    pub what: String,
    /// What to do about it.
    pub help: String,
}

/// How many bytes were asked for when memory ended; 0 while there is enough.
static WANTED_IN_VAIN: AtomicUsize = AtomicUsize::new(0);

/// What to do where there is no memory, or no room for it.
const MORE_MEMORY: &str = "allow more address space (`ulimit -v`; `ulimit -d` for data) or memory (of the container, if there is one); \
     where the system promises no more than it has, `sysctl vm.overcommit_memory=0`; or run less at once (`-j 1`, fewer people)";

impl Shortage {
    /// No room for the stack of one more script.
    pub(crate) fn of_stacks(error: &io::Error) -> Self {
        let help = format!("{MORE_MEMORY}; with very many people at once, raise `sysctl vm.max_map_count`");
        Self { what: format!("there is no address space for the stack of one more script: {error}"), help }
    }

    /// No memory.
    pub fn of_memory(bytes: usize) -> Self {
        let mut what = String::new();
        // A string takes all that is written to it.
        let _ = MemoryEnded { bytes }.what(&mut what);
        Self { what, help: MORE_MEMORY.to_owned() }
    }

    /// No thread for a purpose: "of the wallboard".
    pub fn of_threads(purpose: &str, error: &io::Error) -> Self {
        Self {
            what: format!("the system gives no thread {purpose}: {error}"),
            help: "allow more processes and threads (`ulimit -u`, `pids.max` of the container, \
                   `sysctl kernel.threads-max`), or more address space (`ulimit -v`)"
                .to_owned(),
        }
    }

    /// Ends what runs on this thread, as far as somebody catches it.
    pub fn strike(self) -> ! {
        resume_unwind(Box::new(self))
    }
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  help: {}", self.what, self.help)
    }
}

/// That memory has run out, in words that can be written without any.
#[derive(Clone, Copy, Debug)]
pub struct MemoryEnded {
    /// How many bytes were asked for in vain.
    pub bytes: usize,
}

impl MemoryEnded {
    fn what(self, to: &mut impl fmt::Write) -> fmt::Result {
        write!(to, "memory has run out: {} bytes more were asked for, and refused", self.bytes)
    }
}

impl fmt::Display for MemoryEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what(f)?;
        write!(f, "\n  help: {MORE_MEMORY}")
    }
}

/// Notes that memory has ended: so many bytes were refused.
pub fn memory_is_short(bytes: usize) {
    WANTED_IN_VAIN.store(bytes.max(1), Ordering::Relaxed);
}

/// Ends what runs on this thread where memory has ended.
#[inline]
pub(crate) fn strike_where_memory_is_short() {
    let bytes = WANTED_IN_VAIN.load(Ordering::Relaxed);
    if bytes != 0 {
        Shortage::of_memory(bytes).strike();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    #[test]
    fn whoever_catches_it_knows_what_it_was() {
        let caught = catch_unwind(|| Shortage::of_memory(7).strike()).unwrap_err();
        let shortage = caught.downcast_ref::<Shortage>().unwrap();
        assert!(
            shortage.to_string().contains("7 bytes") && shortage.to_string().contains("ulimit -v"),
            "{shortage}"
        );
    }
}

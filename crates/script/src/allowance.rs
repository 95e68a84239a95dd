//! What scripts may do all together, where a run only looks at what they do.
//!
//! `check` rehearses a scenario, and a script that never ends must not keep it. A turn may use up a share of what is left,
//! so a script that takes all it gets leaves enough to see what the others do. Everything is counted in operations of
//! Rhai, never in time, so a rehearsal is the same on every machine.

use std::cell::Cell;
use std::rc::Rc;

use super::wording::grouped;

/// Fewer operations than these are given to no turn, however little is left: scripts that are stopped need some to end.
const TURN_LEAST: u64 = 100_000;
/// One turn gets at most one part of what is left, of so many.
const TURN_SHARE: u64 = 4;
/// What a turn costs besides its operations: the simulation does what was asked for.
const TURN_COST: u64 = 200;
/// What it costs to begin a thread: a stack.
const THREAD_COST: u64 = 4_000;
/// So many turns of one person within a second of the run are a loop without an end, however little is left.
const TURNS_LEAST: u64 = 2_000;
/// So many threads may one person always have.
const THREADS_LEAST: u64 = 100;

/// Operations that the scripts of a run have left, all together. Clones share them.
#[derive(Clone, Debug)]
pub struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    /// So many operations.
    pub fn new(operations: u64) -> Self {
        Self(Rc::new(Cell::new(operations)))
    }
    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
    /// So many are used up.
    pub fn spend(&self, operations: u64) {
        self.0.set(self.0.get().saturating_sub(operations));
    }
    /// Somebody's thread begins.
    pub fn spend_thread(&self) {
        self.spend(THREAD_COST);
    }
    /// Somebody has a turn.
    pub fn spend_turn(&self) {
        self.spend(TURN_COST);
    }
    /// How many turns one person may have within a second of the run.
    pub fn turns_in_second(&self) -> u64 {
        (self.0.get() / TURN_SHARE / TURN_COST / 2).max(TURNS_LEAST)
    }
    /// How many threads one person may have at once, where a run allows so many.
    pub fn threads(&self, most: usize) -> usize {
        let threads = (self.0.get() / TURN_SHARE / THREAD_COST).max(THREADS_LEAST);
        usize::try_from(threads).map_or(most, |threads| threads.min(most))
    }
    /// The operations of one turn, where a run allows so many.
    pub(crate) fn turn(&self, most: u32) -> u32 {
        let turn = (self.0.get() / TURN_SHARE).max(TURN_LEAST);
        u32::try_from(turn).map_or(most, |turn| turn.min(most))
    }
}

/// What is said of a script that goes on and on: it stands in each such message, and in no other.
const WITHOUT_WAITING: &str = "operations without waiting for anything";
const WITHIN_A_SECOND: &str = "times within a second of the run";

/// Whether a script failed because it does not come to an end, by the message. Where it was just then is chance.
pub fn is_endless(message: &str) -> bool {
    message.contains(WITHOUT_WAITING) || message.contains(WITHIN_A_SECOND)
}

/// What is said of a script that had too many turns: so many.
pub fn too_often(turns: u64) -> String {
    format!(
        "this script has gone on {} {WITHIN_A_SECOND}, and `check` stops it there: a loop must sleep, and long enough, or wait \
         for something",
        grouped(usize::try_from(turns).unwrap_or(usize::MAX))
    )
}

/// What is said of a script that did more in one turn than it may.
pub(crate) fn too_much(did: u32, most: u32, remedy: &str) -> String {
    let did_words = grouped(did as usize);
    if did >= most {
        return format!(
            "it ran {did_words} {WITHOUT_WAITING}, which is the limit (long texts and lists count by their size): {remedy}"
        );
    }
    format!(
        "it ran {did_words} {WITHOUT_WAITING}, and `check` stops it there (a run does at {}): \
         {remedy}",
        grouped(most as usize)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_all_they_get_leaves_something_for_others() {
        let allowance = Allowance::new(40_000_000);
        let mut turns = 0;
        while !allowance.is_spent() {
            let turn = allowance.turn(10_000_000);
            assert!(turn >= 100_000);
            allowance.spend(u64::from(turn));
            turns += 1;
        }
        assert!((15..30).contains(&turns), "{turns}");
        assert_eq!(Allowance::new(1 << 40).turn(10_000_000), 10_000_000);
    }

    #[test]
    fn clones_share_what_is_left() {
        let one = Allowance::new(10);
        let other = one.clone();
        other.spend(20);
        assert!(one.is_spent());
    }
}

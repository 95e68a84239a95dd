//! A rehearsal: the beginning of a plan, run to see what its scripts do and how long work takes.
//!
//! `check` calls it. Everybody is at work, nothing goes wrong on purpose, and of a crowd only a few take part. It ends
//! when some hundred pieces of work are done, or when its scripts have used up what they may do together, which is counted
//! and never timed. The load of a plan is reckoned from it (`planning::offered`), and [`warnings`] says what looked wrong.

mod doubts;
mod idle;
mod names;
mod rehearse;
mod seen;
mod takers;
mod unfed;

pub use doubts::warnings;
pub use rehearse::{Rehearsed, process_of, rehearse};

//! Running a plan: its replications, side by side, each with observers of its own.
//!
//! Replications share nothing, so any number of threads gives the same results in the same order.

pub(crate) mod pool;
pub(crate) mod watch;
#[cfg(debug_assertions)]
mod test_bug;
pub(crate) mod simulate;
mod replicate;
mod resolve_warmup;
mod replications;
pub mod determinism;
#[cfg(test)]
mod tests;

pub use pool::Wanted;
pub use replicate::{replicate, replicate_shown, watched};
pub use replications::{end, run, run_watched};
pub use resolve_warmup::{PILOTS, resolve_warmup};
pub use simulate::RunError;
pub use watch::{Nobody, Watch};

//! What people read of a run on the terminal, and of several runs.

pub(super) mod metrics;
pub(super) mod verdict;

mod actions;
mod heat_map;
mod servers;
mod several;
mod timed_out;
mod summary;

pub use several::several;
pub use summary::summary;

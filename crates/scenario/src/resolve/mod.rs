//! From the raw scenario to the plan: names become ids, defaults are filled in, and what makes no sense is
//! reported. Called once, after reading; everything that it finds is reported together.

mod arrivals;
mod center;
mod clock;
mod context;
mod distributions;
mod empirical;
mod faults;
mod hours;
mod names;
mod plan;
mod populations;
mod queues;
mod scripts;
mod settings;
mod skills;
mod table;
mod thresholds;
mod timeline;
mod trace;
mod user_invariants;
mod warnings;
mod workflow;

pub use context::BuiltIns;
pub(crate) use context::Inputs;
pub(crate) use plan::plan;
pub use thresholds::parse as parse_threshold;

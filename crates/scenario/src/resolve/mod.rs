//! From the raw scenario to the plan: names become ids, defaults are filled in, and what makes no sense is
//! reported. Called once, after reading; everything that it finds is reported together.

mod attributes;
mod beyond;
mod breaks;
mod rests;
mod center;
mod distributions;
mod edges;
mod hours;
mod levels;
mod moments;
mod plan;
mod populations;
mod queues;
mod scripts;
mod settings;
mod skills;
mod thresholds;
mod timeline;
mod traces;
mod user_invariants;
mod warnings;
mod workflow;

pub(crate) use plan::plan;
pub use thresholds::parse as parse_threshold;

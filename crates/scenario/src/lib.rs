//! Scenarios: YAML text, checked and resolved into a plan.
//!
//! [`load`] goes through five stages, and each reports all that it finds before the next begins:
//! text → tree (`tree`) → variables and `--set` (`vars`, `overrides`) → raw scenario (`typed`, [`raw`]) → plan
//! (`resolve`, [`plan`]). What is wrong is a [`Problem`] with its line (`locate`). Reads files by way of [`Files`]
//! and nothing else; never parses Rhai and never prints.

pub mod faults;
pub mod hours;
pub mod intervals;
pub mod metrics;
pub mod plan;
pub mod random;
pub mod raw;
pub mod timeline;
pub mod trainer_commands;
pub mod window;

mod load;
mod locate;
mod origin;
mod overrides;
mod path;
pub mod payload;
mod problem;
mod resolve;
mod schema;
mod steady;
mod strict;
#[cfg(test)]
mod tests;
mod tree;
mod typed;
mod vars;

pub use load::{BuiltIns, Disk, Files, load, load_with, stated_tree, value_at};
pub use overrides::{Overrides, UntilFlag};
pub use problem::{LoadError, Problem};
pub use resolve::parse_threshold;
pub use schema::schema;

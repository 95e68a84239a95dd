//! Scenarios: YAML text, checked and resolved into a plan.
//!
//! [`load`] goes through five stages, and each reports all that it finds before the next begins:
//! text → tree (`tree`) → variables and `--set` (`vars`, `overrides`) → raw scenario (`typed`, [`raw`]) → plan
//! (`resolve`, [`plan`]). Kinds of faults and of arrivals do the last two for themselves ([`faults`], [`arrivals`]), each
//! in one file. What is wrong is a [`Problem`] with its line (`locate`). Reads files by way of [`Files`]
//! and nothing else; never parses Rhai and never prints.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - How much of anything there may be: [`limits`].
//! - What a plan is made of: `ids`, [`random`] (distributions and streams of draws), [`days`], [`window`], [`hours`],
//!   [`absences`], [`intervals`], [`timeline`], `var`, `expression`, [`faults`], [`arrivals`], [`plan`], [`metrics`], and
//!   `steady` (whether the load is meant to stay the same).
//! - What a scenario writes: `tables` (CSV), `values` and `checks` (what keys share), `pairs` (tables that flags name),
//!   [`raw`] (the keys), `schema` (for editors), [`payload`] and [`trainer_commands`] (what a timeline and a trainer do).
//! - From the text to the raw scenario: `text` (what bytes of a file say), `files`, `path` and `spot` and `places` (where
//!   something stands), `origin` (what the command line put in), `problem` (what is wrong, and what to do about it),
//!   `tree`, `vars`, `overrides`, `misfit` and `strict` (values that do not fit), `typed`, and `json` (documents that are no
//!   scenarios, read as strictly).
//! - From there to the plan: `resolve`. `load` calls all of it in order; `whereabouts` says of a plan where
//!   its parts are written.

pub mod limits;
// What a plan is made of.
mod ids;
pub mod random;
pub mod days;
pub mod window;
pub mod hours;
pub mod absences;
pub mod intervals;
pub mod timeline;
mod var;
mod expression;

// From the text to a tree, and what is said of problems on the way.
mod spot;
mod text;
mod files;
mod path;
mod places;
mod origin;
mod problem;
mod tree;
mod vars;
mod overrides;
mod tables;

// What keys write, and what checks them. Each kind has its keys, its checks and what they come to in one file.
mod values;
mod checks;
mod pairs;
pub mod faults;
pub mod arrivals;

// The plan.
pub mod plan;
pub mod metrics;
mod steady;

// What a scenario writes, and how the tree is read.
pub mod raw;
mod schema;
pub mod payload;
pub mod trainer_commands;
mod misfit;
mod strict;
mod typed;
mod json;

// From the raw scenario to the plan.
mod resolve;
mod load;
mod whereabouts;
#[cfg(test)]
mod tests;

pub use checks::BuiltIns;
pub use files::{Disk, Files};
pub use ids::{FaultId, MetricId, PopulationId};
pub use json::{DocumentProblem, is_json, read_json, read_json_strictly, read_json_tree, read_yaml};
pub use load::{load, load_with, value_at};
pub use overrides::{Overrides, UntilFlag, is_no_value};
pub use pairs::{Pair, pairs};
pub use problem::{LoadError, Problem};
pub use resolve::parse_threshold;
pub use schema::schema;
pub use text::{FileError, FileKind, NotText, is_of_machine, read_file};
pub use whereabouts::Whereabouts;

//! What is done with many runs of a plan: replications side by side, searches, comparisons, hunts.
//!
//! Everything here runs plans by the one path of [`run`] and reads what comes of them; nothing knows flags, prints, or
//! opens a file of its own accord.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - [`limits`]: what has a limit here.
//! - [`theory`]: exact results of queueing theory.
//! - [`caught`]: where a panic of our own ends.
//! - [`comparison`]: runs held against each other.
//! - [`run`]: the replications of a plan, side by side.
//! - [`rehearsal`]: the beginning of a run, for what it shows of scripts and of how long work takes.
//! - [`planning`]: searches for the number of agents, and for the load that they can take.
//! - [`validation`]: runs held against theory.
//! - [`packed`]: a scenario with all its files, to be run again.
//! - [`hunt`]: many seeds, and the least that shows what one of them found.

pub mod limits;

pub mod theory;

pub mod caught;

pub mod comparison;

pub mod run;

pub mod rehearsal;

pub mod planning;

pub mod validation;

pub mod packed;

pub mod hunt;

pub use rushhour_report::TOOL;

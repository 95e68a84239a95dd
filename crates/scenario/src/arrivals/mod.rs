//! Arrivals: when customers come.
//!
//! A kind of arrivals is one file: the keys by which a scenario writes it (`RawRamp`), how they are checked, what they come
//! to in the plan (`Ramp`), and what a plan wants to know of it. At which moments customers come is in the simulation, in a
//! file of the same name. `list` has each kind in one line, and `kind` says what each of them has to say of itself.

// Of what the kinds are made.
mod rows;
mod trace_keys;
mod trace_rows;
mod trace_file;
mod checks;
mod kind;
mod steady;

// The kinds.
pub mod poisson;
pub mod constant;
pub mod ramp;
pub mod profile;
pub mod burst;
pub mod trace;

// All of them.
mod list;

pub use list::{Arrivals, RawArrivals};
pub use steady::RawSteady;

pub use rows::{Rows, TraceRow};
pub use trace_keys::{RawDurations, RawQueueColumn, RawTurnTo};

pub(crate) use trace_file::{TraceFile, read as read_trace};
pub(crate) use trace_rows::FromColumns;

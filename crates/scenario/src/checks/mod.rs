//! What all that checks a scenario needs, whichever key it checks: where problems go, and how names, moments,
//! distributions and CSV files are understood.
//!
//! Each kind of fault and of arrivals checks itself with these; `resolve` checks the rest.

mod context;
mod names;
mod activities;
mod clock;
mod steps;
mod turns;
mod table;
mod times;
mod empirical;
mod distributions;

pub(crate) use activities::away;
pub(crate) use clock::Clock;
pub use context::BuiltIns;
pub(crate) use context::{Context, Inputs, beside};
pub(crate) use distributions::sampler;
pub(crate) use names::check_name;
pub(crate) use steps::{Step, Wrong, lay_out, resolve_steps};
pub(crate) use table::{Row, Table, issue};
pub(crate) use times::{CountedFrom, TimeColumns, Timed, Times, times};
pub(crate) use turns::{Noun, Turn, Turns};

//! The Rhai host: scripts in fibers, limits, and the verbs that scripts know.
//!
//! The simulation makes a [`Host`] of a plan, spawns a [`Fiber`] for each actor and resumes it with the answer to
//! what it asked last. Nothing here knows the time, chance, or the engine's state: a script's every question is a
//! [`request::Request`]. Nothing that a script does may crash the process, and all `unsafe` of the project is here,
//! in the modules of stacks and fibers.

pub mod request;

mod limits;

mod guard;

mod stack;

mod fiber;

mod values;

mod handles;

mod verbs;

mod math;

mod engine;

mod error;

mod syntax;

mod closures;

mod fast_path;

mod expressions;

mod floor;

mod user_invariants;

mod lint;

mod places;

mod compile;

mod host;

mod built_in;

pub use built_in::{
    BUILT_IN_DISTRIBUTIONS, BUILT_IN_SCRIPTS, BuiltIn, BuiltInDistribution, Shape, built_in, load_plan,
};
pub use compile::{ScriptProblem, check, check_plan};
pub use expressions::Expressions;
pub use fiber::{Fiber, Step};
pub use host::Host;
pub use limits::Limits;
pub use user_invariants::{InvariantScripts, Look, UserViolation};
pub use verbs::{VERBS, Verb};

#[cfg(test)]
mod tests;

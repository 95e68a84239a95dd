//! The Rhai host: scripts in fibers, limits, and the verbs that scripts know.
//!
//! The simulation makes a [`Host`] of a plan, spawns a [`Fiber`] for each actor and resumes it with the answer to
//! what it asked last. Nothing here knows the time, chance, or the engine's state: a script's every question is a
//! [`request::Request`]. Nothing that a script does may crash the process. What is `unsafe` here is
//! in the modules of stacks and fibers.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - [`request`] is what goes over the border to the simulation.
//! - What everything is written with: [`limits`], `thrown` and `rejection` (errors that scripts catch), `wording`, `words` (the
//!   tables of verbs), `remedies` (what to do instead of assigning), `position`, `lost` (what an error that cannot be
//!   caught keeps of its place), `shortage` (where the machine ends).
//! - Fibers: `guard` (is there stack left, are there operations left?), `stack`, `closures`, `scene`, `allowance` (what
//!   the scripts of a rehearsal may do together), `shared`, `fiber`. `forms` says
//!   which parameters functions may have that are registered.
//! - What scripts hold: `handles`, `values` for the engine, and `told` for people.
//! - What they read and call: `map_like` (what is read by names), `properties`, `verbs`, `floor` and `stating` (for invariants), `math`, `texts`.
//! - The language: `error`, `places` (where a limit was broken), `engine`, `syntax`, `problem`, `lint`, `compile`, `fast_path`
//!   and `expressions` (what a workflow asks).
//! - Runs: `run`, `host`, `user_invariants`, `check` (before a run), `calls` (what is called by which names), `built_in` (scripts that come with the program).

// What goes over the border to the simulation.
pub mod request;

// What everything below is written with: limits, words, errors.
pub mod limits;

mod thrown;

mod rejection;

mod wording;

mod words;

mod remedies;

mod position;

mod lost;

mod shortage;

// Fibers, and what those of a host share.
mod guard;

mod stack;

mod forms;

mod closures;

mod scene;

mod allowance;

mod shared;

mod fiber;

// What scripts hold, and what it becomes for the engine.
mod handles;

mod values;

mod told;
mod map_like;

// What scripts can read and call.
mod properties;

mod verbs;

mod floor;

mod stating;

mod math;

mod texts;

// The language: errors in words, the engines, what is found before a run.
mod error;

mod places;

mod engine;

mod syntax;

mod problem;

mod lint;

mod compile;

mod fast_path;

mod expressions;

// Runs.
mod run;

mod host;

mod user_invariants;

mod check;

mod calls;

mod built_in;

pub use allowance::{Allowance, is_endless, too_often};
pub use built_in::{built_in, load_plan};
pub use calls::{Call, Calls, actions_of, calls};
pub use check::check_plan;
pub use expressions::Expressions;
pub use fiber::{Fiber, Resumed};
pub use guard::note_allocated;
pub use host::Host;
pub use problem::ScriptProblem;
pub use shortage::{MemoryEnded, Shortage, memory_is_short};
pub use user_invariants::{InvariantScripts, Look, UserViolation};

#[cfg(test)]
mod tests;

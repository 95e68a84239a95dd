//! The host driven directly, with a tiny world that answers by hand.

mod built_in;
mod endings;
mod limits;
mod traps;
mod verbs;
mod wording;
mod words;
pub(crate) mod world;

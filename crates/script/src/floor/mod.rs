//! The floor as invariants of the user's own see it: the state of the platform, to be read.
//!
//! The simulation lends the platform for the length of a look ([`show`]); what a script holds are ids and lists of
//! them, and each reading asks the platform anew. So nothing is copied that nobody asks for, a look costs what it
//! reads, and nothing can be changed. No verb of people is here.

mod entry;
mod list;
mod look;
mod names;
mod rows;

pub(crate) use entry::register;
pub(crate) use look::show;

//! The words that scripts may use, as tables: for error messages, for `check`, and to hold the documentation to.

mod floor;
mod people;

pub(crate) use floor::{LENDS, WORDS, property_names};
pub(crate) use people::{PROPERTIES, STANDARD_NAMES, VERBS, Verb};

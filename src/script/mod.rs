//! The Rhai host: scripts in fibers, limits, and the verbs that scripts know.

pub mod request;

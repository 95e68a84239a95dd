//! Everything that rushhour reads, and the engine, fed with what nobody would write.
//!
//! A [`Target`](drive::Target) makes an input of a tape of bytes and reads it. [`drive`](drive::drive) makes tapes of a seed, so
//! that a run is the same on every machine; it is what `cargo test` and `.ci/run` do. A fuzzer that follows coverage bends the
//! tape instead (`cargo bolero`). `CONTRIBUTING.md` says how either is run for hours, and what to do with what is found.
//!
//! # How the crate is read
//!
//! Each module imports only from those before it.
//!
//! - What inputs are made of: `corpus` (files of the tree), `tape` (draws), `odd` (numbers, characters and signs at their ends).
//! - How they are changed: `text` (lines and words), `tree` (values, by a schema).
//! - What feeds a target: `drive`, with `watch` for runs by hand and `counting` (what reading takes).
//! - What targets share: `shelf` (files in memory), `loading` (a scenario, with all that is said of it).
//! - [`targets`]: what is fed.

#![expect(clippy::print_stdout, reason = "what was fed is told to whoever runs a target")]

// What inputs are made of.
pub mod corpus;
pub mod tape;
pub mod odd;
// How they are changed.
pub mod text;
pub mod tree;
// What feeds a target.
mod watch;
mod counting;
pub mod drive;
// What targets share.
pub mod shelf;
pub mod loading;
// What is fed.
pub mod targets;

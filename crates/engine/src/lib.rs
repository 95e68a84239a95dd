//! The action engine: the system under test.
//!
//! Sans-IO: no clock, no chance, no files, no scripts. Input and the time go in, events and effects come out. One
//! desktop per worker, and one platform that all desktops share.

// Each module imports only from those before it.

// What things are counted in and called.
pub mod units;
pub mod nearest;
pub mod value;
pub mod action;
pub mod skills;
// What a centre is set up with, and what goes into the engine and comes out.
pub mod config;
pub mod predicates;
pub mod event;
pub mod effects;
// The 67 actions: their catalogue, and their payloads.
pub mod catalog;
pub mod payload;
// The state: what all desktops share, and what is on each of them.
pub mod planted;
pub mod platform;
pub mod hooks;
pub mod desktop;
mod invocation;
mod journal;
mod engine;
// What happens to it.
mod operations;
mod views;
mod actions;
mod framework;
mod fault_effects;
mod replay;
// Whether it is as it should be.
pub mod audit;

#[cfg(test)]
mod tests;

pub use engine::Engine;
pub use journal::Recovery;

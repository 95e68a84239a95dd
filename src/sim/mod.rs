//! The simulation: a calendar of virtual time, fibers that act, the engine that answers.

mod observer;

pub use observer::Observer;

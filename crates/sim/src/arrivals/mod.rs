//! Arrivals: the moments at which customers of a population come.
//!
//! Each process yields its moments one at a time and in order, from a stream of its own. A kind of arrivals has a file of its
//! own, by the name that it has in a scenario: what its moments are made of. `process` has all of them.

// Of what the kinds are made.
mod varying;
mod uniform;

// The kinds.
mod constant;
mod poisson;
mod ramp;
mod profile;
mod burst;
mod trace;

// All of them.
mod process;
#[cfg(test)]
mod tests;

pub use process::ArrivalProcess;

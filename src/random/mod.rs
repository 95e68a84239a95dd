//! Chance: distributions, and streams of draws that are found by key and not by order.
//!
//! A scenario names distributions, the simulation draws from them. Nothing else in the program makes a random
//! number.

mod distribution;
mod quantity;
mod sampler;
mod stream;

pub use distribution::{Distribution, DistributionError, Kind};
pub use quantity::Quantity;
pub use sampler::Sampler;
pub use stream::{Stream, StreamKey};

//! Chance: distributions, and streams of draws that are found by key and not by order.
//!
//! A scenario names distributions, the simulation draws from them. Nothing else in the program makes a random
//! number.

mod check;
mod distribution;
mod quantity;
mod sampler;
mod stream;

pub use check::DistributionError;
pub(crate) use distribution::example_of;
pub use distribution::{Distribution, DistributionKind, Empirical};
pub use quantity::{Number, Quantity};
pub use sampler::Sampler;
pub use stream::{Stream, StreamKey};

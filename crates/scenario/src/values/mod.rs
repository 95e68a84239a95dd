//! The values of keys: what scalars, shares and distributions a scenario writes, whichever key they stand under.
//!
//! Read by serde and not checked yet, as all of `raw`, which hands them on.

mod distribution;
mod limits;
mod scalar;
mod share;

pub use distribution::{RawDistribution, RawEmpirical, RawWeights};
pub use limits::PEOPLE_MAX;
pub use scalar::{Bytes, Clock, Moment, OneOrMany, PerTime, RawWarmup, Scalar, Span};
pub use share::Share;

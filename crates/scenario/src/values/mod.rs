//! The values of keys: what scalars, shares and distributions a scenario writes, whichever key they stand under.
//!
//! Read by serde and not checked yet, as all of `raw`, which hands them on.

mod by_days;
mod distribution;
mod scalar;
mod field;
mod share;
mod steps;

pub use by_days::{ByDays, DayItem};
pub use distribution::{RawDistribution, RawEmpirical, RawWeights};
pub(crate) use scalar::named_days;
pub use scalar::{Beginning, Bytes, FirstDay, Moment, OnDays, OneOrMany, PerTime, RawWarmup, Scalar, Span};
pub use share::Share;
pub(crate) use steps::StepKey;
pub use steps::{RawSteps, StepValue};

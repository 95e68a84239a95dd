//! What a comparison is asked for, and why there may be none.

use super::tolerance::Tolerance;

/// What is looked at, and what is demanded.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How much worse things may get.
    pub tolerances: Vec<Tolerance>,
    /// Whether the parts of metrics are looked at too, besides those that thresholds name.
    pub parts: bool,
    /// Whether other scenarios are compared as well.
    pub anyway: bool,
}

/// Why there is no comparison.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CompareError {
    /// What was run is not the same kind of thing.
    #[error("these runs cannot be compared: {}; --anyway does it all the same", .0.join("; "))]
    Other(Vec<String>),
    /// A tolerance that makes no sense here.
    #[error("{0}")]
    Tolerance(String),
}

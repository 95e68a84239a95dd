//! Distributions as a scenario states them, and samplers ready to draw.

use super::Stream;

/// A distribution as a scenario states it.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Constant(f64),
}

/// A distribution that was checked and is ready to draw.
#[derive(Clone, Debug)]
pub struct Sampler(f64);

impl Sampler {
    /// Draws a number: seconds where the distribution was stated in durations.
    pub fn sample(&self, _stream: &mut Stream) -> f64 {
        self.0
    }
}

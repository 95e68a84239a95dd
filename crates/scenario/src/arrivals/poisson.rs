//! `poisson`: at random, independently of each other.

use super::checks::Checks;
use super::kind::Kind;
use super::steady::{self, RawSteady};
use crate::window::Windows;
use rushhour_engine::units::{Rate, SimTime};

/// A Poisson process.
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson {
    /// How often, on average.
    pub rate: Rate,
    /// The parts of the run in which they come, in order of time.
    pub windows: Windows,
}

impl Kind for Poisson {
    type Raw = RawSteady;

    fn resolve(raw: &RawSteady, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let (rate, windows) = steady::resolve(raw, checks);
        Some(Self { rate, windows })
    }
    fn scale(&mut self, factor: f64) {
        self.rate = self.rate.times(factor);
    }
    fn clip(&mut self, end: SimTime) {
        self.windows = self.windows.before(end);
    }
    fn is_steady(&self, end: SimTime) -> bool {
        self.windows == Windows::all(end)
    }
    fn has_random_rate(&self) -> bool {
        true
    }
}

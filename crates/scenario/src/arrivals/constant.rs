//! `constant`: at equal distances.

use super::checks::Checks;
use super::kind::Kind;
use super::steady::{self, RawSteady};
use crate::window::Window;
use rushhour_engine::units::{Rate, SimTime};

/// At equal distances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    /// Customers in a unit of time.
    pub rate: Rate,
    /// The part of the run in which they come.
    pub window: Window,
}

impl Kind for Constant {
    type Raw = RawSteady;

    fn resolve(raw: &RawSteady, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let (rate, window) = steady::resolve(raw, checks);
        Some(Self { rate, window })
    }
    fn scale(&mut self, factor: f64) {
        self.rate = self.rate.times(factor);
    }
    fn clip(&mut self, end: SimTime) {
        self.window = self.window.before(end);
    }
    fn is_steady(&self, end: SimTime) -> bool {
        steady::is_all(self.window, end)
    }
    fn has_random_rate(&self) -> bool {
        false
    }
}

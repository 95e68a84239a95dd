//! `poisson`: at random, independently of each other.

use super::varying::{Piece, Varying};
use rushhour_engine::units::SimTime;
use rushhour_scenario::arrivals::poisson::Poisson;

/// One piece, as long as they come.
pub(super) fn process(poisson: &Poisson, until: SimTime) -> Varying {
    let rate = poisson.rate.as_per_second();
    Varying::new(vec![Piece::new(poisson.window.from, until, rate, rate)])
}

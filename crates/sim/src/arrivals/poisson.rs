//! `poisson`: at random, independently of each other.

use super::varying::{Piece, Varying};
use rushhour_engine::units::SimTime;
use rushhour_scenario::arrivals::poisson::Poisson;

/// A piece for each part of the run in which they come.
pub(super) fn process(poisson: &Poisson, end: SimTime) -> Varying {
    let rate = poisson.rate.as_per_second();
    let pieces = poisson.windows.iter().map(|window| window.before(end));
    Varying::new(pieces.map(|window| Piece::new(window.from, window.until, rate, rate)).collect())
}

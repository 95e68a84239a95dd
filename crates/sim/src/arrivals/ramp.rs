//! `ramp`: at a rate that moves in straight lines.

use super::varying::{Piece, Varying};
use rushhour_engine::units::{Rate, SimSpan, SimTime};
use rushhour_scenario::arrivals::ramp::Ramp;

/// A piece for each stage.
pub(super) fn process(ramp: &Ramp) -> Varying {
    let mut at = SimTime::ZERO;
    let mut rate = ramp.from;
    let piece = |(over, to): &(SimSpan, Rate)| {
        let piece = Piece::new(at, at + *over, rate.as_per_second(), to.as_per_second());
        (at, rate) = (at + *over, *to);
        piece
    };
    Varying::new(ramp.stages.iter().map(piece).collect())
}

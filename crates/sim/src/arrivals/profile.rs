//! `profile`: at a rate that changes in steps over the day.

use super::varying::{Piece, Varying};
use rushhour_engine::units::{Rate, SimTime};
use rushhour_scenario::arrivals::profile::Profile;

/// A piece for each step, the last one until `end`.
pub(super) fn process(Profile { steps }: &Profile, end: SimTime) -> Varying {
    let until = |place: usize| steps.get(place + 1).map_or(end, |(at, _)| *at);
    let piece = |(place, (at, rate)): (usize, &(SimTime, Rate))| {
        Piece::new(*at, until(place).max(*at), rate.as_per_second(), rate.as_per_second())
    };
    Varying::new(steps.iter().enumerate().map(piece).collect())
}

//! `burst`: so many, at once or within a span.

use super::uniform::{Known, uniform_moments};
use rushhour_scenario::arrivals::burst::Burst;
use rushhour_scenario::random::Stream;

/// All of them are drawn at the beginning.
pub(super) fn process(burst: &Burst, stream: &mut Stream) -> Known {
    Known(uniform_moments(stream, burst.at, burst.over, burst.count))
}

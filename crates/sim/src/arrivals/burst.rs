//! `burst`: so many, at once or within a span.

use super::uniform::{Known, uniform_moments};
use rushhour_scenario::arrivals::burst::Burst;
use rushhour_scenario::random::Stream;

/// All of them are drawn at the beginning.
pub(super) fn process(burst: &Burst, stream: &mut Stream) -> Known {
    let mut moments: Vec<_> =
        burst.at.iter().flat_map(|at| uniform_moments(stream, *at, burst.over, burst.count)).collect();
    // Latest first; where one burst is not over when the next begins, they are mixed.
    moments.sort_unstable_by(|a, b| b.cmp(a));
    Known(moments)
}

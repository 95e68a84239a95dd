//! Uniformly random moments, and moments that are known beforehand.

use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::random::Stream;

/// Moments that are known beforehand, latest first.
#[derive(Debug)]
pub(super) struct Known(pub(super) Vec<SimTime>);

impl Known {
    pub(super) fn next(&mut self) -> Option<SimTime> {
        self.0.pop()
    }
}

/// So many uniformly random moments of a span, latest first.
pub(super) fn uniform_moments(stream: &mut Stream, from: SimTime, over: SimSpan, count: u32) -> Vec<SimTime> {
    let moment = |_| {
        let offset = (stream.unit() * over.as_ns() as f64) as u64;
        from + SimSpan::from_ns(offset.min(over.as_ns().saturating_sub(1)))
    };
    let mut moments: Vec<SimTime> = (0..count).map(moment).collect();
    moments.sort_unstable_by(|a, b| b.cmp(a));
    moments
}

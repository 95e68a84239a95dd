//! `constant`: at equal distances.

use rushhour_engine::units::{Rate, SimSpan, SimTime};
use rushhour_scenario::arrivals::constant::Constant;

/// Moments at equal distances; counted, so that rounding does not add up.
#[derive(Debug)]
pub(super) struct Regular {
    from: SimTime,
    rate: Rate,
    made: u64,
}

impl Regular {
    pub(super) const fn new(constant: &Constant) -> Self {
        Self { from: constant.window.from, rate: constant.rate, made: 0 }
    }
    pub(super) fn next(&mut self) -> Option<SimTime> {
        // At a rate of zero nobody comes, not even at the beginning.
        if self.rate.as_per_second() <= 0.0 {
            return None;
        }
        let gap = SimSpan::from_secs_f64(self.made as f64 / self.rate.as_per_second())?;
        self.made += 1;
        Some(self.from + gap)
    }
}

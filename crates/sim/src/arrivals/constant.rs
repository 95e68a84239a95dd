//! `constant`: at equal distances.

use rushhour_engine::units::{Rate, SimSpan, SimTime};
use rushhour_scenario::arrivals::constant::Constant;
use rushhour_scenario::window::Windows;

/// Moments at equal distances in each part of the run; counted, so that rounding does not add up.
#[derive(Debug)]
pub(super) struct Regular {
    windows: Windows,
    place: usize,
    rate: Rate,
    made: u64,
}

impl Regular {
    pub(super) fn new(constant: &Constant) -> Self {
        Self { windows: constant.windows.clone(), place: 0, rate: constant.rate, made: 0 }
    }
    pub(super) fn next(&mut self) -> Option<SimTime> {
        // At a rate of zero nobody comes, not even at the beginning.
        if self.rate.as_per_second() <= 0.0 {
            return None;
        }
        loop {
            let window = self.windows.get(self.place)?;
            let gap = SimSpan::from_secs_f64(self.made as f64 / self.rate.as_per_second());
            match gap.map(|gap| window.from + gap).filter(|at| *at < window.until) {
                Some(at) => {
                    self.made += 1;
                    return Some(at);
                }
                None => (self.place, self.made) = (self.place + 1, 0),
            }
        }
    }
}

//! Numbers that are one amount over another: shares, and means over time.

use super::span::Measured;
use rushhour_engine::units::{SimSpan, SimTime};

/// A numerator over a denominator: counts for shares, nanoseconds for what is weighted by time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// What is counted or weighed.
    pub numerator: u128,
    /// Out of what.
    pub denominator: u128,
}

impl Ratio {
    /// One more case, which counts or does not.
    pub fn count(&mut self, counts: bool) {
        self.numerator += u128::from(counts);
        self.denominator += 1;
    }
    /// So much more time, which counts or does not.
    pub fn time(&mut self, span: SimSpan, counts: bool) {
        self.numerator += if counts { u128::from(span.as_ns()) } else { 0 };
        self.denominator += u128::from(span.as_ns());
    }
    /// Takes in another one's cases.
    pub fn merge(&mut self, other: &Self) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }
    /// Its value; `None` where nothing was counted.
    pub fn value(&self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// How many of something there are, integrated over the measured time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    level: u64,
    since: SimTime,
    /// In nanoseconds times how many.
    integral: u128,
}

impl Level {
    /// One more from now on.
    pub(super) fn up(&mut self, measured: Measured, at: SimTime) {
        self.advance(measured, at);
        self.level += 1;
    }
    /// One fewer from now on.
    pub(super) fn down(&mut self, measured: Measured, at: SimTime) {
        self.advance(measured, at);
        assert!(self.level > 0, "one fewer of what there is none of");
        self.level -= 1;
    }
    /// Its mean over the measured time, as an integral over a time.
    pub(super) fn mean(mut self, measured: Measured, ended_at: SimTime) -> Ratio {
        self.advance(measured, ended_at);
        let time = measured.overlap(SimTime::ZERO, ended_at);
        Ratio { numerator: self.integral, denominator: u128::from(time.as_ns()) }
    }
    fn advance(&mut self, measured: Measured, at: SimTime) {
        self.integral += u128::from(self.level) * u128::from(measured.overlap(self.since, at).as_ns());
        self.since = at;
    }
}

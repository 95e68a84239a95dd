//! Poisson processes whose rate moves in straight lines.
//!
//! They are made by inverting the integral of the rate (Çinlar's method), so that a draw is used for one arrival and
//! variants of a scenario stay comparable.

use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::random::Stream;

/// A rate that moves in straight lines between the moments of its pieces.
#[derive(Debug)]
pub(super) struct Varying {
    pieces: Vec<Piece>,
    place: usize,
    at_s: f64,
}

/// A piece of a varying rate: from `from_s` to `to_s` seconds it moves from `low` to `high` a second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    from_s: f64,
    to_s: f64,
    start: f64,
    end: f64,
}

impl Varying {
    /// From its beginning. The pieces are in order of time.
    pub(super) fn new(pieces: Vec<Piece>) -> Self {
        let at_s = pieces.first().map_or(0.0, |piece| piece.from_s);
        Self { pieces, place: 0, at_s }
    }
    /// Multiplies the rate.
    pub(super) fn scale(&mut self, factor: f64) {
        for piece in &mut self.pieces {
            piece.start *= factor;
            piece.end *= factor;
        }
    }
    pub(super) fn next(&mut self, stream: &mut Stream) -> Option<SimTime> {
        // A unit-rate process in the space of the integrated rate.
        let mut left = -libm::log1p(-stream.unit());
        while let Some(piece) = self.pieces.get(self.place) {
            let begin = self.at_s.max(piece.from_s);
            let rest = piece.expected(begin, piece.to_s);
            if left < rest {
                self.at_s = piece.invert(begin, left).clamp(begin, piece.to_s);
                return SimSpan::from_secs_f64(self.at_s).map(|span| SimTime::ZERO + span);
            }
            left -= rest;
            self.place += 1;
        }
        None
    }
}

impl Piece {
    pub(super) fn new(from: SimTime, to: SimTime, start: f64, end: f64) -> Self {
        Self { from_s: from.as_secs_f64(), to_s: to.as_secs_f64(), start, end }
    }
    fn slope(&self) -> f64 {
        if self.to_s > self.from_s { (self.end - self.start) / (self.to_s - self.from_s) } else { 0.0 }
    }
    fn rate_at(&self, at_s: f64) -> f64 {
        self.start + self.slope() * (at_s - self.from_s)
    }
    /// How many are expected between two moments of the piece.
    fn expected(&self, from_s: f64, to_s: f64) -> f64 {
        (self.rate_at(from_s) + self.rate_at(to_s)) / 2.0 * (to_s - from_s).max(0.0)
    }
    /// The moment by which `expected` more have come, counted from a moment of the piece.
    fn invert(&self, from_s: f64, expected: f64) -> f64 {
        let (rate, slope) = (self.rate_at(from_s), self.slope());
        // rate·t + slope·t²/2 = expected, in the form that also holds for a slope of zero.
        let root = (rate * rate + 2.0 * slope * expected).max(0.0).sqrt();
        from_s + 2.0 * expected / (rate + root)
    }
}

//! Arrivals: the moments at which customers of a population come.
//!
//! Each process yields its moments one at a time and in order, from a stream of its own. Poisson processes with a
//! varying rate are made by inverting the integral of the rate (Çinlar's method), so that a draw is used for one
//! arrival and variants of a scenario stay comparable.

use std::sync::Arc;

use rushhour_engine::units::{Rate, SimSpan, SimTime};
use rushhour_scenario::plan::{Arrivals, Plan, Population};
use rushhour_scenario::random::{Stream, StreamKey};

/// One arrival process at work.
#[derive(Debug)]
pub struct ArrivalProcess {
    source: Source,
    /// Whether its rate can be multiplied.
    is_random: bool,
    stream: Stream,
    /// Nobody comes from here on.
    until: SimTime,
}

#[derive(Debug)]
enum Source {
    /// At equal distances; counted, so that rounding does not add up.
    Regular { from: SimTime, rate: Rate, made: u64 },
    /// A rate that moves in straight lines between the moments of `pieces`.
    Varying { pieces: Vec<Piece>, place: usize, at_s: f64 },
    /// Moments that are known beforehand, latest first.
    Known(Vec<SimTime>),
    /// So many in each interval; `drawn` are those of the current one, latest first.
    Counted { intervals: Arc<Vec<(SimTime, SimSpan, u32)>>, place: usize, drawn: Vec<SimTime> },
}

/// A piece of a varying rate: from `from_s` to `to_s` seconds it moves from `low` to `high` a second.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from_s: f64,
    to_s: f64,
    start: f64,
    end: f64,
}

impl ArrivalProcess {
    /// The process of these arrivals, which are those at this place of a population, in a replication of a plan. Its draws
    /// are keyed by all of these.
    pub fn of(plan: &Plan, replication: u32, population: &Population, place: usize, arrivals: &Arrivals) -> Self {
        let key = StreamKey {
            seed: plan.seed,
            replication,
            owner: &population.name,
            index: place as u64,
            purpose: "arrivals",
        };
        Self::new(arrivals, Stream::new(&key), plan.duration)
    }

    /// The process of these arrivals in a run whose arrivals stop at `duration`.
    fn new(arrivals: &Arrivals, mut stream: Stream, duration: SimSpan) -> Self {
        let end = SimTime::ZERO + duration;
        let (source, until) = match arrivals {
            Arrivals::Constant { rate, window } => {
                (Source::Regular { from: window.from, rate: *rate, made: 0 }, window.until.min(end))
            }
            Arrivals::Poisson { rate, window } => {
                let until = window.until.min(end);
                let rate = rate.as_per_second();
                (Source::varying(vec![Piece::new(window.from, until, rate, rate)]), until)
            }
            Arrivals::Ramp { from, stages } => (Source::varying(ramp(*from, stages)), end),
            Arrivals::Profile { steps } => (Source::varying(profile(steps, end)), end),
            Arrivals::Burst { at, count, over } => {
                (Source::Known(uniform_moments(&mut stream, *at, *over, *count)), end)
            }
            Arrivals::Counted { intervals } => {
                let intervals = Arc::clone(intervals);
                (Source::Counted { intervals, place: 0, drawn: Vec::new() }, end)
            }
            Arrivals::Recorded { moments } => (Source::Known(moments.iter().rev().copied().collect()), end),
        };
        Self { source, is_random: arrivals.is_random(), stream, until }
    }

    /// The same with its random rate multiplied; what is regular, counted or recorded stays as it is.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        if !self.is_random {
            return self;
        }
        let Source::Varying { pieces, .. } = &mut self.source else {
            unreachable!("what is random has a rate that varies");
        };
        for piece in pieces {
            piece.start *= factor;
            piece.end *= factor;
        }
        self
    }
}

impl Iterator for ArrivalProcess {
    type Item = SimTime;

    /// The next arrival; `None` when nobody comes any more.
    fn next(&mut self) -> Option<SimTime> {
        let at = self.source.next(&mut self.stream)?;
        (at < self.until).then_some(at)
    }
}

impl Source {
    fn varying(pieces: Vec<Piece>) -> Self {
        let at_s = pieces.first().map_or(0.0, |piece| piece.from_s);
        Self::Varying { pieces, place: 0, at_s }
    }

    fn next(&mut self, stream: &mut Stream) -> Option<SimTime> {
        match self {
            Self::Regular { from, rate, made } => {
                let gap = SimSpan::from_secs_f64(*made as f64 / rate.as_per_second())?;
                *made += 1;
                Some(*from + gap)
            }
            Self::Varying { pieces, place, at_s } => {
                // A unit-rate process in the space of the integrated rate.
                let mut left = -libm::log1p(-stream.unit());
                while let Some(piece) = pieces.get(*place) {
                    let begin = at_s.max(piece.from_s);
                    let rest = piece.expected(begin, piece.to_s);
                    if left < rest {
                        *at_s = piece.invert(begin, left).clamp(begin, piece.to_s);
                        return SimSpan::from_secs_f64(*at_s).map(|span| SimTime::ZERO + span);
                    }
                    left -= rest;
                    *place += 1;
                }
                None
            }
            Self::Known(moments) => moments.pop(),
            Self::Counted { intervals, place, drawn } => loop {
                if let Some(at) = drawn.pop() {
                    return Some(at);
                }
                let (from, over, calls) = *intervals.get(*place)?;
                *place += 1;
                *drawn = uniform_moments(stream, from, over, calls);
            },
        }
    }
}

/// So many uniformly random moments of a span, latest first.
fn uniform_moments(stream: &mut Stream, from: SimTime, over: SimSpan, count: u32) -> Vec<SimTime> {
    let moment = |_| {
        let offset = (stream.unit() * over.as_ns() as f64) as u64;
        from + SimSpan::from_ns(offset.min(over.as_ns().saturating_sub(1)))
    };
    let mut moments: Vec<SimTime> = (0..count).map(moment).collect();
    moments.sort_unstable_by(|a, b| b.cmp(a));
    moments
}

fn ramp(from: Rate, stages: &[(SimSpan, Rate)]) -> Vec<Piece> {
    let mut at = SimTime::ZERO;
    let mut rate = from;
    let piece = |(over, to): &(SimSpan, Rate)| {
        let piece = Piece::new(at, at + *over, rate.as_per_second(), to.as_per_second());
        (at, rate) = (at + *over, *to);
        piece
    };
    stages.iter().map(piece).collect()
}

fn profile(steps: &[(SimTime, Rate)], end: SimTime) -> Vec<Piece> {
    let until = |place: usize| steps.get(place + 1).map_or(end, |(at, _)| *at);
    let piece = |(place, (at, rate)): (usize, &(SimTime, Rate))| {
        Piece::new(*at, until(place).max(*at), rate.as_per_second(), rate.as_per_second())
    };
    steps.iter().enumerate().map(piece).collect()
}

impl Piece {
    fn new(from: SimTime, to: SimTime, start: f64, end: f64) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_scenario::window::Window;

    const HOUR: SimSpan = SimSpan::from_secs(3600);

    fn moments(arrivals: &Arrivals, seed: u64) -> Vec<f64> {
        let key = StreamKey { seed, replication: 0, owner: "callers", index: 0, purpose: "arrivals" };
        let process = ArrivalProcess::new(arrivals, Stream::new(&key), HOUR);
        process.map(SimTime::as_secs_f64).collect()
    }

    fn rate(per_hour: f64) -> Rate {
        Rate::per_hour(per_hour).unwrap()
    }

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimSpan::from_secs(seconds)
    }

    fn hour() -> Window {
        Window { from: SimTime::ZERO, until: at(3600) }
    }

    #[test]
    fn constant_arrivals_keep_their_distance_for_a_whole_day() {
        let moments = moments(&Arrivals::Constant { rate: rate(7.0), window: hour() }, 1);
        assert_eq!(moments.len(), 7);
        assert!((moments[6] - 6.0 * 3600.0 / 7.0).abs() < 1e-6);
    }

    #[test]
    fn a_poisson_process_has_its_rate_and_its_spread() {
        let counts: Vec<f64> = (0..400)
            .map(|seed| moments(&Arrivals::Poisson { rate: rate(100.0), window: hour() }, seed).len() as f64)
            .collect();
        let mean = counts.iter().sum::<f64>() / 400.0;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 399.0;
        assert!((mean - 100.0).abs() < 2.0, "{mean}");
        assert!((variance - 100.0).abs() < 25.0, "{variance}");
    }

    #[test]
    fn a_scaled_process_has_so_many_times_the_arrivals() {
        let poisson = Arrivals::Poisson { rate: rate(1000.0), window: hour() };
        let count = |factor: f64| {
            let key = StreamKey { seed: 3, replication: 0, owner: "callers", index: 0, purpose: "arrivals" };
            ArrivalProcess::new(&poisson, Stream::new(&key), HOUR).scaled(factor).count() as f64
        };
        assert!((count(2.0) / count(1.0) - 2.0).abs() < 0.2);
        let regular = Arrivals::Constant { rate: rate(60.0), window: hour() };
        let key = StreamKey { seed: 3, replication: 0, owner: "callers", index: 0, purpose: "arrivals" };
        assert_eq!(ArrivalProcess::new(&regular, Stream::new(&key), HOUR).scaled(2.0).count(), 60);
    }

    #[test]
    fn a_ramp_comes_up_in_a_straight_line() {
        let stages = vec![(HOUR, rate(8000.0))];
        let moments = moments(&Arrivals::Ramp { from: rate(0.0), stages }, 3);
        let first_half = moments.iter().filter(|at| **at < 1800.0).count() as f64;
        assert!((moments.len() as f64 - 4000.0).abs() < 200.0, "{}", moments.len());
        assert!((first_half / moments.len() as f64 - 0.25).abs() < 0.03, "{first_half}");
        assert!(moments.is_sorted());
    }

    #[test]
    fn a_profile_changes_in_steps_and_rests_at_zero() {
        let steps = vec![(at(600), rate(3600.0)), (at(1200), rate(0.0)), (at(3000), rate(7200.0))];
        let moments = moments(&Arrivals::Profile { steps }, 4);
        let within = |from: f64, to: f64| moments.iter().filter(|at| (from..to).contains(*at)).count();
        assert_eq!((within(0.0, 600.0), within(1200.0, 3000.0)), (0, 0));
        assert!((within(600.0, 1200.0) as f64 - 600.0).abs() < 100.0);
        assert!((within(3000.0, 3600.0) as f64 - 1200.0).abs() < 140.0);
    }

    #[test]
    fn what_was_counted_comes_exactly_within_each_interval() {
        let five_minutes = SimSpan::from_secs(300);
        let intervals =
            Arc::new(vec![(at(0), five_minutes, 3), (at(300), five_minutes, 0), (at(600), five_minutes, 500)]);
        let moments = moments(&Arrivals::Counted { intervals }, 5);
        assert_eq!(moments.iter().filter(|at| **at < 300.0).count(), 3);
        assert_eq!(moments.iter().filter(|at| (600.0..900.0).contains(*at)).count(), 500);
        assert_eq!(moments.len(), 503);
        assert!(moments.is_sorted());
    }

    #[test]
    fn a_burst_is_all_at_once_or_spread() {
        let at_once = Arrivals::Burst { at: at(60), count: 4, over: SimSpan::ZERO };
        assert_eq!(moments(&at_once, 6), [60.0; 4]);
        let spread = moments(&Arrivals::Burst { at: at(60), count: 100, over: SimSpan::from_secs(60) }, 6);
        assert!(spread.len() == 100 && spread.iter().all(|at| (60.0..120.0).contains(at)));
    }

    #[test]
    fn nobody_comes_after_the_end() {
        let late = Arrivals::Recorded { moments: Arc::new(vec![at(1), at(3599), at(3600), at(9999)]) };
        assert_eq!(moments(&late, 7), [1.0, 3599.0]);
    }
}

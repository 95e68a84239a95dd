//! `trace`: as counted, recorded or forecast.

use std::sync::Arc;

use super::uniform::uniform_moments;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::arrivals::trace::{Calls, Coming, Interval, Trace};
use rushhour_scenario::random::Stream;

/// The moments of a trace, each with the place of its row.
#[derive(Debug)]
pub(super) enum Traced {
    /// So many in each interval.
    Counted(Counted),
    /// Those that were recorded, from the next one on.
    Recorded { moments: Arc<Vec<(SimTime, u32)>>, next: usize },
}

/// Intervals, drawn one after the other.
#[derive(Debug)]
pub(super) struct Counted {
    intervals: Arc<Vec<Interval>>,
    factor: f64,
    next: usize,
    /// Moments of the intervals that have begun, latest first. Intervals of several queues may lie over each other.
    drawn: Vec<(SimTime, u32)>,
}

impl Traced {
    pub(super) fn new(trace: &Trace) -> Self {
        match &trace.coming {
            Coming::Counted(intervals) => {
                let (intervals, factor) = (Arc::clone(intervals), trace.factor);
                Self::Counted(Counted { intervals, factor, next: 0, drawn: Vec::new() })
            }
            Coming::Recorded(moments) => Self::Recorded { moments: Arc::clone(moments), next: 0 },
        }
    }
    /// Multiplies the means of numbers that are drawn.
    pub(super) fn scale(&mut self, by: f64) {
        match self {
            Self::Counted(counted) => counted.factor *= by,
            Self::Recorded { .. } => {}
        }
    }
    pub(super) fn next(&mut self, stream: &mut Stream) -> Option<(SimTime, u32)> {
        match self {
            Self::Counted(counted) => counted.next(stream),
            Self::Recorded { moments, next } => {
                let moment = moments.get(*next).copied();
                *next += 1;
                moment
            }
        }
    }
}

impl Counted {
    fn next(&mut self, stream: &mut Stream) -> Option<(SimTime, u32)> {
        while let Some(interval) = self.intervals.get(self.next)
            && self.drawn.last().is_none_or(|(at, _)| interval.from <= *at)
        {
            let row = u32::try_from(self.next).unwrap_or(u32::MAX);
            self.next += 1;
            let moments = match interval.calls {
                Calls::Exactly(count) => uniform_moments(stream, interval.from, interval.length, count),
                Calls::Poisson(mean) => {
                    poisson_moments(stream, interval.from, interval.length, mean * self.factor)
                }
            };
            let is_alone = self.drawn.is_empty();
            self.drawn.extend(moments.into_iter().map(|at| (at, row)));
            if !is_alone {
                self.drawn.sort_unstable_by(|a, b| b.cmp(a));
            }
        }
        self.drawn.pop()
    }
}

/// The moments of a Poisson process that has so many on average in a span, latest first: a draw for each, and one more.
fn poisson_moments(stream: &mut Stream, from: SimTime, over: SimSpan, mean: f64) -> Vec<SimTime> {
    let mut moments = Vec::new();
    let mut passed = 0.0;
    loop {
        passed -= libm::log1p(-stream.unit());
        if passed >= mean {
            break;
        }
        let offset = (passed / mean * over.as_ns() as f64) as u64;
        moments.push(from + SimSpan::from_ns(offset.min(over.as_ns().saturating_sub(1))));
    }
    moments.reverse();
    moments
}

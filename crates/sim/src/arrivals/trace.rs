//! `trace`: as counted or recorded.

use std::sync::Arc;

use super::uniform::{Known, uniform_moments};
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::arrivals::trace::Trace;
use rushhour_scenario::random::Stream;

/// The moments of a trace.
#[derive(Debug)]
pub(super) enum Traced {
    /// So many in each interval; `drawn` are those of the current one, latest first.
    Counted {
        intervals: Arc<Vec<(SimTime, SimSpan, u32)>>,
        place: usize,
        drawn: Vec<SimTime>,
    },
    Recorded(Known),
}

impl Traced {
    pub(super) fn new(trace: &Trace) -> Self {
        match trace {
            Trace::Counted { intervals } => {
                Self::Counted { intervals: Arc::clone(intervals), place: 0, drawn: Vec::new() }
            }
            Trace::Recorded { moments } => Self::Recorded(Known(moments.iter().rev().copied().collect())),
        }
    }
    pub(super) fn next(&mut self, stream: &mut Stream) -> Option<SimTime> {
        match self {
            Self::Counted { intervals, place, drawn } => loop {
                if let Some(at) = drawn.pop() {
                    return Some(at);
                }
                let (from, over, calls) = *intervals.get(*place)?;
                *place += 1;
                *drawn = uniform_moments(stream, from, over, calls);
            },
            Self::Recorded(known) => known.next(),
        }
    }
}

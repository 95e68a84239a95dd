//! What is said where a run goes on beyond what it was given: a ramp or a trace that ends before it does.
//!
//! That a queue is left alone while customers come is told by those who reckon with load and people.

use rushhour_engine::units::{Rate, SimSpan, SimTime};

use super::super::plan::{Population, PopulationKind};
use super::moments::Moments;
use crate::arrivals::Arrivals;
use crate::arrivals::ramp::Ramp;
use crate::arrivals::trace::Trace;
use crate::checks::Clock;

/// A recorded trace has come to an end when so many of its usual gaps pass without anybody.
const GAPS: u64 = 20;

/// Adds a warning for each kind of arrivals that stops in the middle of the run without having been told to.
pub(super) fn warn(populations: &[Population], clock: &Clock, warnings: &mut Vec<String>) {
    let moments = Moments::of(clock);
    for population in populations {
        let PopulationKind::Customers(customers) = &population.kind else { continue };
        let ended = customers.arrivals.iter().filter_map(|arrivals| ended(arrivals, clock.end()));
        for (what, at) in ended {
            let (name, at, end) = (&population.name, moments.label(at), moments.label(clock.end()));
            warnings.push(format!("of the customers `{name}` {what} ends at {at}, and none come by it until the run ends at {end}"));
        }
    }
}

/// What ends before the run, and when.
fn ended(arrivals: &Arrivals, end: SimTime) -> Option<(&'static str, SimTime)> {
    let (what, at) = match arrivals {
        Arrivals::Ramp(ramp) => ("the ramp", end_of_ramp(ramp)?),
        Arrivals::Trace(trace) => ("the trace", end_of_trace(trace, end)?),
        // Each says itself until when it lasts, or lasts until the end.
        Arrivals::Constant(_) | Arrivals::Poisson(_) | Arrivals::Profile(_) | Arrivals::Burst(_) => return None,
    };
    (at < end).then_some((what, at))
}

/// When a ramp ends. One that has come down to nothing was meant to.
fn end_of_ramp(ramp: &Ramp) -> Option<SimTime> {
    let (_, last) = ramp.stages.last()?;
    let length = |at: SimTime, (over, _): &(SimSpan, Rate)| at + *over;
    (last.as_per_second() > 0.0).then(|| ramp.stages.iter().fold(SimTime::ZERO, length))
}

/// When a trace ends. Of one that has single arrivals only a long silence says that.
fn end_of_trace(trace: &Trace, end: SimTime) -> Option<SimTime> {
    match trace {
        Trace::Counted { intervals } => intervals.last().map(|(from, length, _)| *from + *length),
        Trace::Recorded { moments } => {
            let (first, last) = (moments.first()?, moments.last()?);
            let gap = last.since(*first).as_ns() / u64::try_from(moments.len()).unwrap_or(u64::MAX).max(1);
            (end.since(*last).as_ns() > gap.saturating_mul(GAPS)).then_some(*last)
        }
    }
}

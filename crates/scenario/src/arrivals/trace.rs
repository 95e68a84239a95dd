//! `trace`: as recorded, in a CSV file.

use std::sync::Arc;

use super::checks::Checks;
use super::kind::Kind;
use super::trace_file::TraceFile;
use rushhour_engine::units::{SimSpan, SimTime};

pub use super::trace_file::RawTrace;

/// Recorded arrivals have come to an end when so many of their usual gaps pass without anybody.
const GAPS: u64 = 20;

/// What was counted or recorded.
#[derive(Clone, Debug, PartialEq)]
pub enum Trace {
    /// What was counted: exactly that many in each interval, at uniformly random moments of it.
    Counted {
        /// In order of time: beginning, length and number.
        intervals: Arc<Vec<(SimTime, SimSpan, u32)>>,
    },
    /// What was recorded: at exactly these moments.
    Recorded {
        /// In order of time.
        moments: Arc<Vec<SimTime>>,
    },
}

impl Kind for Trace {
    type Raw = RawTrace;

    fn resolve(_: &RawTrace, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let trace = checks.trace?;
        let Some(base) = trace.base(checks.clock.starts_at) else {
            let starts_at = checks.clock.starts_at.map(|it| it.time).unwrap_or_default();
            let message = format!("the trace begins before the run does ({starts_at})");
            checks.context.issues.add(
                &checks.path,
                message,
                "leave `starts_at` out, or set it to the trace's beginning",
            );
            return None;
        };
        let moment =
            |span: SimSpan| SimTime::ZERO + SimTime::from_ns(span.as_ns()).since(SimTime::from_ns(base.as_ns()));
        Some(match trace {
            TraceFile::Counted { intervals, .. } => Self::Counted {
                intervals: Arc::new(
                    intervals.iter().map(|(start, length, calls)| (moment(*start), *length, *calls)).collect(),
                ),
            },
            TraceFile::Recorded { moments, .. } => {
                Self::Recorded { moments: Arc::new(moments.iter().map(|at| moment(*at)).collect()) }
            }
        })
    }
    fn scale(&mut self, _: f64) {}
    /// Of single arrivals only a long silence says that there are no more.
    fn ends_early(&self, end: SimTime) -> Option<(&'static str, SimTime)> {
        let at = match self {
            Self::Counted { intervals } => intervals.last().map(|(from, length, _)| *from + *length),
            Self::Recorded { moments } => {
                let (first, last) = (moments.first()?, moments.last()?);
                let gap = last.since(*first).as_ns() / u64::try_from(moments.len()).unwrap_or(u64::MAX).max(1);
                (end.since(*last).as_ns() > gap.saturating_mul(GAPS)).then_some(*last)
            }
        };
        at.map(|at| ("the trace", at))
    }
    fn is_steady(&self, _: SimTime) -> bool {
        false
    }
    fn has_random_rate(&self) -> bool {
        false
    }
}

//! `trace`: as recorded, in a CSV file.

use std::sync::Arc;

use super::checks::Checks;
use super::kind::Kind;
use super::rows::{Rows, TraceRow};
use super::trace_file::Content;
use rushhour_engine::units::{SimSpan, SimTime};

pub use super::trace_file::Calls;
pub use super::trace_keys::{RawColumns, RawCounts, RawDurations, RawTrace};

/// Recorded arrivals have come to an end when so many of their usual gaps pass without anybody.
const GAPS: u64 = 20;

/// What was counted, recorded or forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Who comes when.
    pub coming: Coming,
    /// By how much the means of numbers that are drawn are multiplied.
    pub factor: f64,
    rows: Option<Arc<Rows>>,
}

/// Who comes when, by a trace. Each has the place of their row.
#[derive(Clone, Debug, PartialEq)]
pub enum Coming {
    /// So many in each interval, at uniformly random moments of it; in the order in which intervals begin.
    Counted(Arc<Vec<Interval>>),
    /// Somebody at exactly each of these moments, in order of time.
    Recorded(Arc<Vec<(SimTime, u32)>>),
}

/// An interval, and how many come in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// When it begins.
    pub from: SimTime,
    /// How long it is.
    pub length: SimSpan,
    /// How many come.
    pub calls: Calls,
}

impl Trace {
    /// Somebody at each of these moments, with the rows of another trace.
    pub(super) fn recorded(moments: Vec<(SimTime, u32)>, rows: Option<Arc<Rows>>) -> Self {
        Self { coming: Coming::Recorded(Arc::new(moments)), factor: 1.0, rows }
    }
    /// In these intervals so many, of whom no rows are known.
    pub fn of_intervals(intervals: Vec<Interval>) -> Self {
        Self { coming: Coming::Counted(Arc::new(intervals)), factor: 1.0, rows: None }
    }
    /// At these moments, in order of time, somebody of whom no row is known.
    pub fn of_moments(moments: Vec<SimTime>) -> Self {
        Self::recorded((0..).zip(moments).map(|(row, at)| (at, row)).collect(), None)
    }
    /// The row at this place.
    pub fn row(&self, place: u32) -> Option<TraceRow> {
        self.rows.as_ref().map(|rows| TraceRow::new(rows, place))
    }
    /// Its rows.
    pub(super) fn rows(&self) -> Option<&Arc<Rows>> {
        self.rows.as_ref()
    }
}

impl Kind for Trace {
    type Raw = RawTrace;

    fn resolve(_: &RawTrace, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let trace = checks.trace?;
        let Some(shift) = trace.shift(checks.clock.starts_at) else {
            let starts_at = checks.clock.starts_at;
            let time = starts_at.map(|it| it.time).unwrap_or_default();
            let day = starts_at.and_then(|it| it.day).filter(|_| trace.first_day().is_some());
            let day = day.map(|day| format!("{day} ")).unwrap_or_default();
            let message = format!("the trace begins before the run does ({day}{time})");
            let help = "leave `starts_at` and `starts_on` out, or set them to the trace's beginning";
            checks.context.issues.add(&checks.path, message, help);
            return None;
        };
        let moment = |span: SimSpan| SimTime::ZERO + shift.of(span);
        let coming = match &trace.content {
            Content::Counted(intervals) => {
                let interval = |(from, length, calls): &(SimSpan, SimSpan, Calls)| Interval {
                    from: moment(*from),
                    length: *length,
                    calls: *calls,
                };
                Coming::Counted(Arc::new(intervals.iter().map(interval).collect()))
            }
            Content::Recorded(moments) => {
                let moments = (0..).zip(moments).map(|(row, at)| (moment(*at), row));
                Coming::Recorded(Arc::new(moments.collect()))
            }
        };
        Some(Self { coming, factor: 1.0, rows: Some(Arc::clone(&trace.rows)) })
    }
    fn scale(&mut self, factor: f64) {
        self.factor *= factor;
    }
    /// Of single arrivals only a long silence says that there are no more.
    fn ends_early(&self, end: SimTime) -> Option<(&'static str, SimTime)> {
        let at = match &self.coming {
            Coming::Counted(intervals) => intervals.iter().map(|it| it.from + it.length).max(),
            Coming::Recorded(moments) => {
                let ((first, _), (last, _)) = (moments.first()?, moments.last()?);
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
        let is_drawn = |interval: &Interval| matches!(interval.calls, Calls::Poisson(_));
        matches!(&self.coming, Coming::Counted(intervals) if intervals.iter().any(is_drawn))
    }
}

//! Arrivals that were recorded: `trace: {file: F.csv, where: {day: 3}}`.
//!
//! Two forms. `start,calls`: so many came in the interval that begins there; intervals reach to the next start, the
//! last is as long as the one before it. `at`: one row for each arrival. Times are times of day or durations since
//! the beginning; the run's clock begins at the first `start`.

use std::collections::BTreeMap;

use super::super::path::NodePath;
use super::super::problem::Issue;
use super::super::raw::{RawArrivals, RawCustomers, RawTrace, Span};
use crate::checks::{Context, Row, Table, issue, times};
use rushhour_engine::units::{SimSpan, TimeOfDay};

/// All traces of a scenario, by the place of their population and their place among its arrivals.
#[derive(Default)]
pub(super) struct Traces {
    traces: BTreeMap<(usize, usize), Trace>,
    /// Whether one of them could not be read, which was reported.
    pub failed: bool,
}

/// A trace. Its times count from midnight if they are times of day, and otherwise as the file counts.
pub(super) enum Trace {
    /// Beginning, length and number of each interval; at least one.
    Counted {
        /// Whether the times are times of day.
        by_clock: bool,
        /// In order of time.
        intervals: Vec<(SimSpan, SimSpan, u32)>,
    },
    /// The moment of each arrival; at least one.
    Recorded {
        /// Whether the times are times of day.
        by_clock: bool,
        /// In order of time.
        moments: Vec<SimSpan>,
    },
}

impl Trace {
    fn by_clock(&self) -> bool {
        match self {
            Self::Counted { by_clock, .. } | Self::Recorded { by_clock, .. } => *by_clock,
        }
    }
    fn first(&self) -> SimSpan {
        match self {
            Self::Counted { intervals, .. } => intervals.first().map(|(start, ..)| *start),
            Self::Recorded { moments, .. } => moments.first().copied(),
        }
        .unwrap_or_default()
    }
    fn end(&self) -> SimSpan {
        match self {
            Self::Counted { intervals, .. } => intervals.last().map(|(start, length, _)| *start + *length),
            // The whole second after the last arrival.
            Self::Recorded { moments, .. } => {
                moments.last().map(|at| SimSpan::from_secs(at.as_ns() / 1_000_000_000 + 1))
            }
        }
        .unwrap_or_default()
    }
    /// The time of the trace at which the run begins; `None` where the trace begins earlier.
    pub(super) fn base(&self, starts_at: Option<TimeOfDay>) -> Option<SimSpan> {
        match (self.by_clock(), starts_at) {
            (true, Some(starts_at)) => {
                let base = SimSpan::from_secs(u64::from(starts_at.as_secs()));
                (base <= self.first()).then_some(base)
            }
            (true, None) => Some(self.first()),
            (false, _) => Some(match self {
                Self::Counted { .. } => self.first(),
                // A recording that begins with silence keeps it.
                Self::Recorded { .. } => SimSpan::ZERO,
            }),
        }
    }
}

impl Traces {
    /// The trace of these arrivals of this population.
    pub(super) fn get(&self, population: usize, item: usize) -> Option<&Trace> {
        self.traces.get(&(population, item))
    }
    /// The time of day at which the first of them begins.
    pub(super) fn begin(&self) -> Option<TimeOfDay> {
        let first = self.traces.values().filter(|trace| trace.by_clock()).map(Trace::first).min()?;
        TimeOfDay::from_secs(u32::try_from(first.as_ns() / 1_000_000_000).ok()?)
    }
    /// How long after the beginning of the run the last of them ends.
    pub(super) fn end(&self, starts_at: Option<TimeOfDay>) -> Option<SimSpan> {
        let length = |trace: &Trace| {
            let base = trace.base(starts_at)?;
            SimSpan::from_ns(trace.end().as_ns().saturating_sub(base.as_ns())).into()
        };
        self.traces.values().filter_map(length).max()
    }
}

/// Reads the traces of all customers.
pub(super) fn read_all(customers: &[RawCustomers], context: &mut Context<'_>) -> Traces {
    let mut traces = Traces::default();
    for (population, customers) in customers.iter().enumerate() {
        let Some(arrivals) = &customers.arrivals else { continue };
        for (item, arrival) in arrivals.items.iter().enumerate() {
            let RawArrivals::Trace(raw) = arrival else { continue };
            let path = NodePath::root().key("customers").index(population).key("arrivals");
            let path = if arrivals.listed { path.index(item) } else { path }.key("trace");
            match read(raw, &path, context) {
                Ok(trace) => {
                    traces.traces.insert((population, item), trace);
                }
                Err(issue) => {
                    context.issues.push(*issue);
                    traces.failed = true;
                }
            }
        }
    }
    traces
}

/// What every trace begins with.
const EXPECTED: &str = "begin it with a header: the columns `start,calls`, or `at`";

fn read(raw: &RawTrace, path: &NodePath, context: &Context<'_>) -> Result<Trace, Box<Issue>> {
    let table = Table::open(&raw.file, EXPECTED, path, context)?;
    let rows = table.select(&raw.filter, path)?;
    match (table.column("start"), table.column("calls"), table.column("at")) {
        (Some(start), Some(calls), _) => counted(&table, &rows, (start, calls), raw.interval, path),
        (_, _, Some(at)) => recorded(&table, &rows, at, path),
        (Some(_), None, None) => {
            let message = "there is no column `calls`".to_owned();
            Err(table.issue_with_header(path, message, "write how many came in each interval"))
        }
        (None, _, None) => {
            let message = format!("there is neither `start` nor `at` among the columns {}", table.columns());
            Err(table.issue_with_header(path, message, table.separator().unwrap_or(EXPECTED)))
        }
    }
}

fn counted(
    table: &Table,
    rows: &[&Row],
    (start, calls): (usize, usize),
    interval: Option<Span>,
    path: &NodePath,
) -> Result<Trace, Box<Issue>> {
    let (by_clock, starts) = times(table, rows, start, true, path)?;
    if interval.is_some_and(|Span(span)| span.is_zero()) {
        let help = "write a duration above zero, or leave `interval` out".to_owned();
        return Err(issue(&path.key("interval"), "an interval takes time".to_owned(), help));
    }
    let mut intervals = Vec::with_capacity(rows.len());
    let mut length = None;
    for (place, (row, begin)) in rows.iter().zip(&starts).enumerate() {
        let gap = starts.get(place + 1).map(|next| SimSpan::from_ns(next.as_ns() - begin.as_ns()));
        // A stated interval never reaches into the next one.
        length = match (gap, interval) {
            (Some(gap), Some(Span(interval))) => Some(gap.min(interval)),
            (gap, interval) => gap.or(interval.map(|Span(span)| span)).or(length),
        };
        let Some(length) = length else {
            let help = "add `interval: 5m` to the trace".to_owned();
            return Err(issue(path, "one row alone does not say how long its interval is".to_owned(), help));
        };
        let field = row.get(calls);
        let number = field.parse::<u32>().map_err(|_| {
            let message = format!("`{field}` is no number of calls");
            table.issue(row, calls, path, message, "write a whole number that is not negative")
        })?;
        intervals.push((*begin, length, number));
    }
    Ok(Trace::Counted { by_clock, intervals })
}

fn recorded(table: &Table, rows: &[&Row], at: usize, path: &NodePath) -> Result<Trace, Box<Issue>> {
    let (by_clock, moments) = times(table, rows, at, false, path)?;
    Ok(Trace::Recorded { by_clock, moments })
}

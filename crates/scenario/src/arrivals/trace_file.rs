//! The file of a trace.
//!
//! It has one of two forms. `start,calls`: so many came in the interval that begins there; intervals reach to the next start,
//! the last is as long as the one before it. `at`: one row for each arrival. Times are times of day or durations since the
//! beginning; the run's clock begins at the first `start`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::checks::{Context, Row, Table, issue, times};
use crate::days::StartsAt;
use crate::path::NodePath;
use crate::problem::Issue;
use crate::values::{Scalar, Span};
use rushhour_engine::units::SimSpan;

/// Arrivals that were recorded, in a CSV file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawTrace {
    /// The file, relative to the scenario. Its header has `start` and `calls` (how many came in the interval that
    /// begins there), or `at` (one line for each arrival).
    pub file: String,
    /// Keeps the rows whose columns have these values.
    #[serde(default, rename = "where")]
    pub filter: IndexMap<String, Scalar>,
    /// How long the intervals are; the distance to the next `start` unless set.
    pub interval: Option<Span>,
}

/// What the file of a trace has. Its times count from midnight if they are times of day, and otherwise as the file counts.
pub(crate) enum TraceFile {
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

impl TraceFile {
    /// Whether the times are times of day.
    pub(crate) fn by_clock(&self) -> bool {
        match self {
            Self::Counted { by_clock, .. } | Self::Recorded { by_clock, .. } => *by_clock,
        }
    }
    /// Its first time.
    pub(crate) fn first(&self) -> SimSpan {
        match self {
            Self::Counted { intervals, .. } => intervals.first().map(|(start, ..)| *start),
            Self::Recorded { moments, .. } => moments.first().copied(),
        }
        .unwrap_or_default()
    }
    /// When it ends.
    pub(crate) fn end(&self) -> SimSpan {
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
    pub(crate) fn base(&self, starts_at: Option<StartsAt>) -> Option<SimSpan> {
        match (self.by_clock(), starts_at) {
            (true, Some(starts_at)) => {
                let base = SimSpan::from_secs(u64::from(starts_at.time.as_secs()));
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

/// What every trace begins with.
const EXPECTED: &str = "begin it with a header: the columns `start,calls`, or `at`";

/// Reads the file of a trace.
///
/// # Errors
/// It cannot be read, or what is in it makes no sense.
pub(crate) fn read(raw: &RawTrace, path: &NodePath, context: &Context<'_>) -> Result<TraceFile, Box<Issue>> {
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
) -> Result<TraceFile, Box<Issue>> {
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
    Ok(TraceFile::Counted { by_clock, intervals })
}

fn recorded(table: &Table, rows: &[&Row], at: usize, path: &NodePath) -> Result<TraceFile, Box<Issue>> {
    let (by_clock, moments) = times(table, rows, at, false, path)?;
    Ok(TraceFile::Recorded { by_clock, moments })
}

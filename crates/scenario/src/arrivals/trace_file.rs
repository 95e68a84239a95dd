//! The file of a trace.
//!
//! It has one of two forms. `start,calls`: so many came in the interval that begins there; intervals reach to the next start,
//! the last of a day is as long as most. `at`: one row for each arrival. Times are times of day, with dates or without,
//! or durations since the beginning; the run's clock begins at the first `start`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;

use super::rows::Rows;
use super::trace_keys::{RawCounts, RawTrace};
use super::trace_rows::{FromColumns, rows_of};
use crate::checks::{Context, CountedFrom, Row, Table, TimeColumns, Timed, Times, issue, times};
use crate::days::{DAY, Date, StartsAt, StartsOn, days_span};
use crate::limits::{PEOPLE_MAX, TRACE_CALLS_MAX};
use crate::path::{Aim, NodePath};
use crate::problem::Issue;
use crate::tables::{Pattern, days_between};
use crate::values::Span;
use rushhour_engine::units::{SimSpan, TimeOfDay};

/// What the file of a trace has. Its times count from the midnight of its first day if they are times of day, and otherwise
/// as the file counts.
pub(crate) struct TraceFile {
    /// From where its times are counted.
    from: CountedFrom,
    pub(super) content: Content,
    /// Its rows, in the order of `content`.
    pub(super) rows: Arc<Rows>,
    /// What is strange about it.
    pub(crate) warnings: Vec<String>,
}

/// What came, in order of time; at least one row.
pub(super) enum Content {
    /// Beginning, length and number of each interval.
    Counted(Vec<(SimSpan, SimSpan, Calls)>),
    /// The moment of each arrival.
    Recorded(Vec<SimSpan>),
}

/// How many come in an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Calls {
    /// Exactly so many.
    Exactly(u32),
    /// A number that is drawn with this mean.
    Poisson(f64),
}

impl TraceFile {
    /// Whether the times are times of day.
    pub(crate) fn by_clock(&self) -> bool {
        self.from != CountedFrom::Beginning
    }
    /// The date of its first day, where it has dates.
    pub(crate) fn first_day(&self) -> Option<Date> {
        match self.from {
            CountedFrom::Day(day) => Some(day),
            CountedFrom::Midnight | CountedFrom::Beginning => None,
        }
    }
    /// Its first time.
    pub(crate) fn first(&self) -> SimSpan {
        match &self.content {
            Content::Counted(intervals) => intervals.first().map(|(start, ..)| *start),
            Content::Recorded(moments) => moments.first().copied(),
        }
        .unwrap_or_default()
    }
    /// When it ends.
    pub(crate) fn end(&self) -> SimSpan {
        match &self.content {
            Content::Counted(intervals) => intervals.iter().map(|(start, length, _)| *start + *length).max(),
            // The whole second after the last arrival.
            Content::Recorded(moments) => {
                moments.last().map(|at| SimSpan::from_secs(at.as_ns() / 1_000_000_000 + 1))
            }
        }
        .unwrap_or_default()
    }
    /// When a run begins that begins with it.
    pub(crate) fn begins_at(&self) -> Option<StartsAt> {
        let seconds = u32::try_from(self.first().as_ns() % DAY.as_ns() / 1_000_000_000).ok()?;
        let time = TimeOfDay::from_secs(seconds).filter(|_| self.by_clock())?;
        let days = i64::try_from(self.first().as_ns() / DAY.as_ns()).ok()?;
        let day = self.first_day().and_then(|day| day_after(day, days)).map(StartsOn::Date);
        Some(StartsAt { time, day })
    }
    /// What has to be added to its times so that they count from the beginning of the run, in seconds; `None` where it begins
    /// earlier than the run.
    pub(crate) fn shift(&self, starts_at: Option<StartsAt>) -> Option<Shift> {
        let back = |span: SimSpan| Some(Shift::Earlier(span));
        match (self.from, starts_at) {
            (CountedFrom::Beginning, _) => match &self.content {
                Content::Counted(_) => back(self.first()),
                // A recording that begins with silence keeps it.
                Content::Recorded(_) => back(SimSpan::ZERO),
            },
            (CountedFrom::Midnight | CountedFrom::Day(_), None) => back(self.first()),
            (from, Some(starts_at)) => {
                let time = SimSpan::from_secs(u64::from(starts_at.time.as_secs()));
                let date = starts_at.day.and_then(StartsOn::date);
                let shift = match (from, date) {
                    (CountedFrom::Day(first), Some(date)) => match days_between(date, first) {
                        // The run begins days before the trace does.
                        Some(days @ 1..) => {
                            let days = days_span(days);
                            Shift::Later(SimSpan::from_ns(days.as_ns().saturating_sub(time.as_ns())))
                        }
                        Some(0) | None => {
                            let days = days_between(first, date)?;
                            Shift::Earlier(days_span(days) + time)
                        }
                    },
                    _ => Shift::Earlier(time),
                };
                match shift {
                    Shift::Earlier(span) if span > self.first() => None,
                    Shift::Earlier(_) | Shift::Later(_) => Some(shift),
                }
            }
        }
    }
}

/// By how much the times of a trace differ from those of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// The run's are earlier by so much.
    Earlier(SimSpan),
    /// They are later by so much.
    Later(SimSpan),
}

impl Shift {
    /// A time of the trace as one of the run.
    pub(crate) fn of(self, span: SimSpan) -> SimSpan {
        match self {
            Self::Earlier(by) => SimSpan::from_ns(span.as_ns().saturating_sub(by.as_ns())),
            Self::Later(by) => span + by,
        }
    }
}

/// The number of the day on which a time of a trace is.
const fn days_of(at: SimSpan) -> u64 {
    at.as_ns() / DAY.as_ns()
}

/// The day so many days later, or earlier.
fn day_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(days.days()).ok()
}

/// What every trace begins with.
const EXPECTED: &str = "begin it with a header: the columns `start,calls`, or `at`";

/// Reads the file of a trace, whose key is at `path`.
///
/// # Errors
/// It cannot be read, or what is in it makes no sense.
pub(crate) fn read(
    raw: &RawTrace,
    from: &FromColumns<'_>,
    path: &NodePath,
    context: &Context<'_>,
) -> Result<TraceFile, Box<Issue>> {
    let pattern = raw.times.as_deref().map(Pattern::new).transpose();
    let pattern = pattern.map_err(|(message, help)| issue(&path.key("times"), message, help))?;
    let table = Table::open(&raw.file, EXPECTED, path, context)?;
    let rows = table.select(&raw.filter, path)?;
    let reader = Reader { raw, from, table: &table, pattern: pattern.as_ref(), path };
    let columns = path.key("columns");
    let named = |name: &Option<String>, key: &str| match name {
        Some(name) => table.named(name, Aim::Value, &columns.key(key)).map(Some),
        None => Ok(table.column(key)),
    };
    let date = raw.columns.date.as_ref().map(|name| table.named(name, Aim::Value, &columns.key("date")));
    let date = date.transpose()?;
    let (start, calls, at) =
        (named(&raw.columns.start, "start")?, named(&raw.columns.calls, "calls")?, named(&raw.columns.at, "at")?);
    // What the scenario names goes before what is only there.
    let is_recorded = raw.columns.at.is_some() && raw.columns.start.is_none();
    match (start, calls, at) {
        (_, _, Some(at)) if is_recorded || start.is_none() => reader.recorded(&rows, at, date),
        (Some(start), Some(calls), _) => reader.counted(&rows, start, calls, date),
        (Some(_), None, _) => {
            let message = format!("there is no column `calls` among the columns {}", table.columns());
            let help =
                "say how many came in each interval; name the column that does: `columns: {calls: Offered}`";
            Err(table.issue_with_header(path, message, help))
        }
        (None, ..) => {
            let message = format!("there is neither `start` nor `at` among the columns {}", table.columns());
            let help = "say what they are called: `columns: {start: Interval, calls: Offered}` for numbers by interval, \
                        `columns: {at: Time}` for a row for each arrival";
            Err(table.issue_with_header(path, message, help))
        }
    }
}

/// How often there is which distance between the beginnings of intervals, of rows that don't say when theirs end; that over
/// the night is none, where there are others.
struct Gaps(BTreeMap<SimSpan, usize>);

impl Gaps {
    fn of(groups: &[Times<'_>]) -> Self {
        let (mut within, mut over_night) = (BTreeMap::new(), BTreeMap::new());
        let pairs = groups.iter().flat_map(|group| group.rows.iter().zip(group.rows.iter().skip(1)));
        for (timed, next) in pairs.filter(|(timed, _)| timed.length.is_none()) {
            let gap = SimSpan::from_ns(next.at.as_ns() - timed.at.as_ns());
            let gaps = if days_of(next.at) > days_of(timed.at) { &mut over_night } else { &mut within };
            *gaps.entry(gap).or_insert(0) += 1;
        }
        Self(if within.is_empty() { over_night } else { within })
    }
    /// The distance between most of them.
    fn usual(&self) -> Option<SimSpan> {
        let all: usize = self.0.values().sum();
        self.0.iter().find(|(_, count)| **count * 2 > all).map(|(gap, _)| *gap)
    }
}

/// A trace that is read.
struct Reader<'a> {
    raw: &'a RawTrace,
    from: &'a FromColumns<'a>,
    table: &'a Table,
    pattern: Option<&'a Pattern>,
    path: &'a NodePath,
}

impl Reader<'_> {
    fn recorded(&self, rows: &[&Row], at: usize, date: Option<usize>) -> Result<TraceFile, Box<Issue>> {
        for (key, is_there) in [("interval", self.raw.interval.is_some()), ("counts", self.raw.counts.is_some())] {
            if is_there {
                let message =
                    format!("`{key}` is about numbers by interval, and this trace has a row for each arrival");
                return Err(issue(&self.path.key(key), message, format!("leave `{key}` out")));
            }
        }
        let columns = TimeColumns { time: at, date, pattern: self.pattern };
        let times = times(self.table, rows, columns, false, self.path)?;
        let ordered: Vec<&Row> = times.rows.iter().map(|timed| timed.row).collect();
        Ok(TraceFile {
            from: times.from,
            content: Content::Recorded(times.rows.iter().map(|timed| timed.at).collect()),
            rows: rows_of(self.raw, self.table, &ordered, self.from, self.path)?,
            warnings: self.warning(times.midnights).into_iter().collect(),
        })
    }

    fn counted(
        &self,
        rows: &[&Row],
        start: usize,
        calls: usize,
        date: Option<usize>,
    ) -> Result<TraceFile, Box<Issue>> {
        if self.raw.interval.is_some_and(|Span(span)| span.is_zero()) {
            let help = "write a duration above zero, or leave `interval` out".to_owned();
            return Err(issue(&self.path.key("interval"), "an interval takes time".to_owned(), help));
        }
        let columns = TimeColumns { time: start, date, pattern: self.pattern };
        let mut from = None;
        let mut midnights = 0;
        let mut all = Vec::with_capacity(rows.len());
        // Each queue has intervals of its own.
        let groups = self.by_queue(rows)?;
        let groups = groups.iter().map(|group| times(self.table, group, columns, true, self.path));
        let groups = groups.collect::<Result<Vec<_>, _>>()?;
        let gaps = Gaps::of(&groups);
        for times in groups {
            midnights = midnights.max(times.midnights);
            let known = *from.get_or_insert(times.from);
            let later = self.later(known, &times, columns)?;
            let numbers = self.numbers(&times, calls)?;
            let lengths = self.lengths(&times, columns, &gaps)?;
            for ((timed, number), length) in times.rows.iter().zip(numbers).zip(lengths) {
                all.push((timed.row, timed.at, length, number, later));
            }
        }
        let base = all.iter().map(|(.., later)| *later).min().unwrap_or_default();
        let from = match from {
            Some(CountedFrom::Day(day)) => CountedFrom::Day(day_after(day, base).unwrap_or(day)),
            Some(from) => from,
            None => CountedFrom::Beginning,
        };
        let mut all: Vec<(&Row, SimSpan, SimSpan, Calls)> = all
            .into_iter()
            .map(|(row, at, length, number, later)| {
                let days = u64::try_from(later - base).unwrap_or(0);
                (row, at + days_span(days), length, number)
            })
            .collect();
        all.sort_by_key(|(_, at, ..)| *at);
        let ordered: Vec<&Row> = all.iter().map(|(row, ..)| *row).collect();
        Ok(TraceFile {
            from,
            rows: rows_of(self.raw, self.table, &ordered, self.from, self.path)?,
            content: Content::Counted(
                all.into_iter().map(|(_, at, length, number)| (at, length, number)).collect(),
            ),
            warnings: self.warning(midnights).into_iter().chain(self.warning_of_gaps(&gaps)).collect(),
        })
    }

    /// The rows of each queue, where queues are taken from a column; otherwise all of them.
    fn by_queue<'r>(&self, rows: &[&'r Row]) -> Result<Vec<Vec<&'r Row>>, Box<Issue>> {
        let Some(queue) = self.from.queue_column(self.table)? else { return Ok(vec![rows.to_vec()]) };
        let mut groups: BTreeMap<&str, Vec<&'r Row>> = BTreeMap::new();
        for row in rows {
            groups.entry(row.get(queue)).or_default().push(row);
        }
        Ok(groups.into_values().collect())
    }

    /// How many days after the first day of all groups this group begins.
    fn later(&self, first: CountedFrom, times: &Times<'_>, columns: TimeColumns<'_>) -> Result<i64, Box<Issue>> {
        match (first, times.from) {
            (CountedFrom::Day(first), CountedFrom::Day(day)) => {
                let span = |from, to| days_between(from, to).and_then(|days| i64::try_from(days).ok());
                Ok(span(first, day).or_else(|| span(day, first).map(|days| -days)).unwrap_or(0))
            }
            (one, another) if one == another => Ok(0),
            _ => {
                let message = "the rows of this queue have times of another kind than those of others".to_owned();
                let help =
                    "write either times of day, dates with times, or seconds since the beginning, in every row";
                Err(match times.rows.first() {
                    Some(timed) => self.table.issue(timed.row, columns.time, self.path, message, help),
                    None => self.table.issue_with_file(self.path, message, help),
                })
            }
        }
    }

    /// How long each interval is: as its row says, as the trace says, or to the next. Behind the last of a day nothing was
    /// counted until the first of the next: the night is none of it.
    fn lengths(
        &self,
        times: &Times<'_>,
        columns: TimeColumns<'_>,
        gaps: &Gaps,
    ) -> Result<Vec<SimSpan>, Box<Issue>> {
        let stated = self.raw.interval.map(|Span(span)| span);
        let mut lengths = Vec::with_capacity(times.rows.len());
        let mut before = None;
        for (place, timed) in times.rows.iter().enumerate() {
            let next = times.rows.get(place + 1);
            let gap = next.map(|next| SimSpan::from_ns(next.at.as_ns() - timed.at.as_ns()));
            if let (Some(next), Some(gap), Some(length)) = (next, gap, timed.length)
                && length > gap
            {
                return Err(self.overlap(timed, next, columns));
            }
            let ends_day = next.is_some_and(|next| days_of(next.at) > days_of(timed.at));
            let usual = gaps.usual().or(before);
            let length = match (timed.length.or(stated), gap) {
                (Some(length), Some(gap)) => Some(length.min(gap)),
                (Some(length), None) => Some(length),
                (None, Some(gap)) if ends_day => Some(usual.map_or(gap, |usual| gap.min(usual))),
                (None, Some(gap)) => Some(gap),
                (None, None) => usual.or_else(|| self.in_whole_file(timed, columns)),
            };
            let Some(length) = length else {
                let help = "add `interval: 5m` to the trace".to_owned();
                let message = "one row alone does not say how long its interval is".to_owned();
                return Err(issue(self.path, message, help));
            };
            before = Some(length);
            lengths.push(length);
        }
        Ok(lengths)
    }

    /// The next row begins before the interval of this one ends.
    fn overlap(&self, timed: &Timed<'_>, next: &Timed<'_>, columns: TimeColumns<'_>) -> Box<Issue> {
        let field = |timed: &Timed<'_>| timed.row.get(columns.time).to_owned();
        let message = format!("`{}` begins before `{}` ends", field(next), field(timed));
        let help = "let each interval end before the next begins: choose a queue or a day with `where` if there are \
                    several, or take the queue from its column, with `queue: {column: …}` for the customers";
        self.table.issue(next.row, columns.time, self.path, message, help)
    }

    /// Says so where the distances between rows differ: rows of intervals without calls may have been left out.
    fn warning_of_gaps(&self, gaps: &Gaps) -> Option<String> {
        const SHOWN: usize = 4;
        let shortest = gaps.0.keys().next().filter(|_| gaps.0.len() > 1 && self.raw.interval.is_none())?;
        let (usual, in_most) = gaps.usual().map_or((*shortest, ""), |usual| (usual, " in most rows"));
        let mut lengths: Vec<String> = gaps.0.keys().take(SHOWN).map(ToString::to_string).collect();
        if gaps.0.len() > SHOWN {
            lengths.push("…".to_owned());
        }
        Some(format!(
            "{}: `{}` has intervals of {} different lengths ({}), {usual}{in_most}: say `interval: {usual}` if rows \
             without calls were left out",
            self.path,
            self.table.file,
            gaps.0.len(),
            lengths.join(", ")
        ))
    }

    /// How long the interval of a row is by the rows beside it that `where` has left out.
    fn in_whole_file(&self, timed: &Timed<'_>, columns: TimeColumns<'_>) -> Option<SimSpan> {
        let all: Vec<&Row> = self.table.rows.iter().collect();
        // Rows that nobody asked for need not make sense.
        let all = times(self.table, &all, columns, false, self.path).ok()?.rows;
        let own = all.iter().find(|other| std::ptr::eq(other.row, timed.row))?.at;
        let gap = |from: SimSpan, until: SimSpan| SimSpan::from_ns(until.as_ns() - from.as_ns());
        let next = all.iter().find(|other| other.at > own).map(|other| gap(own, other.at));
        next.or_else(|| all.iter().rev().find(|other| other.at < own).map(|other| gap(other.at, own)))
    }

    /// How many come in each interval.
    fn numbers(&self, times: &Times<'_>, column: usize) -> Result<Vec<Calls>, Box<Issue>> {
        let (mut all, mut sum, mut rounded) = (0.0_f64, 0.0_f64, 0.0_f64);
        let mut numbers = Vec::with_capacity(times.rows.len());
        for timed in &times.rows {
            let number = self.number(timed, column)?;
            all += number;
            if all > f64::from(TRACE_CALLS_MAX) {
                let message = format!("up to here there are {all} calls");
                let help = format!("at most {TRACE_CALLS_MAX} come by one trace: is it the right column?");
                return Err(self.table.issue(timed.row, column, self.path, message, &help));
            }
            numbers.push(match self.raw.counts {
                None | Some(RawCounts::Exact) => Calls::Exactly(self.whole(number, timed, column)?),
                Some(RawCounts::Poisson) => Calls::Poisson(number),
                Some(RawCounts::Rounded) => {
                    sum += number;
                    // Sums of tenths are no tenths.
                    let until = (sum + 1e-9 * sum.max(1.0)).round();
                    let share = until - rounded;
                    rounded = until;
                    Calls::Exactly(self.whole(share.max(0.0), timed, column)?)
                }
            });
        }
        Ok(numbers)
    }

    fn number(&self, timed: &Timed<'_>, column: usize) -> Result<f64, Box<Issue>> {
        let fail = |message: String, help: &str| self.table.issue(timed.row, column, self.path, message, help);
        let field = timed.row.get(column);
        if field.is_empty() {
            return Err(fail("there is no number of calls here".to_owned(), "write `0` where nobody came"));
        }
        let plain = self.table.plain(timed.row, column, self.path)?;
        if plain.parse::<f64>().is_ok_and(|number| number > f64::from(PEOPLE_MAX)) {
            let help = format!("at most {PEOPLE_MAX} come in one interval: is it the right column?");
            return Err(fail(format!("`{field}` calls are too many"), &help));
        }
        let number = plain.parse::<f64>().ok().filter(|number| *number >= 0.0 && number.is_finite());
        number.filter(|_| plain.starts_with(|c: char| c.is_ascii_digit())).ok_or_else(|| {
            fail(format!("`{field}` is no number of calls"), "write a whole number that is not negative")
        })
    }

    fn whole(&self, number: f64, timed: &Timed<'_>, column: usize) -> Result<u32, Box<Issue>> {
        let fail = |message: String, help: &str| self.table.issue(timed.row, column, self.path, message, help);
        let field = timed.row.get(column);
        if number.fract() != 0.0 {
            let help = "of a forecast say what is meant: `counts: poisson` draws a number with this mean, `counts: rounded` \
                        rounds and keeps the sum";
            return Err(fail(format!("`{field}` is no whole number of calls"), help));
        }
        if number > f64::from(u32::MAX) {
            return Err(fail(format!("`{field}` calls are too many"), "write a smaller number"));
        }
        Ok(number as u32)
    }

    /// Times of day say nothing of days: more than one midnight may be meant, or a row out of order.
    fn warning(&self, midnights: u32) -> Option<String> {
        (midnights > 1).then(|| {
            format!(
                "{}: the times of `{}` go over midnight {midnights} times, so it lasts for {} days; if that is not meant, \
                 choose one day with `where` or put the rows in order",
                self.path,
                self.table.file,
                midnights + 1
            )
        })
    }
}

//! The times in a column of a table: times of day, dates with them, or durations since the beginning.
//!
//! Times of day cross midnight: one that is much earlier than the one above it is on the next day. Dates need no order.

use std::borrow::Cow;

use super::table::{Row, Table};
use crate::days::{Date, days_span};
use crate::path::NodePath;
use crate::problem::Issue;
use crate::tables::{Pattern, Slot, Stamp, days_between, slot};
use rushhour_engine::units::SimSpan;

/// The columns of a table that say when something was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeColumns<'a> {
    /// The time.
    pub(crate) time: usize,
    /// The day, where that has a column of its own.
    pub(crate) date: Option<usize>,
    /// How dates and times are written, where the scenario says so.
    pub(crate) pattern: Option<&'a Pattern>,
}

/// From where times are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountedFrom {
    /// The midnight before the first of them.
    Midnight,
    /// The midnight at which this day begins.
    Day(Date),
    /// The beginning, whenever that is.
    Beginning,
}

/// A row with its time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timed<'a> {
    pub(crate) row: &'a Row,
    /// When it is, or begins.
    pub(crate) at: SimSpan,
    /// How long it is, where its end is written too.
    pub(crate) length: Option<SimSpan>,
}

/// The times of some rows.
#[derive(Debug)]
pub(crate) struct Times<'a> {
    pub(crate) from: CountedFrom,
    /// In order of time.
    pub(crate) rows: Vec<Timed<'a>>,
    /// How often they cross midnight without a date that says so.
    pub(crate) midnights: u32,
}

/// A time of day that is earlier than the one above by less than this is out of order, and not on the next day.
const NIGHT: SimSpan = SimSpan::from_secs(6 * 3600);

/// Reads the times of some rows; `is_strict` where no two may be the same.
///
/// # Errors
/// A field is no time, is of another kind than those above, or out of order.
pub(crate) fn times<'a>(
    table: &Table,
    rows: &[&'a Row],
    columns: TimeColumns<'_>,
    is_strict: bool,
    path: &NodePath,
) -> Result<Times<'a>, Box<Issue>> {
    let mut slots: Vec<(&'a Row, Slot)> = Vec::with_capacity(rows.len());
    for row in rows {
        let slot = read(table, row, columns, path)?;
        if let Some((_, first)) = slots.first() {
            is_alike(first, &slot).map_err(|(message, help)| {
                table.issue(row, columns.time, path, format!("`{}` {message}", row.get(columns.time)), help)
            })?;
        }
        slots.push((row, slot));
    }
    let first_day = slots.iter().filter_map(|(_, slot)| day_of(slot.begin)).min();
    let mut times = match first_day {
        Some(first) => by_date(slots, first),
        None => in_order(table, slots, columns, path)?,
    };
    // Rows with dates need no order: those of one moment stay as they were.
    times.rows.sort_by_key(|timed| timed.at);
    if is_strict && let Some(pair) = times.rows.windows(2).find(|pair| pair[0].at == pair[1].at) {
        let message = format!("`{}` is there twice", pair[1].row.get(columns.time));
        let help = "let one row say how many came then: choose a queue or a day with `where` if there are several, or \
                    take the queue from its column, with `queue: {column: …}` for the customers";
        return Err(table.issue(pair[1].row, columns.time, path, message, help));
    }
    Ok(times)
}

fn day_of(stamp: Stamp) -> Option<Date> {
    match stamp {
        Stamp::Day(day) | Stamp::At(day, _) => Some(day),
        Stamp::Clock(_) | Stamp::After(_) => None,
    }
}

/// The moment of a row, of one column or of two.
fn read(table: &Table, row: &Row, columns: TimeColumns<'_>, path: &NodePath) -> Result<Slot, Box<Issue>> {
    let at =
        |column: usize| move |(message, help): (String, String)| table.issue(row, column, path, message, &help);
    let text = row.get(columns.time);
    if text.is_empty() {
        let help = "fill it in, or remove the row".to_owned();
        return Err(at(columns.time)(("there is no time here".to_owned(), help)));
    }
    let Some(date) = columns.date else {
        // Of dates with points or commas, nobody asks what their marks stand for.
        let is_number = columns.pattern.is_none() && text.matches(['.', ',']).count() == 1;
        let plain = if is_number { table.plain(row, columns.time, path)? } else { Cow::Borrowed(text) };
        return slot(&plain, columns.pattern).map_err(at(columns.time));
    };
    let joined = format!("{} {text}", row.get(date));
    if let Some(pattern) = columns.pattern.filter(|pattern| pattern.has_day() && pattern.has_time()) {
        return slot(&joined, Some(pattern)).map_err(at(date));
    }
    let day = slot(row.get(date), columns.pattern.filter(|pattern| pattern.has_day())).map_err(at(date))?;
    let day = match day.begin {
        Stamp::Day(day) => day,
        // Databases write the midnight with a date.
        Stamp::At(day, SimSpan::ZERO) => day,
        Stamp::At(..) | Stamp::Clock(_) | Stamp::After(_) => {
            let message = format!("`{}` is no date", row.get(date));
            let help = "write `2026-03-02`, or say how it is written: `times: \"%d.%m.%Y\"`".to_owned();
            return Err(at(date)((message, help)));
        }
    };
    let time = slot(text, columns.pattern.filter(|pattern| pattern.has_time())).map_err(at(columns.time))?;
    match time.begin {
        Stamp::Clock(since) => Ok(Slot { begin: Stamp::At(day, since), ..time }),
        Stamp::At(_, since) => Ok(Slot { begin: Stamp::At(day, since), ..time }),
        Stamp::Day(_) | Stamp::After(_) => {
            let message = format!("`{text}` is no time of day, and its day has a column of its own");
            Err(at(columns.time)((message, "write `09:30` or the like".to_owned())))
        }
    }
}

/// Whether two moments of a column are of the same kind.
fn is_alike(first: &Slot, other: &Slot) -> Result<(), (&'static str, &'static str)> {
    let is_same = match (first.begin, other.begin) {
        (Stamp::Clock(_), Stamp::Clock(_)) | (Stamp::After(_), Stamp::After(_)) => true,
        (one, another) => day_of(one).is_some() && day_of(another).is_some(),
    };
    if !is_same {
        return Err((
            "is a time of another kind than in the rows above",
            "write either times of day, dates with times, or seconds since the beginning, in every row",
        ));
    }
    if first.offset != other.offset {
        return Err((
            "is at another distance from UTC than the rows above",
            "times are taken as the clock showed them: export all of them in one time zone",
        ));
    }
    Ok(())
}

fn by_date(slots: Vec<(&Row, Slot)>, first: Date) -> Times<'_> {
    let timed = |(row, slot): (_, Slot)| {
        let (day, since) = match slot.begin {
            Stamp::At(day, since) => (day, since),
            Stamp::Day(day) => (day, SimSpan::ZERO),
            Stamp::Clock(since) | Stamp::After(since) => (first, since),
        };
        let days = days_between(first, day).unwrap_or(0);
        Timed { row, at: days_span(days) + since, length: slot.length }
    };
    Times { from: CountedFrom::Day(first), rows: slots.into_iter().map(timed).collect(), midnights: 0 }
}

/// Times without dates: by the clock, over midnight, or since the beginning.
fn in_order<'a>(
    table: &Table,
    slots: Vec<(&'a Row, Slot)>,
    columns: TimeColumns<'_>,
    path: &NodePath,
) -> Result<Times<'a>, Box<Issue>> {
    let mut from = CountedFrom::Midnight;
    let mut midnights = 0;
    let mut timed: Vec<Timed<'a>> = Vec::with_capacity(slots.len());
    let mut before = SimSpan::ZERO;
    for (row, slot) in slots {
        let at = match slot.begin {
            Stamp::After(span) => {
                from = CountedFrom::Beginning;
                span
            }
            Stamp::Clock(since) | Stamp::At(_, since) => since,
            Stamp::Day(_) => SimSpan::ZERO,
        };
        if at < before {
            let back = SimSpan::from_ns(before.as_ns() - at.as_ns());
            if from == CountedFrom::Beginning || back < NIGHT {
                let message = format!("`{}` does not come after the row above", row.get(columns.time));
                let help = "put the rows in order of time; choose one day with `where` if there are several, or name the \
                            column that has the day: `columns: {date: …}`";
                return Err(table.issue(row, columns.time, path, message, help));
            }
            midnights += 1;
        }
        before = at;
        timed.push(Timed { row, at: at + days_span(u64::from(midnights)), length: slot.length });
    }
    Ok(Times { from, rows: timed, midnights })
}

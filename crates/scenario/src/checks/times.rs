//! The times in a column of a CSV file: times of day, or durations since the beginning.

use super::table::{Row, Table};
use crate::days::Days;
use crate::path::NodePath;
use crate::problem::Issue;
use crate::values::Moment;
use rushhour_engine::units::SimSpan;

/// The times of a column, in order, and whether they are times of day; `is_strict` where no two may be the same.
///
/// # Errors
/// A field is no time, is of another kind than those above, or does not come after them.
pub(crate) fn times(
    table: &Table,
    rows: &[&Row],
    column: usize,
    is_strict: bool,
    path: &NodePath,
) -> Result<(bool, Vec<SimSpan>), Box<Issue>> {
    let mut times: Vec<SimSpan> = Vec::with_capacity(rows.len());
    let mut by_clock = None;
    for row in rows {
        let fail = |message: String, help: &str| table.issue(row, column, path, message, help);
        let field = row.get(column);
        let (clock, time) = match Moment::parse(field) {
            Ok(Moment::Clock(Days::Every, clock)) => (true, SimSpan::from_secs(u64::from(clock.as_secs()))),
            Ok(Moment::After(span)) => (false, span),
            Ok(Moment::Clock(..)) | Err(_) => {
                let help = "write a time of day (`09:05`) or seconds since the beginning (`300`)";
                return Err(fail(format!("`{field}` is no time"), help));
            }
        };
        if *by_clock.get_or_insert(clock) != clock {
            let help = "write either times of day or seconds since the beginning, in every row";
            return Err(fail(format!("`{field}` is a time of another kind than in the rows above"), help));
        }
        if times.last().is_some_and(|before| *before > time || (is_strict && *before == time)) {
            let help = "put the rows in order of time; choose one day with `where` if there are several";
            return Err(fail(format!("`{field}` does not come after the row above"), help));
        }
        times.push(time);
    }
    Ok((by_clock.unwrap_or(false), times))
}

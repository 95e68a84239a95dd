//! The CSV file of the key `staffing`: how many are at work from when on, and where its rows say so, until when.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::checks::{Clock, Context, Row, Step, Table, Wrong, lay_out};
use crate::days::{DAY_S, Days};
use crate::path::{Aim, NodePath};
use crate::problem::Issue;
use crate::values::{Moment, Scalar};
use rushhour_engine::units::{SimSpan, SimTime, TimeOfDay};

/// What every such file begins with.
const EXPECTED: &str = "begin it with a header: the columns `start,agents`";

/// How many are at work from when on, from a CSV file with the columns `start,agents`, as `rushhour staff` writes it. Its times
/// of day are those of steps that a scenario writes: they may name their days, and cross midnight.
pub(super) fn read(
    file: &str,
    filter: &IndexMap<String, Scalar>,
    clock: &Clock,
    path: &NodePath,
    context: &mut Context<'_>,
) -> Result<Vec<(SimTime, u32)>, Box<Issue>> {
    let table = Table::open(file, EXPECTED, path, context)?;
    let rows = table.select(filter, path)?;
    let start = table.named("start", Aim::Value, path)?;
    let agents = table.named("agents", Aim::Value, path)?;
    let mut levels = Vec::with_capacity(rows.len());
    for row in &rows {
        let at = moment(&table, row, start, clock, path)?;
        let field = row.get(agents);
        let count = table.plain(row, agents, path)?.parse::<u32>().map_err(|_| {
            let message = format!("`{field}` is no number of agents");
            table.issue(row, agents, path, message, "write a whole number that is not negative")
        })?;
        levels.push(Level { at, length: Moment::length_of_field(row.get(start)), count });
    }
    let (steps, places) = with_ends(&levels).map_err(|place| {
        let field = rows.get(place).map_or("", |row| row.get(start));
        let message = format!("a row begins before the interval `{field}` ends");
        let help = "let each interval end before the next begins";
        rows.get(place).map_or_else(
            || table.issue_with_file(path, message.clone(), help),
            |row| table.issue(row, start, path, message.clone(), help),
        )
    })?;
    let wrong = |place: usize, message: &str, help: &str| {
        places.get(place).and_then(|place| rows.get(*place)).map_or_else(
            || table.issue_with_file(path, message.to_owned(), help),
            |row| table.issue(row, start, path, message.to_owned(), help),
        )
    };
    match lay_out(&steps, 0, clock) {
        Ok(laid) => {
            let file = format!("{path}: `{}`", table.file);
            laid.warn(&file, "nobody is at work", clock, &mut context.warnings);
            Ok(laid.steps)
        }
        Err(Wrong::Order(place)) => {
            let help = "put the rows in order of time";
            Err(wrong(place, "this row does not come after the one above", help))
        }
        Err(Wrong::Clash(place, _)) => {
            let help = "let one of the two name its days more closely";
            Err(wrong(place, "another row says something of the same days", help))
        }
    }
}

/// What a row says.
struct Level {
    at: Moment,
    /// How long it holds, where the row says its end.
    length: Option<SimSpan>,
    count: u32,
}

/// The rows as steps, each with the place of its row. Where a row says its end and no other begins then, nobody is there from
/// its end on.
///
/// # Errors
/// Another row begins before this one ends: its place.
fn with_ends(levels: &[Level]) -> Result<(Vec<Step<u32>>, Vec<usize>), usize> {
    let mut steps = Vec::with_capacity(levels.len());
    let mut places = Vec::with_capacity(levels.len());
    let order = Order::of(levels);
    for (place, level) in levels.iter().enumerate() {
        steps.push(step(level.at, level.count));
        places.push(place);
        let Some(length) = level.length.map(whole_seconds) else { continue };
        // Until when it may last: all rows of its kind that begin later.
        let until = order.until_next(level.at);
        let until = match level.at {
            Moment::Clock(Days::Every, _) => Some(until.unwrap_or(DAY_S).min(DAY_S)),
            Moment::Clock(..) | Moment::After(_) => until,
        };
        if until.is_some_and(|until| until < length) {
            return Err(place);
        }
        if until != Some(length)
            && let Some(end) = later(level.at, length)
            && !order.ends_with_its_day(end)
        {
            steps.push(step(end, 0));
            places.push(place);
        }
    }
    Ok((steps, places))
}

/// When all rows begin, those of each kind in order.
struct Order {
    /// Seconds since the beginning of the run.
    after: BTreeSet<i64>,
    /// Seconds of any day.
    daily: BTreeSet<i64>,
    /// Seconds of days with dates, since the first second of one of them.
    dated: BTreeSet<i64>,
    /// The day from which those are counted, and the numbers of all that are named.
    first: Option<Date>,
    days: BTreeSet<i64>,
}

impl Order {
    fn of(levels: &[Level]) -> Self {
        let date = |level: &Level| match level.at {
            Moment::Clock(Days::Date(day), _) => Some(day),
            Moment::Clock(..) | Moment::After(_) => None,
        };
        let first = levels.iter().find_map(date);
        let (after, daily, dated, days) = Default::default();
        let mut order = Self { after, daily, dated, first, days };
        for level in levels {
            match level.at {
                Moment::After(span) => drop(order.after.insert(whole_seconds(span))),
                Moment::Clock(Days::Every, time) => drop(order.daily.insert(i64::from(time.as_secs()))),
                Moment::Clock(Days::Date(day), time) => {
                    order.days.extend(order.number(day));
                    order.dated.extend(order.second(day, time));
                }
                Moment::Clock(..) => {}
            }
        }
        order
    }
    /// The number of a day.
    fn number(&self, day: Date) -> Option<i64> {
        self.first?.until(day).ok().map(|span| i64::from(span.get_days()))
    }
    fn second(&self, day: Date, time: TimeOfDay) -> Option<i64> {
        Some(self.number(day)? * DAY_S + i64::from(time.as_secs()))
    }

    /// How many seconds after this moment the next row of its kind begins; nothing where none does, or where it can't be told.
    /// A time of day without a date comes after every other.
    fn until_next(&self, at: Moment) -> Option<i64> {
        let next = |all: &BTreeSet<i64>, at: i64| all.range(at + 1..).next().map(|next| next - at);
        match at {
            Moment::After(span) => next(&self.after, whole_seconds(span)),
            Moment::Clock(Days::Every, time) => {
                let at = i64::from(time.as_secs());
                let first = self.daily.first().map(|first| first + DAY_S - at);
                next(&self.daily, at).or(first).filter(|seconds| *seconds < DAY_S)
            }
            Moment::Clock(Days::Date(day), time) => next(&self.dated, self.second(day, time)?),
            Moment::Clock(..) => None,
        }
    }

    /// Whether this end is the midnight at which a day begins that no row names: then nobody is there anyway.
    fn ends_with_its_day(&self, end: Moment) -> bool {
        let Moment::Clock(Days::Date(day), time) = end else { return false };
        time.as_secs() == 0 && self.number(day).is_none_or(|number| !self.days.contains(&number))
    }
}

fn step(at: Moment, value: u32) -> Step<u32> {
    let days = at.days();
    Step { at, may_cross_midnight: days.is_empty(), days, value }
}

fn whole_seconds(span: SimSpan) -> i64 {
    i64::try_from(span.as_ns() / 1_000_000_000).unwrap_or(i64::MAX)
}

/// The moment so many seconds later; nothing where it cannot be told.
fn later(at: Moment, seconds: i64) -> Option<Moment> {
    let on_day = |time: TimeOfDay| {
        let all = i64::from(time.as_secs()) + seconds;
        let time = u32::try_from(all.rem_euclid(DAY_S)).ok().and_then(TimeOfDay::from_secs)?;
        Some((all.div_euclid(DAY_S), time))
    };
    match at {
        Moment::After(span) => Some(Moment::After(span + SimSpan::from_secs(u64::try_from(seconds).ok()?))),
        Moment::Clock(Days::Date(day), time) => {
            let (days, time) = on_day(time)?;
            Some(Moment::Clock(Days::Date(day.checked_add(days.days()).ok()?), time))
        }
        Moment::Clock(Days::Weekday(day), time) => {
            let (days, time) = on_day(time)?;
            Some(Moment::Clock(Days::Weekday(day.wrapping_add(i8::try_from(days).ok()?)), time))
        }
        Moment::Clock(Days::Number(day), time) => {
            let (days, time) = on_day(time)?;
            Some(Moment::Clock(Days::Number(day + days), time))
        }
        Moment::Clock(days, time) => on_day(time).map(|(_, time)| Moment::Clock(days, time)),
    }
}

/// The moment in a field; one that can be told in this run.
fn moment(table: &Table, row: &Row, column: usize, clock: &Clock, path: &NodePath) -> Result<Moment, Box<Issue>> {
    let fail = |message: String, help: &str| table.issue(row, column, path, message, help);
    let at = Moment::of_field(row.get(column));
    let at = at.map_err(|message| fail(message, "write `09:00`, `mon 09:00`, `2026-03-02 09:00` or `30m`"))?;
    let Moment::Clock(days, _) = at else { return Ok(at) };
    let no_time = ("time of day", "say when the run begins, with `starts_at: \"09:00\"`");
    match if clock.starts_at.is_none() { Some(no_time) } else { clock.missing(days) } {
        Some((what, help)) => Err(fail(format!("the run has no {what}"), help)),
        None => Ok(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps as `time=value`, of rows that are written so.
    fn steps(rows: &[(&str, u32)]) -> Result<String, usize> {
        let level = |(field, count): &(&str, u32)| Level {
            at: Moment::of_field(field).unwrap(),
            length: Moment::length_of_field(field),
            count: *count,
        };
        let levels: Vec<Level> = rows.iter().map(level).collect();
        let (steps, places) = with_ends(&levels)?;
        assert_eq!(steps.len(), places.len());
        let told = |it: &Step<u32>| match it.at {
            Moment::Clock(Days::Every, time) => format!("{time}={}", it.value),
            Moment::Clock(days, time) => format!("{days} {time}={}", it.value),
            Moment::After(span) => format!("{span}={}", it.value),
        };
        Ok(steps.iter().map(told).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn nobody_is_there_between_intervals_that_say_their_ends() {
        let told = |rows: &[(&str, u32)]| steps(rows).unwrap();
        assert_eq!(told(&[("08:00-12:00", 3), ("13:00-18:00", 5)]), "08:00=3, 12:00=0, 13:00=5, 18:00=0");
        assert_eq!(told(&[("21:00-22:00", 5), ("22:00-23:00", 3)]), "21:00=5, 22:00=3, 23:00=0");
        assert_eq!(told(&[("08:00", 3), ("13:00", 5)]), "08:00=3, 13:00=5");
        assert_eq!(told(&[("22:00-06:00", 5), ("06:00-22:00", 3)]), "22:00=5, 06:00=3");
        assert_eq!(told(&[("20:00-02:00", 5)]), "20:00=5, 02:00=0");
        assert_eq!(told(&[("00:00-24:00", 5)]), "00:00=5");
        assert_eq!(
            told(&[("2026-03-02 20:00-24:00", 5), ("2026-03-04 20:00-02:00", 1)]),
            "2026-03-02 20:00=5, 2026-03-04 20:00=1, 2026-03-05 02:00=0"
        );
        assert_eq!(steps(&[("08:00-12:00", 3), ("11:30-18:00", 5)]), Err(0));
        assert_eq!(steps(&[("08:00-12:00", 3), ("12:00-09:00", 5)]), Err(1));
    }
}

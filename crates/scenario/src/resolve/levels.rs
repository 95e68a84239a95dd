//! The CSV file of the key `staffing`: how many are at work from when on.

use indexmap::IndexMap;

use crate::checks::{Clock, Context, Row, Step, Table, Wrong, lay_out};
use crate::days::Days;
use crate::path::{Aim, NodePath};
use crate::problem::Issue;
use crate::values::{Moment, Scalar};
use rushhour_engine::units::SimTime;

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
    let mut steps = Vec::with_capacity(rows.len());
    for row in &rows {
        let at = moment(&table, row, start, clock, path)?;
        let field = row.get(agents);
        let value = table.plain(row, agents, path)?.parse::<u32>().map_err(|_| {
            let message = format!("`{field}` is no number of agents");
            table.issue(row, agents, path, message, "write a whole number that is not negative")
        })?;
        let days = match at {
            Moment::After(_) | Moment::Clock(Days::Every, _) => Vec::new(),
            Moment::Clock(days, _) => vec![days],
        };
        steps.push(Step { at, may_cross_midnight: days.is_empty(), days, value });
    }
    let wrong = |place: usize, message: &str, help: &str| {
        rows.get(place).map_or_else(
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

/// The moment in a field; one that can be told in this run.
fn moment(table: &Table, row: &Row, column: usize, clock: &Clock, path: &NodePath) -> Result<Moment, Box<Issue>> {
    let fail = |message: String, help: &str| table.issue(row, column, path, message, help);
    let at = Moment::of_field(row.get(column));
    let at = at.map_err(|message| fail(message, "write `09:00`, `mon 09:00` or `30m`"))?;
    let first = clock.starts_at.and_then(|it| it.day);
    match at {
        Moment::Clock(..) if clock.starts_at.is_none() => Err(fail(
            "the run has no time of day".to_owned(),
            "say when the run begins, with `starts_at: \"09:00\"`",
        )),
        Moment::Clock(Days::Date(_), _) if first.is_none_or(|first| first.date().is_none()) => Err(fail(
            "the run has no date".to_owned(),
            "say on which date it begins, with `starts_on: 2026-03-02`",
        )),
        Moment::Clock(Days::Every | Days::Date(_), _) | Moment::After(_) => Ok(at),
        Moment::Clock(..) if first.is_none() => Err(fail(
            "the run has no day of the week".to_owned(),
            "say on which day it begins, with `starts_on: mon` or a date",
        )),
        Moment::Clock(..) => Ok(at),
    }
}

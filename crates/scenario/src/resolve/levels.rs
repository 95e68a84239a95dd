//! The CSV file of the key `staffing`: how many are at work from when on.

use indexmap::IndexMap;

use crate::checks::{Context, Table, times};
use crate::path::{Aim, NodePath};
use crate::problem::Issue;
use crate::values::Scalar;
use rushhour_engine::units::{SimSpan, SimTime, TimeOfDay};

/// What every such file begins with.
const EXPECTED: &str = "begin it with a header: the columns `start,agents`";

/// How many are at work from when on, from a CSV file with the columns `start,agents`, as `rushhour staff` writes it.
pub(super) fn read(
    file: &str,
    filter: &IndexMap<String, Scalar>,
    starts_at: Option<TimeOfDay>,
    path: &NodePath,
    context: &Context<'_>,
) -> Result<Vec<(SimTime, u32)>, Box<Issue>> {
    let table = Table::open(file, EXPECTED, path, context)?;
    let rows = table.select(filter, path)?;
    let start = table.named("start", Aim::Value, path)?;
    let agents = table.named("agents", Aim::Value, path)?;
    let (by_clock, starts) = times(&table, &rows, start, true, path)?;
    let mut levels = Vec::with_capacity(rows.len());
    for (row, begin) in rows.iter().zip(starts) {
        let at = match (by_clock, starts_at) {
            (true, None) => {
                let help = "say when the run begins, with `starts_at: \"09:00\"`";
                return Err(table.issue(row, start, path, "the run has no time of day".to_owned(), help));
            }
            (true, Some(starts_at)) => {
                let clock = u32::try_from(begin.as_ns() / SimSpan::from_secs(1).as_ns()).unwrap_or(u32::MAX);
                SimTime::ZERO + starts_at.until(TimeOfDay::from_secs(clock).unwrap_or_default())
            }
            (false, _) => SimTime::ZERO + begin,
        };
        let field = row.get(agents);
        let count = field.parse::<u32>().map_err(|_| {
            let message = format!("`{field}` is no number of agents");
            table.issue(row, agents, path, message, "write a whole number that is not negative")
        })?;
        if levels.last().is_some_and(|(before, _)| *before >= at) {
            let help = "put the rows in order of time, beginning with the run";
            return Err(table.issue(
                row,
                start,
                path,
                "this row does not come after the one above".to_owned(),
                help,
            ));
        }
        levels.push((at, count));
    }
    Ok(levels)
}

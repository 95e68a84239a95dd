//! Arrivals that were recorded: `trace: {file: F.csv, where: {day: 3}}`.
//!
//! Two forms. `start,calls`: so many came in the interval that begins there; intervals reach to the next start, the
//! last is as long as the one before it. `at`: one row for each arrival. Times are times of day or durations since
//! the beginning; the run's clock begins at the first `start`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::super::load::reading_failed;
use super::super::path::NodePath;
use super::super::problem::{Aim, Fault};
use super::super::raw::{Moment, RawArrivals, RawCustomers, RawTrace, Scalar, Span};
use super::Context;
use super::scripts::beside;
use super::trace_csv::{EXPECTED, Row, Table};
use crate::nearest::suggestion;
use crate::units::{SimSpan, SimTime, TimeOfDay};

/// All traces of a scenario, by the place of their population and their place among its arrivals.
#[derive(Default)]
pub struct Traces {
    traces: BTreeMap<(usize, usize), Trace>,
    /// Whether one of them could not be read, which was reported.
    pub failed: bool,
}

/// A trace. Its times count from midnight if they are times of day, and otherwise as the file counts.
pub enum Trace {
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
    pub fn base(&self, starts_at: Option<TimeOfDay>) -> Option<SimSpan> {
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
    pub fn get(&self, population: usize, item: usize) -> Option<&Trace> {
        self.traces.get(&(population, item))
    }
    /// The time of day at which the first of them begins.
    pub fn begin(&self) -> Option<TimeOfDay> {
        let first = self.traces.values().filter(|trace| trace.by_clock()).map(Trace::first).min()?;
        TimeOfDay::from_secs(u32::try_from(first.as_ns() / 1_000_000_000).ok()?)
    }
    /// How long after the beginning of the run the last of them ends.
    pub fn end(&self, starts_at: Option<TimeOfDay>) -> Option<SimSpan> {
        let length = |trace: &Trace| {
            let base = trace.base(starts_at)?;
            SimSpan::from_ns(trace.end().as_ns().saturating_sub(base.as_ns())).into()
        };
        self.traces.values().filter_map(length).max()
    }
}

/// Reads the traces of all customers.
pub fn read_all(customers: &[RawCustomers], context: &mut Context<'_>) -> Traces {
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
                Err(fault) => {
                    context.faults.push(*fault);
                    traces.failed = true;
                }
            }
        }
    }
    traces
}

fn fault(path: &NodePath, message: String, help: String) -> Box<Fault> {
    Box::new(Fault { path: path.clone(), aim: Aim::Value, message, help: Some(help), elsewhere: None })
}

fn read(raw: &RawTrace, path: &NodePath, context: &Context<'_>) -> Result<Trace, Box<Fault>> {
    let table = open(&raw.file, path, context)?;
    let rows = select(&table, &raw.filter, &path.key("where"))?;
    match (table.column("start"), table.column("calls"), table.column("at")) {
        (Some(start), Some(calls), _) => counted(&table, &rows, (start, calls), raw.interval, path),
        (_, _, Some(at)) => recorded(&table, &rows, at, path),
        (Some(_), None, None) => {
            let message = "there is no column `calls`".to_owned();
            Err(table.fault_of_header(path, message, "write how many came in each interval"))
        }
        (None, _, None) => {
            let message = format!("there is neither `start` nor `at` among the columns {}", listed(&table.header));
            let help = if table.header.len() == 1 && table.header[0].contains([';', '\t']) {
                "separate the columns with commas"
            } else {
                EXPECTED
            };
            Err(table.fault_of_header(path, message, help))
        }
    }
}

/// The table of the file that a node names under `file`.
fn open(file: &str, path: &NodePath, context: &Context<'_>) -> Result<Table, Box<Fault>> {
    let file_path = path.key("file");
    let file = beside(file, &file_path, context);
    let name = file.display().to_string();
    let text = context.inputs.files.read(&file).map_err(|error| {
        let help = "paths are relative to the scenario's file, those in `-e` to the working directory";
        fault(&file_path, reading_failed(&name, &error), help.to_owned())
    })?;
    Table::read(&name, &text, path)
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The rows whose columns have the wanted values.
fn select<'a>(
    table: &'a Table,
    filter: &IndexMap<String, Scalar>,
    path: &NodePath,
) -> Result<Vec<&'a Row>, Box<Fault>> {
    let mut rows: Vec<&Row> = table.rows.iter().collect();
    for (name, Scalar(wanted)) in filter {
        let path = path.key(name);
        let Some(column) = table.column(name) else {
            let help = suggestion(name, table.header.iter().map(String::as_str), "columns");
            let mut fault = fault(&path, format!("`{}` has no column `{name}`", table.file), help);
            fault.aim = Aim::Key;
            return Err(fault);
        };
        let kept: Vec<&Row> = rows.iter().copied().filter(|row| is_same(row.get(column), wanted)).collect();
        if kept.is_empty() && !rows.is_empty() {
            let mut there: Vec<String> = Vec::new();
            for row in &rows {
                let value = row.get(column);
                if !there.iter().any(|known| known == value) {
                    there.push(value.to_owned());
                }
            }
            let more = there.len().saturating_sub(20);
            there.truncate(20);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let help = format!("the values of `{name}` are {}{rest}", listed(&there));
            return Err(fault(&path, format!("no row of `{}` has the {name} `{wanted}`", table.file), help));
        }
        rows = kept;
    }
    if rows.is_empty() {
        let message = "there is no row below the header".to_owned();
        return Err(table.fault_of_file(path, message, "a trace has at least one"));
    }
    Ok(rows)
}

/// Whether a field has the value: the same text or the same number.
fn is_same(field: &str, wanted: &str) -> bool {
    field == wanted.trim()
        || matches!((field.parse::<f64>(), wanted.trim().parse::<f64>()), (Ok(field), Ok(wanted)) if field == wanted)
}

/// The times of a column, in order; `is_strict` where no two may be the same.
fn times(
    table: &Table,
    rows: &[&Row],
    column: usize,
    is_strict: bool,
    path: &NodePath,
) -> Result<(bool, Vec<SimSpan>), Box<Fault>> {
    let mut times: Vec<SimSpan> = Vec::with_capacity(rows.len());
    let mut by_clock = None;
    for row in rows {
        let fail = |message: String, help: &str| table.fault(row, column, path, message, help);
        let field = row.get(column);
        let (clock, time) = match Moment::parse(field) {
            Ok(Moment::Clock(clock)) => (true, SimSpan::from_secs(u64::from(clock.as_secs()))),
            Ok(Moment::After(span)) => (false, span),
            Err(_) => {
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

fn counted(
    table: &Table,
    rows: &[&Row],
    (start, calls): (usize, usize),
    interval: Option<Span>,
    path: &NodePath,
) -> Result<Trace, Box<Fault>> {
    let (by_clock, starts) = times(table, rows, start, true, path)?;
    if interval.is_some_and(|Span(span)| span.is_zero()) {
        let help = "write a duration above zero, or leave `interval` out".to_owned();
        return Err(fault(&path.key("interval"), "an interval takes time".to_owned(), help));
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
            return Err(fault(path, "one row alone does not say how long its interval is".to_owned(), help));
        };
        let field = row.get(calls);
        let number = field.parse::<u32>().map_err(|_| {
            let message = format!("`{field}` is no number of calls");
            table.fault(row, calls, path, message, "write a whole number that is not negative")
        })?;
        intervals.push((*begin, length, number));
    }
    Ok(Trace::Counted { by_clock, intervals })
}

fn recorded(table: &Table, rows: &[&Row], at: usize, path: &NodePath) -> Result<Trace, Box<Fault>> {
    let (by_clock, moments) = times(table, rows, at, false, path)?;
    Ok(Trace::Recorded { by_clock, moments })
}

/// How many are at work from when on, from a CSV file with the columns `start,agents`, as `rushhour staff` writes it.
pub fn levels(
    file: &str,
    filter: &IndexMap<String, Scalar>,
    starts_at: Option<TimeOfDay>,
    path: &NodePath,
    context: &Context<'_>,
) -> Result<Vec<(SimTime, u32)>, Box<Fault>> {
    let table = open(file, path, context)?;
    let rows = select(&table, filter, &path.key("where"))?;
    let (Some(start), Some(agents)) = (table.column("start"), table.column("agents")) else {
        let message = format!("`start` and `agents` are not both among the columns {}", listed(&table.header));
        return Err(table.fault_of_header(path, message, "write from when on how many are at work"));
    };
    let (by_clock, starts) = times(&table, &rows, start, true, path)?;
    let mut levels = Vec::with_capacity(rows.len());
    for (row, begin) in rows.iter().zip(starts) {
        let at = match (by_clock, starts_at) {
            (true, None) => {
                let help = "say when the run begins, with `starts_at: \"09:00\"`";
                return Err(table.fault(row, start, path, "the run has no time of day".to_owned(), help));
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
            table.fault(row, agents, path, message, "write a whole number that is not negative")
        })?;
        if levels.last().is_some_and(|(before, _)| *before >= at) {
            let help = "put the rows in order of time, beginning with the run";
            return Err(table.fault(
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

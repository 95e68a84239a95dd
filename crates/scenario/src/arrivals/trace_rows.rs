//! What a population takes from the columns of its trace: the rows, the queue, attributes.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::rows::Rows;
use super::trace_keys::{RawQueueColumn, RawTrace};
use crate::checks::{Row, Table, issue};
use crate::path::{Aim, NodePath};
use crate::problem::Issue;
use crate::tables::{LengthForm, Separator, length, plain_number};
use rushhour_engine::nearest::suggestion;
use rushhour_engine::units::QueueId;
use rushhour_engine::value::Value;

/// What the customers of a population take from the columns of their trace.
#[derive(Debug, Default)]
pub(crate) struct FromColumns<'a> {
    /// The queue, and where that is said.
    pub(crate) queue: Option<(&'a RawQueueColumn, NodePath)>,
    /// Attributes: their names, the columns, and where that is said.
    pub(crate) attributes: Vec<(SmolStr, String, NodePath)>,
    /// The names of all queues, and their places.
    pub(crate) queues: &'a [SmolStr],
    pub(crate) places: Option<&'a BTreeMap<SmolStr, usize>>,
}

impl FromColumns<'_> {
    /// The place of the column that names queues.
    pub(super) fn queue_column(&self, table: &Table) -> Result<Option<usize>, Box<Issue>> {
        let Some((queue, path)) = &self.queue else { return Ok(None) };
        table.named(&queue.column, Aim::Value, &path.key("column")).map(Some)
    }
}

/// The rows of a trace, in this order.
pub(super) fn rows_of(
    raw: &RawTrace,
    table: &Table,
    rows: &[&Row],
    from: &FromColumns<'_>,
    path: &NodePath,
) -> Result<Arc<Rows>, Box<Issue>> {
    let columns: Vec<SmolStr> = table.names().map(SmolStr::new).collect();
    let mut attributes = Vec::new();
    for (name, column, path) in &from.attributes {
        attributes.push((name.clone(), table.named(column, Aim::Value, path)?));
    }
    let mut forms = vec![None; columns.len()];
    for (column, form) in lengths(raw, table, path)? {
        // Of a column that is named twice, the first form counts.
        forms[column].get_or_insert(form);
    }
    let mut cells = Vec::with_capacity(rows.len() * columns.len());
    for row in rows {
        for (column, form) in forms.iter().enumerate() {
            cells.push(match form {
                Some(form) => seconds(table, row, column, *form, path)?,
                None => cell(row.get(column), table.separator()),
            });
        }
    }
    let mut queues = Vec::new();
    if let Some(column) = from.queue_column(table)? {
        for row in rows {
            queues.push(queue(table, row, column, from, path)?);
        }
    }
    Ok(Arc::new(Rows { columns, cells, queues, attributes }))
}

/// The columns that have durations, and how they are written.
fn lengths(raw: &RawTrace, table: &Table, path: &NodePath) -> Result<Vec<(usize, LengthForm)>, Box<Issue>> {
    let Some(stated) = &raw.durations else { return Ok(Vec::new()) };
    let path = path.key("durations");
    let mut lengths = Vec::new();
    for (place, (name, form)) in stated.columns().into_iter().enumerate() {
        let (at, aim) = match form {
            Some(_) => (path.key(name), Aim::Key),
            None => (path.index(place), Aim::Value),
        };
        let column = table.named(name, aim, &at)?;
        let form = form.map(|word| {
            LengthForm::named(word).ok_or_else(|| {
                let help = format!("{}; seconds and `1m30s` are read besides", LengthForm::choices());
                issue(&at, format!("`{word}` is no way to write durations"), help)
            })
        });
        lengths.push((column, form.transpose()?.unwrap_or_default()));
    }
    Ok(lengths)
}

/// A duration in seconds; nothing where the field is empty.
fn seconds(
    table: &Table,
    row: &Row,
    column: usize,
    form: LengthForm,
    path: &NodePath,
) -> Result<Value, Box<Issue>> {
    if row.get(column).is_empty() {
        return Ok(Value::Null);
    }
    let span = length(&table.plain(row, column, path)?, form).map_err(|message| {
        let help = "write seconds, `1m30s` or `00:01:30`; of a column with minutes and seconds say so: \
                    `durations: {\"Talk Time\": \"mm:ss\"}`";
        table.issue(row, column, path, message, help)
    })?;
    Ok(Value::Float(span.as_secs_f64()))
}

fn queue(
    table: &Table,
    row: &Row,
    column: usize,
    from: &FromColumns<'_>,
    path: &NodePath,
) -> Result<Option<QueueId>, Box<Issue>> {
    let name = row.get(column);
    let otherwise = from.queue.as_ref().and_then(|(queue, _)| queue.otherwise.as_deref());
    let wanted = match (name.is_empty(), otherwise) {
        (false, _) => name,
        (true, Some(otherwise)) => otherwise,
        (true, None) => {
            let help = "fill it in, or say which queue is meant then: `queue: {column: …, otherwise: support}`";
            return Err(table.issue(row, column, path, "there is no queue here".to_owned(), help));
        }
    };
    let place = from.places.and_then(|places| places.get(wanted)).copied();
    match place.and_then(|place| u32::try_from(place).ok()) {
        Some(place) => Ok(Some(QueueId::new(place))),
        // The other queue is reported where it stands.
        None if name.is_empty() => Ok(None),
        None => {
            let help = suggestion(name, from.queues.iter().map(SmolStr::as_str), "queues");
            Err(table.issue(row, column, path, format!("there is no queue `{name}`"), &help))
        }
    }
}

/// What a field is for scripts: a number, text, or nothing. What begins with a zero is no number, as postcodes are none.
fn cell(field: &str, separator: Separator) -> Value {
    if field.is_empty() {
        return Value::Null;
    }
    if let Ok(plain) = plain_number(field, separator) {
        let digits = plain.strip_prefix('-').unwrap_or(&plain);
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits =
            |text: &str| !text.is_empty() && text.len() <= 18 && text.bytes().all(|it| it.is_ascii_digit());
        let is_number = is_digits(whole) && is_digits(decimals) && (whole == "0" || !whole.starts_with('0'));
        if is_number && let Ok(whole) = plain.parse::<i64>() {
            return Value::Int(whole);
        }
        if is_number && let Ok(number) = plain.parse::<f64>() {
            return Value::Float(number);
        }
    }
    Value::text(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_and_the_rest_is_text() {
        assert_eq!(cell("12", Separator::Comma), Value::Int(12));
        assert_eq!(cell("-0.5", Separator::Comma), Value::Float(-0.5));
        assert_eq!(cell("1,5", Separator::Semicolon), Value::Float(1.5));
        assert_eq!(cell("0", Separator::Comma), Value::Int(0));
        for text in ["007", "+49", "1e5", "gold", "00:03:25", "1.2.3", "12 345", "1.", ".5"] {
            assert_eq!(cell(text, Separator::Comma), Value::Text(text.into()), "{text}");
        }
        assert_eq!(cell("", Separator::Comma), Value::Null);
    }
}

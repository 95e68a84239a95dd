//! The kind `empirical` of distributions: listed values, or a column of a CSV file.
//!
//! What a file has is kept as distinct values with weights, so memory does not follow its rows.

use std::collections::BTreeMap;

use super::context::Context;
use super::table::{Row, Table, issue};
use crate::path::{Aim, NodePath};
use crate::problem::Issue;
use crate::random::{Empirical, Number, Quantity};
use crate::tables::{LengthForm, length};
use crate::values::{RawEmpirical, RawWeights};
use rushhour_engine::units::SimSpan;

/// The values and weights of an empirical distribution, as a list.
pub(crate) fn resolve(
    raw: &RawEmpirical,
    path: &NodePath,
    context: &Context<'_>,
) -> Result<Empirical, Box<Issue>> {
    match (&raw.values, &raw.file) {
        (Some(values), None) => listed(raw, values, path),
        (None, Some(file)) => column(raw, file, path, context),
        (Some(_), Some(_)) => {
            let message = "`values` and `file` exclude each other".to_owned();
            Err(of_key(&path.key("file"), message, "keep one of them".to_owned()))
        }
        (None, None) => {
            let help = "write `values: [10s, 20s, 90s]`, or `file: times.csv` and `column: seconds`";
            Err(issue(path, "there are neither `values` nor a `file`".to_owned(), help.to_owned()))
        }
    }
}

fn of_key(path: &NodePath, message: String, help: String) -> Box<Issue> {
    let mut issue = issue(path, message, help);
    issue.aim = Aim::Key;
    issue
}

fn listed(raw: &RawEmpirical, values: &[Quantity], path: &NodePath) -> Result<Empirical, Box<Issue>> {
    let of_files = [
        ("column", raw.column.is_some()),
        ("where", !raw.filter.is_empty()),
        ("durations", raw.durations.is_some()),
    ];
    for (key, is_there) in of_files {
        if is_there {
            let message = format!("`{key}` is about a file, and these values are listed");
            return Err(of_key(&path.key(key), message, format!("leave `{key}` out, or name a `file`")));
        }
    }
    let weights = match &raw.weights {
        None => None,
        Some(RawWeights::Listed(weights)) => Some(weights.clone()),
        Some(RawWeights::Column(name)) => {
            let message = format!("`{name}` is no list of weights");
            let help = "values that are listed take one weight each: write `weights: [5, 3, 1]`";
            return Err(issue(&path.key("weights"), message, help.to_owned()));
        }
    };
    Ok(Empirical { values: values.to_vec(), weights })
}

fn column(
    raw: &RawEmpirical,
    file: &str,
    path: &NodePath,
    context: &Context<'_>,
) -> Result<Empirical, Box<Issue>> {
    let table = Table::open(file, "begin it with a header: the names of its columns", path, context)?;
    let Some(column) = &raw.column else {
        let help = format!("add `column:` here; the columns of `{}` are {}", table.file, table.columns());
        return Err(issue(path, "the key `column` is missing".to_owned(), help));
    };
    let column = table.named(column, Aim::Value, &path.key("column"))?;
    let weights = match &raw.weights {
        None => None,
        Some(RawWeights::Column(name)) => Some(table.named(name, Aim::Value, &path.key("weights"))?),
        Some(RawWeights::Listed(_)) => {
            let message = "the values come from a file, and their weights from a list".to_owned();
            let help = "name the column that has the weights, or leave `weights` out".to_owned();
            return Err(issue(&path.key("weights"), message, help));
        }
    };
    let form = raw.durations.as_deref().map(|word| {
        LengthForm::named(word).ok_or_else(|| {
            let message = format!("`{word}` is no way to write durations");
            issue(&path.key("durations"), message, LengthForm::choices())
        })
    });
    let form = form.transpose()?.unwrap_or_default();
    // By their bits, in which numbers that are not negative have their order.
    let mut distinct: BTreeMap<u64, f64> = BTreeMap::new();
    for row in table.select(&raw.filter, path)? {
        let value = value(&table, row, column, form, path)?;
        let weight = weights.map_or(Ok(1.0), |column| weight(&table, row, column, path))?;
        *distinct.entry(value.to_bits()).or_default() += weight;
    }
    distinct.retain(|_, weight| *weight > 0.0);
    if distinct.is_empty() {
        let message = format!("all weights in `{}` are zero", table.file);
        let help = "give at least one of the rows a weight above zero".to_owned();
        return Err(issue(&path.key("weights"), message, help));
    }
    if let Some(bits) = distinct.iter().find(|(_, weight)| Quantity(**weight).is_too_large()).map(|(bits, _)| bits)
    {
        let message = format!("the weights of {} add up to more than 1000000000000", f64::from_bits(*bits));
        let help = "only their relation counts: divide all of them by the same number".to_owned();
        return Err(issue(&path.key("weights"), message, help));
    }
    let (values, weights) =
        distinct.into_iter().map(|(bits, weight)| (Quantity(f64::from_bits(bits)), Number(weight))).unzip();
    Ok(Empirical { values, weights: Some(weights) })
}

const EMPTY: &str = "fill it in, or remove the row";

fn value(table: &Table, row: &Row, column: usize, form: LengthForm, path: &NodePath) -> Result<f64, Box<Issue>> {
    let fail = |message: String, help: &str| table.issue(row, column, path, message, help);
    let field = row.get(column);
    if field.is_empty() {
        return Err(fail("there is no value here".to_owned(), EMPTY));
    }
    let plain = table.plain(row, column, path)?;
    if plain.contains(':') {
        let help = "write seconds, `1m30s` or `00:01:30`; for minutes and seconds say `durations: \"mm:ss\"`";
        return length(&plain, form).map(SimSpan::as_secs_f64).map_err(|message| fail(message, help));
    }
    let value =
        Quantity::parse(&plain).map_err(|message| fail(message, "write `90`, `90s`, `1m30s` or the like"))?;
    value.in_range().ok_or_else(|| {
        let help = "write a number or a duration from 0 to 1000000000000";
        fail(format!("`{field}` is out of range"), help)
    })
}

fn weight(table: &Table, row: &Row, column: usize, path: &NodePath) -> Result<f64, Box<Issue>> {
    let fail = |message: String, help: &str| table.issue(row, column, path, message, help);
    let field = row.get(column);
    if field.is_empty() {
        return Err(fail("there is no weight here".to_owned(), EMPTY));
    }
    let weight = table.plain(row, column, path)?.parse().ok().and_then(|weight| Quantity(weight).in_range());
    weight.ok_or_else(|| fail(format!("`{field}` is no weight"), "write a number from 0 to 1000000000000"))
}

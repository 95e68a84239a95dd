//! The key `attributes`: what a scenario states, and what customers take from the columns of their trace.

use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use super::super::path::NodePath;
use crate::checks::Context;
use rushhour_engine::value::{Entries, Value};

/// The key under which attributes of customers are taken from columns.
const FROM: &str = "from";

/// The attributes of customers.
pub(super) struct Attributes {
    /// Those that are the same for all of them.
    pub(super) fixed: Entries,
    /// Whether others come from columns.
    pub(super) takes_columns: bool,
}

/// An attribute that is taken from a column.
pub(super) struct OfColumn {
    pub(super) name: SmolStr,
    pub(super) column: String,
    pub(super) at: At,
}

/// Where a column is named.
pub(super) enum At {
    /// At this place of a list.
    Item(usize),
    /// Under this key of a mapping.
    Key(String),
}

impl At {
    /// The path, below that of a population.
    pub(super) fn of(&self, population: &NodePath) -> NodePath {
        let from = population.key("attributes").key(FROM);
        match self {
            Self::Item(place) => from.index(*place),
            Self::Key(key) => from.key(key),
        }
    }
}

/// The attributes that stand under `from`; none where that is a plain attribute.
///
/// # Errors
/// The place of what is no name of a column.
pub(super) fn from_columns(raw: &Map<String, Json>) -> Result<Vec<OfColumn>, At> {
    let text = |value: &Json, at: At| match value {
        Json::String(text) => Ok(text.clone()),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => Err(at),
    };
    match raw.get(FROM) {
        Some(Json::Array(items)) => {
            let item = |(place, item): (usize, &Json)| {
                let column = text(item, At::Item(place))?;
                Ok(OfColumn { name: SmolStr::new(&column), column, at: At::Item(place) })
            };
            items.iter().enumerate().map(item).collect()
        }
        Some(Json::Object(entries)) => {
            let entry = |(name, column): (&String, &Json)| {
                let column = text(column, At::Key(name.clone()))?;
                Ok(OfColumn { name: SmolStr::new(name), column, at: At::Key(name.clone()) })
            };
            entries.iter().map(entry).collect()
        }
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_)) | None => Ok(Vec::new()),
    }
}

/// The attributes of customers, whose key is at `path`; reports what is wrong with them.
pub(super) fn resolve(raw: &Map<String, Json>, path: &NodePath, context: &mut Context<'_>) -> Attributes {
    let takes_columns = matches!(raw.get(FROM), Some(Json::Array(_) | Json::Object(_)));
    if let Err(at) = from_columns(raw) {
        let from = path.key(FROM);
        let path = match at {
            At::Item(place) => from.index(place),
            At::Key(key) => from.key(&key),
        };
        let help = "write `from: [tier, talk]`, or `from: {talk: \"Talk Time\"}`";
        context.issues.add(&path, "this is no name of a column", help);
    }
    let mut fixed = entries(raw);
    if takes_columns {
        fixed.remove(FROM);
    }
    Attributes { fixed, takes_columns }
}

/// What a mapping of a scenario is as a value.
pub(super) fn entries(raw: &Map<String, Json>) -> Entries {
    raw.iter().map(|(key, value)| (SmolStr::new(key), attribute(value))).collect()
}

fn attribute(raw: &Json) -> Value {
    match raw {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::Int(whole),
            (None, float) => Value::Float(float.unwrap_or(0.0)),
        },
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::list(items.iter().map(attribute).collect()),
        Json::Object(inner) => Value::map(entries(inner)),
    }
}

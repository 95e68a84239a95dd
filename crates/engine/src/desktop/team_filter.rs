//! The filters of a supervisor's view of the team, and the language in which more of them can be written.

use smol_str::SmolStr;

use crate::nearest::suggestion;
use crate::value::Value;

/// One filter of the team's view.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamFilter {
    /// What is compared: `data.activity`.
    pub name: SmolStr,
    /// `IN`, `NOT_IN` or `CONTAINS`, as it was written.
    pub condition: SmolStr,
    /// What it is compared with: one value or a list.
    pub values: Value,
}

/// What of a worker a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TeamField<'a> {
    ActivityName,
    ActivitySid,
    WorkerName,
    WorkerSid,
    QueueNames,
    /// The path of an attribute.
    Attribute(&'a str),
}

/// What filters may be called besides `data.attributes.` and a path.
const NAMES: [(&str, TeamField<'static>); 8] = [
    ("data.activity", TeamField::ActivityName),
    ("data.activity_name", TeamField::ActivityName),
    ("data.activity_sid", TeamField::ActivitySid),
    ("data.friendly_name", TeamField::WorkerName),
    ("data.name", TeamField::WorkerName),
    ("data.worker_sid", TeamField::WorkerSid),
    ("data.queue", TeamField::QueueNames),
    ("data.queues", TeamField::QueueNames),
];
const ATTRIBUTES: &str = "attributes.";

/// What a filter of this name compares. `data.` may be left out.
///
/// # Errors
/// There is no such field; what was meant, or which there are.
pub(crate) fn field_of(name: &str) -> Result<TeamField<'_>, String> {
    let field = name.strip_prefix("data.").unwrap_or(name);
    if let Some(path) = field.strip_prefix(ATTRIBUTES).filter(|path| !path.is_empty()) {
        return Ok(TeamField::Attribute(path));
    }
    let known = NAMES.iter().find(|(known, _)| known.strip_prefix("data.") == Some(field));
    known.map(|(_, field)| *field).ok_or_else(|| {
        let names = NAMES.iter().map(|(name, _)| *name).chain(["data.attributes.NAME"]);
        format!("there is no `{name}` of a worker to filter by; {}", suggestion(name, names, "fields"))
    })
}

/// The view's own language: comparisons of the kind `data.attributes.team IN ["red", "blue"]`, joined by `AND`.
pub(crate) fn parse_query(query: &str) -> Result<Vec<TeamFilter>, String> {
    let comparison = |text: &str| {
        let text = text.trim();
        let shape =
            || format!("`{text}` is no comparison: write `name IN [\"value\"]`, NOT_IN, CONTAINS, == or !=");
        let (name, rest) = text.split_once(char::is_whitespace).ok_or_else(shape)?;
        let (condition, values) = rest.trim().split_once(char::is_whitespace).ok_or_else(shape)?;
        let condition = match condition.to_ascii_uppercase().as_str() {
            "IN" | "==" => "IN",
            "NOT_IN" | "!=" => "NOT_IN",
            "CONTAINS" => "CONTAINS",
            _ => return Err(shape()),
        };
        let values: serde_json::Value = serde_json::from_str(values).map_err(|_| shape())?;
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Value::Text(text.as_str().into()),
            other => Value::Text(other.to_string().into()),
        };
        let values = match &values {
            serde_json::Value::Array(items) => Value::list(items.iter().map(text).collect()),
            one => Value::list(vec![text(one)]),
        };
        Ok(TeamFilter { name: name.into(), condition: condition.into(), values })
    };
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    query.split(" AND ").map(comparison).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_known_by_their_names_and_others_are_told() {
        assert_eq!(field_of("data.activity"), Ok(TeamField::ActivityName));
        assert_eq!(field_of("activity_name"), Ok(TeamField::ActivityName));
        assert_eq!(field_of("data.attributes.lang.de"), Ok(TeamField::Attribute("lang.de")));
        let slip = field_of("data.activty").unwrap_err();
        assert!(slip.ends_with("did you mean `data.activity`?"), "{slip}");
        for name in ["data.attributes.", "team", "data.", ""] {
            let unknown = field_of(name).unwrap_err();
            assert!(unknown.contains("`data.attributes.NAME`"), "{name}: {unknown}");
        }
    }
}

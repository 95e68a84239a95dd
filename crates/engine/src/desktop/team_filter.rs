//! The filters of a supervisor's view of the team, and the language in which more of them can be written.

use smol_str::SmolStr;

use crate::value::Value;

/// One filter of the team's view.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamFilter {
    /// The path of what is compared: `data.activity_name`.
    pub name: SmolStr,
    /// `IN`, `NOT_IN` or `CONTAINS`, as it was written.
    pub condition: SmolStr,
    /// What it is compared with: one value or a list.
    pub values: Value,
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

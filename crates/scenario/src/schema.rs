//! The JSON Schema of scenarios, for editors: made of the types that read them.
//!
//! Printed by `rushhour schema` and committed as `schema/scenario.schema.json`. It knows keys, shapes and what each is
//! for; what only makes sense together is for `check`. Every scalar may be a variable, so each takes a text with `${`.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::raw::{
    Beginning, Bytes, FirstDay, Moment, OnDays, OneOrMany, PerTime, RawActivities, RawActivity, RawDistribution,
    RawLatency, RawLines, RawQueueColumn, RawScenario, RawSkills, RawStaffing, RawStatements, RawTurnTo,
    RawWarmup, RawWeights, Scalar, Share, Span,
};
use crate::arrivals::RawDurations;
use crate::random::{Distribution, DistributionKind, Number, Quantity};

/// A text with a variable in it.
const WITH_VARIABLE: &str = r"\$\{";

/// The schema, with a line end.
pub fn schema() -> String {
    let generator = SchemaSettings::draft2020_12().with_transform(Variables).into_generator();
    let mut schema = generator.into_root_schema_for::<RawScenario>();
    schema.insert("title".to_owned(), "A scenario of rushhour".into());
    let mut text = serde_json::to_string_pretty(schema.as_value()).unwrap_or_default();
    text.push('\n');
    text
}

/// Lets every scalar be a variable.
#[derive(Clone)]
struct Variables;

impl Transform for Variables {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(map) = schema.as_object_mut() else { return };
        let variable = json!({"type": "string", "pattern": WITH_VARIABLE});
        if let Some(Value::Array(choices)) = map.get("oneOf")
            && choices.iter().all(|choice| choice.get("const").is_some())
            && let Some(Value::Array(mut choices)) = map.remove("oneOf")
        {
            choices.push(variable);
            map.insert("anyOf".to_owned(), Value::Array(choices));
            return;
        }
        if !is_narrow_scalar(map) || map.contains_key("const") {
            return;
        }
        let mut kept = serde_json::Map::new();
        for key in ["description", "default"] {
            if let Some(value) = map.remove(key) {
                kept.insert(key.to_owned(), value);
            }
        }
        let plain = Value::Object(std::mem::take(map));
        kept.insert("anyOf".to_owned(), json!([plain, variable]));
        *map = kept;
    }
}

/// Whether it takes scalars, but not any text.
fn is_narrow_scalar(map: &serde_json::Map<String, Value>) -> bool {
    let types: Vec<&str> = match map.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        Some(_) | None => return false,
    };
    let is_only_null = types.iter().all(|it| *it == "null");
    let is_scalar = types.iter().all(|it| ["integer", "number", "boolean", "string", "null"].contains(it));
    let takes_any_text = types.contains(&"string") && !map.contains_key("pattern") && !map.contains_key("enum");
    is_scalar && !is_only_null && !takes_any_text
}

/// Describes a type by hand.
macro_rules! described {
    ($($type:ty => $name:literal, |$generator:pat_param| $schema:expr;)*) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

described! {
    Span => "Duration", |_| json_schema!({
        "description": "A duration: `30s`, `1h30m`, `250ms`, or a number of seconds.",
        "type": ["string", "number"], "pattern": r"\d", "minimum": 0,
    });
    PerTime => "Rate", |_| json_schema!({
        "description": "How often: `900/h`, `15/m`, `0.25/s`.", "type": "string", "pattern": "/",
    });
    Moment => "Moment", |_| json_schema!({
        "description": "A moment of the run: a duration since its beginning (`30m`), or a time of day (`09:30`, `mon 09:30`).",
        "type": ["string", "number"], "pattern": r"\d", "minimum": 0,
    });
    Beginning => "Beginning", |_| json_schema!({
        "description": "A time of day, perhaps with its day: `09:00`, `17:30:15`, `mon 09:00`, `2026-03-02 09:00`; in quotes.",
        "type": "string", "pattern": r"\d{1,2}:\d{2}(:\d{2})?\s*$",
    });
    FirstDay => "FirstDay", |_| json_schema!({
        "description": "A day of the week, or a date: `mon`, `2026-03-02`.", "type": "string",
    });
    OnDays => "Days", |_| json_schema!({
        "description": "Days: `mon` … `sun`, `weekdays`, `weekends`, `mon-thu`, or a date such as `2026-03-02`.",
        "type": "string",
    });
    RawWarmup => "Warmup", |_| json_schema!({
        "description": "A duration such as `10m`, or `auto`.",
        "type": ["string", "number"], "pattern": r"\d|^\s*auto\s*$", "minimum": 0,
    });
    Bytes => "Size", |_| json_schema!({
        "description": "A size: `16MiB`, `500kB`, or a number of bytes.",
        "type": ["string", "integer"], "pattern": r"^\s*\d+\s*[A-Za-z]*\s*$", "minimum": 0,
    });
    Share => "Share", |_| json_schema!({
        "description": "A share: `2%`, or a number from 0 to 1.",
        "type": ["string", "number"], "pattern": r"\d", "minimum": 0, "maximum": 1,
    });
    Scalar => "Scalar", |_| json_schema!({
        "description": "A number, a text, true or false.", "type": ["string", "number", "boolean"],
    });
    Quantity => "Quantity", |_| json_schema!({
        "description": "A number, or a duration: `0.5`, `30s`, `2m30s`.",
        "type": ["string", "number"], "pattern": r"\d", "minimum": 0,
    });
    Number => "Number", |_| json_schema!({"description": "A number.", "type": "number"});
    RawLines => "Lines", |_| json_schema!({
        "description": "A whole number from 1 on, or `none`.",
        "anyOf": [{"type": ["integer", "null"], "minimum": 1}, {"const": "none"}],
    });
    RawActivities => "Activities", |generator| json_schema!({
        "anyOf": [
            {"type": "array", "items": {"anyOf": [{"type": "string"}, generator.subschema_for::<RawActivity>()]}},
            {"type": "object", "additionalProperties": generator.subschema_for::<bool>()},
        ],
    });
    RawLatency => "Latency", |generator| json_schema!({
        "anyOf": [
            generator.subschema_for::<RawDistribution>(),
            {
                "type": "object",
                "properties": {
                    "time": generator.subschema_for::<RawDistribution>(),
                    "servers": {"type": "integer", "minimum": 1},
                },
                "required": ["time"],
                "additionalProperties": false,
            },
        ],
    });
    RawWeights => "Weights", |generator| json_schema!({
        "anyOf": [{"type": "array", "items": generator.subschema_for::<Number>()}, {"type": "string"}],
    });
    RawStaffing => "Staffing", |generator| {
        let count = json_schema!({"type": "integer", "minimum": 0});
        let moments = json_schema!({
            "type": "object", "patternProperties": {r"\d": count.clone()}, "additionalProperties": false,
        });
        let step = json_schema!({
            "type": "object",
            "properties": {
                "at": generator.subschema_for::<Moment>(),
                "days": generator.subschema_for::<OneOrMany<OnDays>>(),
                "count": count.clone(),
            },
            "required": ["at", "count"],
            "additionalProperties": false,
        });
        let steps = json_schema!({"type": "array", "items": step});
        json_schema!({
            "anyOf": [
                {
                    "type": "object",
                    "properties": {"file": {"type": "string"}, "where": generator.subschema_for::<Where>()},
                    "patternProperties": {
                        r":|^\s*[\d.]+\s*\w*\s*$": count.clone(),
                        r"^(?!file$|where$)[A-Za-z][^:]*$|^\d+-\d+-\d+$": {"anyOf": [count, moments, steps.clone()]},
                    },
                },
                steps,
            ],
        })
    };
    RawTurnTo => "CustomersQueue", |generator| json_schema!({
        "anyOf": [{"type": "string"}, generator.subschema_for::<RawQueueColumn>()],
    });
    RawDurations => "Durations", |_| json_schema!({
        "description": "Columns that have durations; or how they are written there.",
        "anyOf": [
            {"type": "array", "items": {"type": "string"}},
            {"type": "object", "additionalProperties": {"enum": ["hh:mm:ss", "mm:ss", "hh:mm"]}},
        ],
    });
    RawSkills => "Skills", |_| json_schema!({
        "anyOf": [
            {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 10}},
            {"type": "array", "items": {"type": "string"}},
        ],
    });
    RawStatements => "Statements", |generator| json_schema!({
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"file": {"type": "string"}, "every": generator.subschema_for::<Span>()},
                "required": ["file"],
                "additionalProperties": false,
            },
        ],
    });
    Where => "Where", |generator| json_schema!({
        "description": "Columns, and the values that rows must have there to be kept.",
        "type": "object", "additionalProperties": generator.subschema_for::<Scalar>(),
    });
}

/// Which rows of a file are kept.
struct Where;

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany_{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}

impl<E: JsonSchema> JsonSchema for Distribution<E> {
    fn schema_name() -> Cow<'static, str> {
        "Distribution".into()
    }
    fn schema_id() -> Cow<'static, str> {
        format!("Distribution<{}>", E::schema_id()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A distribution: a number or duration that is always the same, or a mapping with its kind.",
            "anyOf": [generator.subschema_for::<Quantity>(), generator.subschema_for::<DistributionKind<E>>()],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_current() {
        let committed = include_str!("../../../schema/scenario.schema.json");
        assert_eq!(schema(), committed, "write it again: rushhour schema > schema/scenario.schema.json");
    }
}

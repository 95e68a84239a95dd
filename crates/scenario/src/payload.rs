//! Payloads of actions as JSON, as timelines, records and the wallboard write them.
//!
//! Reads and writes shapes only: whether an action takes a payload is for the engine to say.

use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use crate::limits::PAYLOAD_DEPTH_MAX;
use rushhour_engine::value::{Fields, Payload, Value};

/// The payload that is meant: a mapping is its fields, nothing is no payload, anything else is the payload.
///
/// # Errors
/// It is nested too deeply, or holds a number that is too large; in words.
pub fn payload_of(json: &Json) -> Result<Payload, String> {
    match json {
        Json::Null => Ok(Payload::Absent),
        Json::Object(entries) => {
            let mut fields = Fields::default();
            for (name, value) in entries {
                fields.set(SmolStr::new(name), value_of(value, 1)?);
            }
            Ok(Payload::Fields(fields))
        }
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => value_of(json, 0).map(Payload::Bare),
    }
}

fn value_of(json: &Json, depth: usize) -> Result<Value, String> {
    if depth > PAYLOAD_DEPTH_MAX {
        return Err(format!("lists and mappings may nest {PAYLOAD_DEPTH_MAX} levels deep here"));
    }
    match json {
        Json::Null => Ok(Value::Null),
        Json::Bool(it) => Ok(Value::Bool(*it)),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Ok(Value::Int(whole)),
            (None, Some(float)) => Ok(Value::Float(float)),
            (None, None) => Err(format!("the number {number} is too large")),
        },
        Json::String(text) => Ok(Value::text(text)),
        Json::Array(items) => {
            let items: Result<Vec<Value>, String> = items.iter().map(|it| value_of(it, depth + 1)).collect();
            items.map(Value::list)
        }
        Json::Object(entries) => {
            let entry = |(key, it): (&String, &Json)| Ok((SmolStr::new(key), value_of(it, depth + 1)?));
            entries.iter().map(entry).collect::<Result<_, String>>().map(Value::map)
        }
    }
}

/// A value as JSON; sids are texts.
pub fn to_json(value: &Value) -> Json {
    to_json_within(value, usize::MAX)
}

/// The same, so deep at most; what is deeper is `…`.
pub fn to_json_within(value: &Value, depth: usize) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(it) => (*it).into(),
        Value::Int(it) => (*it).into(),
        Value::Float(it) => (*it).into(),
        Value::Text(it) => it.as_str().into(),
        Value::Sid(it) | Value::Ref(it) => it.to_string().into(),
        Value::List(_) | Value::Map(_) if depth == 0 => "…".into(),
        Value::List(items) => items.iter().map(|it| to_json_within(it, depth - 1)).collect(),
        Value::Map(entries) => {
            let entry = |(key, it): (&SmolStr, &Value)| (key.to_string(), to_json_within(it, depth - 1));
            Json::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
    }
}

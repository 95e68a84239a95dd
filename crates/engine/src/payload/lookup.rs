//! Looks into payloads whether they were checked or not: is a field there, and which entity does its value name?

use crate::units::Sid;
use crate::value::{Payload, Value};

/// The sid in a value: as text, as an object, or as the `sid` of a map.
pub(super) fn sid_of(value: &Value) -> Option<Sid> {
    match value {
        Value::Sid(sid) | Value::Ref(sid) => Some(*sid),
        Value::Map(entries) => match entries.get("sid") {
            Some(Value::Sid(sid) | Value::Ref(sid)) => Some(*sid),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::List(_) => None,
    }
}

/// A field's value; a field that holds nothing is not there.
pub(super) fn present<'a>(payload: &'a Payload, name: &str) -> Option<&'a Value> {
    payload.get(name).filter(|value| !matches!(value, Value::Null))
}

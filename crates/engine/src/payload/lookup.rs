//! Looks into payloads whether they were checked or not: is a field there, what does its value hold, and which entity does
//! it name?

use smol_str::{SmolStr, ToSmolStr};

use crate::units::Sid;
use crate::value::{Payload, Value};

/// The sid in a value: as text, as an object, or as the `sid` of a map.
pub(crate) fn sid_of(value: &Value) -> Option<Sid> {
    match value {
        Value::Ref(sid) => Some(*sid),
        Value::Map(entries) => match entries.get("sid")? {
            Value::Ref(sid) => Some(*sid),
            value => spelled(value),
        },
        value => spelled(value),
    }
}

/// The sid that text spells. A program that embeds the engine may hand over text that nobody has looked at.
pub(super) fn spelled(value: &Value) -> Option<Sid> {
    match value {
        Value::Sid(sid) => Some(*sid),
        Value::Text(text) => text.parse().ok(),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Ref(_)
        | Value::List(_)
        | Value::Map(_) => None,
    }
}

/// A field's value; a field that holds nothing is not there.
pub(crate) fn present<'a>(payload: &'a Payload, name: &str) -> Option<&'a Value> {
    payload.get(name).filter(|value| !matches!(value, Value::Null))
}

pub(crate) fn int_of(value: &Value) -> Option<i64> {
    match value {
        Value::Int(value) => Some(*value),
        _ => None,
    }
}

/// Text; what spells a sid is text too.
pub(crate) fn text_of(value: &Value) -> Option<SmolStr> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Sid(sid) => Some(sid.to_smolstr()),
        _ => None,
    }
}

//! Values between Rhai's world and the engine's.
//!
//! Text that is a sid becomes [`Value::Sid`], a task's handle becomes [`Value::Ref`]. Both directions stop at
//! [`VALUE_DEPTH_MAX`] levels: nothing the engine holds is deeper.

use rhai::{Array, Blob, Dynamic, INT, ImmutableString, Map};
use smol_str::SmolStr;

use super::handles::{self, EventPayload, Me, MessageHandle, Object, RowHandle, Task};
use super::limits::{MADE_UP_NAME_CHARS_MAX, VALUE_BYTES_MAX, VALUE_DEPTH_MAX};
use super::thrown::{Thrown, mistake};
use super::wording::{grouped, kind};
use rushhour_engine::units::{ReservationId, Sid, SidKind};
use rushhour_engine::value::{Entries, Fields, Payload, Value};

/// What a script sees of a value of the engine's.
pub(crate) fn to_script(value: &Value) -> Dynamic {
    to_script_at(value, 0)
}

fn to_script_at(value: &Value, depth: usize) -> Dynamic {
    if depth > VALUE_DEPTH_MAX {
        return "…".into();
    }
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(value) => value.as_str().into(),
        Value::Sid(sid) => sid.to_string().into(),
        Value::Ref(sid) => object(*sid),
        Value::List(items) => {
            let items: Array = items.iter().map(|item| to_script_at(item, depth + 1)).collect();
            items.into()
        }
        Value::Map(entries) => {
            let map: Map =
                entries.iter().map(|(key, item)| (key.as_str().into(), to_script_at(item, depth + 1))).collect();
            map.into()
        }
    }
}

/// What a script holds of an entity that was handed over as an object.
fn object(sid: Sid) -> Dynamic {
    match sid.kind() {
        SidKind::Reservation => {
            ReservationId::try_from(sid).map_or(Dynamic::UNIT, |id| Dynamic::from(Task::named(id)))
        }
        SidKind::Conversation | SidKind::Worker => Dynamic::from(Object(sid)),
        _ => sid.to_string().into(),
    }
}

/// A map as scripts have it; an empty one where there is none.
pub(crate) fn as_map(value: &Value) -> Map {
    to_script(value).try_cast().unwrap_or_default()
}

/// A message as a map, for payloads.
pub(crate) fn message_to_map(message: &MessageHandle) -> Map {
    let message = message.message();
    let mut map = Map::new();
    map.insert("index".into(), INT::from(message.index).into());
    map.insert("from".into(), message.from.as_str().into());
    map.insert("body".into(), message.body.as_str().into());
    map.insert("media".into(), to_script(&message.media));
    map.insert("attributes".into(), to_script(&message.attributes));
    map.insert("subject".into(), message.subject.as_ref().map_or(Dynamic::UNIT, |it| it.as_str().into()));
    map
}

/// What the engine makes of a script's value.
///
/// # Errors
/// A mistake where the value is a function, a range or the like, or nested too deeply.
pub(crate) fn to_engine(value: &Dynamic) -> Result<Value, Thrown> {
    let value = to_engine_at(value, 0)?;
    fits(value.bytes())?;
    Ok(value)
}

/// That so many bytes are no more than may be handed over at once. Names in maps are bounded by nothing else.
fn fits(bytes: usize) -> Result<(), Thrown> {
    if bytes <= VALUE_BYTES_MAX {
        return Ok(());
    }
    let (bytes, most) = (grouped(bytes), grouped(VALUE_BYTES_MAX));
    Err(mistake(format!("{bytes} bytes are handed over here, and at most {most} may be: hand over less at once")))
}

/// That a name which a script makes up is no longer than such names may be.
///
/// # Errors
/// A mistake where it is.
pub(crate) fn short_name(what: &str, name: &str) -> Result<(), Thrown> {
    let length = name.chars().count();
    if length <= MADE_UP_NAME_CHARS_MAX {
        return Ok(());
    }
    Err(mistake(format!("{what} of {} characters, and it may have {MADE_UP_NAME_CHARS_MAX}", grouped(length))))
}

fn to_engine_at(value: &Dynamic, depth: usize) -> Result<Value, Thrown> {
    if depth > VALUE_DEPTH_MAX {
        return Err(mistake(format!("lists and maps may nest {VALUE_DEPTH_MAX} levels deep here")));
    }
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(value) = value.as_bool() {
        return Ok(Value::Bool(value));
    }
    if let Ok(value) = value.as_int() {
        return Ok(Value::Int(value));
    }
    if let Ok(value) = value.as_float() {
        return Ok(Value::Float(value));
    }
    if let Ok(value) = value.as_immutable_string_ref() {
        return Ok(Value::text(&value));
    }
    if let Some(map) = value.read_lock::<Map>() {
        return map_to_engine(&map, depth).map(Value::map);
    }
    if let Some(items) = value.read_lock::<Array>() {
        let items: Result<Vec<Value>, Thrown> = items.iter().map(|item| to_engine_at(item, depth + 1)).collect();
        return items.map(Value::list);
    }
    other_to_engine(value)
}

fn map_to_engine(map: &Map, depth: usize) -> Result<Entries, Thrown> {
    map.iter().map(|(key, item)| Ok((SmolStr::new(key), to_engine_at(item, depth + 1)?))).collect()
}

fn other_to_engine(value: &Dynamic) -> Result<Value, Thrown> {
    if let Some(task) = value.read_lock::<Task>() {
        return Ok(Value::Ref(task.reservation().sid()));
    }
    if let Some(object) = value.read_lock::<Object>() {
        return Ok(Value::Ref(object.0));
    }
    if let Some(me) = value.read_lock::<Me>() {
        return match me.worker() {
            Some(worker) => Ok(Value::Ref(worker.sid())),
            None => Err(mistake("a customer has no sid")),
        };
    }
    if value.is::<EventPayload>() {
        return EventPayload::value();
    }
    if let Some(row) = value.read_lock::<RowHandle>() {
        return Ok(Value::map(row.0.entries()));
    }
    if let Some(message) = value.read_lock::<MessageHandle>() {
        return to_engine(&message_to_map(&message).into());
    }
    if let Ok(letter) = value.as_char() {
        return Ok(Value::text(letter.encode_utf8(&mut [0; 4])));
    }
    if let Some(bytes) = value.read_lock::<Blob>() {
        return Ok(Value::list(bytes.iter().map(|byte| Value::Int(INT::from(*byte))).collect()));
    }
    Err(mistake(format!("{} cannot be handed to the centre", noun(value))))
}

/// The payload that a script means: a map is its fields, nothing is no payload, anything else is the payload.
///
/// # Errors
/// As for [`to_engine`].
pub(crate) fn to_payload(value: &Dynamic) -> Result<Payload, Thrown> {
    if value.is_unit() {
        return Ok(Payload::Absent);
    }
    if let Some(map) = value.read_lock::<Map>() {
        let mut fields = Fields::default();
        for (key, item) in map.iter() {
            fields.set(SmolStr::new(key), to_engine_at(item, 1)?);
        }
        let payload = Payload::Fields(fields);
        fits(payload.bytes())?;
        return Ok(payload);
    }
    if value.is::<EventPayload>() {
        return Ok(match EventPayload::value()? {
            Value::Map(entries) => {
                let mut fields = Fields::default();
                entries.iter().for_each(|(name, value)| fields.set(name.clone(), value.clone()));
                Payload::Fields(fields)
            }
            Value::Null => Payload::Absent,
            bare => Payload::Bare(bare),
        });
    }
    to_engine(value).map(Payload::Bare)
}

/// How many of something there are, as scripts read it. Memory holds less than a whole number can count.
pub(crate) fn count(number: usize) -> INT {
    number as INT
}

/// What kind of value this is, in words.
pub(crate) fn noun(value: &Dynamic) -> String {
    if let Some(noun) = handles::noun(value) {
        return noun.to_owned();
    }
    match value.type_name() {
        range if range.contains("ops::range::Range") => kind("range"),
        ours if ours.starts_with("rushhour") => kind(match ours.rsplit("::").next().unwrap_or(ours) {
            "RowHandle" => "TraceRow",
            "MessageHandle" => "Message",
            "EventPayload" => "Payload",
            name => name,
        }),
        name => kind(name),
    }
}

/// A list of one file, as payloads and messages hold it.
///
/// # Errors
/// As for [`to_engine`].
pub(crate) fn files(name: ImmutableString, kind: ImmutableString, bytes: Dynamic) -> Result<Value, Thrown> {
    for (what, text) in [("name", &name), ("type", &kind)] {
        if text.trim().is_empty() {
            return Err(mistake(format!("a file has a {what}, and this one's is empty")));
        }
    }
    // A whole number may come out of a division.
    let whole =
        bytes.as_float().ok().filter(|size| size.fract() == 0.0 && size.abs() < 9e15).map(|size| size as INT);
    let Some(size) = bytes.as_int().ok().or(whole).filter(|size| *size >= 0) else {
        let message = format!("`{name}` cannot have {bytes} bytes: write a whole number that is not negative");
        return Err(mistake(message));
    };
    let mut file = Map::new();
    file.insert("name".into(), name.into());
    file.insert("type".into(), kind.into());
    file.insert("bytes".into(), size.into());
    to_engine(&file.into()).map(|file| Value::list(vec![file]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::units::ReservationId;

    #[test]
    fn a_value_survives_the_way_to_scripts_and_back() {
        let sid = ReservationId::new(7).sid();
        let value = Value::map(
            [
                ("a", Value::list(vec![Value::Null, Value::Bool(true), Value::Int(3), Value::Float(0.5)])),
                ("b", Value::Text("x".into())),
                ("c", Value::Sid(sid)),
            ]
            .into_iter()
            .map(|(key, value)| (SmolStr::new(key), value))
            .collect(),
        );
        assert_eq!(to_engine(&to_script(&value)).unwrap(), value);
    }

    #[test]
    fn what_nests_too_deeply_is_refused() {
        let mut value = Dynamic::UNIT;
        for _ in 0..VALUE_DEPTH_MAX {
            value = vec![value].into();
        }
        assert!(to_engine(&value).is_ok());
        assert!(to_engine(&vec![value].into()).is_err());
    }

    #[test]
    fn a_payload_is_fields_or_bare_or_absent() {
        assert_eq!(to_payload(&Dynamic::UNIT).unwrap(), Payload::Absent);
        assert_eq!(to_payload(&"/home".into()).unwrap(), Payload::Bare(Value::Text("/home".into())));
        let mut map = Map::new();
        map.insert("x".into(), 1.into());
        assert_eq!(to_payload(&map.into()).unwrap(), Payload::of("x", Value::Int(1)));
    }
}

//! Loosely typed values as fields of events.

use std::sync::Arc;

use serde_json::json;
use smol_str::SmolStr;

use super::field::{Bytes, Dice, Field, Malformed, put_text, put_varint};
use super::json::Line;
use crate::units::{Sid, SidKind};
use crate::value::{Entries, Value};

/// Values that lie deeper within each other than this are none of ours.
const DEPTH_MAX: usize = 256;

coded!(
    SidKind is "kind of sid":
    0 Activity "activity", 1 Queue "queue", 2 Worker "worker", 3 Task "task", 4 Reservation "reservation",
    5 Conference "conference", 6 Participant "participant", 7 Call "call", 8 Conversation "conversation",
    9 Channel "channel", 10 Content "content", 11 Media "media",
);

/// A byte for the kind of value, then the value: numbers in eight bytes, texts, lists and maps with their length first.
impl Field for Value {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Bool(false) => out.push(1),
            Self::Bool(true) => out.push(2),
            Self::Int(number) => {
                out.push(3);
                out.extend_from_slice(&number.to_le_bytes());
            }
            Self::Float(number) => {
                out.push(4);
                number.encode(out);
            }
            Self::Text(text) => {
                out.push(5);
                put_text(text, out);
            }
            Self::Sid(sid) => {
                out.push(6);
                put_sid(*sid, out);
            }
            Self::Ref(sid) => {
                out.push(7);
                put_sid(*sid, out);
            }
            Self::List(items) => {
                out.push(8);
                put_varint(items.len() as u64, out);
                for item in items.iter() {
                    item.encode(out);
                }
            }
            Self::Map(entries) => {
                out.push(9);
                put_varint(entries.len() as u64, out);
                for (key, value) in entries.iter() {
                    put_text(key, out);
                    value.encode(out);
                }
            }
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        value(from, 0)
    }
    fn json(&self, line: &mut Line<'_>) {
        match self {
            Self::Null => line.raw(format_args!("null")),
            Self::Bool(value) => value.json(line),
            Self::Int(number) => line.raw(format_args!("{number}")),
            Self::Float(number) => line.float(*number),
            Self::Text(text) => line.text(text),
            Self::Sid(sid) | Self::Ref(sid) => line.text(&sid.to_string()),
            Self::List(items) => {
                line.raw(format_args!("["));
                for (place, item) in items.iter().enumerate() {
                    line.raw(format_args!("{}", if place == 0 { "" } else { "," }));
                    item.json(line);
                }
                line.raw(format_args!("]"));
            }
            Self::Map(entries) => {
                line.raw(format_args!("{{"));
                for (place, (key, value)) in entries.iter().enumerate() {
                    line.raw(format_args!("{}", if place == 0 { "" } else { "," }));
                    line.text(key);
                    line.raw(format_args!(":"));
                    value.json(line);
                }
                line.raw(format_args!("}}"));
            }
        }
    }
    fn schema() -> serde_json::Value {
        json!(true)
    }
    fn layout() -> String {
        "1 byte: 0 null, 1 false, 2 true, 3 whole number, 4 number, 5 text, 6 sid, 7 object by its sid, 8 list, 9 map; then \
         numbers in 8 bytes, texts as texts, sids as 1 byte for the kind and 4 for the number, lists and maps as a varint \
         for how many and then the items, of maps each behind its key, keys in order"
            .to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        match dice.below(10) {
            0 => Self::Null,
            1 => Self::Bool(bool::any(dice)),
            2 => Self::Int(i64::from_le_bytes(dice.number().to_le_bytes())),
            3 => Self::Float(f64::any(dice)),
            4 => Self::Text(SmolStr::any(dice)),
            5 => Self::Sid(Sid::new(SidKind::any(dice), u32::any(dice))),
            6 => Self::Ref(Sid::new(SidKind::any(dice), u32::any(dice))),
            7 => {
                let length = dice.below(4);
                Self::list((0..length).map(|_| Self::any(dice)).collect())
            }
            _ => {
                let length = dice.below(4);
                Self::map((0..length).map(|_| (SmolStr::any(dice), Self::any(dice))).collect())
            }
        }
    }
}

fn put_sid(sid: Sid, out: &mut Vec<u8>) {
    sid.kind().encode(out);
    sid.number().encode(out);
}

fn sid(from: &mut Bytes<'_>) -> Result<Sid, Malformed> {
    Ok(Sid::new(SidKind::decode(from)?, u32::decode(from)?))
}

fn value(from: &mut Bytes<'_>, depth: usize) -> Result<Value, Malformed> {
    if depth > DEPTH_MAX {
        return Err(Malformed::NotCanonical("values that lie too deep within each other"));
    }
    Ok(match from.byte()? {
        0 => Value::Null,
        1 => Value::Bool(false),
        2 => Value::Bool(true),
        3 => Value::Int(i64::from_le_bytes(from.array()?)),
        4 => Value::Float(f64::decode(from)?),
        5 => Value::Text(SmolStr::decode(from)?),
        6 => Value::Sid(sid(from)?),
        7 => Value::Ref(sid(from)?),
        8 => {
            let mut items = Vec::new();
            for _ in 0..from.varint()? {
                items.push(value(from, depth + 1)?);
            }
            Value::List(Arc::new(items))
        }
        9 => {
            let mut entries = Entries::new();
            for _ in 0..from.varint()? {
                let key = SmolStr::decode(from)?;
                if entries.last_key_value().is_some_and(|(last, _)| *last >= key) {
                    return Err(Malformed::NotCanonical("keys that are not in order"));
                }
                entries.insert(key, value(from, depth + 1)?);
            }
            Value::Map(Arc::new(entries))
        }
        other => return Err(Malformed::Unknown(other, "kind of value")),
    })
}

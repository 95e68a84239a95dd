//! The fields of events: how each type is written as bytes, read again, and told in JSON.

use serde_json::json;
use smol_str::SmolStr;

use super::json::{Line, Property};
use crate::action::{Action, ActionName, Code};
use crate::config::Channel;
use crate::units::{
    ActivityId, ActorId, ChannelId, ConferenceId, ContactId, ConversationId, GroupId, InvocationId, ParticipantId,
    QueueId, ReservationId, SimTime, TaskId, WorkerId,
};

/// Bytes that are no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// They end within an event.
    #[error("the bytes end within an event")]
    TooShort,
    /// A byte says which of several things follows, and there is no such thing.
    #[error("{0} is no {1}")]
    Unknown(u8, &'static str),
    /// A number that should have been written with fewer bytes, a key out of order, and the like: no encoder writes it.
    #[error("{0}")]
    NotCanonical(&'static str),
}

/// Bytes that are read from the front.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a>(&'a [u8]);

/// A type that is a field of events.
///
/// `decode` is the inverse of `encode`, and each value has exactly one encoding.
pub trait Field: Sized {
    /// What is put behind its key in JSON: `_s` for seconds.
    const SUFFIX: &'static str = "";

    /// Writes it at the end of `out`.
    fn encode(&self, out: &mut Vec<u8>);
    /// Reads it.
    ///
    /// # Errors
    /// The bytes are no such value.
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed>;
    /// Its value in JSON.
    fn json(&self, line: &mut Line<'_>);
    /// The JSON Schema of its value.
    fn schema() -> serde_json::Value;
    /// Its bytes, in words.
    fn layout() -> String;

    /// Its entries of a line.
    fn entries(&self, key: &str, line: &mut Line<'_>) {
        if Self::SUFFIX.is_empty() {
            line.key(key);
        } else {
            line.key(&format!("{key}{}", Self::SUFFIX));
        }
        self.json(line);
    }
    /// The entries that it has in each line.
    fn properties(key: &str) -> Vec<Property> {
        vec![Property { key: format!("{key}{}", Self::SUFFIX), schema: Self::schema(), is_required: true }]
    }
    /// Any value, as the dice fall.
    fn any(dice: &mut Dice<'_>) -> Self;
}

/// What arbitrary events are made of: numbers that a property test hands in. There are zeros behind the last one.
#[derive(Debug)]
pub struct Dice<'a>(pub std::slice::Iter<'a, u64>);

impl Dice<'_> {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0.next().copied().unwrap_or_default()
    }
    /// One of so many.
    pub fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.number() % count.max(1) as u64).unwrap_or_default()
    }
}

/// Numbers longer than this many bytes are none of ours: seven bits in each.
const VARINT_BYTES_MAX: usize = 10;

/// Writes a number with seven bits in each byte, the lowest first; all bytes but the last have the eighth bit.
#[inline]
pub fn put_varint(number: u64, out: &mut Vec<u8>) {
    // Most are the time since an event of the same moment.
    if number < 0x80 {
        out.push(low_byte(number));
    } else {
        put_long(number, out);
    }
}

fn put_long(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(low_byte(number) | 0x80);
        number >>= 7;
    }
    out.push(low_byte(number));
}

#[expect(clippy::cast_possible_truncation, reason = "the lowest byte is what is asked for")]
const fn low_byte(number: u64) -> u8 {
    number as u8
}

impl<'a> Bytes<'a> {
    /// All these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
    /// Whether nothing is left.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The next byte.
    ///
    /// # Errors
    /// There is none.
    pub fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.array::<1>()?[0])
    }
    /// The next bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (first, rest) = self.0.split_first_chunk::<N>().ok_or(Malformed::TooShort)?;
        self.0 = rest;
        Ok(*first)
    }
    /// A number of seven bits a byte.
    ///
    /// # Errors
    /// The bytes end, or are more than the number needs.
    pub fn varint(&mut self) -> Result<u64, Malformed> {
        let mut number = 0_u64;
        for place in 0..VARINT_BYTES_MAX {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if place > 0 && byte == 0 || place + 1 == VARINT_BYTES_MAX && byte > 1 {
                return Err(Malformed::NotCanonical("a number with more bytes than it needs"));
            }
            number |= bits << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed::NotCanonical("a number with more bytes than it needs"))
    }
    fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = usize::try_from(self.varint()?).map_err(|_| Malformed::TooShort)?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(Malformed::TooShort)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| Malformed::NotCanonical("a text that is not UTF-8"))
    }
}

/// Numbers of a fixed width, little-endian.
macro_rules! numbers {
    ($($type:ident $schema:tt),+) => {$(
        impl Field for $type {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
                from.array().map(Self::from_le_bytes)
            }
            fn json(&self, line: &mut Line<'_>) {
                line.raw(format_args!("{self}"));
            }
            fn schema() -> serde_json::Value {
                json!($schema)
            }
            fn layout() -> String {
                format!("{} bytes", size_of::<Self>())
            }
            #[expect(clippy::cast_possible_truncation, reason = "any number will do")]
            fn any(dice: &mut Dice<'_>) -> Self {
                dice.number() as Self
            }
        }
    )+};
}

numbers! {
    u16 {"type": "integer", "minimum": 0},
    u32 {"type": "integer", "minimum": 0},
    i32 {"type": "integer"}
}

/// Ids: their numbers, in four bytes.
macro_rules! ids {
    ($($id:ident),+) => {$(
        impl Field for $id {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                self.number().encode(out);
            }
            fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
                u32::decode(from).map(Self::new)
            }
            fn json(&self, line: &mut Line<'_>) {
                self.number().json(line);
            }
            fn schema() -> serde_json::Value {
                u32::schema()
            }
            fn layout() -> String {
                u32::layout()
            }
            fn any(dice: &mut Dice<'_>) -> Self {
                Self::new(u32::any(dice))
            }
        }
    )+};
}

ids!(
    ActorId,
    ChannelId,
    ConferenceId,
    ContactId,
    ConversationId,
    InvocationId,
    ParticipantId,
    ReservationId,
    TaskId,
    WorkerId
);

/// Ids of what has a name: the number in bytes, the name in JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! named_ids {
    ($($id:ident by $number:ident is $kind:literal),+ $(,)?) => {$(
        impl $crate::event::Field for $id {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                $crate::event::Field::encode(&<$number>::from(*self), out);
            }
            fn decode(from: &mut $crate::event::Bytes<'_>) -> Result<Self, $crate::event::Malformed> {
                <$number as $crate::event::Field>::decode(from).map(Self::from)
            }
            fn json(&self, line: &mut $crate::event::Line<'_>) {
                line.named($kind, u32::from(<$number>::from(*self)));
            }
            fn schema() -> serde_json::Value {
                serde_json::json!({"type": ["string", "integer"], "description": concat!("the name of a ", $kind)})
            }
            fn layout() -> String {
                <$number as $crate::event::Field>::layout()
            }
            fn any(dice: &mut $crate::event::Dice<'_>) -> Self {
                <$number as $crate::event::Field>::any(dice).into()
            }
        }
    )+};
}

named_ids! {
    QueueId by u32 is "queue",
    ActivityId by u32 is "activity",
    GroupId by u16 is "population",
}

/// A subject that needs no id.
impl Field for () {
    fn encode(&self, _: &mut Vec<u8>) {}
    fn decode(_: &mut Bytes<'_>) -> Result<Self, Malformed> {
        Ok(())
    }
    fn json(&self, line: &mut Line<'_>) {
        line.raw(format_args!("null"));
    }
    fn schema() -> serde_json::Value {
        json!({"type": "null"})
    }
    fn layout() -> String {
        String::new()
    }
    fn entries(&self, _: &str, _: &mut Line<'_>) {}
    fn properties(_: &str) -> Vec<Property> {
        Vec::new()
    }
    fn any(_: &mut Dice<'_>) -> Self {}
}

impl Field for bool {
    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        match from.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(Malformed::Unknown(other, "boolean")),
        }
    }
    fn json(&self, line: &mut Line<'_>) {
        line.raw(format_args!("{self}"));
    }
    fn schema() -> serde_json::Value {
        json!({"type": "boolean"})
    }
    fn layout() -> String {
        "1 byte: 0 or 1".to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        dice.below(2) == 1
    }
}

/// Its bits, in eight bytes.
impl Field for f64 {
    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_bits().to_le_bytes());
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        from.array().map(u64::from_le_bytes).map(Self::from_bits)
    }
    fn json(&self, line: &mut Line<'_>) {
        line.float(*self);
    }
    fn schema() -> serde_json::Value {
        json!({"type": ["number", "null"]})
    }
    fn layout() -> String {
        "8 bytes: IEEE 754".to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        let any = Self::from_bits(dice.number());
        if any.is_nan() { 0.5 } else { any }
    }
}

/// Nanoseconds since the beginning, in eight bytes.
impl Field for SimTime {
    const SUFFIX: &'static str = "_s";

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.as_ns().to_le_bytes());
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        from.array().map(u64::from_le_bytes).map(Self::from_ns)
    }
    fn json(&self, line: &mut Line<'_>) {
        line.float(self.as_secs_f64());
    }
    fn schema() -> serde_json::Value {
        json!({"type": "number", "minimum": 0, "description": "seconds since the beginning"})
    }
    fn layout() -> String {
        "8 bytes: nanoseconds since the beginning".to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        Self::from_ns(dice.number())
    }
}

/// Its length in bytes, then UTF-8.
impl Field for SmolStr {
    fn encode(&self, out: &mut Vec<u8>) {
        put_text(self, out);
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        from.text().map(Self::new)
    }
    fn json(&self, line: &mut Line<'_>) {
        line.text(self);
    }
    fn schema() -> serde_json::Value {
        json!({"type": "string"})
    }
    fn layout() -> String {
        "its length in bytes as a varint, then UTF-8".to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        let length = dice.below(40);
        let any = |_| u32::any(dice) % 0x11_0000;
        (0..length).map(any).map(|code| char::from_u32(code).unwrap_or('\u{fffd}')).collect()
    }
}

pub(super) fn put_text(text: &str, out: &mut Vec<u8>) {
    put_varint(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// A byte that says whether there is one, then it.
impl<F: Field> Field for Option<F> {
    const SUFFIX: &'static str = F::SUFFIX;

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.encode(out);
            }
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        Ok(if bool::decode(from)? { Some(F::decode(from)?) } else { None })
    }
    fn json(&self, line: &mut Line<'_>) {
        match self {
            None => line.raw(format_args!("null")),
            Some(value) => value.json(line),
        }
    }
    fn schema() -> serde_json::Value {
        json!({"anyOf": [F::schema(), {"type": "null"}]})
    }
    fn layout() -> String {
        format!("1 byte: 0 for none, or 1, then {}", F::layout())
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        bool::any(dice).then(|| F::any(dice))
    }
}

/// One after the other; their number is part of the layout.
impl<F: Field + Copy + Default, const N: usize> Field for [F; N] {
    fn encode(&self, out: &mut Vec<u8>) {
        for item in self {
            item.encode(out);
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let mut items = [F::default(); N];
        for item in &mut items {
            *item = F::decode(from)?;
        }
        Ok(items)
    }
    fn json(&self, line: &mut Line<'_>) {
        for (place, item) in self.iter().enumerate() {
            line.raw(format_args!("{}", if place == 0 { "[" } else { "," }));
            item.json(line);
        }
        line.raw(format_args!("]"));
    }
    fn schema() -> serde_json::Value {
        json!({"type": "array", "items": F::schema(), "minItems": N, "maxItems": N})
    }
    fn layout() -> String {
        format!("{N} times {}", F::layout())
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        [(); N].map(|()| F::any(dice))
    }
}

/// One of few things, by a number that never changes, in one byte; in JSON a word.
#[doc(hidden)]
#[macro_export]
macro_rules! coded {
    ($type:ident is $noun:literal: $($code:literal $variant:ident $word:literal),+ $(,)?) => {
        impl $crate::event::Field for $type {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                out.push(match self {
                    $(Self::$variant => $code),+
                });
            }
            fn decode(from: &mut $crate::event::Bytes<'_>) -> Result<Self, $crate::event::Malformed> {
                match from.byte()? {
                    $($code => Ok(Self::$variant),)+
                    other => Err($crate::event::Malformed::Unknown(other, $noun)),
                }
            }
            fn json(&self, line: &mut $crate::event::Line<'_>) {
                line.text(match self {
                    $(Self::$variant => $word),+
                });
            }
            fn schema() -> serde_json::Value {
                serde_json::json!({"enum": [$($word),+]})
            }
            fn layout() -> String {
                let words = [$(format!("{} `{}`", $code, $word)),+];
            format!("1 byte: {}", words.join(", "))
            }
            fn any(dice: &mut $crate::event::Dice<'_>) -> Self {
                let all = [$(Self::$variant),+];
                all[dice.below(all.len())]
            }
        }
    };
}

coded!(Channel is "channel": 0 Voice "voice", 1 Chat "chat", 2 Email "email", 3 Messaging "messaging");

/// Actions and codes: their places in their lists, at whose ends new ones are added.
macro_rules! listed {
    ($($type:ident is $noun:literal),+) => {$(
        impl Field for $type {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }
            fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
                let place = from.byte()?;
                Self::ALL.get(usize::from(place)).copied().ok_or(Malformed::Unknown(place, $noun))
            }
            fn json(&self, line: &mut Line<'_>) {
                line.text(self.name());
            }
            fn schema() -> serde_json::Value {
                let names: Vec<&str> = Self::ALL.iter().map(|it| it.name()).collect();
                json!({"enum": names})
            }
            fn layout() -> String {
                format!("1 byte: the place in the list of {}s, from 0", $noun)
            }
            fn any(dice: &mut Dice<'_>) -> Self {
                Self::ALL[dice.below(Self::ALL.len())]
            }
        }
    )+};
}

listed!(Action is "action", Code is "code");

/// Where an action of the catalogue has its place in the list, one that a script made up has this, and its name.
const OTHER_ACTION: u8 = u8::MAX;
const _: () = assert!(Action::ALL.len() < OTHER_ACTION as usize && Code::ALL.len() <= u8::MAX as usize);

impl Field for ActionName {
    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Known(action) => action.encode(out),
            Self::Other(name) => {
                out.push(OTHER_ACTION);
                put_text(name, out);
            }
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let mut ahead = *from;
        if ahead.byte()? != OTHER_ACTION {
            return Action::decode(from).map(Self::Known);
        }
        *from = ahead;
        from.text().map(|name| Self::Other(SmolStr::new(name)))
    }
    fn json(&self, line: &mut Line<'_>) {
        line.text(self.as_str());
    }
    fn schema() -> serde_json::Value {
        json!({"type": "string"})
    }
    fn layout() -> String {
        format!("{}; {OTHER_ACTION} for one that a script made up, then its name as a text", Action::layout())
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        if bool::any(dice) { Self::Known(Action::any(dice)) } else { Self::Other(SmolStr::any(dice)) }
    }
}

//! What a message carries besides its text and its files: attributes, and the subject of an e-mail.
//!
//! Most messages carry neither, so both are behind one pointer.

use std::sync::Arc;

use serde_json::json;
use smol_str::SmolStr;

use super::field::{Bytes, Dice, Field, Malformed};
use super::json::{Line, Property};
use crate::value::Value;

/// What goes with a message; on most there is nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enclosed(Option<Arc<(Value, Option<SmolStr>)>>);

impl Enclosed {
    /// Attributes, where they are not nothing, and a subject, where there is one.
    pub fn new(attributes: Value, subject: Option<SmolStr>) -> Self {
        let is_empty = attributes == Value::Null && subject.is_none();
        Self((!is_empty).then(|| Arc::new((attributes, subject))))
    }
    /// The message's attributes; nothing where it has none.
    pub fn attributes(&self) -> &Value {
        const NONE: &Value = &Value::Null;
        self.0.as_ref().map_or(NONE, |enclosed| &enclosed.0)
    }
    /// The subject of an e-mail.
    pub fn subject(&self) -> Option<&SmolStr> {
        self.0.as_ref()?.1.as_ref()
    }
    /// How much of it there is, as values are counted.
    pub fn bytes(&self) -> usize {
        self.0.as_ref().map_or(0, |it| it.0.bytes() + it.1.as_ref().map_or(0, SmolStr::len))
    }
}

/// A byte that says what there is, then that.
impl Field for Enclosed {
    fn encode(&self, out: &mut Vec<u8>) {
        let (attributes, subject) = (self.attributes(), self.subject());
        let has_attributes = *attributes != Value::Null;
        out.push(u8::from(has_attributes) | u8::from(subject.is_some()) << 1);
        if has_attributes {
            attributes.encode(out);
        }
        if let Some(subject) = subject {
            subject.encode(out);
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let there = from.byte()?;
        if there > 3 {
            return Err(Malformed::Unknown(there, "set of things that go with a message"));
        }
        let attributes = if there & 1 == 1 { Value::decode(from)? } else { Value::Null };
        if there & 1 == 1 && attributes == Value::Null {
            return Err(Malformed::NotCanonical("attributes that are nothing"));
        }
        let subject = (there & 2 == 2).then(|| SmolStr::decode(from)).transpose()?;
        Ok(Self::new(attributes, subject))
    }
    fn json(&self, line: &mut Line<'_>) {
        self.attributes().json(line);
    }
    fn schema() -> serde_json::Value {
        json!(true)
    }
    fn layout() -> String {
        "1 byte: 1 attributes, 2 a subject, 3 both; then the attributes as a value, then the subject as a text"
            .to_owned()
    }
    fn entries(&self, key: &str, line: &mut Line<'_>) {
        if *self.attributes() != Value::Null {
            line.key(key);
            self.json(line);
        }
        if let Some(subject) = self.subject() {
            line.entry("messageSubject", subject);
        }
    }
    fn properties(key: &str) -> Vec<Property> {
        let of = |key: &str, schema| Property { key: key.to_owned(), schema, is_required: false };
        vec![of(key, Self::schema()), of("messageSubject", SmolStr::schema())]
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        let attributes = if bool::any(dice) { Value::any(dice) } else { Value::Null };
        Self::new(attributes, bool::any(dice).then(|| SmolStr::any(dice)))
    }
}

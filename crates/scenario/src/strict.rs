//! Reads a tree for serde as the format means it: a mapping is a mapping.
//!
//! Serde takes a list for a mapping whose keys it knows, item by item in the order in which the program declares them.
//! Nobody who writes a scenario could know that order, so here a list is the wrong type. Used by [`super::typed`].

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::Value as Json;

use super::misfit::Misfit;

/// A node of the tree.
pub(crate) struct Node<'a>(pub(crate) &'a Json);

struct Items<'a>(std::slice::Iter<'a, Json>);

struct Entries<'a> {
    entries: serde_json::map::Iter<'a>,
    value: Option<&'a Json>,
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::String(text) => visitor.visit_borrowed_str(text),
            Json::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(whole), _, _) => visitor.visit_u64(whole),
                (None, Some(whole), _) => visitor.visit_i64(whole),
                (None, None, Some(float)) => visitor.visit_f64(float),
                (None, None, None) => unreachable!("a number of JSON is a whole number or a finite one"),
            },
            Json::Array(items) => {
                let mut items = Items(items.iter());
                let value = visitor.visit_seq(&mut items)?;
                complete(items.0.len(), value)
            }
            Json::Object(entries) => {
                let mut entries = Entries { entries: entries.iter(), value: None };
                let value = visitor.visit_map(&mut entries)?;
                complete(entries.entries.len(), value)
            }
        }
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_array() {
            return Err(Misfit::invalid_type(Unexpected::Seq, &visitor));
        }
        self.deserialize_any(visitor)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let entries = match self.0 {
            Json::Object(entries) => entries,
            Json::String(kind) => return StrDeserializer::new(kind).deserialize_enum(name, variants, visitor),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => {
                return Err(Misfit::invalid_type(unexpected(self.0), &"string or map"));
            }
        };
        let mut entries = Entries { entries: entries.iter(), value: None };
        let value = MapAccessDeserializer::new(&mut entries).deserialize_enum(name, variants, visitor)?;
        complete(entries.entries.len(), value)
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct identifier ignored_any
    }
}

/// What a node is, in serde's terms.
fn unexpected(node: &Json) -> Unexpected<'_> {
    match node {
        Json::Null => Unexpected::Unit,
        Json::Bool(value) => Unexpected::Bool(*value),
        Json::String(text) => Unexpected::Str(text),
        Json::Array(_) => Unexpected::Seq,
        Json::Object(_) => Unexpected::Map,
        Json::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => Unexpected::Unsigned(whole),
            (None, Some(whole)) => Unexpected::Signed(whole),
            (None, None) => Unexpected::Float(number.as_f64().unwrap_or_default()),
        },
    }
}

/// What was read, if nothing is left over.
fn complete<T>(left: usize, value: T) -> Result<T, Misfit> {
    if left == 0 { Ok(value) } else { Err(Misfit::invalid_length(left, &"nothing more")) }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        self.0.next().map(|item| seed.deserialize(Node(item))).transpose()
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Misfit;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        match self.value.take() {
            Some(value) => seed.deserialize(Node(value)),
            None => Err(Misfit::custom("a value is read before its key")),
        }
    }
}

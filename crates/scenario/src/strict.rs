//! Reads a tree for serde as the format means it: a mapping is a mapping.
//!
//! Serde takes a list for a mapping whose keys it knows, item by item in the order in which the program declares them.
//! Nobody who writes a scenario could know that order, so here a list is the wrong type. Used by [`super::typed`].

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Error, Value as Json};

/// A node of the tree.
pub struct Node<'a>(pub &'a Json);

struct Items<'a>(std::slice::Iter<'a, Json>);

struct Entries<'a> {
    entries: serde_json::map::Iter<'a>,
    value: Option<&'a Json>,
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => self.0.deserialize_any(visitor),
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
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_array() {
            return Err(Error::invalid_type(Unexpected::Seq, &visitor));
        }
        self.deserialize_any(visitor)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Json::Object(entries) = self.0 else { return self.0.deserialize_enum(name, variants, visitor) };
        let mut entries = Entries { entries: entries.iter(), value: None };
        let value = MapAccessDeserializer::new(&mut entries).deserialize_enum(name, variants, visitor)?;
        complete(entries.entries.len(), value)
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct identifier ignored_any
    }
}

/// What was read, if nothing is left over.
fn complete<T>(left: usize, value: T) -> Result<T, Error> {
    if left == 0 { Ok(value) } else { Err(Error::invalid_length(left, &"nothing more")) }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(Node(item))).transpose()
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(Node(value)),
            None => Err(Error::custom("a value is read before its key")),
        }
    }
}

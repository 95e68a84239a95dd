//! A list, or lists by the days that they are for: `[a, b]`, `{weekdays: [a, b], sat: c}`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{OnDays, OneOrMany};
use crate::days::Days;
use crate::path::NodePath;

/// The things of a list, or of lists by days.
#[derive(Clone, Debug)]
pub struct ByDays<T>(pub Vec<DayItem<T>>);

/// One of them.
#[derive(Clone, Debug)]
pub struct DayItem<T> {
    /// The days under which it stands.
    pub days: Option<OnDays>,
    /// The thing.
    pub value: T,
    key: Option<String>,
    place: Option<usize>,
}

impl<T> Default for ByDays<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> DayItem<T> {
    /// Where it stands, below the node of all.
    pub(crate) fn path(&self, all: &NodePath) -> NodePath {
        let below = self.key.as_ref().map_or_else(|| all.clone(), |key| all.key(key));
        self.place.map_or(below.clone(), |place| below.index(place))
    }
}

/// A key, with its text. Read as a whole, so that what is wrong with it is found where it stands.
struct DayKey(String, OnDays);

impl<'de> Deserialize<'de> for DayKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let days = Days::parse(&text).map(OnDays).map_err(D::Error::custom)?;
        Ok(Self(text, days))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByDays<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfDays<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OfDays<T> {
            type Value = ByDays<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list, or lists by days: `{weekdays: […], sat: […]}`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ByDays<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(DayKey(key, days)) = map.next_key()? {
                    let OneOrMany { items, listed } = map.next_value()?;
                    for (place, value) in items.into_iter().enumerate() {
                        let (key, place) = (Some(key.clone()), listed.then_some(place));
                        all.push(DayItem { days: Some(days), value, key, place });
                    }
                }
                Ok(ByDays(all))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ByDays<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(value) = list.next_element()? {
                    all.push(DayItem { days: None, value, key: None, place: Some(all.len()) });
                }
                Ok(ByDays(all))
            }
        }
        deserializer.deserialize_any(OfDays(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for ByDays<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("ByDays_{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        let list = json_schema!({"type": "array", "items": one.clone()});
        json_schema!({
            "anyOf": [
                list.clone(),
                {"type": "object", "additionalProperties": {"anyOf": [one, list]}},
            ],
        })
    }
}

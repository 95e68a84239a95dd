//! The key `skills`, of populations and of queues: names with levels, or names alone.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use rushhour_engine::skills::Level;

/// Skills with their levels: `{german: 4, sales: 1}`, or `[german, sales]`, each at level 1.
#[derive(Clone, Debug, Default)]
pub struct RawSkills {
    /// Names and levels, in order.
    pub items: Vec<(String, Level)>,
    /// Whether they are written as a list.
    pub listed: bool,
}

/// A level: a whole number from 1 to 10.
struct RawLevel(Level);

impl<'de> Deserialize<'de> for RawSkills {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfSkills;
        impl<'de> Visitor<'de> for OfSkills {
            type Value = RawSkills;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of skills to levels (`{german: 4}`) or a list of skills")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawSkills, A::Error> {
                let mut items = Vec::new();
                while let Some((name, RawLevel(level))) = map.next_entry()? {
                    items.push((name, level));
                }
                Ok(RawSkills { items, listed: false })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawSkills, A::Error> {
                let mut items = Vec::new();
                while let Some(name) = list.next_element()? {
                    items.push((name, Level::LEAST));
                }
                Ok(RawSkills { items, listed: true })
            }
        }
        deserializer.deserialize_any(OfSkills)
    }
}

impl<'de> Deserialize<'de> for RawLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfLevel;
        impl Visitor<'_> for OfLevel {
            type Value = RawLevel;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 1 to 10")
            }
            fn visit_u64<E: Error>(self, level: u64) -> Result<RawLevel, E> {
                let unexpected = Unexpected::Unsigned(level);
                Level::new(level).map(RawLevel).ok_or_else(|| E::invalid_value(unexpected, &self))
            }
        }
        deserializer.deserialize_any(OfLevel)
    }
}

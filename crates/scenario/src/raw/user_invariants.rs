//! The key `invariants`: scripts in which users state what must hold.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::Span;

/// A script with invariants: its path, or a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawStatements {
    /// The script.
    pub file: String,
    /// How often the floor is looked at; after everything that happens unless set.
    pub every: Option<Span>,
    /// Whether only the path is written.
    pub bare: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a path or `{file, every}`")]
struct Written {
    file: String,
    every: Option<Span>,
}

impl<'de> Deserialize<'de> for RawStatements {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfStatements;
        impl<'de> Visitor<'de> for OfStatements {
            type Value = RawStatements;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path or `{file, every}`")
            }
            fn visit_str<E: Error>(self, file: &str) -> Result<RawStatements, E> {
                Ok(RawStatements { file: file.to_owned(), every: None, bare: true })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawStatements, A::Error> {
                let Written { file, every } = Written::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RawStatements { file, every, bare: false })
            }
        }
        deserializer.deserialize_any(OfStatements)
    }
}

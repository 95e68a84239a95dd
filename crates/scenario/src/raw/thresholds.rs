//! The key `thresholds`: an expression, or a mapping where the run may end by it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::values::Span;

/// What must hold of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct RawThreshold {
    /// The expression: `p(95) < 20s`.
    pub expression: String,
    /// Whether the scenario writes a mapping.
    pub is_mapping: bool,
    /// Whether the run ends where it is broken.
    pub abort: bool,
    /// How much of the run has to be over before that.
    pub delay: Option<Span>,
}

/// A threshold as a mapping.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
struct Mapping {
    /// The expression: `p(95) < 20s`.
    threshold: String,
    /// Whether the run ends where it is broken; it does not unless set.
    #[serde(default)]
    abort: bool,
    /// How much of the run has to be over before it may end; nothing unless set.
    delay: Option<Span>,
}

impl<'de> Deserialize<'de> for RawThreshold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfThreshold;
        impl<'de> Visitor<'de> for OfThreshold {
            type Value = RawThreshold;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an expression such as `p(95) < 20s`, or `{threshold: \"p(95) < 20s\", abort: true}`")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawThreshold, E> {
                Ok(RawThreshold { expression: text.to_owned(), is_mapping: false, abort: false, delay: None })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawThreshold, A::Error> {
                let Mapping { threshold, abort, delay } =
                    Mapping::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(RawThreshold { expression: threshold, is_mapping: true, abort, delay })
            }
        }
        deserializer.deserialize_any(OfThreshold)
    }
}

impl JsonSchema for RawThreshold {
    fn schema_name() -> Cow<'static, str> {
        "Threshold".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"type": "string"}, generator.subschema_for::<Mapping>()]})
    }
}

//! `profile`: at a rate that changes in steps over the day.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::checks::Checks;
use super::kind::Kind;
use crate::path::Aim;
use crate::values::{Moment, PerTime};
use rushhour_engine::units::{Rate, SimTime};

/// Arrivals at a rate that changes in steps.
#[derive(Clone, Debug)]
pub struct RawProfile {
    /// The moments as written, each with the rate from then on.
    pub steps: Vec<(Moment, PerTime)>,
    /// The keys of the steps where they are written as a mapping.
    pub keys: Option<Vec<String>>,
}

/// A step of a profile that is written as a list.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "`{at, rate}`")]
pub struct RawStep {
    /// From when on.
    pub at: Moment,
    /// How often.
    pub rate: PerTime,
}

impl<'de> Deserialize<'de> for RawProfile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfProfile;
        impl<'de> Visitor<'de> for OfProfile {
            type Value = RawProfile;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of moments to rates or a list of `{at, rate}`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawProfile, A::Error> {
                let (mut steps, mut keys) = (Vec::new(), Vec::new());
                while let Some(MomentKey { text, moment }) = map.next_key()? {
                    steps.push((moment, map.next_value()?));
                    keys.push(text);
                }
                Ok(RawProfile { steps, keys: Some(keys) })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawProfile, A::Error> {
                let mut steps = Vec::new();
                while let Some(RawStep { at, rate }) = list.next_element()? {
                    steps.push((at, rate));
                }
                Ok(RawProfile { steps, keys: None })
            }
        }
        deserializer.deserialize_any(OfProfile)
    }
}

/// A moment as the key of a mapping, with its text.
struct MomentKey {
    text: String,
    moment: Moment,
}

impl<'de> Deserialize<'de> for MomentKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = Moment::parse(&text).map_err(serde::de::Error::custom)?;
        Ok(Self { text, moment })
    }
}

impl JsonSchema for RawProfile {
    fn schema_name() -> Cow<'static, str> {
        "Profile".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                {
                    "type": "object",
                    "patternProperties": {r"\d|\$\{": generator.subschema_for::<PerTime>()},
                    "additionalProperties": false,
                },
                {"type": "array", "items": generator.subschema_for::<RawStep>()},
            ],
        })
    }
}

/// A Poisson process whose rate changes in steps over the day: from each moment on, the rate beside it. Nobody comes before
/// the first moment; a rate of zero ends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// In order of time; relative to the beginning of the run.
    pub steps: Vec<(SimTime, Rate)>,
}

impl Kind for Profile {
    type Raw = RawProfile;

    fn resolve(raw: &RawProfile, checks: &mut Checks<'_, '_>) -> Option<Self> {
        let path = checks.path.clone();
        if raw.steps.is_empty() {
            checks.context.issues.add(
                &path,
                "a profile without steps brings nobody",
                "write `{\"09:00\": 300/h}`",
            );
        }
        let mut steps: Vec<(SimTime, Rate)> = Vec::with_capacity(raw.steps.len());
        for (place, (moment, rate)) in raw.steps.iter().enumerate() {
            let (at_path, rate_path) = match raw.keys.as_ref().and_then(|keys| keys.get(place)) {
                Some(key) => (path.key(key), path.key(key)),
                None => (path.index(place).key("at"), path.index(place).key("rate")),
            };
            let aim = if raw.keys.is_some() { Aim::Key } else { Aim::Value };
            let at = checks.clock.moment(*moment, &at_path, aim, checks.context);
            // Where the run has no time of day, that has been said.
            let is_known = checks.clock.starts_at.is_some() || matches!(moment, Moment::After(_));
            if is_known && steps.last().is_some_and(|(before, _)| *before >= at) {
                let help = match checks.clock.starts_at {
                    Some(starts_at) => format!("write the steps in order; times of day count from {starts_at} on"),
                    None => "write the steps in order".to_owned(),
                };
                checks.context.issues.add_key(&at_path, "this step does not come after the one before it", help);
            }
            steps.push((at, checks.rate(*rate, &rate_path)));
        }
        Some(Self { steps })
    }
    fn scale(&mut self, factor: f64) {
        self.steps.iter_mut().for_each(|(_, rate)| *rate = rate.times(factor));
    }
    fn is_steady(&self, _: SimTime) -> bool {
        false
    }
    fn has_random_rate(&self) -> bool {
        true
    }
}

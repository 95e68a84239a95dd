//! The keys `shifts`, `breaks` and `staffing` of agents and supervisors: when they are at work.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Moment, Scalar, Span};

/// People who come and go together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawShift {
    /// When they come; the beginning of the run unless set.
    pub from: Option<Moment>,
    /// When they go home; the end of the run unless set. Work in hand is finished first.
    pub until: Option<Moment>,
    /// How many; 1 unless set.
    pub count: Option<u32>,
    /// Their breaks.
    #[serde(default)]
    pub breaks: Vec<RawBreak>,
}

/// A break.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawBreak {
    /// When it is due. Work in hand is finished first.
    pub at: Moment,
    /// How long it lasts.
    #[serde(rename = "for")]
    pub length: Span,
    /// Within this time all of them go, one after the other; all at once unless set.
    pub over: Option<Span>,
    /// The activity of that time, an unavailable one; `Break` unless set.
    pub activity: Option<String>,
}

/// How many are at work from when on: `{"09:00": 12, "09:30": 15}`, a list of `{at, count}`, or a CSV file with the
/// columns `start,agents`.
#[derive(Clone, Debug, Default)]
pub struct RawStaffing {
    /// The moments as written, each with the number from then on.
    pub steps: Vec<(Moment, u32)>,
    /// The keys of the steps where they are written as a mapping.
    pub keys: Option<Vec<String>>,
    /// The file, relative to the scenario.
    pub file: Option<String>,
    /// Keeps the rows of the file whose columns have these values.
    pub filter: IndexMap<String, Scalar>,
}

/// A step that is written in a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "`{at, count}`")]
struct RawLevel {
    at: Moment,
    count: u32,
}

impl<'de> Deserialize<'de> for RawStaffing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfStaffing;
        impl<'de> Visitor<'de> for OfStaffing {
            type Value = RawStaffing;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of moments to numbers, a list of `{at, count}`, or `{file: plan.csv}`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawStaffing, A::Error> {
                let mut staffing = RawStaffing::default();
                let mut keys = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "file" => staffing.file = Some(map.next_value()?),
                        "where" => staffing.filter = map.next_value()?,
                        _ => {
                            let moment = Moment::parse(&key).map_err(Error::custom)?;
                            staffing.steps.push((moment, map.next_value()?));
                            keys.push(key);
                        }
                    }
                }
                staffing.keys = Some(keys);
                Ok(staffing)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawStaffing, A::Error> {
                let mut staffing = RawStaffing::default();
                while let Some(RawLevel { at, count }) = list.next_element()? {
                    staffing.steps.push((at, count));
                }
                Ok(staffing)
            }
        }
        deserializer.deserialize_any(OfStaffing)
    }
}

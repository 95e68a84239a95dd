//! The keys `shifts`, `breaks` and `staffing` of agents and supervisors: when they are at work.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::values::StepKey;

use super::{ByDays, Moment, OnDays, OneOrMany, RawSteps, Scalar, Span, StepValue};

/// People who come and go together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawShift {
    /// When they come; the beginning of the run unless set.
    pub from: Option<Moment>,
    /// When they go home; the end of the run unless set. Work in hand is finished first.
    pub until: Option<Moment>,
    /// The days on which it begins: `mon`, `weekdays`, `[sat, sun]`, a date; every day unless set.
    #[serde(default, deserialize_with = "crate::values::named_days")]
    pub days: OneOrMany<OnDays>,
    /// How many; 1 unless set.
    pub count: Option<u32>,
    /// Their breaks.
    #[serde(default)]
    pub breaks: ByDays<RawBreak>,
}

/// A break.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawBreak {
    /// When it is due. Work in hand is finished first.
    pub at: Moment,
    /// The days on which it is taken, of a shift those on which that begins; every day unless set.
    #[serde(default, deserialize_with = "crate::values::named_days")]
    pub days: OneOrMany<OnDays>,
    /// How long it lasts.
    #[serde(rename = "for")]
    pub length: Span,
    /// Within this time all of them go, one after the other; all at once unless set.
    pub over: Option<Span>,
    /// The activity of that time, an unavailable one; `Break` unless set.
    pub activity: Option<String>,
}

/// How many are at work from when on: `{"09:00": 12, "09:30": 15}`, by days `{weekdays: {"09:00": 12}, sat: 3}`, a list of
/// `{at, days, count}`, or a CSV file with the columns `start,agents`.
#[derive(Clone, Debug, Default)]
pub struct RawStaffing {
    /// The steps as written, each with the number from then on.
    pub steps: RawSteps<u32>,
    /// The file, relative to the scenario.
    pub file: Option<String>,
    /// Keeps the rows of the file whose columns have these values.
    pub filter: IndexMap<String, Scalar>,
}

impl StepValue for u32 {
    const KEY: &'static str = "count";
    const KEYS: &'static [&'static str] = &["at", "days", "count"];
}

/// A key of the mapping.
enum StaffingKey {
    File,
    Where,
    Step(StepKey),
}

impl<'de> Deserialize<'de> for StaffingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "file" => Ok(Self::File),
            "where" => Ok(Self::Where),
            _ => StepKey::parse(text).map(Self::Step).map_err(D::Error::custom),
        }
    }
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
                while let Some(key) = map.next_key()? {
                    match key {
                        StaffingKey::File => staffing.file = Some(map.next_value()?),
                        StaffingKey::Where => staffing.filter = map.next_value()?,
                        StaffingKey::Step(key) => staffing.steps.entry(key, &mut map)?,
                    }
                }
                Ok(staffing)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<RawStaffing, A::Error> {
                let mut staffing = RawStaffing::default();
                staffing.steps.list(list)?;
                Ok(staffing)
            }
        }
        deserializer.deserialize_any(OfStaffing)
    }
}

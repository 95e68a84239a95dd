//! The keys of a trace, and what customers take from its columns.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use crate::values::{Scalar, Span};

/// Arrivals that were recorded, in a CSV file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping")]
pub struct RawTrace {
    /// The file, relative to the scenario. Its header has `start` and `calls` (how many came in the interval that
    /// begins there), or `at` (one line for each arrival); `columns` says where they are called otherwise.
    pub file: String,
    /// Keeps the rows whose columns have these values.
    #[serde(default, rename = "where")]
    pub filter: IndexMap<String, Scalar>,
    /// How long the intervals are; the distance to the next `start` unless set.
    pub interval: Option<Span>,
    /// How the columns are called.
    #[serde(default)]
    pub columns: RawColumns,
    /// How dates and times are written where they are not as in ISO 8601: `"%d.%m.%Y %H:%M"`.
    pub times: Option<String>,
    /// What numbers of calls mean; without it, they are whole numbers, and exactly so many come.
    pub counts: Option<RawCounts>,
    /// Columns that have durations: they reach scripts as seconds. A list, or a mapping to how they are written:
    /// `{"Talk Time": "mm:ss"}`.
    pub durations: Option<RawDurations>,
}

/// How the columns of a trace are called.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a mapping such as `{start: Interval, calls: Offered}`")]
pub struct RawColumns {
    /// When an interval begins, or from when until when it is; `start` unless set.
    pub start: Option<String>,
    /// How many came in an interval; `calls` unless set.
    pub calls: Option<String>,
    /// When somebody came; `at` unless set.
    pub at: Option<String>,
    /// The day, where it has a column of its own beside that of the time.
    pub date: Option<String>,
}

/// What the numbers of calls of a trace mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawCounts {
    /// Exactly so many come: whole numbers.
    Exact,
    /// So many are expected: in each interval a number is drawn with this mean.
    Poisson,
    /// Fractions are rounded so that the sum is kept.
    Rounded,
}

/// Columns that have durations, each with how they are written.
#[derive(Clone, Debug, PartialEq)]
pub enum RawDurations {
    /// Written so that nobody can doubt it.
    Listed(Vec<String>),
    /// Written as is said.
    Written(IndexMap<String, String>),
}

/// The queue of customers: one, or that of a column of their trace.
#[derive(Clone, Debug, PartialEq)]
pub enum RawTurnTo {
    /// This one.
    Named(String),
    /// That of a column.
    OfColumn(RawQueueColumn),
}

/// A column of a trace that names queues.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping such as `{column: Skill}`")]
pub struct RawQueueColumn {
    /// The column.
    pub column: String,
    /// The queue of those whose row has none there, or who come otherwise.
    pub otherwise: Option<String>,
}

impl RawTurnTo {
    /// The queues that it names itself.
    pub fn named(&self) -> Option<&String> {
        match self {
            Self::Named(name) => Some(name),
            Self::OfColumn(column) => column.otherwise.as_ref(),
        }
    }
    /// The column, where it is one.
    pub fn column(&self) -> Option<&RawQueueColumn> {
        match self {
            Self::Named(_) => None,
            Self::OfColumn(column) => Some(column),
        }
    }
}

impl RawDurations {
    /// The columns, each with how its durations are written where that is said.
    pub fn columns(&self) -> Vec<(&str, Option<&str>)> {
        match self {
            Self::Listed(names) => names.iter().map(|name| (name.as_str(), None)).collect(),
            Self::Written(all) => all.iter().map(|(name, form)| (name.as_str(), Some(form.as_str()))).collect(),
        }
    }
}

impl<'de> Deserialize<'de> for RawTurnTo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfQueue;
        impl<'de> Visitor<'de> for OfQueue {
            type Value = RawTurnTo;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a queue, or `{column: …}`")
            }
            fn visit_str<E>(self, name: &str) -> Result<RawTurnTo, E> {
                Ok(RawTurnTo::Named(name.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawTurnTo, A::Error> {
                RawQueueColumn::deserialize(MapAccessDeserializer::new(map)).map(RawTurnTo::OfColumn)
            }
        }
        deserializer.deserialize_any(OfQueue)
    }
}

impl<'de> Deserialize<'de> for RawDurations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfDurations;
        impl<'de> Visitor<'de> for OfDurations {
            type Value = RawDurations;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of columns, or a mapping such as `{\"Talk Time\": \"mm:ss\"}`")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<RawDurations, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(RawDurations::Listed)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawDurations, A::Error> {
                IndexMap::deserialize(MapAccessDeserializer::new(map)).map(RawDurations::Written)
            }
        }
        deserializer.deserialize_any(OfDurations)
    }
}

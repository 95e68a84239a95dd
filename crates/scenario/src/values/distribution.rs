//! Distributions, where their values may come from a file.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::scalar::Scalar;
use crate::random::{Distribution, Number, Quantity};

/// A distribution as a scenario states it.
pub type RawDistribution = Distribution<RawEmpirical>;

/// What an empirical distribution draws from: listed values, or a column of a CSV file.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a mapping such as `{values: [10s, 20s, 90s]}`")]
pub struct RawEmpirical {
    /// What can be drawn.
    pub values: Option<Vec<Quantity>>,
    /// How likely each is in relation to the others: a list, or the name of a column; equally where left out.
    pub weights: Option<RawWeights>,
    /// A CSV file with a header, relative to the scenario.
    pub file: Option<String>,
    /// The column that has the values.
    pub column: Option<String>,
    /// How durations are written in the column, where that leaves a doubt: `"mm:ss"`.
    pub durations: Option<String>,
    /// Keeps the rows whose columns have these values.
    #[serde(default, rename = "where")]
    pub filter: IndexMap<String, Scalar>,
}

/// Weights of listed values, or the name of the column that has them.
#[derive(Clone, Debug, PartialEq)]
pub enum RawWeights {
    /// One for each value.
    Listed(Vec<Number>),
    /// A column.
    Column(String),
}

impl<'de> Deserialize<'de> for RawWeights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfWeights;
        impl<'de> Visitor<'de> for OfWeights {
            type Value = RawWeights;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of weights or the name of a column")
            }
            fn visit_str<E: Error>(self, name: &str) -> Result<RawWeights, E> {
                Ok(RawWeights::Column(name.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawWeights, A::Error> {
                let mut weights = Vec::new();
                while let Some(weight) = list.next_element()? {
                    weights.push(weight);
                }
                Ok(RawWeights::Listed(weights))
            }
        }
        deserializer.deserialize_any(OfWeights)
    }
}

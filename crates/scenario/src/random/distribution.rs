//! Distributions as a scenario states them: one mapping each, never an expression.
//!
//! The scenario reads these; [`Distribution::sampler`] checks one and makes it ready to draw. What an empirical
//! distribution is given as is a parameter of the type: a scenario may name a file, and this module reads none.

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::{Number, Quantity, quantity};

/// A distribution as a scenario states it. Parameters are plain numbers or durations (which count in seconds).
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution<E = Empirical> {
    /// A bare number or duration: always the same.
    Bare(Quantity),
    /// A mapping with the kind as its key.
    Of(DistributionKind<E>),
}

/// The kinds of distributions.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum DistributionKind<E = Empirical> {
    /// `constant: 30s`: always the same.
    Constant(Quantity),
    /// `uniform: {min: 10s, max: 30s}`: anything between, equally likely.
    Uniform {
        /// The least.
        min: Quantity,
        /// The largest.
        max: Quantity,
    },
    /// `exponential: {mean: 180s}`.
    Exponential {
        /// The mean.
        mean: Quantity,
    },
    /// `lognormal: {mean: 180s, cv: 0.8}`, or `{median: 45s, p95: 3m}` (or `p90`, or `p99`).
    Lognormal {
        /// The mean; with `cv`.
        mean: Option<Quantity>,
        /// The coefficient of variation: standard deviation over mean.
        cv: Option<Number>,
        /// Half of the draws are below; with one of the percentiles.
        median: Option<Quantity>,
        /// Nine in ten are below.
        p90: Option<Quantity>,
        /// Nineteen in twenty are below.
        p95: Option<Quantity>,
        /// Ninety-nine in a hundred are below.
        p99: Option<Quantity>,
    },
    /// `gamma: {mean: 60s, cv: 0.5}`.
    Gamma {
        /// The mean.
        mean: Quantity,
        /// The coefficient of variation.
        cv: Number,
    },
    /// `erlang: {mean: 60s, k: 4}`: the sum of `k` exponential phases.
    Erlang {
        /// The mean of the sum.
        mean: Quantity,
        /// How many phases.
        k: u32,
    },
    /// `weibull: {mean: 60s, shape: 1.5}`, or with `scale` in place of `mean`.
    Weibull {
        /// The mean.
        mean: Option<Quantity>,
        /// The scale: about 63 % of the draws are below.
        scale: Option<Quantity>,
        /// The shape: below 1 the hazard falls with time, above 1 it rises.
        shape: Number,
    },
    /// `triangular: {min: 10s, mode: 20s, max: 60s}`.
    Triangular {
        /// The least.
        min: Quantity,
        /// The likeliest.
        mode: Quantity,
        /// The largest.
        max: Quantity,
    },
    /// `empirical: {values: [10s, 20s, 90s], weights: [5, 3, 1]}`: one of these.
    Empirical(E),
    /// `mixture: [{weight: 3, of: 30s}, {weight: 1, of: {exponential: {mean: 5m}}}]`: a draw from one of these.
    Mixture(Vec<MixturePart<E>>),
}

/// What an empirical distribution draws from.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empirical {
    /// What can be drawn.
    pub values: Vec<Quantity>,
    /// How likely each is in relation to the others; equally where left out.
    pub weights: Option<Vec<Number>>,
}

/// A part of a mixture.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "`{weight, of}`")]
pub struct MixturePart<E = Empirical> {
    /// How likely this part is in relation to the others.
    pub weight: Number,
    /// What is drawn then.
    pub of: Distribution<E>,
}

impl<E> Distribution<E> {
    /// Always `value`.
    pub fn constant(value: f64) -> Self {
        Self::Bare(Quantity(value))
    }

    /// The same distribution with something else in the place of what its empirical ones are given as. `replace` is told
    /// where each stands, as keys and indexes from here.
    ///
    /// # Errors
    /// The first that `replace` makes.
    pub fn try_map<T, X>(
        &self,
        replace: &mut impl FnMut(&E, &[String]) -> Result<T, X>,
    ) -> Result<Distribution<T>, X> {
        self.map_at(&[], replace)
    }

    fn map_at<T, X>(
        &self,
        at: &[String],
        replace: &mut impl FnMut(&E, &[String]) -> Result<T, X>,
    ) -> Result<Distribution<T>, X> {
        Ok(match self {
            Self::Bare(value) => Distribution::Bare(*value),
            Self::Of(kind) => Distribution::Of(kind.map_at(at, replace)?),
        })
    }
}

impl<E> DistributionKind<E> {
    fn map_at<T, X>(
        &self,
        at: &[String],
        replace: &mut impl FnMut(&E, &[String]) -> Result<T, X>,
    ) -> Result<DistributionKind<T>, X> {
        let then = |steps: &[&str]| [at, &steps.iter().map(|&step| step.to_owned()).collect::<Vec<_>>()].concat();
        Ok(match *self {
            Self::Constant(value) => DistributionKind::Constant(value),
            Self::Uniform { min, max } => DistributionKind::Uniform { min, max },
            Self::Exponential { mean } => DistributionKind::Exponential { mean },
            Self::Lognormal { mean, cv, median, p90, p95, p99 } => {
                DistributionKind::Lognormal { mean, cv, median, p90, p95, p99 }
            }
            Self::Gamma { mean, cv } => DistributionKind::Gamma { mean, cv },
            Self::Erlang { mean, k } => DistributionKind::Erlang { mean, k },
            Self::Weibull { mean, scale, shape } => DistributionKind::Weibull { mean, scale, shape },
            Self::Triangular { min, mode, max } => DistributionKind::Triangular { min, mode, max },
            Self::Empirical(ref given) => DistributionKind::Empirical(replace(given, &then(&["empirical"]))?),
            Self::Mixture(ref parts) => {
                let part = |(place, part): (usize, &MixturePart<E>)| {
                    let of = part.of.map_at(&then(&["mixture", &place.to_string(), "of"]), replace)?;
                    Ok(MixturePart { weight: part.weight, of })
                };
                DistributionKind::Mixture(parts.iter().enumerate().map(part).collect::<Result<_, X>>()?)
            }
        })
    }
}

/// The parameters of a kind that is a mapping of them, as an example.
pub(crate) fn example_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "uniform" => "{min: 10s, max: 30s}",
        "exponential" => "{mean: 180s}",
        "lognormal" => "{mean: 180s, cv: 0.8}",
        "gamma" => "{mean: 60s, cv: 0.5}",
        "erlang" => "{mean: 60s, k: 4}",
        "weibull" => "{mean: 60s, shape: 1.5}",
        "triangular" => "{min: 10s, mode: 20s, max: 60s}",
        _ => return None,
    })
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Distribution<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DistributionVisitor(PhantomData))
    }
}

struct DistributionVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for DistributionVisitor<T> {
    type Value = Distribution<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a distribution such as `30s` or `exponential: {mean: 180s}`")
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Distribution<T>, A::Error> {
        DistributionKind::deserialize(MapAccessDeserializer::new(map)).map(Distribution::Of)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Distribution<T>, E> {
        quantity::QuantityVisitor.visit_str(text).map(Distribution::Bare)
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Distribution<T>, E> {
        quantity::QuantityVisitor.visit_u64(number).map(Distribution::Bare)
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Distribution<T>, E> {
        quantity::QuantityVisitor.visit_i64(number).map(Distribution::Bare)
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Distribution<T>, E> {
        quantity::QuantityVisitor.visit_f64(number).map(Distribution::Bare)
    }
}

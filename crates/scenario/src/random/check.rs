//! What makes sense as a distribution: parameters are checked, and become what drawing needs.
//!
//! Called by whoever resolves a scenario. Parameters out of range, and those that leave two solutions or none, are
//! refused with their place.

use super::distribution::{Distribution, DistributionKind, Empirical, MixturePart};
use super::quantity::{Number, Quantity, TOO_LARGE};
use super::sampler::{Cumulative, Sampler, Shape};

/// A parameter out of range, or a combination that leaves not exactly one solution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct DistributionError {
    /// Where within the distribution, as keys and indexes: `["lognormal", "cv"]`.
    pub path: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// The standard normal distribution's 90th, 95th and 99th percentiles.
const Z_90: f64 = 1.281_551_565_544_600_4;
const Z_95: f64 = 1.644_853_626_951_472_2;
const Z_99: f64 = 2.326_347_874_040_840_8;

/// Beyond this spread of the logarithm the mean is 270,000 times the median, and sums of draws are the largest one.
const SIGMA_MAX: f64 = 5.0;

type Checked = Result<Shape, DistributionError>;

impl Distribution {
    /// Checks the parameters and makes the distribution ready to draw.
    ///
    /// # Errors
    /// A parameter is out of range, or the parameters leave not exactly one solution.
    pub fn sampler(&self) -> Result<Sampler, DistributionError> {
        match self {
            Self::Bare(value) => Ok(Sampler(Shape::Constant(not_negative(*value, &[])?))),
            Self::Of(kind) => kind.shape().map(Sampler),
        }
    }
}

impl DistributionKind {
    fn shape(&self) -> Checked {
        match self {
            Self::Constant(value) => Ok(Shape::Constant(not_negative(*value, &["constant"])?)),
            Self::Uniform { min, max } => uniform(*min, *max),
            Self::Exponential { mean } => {
                Ok(Shape::Exponential { mean: positive(*mean, &["exponential", "mean"])? })
            }
            Self::Lognormal { mean, cv, median, p90, p95, p99 } => {
                lognormal(*mean, *cv, *median, [(*p90, "p90", Z_90), (*p95, "p95", Z_95), (*p99, "p99", Z_99)])
            }
            Self::Gamma { mean, cv } => {
                let mean = positive(*mean, &["gamma", "mean"])?;
                let cv = variation(*cv, &["gamma", "cv"])?;
                Ok(Shape::Gamma { shape: (cv * cv).recip(), scale: mean * cv * cv })
            }
            Self::Erlang { mean, k } => {
                let mean = positive(*mean, &["erlang", "mean"])?;
                if !(1..=10_000).contains(k) {
                    return Err(error(
                        &["erlang", "k"],
                        format!("`{k}` phases"),
                        "write a whole number from 1 to 10000",
                    ));
                }
                Ok(Shape::Gamma { shape: f64::from(*k), scale: mean / f64::from(*k) })
            }
            Self::Weibull { mean, scale, shape } => weibull(*mean, *scale, *shape),
            Self::Triangular { min, mode, max } => triangular(*min, *mode, *max),
            Self::Empirical(Empirical { values, weights }) => empirical(values, weights.as_deref()),
            Self::Mixture(parts) => mixture(parts),
        }
    }
}

fn uniform(min: Quantity, max: Quantity) -> Checked {
    let low = not_negative(min, &["uniform", "min"])?;
    let high = not_negative(max, &["uniform", "max"])?;
    if low > high {
        return Err(error(
            &["uniform", "max"],
            format!("`max` ({high}) is less than `min` ({low})"),
            "swap the two",
        ));
    }
    Ok(Shape::Uniform { min: low, max: high })
}

type Percentile = (Option<Quantity>, &'static str, f64);

fn lognormal(
    mean: Option<Quantity>,
    cv: Option<Number>,
    median: Option<Quantity>,
    percentiles: [Percentile; 3],
) -> Checked {
    let mut given = percentiles.iter().filter_map(|(value, name, z)| value.map(|value| (value, *name, *z)));
    match (mean, cv, median, given.next(), given.next()) {
        (Some(mean), Some(cv), None, None, None) => {
            let mean = positive(mean, &["lognormal", "mean"])?;
            let cv = variation(cv, &["lognormal", "cv"])?;
            let variance = libm::log(1.0 + cv * cv);
            Ok(Shape::Lognormal { mu: libm::log(mean) - variance / 2.0, sigma: libm::sqrt(variance) })
        }
        (None, None, Some(median), Some((value, name, z)), None) => {
            let median = positive(median, &["lognormal", "median"])?;
            let value = positive(value, &["lognormal", name])?;
            if value <= median {
                return Err(error(
                    &["lognormal", name],
                    format!("`{name}` ({value}) is not above the median ({median})"),
                    "half of the draws are below the median and more below the percentile: raise it",
                ));
            }
            let sigma = libm::log(value / median) / z;
            if sigma > SIGMA_MAX {
                return Err(error(
                    &["lognormal", name],
                    format!("`{name}` ({value}) is too far above the median ({median})"),
                    "nothing spreads so far: check the units, or mix two distributions with a `mixture`",
                ));
            }
            Ok(Shape::Lognormal { mu: libm::log(median), sigma })
        }
        _ => Err(error(
            &["lognormal"],
            "these parameters do not say one lognormal distribution".to_owned(),
            "write `mean` and `cv`, or `median` and one of `p90`, `p95`, `p99`",
        )),
    }
}

fn weibull(mean: Option<Quantity>, scale: Option<Quantity>, Number(shape): Number) -> Checked {
    if !(0.1..=100.0).contains(&shape) {
        return Err(error(&["weibull", "shape"], format!("a shape of {shape}"), "write a number from 0.1 to 100"));
    }
    let scale = match (mean, scale) {
        (Some(mean), None) => positive(mean, &["weibull", "mean"])? / libm::tgamma(1.0 + shape.recip()),
        (None, Some(scale)) => positive(scale, &["weibull", "scale"])?,
        (None, None) | (Some(_), Some(_)) => {
            return Err(error(
                &["weibull"],
                "these parameters do not say one Weibull distribution".to_owned(),
                "write `shape` and either `mean` or `scale`",
            ));
        }
    };
    Ok(Shape::Weibull { shape, scale })
}

fn triangular(min: Quantity, mode: Quantity, max: Quantity) -> Checked {
    let min = not_negative(min, &["triangular", "min"])?;
    let mode = not_negative(mode, &["triangular", "mode"])?;
    let max = not_negative(max, &["triangular", "max"])?;
    if !(min <= mode && mode <= max && min < max) {
        return Err(error(
            &["triangular"],
            format!("`min` ({min}), `mode` ({mode}) and `max` ({max}) are not in order"),
            "write them so that `min` <= `mode` <= `max` and `min` < `max`",
        ));
    }
    Ok(Shape::Triangular { min, mode, max })
}

fn empirical(values: &[Quantity], weights: Option<&[Number]>) -> Checked {
    if values.is_empty() {
        return Err(error(&["empirical", "values"], "there is no value".to_owned(), "list at least one"));
    }
    let mut checked = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        checked.push(not_negative(*value, &["empirical", "values", &place.to_string()])?);
    }
    let weights = match weights {
        None => vec![1.0; checked.len()],
        Some(weights) if weights.len() != values.len() => {
            return Err(error(
                &["empirical", "weights"],
                format!("{} weights for {} values", weights.len(), values.len()),
                "give each value one weight, or leave `weights` out",
            ));
        }
        Some(weights) => {
            let place = |place: usize| vec!["empirical".to_owned(), "weights".to_owned(), place.to_string()];
            checked_weights(weights.iter().copied(), &["empirical", "weights"], place)?
        }
    };
    Ok(Shape::Empirical { values: checked.into(), weights: Cumulative::new(&weights) })
}

fn mixture(parts: &[MixturePart]) -> Checked {
    if parts.is_empty() {
        return Err(error(&["mixture"], "there is no part".to_owned(), "list at least one `{weight, of}`"));
    }
    let at = |place: usize, key: &str| vec!["mixture".to_owned(), place.to_string(), key.to_owned()];
    let weights =
        checked_weights(parts.iter().map(|part| part.weight), &["mixture"], |place| at(place, "weight"))?;
    let mut samplers = Vec::with_capacity(parts.len());
    for (place, part) in parts.iter().enumerate() {
        samplers.push(part.of.sampler().map_err(|mut error| {
            error.path.splice(0..0, at(place, "of"));
            error
        })?);
    }
    Ok(Shape::Mixture { parts: samplers.into(), weights: Cumulative::new(&weights) })
}

fn checked_weights(
    weights: impl Iterator<Item = Number>,
    whole: &[&str],
    path: impl Fn(usize) -> Vec<String>,
) -> Result<Vec<f64>, DistributionError> {
    let mut checked = Vec::new();
    for (place, Number(weight)) in weights.enumerate() {
        let weight = Quantity(weight).in_range().ok_or_else(|| DistributionError {
            path: path(place),
            message: format!("`{weight}` is no weight"),
            help: "write a number that is not negative, and not above 1000000000000".to_owned(),
        })?;
        checked.push(weight);
    }
    if checked.iter().sum::<f64>() > 0.0 {
        return Ok(checked);
    }
    Err(error(whole, "all weights are zero".to_owned(), "give at least one of them a weight above zero"))
}

fn error(path: &[&str], message: String, help: &str) -> DistributionError {
    DistributionError { path: path.iter().map(|&step| step.to_owned()).collect(), message, help: help.to_owned() }
}

fn not_negative(value: Quantity, path: &[&str]) -> Result<f64, DistributionError> {
    let help = "write a number or a duration that is not negative";
    value.in_range().ok_or_else(|| out_of_range(value, path, help))
}

fn positive(value: Quantity, path: &[&str]) -> Result<f64, DistributionError> {
    let help = "write a number or a duration above zero";
    value.in_range().filter(|value| *value > 0.0).ok_or_else(|| out_of_range(value, path, help))
}

fn out_of_range(value: Quantity, path: &[&str], help: &str) -> DistributionError {
    if value.is_too_large() {
        return error(path, format!("`{}` is too large", value.0), TOO_LARGE);
    }
    error(path, format!("`{}` is out of range", value.0), help)
}

fn variation(Number(value): Number, path: &[&str]) -> Result<f64, DistributionError> {
    if (0.001..=100.0).contains(&value) {
        return Ok(value);
    }
    let help = "a coefficient of variation is from 0.001 to 100; without variation it is a `constant`";
    Err(error(path, format!("`{value}` is out of range"), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(yaml: &str) -> String {
        match serde_yaml::from_str::<Distribution>(yaml) {
            Ok(distribution) => {
                let error = distribution.sampler().unwrap_err();
                format!("{}: {}; {}", error.path.join("."), error.message, error.help)
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused_where_it_stands() {
        let wrong = [
            "-3",
            "soon",
            "uniform: {min: 5, max: 2}",
            "exponential: {mean: 0}",
            "lognormal: {mean: 3, cv: -1}",
            "lognormal: {median: 30s, p95: 20s}",
            "gamma: {mean: 3, cv: 0}",
            "erlang: {mean: 3, k: 0}",
            "weibull: {mean: 3, shape: 0}",
            "triangular: {min: 5, mode: 2, max: 9}",
            "empirical: {values: []}",
            "empirical: {values: [1, -2]}",
            "empirical: {values: [1, 2], weights: [1]}",
            "empirical: {values: [1, 2], weights: [1, -1]}",
            "mixture: [{weight: 0, of: 3}]",
            "mixture: [{weight: 1, of: 3}, {weight: 1, of: {exponential: {mean: -1}}}]",
            "normal: {mean: 3}",
        ];
        let messages: Vec<String> = wrong.iter().map(|yaml| refused(yaml)).collect();
        insta::assert_snapshot!(messages.join("\n"), @r#"
        : `-3` is out of range; write a number or a duration that is not negative
        `soon` is neither a number nor a duration: write `0.5`, `30s`, `250ms` or `2m30s`
        uniform.max: `max` (2) is less than `min` (5); swap the two
        exponential.mean: `0` is out of range; write a number or a duration above zero
        lognormal.cv: `-1` is out of range; a coefficient of variation is from 0.001 to 100; without variation it is a `constant`
        lognormal.p95: `p95` (20) is not above the median (30); half of the draws are below the median and more below the percentile: raise it
        gamma.cv: `0` is out of range; a coefficient of variation is from 0.001 to 100; without variation it is a `constant`
        erlang.k: `0` phases; write a whole number from 1 to 10000
        weibull.shape: a shape of 0; write a number from 0.1 to 100
        triangular: `min` (5), `mode` (2) and `max` (9) are not in order; write them so that `min` <= `mode` <= `max` and `min` < `max`
        empirical.values: there is no value; list at least one
        empirical.values.1: `-2` is out of range; write a number or a duration that is not negative
        empirical.weights: 1 weights for 2 values; give each value one weight, or leave `weights` out
        empirical.weights.1: `-1` is no weight; write a number that is not negative, and not above 1000000000000
        mixture: all weights are zero; give at least one of them a weight above zero
        mixture.1.of.exponential.mean: `-1` is out of range; write a number or a duration above zero
        unknown variant `normal`, expected one of `constant`, `uniform`, `exponential`, `lognormal`, `gamma`, `erlang`, `weibull`, `triangular`, `empirical`, `mixture`
        "#);
    }

    #[test]
    fn parameters_that_leave_two_solutions_are_refused() {
        for yaml in [
            "lognormal: {mean: 3}",
            "lognormal: {mean: 3, cv: 1, median: 2}",
            "lognormal: {median: 3, p90: 4, p95: 5}",
            "lognormal: {mean: 3, p90: 4}",
            "weibull: {shape: 2}",
            "weibull: {mean: 3, scale: 3, shape: 2}",
        ] {
            assert!(refused(yaml).contains("do not say one"), "{yaml}");
        }
    }
}

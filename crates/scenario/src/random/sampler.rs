//! Samplers: distributions that were checked, ready to draw.
//!
//! Made by [`Distribution::sampler`](super::Distribution::sampler), used by the simulation. Every transform is our
//! own arithmetic and the pure-Rust `libm`, so a stream gives the same numbers to the bit on every machine.

use std::sync::Arc;

use super::Stream;

/// A distribution that was checked and is ready to draw. It never draws a negative number.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampler(pub(super) Shape);

/// The parameters that drawing needs, all within range.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Constant(f64),
    Uniform { min: f64, max: f64 },
    Exponential { mean: f64 },
    Lognormal { mu: f64, sigma: f64 },
    Gamma { shape: f64, scale: f64 },
    Weibull { shape: f64, scale: f64 },
    Triangular { min: f64, mode: f64, max: f64 },
    Empirical { values: Arc<[f64]>, weights: Cumulative },
    Mixture { parts: Arc<[Sampler]>, weights: Cumulative },
}

/// Weights, added up from the first on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cumulative(Arc<[f64]>);

impl Cumulative {
    /// From weights that are not negative and not all zero.
    pub(super) fn new(weights: &[f64]) -> Self {
        let mut sum = 0.0;
        Self(
            weights
                .iter()
                .map(|weight| {
                    sum += weight;
                    sum
                })
                .collect(),
        )
    }
    fn total(&self) -> f64 {
        self.0.last().copied().unwrap_or(0.0)
    }
    /// A place, each as likely as its weight says.
    fn draw(&self, stream: &mut Stream) -> usize {
        let point = stream.unit() * self.total();
        self.0.partition_point(|sum| *sum <= point).min(self.0.len().saturating_sub(1))
    }
    /// The share of each place.
    fn shares(&self) -> impl Iterator<Item = f64> {
        let mut before = 0.0;
        self.0.iter().map(move |sum| {
            let share = (sum - before) / self.total();
            before = *sum;
            share
        })
    }
}

impl Sampler {
    /// Always the same; nothing where `value` is negative or undefined.
    pub fn constant(value: f64) -> Self {
        Self(Shape::Constant(if value > 0.0 { value } else { 0.0 }))
    }

    /// Draws a number: seconds where the distribution was stated in durations. Finite and never negative.
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        let drawn = match &self.0 {
            Shape::Constant(value) => *value,
            Shape::Uniform { min, max } => min + (max - min) * stream.unit(),
            Shape::Exponential { mean } => mean * exponential(stream),
            Shape::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal(stream)),
            Shape::Gamma { shape, scale } => scale * gamma(*shape, stream),
            Shape::Weibull { shape, scale } => scale * libm::pow(exponential(stream), shape.recip()),
            Shape::Triangular { min, mode, max } => triangular(*min, *mode, *max, stream.unit()),
            Shape::Empirical { values, weights } => values.get(weights.draw(stream)).copied().unwrap_or(0.0),
            Shape::Mixture { parts, weights } => {
                parts.get(weights.draw(stream)).map_or(0.0, |part| part.sample(stream))
            }
        };
        drawn.min(f64::MAX)
    }

    /// The mean, in closed form.
    pub fn mean(&self) -> f64 {
        match &self.0 {
            Shape::Constant(value) => *value,
            Shape::Uniform { min, max } => f64::midpoint(*min, *max),
            Shape::Exponential { mean } => *mean,
            Shape::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Shape::Gamma { shape, scale } => shape * scale,
            Shape::Weibull { shape, scale } => scale * libm::tgamma(1.0 + shape.recip()),
            Shape::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Shape::Empirical { values, weights } => {
                values.iter().zip(weights.shares()).map(|(value, share)| value * share).sum()
            }
            Shape::Mixture { parts, weights } => {
                parts.iter().zip(weights.shares()).map(|(part, share)| part.mean() * share).sum()
            }
        }
    }
}

/// Exponential of mean 1, by inversion.
fn exponential(stream: &mut Stream) -> f64 {
    // 1 - u is in (0, 1], so the logarithm is finite.
    -libm::log(1.0 - stream.unit())
}

/// Standard normal, by Marsaglia's polar method (Marsaglia and Bray, SIAM Review 6, 1964).
fn normal(stream: &mut Stream) -> f64 {
    loop {
        let x = 2.0 * stream.unit() - 1.0;
        let y = 2.0 * stream.unit() - 1.0;
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * libm::sqrt(-2.0 * libm::log(square) / square);
        }
    }
}

/// Gamma of scale 1 (Marsaglia and Tsang, ACM Transactions on Mathematical Software 26, 2000).
fn gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        // Their note on small shapes: a draw of shape + 1, scaled by a power of a uniform one.
        let scale = libm::pow(1.0 - stream.unit(), shape.recip());
        return gamma(shape + 1.0, stream) * scale;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = normal(stream);
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = 1.0 - stream.unit();
        if libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// Triangular, by inversion at `u`.
fn triangular(min: f64, mode: f64, max: f64, u: f64) -> f64 {
    let (width, left) = (max - min, mode - min);
    if u * width < left {
        min + libm::sqrt(u * width * left)
    } else {
        max - libm::sqrt((1.0 - u) * width * (max - mode))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, StreamKey};
    use super::*;

    const DRAWS: u32 = 200_000;

    fn sampler(yaml: &str) -> Sampler {
        serde_yaml::from_str::<Distribution>(yaml).unwrap().sampler().unwrap()
    }

    fn stream() -> Stream {
        Stream::new(&StreamKey { seed: 7, replication: 0, owner: "test", index: 0, purpose: "moments" })
    }

    /// Mean and coefficient of variation of many draws.
    fn moments(sampler: &Sampler) -> (f64, f64) {
        let mut stream = stream();
        let draws: Vec<f64> = (0..DRAWS).map(|_| sampler.sample(&mut stream)).collect();
        assert!(draws.iter().all(|drawn| drawn.is_finite() && *drawn >= 0.0));
        let mean = draws.iter().sum::<f64>() / f64::from(DRAWS);
        let variance = draws.iter().map(|drawn| (drawn - mean).powi(2)).sum::<f64>() / f64::from(DRAWS - 1);
        (mean, variance.sqrt() / mean)
    }

    /// Checks the mean against the closed form and both against what is expected: five standard errors.
    fn check(yaml: &str, mean: f64, cv: f64) {
        let sampler = sampler(yaml);
        assert!((sampler.mean() / mean - 1.0).abs() < 1e-9, "{yaml}: mean() is {}", sampler.mean());
        let (seen, seen_cv) = moments(&sampler);
        let tolerance = 5.0 * cv / f64::from(DRAWS).sqrt() + 1e-12;
        assert!((seen / mean - 1.0).abs() < tolerance, "{yaml}: mean {seen}, not {mean}");
        assert!((seen_cv - cv).abs() < 0.03 * cv + 1e-9, "{yaml}: cv {seen_cv}, not {cv}");
    }

    #[test]
    fn constants_are_constant() {
        check("30s", 30.0, 0.0);
        check("constant: 2.5", 2.5, 0.0);
    }

    #[test]
    fn uniform_has_its_moments() {
        check("uniform: {min: 10s, max: 30s}", 20.0, 20.0 / 12_f64.sqrt() / 20.0);
    }

    #[test]
    fn exponential_has_its_moments() {
        check("exponential: {mean: 180s}", 180.0, 1.0);
    }

    #[test]
    fn lognormal_has_the_mean_and_cv_it_was_given() {
        check("lognormal: {mean: 180s, cv: 0.8}", 180.0, 0.8);
    }

    #[test]
    fn lognormal_has_the_percentiles_it_was_given() {
        let sampler = sampler("lognormal: {median: 45s, p95: 3m}");
        let mut stream = stream();
        let mut draws: Vec<f64> = (0..DRAWS).map(|_| sampler.sample(&mut stream)).collect();
        draws.sort_by(f64::total_cmp);
        assert!((draws[100_000] / 45.0 - 1.0).abs() < 0.02, "{}", draws[100_000]);
        assert!((draws[190_000] / 180.0 - 1.0).abs() < 0.02, "{}", draws[190_000]);
    }

    #[test]
    fn gamma_and_erlang_have_their_moments() {
        check("gamma: {mean: 60s, cv: 0.5}", 60.0, 0.5);
        check("gamma: {mean: 60s, cv: 2}", 60.0, 2.0);
        check("erlang: {mean: 60s, k: 4}", 60.0, 0.5);
    }

    #[test]
    fn weibull_has_its_moments() {
        // Shape 1 is the exponential; shape 2 the Rayleigh distribution.
        check("weibull: {mean: 50s, shape: 1}", 50.0, 1.0);
        check(
            "weibull: {scale: 2, shape: 2}",
            std::f64::consts::PI.sqrt(),
            (4.0 / std::f64::consts::PI - 1.0).sqrt(),
        );
    }

    #[test]
    fn triangular_has_its_moments() {
        let variance: f64 = (100.0 + 400.0 + 2500.0 - 200.0 - 500.0 - 1000.0) / 18.0;
        check("triangular: {min: 10, mode: 20, max: 50}", 80.0 / 3.0, variance.sqrt() / (80.0 / 3.0));
        check("triangular: {min: 0, mode: 0, max: 3}", 1.0, 0.5_f64.sqrt());
    }

    #[test]
    fn empirical_keeps_to_its_weights() {
        check("empirical: {values: [10s, 20s], weights: [3, 1]}", 12.5, 18.75_f64.sqrt() / 12.5);
        check("empirical: {values: [1, 3]}", 2.0, 0.5);
    }

    #[test]
    fn a_mixture_has_the_mean_of_its_parts() {
        check(
            "mixture: [{weight: 1, of: 10s}, {weight: 3, of: {exponential: {mean: 50s}}}]",
            40.0,
            (0.25 * 100.0 + 0.75 * 5000.0 - 1600.0_f64).sqrt() / 40.0,
        );
    }

    #[test]
    fn a_place_without_weight_is_never_drawn() {
        let sampler = sampler("empirical: {values: [1, 2, 3], weights: [0, 1, 0]}");
        let mut stream = stream();
        assert!((0..1000).all(|_| sampler.sample(&mut stream) == 2.0));
    }

    #[test]
    fn the_draws_never_change() {
        // A change of these numbers changes every run of every user: it needs a new version of the digest.
        let mut stream = stream();
        let drawn: Vec<String> = [
            "exponential: {mean: 1}",
            "lognormal: {mean: 1, cv: 1}",
            "gamma: {mean: 1, cv: 2}",
            "weibull: {scale: 1, shape: 3}",
        ]
        .iter()
        .map(|yaml| format!("{:016x}", sampler(yaml).sample(&mut stream).to_bits()))
        .collect();
        insta::assert_snapshot!(drawn.join(" "), @"3fe620459fd35a37 3fcc7a6e17ed8c72 4000859e2538a18f 3ff0824575051b97");
    }
}

//! Statistics of differences between two sides: Student's t on pairs, Welch's t without them, Holm's correction.
//!
//! Called for each row of a comparison. Welch, B. L. (1947), Biometrika 34, 28–35; Holm, S. (1979), Scandinavian Journal
//! of Statistics 6, 65–70.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::beta_reg;

/// By how much the second side is more than the first, and how well that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The difference of the means.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
    /// Degrees of freedom.
    pub degrees: f64,
}

impl Difference {
    /// Of values that belong together one by one; `None` with fewer than two pairs.
    pub fn paired(a: &[f64], b: &[f64]) -> Option<Self> {
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
        let (mean, variance) = mean_and_variance(&differences)?;
        let n = differences.len() as f64;
        Self { mean, error: (variance / n).sqrt(), degrees: n - 1.0 }.known()
    }
    /// Of values that have nothing to do with each other; `None` with fewer than two on a side.
    pub fn independent(a: &[f64], b: &[f64]) -> Option<Self> {
        let ((mean_a, variance_a), (mean_b, variance_b)) = (mean_and_variance(a)?, mean_and_variance(b)?);
        let (n_a, n_b) = (a.len() as f64, b.len() as f64);
        let (part_a, part_b) = (variance_a / n_a, variance_b / n_b);
        let sum = part_a + part_b;
        // Of variances whose squares are too small for numbers it is as of none.
        let squares = part_a * part_a / (n_a - 1.0) + part_b * part_b / (n_b - 1.0);
        let degrees = if squares > 0.0 { sum * sum / squares } else { n_a + n_b - 2.0 };
        Self { mean: mean_b - mean_a, error: sum.sqrt(), degrees }.known()
    }
    /// The same, unless the values are so large that numbers have no place for their squares: nothing can be told of those.
    fn known(self) -> Option<Self> {
        let is_known = self.mean.is_finite() && self.error.is_finite() && self.degrees.is_finite();
        (is_known && self.degrees > 0.0).then_some(self)
    }
    /// The half-width of the 95 % confidence interval.
    pub fn half_width_95(&self) -> f64 {
        let t = StudentsT::new(0.0, 1.0, self.degrees).map_or(f64::NAN, |t| t.inverse_cdf(0.975));
        t * self.error
    }
    /// How likely chance alone makes a difference at least as far from none.
    pub fn p_differs(&self) -> f64 {
        let t = self.t();
        if t.is_infinite() {
            return 0.0;
        }
        // A square without end leaves a share of none.
        beta_reg(self.degrees / 2.0, 0.5, (self.degrees / (self.degrees + t * t)).clamp(0.0, 1.0))
    }
    /// How likely chance alone makes a difference at least as high where there is none, or one below none.
    pub fn p_exceeds(&self) -> f64 {
        if self.error == 0.0 {
            return if self.mean > 0.0 { 0.0 } else { 1.0 };
        }
        let half = self.p_differs() / 2.0;
        if self.mean > 0.0 { half } else { 1.0 - half }
    }
    /// How likely chance alone makes it as low or lower where the second side is more than the first.
    pub fn p_not_exceeds(&self) -> f64 {
        if self.error == 0.0 {
            return if self.mean > 0.0 { 1.0 } else { 0.0 };
        }
        1.0 - self.p_exceeds()
    }
    /// The first side less the second.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { mean: -self.mean, ..self }
    }
    /// How many standard errors it is from none.
    fn t(&self) -> f64 {
        if self.mean == 0.0 { 0.0 } else { self.mean / self.error }
    }
}

/// Probabilities, corrected for their number so that any one of them is below a level by chance no more often than that
/// level says. By Holm's method, in the order in which they came.
pub(super) fn holm(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|one, other| probabilities[*one].total_cmp(&probabilities[*other]));
    let mut corrected = vec![1.0; probabilities.len()];
    let mut least: f64 = 0.0;
    for (rank, place) in order.into_iter().enumerate() {
        least = least.max((probabilities.len() - rank) as f64 * probabilities[place]).min(1.0);
        corrected[place] = least;
    }
    corrected
}

fn mean_and_variance(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < 2 {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some((mean, squares / (n - 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, known: f64) {
        assert!((value - known).abs() < 5e-5 * known.abs().max(1.0), "{value} is not {known}");
    }

    #[test]
    fn pairs_are_tested_as_students_sleep_data_are_published() {
        // Student (1908), Biometrika 6: hours of sleep gained with two drugs. t = 4.0621 with 9 degrees, p = 0.002833.
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let paired = Difference::paired(&first, &second).unwrap();
        near(paired.mean, 1.58);
        near(paired.t(), 4.0621);
        near(paired.p_differs(), 0.002_833);
        near(paired.half_width_95(), 0.879_89);
        // The same without the pairs, by Welch: t = 1.8608 with 17.776 degrees, p = 0.07939.
        let apart = Difference::independent(&first, &second).unwrap();
        near(apart.t(), 1.8608);
        near(apart.degrees, 17.776);
        near(apart.p_differs(), 0.079_39);
        near(apart.p_exceeds(), 0.079_39 / 2.0);
        near(Difference::independent(&second, &first).unwrap().p_exceeds(), 1.0 - 0.079_39 / 2.0);
    }

    #[test]
    fn what_does_not_vary_is_known_for_sure() {
        let same = Difference::paired(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]).unwrap();
        assert_eq!((same.mean, same.p_differs(), same.half_width_95()), (0.0, 1.0, 0.0));
        let more = Difference::independent(&[1.0, 1.0], &[2.0, 2.0]).unwrap();
        assert_eq!((more.p_differs(), more.p_exceeds()), (0.0, 0.0));
        let less = Difference::independent(&[2.0, 2.0], &[1.0, 1.0]).unwrap();
        assert_eq!((less.p_differs(), less.p_exceeds()), (0.0, 1.0));
        assert_eq!((same.p_exceeds(), same.p_not_exceeds(), same.turned().p_exceeds()), (1.0, 0.0, 1.0));
        assert_eq!(Difference::paired(&[1.0], &[2.0]), None);
        assert_eq!(Difference::independent(&[1.0], &[2.0, 3.0]), None);
    }

    #[test]
    fn of_numbers_without_measure_nothing_is_told() {
        let huge = [1.7e308, -1.7e308, 1.0];
        let none = [0.0, 0.0, 0.0];
        assert_eq!(Difference::paired(&huge, &none), None);
        assert_eq!(Difference::independent(&huge, &none), None);
        assert_eq!(Difference::paired(&[f64::INFINITY, 1.0], &[f64::NAN, 1.0]), None);
        let far = Difference::paired(&[0.0, 1e-150, 0.0], &[1e150, 1e150, 1e150]).unwrap();
        assert!((0.0..=1.0).contains(&far.p_differs()) && (0.0..=1.0).contains(&far.p_exceeds()));
    }

    #[test]
    fn many_looks_are_paid_for() {
        assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert_eq!(holm(&[0.02]), [0.02]);
        assert!(holm(&[]).is_empty());
    }
}

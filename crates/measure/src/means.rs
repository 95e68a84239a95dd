//! A value of each replication: the first ones as they are, those behind them folded into count, mean and squares, so that
//! memory does not grow with their number.

use super::interval::{half_width_95, t_975};
use super::limits::REPLICATIONS_KEPT_MAX;

/// A value of each replication, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Means {
    first: Vec<f64>,
    behind: Folded,
}

/// Values of which only this is known (Welford, Technometrics 4, 1962).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Folded {
    count: u64,
    mean: f64,
    /// The sum of squared distances from the mean.
    squares: f64,
}

impl Folded {
    fn of(values: &[f64]) -> Self {
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Self { count: values.len() as u64, mean, squares }
    }
    fn push(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }
    /// Both together (Chan, Golub and LeVeque, COMPSTAT 1982).
    fn with(self, other: Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { other } else { self };
        }
        let (here, there) = (self.count as f64, other.count as f64);
        let apart = other.mean - self.mean;
        Self {
            count: self.count + other.count,
            mean: self.mean + apart * there / (here + there),
            squares: self.squares + other.squares + apart * apart * here * there / (here + there),
        }
    }
}

impl Means {
    /// One more.
    pub(super) fn push(&mut self, value: f64) {
        if self.first.len() < REPLICATIONS_KEPT_MAX {
            self.first.push(value);
        } else {
            self.behind.push(value);
        }
    }
    /// Those of the replications that follow.
    pub(super) fn extend(&mut self, later: &Self) {
        later.first.iter().for_each(|value| self.push(*value));
        self.behind = self.behind.with(later.behind);
    }
    /// The first ones, as they are.
    pub fn first(&self) -> &[f64] {
        &self.first
    }
    /// How many there are.
    pub const fn count(&self) -> u64 {
        self.first.len() as u64 + self.behind.count
    }
    /// Their mean; `None` of none.
    pub fn mean(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.all().mean)
    }
    /// How much they vary; `None` of fewer than two.
    pub fn variance(&self) -> Option<f64> {
        (self.count() > 1).then(|| self.all().squares / (self.count() - 1) as f64)
    }
    /// The half-width of the 95 % confidence interval of their mean; `None` of fewer than two.
    pub fn ci95(&self) -> Option<f64> {
        if self.behind.count == 0 {
            return half_width_95(&self.first);
        }
        let count = self.count();
        Some(t_975(usize::try_from(count - 1).unwrap_or(usize::MAX)) * (self.variance()? / count as f64).sqrt())
    }
    fn all(&self) -> Folded {
        Folded::of(&self.first).with(self.behind)
    }
}

impl FromIterator<f64> for Means {
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        let mut means = Self::default();
        values.into_iter().for_each(|value| means.push(value));
        means
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_ends_where_the_interval_goes_on() {
        let values: Vec<f64> = (0..5_000_u32).map(|place| f64::from(place * 7919 % 1_000) / 10.0).collect();
        let means: Means = values.iter().copied().collect();
        assert_eq!((means.first().len(), means.count()), (REPLICATIONS_KEPT_MAX, 5_000));
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.abs(), "{a} {b}");
        near(means.mean().unwrap(), values.iter().sum::<f64>() / 5_000.0);
        near(means.ci95().unwrap(), half_width_95(&values).unwrap());
        // In two parts, each with some that are folded.
        let mut parts: Means = values[..2_500].iter().copied().collect();
        parts.extend(&values[2_500..].iter().copied().collect());
        assert_eq!(parts.count(), 5_000);
        near(parts.ci95().unwrap(), means.ci95().unwrap());
    }

    #[test]
    fn few_are_as_they_were() {
        let few: Means = [1.0, 2.0, 4.0].into_iter().collect();
        assert_eq!((few.mean(), few.ci95()), (Some(7.0 / 3.0), half_width_95(&[1.0, 2.0, 4.0])));
        assert_eq!((Means::default().mean(), Means::default().ci95()), (None, None));
    }
}

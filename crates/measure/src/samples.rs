//! Samples of a metric: count, sum, extremes, and how they are spread, for percentiles.
//!
//! Everything is an integer (nanoseconds for times, keys in their order for plain numbers), so count, mean, minimum and
//! maximum are exact and merging gives the same result in every order and grouping. Percentiles are exact too up to
//! 1,024 samples. Beyond that they come from a histogram of three significant digits, never nearer to zero than the
//! exact ones and at most a thousandth farther; of modelled times, or less than a microsecond farther.

use super::numbers::{Sum, key, number};
use super::spread::{Grain, Spread};
use rushhour_engine::units::SimSpan;
use rushhour_scenario::metrics::Kind;
use rushhour_scenario::plan::Statistic;

const NS_PER_S: f64 = 1e9;

/// What the integers of samples stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleUnit {
    /// Nanoseconds, read as seconds.
    Seconds,
    /// Nanoseconds, read as they are.
    Nanoseconds,
    /// Keys of plain numbers.
    Plain,
}

/// Samples of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples {
    count: u64,
    sum: i128,
    /// Of plain numbers, their exact sum.
    numbers: Sum,
    min: i64,
    max: i64,
    spread: Spread,
}

/// What people read of samples. Values are in the unit they were asked for, and `None` where there is no sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many samples there are.
    pub count: u64,
    /// Exact, as `min` and `max` are.
    pub mean: Option<f64>,
    /// Exact.
    pub min: Option<f64>,
    /// The median; as all percentiles, exact up to 1,024 samples.
    pub p50: Option<f64>,
    /// The value that 90 % of the samples do not exceed.
    pub p90: Option<f64>,
    /// The value that 95 % of the samples do not exceed.
    pub p95: Option<f64>,
    /// The value that 99 % of the samples do not exceed.
    pub p99: Option<f64>,
    /// The value that 99.9 % of the samples do not exceed.
    pub p999: Option<f64>,
    /// Exact.
    pub max: Option<f64>,
}

impl SampleUnit {
    /// The unit of the samples of a metric; of shares and means, which have none, the plain number.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Time => Self::Seconds,
            Kind::Plain | Kind::Share | Kind::TimeShare | Kind::TimeMean => Self::Plain,
        }
    }

    /// What a stored integer is in it.
    fn read(self, stored: i64) -> f64 {
        match self {
            Self::Seconds => stored as f64 / NS_PER_S,
            Self::Nanoseconds => stored as f64,
            Self::Plain => number(stored),
        }
    }
}

impl Samples {
    /// One more span. One of more than 292 years counts as 292 years.
    pub fn span(&mut self, span: SimSpan) {
        // Nobody models anything faster than a microsecond, and a histogram in microseconds is a third smaller.
        self.push(i64::try_from(span.as_ns()).unwrap_or(i64::MAX), Grain::Thousand);
    }
    /// One more count of nanoseconds.
    pub fn nanoseconds(&mut self, ns: u64) {
        self.push(i64::try_from(ns).unwrap_or(i64::MAX), Grain::One);
    }
    /// One more plain number, kept as it is. A number that is not finite is no sample.
    pub fn plain(&mut self, value: f64) {
        if value.is_finite() {
            self.numbers.add(value);
            self.count_in(key(value), Grain::Number);
        }
    }
    /// How many samples there are.
    pub fn count(&self) -> u64 {
        self.count
    }
    /// Takes in another one's samples.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        (self.min, self.max) = match self.count {
            0 => (other.min, other.max),
            _ => (self.min.min(other.min), self.max.max(other.max)),
        };
        self.count += other.count;
        self.sum += other.sum;
        self.numbers.merge(&other.numbers);
        self.spread.merge(&other.spread);
        self.settle();
    }
    /// Puts what is kept in its final form: equal samples are equal then, in whatever order they came.
    pub fn settle(&mut self) {
        self.spread.settle();
    }
    /// The exact mean; `None` where there is no sample.
    pub fn mean(&self, unit: SampleUnit) -> Option<f64> {
        (self.count > 0).then(|| match unit {
            SampleUnit::Seconds => self.sum as f64 / self.count as f64 / NS_PER_S,
            SampleUnit::Nanoseconds => self.sum as f64 / self.count as f64,
            SampleUnit::Plain => self.numbers.mean(self.count),
        })
    }
    /// One statistic; `None` where there is no sample, or for what samples have not.
    pub fn statistic(&self, statistic: Statistic, unit: SampleUnit) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        match statistic {
            Statistic::Count => Some(self.count as f64),
            Statistic::Mean => self.mean(unit),
            Statistic::Min => Some(unit.read(self.min)),
            Statistic::Max => Some(unit.read(self.max)),
            Statistic::Percentile(percent) => {
                self.percentile(&self.spread.runs(), percent).map(|value| unit.read(value))
            }
            Statistic::Value => None,
        }
    }
    /// What people read.
    pub fn summary(&self, unit: SampleUnit) -> Summary {
        let runs = self.spread.runs();
        let at = |percent| self.percentile(&runs, percent).map(|value| unit.read(value));
        Summary {
            count: self.count,
            mean: self.mean(unit),
            min: self.statistic(Statistic::Min, unit),
            p50: at(50.0),
            p90: at(90.0),
            p95: at(95.0),
            p99: at(99.0),
            p999: at(99.9),
            max: self.statistic(Statistic::Max, unit),
        }
    }
    /// The values in their order, each with the number of its samples; of many, the limits of histogram buckets.
    pub fn histogram(&self, unit: SampleUnit) -> Vec<(f64, u64)> {
        self.spread.runs().iter().map(|(value, count)| (unit.read(*value), *count)).collect()
    }

    /// The same of times, as they are kept: in nanoseconds.
    pub fn raw(&self) -> Vec<(i64, u64)> {
        self.spread.runs().iter().map(|(value, count)| ((*value).clamp(self.min, self.max), *count)).collect()
    }

    fn push(&mut self, value: i64, grain: Grain) {
        self.sum += i128::from(value);
        self.count_in(value, grain);
    }
    fn count_in(&mut self, value: i64, grain: Grain) {
        (self.min, self.max) = match self.count {
            0 => (value, value),
            _ => (self.min.min(value), self.max.max(value)),
        };
        self.count += 1;
        self.spread.push(value, grain);
    }
    /// The least value that so many percent of the samples do not exceed (nearest rank); `runs` are all samples.
    fn percentile(&self, runs: &[(i64, u64)], percent: f64) -> Option<i64> {
        let exact_rank = percent * self.count as f64 / 100.0;
        // A product like 0.07 * 100 may come out a hair above the whole number that it is.
        let rank = ((exact_rank - exact_rank * 1e-12).ceil() as u64).clamp(1, self.count.max(1));
        let mut seen = 0;
        for (value, count) in runs {
            seen += count;
            if seen >= rank {
                return Some((*value).clamp(self.min, self.max));
            }
        }
        // Only full buckets leave a rank beyond all runs.
        runs.last().map(|_| self.max)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[u64]) -> Samples {
        let mut samples = Samples::default();
        for value in values {
            samples.nanoseconds(*value);
        }
        samples
    }

    #[test]
    fn few_samples_have_exact_statistics() {
        let mut samples = Samples::default();
        for seconds in [4, 1, 3, 2, 10] {
            samples.span(SimSpan::from_secs(seconds));
        }
        let summary = samples.summary(SampleUnit::Seconds);
        assert_eq!((summary.count, summary.mean), (5, Some(4.0)));
        assert_eq!((summary.min, summary.max), (Some(1.0), Some(10.0)));
        assert_eq!((summary.p50, summary.p90, summary.p999), (Some(3.0), Some(10.0), Some(10.0)));
        assert_eq!(samples.statistic(Statistic::Percentile(20.0), SampleUnit::Seconds), Some(1.0));
        assert_eq!(samples.statistic(Statistic::Percentile(21.0), SampleUnit::Seconds), Some(2.0));
    }

    #[test]
    fn plain_numbers_may_be_negative_and_those_that_are_not_finite_are_left_out() {
        let mut samples = Samples::default();
        for value in [-1.5, 0.000_001, 2.5, f64::NAN, f64::INFINITY] {
            samples.plain(value);
        }
        let summary = samples.summary(SampleUnit::Plain);
        assert_eq!((summary.count, summary.min, summary.max), (3, Some(-1.5), Some(2.5)));
        assert_eq!(summary.p50, Some(0.000_001));
    }

    #[test]
    fn plain_numbers_are_kept_as_they_are_however_large_or_small() {
        let mut samples = Samples::default();
        for _ in 0..600 {
            [1.7e18, 4e-7, -2e-9, 3.0].into_iter().for_each(|value| samples.plain(value));
        }
        let summary = samples.summary(SampleUnit::Plain);
        assert_eq!((summary.min, summary.p50, summary.max), (Some(-2e-9), Some(4e-7), Some(1.7e18)));
        assert_eq!(summary.mean, Some(1.7e18 / 4.0));
        assert_eq!(samples.statistic(Statistic::Percentile(75.0), SampleUnit::Plain), Some(3.0));
    }

    #[test]
    fn nothing_has_no_statistics() {
        let summary = Samples::default().summary(SampleUnit::Seconds);
        assert_eq!((summary.count, summary.mean, summary.p50, summary.max), (0, None, None, None));
        assert_eq!(Samples::default().statistic(Statistic::Count, SampleUnit::Seconds), None);
    }

    #[test]
    fn of_many_modelled_times_zero_and_whole_microseconds_stay_what_they_are() {
        let mut samples = Samples::default();
        for number in 0..2000 {
            samples.span(SimSpan::from_ns(if number < 1200 { 0 } else { 50_000 }));
        }
        let summary = samples.summary(SampleUnit::Nanoseconds);
        assert_eq!((summary.p50, summary.p90, summary.mean), (Some(0.0), Some(50_000.0), Some(20_000.0)));
    }

    proptest! {
        #[test]
        fn percentiles_of_many_are_within_a_thousandth(
            values in prop::collection::vec(1..10_000_000_000_u64, 1025..3000),
            percent in 0.1..100.0_f64,
            modelled in any::<bool>(),
        ) {
            let mut samples = Samples::default();
            for value in &values {
                if modelled {
                    samples.span(SimSpan::from_ns(*value));
                } else {
                    samples.nanoseconds(*value);
                }
            }
            let mut sorted = values;
            sorted.sort_unstable();
            let rank = (percent * sorted.len() as f64 / 100.0).ceil() as usize;
            let exact = sorted[rank.max(1) - 1] as f64;
            let read = samples.statistic(Statistic::Percentile(percent), SampleUnit::Nanoseconds).unwrap();
            let slack = if modelled { 1000.0 } else { 0.0 };
            prop_assert!(read >= exact && read <= exact + (exact * 0.001).max(slack), "{read} {exact}");
        }

        #[test]
        fn merging_gives_the_same_in_every_grouping(
            values in prop::collection::vec(any::<u32>(), 0..3000),
            cuts in prop::collection::vec(0..3000_usize, 2),
        ) {
            let values: Vec<u64> = values.into_iter().map(u64::from).collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (values.len() + 1)).collect();
            cuts.sort_unstable();
            let (a, b, c) = (of(&values[..cuts[0]]), of(&values[cuts[0]..cuts[1]]), of(&values[cuts[1]..]));
            let mut whole = of(&values);
            whole.settle();
            let (mut left, mut right) = (a.clone(), b.clone());
            left.merge(&b);
            left.merge(&c);
            right.merge(&c);
            let mut outer = a;
            outer.merge(&right);
            left.settle();
            outer.settle();
            prop_assert_eq!(&left, &outer);
            prop_assert_eq!(&left, &whole);
        }
    }
}

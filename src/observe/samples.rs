//! Samples of a metric: count, sum, extremes, and a histogram for percentiles.
//!
//! Everything is an integer (nanoseconds for times, millionths for plain numbers), so count, mean, minimum and
//! maximum are exact and merging gives the same result in every order and grouping. Percentiles are exact too up to
//! [`EXACT_LIMIT`] samples; beyond that they come from the buckets of a high-dynamic-range histogram with three
//! significant digits, of which only those that are not empty take memory.

use crate::scenario::plan::Statistic;
use crate::units::SimSpan;

/// Up to so many samples percentiles are exact.
pub const EXACT_LIMIT: u64 = 1024;
/// Samples wait here, unsorted, until there are so many that sorting them in is cheap.
const RECENT_LIMIT: usize = 1024;
/// Bits of a sample that its bucket keeps: 2048 steps, of which the upper half resolves three decimal digits.
const BUCKET_BITS: u32 = 11;
/// Plain numbers are kept in so many parts.
const PARTS_PER_UNIT: f64 = 1e6;

/// What the integers of samples stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds, read as seconds.
    Seconds,
    /// Nanoseconds, read as they are.
    Nanoseconds,
    /// Millionths, read as plain numbers.
    Plain,
}

/// Samples of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples {
    count: u64,
    sum: i128,
    min: i64,
    max: i64,
    /// Value and count, sorted by value.
    buckets: Vec<(i64, u64)>,
    /// Whether the values of `buckets` were rounded up to the limits of histogram buckets.
    coarse: bool,
    /// Not in `buckets` yet.
    recent: Vec<i64>,
}

/// What people read of samples. Values are in the unit they were asked for, and `None` where there is no sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many.
    pub count: u64,
    /// The mean.
    pub mean: Option<f64>,
    /// The least.
    pub min: Option<f64>,
    /// The median.
    pub p50: Option<f64>,
    /// The 90th percentile.
    pub p90: Option<f64>,
    /// The 95th percentile.
    pub p95: Option<f64>,
    /// The 99th percentile.
    pub p99: Option<f64>,
    /// The 99.9th percentile.
    pub p999: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

impl Unit {
    /// How many of the stored integers make one.
    fn divisor(self) -> f64 {
        match self {
            Self::Seconds => 1e9,
            Self::Nanoseconds => 1.0,
            Self::Plain => PARTS_PER_UNIT,
        }
    }
}

impl Samples {
    /// One more span.
    pub fn span(&mut self, span: SimSpan) {
        self.push(i64::try_from(span.as_ns()).unwrap_or(i64::MAX));
    }
    /// One more count of nanoseconds.
    pub fn nanoseconds(&mut self, ns: u64) {
        self.push(i64::try_from(ns).unwrap_or(i64::MAX));
    }
    /// One more plain number, kept to six decimals and within ±9.2e12. A number that is not finite is no sample.
    pub fn plain(&mut self, value: f64) {
        if value.is_finite() {
            // The cast saturates.
            self.push((value * PARTS_PER_UNIT).round() as i64);
        }
    }
    /// How many.
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
        self.absorb(&other.buckets);
        self.recent.extend(&other.recent);
        self.settle();
    }
    /// Sorts in what waits, so that what is kept is as small as it can be.
    pub fn settle(&mut self) {
        let mut recent = std::mem::take(&mut self.recent);
        recent.sort_unstable();
        let runs: Vec<(i64, u64)> = recent.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u64)).collect();
        self.absorb(&runs);
        recent.clear();
        self.recent = recent;
    }
    /// The mean.
    pub fn mean(&self, unit: Unit) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64 / unit.divisor())
    }
    /// One statistic; `None` where there is no sample, or for what samples have not.
    pub fn statistic(&self, statistic: Statistic, unit: Unit) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        match statistic {
            Statistic::Count => Some(self.count as f64),
            Statistic::Mean => self.mean(unit),
            Statistic::Min => Some(self.min as f64 / unit.divisor()),
            Statistic::Max => Some(self.max as f64 / unit.divisor()),
            Statistic::Percentile(percent) => {
                self.sorted().percentile(percent).map(|value| value as f64 / unit.divisor())
            }
            Statistic::Value => None,
        }
    }
    /// What people read.
    pub fn summary(&self, unit: Unit) -> Summary {
        let sorted = self.sorted();
        let at = |percent| sorted.percentile(percent).map(|value| value as f64 / unit.divisor());
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
    /// The histogram: the upper limit of each bucket that is not empty, and how many samples it holds.
    pub fn histogram(&self, unit: Unit) -> Vec<(f64, u64)> {
        self.sorted().buckets.iter().map(|(value, count)| (*value as f64 / unit.divisor(), *count)).collect()
    }

    fn push(&mut self, value: i64) {
        (self.min, self.max) = match self.count {
            0 => (value, value),
            _ => (self.min.min(value), self.max.max(value)),
        };
        self.count += 1;
        self.sum += i128::from(value);
        self.recent.push(value);
        if self.recent.len() >= RECENT_LIMIT {
            self.settle();
        }
    }
    /// These samples with nothing waiting.
    fn sorted(&self) -> std::borrow::Cow<'_, Self> {
        if self.recent.is_empty() {
            return std::borrow::Cow::Borrowed(self);
        }
        let mut sorted = self.clone();
        sorted.settle();
        std::borrow::Cow::Owned(sorted)
    }
    /// Puts sorted values and counts among the buckets. They are already counted.
    fn absorb(&mut self, runs: &[(i64, u64)]) {
        // Judged by the number of all samples, so that the result does not depend on how they were grouped.
        let coarse = self.count > EXACT_LIMIT;
        let rounded = |value: i64, already: bool| if coarse && !already { bucket_limit(value) } else { value };
        let mut merged: Vec<(i64, u64)> = Vec::with_capacity(self.buckets.len() + runs.len());
        let mut old = self.buckets.iter().map(|(value, count)| (rounded(*value, self.coarse), *count)).peekable();
        let mut new = runs.iter().map(|(value, count)| (rounded(*value, false), *count)).peekable();
        loop {
            let next = match (old.peek(), new.peek()) {
                (Some(a), Some(b)) if b.0 < a.0 => new.next(),
                (None, _) => new.next(),
                (Some(_), _) => old.next(),
            };
            let Some((value, count)) = next else { break };
            match merged.last_mut() {
                Some(last) if last.0 == value => last.1 += count,
                Some(_) | None => merged.push((value, count)),
            }
        }
        self.buckets = merged;
        self.coarse = coarse;
    }
    /// The least value that so many percent of the samples do not exceed (nearest rank). Nothing may be waiting.
    fn percentile(&self, percent: f64) -> Option<i64> {
        let exact_rank = percent * self.count as f64 / 100.0;
        // A product like 0.07 * 100 may come out a hair above the whole number that it is.
        let rank = ((exact_rank - exact_rank * 1e-12).ceil() as u64).clamp(1, self.count.max(1));
        let mut seen = 0;
        for (value, count) in &self.buckets {
            seen += count;
            if seen >= rank {
                return Some((*value).clamp(self.min, self.max));
            }
        }
        None
    }
}

/// The largest magnitude that shares a histogram bucket with this value. Buckets are those of an HDR histogram with
/// three significant digits (Gil Tene, hdrhistogram.org): each power of two is cut into 1024 equal parts.
fn bucket_limit(value: i64) -> i64 {
    let magnitude = value.unsigned_abs();
    let shift = (u64::BITS - magnitude.leading_zeros()).saturating_sub(BUCKET_BITS);
    let limit = magnitude | ((1 << shift) - 1);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    if value < 0 { -limit } else { limit }
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
        let summary = samples.summary(Unit::Seconds);
        assert_eq!((summary.count, summary.mean), (5, Some(4.0)));
        assert_eq!((summary.min, summary.max), (Some(1.0), Some(10.0)));
        assert_eq!((summary.p50, summary.p90, summary.p999), (Some(3.0), Some(10.0), Some(10.0)));
        assert_eq!(samples.statistic(Statistic::Percentile(20.0), Unit::Seconds), Some(1.0));
        assert_eq!(samples.statistic(Statistic::Percentile(21.0), Unit::Seconds), Some(2.0));
    }

    #[test]
    fn plain_numbers_may_be_negative_and_those_that_are_not_finite_are_left_out() {
        let mut samples = Samples::default();
        for value in [-1.5, 0.000_001, 2.5, f64::NAN, f64::INFINITY] {
            samples.plain(value);
        }
        let summary = samples.summary(Unit::Plain);
        assert_eq!((summary.count, summary.min, summary.max), (3, Some(-1.5), Some(2.5)));
        assert_eq!(summary.p50, Some(0.000_001));
    }

    #[test]
    fn nothing_has_no_statistics() {
        let summary = Samples::default().summary(Unit::Seconds);
        assert_eq!((summary.count, summary.mean, summary.p50, summary.max), (0, None, None, None));
        assert_eq!(Samples::default().statistic(Statistic::Count, Unit::Seconds), None);
    }

    #[test]
    fn buckets_take_memory_only_where_samples_are() {
        let mut samples = Samples::default();
        for value in 0..1_000_000_u64 {
            samples.nanoseconds(30_000_000_000 + value * 10_000);
        }
        samples.settle();
        assert!(samples.buckets.len() < 700, "{}", samples.buckets.len());
    }

    proptest! {
        #[test]
        fn buckets_are_those_of_an_hdr_histogram(value in 0..u64::MAX / 4) {
            let oracle = hdrhistogram::Histogram::<u64>::new_with_bounds(1, u64::MAX / 2, 3).unwrap();
            let limit = bucket_limit(i64::try_from(value).unwrap());
            prop_assert_eq!(u64::try_from(limit).unwrap(), oracle.highest_equivalent(value));
            prop_assert_eq!(bucket_limit(limit), limit);
        }

        #[test]
        fn percentiles_of_many_are_within_a_thousandth(
            values in prop::collection::vec(1..10_000_000_000_u64, 1025..3000),
            percent in 0.1..100.0_f64,
        ) {
            let samples = of(&values);
            let mut sorted = values;
            sorted.sort_unstable();
            let rank = (percent * sorted.len() as f64 / 100.0).ceil() as usize;
            let exact = sorted[rank.max(1) - 1] as f64;
            let read = samples.statistic(Statistic::Percentile(percent), Unit::Nanoseconds).unwrap();
            prop_assert!(read >= exact && read <= exact * 1.001, "{read} {exact}");
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

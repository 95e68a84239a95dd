//! How samples are spread: as they are while they are few, in histograms once they are many.
//!
//! Held by [`super::Samples`], which keeps count, sum and extremes beside it. What is kept depends on nothing but
//! the samples, so merging gives the same in every order and grouping. Never knows what a sample stands for.
//!
//! Memory: nothing before the first sample, 8 bytes a sample up to [`EXACT_LIMIT`], then a histogram, which takes
//! 4 KiB for each power of two up to the largest sample: 44 KiB for modelled times up to a second, 80 KiB up to
//! eight minutes, 92 KiB up to an hour; 60 KiB for engine times up to 10 ms. Plain numbers take 40 bytes for each bucket
//! that has any. Copies share what is kept until one changes.

use std::sync::{Arc, OnceLock};

use hdrhistogram::Histogram;

use super::numbers::Buckets;

/// Up to so many samples are kept as they are.
pub(super) const EXACT_LIMIT: usize = 1024;
/// Significant decimal digits of histograms.
const DIGITS: u8 = 3;

/// How finely a histogram tells samples apart, besides its significant digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    /// By 1.
    #[default]
    One,
    /// By 1000, rounding up. Zero stays zero.
    Thousand,
    /// Plain numbers by their keys: not by differences, but by the two thousandth part of a number.
    Number,
}

/// How samples are spread. All that go into one, or into those it is merged with, are of the same grain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    grain: Grain,
    kept: Kept,
}

/// The runs of a histogram, once somebody has asked for them: to go through all buckets takes long, and of one series it is
/// asked for percentiles, for curves and for bars. Nothing where samples came since.
#[derive(Clone, Debug, Default)]
struct KnownRuns(OnceLock<Arc<[(i64, u64)]>>);

/// It follows from what is kept, so it makes no difference.
impl PartialEq for KnownRuns {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for KnownRuns {}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    /// All samples; sorted once settled.
    Few(Vec<i64>),
    Many(Arc<Sides>),
    Numbers(Arc<Numbers>),
}

/// Many plain numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Numbers {
    buckets: Buckets,
    known: KnownRuns,
}

/// Histograms of magnitudes, in grains. A bucket that is full, at 4,294,967,295 samples, stays so.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sides {
    below_zero: Option<Histogram<u32>>,
    from_zero: Option<Histogram<u32>>,
    known: KnownRuns,
}

// A histogram is made of integers; the library only does not say that it equals itself.
impl Eq for Sides {}

impl Grain {
    const fn size(self) -> u64 {
        match self {
            Self::One | Self::Number => 1,
            Self::Thousand => 1000,
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Spread {
    /// One more sample.
    pub(super) fn push(&mut self, value: i64, grain: Grain) {
        self.grain = grain;
        match &mut self.kept {
            Kept::Few(few) => {
                few.push(value);
                self.spill();
            }
            Kept::Many(sides) => Arc::make_mut(sides).record(&[value], grain),
            Kept::Numbers(numbers) => Arc::make_mut(numbers).record(&[value]),
        }
    }
    /// Takes in another one's samples.
    pub(super) fn merge(&mut self, other: &Self) {
        self.grain = self.grain.max(other.grain);
        match (&mut self.kept, &other.kept) {
            (Kept::Few(few), Kept::Few(more)) => {
                few.extend(more);
                self.spill();
            }
            (Kept::Few(few), Kept::Many(many)) => {
                let (few, mut many) = (std::mem::take(few), Arc::clone(many));
                if !few.is_empty() {
                    Arc::make_mut(&mut many).record(&few, self.grain);
                }
                self.kept = Kept::Many(many);
            }
            (Kept::Many(_) | Kept::Numbers(_), Kept::Few(few)) if few.is_empty() => {}
            (Kept::Many(many), Kept::Few(few)) => Arc::make_mut(many).record(few, self.grain),
            (Kept::Many(many), Kept::Many(more)) => Arc::make_mut(many).add(more),
            (Kept::Few(few), Kept::Numbers(numbers)) => {
                let (few, mut numbers) = (std::mem::take(few), Arc::clone(numbers));
                if !few.is_empty() {
                    Arc::make_mut(&mut numbers).record(&few);
                }
                self.kept = Kept::Numbers(numbers);
            }
            (Kept::Numbers(numbers), Kept::Few(few)) => Arc::make_mut(numbers).record(few),
            (Kept::Numbers(numbers), Kept::Numbers(more)) => Arc::make_mut(numbers).add(more),
            (Kept::Many(_), Kept::Numbers(_)) | (Kept::Numbers(_), Kept::Many(_)) => {
                unreachable!("times are put together with plain numbers")
            }
        }
    }
    /// Puts few samples in order.
    pub(super) fn settle(&mut self) {
        match &mut self.kept {
            Kept::Few(few) => few.sort_unstable(),
            Kept::Many(_) | Kept::Numbers(_) => {}
        }
    }
    /// All values in their order, each with the number of its samples. Of many, the value farthest from zero that
    /// shares a bucket.
    pub(super) fn runs(&self) -> Arc<[(i64, u64)]> {
        match &self.kept {
            Kept::Few(few) => {
                let mut few = few.clone();
                few.sort_unstable();
                few.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u64)).collect()
            }
            Kept::Many(sides) => Arc::clone(sides.known.0.get_or_init(|| sides.runs(self.grain))),
            Kept::Numbers(numbers) => Arc::clone(numbers.known.0.get_or_init(|| numbers.buckets.runs().collect())),
        }
    }

    /// Once they are too many to be kept as they are, puts them into histograms.
    fn spill(&mut self) {
        if let Kept::Few(few) = &self.kept
            && few.len() > EXACT_LIMIT
        {
            self.kept = match self.grain {
                Grain::One | Grain::Thousand => {
                    let mut sides = Sides::default();
                    sides.record(few, self.grain);
                    Kept::Many(Arc::new(sides))
                }
                Grain::Number => {
                    let mut numbers = Numbers::default();
                    numbers.record(few);
                    Kept::Numbers(Arc::new(numbers))
                }
            };
        }
    }
}

impl Numbers {
    fn record(&mut self, keys: &[i64]) {
        self.known.0.take();
        keys.iter().for_each(|key| self.buckets.add(*key, 1));
    }
    fn add(&mut self, other: &Self) {
        self.known.0.take();
        self.buckets.merge(&other.buckets);
    }
}

impl Sides {
    fn record(&mut self, values: &[i64], grain: Grain) {
        self.known.0.take();
        for value in values {
            let side = if *value < 0 { &mut self.below_zero } else { &mut self.from_zero };
            if side.is_none() {
                *side = Histogram::new(DIGITS).ok();
            }
            let magnitude = value.unsigned_abs().div_ceil(grain.size());
            let recorded = side.as_mut().map(|side| side.record(magnitude));
            debug_assert_eq!(recorded, Some(Ok(())), "a histogram of its own size takes every number");
        }
    }
    fn runs(&self, grain: Grain) -> Arc<[(i64, u64)]> {
        let below_zero = buckets(self.below_zero.as_ref(), grain.size()).map(|(value, count)| (-value, count));
        let mut runs: Vec<(i64, u64)> = below_zero.collect();
        runs.reverse();
        runs.extend(buckets(self.from_zero.as_ref(), grain.size()));
        runs.into()
    }
    fn add(&mut self, other: &Self) {
        self.known.0.take();
        add(&mut self.below_zero, other.below_zero.as_ref());
        add(&mut self.from_zero, other.from_zero.as_ref());
    }
}

fn add(side: &mut Option<Histogram<u32>>, other: Option<&Histogram<u32>>) {
    let Some(other) = other else { return };
    match side {
        Some(side) => {
            let added = side.add(other);
            debug_assert_eq!(added, Ok(()), "a histogram of its own size takes every other");
        }
        None => *side = Some(other.clone()),
    }
}

/// The buckets that are not empty: the largest sample that each takes, and how many it holds.
fn buckets(side: Option<&Histogram<u32>>, grain: u64) -> impl Iterator<Item = (i64, u64)> {
    side.into_iter().flat_map(Histogram::iter_recorded).map(move |bucket| {
        let limit = bucket.value_iterated_to().saturating_mul(grain);
        (i64::try_from(limit).unwrap_or(i64::MAX), u64::from(bucket.count_at_value()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = i64>, grain: Grain) -> Spread {
        let mut spread = Spread::default();
        for value in values {
            spread.push(value, grain);
        }
        spread
    }

    /// What the histograms take.
    fn bytes(spread: &Spread) -> usize {
        match &spread.kept {
            Kept::Few(few) => few.len() * size_of::<i64>(),
            Kept::Many(sides) => {
                let sides = sides.below_zero.iter().chain(&sides.from_zero);
                sides.map(|side| side.distinct_values() * size_of::<u32>()).sum()
            }
            Kept::Numbers(_) => 0,
        }
    }

    #[test]
    fn memory_grows_with_the_largest_sample_and_not_with_their_number() {
        let up_to = |largest: i64, grain| bytes(&of((0..2000).map(|step| largest / 1999 * step), grain)) / 1024;
        assert_eq!(bytes(&Spread::default()), 0);
        assert_eq!(bytes(&of(0..1024, Grain::One)), 8192);
        let second = 1_000_000_000;
        let times = [second, 480 * second, 3600 * second].map(|largest| up_to(largest, Grain::Thousand));
        assert_eq!(times, [44, 80, 92]);
        assert_eq!(up_to(10_000_000, Grain::One), 60);
    }

    #[test]
    fn copies_of_many_share_a_histogram_until_one_changes() {
        let many = of(0..2000, Grain::One);
        let mut copy = many.clone();
        let shared = |a: &Spread, b: &Spread| {
            let (Kept::Many(a), Kept::Many(b)) = (&a.kept, &b.kept) else { return false };
            Arc::ptr_eq(a, b)
        };
        copy.merge(&Spread::default());
        assert!(shared(&many, &copy));
        copy.push(1, Grain::One);
        assert!(!shared(&many, &copy));
        assert_ne!(many, copy);
    }

    #[test]
    fn many_are_grouped_by_three_digits_on_both_sides_of_zero() {
        let spread = of((-1500..1500).map(|value| value * 10), Grain::One);
        let runs = spread.runs();
        assert!(runs.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(runs.iter().map(|run| run.1).sum::<u64>(), 3000);
        assert_eq!(runs.first(), Some(&(-15_007, 1)));
        assert!(runs.contains(&(0, 1)) && runs.contains(&(-10, 1)) && runs.contains(&(1000, 1)));
    }

    #[test]
    fn a_coarse_grain_rounds_up_and_leaves_zero() {
        let spread = of((0..3000).map(|place| [0, 1, 1000, 1001][place % 4]), Grain::Thousand);
        assert_eq!(*spread.runs(), [(0, 750), (1000, 1500), (2000, 750)]);
    }

    #[test]
    fn the_largest_and_the_least_integer_are_samples() {
        let extremes = [i64::MIN, -1, 0, i64::MAX].into_iter().cycle().take(2000);
        let runs = of(extremes, Grain::One).runs();
        assert_eq!(*runs, [(-i64::MAX, 500), (-1, 500), (0, 500), (i64::MAX, 500)]);
    }
}

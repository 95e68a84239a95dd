//! Plain numbers kept as they are: an order of them in integers, their exact sum, and buckets for many of them.
//!
//! Scripts record anything from billionths to nanoseconds since 1970, so nothing here has a range: what goes in is any
//! finite number. Everything is made of integers, so merging gives the same in every order and grouping. Held by
//! [`super::spread`] and [`super::samples`]; never knows what a number stands for.

use std::collections::BTreeMap;

/// Bits of a number's fraction.
const FRACTION_BITS: u32 = 52;
/// What is taken off an exponent so that the fraction is a whole number.
const EXPONENT_BIAS: i32 = 1075;
/// Numbers of one bucket have all but so many bits in common: 2,048 buckets from a power of two to the next.
const BUCKET_BITS: u32 = 41;

/// A number as an integer that is in the same order.
pub(super) fn key(number: f64) -> i64 {
    // There is one zero.
    turned((number + 0.0).to_bits().cast_signed())
}

/// The number of a key.
pub(super) fn number(key: i64) -> f64 {
    f64::from_bits(turned(key).cast_unsigned())
}

/// Of numbers below zero all bits but the sign are turned round, so that their order is that of integers.
const fn turned(bits: i64) -> i64 {
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// The exact sum of numbers: for each power of two that one is a multiple of, the sum of the multiples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum(BTreeMap<i32, i128>);

impl Sum {
    /// One more.
    pub(super) fn add(&mut self, number: f64) {
        let bits = number.to_bits();
        let fraction = i128::from(bits & ((1 << FRACTION_BITS) - 1));
        let exponent = i32::try_from((bits >> FRACTION_BITS) & 0x7ff).unwrap_or_default();
        // The smallest numbers have no hidden bit.
        let multiple = if exponent == 0 { fraction } else { fraction | (1 << FRACTION_BITS) };
        let signed = if number < 0.0 { -multiple } else { multiple };
        *self.0.entry(exponent.max(1) - EXPONENT_BIAS).or_default() += signed;
    }
    /// Takes in another one.
    pub(super) fn merge(&mut self, other: &Self) {
        for (power, multiples) in &other.0 {
            *self.0.entry(*power).or_default() += multiples;
        }
    }
    /// The mean, of so many numbers.
    pub(super) fn mean(&self, count: u64) -> f64 {
        let Some(least) = self.0.keys().next().copied() else { return 0.0 };
        let n = count as f64;
        let aligned = self.0.iter().try_fold(0_i128, |sum, (power, multiples)| {
            let shift = u32::try_from(power - least)
                .ok()
                .filter(|shift| *shift < multiples.unsigned_abs().leading_zeros())?;
            sum.checked_add(multiples << shift)
        });
        if let Some(sum) = aligned {
            return times_power(sum as f64 / n, least);
        }
        // Numbers so far apart are added with what each addition loses (Neumaier).
        let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
        for (power, multiples) in &self.0 {
            let part = times_power(*multiples as f64 / n, *power);
            let next = sum + part;
            lost += if sum.abs() >= part.abs() { (sum - next) + part } else { (part - next) + sum };
            sum = next;
        }
        sum + lost
    }
}

/// A number times a power of two; in two steps, because the power alone may be beyond all numbers.
fn times_power(number: f64, power: i32) -> f64 {
    let half = power / 2;
    number * 2_f64.powi(half) * 2_f64.powi(power - half)
}

/// Many numbers, by buckets of a two thousandth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Buckets(BTreeMap<i64, Bucket>);

/// Numbers that are nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    count: u64,
    /// The key of the one farthest from zero.
    farthest: i64,
}

impl Buckets {
    /// So many of one key.
    pub(super) fn add(&mut self, key: i64, count: u64) {
        let farther = if key < 0 { i64::min } else { i64::max };
        let bucket = self.0.entry(key >> BUCKET_BITS).or_insert(Bucket { count: 0, farthest: key });
        bucket.count += count;
        bucket.farthest = farther(bucket.farthest, key);
    }
    /// Takes in others.
    pub(super) fn merge(&mut self, other: &Self) {
        other.0.values().for_each(|bucket| self.add(bucket.farthest, bucket.count));
    }
    /// In their order: of each bucket the key farthest from zero, and how many it has.
    pub(super) fn runs(&self) -> impl Iterator<Item = (i64, u64)> {
        self.0.values().map(|bucket| (bucket.farthest, bucket.count))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_in_the_order_of_numbers() {
        let numbers = [f64::MIN, -1.5, -1e-300, 0.0, 5e-324, 4e-7, 1.0, 1.7e18, f64::MAX];
        assert!(numbers.map(key).is_sorted());
        assert_eq!(numbers.map(|it| number(key(it))), numbers);
        assert_eq!(key(-0.0), key(0.0));
    }

    #[test]
    fn means_are_those_of_the_numbers_as_they_are() {
        let mean = |numbers: &[f64]| {
            let mut sum = Sum::default();
            numbers.iter().for_each(|number| sum.add(*number));
            sum.mean(numbers.len() as u64)
        };
        assert_eq!(mean(&[0.1; 7]), 0.1);
        assert_eq!(mean(&[1e18, 0.1, -1e18]), 0.1 / 3.0);
        assert_eq!(mean(&[1e300, 3.0, -1e300]), 1.0);
        assert_eq!((mean(&[f64::MAX; 3]), mean(&[5e-324; 2]), mean(&[-2.0, 1.0])), (f64::MAX, 5e-324, -0.5));
    }

    proptest! {
        #[test]
        fn buckets_are_near_and_grouping_makes_no_difference(
            numbers in prop::collection::vec(any::<f64>().prop_filter("finite", |it| it.is_finite()), 1..200),
            cut in 0..200_usize,
        ) {
            let of = |numbers: &[f64]| {
                let (mut buckets, mut sum) = (Buckets::default(), Sum::default());
                for it in numbers {
                    buckets.add(key(*it), 1);
                    sum.add(*it);
                }
                (buckets, sum)
            };
            let (first, second) = numbers.split_at(cut.min(numbers.len()));
            let ((mut buckets, mut sum), more) = (of(second), of(first));
            buckets.merge(&more.0);
            sum.merge(&more.1);
            let whole = of(&numbers);
            prop_assert_eq!(&buckets, &whole.0);
            prop_assert_eq!(sum.mean(numbers.len() as u64), whole.1.mean(numbers.len() as u64));
            let mut sorted = numbers.clone();
            sorted.sort_by(f64::total_cmp);
            let read: Vec<f64> = whole.0.runs()
                .flat_map(|(key, count)| std::iter::repeat_n(number(key), count as usize)).collect();
            for (exact, read) in sorted.iter().zip(read) {
                prop_assert!(read.abs() >= exact.abs() && (read - exact).abs() <= exact.abs() / 1000.0 + 1e-300);
            }
        }
    }
}

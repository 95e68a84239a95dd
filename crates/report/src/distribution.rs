//! How the samples of a metric are spread, as the document has it: percentiles on HdrHistogram's scale, and bars.
//!
//! Both are bounded: a percentile scale of n samples has five ticks for each halving of the distance to 100 %, bars are
//! at most [`BARS_MOST`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use rushhour_measure::{SampleUnit, Samples};
use rushhour_scenario::plan::Statistic;

/// Ticks for each halving of the distance to 100 %.
const TICKS: f64 = 5.0;
/// At most so many bars.
pub(crate) const BARS_MOST: usize = 41;
/// Bars end here; what lies beyond is in one more.
const BARS_UNTIL_PERCENT: f64 = 99.0;

/// How the samples of a metric are spread.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DistributionReport {
    /// Percentages on HdrHistogram's scale, from 0 to 100.
    pub percentiles: Vec<f64>,
    /// The value that so many percent of the samples do not exceed.
    pub values: Vec<f64>,
    /// Upper ends of the bars of a histogram; the lower end of each is the upper end of the one before. The last is the
    /// largest sample. Empty where there are no bars.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub up_to: Vec<f64>,
    /// How many samples each bar has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<u64>,
}

/// Which parts of a distribution are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Percentiles alone.
    Curve,
    /// Percentiles and bars.
    CurveAndBars,
}

/// How these samples are spread; `None` where there are none.
pub(crate) fn distribution(samples: &Samples, unit: SampleUnit, wanted: Wanted) -> Option<DistributionReport> {
    let runs = samples.histogram(unit);
    let (least, most) = (samples.statistic(Statistic::Min, unit)?, samples.statistic(Statistic::Max, unit)?);
    let (mut percentiles, mut values) = (Vec::new(), Vec::new());
    let mut seen = Seen::of(&runs);
    for percent in scale(samples.count()) {
        percentiles.push(round(percent));
        values.push(round(seen.at(percent, samples.count()).clamp(least, most)));
    }
    let (up_to, counts) = match wanted {
        Wanted::Curve => Default::default(),
        Wanted::CurveAndBars => {
            let until = samples.statistic(Statistic::Percentile(BARS_UNTIL_PERCENT), unit).unwrap_or(most);
            bars(&runs, (least, until, most))
        }
    };
    Some(DistributionReport { percentiles, values, up_to, counts })
}

/// The percentages at which a distribution of so many samples is told: by tenths to 50 %, by twentieths to 75 %, and so
/// on, until one sample is left.
pub(crate) fn scale(count: u64) -> Vec<f64> {
    let mut scale = Vec::new();
    let mut left = 100.0;
    while left > 0.0 {
        for tick in 0..5 {
            let percent = 100.0 - left + left / 2.0 * f64::from(tick) / TICKS;
            scale.push(percent);
            if rank(percent, count) >= count {
                left = 0.0;
                break;
            }
        }
        left /= 2.0;
    }
    if scale.last().is_some_and(|last| *last < 100.0) {
        scale.push(100.0);
    }
    scale
}

/// The place of the sample that so many percent do not exceed, from 1.
fn rank(percent: f64, count: u64) -> u64 {
    ((percent * count as f64 / 100.0).ceil() as u64).clamp(1, count.max(1))
}

/// Goes through samples from the least on.
struct Seen<'a> {
    runs: std::slice::Iter<'a, (f64, u64)>,
    value: f64,
    seen: u64,
}

impl<'a> Seen<'a> {
    fn of(runs: &'a [(f64, u64)]) -> Self {
        Self { runs: runs.iter(), value: 0.0, seen: 0 }
    }
    /// The value at this percentage, which is none before the last one asked for.
    fn at(&mut self, percent: f64, count: u64) -> f64 {
        let rank = rank(percent, count);
        while self.seen < rank {
            let Some((value, count)) = self.runs.next() else { break };
            self.value = *value;
            self.seen += count;
        }
        self.value
    }
}

/// Upper ends of equal bars from the least sample, or zero, to `until`, and one for the rest; and their counts.
fn bars(runs: &[(f64, u64)], (least, until, most): (f64, f64, f64)) -> (Vec<f64>, Vec<u64>) {
    let low = least.min(0.0);
    let width = round_width((until - low) / (BARS_MOST - 1) as f64);
    let Some(width) = width else { return (vec![round(most)], vec![runs.iter().map(|(_, count)| count).sum()]) };
    let from = (low / width).floor() * width;
    let full = (((until - from) / width).ceil() as usize).clamp(1, BARS_MOST - 1);
    let mut up_to: Vec<f64> = (1..=full).map(|bar| round(from + width * bar as f64)).collect();
    let mut counts = vec![0; full];
    let mut beyond = 0;
    for (value, count) in runs {
        match up_to.iter().position(|end| value <= end) {
            Some(bar) => counts[bar] += count,
            None => beyond += count,
        }
    }
    if beyond > 0 {
        up_to.push(round(most));
        counts.push(beyond);
    }
    (up_to, counts)
}

/// The next width from this one on that people count in; nothing where there is no width.
fn round_width(least: f64) -> Option<f64> {
    if !(least > 0.0 && least.is_finite()) {
        return None;
    }
    let power = 10_f64.powi(libm::floor(libm::log10(least)) as i32);
    [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|width| *width >= least * 0.999_999)
}

/// To nine decimals: nanoseconds of a second. What that would make nothing of, and what has fewer anyway, stays as it is.
fn round(number: f64) -> f64 {
    if (1e-3..1e6).contains(&number.abs()) { (number * 1e9).round() / 1e9 } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::units::SimSpan;

    fn samples(seconds: impl IntoIterator<Item = u64>) -> Samples {
        let mut samples = Samples::default();
        seconds.into_iter().for_each(|s| samples.span(SimSpan::from_secs(s)));
        samples
    }

    #[test]
    fn the_scale_halves_its_steps_with_the_distance_and_ends_with_the_last_sample() {
        assert_eq!(scale(4), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 77.5, 100.0]);
        assert_eq!(scale(1), [0.0, 100.0]);
        assert!(scale(10_000_000).len() < 130);
    }

    #[test]
    fn values_are_those_of_the_nearest_rank() {
        let spread = distribution(&samples(1..=10), SampleUnit::Seconds, Wanted::CurveAndBars).unwrap();
        let at = |percent: f64| {
            spread.values[spread.percentiles.iter().position(|it| (it - percent).abs() < 1e-9).unwrap()]
        };
        assert_eq!([at(0.0), at(10.0), at(50.0), at(55.0), at(100.0)], [1.0, 1.0, 5.0, 6.0, 10.0]);
        assert_eq!(spread.counts.iter().sum::<u64>(), 10);
        assert_eq!(spread.up_to.len(), 40);
    }

    #[test]
    fn what_lies_far_out_is_in_one_bar() {
        let seconds = (0..1000).map(|number| if number < 5 { 5000 } else { number % 60 });
        let spread = distribution(&samples(seconds), SampleUnit::Seconds, Wanted::CurveAndBars).unwrap();
        assert_eq!((spread.counts.last(), spread.up_to.last()), (Some(&5), Some(&5000.0)));
        assert!(spread.up_to.len() <= BARS_MOST);
        assert_eq!(spread.counts.iter().sum::<u64>(), 1000);
    }

    #[test]
    fn nothing_and_nothing_but_zeros_are_no_trouble() {
        assert_eq!(distribution(&samples([]), SampleUnit::Seconds, Wanted::CurveAndBars), None);
        let zeros = distribution(&samples([0, 0]), SampleUnit::Seconds, Wanted::CurveAndBars).unwrap();
        assert_eq!((zeros.up_to, zeros.counts), (vec![0.0], vec![2]));
        let mut negative = Samples::default();
        [-3.0, 1.0].into_iter().for_each(|value| negative.plain(value));
        let spread = distribution(&negative, SampleUnit::Plain, Wanted::CurveAndBars).unwrap();
        assert_eq!((spread.values[0], spread.counts.iter().sum::<u64>()), (-3.0, 2));
    }
}

//! Whether a series keeps its level: where MSER-5 cuts its beginning off, whether it was filling up, and whether its
//! halves differ by more than noise.
//!
//! Mathematics over equal steps of time; knows nothing of contacts. Used by [`super::Presence`].

/// MSER-5 looks at means of so many values.
pub(super) const BATCH: usize = 5;

/// A difference is one if it is so many standard errors, and …
const ERRORS: f64 = 4.0;
/// … such a share of the mean.
const DIFFERENCE: f64 = 0.1;
/// What is filling up matters where it moves the mean of all by such a share.
const BIAS: f64 = 0.01;
/// Into so many parts a half is cut, to see how they scatter.
const PARTS: usize = 10;

/// How the number of those who are in a system moves by chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise {
    /// How long each stays on average, as a share of the series' length.
    pub(super) stay: f64,
    /// Of how many independent series this one is the mean.
    pub(super) replications: f64,
}

/// A series that does not keep its level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Departure {
    /// So many values of the beginning are lower than the others, which keep theirs: the means of both.
    Filling { values: usize, before: f64, after: f64 },
    /// It moves all along: the means of its halves.
    Changing { first: f64, second: f64 },
}

/// The marginal standard error rule on means of five values (White, *Simulation* 69, 1997; White, Cobb and Spratt,
/// WSC 2000): how many values to leave out, at most `limit`, so that the confidence interval of what remains is the
/// narrowest, its sum of squared deviations over the square of its number. Of several, the fewest.
pub(super) fn mser_5(series: &[f64], limit: usize) -> usize {
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(mean).collect();
    let (mut best, mut least) = (0, f64::INFINITY);
    for cut in 0..=limit / BATCH {
        let rest = batches.get(cut..).unwrap_or_default();
        let statistic = squares(rest) / (rest.len() * rest.len()) as f64;
        if statistic < least {
            (best, least) = (cut, statistic);
        }
    }
    best * BATCH
}

/// From which value on the series keeps its level: where MSER-5 cuts, if that is before half of it; what remained of
/// a later cut would be too little to tell, as its authors say. In a series that moves slowly the least statistic lies at
/// the limit now and then by chance. So the best cut within the first quarter is taken then, if what remains of that
/// keeps its level. `None` where it does not.
pub(super) fn level_from(series: &[f64], noise: Noise) -> Option<usize> {
    let half = series.len() / 2;
    let cut = mser_5(series, half);
    if cut < half {
        return Some(cut);
    }
    let cut = mser_5(series, series.len() / 4);
    keeps_level_from(cut, series, noise).then_some(cut)
}

/// How the series does not keep its level, if it clearly does not.
pub(super) fn departure(series: &[f64], noise: Noise) -> Option<Departure> {
    let (first, second) = series.split_at(series.len() / 2);
    let halves = Departure::Changing { first: mean(first), second: mean(second) };
    match low_beginning(series, noise) {
        // One that is longer may as well be that of a series which grows and grows.
        Some(values) if values <= series.len() / 4 && keeps_level_from(values, series, noise) => {
            let (beginning, rest) = series.split_at(values);
            Some(Departure::Filling { values, before: mean(beginning), after: mean(rest) })
        }
        Some(_) => Some(halves),
        None => halves_differ(series, noise).then_some(halves),
    }
}

/// Whether the halves differ by more than a tenth of the mean and by more than four standard errors, by the larger of
/// two estimates: what independent stays would give, and how much each half scatters about a line through it. A queue
/// under high load wanders more than independent stays do.
fn halves_differ(series: &[f64], noise: Noise) -> bool {
    let (first, second) = series.split_at(series.len() / 2);
    let variance = noise.of_mean(mean(series), 0.5).max(scatter(first)).max(scatter(second));
    let difference = (mean(second) - mean(first)).abs();
    difference > DIFFERENCE * mean(series) && difference > ERRORS * (2.0 * variance).sqrt()
}

/// Whether the halves of what remains are alike.
fn keeps_level_from(cut: usize, series: &[f64], noise: Noise) -> bool {
    let rest = series.get(cut..).unwrap_or_default();
    let stay = noise.stay * series.len() as f64 / rest.len() as f64;
    !halves_differ(rest, Noise { stay, ..noise })
}

/// How many values of the beginning MSER-5 leaves out, where they are clearly lower than what follows and matter for the
/// mean of all.
fn low_beginning(series: &[f64], noise: Noise) -> Option<usize> {
    let half = series.len() / 2;
    let cut = mser_5(series, half);
    if cut == 0 || cut == half {
        return None;
    }
    let (beginning, rest) = series.split_at(cut);
    let (_, second) = series.split_at(half);
    let all = mean(series);
    let share = cut as f64 / series.len() as f64;
    // How much more it wanders than independent stays do is seen in the second half, to which the beginning does not
    // belong.
    let wanders = (scatter(second) / noise.of_mean(all, 0.5)).max(1.0);
    let variance = wanders * (noise.of_mean(all, share) + noise.of_mean(all, 1.0 - share));
    let lower = mean(rest) - mean(beginning);
    let is_clear = lower > DIFFERENCE * mean(rest) && lower > ERRORS * variance.sqrt();
    (is_clear && lower * share > BIAS * all).then_some(cut)
}

impl Noise {
    /// The variance of the mean of such a share of the series, around a level of `mean`: that of M/M/∞, whose number has
    /// the variance `mean` and is correlated by e^(-t/stay). Over a time that is long beside the stay it is
    /// 2·mean·stay/share.
    fn of_mean(self, mean: f64, share: f64) -> f64 {
        let stays = share / self.stay;
        let correlated = 1.0 + libm::expm1(-stays) / stays;
        2.0 * mean / stays * correlated / self.replications
    }
}

/// The variance of the mean of these values, by how the means of ten parts of them lie about the line that fits them
/// best.
fn scatter(values: &[f64]) -> f64 {
    let length = values.len() / PARTS;
    if length == 0 {
        return 0.0;
    }
    let parts: Vec<f64> = values.chunks_exact(length).take(PARTS).map(mean).collect();
    let count = parts.len() as f64;
    let centre = (count - 1.0) / 2.0;
    let level = mean(&parts);
    let slope = (0..).zip(&parts).map(|(place, part)| (f64::from(place) - centre) * (part - level)).sum::<f64>()
        / (count * (count * count - 1.0) / 12.0);
    let residual = |(place, part): (u32, &f64)| {
        let off = part - level - slope * (f64::from(place) - centre);
        off * off
    };
    (0..).zip(&parts).map(residual).sum::<f64>() / (count - 2.0) / count
}

/// The sum of squared deviations from the mean.
fn squares(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean) * (value - mean)).sum()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_scenario::random::{Stream, StreamKey};

    /// Batches of five values with these means.
    fn batches(means: &[f64]) -> Vec<f64> {
        means.iter().flat_map(|mean| [-2.0, -1.0, 0.0, 1.0, 2.0].map(|off| mean + off)).collect()
    }

    /// An AR(1) process around 100, of standard deviation 5 and with so much of a value in the next one.
    fn noise(seed: u64, memory: f64) -> impl Iterator<Item = f64> {
        let mut stream = Stream::new(&StreamKey { seed, replication: 0, owner: "", index: 0, purpose: "" });
        let mut off = 0.0;
        std::iter::repeat_with(move || {
            // The sum of twelve uniform draws has the variance 1.
            let draw = (0..12).map(|_| stream.unit()).sum::<f64>() - 6.0;
            off = memory * off + 5.0 * (1.0 - memory * memory).sqrt() * draw;
            100.0 + off
        })
    }

    /// The stay by which such a process would be as noisy as it is: 2·100·stay = 25·(1 + memory)/(1 - memory)/1000.
    fn stays(memory: f64) -> Noise {
        Noise { stay: 25.0 * (1.0 + memory) / (1.0 - memory) / 200_000.0, replications: 1.0 }
    }

    /// With its first `steps` values climbing from nothing to all of it.
    fn ramped(values: impl Iterator<Item = f64>, steps: usize) -> Vec<f64> {
        let share = |place: usize| (place as f64 / steps as f64).min(1.0);
        values.take(1000).enumerate().map(|(place, value)| value * share(place)).collect()
    }

    #[test]
    fn mser_5_cuts_where_a_calculation_by_hand_does() {
        // Sum of squares over the square of the number, for 0 to 4 batches left out:
        // 23.5/64 = 0.367, 2.857/49 = 0.0583, 2/36 = 0.0556, 2/25 = 0.08, 2/16 = 0.125.
        let series = batches(&[0.0, 4.0, 5.0, 5.0, 4.0, 6.0, 5.0, 5.0]);
        assert_eq!(mser_5(&series, 20), 10);
        assert_eq!(mser_5(&series, 5), 5, "no more than it may");
        // A level that is kept, and one value too few for another batch: nothing is cut.
        assert_eq!(mser_5(&[3.0; 44], 22), 0);
        // What climbs all along is cut as late as it may be.
        let climbing: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(mser_5(&climbing, 50), 50);
    }

    #[test]
    fn a_ramp_under_noise_is_cut_off_and_called_filling_up() {
        for seed in 0..20 {
            let series = ramped(noise(seed, 0.8), 100);
            let from = level_from(&series, stays(0.8)).unwrap();
            assert!((70..=500).contains(&from), "{seed}: {from}");
            let Some(Departure::Filling { values, before, after }) = departure(&series, stays(0.8)) else {
                panic!("{seed}: {:?}", departure(&series, stays(0.8)))
            };
            assert!((70..=250).contains(&values) && before < 90.0 && (95.0..105.0).contains(&after), "{seed}");
        }
    }

    #[test]
    fn noise_alone_keeps_its_level_however_slowly_it_moves() {
        for memory in [0.0, 0.8, 0.98] {
            for seed in 0..50 {
                let series: Vec<f64> = noise(seed, memory).take(1000).collect();
                assert_eq!(departure(&series, stays(memory)), None, "{memory} {seed}");
                assert!(level_from(&series, stays(memory)).is_some(), "{memory} {seed}");
            }
        }
    }

    #[test]
    fn what_grows_and_grows_has_no_level_and_its_halves_are_told() {
        let grown = |place: usize, value: f64| value * (0.5 + place as f64 / 1000.0);
        let series: Vec<f64> =
            noise(1, 0.8).take(1000).enumerate().map(|(place, value)| grown(place, value)).collect();
        assert_eq!(level_from(&series, stays(0.8)), None);
        let Some(Departure::Changing { first, second }) = departure(&series, stays(0.8)) else { panic!() };
        assert!((70.0..80.0).contains(&first) && (120.0..130.0).contains(&second), "{first} {second}");
        // So it is where it falls; and where the beginning is low for longer than a quarter, nobody knows which it is.
        let falling: Vec<f64> = series.iter().rev().copied().collect();
        let Some(Departure::Changing { first, second }) = departure(&falling, stays(0.8)) else { panic!() };
        assert!(first > second);
        let slow = departure(&ramped(noise(1, 0.8), 450), stays(0.8));
        assert!(matches!(slow, Some(Departure::Changing { .. })), "{slow:?}");
    }

    /// From 100 to `100 + up` in the middle; every other of twenty parts is higher by `apart`.
    fn step(up: f64, apart: f64) -> Vec<f64> {
        let value = |place: u32| {
            100.0 + if place < 500 { 0.0 } else { up } + if (place / 50).is_multiple_of(2) { 0.0 } else { apart }
        };
        (0..1000).map(value).collect()
    }

    #[test]
    fn a_difference_has_to_be_a_tenth_of_the_mean_and_four_standard_errors() {
        let stays = |stay: f64, replications: f64| Noise { stay, replications };
        let calm = stays(0.001, 1.0);
        assert!(halves_differ(&step(11.0, 0.0), calm) && !halves_differ(&step(10.0, 0.0), calm));
        assert!(halves_differ(&step(-11.0, 0.0), calm) && !halves_differ(&step(-9.0, 0.0), calm));
        // Stays of 1 % of the time: √(2 · 107 · 0.01 / 0.5), and √2 times that for a difference: 2.92; of 2 %, 4.10.
        assert!(halves_differ(&step(14.0, 0.0), stays(0.01, 1.0)));
        assert!(!halves_differ(&step(14.0, 0.0), stays(0.02, 1.0)));
        assert!(
            halves_differ(&step(14.0, 0.0), stays(0.02, 4.0)),
            "the mean of four replications moves half as much"
        );
        // What scatters more than independent stays do is judged by how it scatters: by 5 and 10 about its mean, so the
        // mean of ten parts by 1.7 and 3.3, the difference of two by 2.4 and 4.6.
        assert!(halves_differ(&step(14.0, 10.0), calm) && !halves_differ(&step(14.0, 20.0), calm));
    }

    #[test]
    fn what_never_changes_keeps_its_level() {
        let noise = Noise { stay: 0.01, replications: 1.0 };
        assert_eq!(departure(&[7.0; 1000], noise), None);
        assert_eq!(level_from(&[7.0; 1000], noise), Some(0));
    }
}

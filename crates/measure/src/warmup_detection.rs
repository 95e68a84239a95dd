//! How many contacts are in the centre while it is measured, in equal parts of that time: whether it has settled can be
//! seen by that.
//!
//! [`super::Observation`] feeds a [`Census`]; what comes of it is a [`Presence`], which merges over replications. Sums
//! are integers, so the result is the same in every grouping. What the series shows is for `stationarity` to say.

use super::span::{Measured, Truncation};
use super::stationarity::{self, BATCH, Departure, Noise};
use rushhour_engine::units::{SimSpan, SimTime};

/// So many equal parts has the measured time: two hundred batches for MSER-5.
const BINS: usize = 200 * BATCH;

/// Counts the contacts that are in the centre, one replication long.
#[derive(Clone, Debug)]
pub(super) struct Census {
    presence: Presence,
    level: u64,
    /// Until here the bins are filled.
    filled_to: SimTime,
    /// The bin that is being filled, and its end.
    place: usize,
    bin_end: SimTime,
}

/// How many contacts were in the centre, over the measured time; all replications together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    truncation: Truncation,
    measured: Measured,
    replications: u32,
    /// How many came within the measured time.
    arrived: u64,
    /// Of each bin, nanoseconds times how many.
    bins: Vec<u128>,
}

/// Why the measured time is not that of a centre which has settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unsettled {
    /// It still filled up at the beginning.
    Filling {
        /// Until then, since the run began; in whole seconds where the measured time is so long.
        until: SimTime,
        /// How many contacts were in the centre before that, on average over time.
        before: f64,
        /// How many were there from then on, on average over time.
        after: f64,
    },
    /// It is not the same in both halves.
    Changing {
        /// How many contacts were in the centre in the first half of the measured time, on average over time.
        first: f64,
        /// How many were there in the second half.
        second: f64,
    },
}

impl Census {
    /// Of a centre in which nobody is yet.
    pub(super) fn new(measured: Measured, truncation: Truncation) -> Self {
        let presence = Presence { truncation, measured, replications: 1, arrived: 0, bins: vec![0; BINS] };
        let bin_end = presence.edge(1);
        Self { presence, level: 0, filled_to: measured.from(), place: 0, bin_end }
    }
    /// A customer came.
    pub(super) fn arrived(&mut self, at: SimTime) {
        self.fill(at);
        self.level += 1;
        self.presence.arrived += u64::from(self.presence.measured.contains(at));
    }
    /// One of them is through.
    pub(super) fn left(&mut self, at: SimTime) {
        self.fill(at);
        assert!(self.level > 0, "somebody leaves who never came");
        self.level -= 1;
    }
    /// What was counted, the replication having ended at `ended_at`.
    pub(super) fn finish(mut self, ended_at: SimTime) -> Presence {
        self.fill(ended_at);
        self.presence
    }
    /// Each bin is passed once, so an event costs the same on average however many there are.
    fn fill(&mut self, at: SimTime) {
        while self.filled_to < at {
            // What happens after the measured time is in no bin.
            let Some(bin) = self.presence.bins.get_mut(self.place) else { return };
            let to = at.min(self.bin_end);
            *bin += u128::from(self.level) * u128::from(to.since(self.filled_to).as_ns());
            self.filled_to = to;
            if to == self.bin_end {
                self.place += 1;
                self.bin_end = self.presence.edge(self.place + 1);
            }
        }
    }
}

impl Presence {
    /// How much of the beginning was left out, and why.
    pub const fn truncation(&self) -> Truncation {
        self.truncation
    }

    /// Takes in later replications of the same plan.
    pub fn merge(&mut self, later: &Self) {
        self.replications += later.replications;
        self.arrived += later.arrived;
        for (mine, theirs) in self.bins.iter_mut().zip(&later.bins) {
            *mine += theirs;
        }
    }

    /// From when on the number of contacts keeps its level; `None` where it does not from within the first half.
    pub fn settled_at(&self) -> Option<SimTime> {
        let series = self.series();
        match self.noise(&series) {
            Some(noise) => stationarity::level_from(&series, noise).map(|place| self.moment(place)),
            // Nobody comes: that is so from the beginning.
            None => Some(self.measured.from()),
        }
    }

    /// Whether this is not the measured time of a centre that has settled, as far as one can tell by it. Means
    /// something where customers come at the same rate all the time.
    pub fn unsettled(&self) -> Option<Unsettled> {
        let series = self.series();
        Some(match stationarity::departure(&series, self.noise(&series)?)? {
            Departure::Filling { values, before, after } => {
                Unsettled::Filling { until: self.moment(values), before, after }
            }
            Departure::Changing { first, second } => Unsettled::Changing { first, second },
        })
    }

    /// How much the series moves by chance; `None` where nobody was there.
    fn noise(&self, series: &[f64]) -> Option<Noise> {
        let replications = f64::from(self.replications);
        let inside = series.iter().sum::<f64>() / series.len() as f64;
        // By Little's law, as a share of the measured time.
        let stay = inside / (self.arrived as f64 / replications);
        (stay > 0.0 && stay.is_finite()).then_some(Noise { stay, replications })
    }

    /// The mean number of contacts in each bin.
    fn series(&self) -> Vec<f64> {
        let mean = |(place, bin): (usize, &u128)| {
            let time = self.edge(place + 1).since(self.edge(place)).as_ns() as f64 * f64::from(self.replications);
            if time > 0.0 { *bin as f64 / time } else { 0.0 }
        };
        self.bins.iter().enumerate().map(mean).collect()
    }

    /// Where a bin begins.
    fn edge(&self, place: usize) -> SimTime {
        self.measured.from() + part(self.measured.length(), place, BINS)
    }

    /// The moment at which a bin begins, rounded up to a whole second, unless that is beyond half of the measured time.
    fn moment(&self, place: usize) -> SimTime {
        let length = self.measured.length();
        let exact = self.edge(place);
        let second = SimSpan::from_secs(1).as_ns();
        let whole = SimTime::from_ns(exact.as_ns().div_ceil(second).saturating_mul(second));
        if whole <= self.measured.from() + part(length, 1, 2) { whole } else { exact }
    }
}

/// So many parts of a span that is cut into equal ones.
fn part(span: SimSpan, parts: usize, of: usize) -> SimSpan {
    let ns = u128::from(span.as_ns()) * parts as u128 / of as u128;
    SimSpan::from_ns(u64::try_from(ns).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{plan, s};

    fn census(duration: SimSpan, warmup: f64) -> Census {
        let truncation = Truncation::Stated(SimSpan::from_secs_f64(warmup).unwrap());
        Census::new(Measured::of(&plan().with_duration(duration), truncation), truncation)
    }

    /// Contacts that come and go in any order, told in theirs.
    fn told(contacts: &[(f64, f64)]) -> Presence {
        let mut facts: Vec<(SimTime, bool)> =
            contacts.iter().flat_map(|(from, to)| [(s(*from), true), (s(*to), false)]).collect();
        facts.sort();
        let mut census = census(SimSpan::from_secs(100), 10.0);
        for (at, arrives) in facts {
            if arrives { census.arrived(at) } else { census.left(at) }
        }
        census.finish(s(130.0))
    }

    /// A presence of so many contacts on average in each bin, each of whom stays for a hundredth of the time.
    fn presence(duration: SimSpan, warmup: f64, level: impl Fn(usize) -> u128) -> Presence {
        let mut presence = census(duration, warmup).finish(SimTime::ZERO);
        let bin = u128::from(presence.measured.length().as_ns()) / BINS as u128;
        presence.bins = (0..BINS).map(|place| level(place) * bin).collect();
        presence.arrived = 100 * u64::try_from(level(BINS - 1)).unwrap();
        presence
    }

    #[test]
    fn each_bin_holds_the_time_of_those_who_were_there() {
        // Bins of 90 ms from 10 s on: 20 s is 10/90 into the 112th, 40 s 30/90 into the 334th.
        let presence = told(&[(5.0, 40.0), (20.0, 120.0), (101.0, 102.0)]);
        let series = presence.series();
        let seen = [0, 110, 111, 112, 332, 333, 334, 999].map(|place| (series[place] * 90.0).round());
        assert_eq!(seen, [90.0, 90.0, 170.0, 180.0, 180.0, 120.0, 90.0, 90.0]);
        assert_eq!(presence.bins.iter().sum::<u128>(), (30 + 80) * 1_000_000_000);
        assert_eq!(presence.arrived, 1, "who came before or after it is not one of those who came");
    }

    #[test]
    fn replications_add_up_to_their_mean() {
        let (one, other) = (told(&[(20.0, 60.0)]), told(&[(20.0, 60.0), (10.0, 100.0), (50.0, 51.0)]));
        let mut both = one.clone();
        both.merge(&other);
        let (series, ones, others) = (both.series(), one.series(), other.series());
        assert!((0..BINS).all(|place| (series[place] - (ones[place] + others[place]) / 2.0).abs() < 1e-12));
        assert_eq!((both.arrived, both.replications), (4, 2));
        let mut back = other;
        back.merge(&one);
        assert_eq!(back, both);
    }

    #[test]
    fn a_moment_is_a_whole_second_unless_that_is_too_coarse() {
        let steps = |duration: SimSpan| presence(duration, 0.0, |place| if place < 35 { 10 } else { 100 });
        assert_eq!(steps(SimSpan::from_secs(100)).settled_at(), Some(s(4.0)), "and not 3.5 s");
        assert_eq!(steps(SimSpan::from_secs(20_000)).settled_at(), Some(s(700.0)));
        assert_eq!(steps(SimSpan::from_secs(1)).settled_at(), Some(s(0.035)));
    }

    #[test]
    fn what_fills_up_is_told_by_the_clock_of_the_run() {
        let filling = presence(SimSpan::from_secs(1010), 10.0, |place| if place < 100 { 10 } else { 100 });
        let told = Unsettled::Filling { until: s(110.0), before: 10.0, after: 100.0 };
        assert_eq!(filling.unsettled(), Some(told));
    }

    #[test]
    fn where_nobody_comes_there_is_nothing_to_wait_for() {
        let nobody = presence(SimSpan::from_secs(100), 10.0, |_| 0);
        assert_eq!((nobody.settled_at(), nobody.unsettled()), (Some(s(10.0)), None));
    }

    #[test]
    fn a_centre_that_fills_all_along_has_not_settled() {
        let growing = presence(SimSpan::from_secs(100), 0.0, |place| 1 + place as u128);
        assert_eq!(growing.settled_at(), None);
        assert_eq!(growing.unsettled(), Some(Unsettled::Changing { first: 250.5, second: 750.5 }));
    }
}

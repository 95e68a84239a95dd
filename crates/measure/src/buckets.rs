//! A run cut into parts of equal length, few enough to be drawn: what happens is told over time by these.
//!
//! Their number does not depend on what happens, so what is kept does not grow with it. Used by all that make up the
//! [`super::Course`].

use super::ratio::Ratio;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::days::{DAY, days_span};
use rushhour_scenario::plan::Plan;

/// The time in which customers arrive has at most so many.
const IN_DURATION: u64 = 100;
/// All together are at most so many; what happens after the last of them is not told over time.
const IN_ALL: u64 = 200;
/// Lengths that people count in, in seconds.
const ROUND_S: [u64; 19] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800];

/// The parts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Buckets {
    length: SimSpan,
    count: usize,
    /// How much of the first one lies before the run.
    before: SimSpan,
}

/// How many of something there are, integrated over each bucket: nanoseconds times how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Levels {
    level: u64,
    since: SimTime,
    /// The bucket in which `since` is, and its end; zero before anything is filled.
    place: usize,
    end: SimTime,
    integrals: Vec<u128>,
}

impl Buckets {
    /// Those of this plan's runs.
    pub(super) fn of(plan: &Plan) -> Self {
        let (duration, drain) = (plan.duration.as_ns(), plan.drain.as_ns());
        let seconds = |s: u64| SimSpan::from_secs(s).as_ns();
        let suits = |length: &u64| duration <= length.saturating_mul(IN_DURATION);
        // A run of many years has buckets of whole days.
        let days = || duration.div_ceil(IN_DURATION).div_ceil(seconds(86_400)) * seconds(86_400);
        let length = ROUND_S.into_iter().map(seconds).find(suits).unwrap_or_else(days);
        // Days that are told by the clock are told by the hour, as long as so many hours can be drawn.
        let by_hour = plan.starts_at.is_some() && plan.duration > DAY && plan.duration <= days_span(8);
        let length = if by_hour { seconds(3_600) } else { length };
        let count = duration.saturating_add(drain).div_ceil(length).clamp(1, IN_ALL);
        Self { length: SimSpan::from_ns(length), count: count as usize, before: SimSpan::ZERO }
    }
    /// So many of this length, so much of the first of which lies before the run.
    pub(super) const fn of_length(length: SimSpan, count: usize, before: SimSpan) -> Self {
        Self { length, count, before }
    }
    /// How long each is.
    pub(crate) const fn length(self) -> SimSpan {
        self.length
    }
    /// When one begins.
    pub(crate) fn begin(self, place: usize) -> SimTime {
        SimTime::from_ns(self.length.as_ns().saturating_mul(place as u64)) - self.before
    }
    /// The entry of the bucket in which `at` is, which is made where there is none yet; `None` after the last bucket.
    pub(super) fn entry<T: Clone + Default>(self, entries: &mut Vec<T>, at: SimTime) -> Option<&mut T> {
        let place = usize::try_from((at + self.before).as_ns() / self.length.as_ns())
            .ok()
            .filter(|place| *place < self.count)?;
        if entries.len() <= place {
            entries.resize(place + 1, T::default());
        }
        entries.get_mut(place)
    }
}

impl Levels {
    /// One more from now on.
    pub(super) fn up(&mut self, buckets: Buckets, at: SimTime) {
        self.fill(buckets, at);
        self.level += 1;
    }
    /// One fewer from now on.
    pub(super) fn down(&mut self, buckets: Buckets, at: SimTime) {
        self.fill(buckets, at);
        assert!(self.level > 0, "one fewer of what there is none of");
        self.level -= 1;
    }
    /// The integral over each bucket, until the end of the run.
    pub(super) fn finish(mut self, buckets: Buckets, ended_at: SimTime) -> Vec<u128> {
        self.fill(buckets, ended_at);
        self.integrals
    }
    /// Each bucket is passed once, so an event costs the same on average however many there are.
    fn fill(&mut self, buckets: Buckets, at: SimTime) {
        while self.since < at && self.place < buckets.count {
            if self.end <= self.since {
                self.end = buckets.begin(self.place + 1);
            }
            let to = at.min(self.end);
            if self.level > 0 {
                if self.integrals.len() <= self.place {
                    self.integrals.resize(self.place + 1, 0);
                }
                let time = u128::from(to.since(self.since).as_ns());
                self.integrals[self.place] += u128::from(self.level) * time;
            }
            self.since = to;
            if to == self.end {
                self.place += 1;
            }
        }
        self.since = self.since.max(at);
    }
}

/// Adds up entries of the same bucket.
pub(super) fn merge<T: Clone + Default>(mine: &mut Vec<T>, theirs: &[T], add: impl Fn(&mut T, &T)) {
    if mine.len() < theirs.len() {
        mine.resize(theirs.len(), T::default());
    }
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        add(mine, theirs);
    }
}

/// A mean over time: an integral over the time of which it is one.
pub(super) fn mean(integral: u128, time_ns: u128) -> Option<f64> {
    Ratio { numerator: integral, denominator: time_ns }.value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{plan, s};

    fn buckets(duration_s: u64, drain_s: u64) -> Buckets {
        let (duration, drain) = (SimSpan::from_secs(duration_s), SimSpan::from_secs(drain_s));
        Buckets::of(&plan().with_duration(duration).varied(|plan| plan.drain = drain))
    }

    #[test]
    fn buckets_have_round_lengths_and_are_few() {
        let of = |duration_s, drain_s| {
            let buckets = buckets(duration_s, drain_s);
            (buckets.length().as_secs_f64(), buckets.count)
        };
        assert_eq!(of(3600, 300), (60.0, 65));
        assert_eq!(of(8 * 3600, 300), (300.0, 97));
        assert_eq!(of(86_400, 300), (900.0, 97));
        assert_eq!(of(1, 0), (1.0, 1));
        // A drain that outlasts the rest by far is cut.
        assert_eq!(of(600, 14_400), (10.0, 200));
        assert_eq!(of(10 * 365 * 86_400, 0), (37.0 * 86_400.0, 99));
    }

    #[test]
    fn levels_are_integrated_over_each_bucket() {
        let buckets = buckets(10, 0);
        let mut levels = Levels::default();
        levels.up(buckets, s(0.5));
        levels.up(buckets, s(2.25));
        levels.down(buckets, s(2.75));
        let second = 1_000_000_000;
        assert_eq!(
            levels.clone().finish(buckets, s(3.5)),
            [second / 2, second, second * 3 / 2, second / 2],
            "{levels:?}"
        );
        // What lasts longer than the buckets do is cut.
        assert_eq!(levels.finish(buckets, s(99.0)).len(), 10);
    }

    #[test]
    fn what_is_not_there_costs_nothing() {
        let buckets = buckets(10, 0);
        assert!(Levels::default().finish(buckets, s(8.0)).is_empty());
    }
}

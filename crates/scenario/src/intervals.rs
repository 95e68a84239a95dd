//! Intervals of a run: what happens to contacts is also told by the interval in which they came.
//!
//! Part of the plan; observers ask in which interval a moment is, reports what it is called.

use smol_str::SmolStr;

use super::days::StartsAt;
use rushhour_engine::units::{SimSpan, SimTime};

/// The run, cut into parts of equal length; the last may be shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intervals {
    length: SimSpan,
    duration: SimSpan,
    starts_at: Option<StartsAt>,
}

impl Intervals {
    /// Intervals of this length, which is above zero, of a run whose arrivals stop after `duration`.
    pub fn new(length: SimSpan, duration: SimSpan, starts_at: Option<StartsAt>) -> Self {
        Self { length, duration, starts_at }
    }
    /// The same of a run whose arrivals stop after `duration`.
    pub(crate) const fn lasting(self, duration: SimSpan) -> Self {
        Self { duration, ..self }
    }
    /// How long each is.
    pub const fn length(&self) -> SimSpan {
        self.length
    }
    /// How many there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.duration.as_ns().div_ceil(self.length.as_ns().max(1))).unwrap_or(u32::MAX)
    }
    /// In which one a moment is; what comes at the very end belongs to the last.
    pub fn of(&self, at: SimTime) -> u32 {
        let place = u32::try_from(at.as_ns() / self.length.as_ns().max(1)).unwrap_or(u32::MAX);
        place.min(self.count().saturating_sub(1))
    }
    /// The intervals that the time from one moment to another is in, and how much of it each has.
    pub fn parts(&self, from: SimTime, until: SimTime) -> impl Iterator<Item = (u32, SimSpan)> {
        let intervals = *self;
        let end = SimTime::ZERO + self.duration;
        let until = until.min(end);
        let mut next = from;
        std::iter::from_fn(move || {
            if next >= until {
                return None;
            }
            let interval = intervals.of(next);
            let to = until.min(intervals.begin(interval.saturating_add(1)));
            let part = to.since(next);
            next = to;
            Some((interval, part))
        })
    }
    /// When one begins.
    pub fn begin(&self, interval: u32) -> SimTime {
        SimTime::from_ns(self.length.as_ns().saturating_mul(u64::from(interval)))
    }
    /// How long one is: the last may be shorter.
    pub fn length_of(&self, interval: u32) -> SimSpan {
        let end = SimTime::ZERO + self.duration;
        self.length.min(end.since(self.begin(interval)))
    }
    /// What one is called: the time of day at which it begins (`09:00`), with its day where the run is longer than one
    /// (`mon 09:00`, the date where it is longer than a week, `day 2 09:00` where days have no such names); the time since the
    /// beginning where the run has no time of day.
    pub fn label(&self, interval: u32) -> SmolStr {
        self.called(self.begin(interval).since(SimTime::ZERO))
    }
    /// The end of the last one, in the same words.
    pub fn end_label(&self) -> SmolStr {
        self.called(self.duration)
    }
    fn called(&self, since: SimSpan) -> SmolStr {
        let name = self.starts_at.map(|starts_at| starts_at.name(SimTime::ZERO + since, self.duration));
        name.map_or_else(|| SmolStr::new(since.to_string().replace(' ', "")), SmolStr::new)
    }
    /// What all of them are called, in order.
    pub fn labels(&self) -> impl Iterator<Item = SmolStr> {
        (0..self.count()).map(|interval| self.label(interval))
    }
}

#[cfg(test)]
mod tests {
    use super::super::days::StartsOn;
    use super::*;

    #[test]
    fn intervals_are_called_by_the_clock_or_by_the_time_since_the_beginning() {
        let half_hour = SimSpan::from_secs(1_800);
        const DAY: SimSpan = SimSpan::from_secs(86_400);
        let nine = StartsAt::time("09:00".parse().unwrap());
        let monday = StartsAt { day: Some(StartsOn::parse("mon").unwrap()), ..nine };
        let day = Intervals::new(half_hour, SimSpan::from_secs(4_000), Some(nine));
        assert_eq!(day.labels().collect::<Vec<_>>(), ["09:00", "09:30", "10:00"]);
        let run = Intervals::new(half_hour, SimSpan::from_secs(5_400), None);
        assert_eq!(run.labels().collect::<Vec<_>>(), ["0s", "30m", "1h"]);
        let days = Intervals::new(DAY, SimSpan::from_secs(3 * 86_400), Some(nine));
        assert_eq!(days.labels().collect::<Vec<_>>(), ["day 1 09:00", "day 2 09:00", "day 3 09:00"]);
        let week = Intervals::new(DAY, SimSpan::from_secs(3 * 86_400), Some(monday));
        assert_eq!(week.labels().collect::<Vec<_>>(), ["mon 09:00", "tue 09:00", "wed 09:00"]);
        let at = |seconds| SimTime::ZERO + SimSpan::from_secs(seconds);
        assert_eq!((day.of(at(1_799)), day.of(at(1_800)), day.begin(1)), (0, 1, at(1_800)));
        assert_eq!(run.of(at(5_400)), 2);
        let parts = |from, until| {
            run.parts(at(from), at(until)).map(|(it, part)| (it, part.as_secs_f64())).collect::<Vec<_>>()
        };
        assert_eq!(parts(1_700, 3_700), [(0, 100.0), (1, 1_800.0), (2, 100.0)]);
        assert_eq!((parts(5_000, 9_000), parts(60, 60)), (vec![(2, 400.0)], vec![]));
    }
}

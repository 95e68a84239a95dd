//! Parts of a run.

use std::sync::Arc;

use rushhour_engine::units::{SimSpan, SimTime};

/// A part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first moment.
    pub from: SimTime,
    /// Its end, not included.
    pub until: SimTime,
}

impl Window {
    /// Whether a moment is in it.
    pub fn contains(self, at: SimTime) -> bool {
        self.from <= at && at < self.until
    }
    /// As much of it as lies before `end`.
    #[must_use]
    pub fn before(self, end: SimTime) -> Self {
        Self { from: self.from.min(end), until: self.until.min(end) }
    }
}

/// Parts of a run, in order of time: none where something happens only by its cue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows(Arc<[Window]>);

impl Windows {
    /// These parts, which are in order of time; those that are empty are left out.
    pub fn new(windows: impl IntoIterator<Item = Window>) -> Self {
        Self(windows.into_iter().filter(|window| window.from < window.until).collect())
    }
    /// All of a run whose arrivals stop at `end`.
    pub fn all(end: SimTime) -> Self {
        Self::new([Window { from: SimTime::ZERO, until: end }])
    }
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Window> {
        self.0.iter().copied()
    }
    /// The one at this place.
    pub fn get(&self, place: usize) -> Option<Window> {
        self.0.get(place).copied()
    }
    /// Whether a moment is in one of them.
    pub fn contains(&self, at: SimTime) -> bool {
        let after = self.0.partition_point(|window| window.from <= at);
        after.checked_sub(1).and_then(|place| self.get(place)).is_some_and(|window| window.contains(at))
    }
    /// As much of them as lies before `end`.
    #[must_use]
    pub fn before(&self, end: SimTime) -> Self {
        Self::new(self.iter().map(|window| window.before(end)))
    }
    /// The moment when so much time of them has passed since `at`; none where there is not so much left.
    pub fn after(&self, at: SimTime, mut time: SimSpan) -> Option<SimTime> {
        for window in self.iter().filter(|window| window.until > at) {
            let begin = window.from.max(at);
            if begin + time < window.until {
                return Some(begin + time);
            }
            time = SimSpan::from_ns(time.as_ns() - window.until.since(begin).as_ns());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_only_in_the_parts() {
        let at = |seconds| SimTime::ZERO + SimSpan::from_secs(seconds);
        let of = |from, until| Window { from: at(from), until: at(until) };
        let windows = Windows::new([of(10, 20), of(20, 20), of(30, 40)]);
        let after = |from, time| windows.after(at(from), SimSpan::from_secs(time));
        assert_eq!((after(0, 5), after(12, 5), after(12, 8)), (Some(at(15)), Some(at(17)), Some(at(30))));
        assert_eq!((after(0, 19), after(0, 20), after(35, 5)), (Some(at(39)), None, None));
        assert_eq!(
            [5, 10, 19, 20, 30, 40].map(|it| windows.contains(at(it))),
            [false, true, true, false, true, false]
        );
        assert_eq!(windows.before(at(35)), Windows::new([of(10, 20), of(30, 35)]));
    }
}

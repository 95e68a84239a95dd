//! The key `breaks`, laid out in a run: which breaks a shift has on each of its days, and which a population has.

use std::collections::BTreeSet;

use super::super::hours::{Break, ShiftTime};
use super::super::path::NodePath;
use crate::checks::{Clock, Turn};
use crate::days::{DAY_S, Days, since_midnight};
use crate::values::Moment;
use rushhour_engine::units::{SimSpan, SimTime};

/// The breaks of a list, as they are written.
pub(super) struct Breaks {
    /// Of each, the days that it is for.
    pub(super) days: Vec<Vec<Days>>,
    /// Of each, when it is due, what it is, and where it stands.
    pub(super) breaks: Vec<(Moment, Break, NodePath)>,
}

/// The breaks of a shift on one of its days.
pub(super) struct OfTurn {
    /// Those that are within it.
    pub(super) within: Vec<Break>,
    /// The places of those that belong to its day and are not within it.
    pub(super) outside: Vec<usize>,
    /// The places of those that are for its day.
    pub(super) chosen: BTreeSet<usize>,
}

impl Breaks {
    /// All of them that come in the run; those of the day before may reach into it.
    pub(super) fn in_run(&self, clock: &Clock) -> Vec<Break> {
        let mut all = Vec::new();
        if let Some(starts_at) = clock.starts_at {
            for number in clock.days(starts_at) {
                for place in clock.closest(starts_at.day(number), &self.days) {
                    if let Some((Moment::Clock(_, time), it, _)) = self.breaks.get(place) {
                        all.push(due(*it, starts_at.midnight(number) + since_midnight(*time)));
                    }
                }
            }
        }
        let once = self.breaks.iter().filter(|(moment, ..)| matches!(moment, Moment::After(_)));
        all.extend(once.map(|(_, it, _)| *it));
        // Of those before the run only what is left of them matters.
        all.retain(|it| it.at < clock.end() && it.before <= it.over + it.length);
        all.sort_by_key(|it| it.at);
        all
    }

    /// A break of this time of a shift that the last of so many people would take when it is over: the end of that time, and where the
    /// break stands.
    pub(super) fn beyond(&self, time: &ShiftTime, count: u32) -> Option<(SimTime, NodePath)> {
        let is_beyond = |it: &&Break| {
            let share =
                u128::from(it.over.as_ns()) * u128::from(count.saturating_sub(1)) / u128::from(count.max(1));
            it.at + SimSpan::from_ns(u64::try_from(share).unwrap_or(u64::MAX)) >= time.until
        };
        let found = time.breaks.iter().find(is_beyond)?;
        let place = self.breaks.iter().find(|(_, it, _)| (it.length, it.over) == (found.length, found.over));
        place.map(|(.., path)| (time.until, path.key("over")))
    }

    /// Those of a time of a shift.
    pub(super) fn within(&self, turn: &Turn, clock: &Clock) -> OfTurn {
        let mut found = OfTurn { within: Vec::new(), outside: Vec::new(), chosen: BTreeSet::new() };
        found.chosen = turn.of_day.into_iter().flat_map(|(day, ..)| clock.closest(day, &self.days)).collect();
        for (place, (moment, it, _)) in self.breaks.iter().enumerate() {
            match (moment, turn.of_day) {
                (Moment::Clock(_, time), Some((_, begin, end))) => {
                    if !found.chosen.contains(&place) {
                        continue;
                    }
                    let by_clock = clock.starts_at.map_or(0, |it| since_midnight(it.time)) + begin;
                    let after = (since_midnight(*time) - by_clock).rem_euclid(DAY_S);
                    let due = due(*it, begin + after);
                    if begin + after >= end {
                        found.outside.push(place);
                    } else if due.at < clock.end() {
                        found.within.push(due);
                    }
                }
                (Moment::After(_), _) | (Moment::Clock(..), None) => {
                    if turn.window.contains(it.at) {
                        found.within.push(*it);
                    } else {
                        found.outside.push(place);
                    }
                }
            }
        }
        found
    }
}

/// A break that is due so many seconds after the beginning of the run, or before it.
fn due(it: Break, seconds: i64) -> Break {
    let length = SimSpan::from_secs(seconds.unsigned_abs());
    if seconds < 0 {
        Break { at: SimTime::ZERO, before: length, ..it }
    } else {
        Break { at: SimTime::ZERO + length, before: SimSpan::ZERO, ..it }
    }
}

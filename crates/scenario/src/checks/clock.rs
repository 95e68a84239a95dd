//! The clock of a run: what moments mean that a scenario writes, and when the arrivals stop.
//!
//! A time of day comes again on every day of the run, or on those days that are named with it.

use super::context::Context;
use crate::days::{DAY_S, Day, Days, StartsAt, Week};
use crate::path::{Aim, NodePath};
use crate::values::Moment;
use rushhour_engine::units::{SimSpan, SimTime};

/// When a run begins, and how long customers arrive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// The time of day at its beginning, and its day.
    pub(crate) starts_at: Option<StartsAt>,
    /// The days of the weekend.
    pub(crate) weekend: Week,
    /// How long customers arrive.
    pub(crate) duration: SimSpan,
}

impl Clock {
    /// The end of the arrivals.
    pub(crate) fn end(&self) -> SimTime {
        SimTime::ZERO + self.duration
    }
    /// The same in seconds, the last one begun.
    fn end_s(&self) -> i64 {
        i64::try_from(self.duration.as_ns().div_ceil(1_000_000_000)).unwrap_or(i64::MAX)
    }
    /// The numbers of the run's days, with that of the day before it, whose night may reach into the run.
    pub(crate) fn days(&self, starts_at: StartsAt) -> std::ops::RangeInclusive<i64> {
        let begun = i64::from(starts_at.time.as_secs()) + self.end_s() - 1;
        -1..=begun.max(0) / DAY_S
    }

    /// What a run lacks that cannot tell these days, and what to write; nothing where it can.
    pub(crate) fn missing(&self, days: Days) -> Option<(&'static str, &'static str)> {
        let first = self.starts_at.and_then(|it| it.day);
        let is_known = match days {
            Days::Every | Days::Number(_) => true,
            Days::Weekdays | Days::Weekends | Days::Of(_) | Days::Weekday(_) => first.is_some(),
            Days::Date(_) => first.is_some_and(|first| first.date().is_some()),
        };
        match days {
            _ if is_known => None,
            Days::Date(_) => Some(("date", "say on which date the run begins, with `starts_on: 2026-03-02`")),
            Days::Every | Days::Number(_) | Days::Weekdays | Days::Weekends | Days::Of(_) | Days::Weekday(_) => {
                Some(("day of the week", "say on which day the run begins, with `starts_on: mon` or a date"))
            }
        }
    }

    /// Whether these days can be told in this run. Where they can't, that is reported.
    pub(crate) fn knows(&self, days: Days, path: &NodePath, aim: Aim, context: &mut Context<'_>) -> bool {
        let Some(missing) = self.missing(days) else { return true };
        let message = format!("the run has no {}, so `{days}` is no day of it", missing.0);
        report(path, aim, message, missing.1, context);
        false
    }

    /// The time of day and the day at the beginning of a run that needs one for `what`; reports where it has none.
    pub(crate) fn starts_at(
        &self,
        what: impl std::fmt::Display,
        path: &NodePath,
        aim: Aim,
        context: &mut Context<'_>,
    ) -> Option<StartsAt> {
        if self.starts_at.is_none() {
            let help = "say when the run begins, with `starts_at: \"09:00\"`, or write a duration such as `30m`";
            let message = format!("the run has no time of day, so `{what}` is no moment of it");
            report(path, aim, message, help, context);
        }
        self.starts_at
    }

    /// The first such moment, reckoned from the beginning of the run; reports a time of day where the run has none, and a
    /// day that cannot be told or lies before the run.
    pub(crate) fn moment(&self, moment: Moment, path: &NodePath, aim: Aim, context: &mut Context<'_>) -> SimTime {
        let (days, time) = match moment {
            Moment::After(span) => return SimTime::ZERO + span,
            Moment::Clock(days, time) => (days, time),
        };
        let Some(starts_at) = self.starts_at(time, path, aim, context) else { return SimTime::ZERO };
        if !self.knows(days, path, aim, context) {
            return SimTime::ZERO;
        }
        starts_at.next(days, time, self.weekend).unwrap_or_else(|| {
            let message = match days {
                Days::Date(_) | Days::Number(_) => format!("{days} {time} comes before the run does"),
                Days::Every | Days::Weekdays | Days::Weekends | Days::Of(_) | Days::Weekday(_) => {
                    format!("there are no {days}")
                }
            };
            report(path, aim, message, "choose a moment of the run", context);
            SimTime::ZERO
        })
    }

    /// All such moments of the run, where it has a time of day; a duration since the beginning is one moment.
    pub(crate) fn moments(&self, moment: Moment) -> Vec<SimTime> {
        match (moment, self.starts_at) {
            (Moment::After(span), _) => vec![SimTime::ZERO + span],
            (Moment::Clock(..), None) => Vec::new(),
            (Moment::Clock(days, time), Some(starts_at)) => {
                let is_named = |number: &i64| days.contain(starts_at.day(*number), self.weekend);
                let at = |number| seconds(starts_at.midnight(number) + crate::days::since_midnight(time));
                let all = self.days(starts_at).filter(is_named).filter_map(at);
                all.filter(|at| *at < self.end()).collect()
            }
        }
    }

    /// What of several is chosen for a day: those that name it most closely. Their places.
    pub(crate) fn closest(&self, day: Day, all: &[Vec<Days>]) -> Vec<usize> {
        let rank = |days: &Vec<Days>| {
            days.iter().filter(|days| days.contain(day, self.weekend)).map(|days| days.rank()).max()
        };
        let ranks: Vec<Option<u8>> = all.iter().map(rank).collect();
        let best = ranks.iter().copied().max().flatten();
        let is_best = |(_, rank): &(usize, &Option<u8>)| rank.is_some() && **rank == best;
        ranks.iter().enumerate().filter(is_best).map(|(place, _)| place).collect()
    }

    /// What a list of days is called of which nothing is said: `sat, sun`, or `day 2`.
    pub(crate) fn names(starts_at: StartsAt, numbers: &[i64]) -> String {
        const SHOWN: usize = 7;
        let name = |number: &i64| {
            let day = starts_at.day(*number);
            match (day.date, day.weekday) {
                (Some(date), Some(weekday)) => format!("{} {date}", crate::days::weekday_name(weekday)),
                (None, Some(weekday)) => crate::days::weekday_name(weekday).to_owned(),
                (_, None) => format!("day {}", number + 1),
            }
        };
        let mut names: Vec<String> = numbers.iter().map(name).collect();
        names.dedup();
        let more = names.len().saturating_sub(SHOWN);
        names.truncate(SHOWN);
        if more > 0 {
            names.push(format!("{more} more"));
        }
        names.join(", ")
    }
}

/// A moment so many seconds after the beginning of the run; nothing before it.
pub(crate) fn seconds(after: i64) -> Option<SimTime> {
    u64::try_from(after).ok().map(|after| SimTime::ZERO + SimSpan::from_secs(after))
}

fn report(path: &NodePath, aim: Aim, message: String, help: &str, context: &mut Context<'_>) {
    match aim {
        Aim::Key => context.issues.add_key(path, message, help),
        Aim::Value => context.issues.add(path, message, help),
    }
}

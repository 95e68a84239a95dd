//! Spans of time between two times of day, on all days of a run or on those that are named: shifts, and times at which
//! customers come.

use super::clock::Clock;
use super::context::Context;
use crate::days::{DAY_S, Day, Days, StartsAt, since_midnight};
use crate::path::{Aim, NodePath};
use crate::values::{Moment, OnDays};
use crate::window::Window;
use rushhour_engine::units::{SimSpan, SimTime, TimeOfDay};

/// What is written of a span of time: its edges, and on which days it begins.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    /// When it begins; with the run where nothing is said.
    pub(crate) from: Option<Moment>,
    /// When it ends; with the run where nothing is said.
    pub(crate) until: Option<Moment>,
    /// The days that are named; none for every day.
    pub(crate) days: Vec<Days>,
    /// What begins and ends, in words.
    noun: Noun,
}

/// What begins and ends, in words.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Noun {
    Shift,
    Arrivals,
    Fault,
}

impl Noun {
    const fn ends(self) -> &'static str {
        match self {
            Self::Shift => "the shift ends",
            Self::Arrivals => "the arrivals end",
            Self::Fault => "the fault ends",
        }
    }
    const fn begins(self) -> &'static str {
        match self {
            Self::Shift | Self::Fault => "it begins",
            Self::Arrivals => "they begin",
        }
    }
}

/// One such span of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// As much of it as is in the run; empty where none is.
    pub(crate) window: Window,
    /// The day on which it begins, and the seconds from the beginning of the run to there and to its end: where it comes
    /// again every day.
    pub(crate) of_day: Option<(Day, i64, i64)>,
}

impl Turns {
    /// No span that reaches into a run begins on an earlier day than this one.
    pub(crate) const EARLIEST: i64 = -9;

    /// As it is written at `path`, with the keys `from`, `until` and `days`; reports what cannot be meant.
    pub(crate) fn of(
        (from, until, days): (Option<Moment>, Option<Moment>, &[OnDays]),
        noun: Noun,
        path: &NodePath,
        context: &mut Context<'_>,
    ) -> Self {
        let mut all: Vec<Days> = days.iter().map(|OnDays(days)| *days).collect();
        let own = from.and_then(own_days);
        if own.is_some() && !all.is_empty() {
            let help = "name the days once: with `days`, or before the time of day";
            context.issues.add_key(&path.key("days"), "`from` names its days already", help);
        }
        all.extend(own);
        let is_daily = is_clock(from) && is_clock(until);
        if !all.is_empty() && !is_daily {
            let help = "write both as times of day: `from: \"08:00\"`, `until: \"16:00\"`";
            context.issues.add(path, "what comes on some days begins and ends at times of day", help);
        }
        if let (Some(begins), Some(ends)) = (own, until.and_then(own_days)) {
            let are_single = |days| matches!(days, Days::Weekday(_) | Days::Date(_));
            if begins != ends && !(are_single(begins) && are_single(ends) && begins.rank() == ends.rank()) {
                let help = "name the days once, before `from`; it ends at the next such time of day";
                let message = format!("it begins on {begins}, and ends on {ends}");
                context.issues.add(&path.key("until"), message, help);
            }
        }
        Self { from, until, days: all, noun }
    }

    /// The times of day between which it is, where it comes again every day.
    fn daily(&self) -> Option<(TimeOfDay, TimeOfDay)> {
        let (Moment::Clock(days, from), Moment::Clock(ends, until)) = (self.from?, self.until?) else {
            return None;
        };
        let is_daily = match (days, ends) {
            (_, Days::Every) | (Days::Weekday(_), Days::Weekday(_)) => true,
            (days, ends) => days == ends,
        };
        is_daily.then_some((from, until))
    }

    /// How many days after the one on which it begins it ends, by the names of both.
    fn nights(&self) -> Option<i64> {
        let (Moment::Clock(Days::Weekday(from), _), Moment::Clock(Days::Weekday(until), _)) =
            (self.from?, self.until?)
        else {
            return None;
        };
        let steps = until.to_monday_zero_offset() - from.to_monday_zero_offset();
        Some(i64::from(steps.rem_euclid(7)))
    }

    /// How long it is: over midnight where it ends earlier on the clock than it begins.
    fn length_s(&self, from: TimeOfDay, until: TimeOfDay) -> i64 {
        let length = since_midnight(until) - since_midnight(from);
        match self.nights() {
            Some(nights) => length + nights * DAY_S,
            None if length <= 0 => length + DAY_S,
            None => length,
        }
    }

    /// All of it that is in the run, where `chosen` says for which days it is, by the day on which it begins.
    /// Reports what cannot be meant.
    pub(crate) fn in_run(
        &self,
        chosen: impl Fn(Day) -> bool,
        clock: &Clock,
        path: &NodePath,
        context: &mut Context<'_>,
    ) -> Vec<Turn> {
        let daily = self.daily();
        if let Some((from, until)) = daily
            && (if self.nights().is_none() { from == until } else { self.length_s(from, until) <= 0 })
        {
            let (ends, begins) = (self.noun.ends(), self.noun.begins());
            let message = format!("{ends} at {until}, when {begins}");
            let (message, help) = match self.nights() {
                None => (message, "for all day leave both out"),
                Some(_) => (format!("{ends} before {begins} on the same day"), "name the day after in `until`"),
            };
            context.issues.add(&path.key("until"), message, help);
            return Vec::new();
        }
        let Some((from, until)) = daily else { return self.once(clock, path, context) };
        let Some(starts_at) = clock.starts_at(from, &path.key("from"), Aim::Value, context) else {
            return Vec::new();
        };
        let aim = if self.from.and_then(own_days).is_some() { path.key("from") } else { path.key("days") };
        if !self.days.iter().all(|days| clock.knows(*days, &aim, Aim::Value, context)) {
            return Vec::new();
        }
        let length = self.length_s(from, until);
        let of = |number: i64| turn(starts_at, number, from, length, clock);
        // A span of several days may have begun long before the run.
        let first = (-(length / DAY_S) - 1).max(Self::EARLIEST);
        let numbers = first..=*clock.days(starts_at).end();
        let named = numbers.filter(|number| chosen(starts_at.day(*number)));
        named.map(of).filter(|turn| turn.window.from < turn.window.until).collect()
    }

    /// As much of it as is in the run, on all days that are named.
    pub(crate) fn windows(&self, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> Vec<Window> {
        let is_named = |day| self.days.is_empty() || self.days.iter().any(|days| days.contain(day, clock.weekend));
        self.in_run(is_named, clock, path, context).into_iter().map(|turn| turn.window).collect()
    }

    /// A span that comes once.
    fn once(&self, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> Vec<Turn> {
        let end = clock.end();
        let mut edge = |moment: Option<Moment>, key: &str, default: SimTime| {
            moment.map_or(default, |moment| clock.moment(moment, &path.key(key), Aim::Value, context))
        };
        let window =
            Window { from: edge(self.from, "from", SimTime::ZERO), until: edge(self.until, "until", end) };
        let is_known = clock.starts_at.is_some() || !(is_clock(self.from) || is_clock(self.until));
        if self.until.is_some() && window.until <= window.from && is_known {
            let (ends, begins) = (self.noun.ends(), self.noun.begins());
            let message = format!("{ends} ({}) before {begins} ({})", window.until, window.from);
            context.issues.add(&path.key("until"), message, "`until` comes after `from`");
        }
        vec![Turn { window: Window { until: window.until.min(end), ..window }, of_day: None }]
    }
}

fn turn(starts_at: StartsAt, number: i64, from: TimeOfDay, length: i64, clock: &Clock) -> Turn {
    let begin = starts_at.midnight(number) + since_midnight(from);
    let at = |seconds: i64| SimTime::ZERO + SimSpan::from_secs(u64::try_from(seconds).unwrap_or(0));
    let window = Window { from: at(begin), until: at(begin + length) }.before(clock.end());
    Turn { window, of_day: Some((starts_at.day(number), begin, begin + length)) }
}

/// The days that a moment names.
fn own_days(moment: Moment) -> Option<Days> {
    match moment {
        Moment::After(_) | Moment::Clock(Days::Every, _) => None,
        Moment::Clock(days, _) => Some(days),
    }
}

fn is_clock(moment: Option<Moment>) -> bool {
    matches!(moment, Some(Moment::Clock(..)))
}

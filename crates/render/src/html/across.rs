//! Horizontal axes of plots: time, HdrHistogram's scale of percentiles, amounts.

use super::chart::short;
use crate::Unit;
use crate::number::{seconds, value};

/// What a horizontal axis is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Across {
    /// Seconds since the run began.
    Time(TimeAxis),
    /// Places of [`percentile`].
    Percentile,
    /// Amounts in this unit, and by what they are divided to be shown.
    Amount(Unit),
}

/// How moments of a run are called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeAxis {
    /// The time of day at which the run begins, in seconds; none where it has no time of day.
    pub starts_at_s: Option<f64>,
    /// The day on which it begins.
    pub first_day: FirstDay,
    /// How long it lasts, in seconds: in a run of more than a day, moments have a day.
    pub length_s: f64,
}

/// On which day a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstDay {
    /// Nobody said: days have numbers.
    Unknown,
    /// On this weekday; Monday is 0.
    Weekday(u8),
    /// On this date.
    Date {
        /// The year.
        year: i32,
        /// From 1 to 12.
        month: u8,
        /// From 1 to 31.
        day: u8,
    },
}

impl FirstDay {
    /// The name of the day so many days later; the first has number 1.
    fn name(self, later: u64) -> String {
        match self {
            Self::Unknown => format!("day {}", later.saturating_add(1)),
            Self::Weekday(first) => {
                let place = (u64::from(first) + later % 7) % 7;
                WEEKDAYS.get(place as usize).copied().unwrap_or_default().to_owned()
            }
            Self::Date { year, month, day } => {
                let (mut year, mut month, mut day) = (year, month, u64::from(day).saturating_add(later));
                while day > days_of(year, month) {
                    day -= days_of(year, month);
                    (year, month) = if month >= 12 { (year.saturating_add(1), 1) } else { (year, month + 1) };
                }
                let month = MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
                format!("{day} {month}")
            }
        }
    }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How many days a month has.
const fn days_of(year: i32, month: u8) -> u64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Lengths between ticks of time, in seconds.
const STEPS_S: [f64; 21] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10_800.0, 14_400.0,
    21_600.0, 43_200.0, 86_400.0, 172_800.0, 604_800.0,
];
const DAY_S: f64 = 86_400.0;
const TICKS_MOST: f64 = 7.0;

/// Where a percentage stands on HdrHistogram's scale: each nine of it takes the same room.
pub fn percentile(percent: f64) -> f64 {
    libm::log10(100.0 / (100.0 - percent).max(1e-12))
}

impl Across {
    /// What stands below the axis.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Time(TimeAxis { starts_at_s: Some(_), .. }) => "time of day".to_owned(),
            Self::Time(TimeAxis { starts_at_s: None, .. }) => "time since the beginning".to_owned(),
            Self::Percentile => "percentile".to_owned(),
            Self::Amount(Unit::Seconds) => "time".to_owned(),
            Self::Amount(Unit::Plain | Unit::Share) => "value".to_owned(),
        }
    }
    /// What a place is called.
    pub fn at(&self, x: f64) -> String {
        match self {
            Self::Time(axis) => axis.at(x, x.round() % 60.0 != 0.0),
            Self::Percentile => {
                // Rounding takes back what the logarithm did to it.
                let percent = 100.0 - 100.0 / libm::exp10(x);
                let text = format!("{percent:.6}");
                format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::Amount(unit) => value(*unit, x),
        }
    }
    /// What a stretch is called: its beginning and its end, `09:00–09:30`.
    pub fn between(&self, from: f64, to: f64) -> String {
        match self {
            Self::Time(axis) => {
                let with_seconds = [from, to].iter().any(|at| axis.since_midnight(*at) % 60.0 != 0.0);
                let (begins, ends) = (axis.since_midnight(from), axis.since_midnight(to));
                let is_one_day = (begins / DAY_S).floor() == (ends / DAY_S).floor();
                let end = if is_one_day { axis.clock(ends, with_seconds) } else { axis.at(to, with_seconds) };
                format!("{}–{end}", axis.at(from, with_seconds))
            }
            Self::Percentile | Self::Amount(_) => format!("{}–{}", self.at(from), self.at(to)),
        }
    }
    /// Where ticks stand between these ends, and what they say.
    pub(super) fn ticks(&self, (from, to): (f64, f64)) -> Vec<(f64, String)> {
        match self {
            Self::Time(axis) => axis.ticks((from, to)),
            Self::Percentile => {
                let percents = [0.0, 50.0, 90.0, 99.0, 99.9, 99.99, 99.999, 99.9999, 99.99999];
                let shown = percents.into_iter().map(|percent| (percentile(percent), format!("{percent} %")));
                shown.filter(|(at, _)| from <= *at && *at <= to + 1e-9).collect()
            }
            Self::Amount(unit) => {
                let least = (to - from) / TICKS_MOST;
                let time = STEPS_S.into_iter().find(|step| *step >= least);
                let step = match (unit, time) {
                    (Unit::Seconds, Some(step)) if least > 5.0 => step,
                    (Unit::Seconds | Unit::Plain | Unit::Share, _) => round_step(least),
                };
                let label = |at: f64| match unit {
                    Unit::Seconds if at == 0.0 => "0".to_owned(),
                    Unit::Seconds if step >= 3600.0 => format!("{} h", short(at / 3600.0)),
                    Unit::Seconds if step >= 60.0 => format!("{} min", short(at / 60.0)),
                    Unit::Seconds => trimmed(&seconds(at)),
                    Unit::Plain | Unit::Share => short(at),
                };
                multiples(from, to, step).map(|at| (at, label(at))).collect()
            }
        }
    }
}

impl TimeAxis {
    /// Whether moments have a day.
    fn has_days(&self) -> bool {
        self.starts_at_s.is_some() && self.length_s > DAY_S
    }

    /// Seconds since the midnight before the run began, or since its beginning where it has no time of day.
    fn since_midnight(&self, x: f64) -> f64 {
        (self.starts_at_s.unwrap_or(0.0) + x).round().max(0.0)
    }

    /// What a moment is called: `09:00`, `Tue 09:00` in a run of several days, `33:00` where there is no time of day.
    fn at(&self, x: f64, with_seconds: bool) -> String {
        let at_s = self.since_midnight(x);
        let text = self.clock(at_s, with_seconds);
        if self.has_days() { format!("{} {text}", self.first_day.name((at_s / DAY_S) as u64)) } else { text }
    }

    /// A time of day, or a time since the beginning.
    fn clock(&self, at_s: f64, with_seconds: bool) -> String {
        let whole = at_s as u64;
        let (hours, minutes, left) = (whole / 3600, whole / 60 % 60, whole % 60);
        let tail = if with_seconds { format!(":{left:02}") } else { String::new() };
        match self.starts_at_s {
            Some(_) => format!("{:02}:{minutes:02}{tail}", hours % 24),
            None => format!("{hours}:{minutes:02}{tail}"),
        }
    }

    /// Midnight has the name of the day that begins.
    fn ticks(&self, (from, to): (f64, f64)) -> Vec<(f64, String)> {
        let start = self.starts_at_s.unwrap_or(0.0);
        let step = STEPS_S.into_iter().find(|step| (to - from) / step <= TICKS_MOST);
        let step = step.unwrap_or_else(|| ((to - from) / TICKS_MOST / DAY_S).ceil() * DAY_S);
        let label = |at: f64| {
            let at = at.round().max(0.0);
            let is_midnight = at % DAY_S == 0.0;
            if self.has_days() && is_midnight {
                self.first_day.name((at / DAY_S) as u64)
            } else {
                self.clock(at, step < 60.0)
            }
        };
        multiples(start + from, start + to, step).map(|at| (at - start, label(at))).collect()
    }
}

/// Multiples of a step from one end to the other.
fn multiples(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step - 1e-9).ceil();
    let count = ((to / step + 1e-9).floor() - first).clamp(-1.0, 50.0) + 1.0;
    (0..count as u32).map(move |number| (first + f64::from(number)) * step)
}

/// A step from this one on that people count in.
fn round_step(least: f64) -> f64 {
    if !(least > 0.0 && least.is_finite()) {
        return 1.0;
    }
    let power = libm::exp10(libm::floor(libm::log10(least)));
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least)
        .unwrap_or(10.0 * power)
}

/// `10.0 s` as `10 s`.
fn trimmed(text: &str) -> String {
    match text.split_once(' ') {
        Some((number, unit)) if number.contains('.') => {
            format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.'))
        }
        Some(_) | None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(across: Across, ends: (f64, f64)) -> String {
        across.ticks(ends).into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(" ")
    }

    fn time(starts_at_s: Option<f64>, first_day: FirstDay, length_s: f64) -> Across {
        Across::Time(TimeAxis { starts_at_s, first_day, length_s })
    }

    #[test]
    fn ticks_of_time_stand_at_round_times() {
        let day = time(Some(8.25 * 3600.0), FirstDay::Unknown, DAY_S);
        assert_eq!(labels(day, (0.0, 3600.0)), "08:20 08:30 08:40 08:50 09:00 09:10");
        assert_eq!(labels(day, (0.0, 86_400.0)), "12:00 16:00 20:00 00:00 04:00 08:00");
        let since = time(None, FirstDay::Weekday(0), 5.0 * DAY_S);
        assert_eq!(labels(since, (0.0, 30.0)), "0:00:00 0:00:05 0:00:10 0:00:15 0:00:20 0:00:25 0:00:30");
    }

    #[test]
    fn midnights_have_the_name_of_the_day_in_runs_of_several() {
        let nine = Some(9.0 * 3600.0);
        let two = |first_day| labels(time(nine, first_day, 2.0 * DAY_S), (0.0, 2.0 * DAY_S));
        assert_eq!(two(FirstDay::Unknown), "12:00 day 2 12:00 day 3");
        assert_eq!(two(FirstDay::Weekday(5)), "12:00 Sun 12:00 Mon");
        let week = |first_day| labels(time(Some(0.0), first_day, 7.0 * DAY_S), (0.0, 7.0 * DAY_S));
        assert_eq!(week(FirstDay::Weekday(0)), "Mon Tue Wed Thu Fri Sat Sun Mon");
        let leap = FirstDay::Date { year: 2028, month: 2, day: 27 };
        assert_eq!(week(leap), "27 Feb 28 Feb 29 Feb 1 Mar 2 Mar 3 Mar 4 Mar 5 Mar");
        assert_eq!(FirstDay::Date { year: 2026, month: 12, day: 31 }.name(60), "1 Mar");
    }

    #[test]
    fn a_stretch_is_told_by_its_beginning_and_its_end() {
        let nine = Some(9.0 * 3600.0);
        assert_eq!(time(nine, FirstDay::Weekday(0), DAY_S).between(0.0, 1800.0), "09:00–09:30");
        assert_eq!(time(nine, FirstDay::Unknown, DAY_S).between(0.0, 10.0), "09:00:00–09:00:10");
        let days = time(nine, FirstDay::Weekday(6), 3.0 * DAY_S);
        assert_eq!(days.between(0.0, 3600.0), "Sun 09:00–10:00");
        assert_eq!(days.between(14.0 * 3600.0, 15.0 * 3600.0), "Sun 23:00–Mon 00:00");
        assert_eq!(time(None, FirstDay::Unknown, 3.0 * DAY_S).between(DAY_S, DAY_S + 1800.0), "24:00–24:30");
    }

    #[test]
    fn each_nine_takes_the_same_room() {
        assert!((percentile(99.9) - 3.0).abs() < 1e-9 && (percentile(90.0) - 1.0).abs() < 1e-9);
        assert_eq!(labels(Across::Percentile, (0.0, 3.2)), "0 % 50 % 90 % 99 % 99.9 %");
        assert_eq!(Across::Percentile.at(percentile(99.375)), "99.375 %");
    }

    #[test]
    fn ticks_of_amounts_have_their_unit() {
        assert_eq!(labels(Across::Amount(Unit::Seconds), (0.0, 42.0)), "0 10 s 20 s 30 s 40 s");
        assert_eq!(labels(Across::Amount(Unit::Seconds), (0.0, 0.42)), "0 100 ms 200 ms 300 ms 400 ms");
        assert_eq!(labels(Across::Amount(Unit::Seconds), (0.0, 900.0)), "0 5 min 10 min 15 min");
        assert_eq!(labels(Across::Amount(Unit::Plain), (-2.0, 2.0)), "-2 -1 0 1 2");
    }
}

//! Horizontal axes of plots: time, HdrHistogram's scale of percentiles, amounts.

use super::chart::short;
use crate::Unit;
use crate::number::{seconds, value};

/// What a horizontal axis is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Across {
    /// Seconds since the run began, and the time of day then, in seconds, where it has one.
    Time {
        /// The time of day at which the run begins.
        starts_at_s: Option<f64>,
    },
    /// Places of [`percentile`].
    Percentile,
    /// Amounts in this unit, and by what they are divided to be shown.
    Amount(Unit),
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
            Self::Time { starts_at_s: Some(_) } => "time of day".to_owned(),
            Self::Time { starts_at_s: None } => "time since the beginning".to_owned(),
            Self::Percentile => "percentile".to_owned(),
            Self::Amount(Unit::Seconds) => "time".to_owned(),
            Self::Amount(Unit::Plain | Unit::Share) => "value".to_owned(),
        }
    }
    /// What a place is called.
    pub fn at(&self, x: f64) -> String {
        match self {
            Self::Time { starts_at_s } => clock(starts_at_s.unwrap_or(0.0) + x, true, starts_at_s.is_some()),
            Self::Percentile => {
                // Rounding takes back what the logarithm did to it.
                let percent = 100.0 - 100.0 / libm::exp10(x);
                let text = format!("{percent:.6}");
                format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::Amount(unit) => value(*unit, x),
        }
    }
    /// Where ticks stand between these ends, and what they say.
    pub(super) fn ticks(&self, (from, to): (f64, f64)) -> Vec<(f64, String)> {
        match self {
            Self::Time { starts_at_s } => {
                let start = starts_at_s.unwrap_or(0.0);
                let step = STEPS_S.into_iter().find(|step| (to - from) / step <= TICKS_MOST);
                let step = step.unwrap_or_else(|| ((to - from) / TICKS_MOST / DAY_S).ceil() * DAY_S);
                // Of a day or less nobody has to be told on which day it is.
                let shown = |at: f64| if to - from <= DAY_S { at % DAY_S } else { at };
                let label = |at: f64| match starts_at_s {
                    Some(_) => clock(shown(at), step < 60.0, true),
                    None => clock(at, step < 60.0, false),
                };
                multiples(start + from, start + to, step).map(|at| (at - start, label(at))).collect()
            }
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

/// A time of day, or a time since the beginning; with the day where it is not the first.
fn clock(at_s: f64, with_seconds: bool, is_time_of_day: bool) -> String {
    let whole = at_s.round().max(0.0) as u64;
    let (days, hours, minutes, left) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60);
    let tail = if with_seconds { format!(":{left:02}") } else { String::new() };
    match (is_time_of_day, days) {
        (true, 0) => format!("{hours:02}:{minutes:02}{tail}"),
        (true, days) => format!("+{days}d {hours:02}:{minutes:02}{tail}"),
        (false, _) => format!("{}:{minutes:02}{tail}", whole / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(across: Across, ends: (f64, f64)) -> String {
        across.ticks(ends).into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_of_time_stand_at_round_times() {
        let day = Across::Time { starts_at_s: Some(8.25 * 3600.0) };
        assert_eq!(labels(day, (0.0, 3600.0)), "08:20 08:30 08:40 08:50 09:00 09:10");
        assert_eq!(labels(day, (0.0, 86_400.0)), "12:00 16:00 20:00 00:00 04:00 08:00");
        assert_eq!(
            labels(Across::Time { starts_at_s: None }, (0.0, 30.0)),
            "0:00:00 0:00:05 0:00:10 0:00:15 0:00:20 0:00:25 0:00:30"
        );
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

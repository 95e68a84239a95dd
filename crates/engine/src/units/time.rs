//! Virtual time: integer nanoseconds since the run began.
//!
//! Integers, because sums of floating-point seconds depend on their order, and a run must not.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const NS_PER_S: u64 = 1_000_000_000;
/// The longest text of a time, a rate, a share or a number, in bytes: a longer one is a slip, whatever it comes to.
pub const NUMBER_TEXT_MAX: usize = 1_000;

/// Whether a text is too long for a time, a rate, a share or a number; then what to say of it.
///
/// # Errors
/// It is.
pub fn fits_a_number(text: &str) -> Result<(), String> {
    if text.len() <= NUMBER_TEXT_MAX {
        return Ok(());
    }
    Err(format!("a text of {} bytes is no number and no time: write at most {NUMBER_TEXT_MAX} bytes", text.len()))
}

/// A moment: nanoseconds since the run began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SimTime(u64);

/// A length of time in nanoseconds, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SimSpan(u64);

/// A time of day, in whole seconds since midnight (0 ..= 86,400).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeOfDay(u32);

/// Text that is no duration or time of day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseTimeError {
    /// Not a duration.
    #[error("`{0}` is not a duration: write `30s`, `250ms`, `2m30s` or `1h`")]
    Span(String),
    /// Two numbers and a colon: minutes and seconds, or hours and minutes.
    #[error("`{0}` can be minutes and seconds or hours and minutes: write `{1}` or `{2}`")]
    TwoParts(String, String, String),
    /// A duration that has no place in 64 bits of nanoseconds.
    #[error("`{0}` is too long: write at most `106751d`")]
    TooLong(String),
    /// A text that is longer than any time is written.
    #[error("{0}")]
    TooMuchText(String),
    /// Not a time of day.
    #[error("`{0}` is not a time of day: write `09:00` or `17:30:15`")]
    TimeOfDay(String),
}

impl SimTime {
    /// The moment a run begins.
    pub const ZERO: Self = Self(0);
    /// Later than every moment that a run reaches.
    pub const MAX: Self = Self(u64::MAX);

    /// From nanoseconds since the run began.
    pub const fn from_ns(ns: u64) -> Self {
        Self(ns)
    }
    /// Nanoseconds since the run began.
    pub const fn as_ns(self) -> u64 {
        self.0
    }
    /// Seconds since the run began, for people and for reports.
    pub fn as_secs_f64(self) -> f64 {
        self.since(Self::ZERO).as_secs_f64()
    }
    /// The time from `earlier` to here; zero where `earlier` is later.
    pub const fn since(self, earlier: Self) -> SimSpan {
        SimSpan(self.0.saturating_sub(earlier.0))
    }
}

impl SimSpan {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than every run.
    pub const MAX: Self = Self(u64::MAX);

    /// From nanoseconds.
    pub const fn from_ns(ns: u64) -> Self {
        Self(ns)
    }
    /// From whole milliseconds.
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms.saturating_mul(1_000_000))
    }
    /// From whole seconds.
    pub const fn from_secs(s: u64) -> Self {
        Self(s.saturating_mul(NS_PER_S))
    }
    /// From seconds, rounded to the nearest nanosecond. `None` for a negative, infinite or undefined number, and
    /// for more than 500 years.
    pub fn from_secs_f64(s: f64) -> Option<Self> {
        let ns = (s * NS_PER_S as f64).round();
        // The bound keeps every later sum of a moment and a span far from overflow.
        (s >= 0.0 && ns < (u64::MAX / 2) as f64).then_some(Self(ns as u64))
    }
    /// From seconds that were drawn: what is longer than any span is the longest, and no time is what is below zero.
    pub fn from_drawn_secs(s: f64) -> Self {
        let longest = Self(u64::MAX / 2 - 1);
        Self::from_secs_f64(s).unwrap_or(if s > 0.0 { longest } else { Self::ZERO })
    }
    /// Its length in nanoseconds.
    pub const fn as_ns(self) -> u64 {
        self.0
    }
    /// Its length in seconds, for people and for reports; long spans lose their last digits.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NS_PER_S as f64
    }
    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl TimeOfDay {
    /// From seconds since midnight; `None` beyond 24:00.
    pub fn from_secs(s: u32) -> Option<Self> {
        (s <= 86_400).then_some(Self(s))
    }
    /// Seconds since midnight.
    pub const fn as_secs(self) -> u32 {
        self.0
    }
    /// The time of day `span` later, past midnight if need be.
    pub fn after(self, span: SimSpan) -> Self {
        // The remainder first, so that whole days go before the number becomes a small one.
        let later = (span.0 / NS_PER_S % 86_400) as u32;
        Self((self.0 + later) % 86_400)
    }
    /// From here to the next `later` on the clock (over midnight where `later` is earlier).
    pub fn until(self, later: Self) -> SimSpan {
        let seconds = if later.0 >= self.0 { later.0 - self.0 } else { later.0 + 86_400 - self.0 };
        SimSpan::from_secs(u64::from(seconds))
    }
}

impl Add<SimSpan> for SimTime {
    type Output = Self;
    fn add(self, span: SimSpan) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<SimSpan> for SimTime {
    type Output = Self;
    fn sub(self, span: SimSpan) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for SimSpan {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for SimSpan {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl fmt::Display for SimSpan {
    /// The shortest exact form: `1h 30m`, `2s 500ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", humantime::format_duration(std::time::Duration::from_nanos(self.0)))
    }
}

impl fmt::Display for SimTime {
    /// Hours, minutes, seconds and milliseconds since the run began: `1:02:03.004`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / NS_PER_S;
        let millis = self.0 % NS_PER_S / 1_000_000;
        write!(f, "{}:{:02}:{:02}.{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)?;
        if self.0.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", self.0 % 60) }
    }
}

impl FromStr for SimSpan {
    type Err = ParseTimeError;

    /// `30s`, `1h30m`, `250ms`, `1.5s`, `00:03:25`; a bare number is seconds.
    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        fits_a_number(text).map_err(ParseTimeError::TooMuchText)?;
        let error = || ParseTimeError::Span(text.to_owned());
        let too_long = || ParseTimeError::TooLong(text.to_owned());
        let of_seconds = |seconds: f64| {
            let is_long = seconds.is_finite() && seconds > 0.0;
            Self::from_secs_f64(seconds).ok_or_else(|| if is_long { too_long() } else { error() })
        };
        let text = text.trim();
        if let Ok(seconds) = text.parse::<f64>() {
            return of_seconds(seconds);
        }
        if text.contains(':') {
            return of_colons(text);
        }
        if let Ok(duration) = humantime::parse_duration(text) {
            let ns = u64::try_from(duration.as_nanos()).map_err(|_| too_long())?;
            return (ns < u64::MAX / 2).then_some(Self(ns)).ok_or_else(too_long);
        }
        // humantime takes whole numbers only; people write `1.5s` and `0.25h` too.
        let unit_at = text.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(error)?;
        let (number, unit) = text.split_at(unit_at);
        let scale = match unit {
            "ns" => 1e-9,
            "us" => 1e-6,
            "ms" => 1e-3,
            "s" | "sec" => 1.0,
            "m" | "min" => 60.0,
            "h" | "hr" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            _ => return Err(error()),
        };
        let number: f64 = number.trim().parse().map_err(|_| error())?;
        of_seconds(number * scale)
    }
}

/// Hours, minutes and seconds with colons between them; there may be more hours than a day has.
fn of_colons(text: &str) -> Result<SimSpan, ParseTimeError> {
    let error = || ParseTimeError::Span(text.to_owned());
    let parts: Vec<&str> = text.split(':').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    if let [first, second] = parts.as_slice()
        && is_number(first)
        && is_number(second)
    {
        let (minutes, hours) = (format!("00:{first:0>2}:{second}"), format!("{first:0>2}:{second}:00"));
        return Err(ParseTimeError::TwoParts(text.to_owned(), minutes, hours));
    }
    let &[hours, minutes, seconds] = parts.as_slice() else { return Err(error()) };
    let whole = seconds.split('.').next().unwrap_or_default();
    let is_clock = [hours, minutes, whole].iter().all(is_number) && minutes.len() == 2 && whole.len() == 2;
    let hours: u64 = hours.parse().ok().filter(|_| is_clock).ok_or_else(error)?;
    let minutes: u64 = minutes.parse().ok().filter(|it| *it < 60).ok_or_else(error)?;
    let seconds: f64 = seconds.parse().ok().filter(|it| *it < 60.0).ok_or_else(error)?;
    let too_long = || ParseTimeError::TooLong(text.to_owned());
    let whole = hours.checked_mul(3600).and_then(|it| it.checked_add(minutes * 60)).ok_or_else(too_long)?;
    let ns = whole.checked_mul(NS_PER_S).filter(|ns| *ns < u64::MAX / 2).ok_or_else(too_long)?;
    Ok(SimSpan(ns) + SimSpan::from_secs_f64(seconds).ok_or_else(error)?)
}

impl FromStr for TimeOfDay {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        fits_a_number(text).map_err(ParseTimeError::TooMuchText)?;
        let error = || ParseTimeError::TimeOfDay(text.to_owned());
        let parts: Vec<&str> = text.trim().split(':').collect();
        if !(2..=3).contains(&parts.len()) {
            return Err(error());
        }
        let mut seconds = 0;
        for (place, part) in parts.iter().enumerate() {
            let value: u32 = part.parse().map_err(|_| error())?;
            let limit = if place == 0 { 24 } else { 59 };
            if part.len() > 2 || value > limit {
                return Err(error());
            }
            seconds += value * [3600, 60, 1][place];
        }
        Self::from_secs(seconds).ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Result<SimSpan, ParseTimeError> {
        text.parse()
    }

    #[test]
    fn durations_are_read_in_every_form_people_write() {
        assert_eq!(span("30s"), Ok(SimSpan::from_secs(30)));
        assert_eq!(span("1h30m"), Ok(SimSpan::from_secs(5400)));
        assert_eq!(span("1.5s"), Ok(SimSpan::from_millis(1500)));
        assert_eq!(span("0"), Ok(SimSpan::ZERO));
        assert_eq!(span("2.5"), Ok(SimSpan::from_millis(2500)));
        for wrong in ["", "soon", "-3s", "5 parsecs", "NaN", "inf", "1e30s"] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_text_of_a_time_has_a_length() {
        let zeros = |number: usize| format!("{}5s", "0".repeat(number));
        assert_eq!(span(&zeros(NUMBER_TEXT_MAX - 2)), Ok(SimSpan::from_secs(5)));
        assert!(span(&zeros(NUMBER_TEXT_MAX - 1)).unwrap_err().to_string().contains("1001 bytes"));
        assert!(format!("{}9:00", " ".repeat(NUMBER_TEXT_MAX)).parse::<TimeOfDay>().is_err());
    }

    #[test]
    fn durations_are_read_as_a_clock_counts_them() {
        assert_eq!(span("00:03:25"), Ok(SimSpan::from_secs(205)));
        assert_eq!(span("0:00:00.250"), Ok(SimSpan::from_millis(250)));
        assert_eq!(span("30:00:01"), Ok(SimSpan::from_secs(108_001)));
        let told = span("3:25").unwrap_err().to_string();
        assert!(told.contains("`00:03:25` or `03:25:00`"), "{told}");
        for wrong in ["0:60:00", "0:1:00", "0:00:60", "1:2:3:4", "a:00:00", "-1:00:00", "::", "99999999999:00:00"]
        {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_of_day_are_read_and_checked() {
        assert_eq!("09:00".parse(), Ok(TimeOfDay(32_400)));
        assert_eq!("17:30:15".parse(), Ok(TimeOfDay(63_015)));
        assert_eq!("24:00".parse(), Ok(TimeOfDay(86_400)));
        for wrong in ["9", "25:00", "24:01", "12:60", "noon", "1:2:3:4"] {
            assert!(wrong.parse::<TimeOfDay>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_moment_reads_as_a_clock() {
        assert_eq!(SimTime::from_ns(3_723_004_000_000).to_string(), "1:02:03.004");
    }

    #[test]
    fn spans_never_go_below_zero_or_overflow() {
        assert_eq!(SimTime::from_ns(1).since(SimTime::from_ns(5)), SimSpan::ZERO);
        assert_eq!(SimTime::MAX + SimSpan::from_secs(1), SimTime::MAX);
        assert_eq!(SimSpan::from_drawn_secs(2.0), SimSpan::from_secs(2));
        assert!(SimSpan::from_drawn_secs(1e300) > SimSpan::from_secs(9_000_000_000));
        assert_eq!(SimSpan::from_drawn_secs(-1.0), SimSpan::ZERO);
        assert_eq!(SimSpan::from_secs_f64(-0.1), None);
        assert_eq!(SimSpan::from_secs_f64(f64::NAN), None);
    }
}

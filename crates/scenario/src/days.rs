//! Days: on which day of the week, or on which date, a moment of the run is, and which days a scenario means.
//!
//! A run has a first day, which has a number (0) and, where the scenario says so, a name or a date. From there all others
//! are counted; nothing here knows of time zones, and every day has 24 hours.

use std::fmt;

use jiff::ToSpan;

use rushhour_engine::units::{SimSpan, SimTime, TimeOfDay, fits_a_number};

pub use jiff::civil::{Date, Weekday};

/// Seconds in a day.
pub const DAY_S: i64 = 86_400;
/// A day: each has 24 hours.
pub const DAY: SimSpan = SimSpan::from_secs(DAY_S.unsigned_abs());

/// When a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartsAt {
    /// By the clock.
    pub time: TimeOfDay,
    /// On which day, where the scenario says so.
    pub day: Option<StartsOn>,
}

/// The day on which a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartsOn {
    /// A day of some week.
    Weekday(Weekday),
    /// A day of the calendar.
    Date(Date),
}

/// A day of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Counted from the day on which the run begins, which is 0.
    pub number: i64,
    /// The day of the week, where it is known.
    pub weekday: Option<Weekday>,
    /// The date, where it is known.
    pub date: Option<Date>,
}

/// A set of days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week(u8);

/// Which days a scenario means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Days {
    /// All: no day is named.
    #[default]
    Every,
    /// `weekdays`: all but the weekend.
    Weekdays,
    /// `weekends`.
    Weekends,
    /// `mon-thu`, `mon,wed`.
    Of(Week),
    /// `mon`.
    Weekday(Weekday),
    /// `2026-03-02`.
    Date(Date),
    /// `day 2`: that of the run with this number, from 1.
    Number(i64),
}

/// The days of the week, with the names that people write; the first is ours.
const NAMES: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["mon", "monday"]),
    (Weekday::Tuesday, &["tue", "tuesday", "tues"]),
    (Weekday::Wednesday, &["wed", "wednesday"]),
    (Weekday::Thursday, &["thu", "thursday", "thur", "thurs"]),
    (Weekday::Friday, &["fri", "friday"]),
    (Weekday::Saturday, &["sat", "saturday"]),
    (Weekday::Sunday, &["sun", "sunday"]),
];

/// All days of the week, from Monday on.
pub const WEEKDAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The name of a day of the week, as scenarios write it: `mon`.
pub fn weekday_name(weekday: Weekday) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == weekday).map_or("", |(_, names)| names[0])
}

/// The day of the week with this name, in small or large letters: `mon`, `Monday`.
pub fn weekday(text: &str) -> Option<Weekday> {
    let text = text.trim().to_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&text.as_str())).map(|(weekday, _)| *weekday)
}

/// A time of day in seconds since midnight.
pub fn since_midnight(time: TimeOfDay) -> i64 {
    i64::from(time.as_secs())
}

/// So many days.
pub fn days_span(days: u64) -> SimSpan {
    SimSpan::from_secs(days.saturating_mul(DAY_S.unsigned_abs()))
}

/// The date that a text writes as `2026-03-02`.
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let is_iso = text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit() || it == b'-');
    text.parse().ok().filter(|_| is_iso)
}

impl Week {
    /// No day.
    pub const NONE: Self = Self(0);
    /// Saturday and Sunday.
    pub const WEEKEND: Self = Self(0b110_0000);

    /// The same with one more day.
    #[must_use]
    pub const fn with(self, weekday: Weekday) -> Self {
        Self(self.0 | 1 << weekday.to_monday_zero_offset())
    }
    /// Whether a day is one of them.
    pub const fn contains(self, weekday: Weekday) -> bool {
        self.0 & (1 << weekday.to_monday_zero_offset()) != 0
    }
    /// All days from one to another, over the end of the week if need be.
    fn range(from: Weekday, to: Weekday) -> Self {
        let steps = (to.to_monday_zero_offset() - from.to_monday_zero_offset()).rem_euclid(7);
        (0..=steps).fold(Self::NONE, |week, step| week.with(from.wrapping_add(step)))
    }
}

impl Days {
    /// Reads `mon`, `weekdays`, `mon-thu`, `mon,wed` or a date.
    ///
    /// # Errors
    /// What the text is not, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let text = text.trim();
        let named = match text.to_lowercase().as_str() {
            "weekday" | "weekdays" => Some(Self::Weekdays),
            "weekend" | "weekends" => Some(Self::Weekends),
            lower => weekday(text).map(Self::Weekday).or_else(|| date(text).map(Self::Date)).or_else(|| {
                let number = lower.strip_prefix("day")?.trim().parse().ok()?;
                (number >= 1).then_some(Self::Number(number))
            }),
        };
        let several = || text.split(',').try_fold(Week::NONE, Self::and).map(Self::Of);
        named.or_else(several).ok_or_else(|| {
            format!("`{text}` is no day: write `mon` … `sun`, `weekdays`, `weekends`, `mon-thu` or a date such as `2026-03-02`")
        })
    }

    fn and(week: Week, part: &str) -> Option<Week> {
        let ends = part.split_once("..").or_else(|| part.split_once('-')).or_else(|| part.split_once('–'));
        let more = match ends {
            Some((from, to)) => Week::range(weekday(from)?, weekday(to)?),
            None => Week::NONE.with(weekday(part)?),
        };
        Some(Week(week.0 | more.0))
    }

    /// How closely they are named: what is named more closely goes before the rest.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Every => 0,
            Self::Weekdays | Self::Weekends | Self::Of(_) => 1,
            Self::Weekday(_) => 2,
            Self::Date(_) | Self::Number(_) => 3,
        }
    }

    /// Whether a day is one of them, in a world with this weekend.
    pub fn contain(self, day: Day, weekend: Week) -> bool {
        let is_of = |week: Week| day.weekday.is_some_and(|weekday| week.contains(weekday));
        match self {
            Self::Every => true,
            Self::Weekdays => day.weekday.is_some() && !is_of(weekend),
            Self::Weekends => is_of(weekend),
            Self::Of(week) => is_of(week),
            Self::Weekday(weekday) => day.weekday == Some(weekday),
            Self::Date(date) => day.date == Some(date),
            Self::Number(number) => day.number == number - 1,
        }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("every day"),
            Self::Weekdays => f.write_str("weekdays"),
            Self::Weekends => f.write_str("weekends"),
            Self::Of(week) => {
                let names: Vec<&str> =
                    WEEKDAYS.into_iter().filter(|it| week.contains(*it)).map(weekday_name).collect();
                f.write_str(&names.join(","))
            }
            Self::Weekday(weekday) => f.write_str(weekday_name(*weekday)),
            Self::Date(date) => write!(f, "{date}"),
            Self::Number(number) => write!(f, "day {number}"),
        }
    }
}

impl fmt::Display for StartsOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekday(weekday) => f.write_str(weekday_name(*weekday)),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}

impl StartsOn {
    /// Reads `mon` or `2026-03-02`.
    ///
    /// # Errors
    /// What the text is not, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let found = date(text).map(Self::Date).or_else(|| weekday(text).map(Self::Weekday));
        found.ok_or_else(|| format!("`{text}` is no day to begin on: write `mon` or a date such as `2026-03-02`"))
    }
    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        match self {
            Self::Weekday(weekday) => weekday,
            Self::Date(date) => date.weekday(),
        }
    }
    /// The date, where it is one.
    pub const fn date(self) -> Option<Date> {
        match self {
            Self::Weekday(_) => None,
            Self::Date(date) => Some(date),
        }
    }
}

impl StartsAt {
    /// By the clock, on no day that is known.
    pub const fn time(time: TimeOfDay) -> Self {
        Self { time, day: None }
    }
    /// The day with this number.
    pub fn day(self, number: i64) -> Day {
        let date = self.day.and_then(StartsOn::date).and_then(|date| date.checked_add(number.days()).ok());
        // A week's days come again, so the number of whole weeks is of no interest.
        let weekday = self.day.map(|day| day.weekday().wrapping_add(number.rem_euclid(7) as i8));
        Day { number, weekday, date }
    }
    /// The seconds from the beginning of the run to the midnight at which a day begins; negative before the run.
    pub fn midnight(self, number: i64) -> i64 {
        number * DAY_S - since_midnight(self.time)
    }
    /// The number of the day on which a moment is, and the time of that day.
    pub fn at(self, at: SimTime) -> (i64, TimeOfDay) {
        let seconds = since_midnight(self.time) + i64::try_from(at.as_ns() / 1_000_000_000).unwrap_or(i64::MAX);
        (seconds / DAY_S, self.time.after(at.since(SimTime::ZERO)))
    }
    /// The number of a date, where the date of the beginning is known.
    pub fn number_of(self, date: Date) -> Option<i64> {
        let first = self.day?.date()?;
        first.until(date).ok().map(|span| i64::from(span.get_days()))
    }
    /// The first moment of the run that is at this time of these days, in a world with this weekend; none for a date before the
    /// run, or one that cannot be told.
    pub fn next(self, days: Days, time: TimeOfDay, weekend: Week) -> Option<SimTime> {
        let at = |number: i64| {
            let seconds = u64::try_from(self.midnight(number) + since_midnight(time)).ok()?;
            Some(SimTime::ZERO + SimSpan::from_secs(seconds))
        };
        match days {
            Days::Date(date) => self.number_of(date).and_then(at),
            Days::Number(number) => at(number - 1),
            // Every set of days of the week that is not empty comes within a week of any day.
            Days::Every | Days::Weekdays | Days::Weekends | Days::Of(_) | Days::Weekday(_) => {
                (0..=7).filter(|number| days.contain(self.day(*number), weekend)).find_map(at)
            }
        }
    }
    /// What a moment is called in a run of this length: its time of day, and the day where the run is longer than one: of the
    /// week, or its date in runs of more than a week, or its number where it has no such name.
    pub fn name(self, at: SimTime, duration: SimSpan) -> String {
        let (number, time) = self.at(at);
        let days = duration.as_ns().div_ceil(DAY.as_ns());
        if days <= 1 {
            return time.to_string();
        }
        let day = self.day(number);
        match (day.date, day.weekday) {
            (_, Some(weekday)) if days <= 7 => format!("{} {time}", weekday_name(weekday)),
            (Some(date), _) => format!("{date} {time}"),
            (None, _) => format!("day {} {time}", number + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str, day: &str) -> StartsAt {
        StartsAt { time: text.parse().unwrap(), day: Some(StartsOn::parse(day).unwrap()) }
    }

    #[test]
    fn days_are_read_by_every_name_that_people_write() {
        assert_eq!(Days::parse("Mon"), Ok(Days::Weekday(Weekday::Monday)));
        assert_eq!(Days::parse("thursday"), Ok(Days::Weekday(Weekday::Thursday)));
        assert_eq!(Days::parse("weekday"), Ok(Days::Weekdays));
        let week = |days: &[Weekday]| days.iter().fold(Week::NONE, |week, day| week.with(*day));
        let late = week(&[Weekday::Friday, Weekday::Saturday, Weekday::Sunday, Weekday::Monday]);
        assert_eq!(Days::parse("fri-mon"), Ok(Days::Of(late)));
        assert_eq!(Days::parse("mon, wed"), Ok(Days::Of(week(&[Weekday::Monday, Weekday::Wednesday]))));
        for wrong in ["", "someday", "2026-02-30", "20260302", "mon-", "mon,,tue"] {
            assert!(Days::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_counted_from_the_beginning() {
        let it = starts("22:00", "2026-02-27");
        assert_eq!(it.day(0).weekday, Some(Weekday::Friday));
        assert_eq!(it.day(2).date, date("2026-03-01"));
        assert_eq!(it.day(-1).weekday, Some(Weekday::Thursday));
        assert_eq!((it.midnight(0), it.midnight(1)), (-79_200, 7_200));
        assert_eq!(it.at(SimTime::ZERO + SimSpan::from_secs(7_200)), (1, TimeOfDay::default()));
        assert_eq!(it.number_of(date("2026-03-02").unwrap()), Some(3));
        assert_eq!(starts("22:00", "fri").day(9).weekday, Some(Weekday::Sunday));
    }

    #[test]
    fn the_weekend_is_where_the_scenario_has_it() {
        let friday = starts("00:00", "fri").day(0);
        let gulf = Week::NONE.with(Weekday::Friday).with(Weekday::Saturday);
        assert!(Days::Weekdays.contain(friday, Week::WEEKEND) && !Days::Weekends.contain(friday, Week::WEEKEND));
        assert!(Days::Weekends.contain(friday, gulf) && !Days::Weekdays.contain(friday, gulf));
        let unknown = StartsAt::time(TimeOfDay::default()).day(0);
        assert!(!Days::Weekdays.contain(unknown, gulf) && Days::Every.contain(unknown, gulf));
    }

    #[test]
    fn moments_are_called_by_the_day_where_there_are_several() {
        let name = |it: StartsAt, hours: u64, days: u64| {
            it.name(SimTime::ZERO + SimSpan::from_secs(3_600 * hours), SimSpan::from_secs(86_400 * days))
        };
        let it = starts("09:00", "2026-03-02");
        assert_eq!((name(it, 2, 1), name(it, 26, 5)), ("11:00".to_owned(), "tue 11:00".to_owned()));
        assert_eq!(name(it, 26, 14), "2026-03-03 11:00");
        assert_eq!(name(starts("09:00", "mon"), 26, 14), "day 2 11:00");
        assert_eq!(name(StartsAt::time("09:00".parse().unwrap()), 26, 2), "day 2 11:00");
        let second = Days::parse("day 2").unwrap();
        assert!(second.contain(it.day(1), Week::WEEKEND) && !second.contain(it.day(0), Week::WEEKEND));
        assert!(Days::parse("day 0").is_err());
    }
}

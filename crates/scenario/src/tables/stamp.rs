//! Moments in tables: times of day, dates with them, seconds since the beginning; and intervals from one to another.
//!
//! What a time zone says is left aside: a time is what the clock on the wall showed. Dates other than those of ISO 8601
//! need a pattern, for nobody can tell which of `03/04/2026` is the day.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;

use super::clock::{ClockTime, Half, clock};
use crate::days::{DAY, days_span};
use crate::limits::TIME_BYTES_MAX;
use rushhour_engine::units::SimSpan;

/// What a field says of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// A time of day: how long it is after midnight.
    Clock(SimSpan),
    /// So long after the beginning.
    After(SimSpan),
    /// A day alone.
    Day(Date),
    /// A day, and how long after its midnight.
    At(Date, SimSpan),
}

/// A moment of a table; of an interval its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// When it is, or begins.
    pub(crate) begin: Stamp,
    /// How long it is, where its end is written too.
    pub(crate) length: Option<SimSpan>,
    /// The distance from UTC that is written behind it.
    pub(crate) offset: Option<String>,
}

/// What is wrong with a field, and what to write.
pub(crate) type Wrong = (String, String);

/// How dates and times of a table are written, checked: a pattern as `strptime` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(String);

/// The remedy for what is no time at all.
const WRITE: &str = "write a time of day (`09:05`), a date and time (`2026-03-02 09:05`), or seconds since the beginning \
                     (`300`); for other forms say `times: \"%d.%m.%Y %H:%M\"`";

/// The letters of a pattern that say something of a day.
const OF_DAYS: &str = "YyCGgmbBhdejUuVwWaADFxc";
/// Those that say something of a time of day.
const OF_TIMES: &str = "HkIlMSfNpPRTrX";

/// What stands for something in a pattern: each from its `%` to its letter.
fn codes(pattern: &str) -> Vec<&str> {
    let mut codes = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find('%') {
        let from = &rest[at..];
        let letter = from.char_indices().skip(1).find(|(_, c)| c.is_ascii_alphabetic() || *c == '%');
        let end = letter.map_or(from.len(), |(at, c)| at + c.len_utf8());
        codes.push(&from[..end]);
        rest = &from[end..];
    }
    codes
}

impl Pattern {
    /// A pattern, if it is one that says a day, a time of day, or both.
    ///
    /// # Errors
    /// What is wrong with it, and what to write.
    pub(crate) fn new(text: &str) -> Result<Self, Wrong> {
        let help = "write it with `%d`, `%m`, `%Y`, `%H`, `%M`, `%S` (`%y` a year of two digits, `%b` a month's name, `%I` \
                    and `%p` hours with AM or PM): `\"%d.%m.%Y %H:%M\"`";
        let pattern = Self(text.to_owned());
        let sample = DateTime::constant(2026, 11, 23, 21, 45, 30, 0);
        let wrong = |message: String| (message, help.to_owned());
        let Ok(written) = strtime::format(text, sample) else {
            let codes = codes(text);
            let unknown = codes.iter().find(|code| strtime::format(code, sample).is_err());
            let why =
                unknown.map_or_else(String::new, |code| format!(": `{code}` is no part of a date or time of day"));
            return Err(wrong(format!("`{text}` is no pattern of times{why}")));
        };
        let has = |letters: &str| codes(text).iter().any(|code| code.ends_with(|c| letters.contains(c)));
        if has("Il") && !has("pP") {
            return Err(wrong(format!(
                "the pattern `{text}` has hours up to 12, and does not say which half of the day"
            )));
        }
        match pattern.read(&written) {
            Some(Stamp::Clock(_)) if has(OF_DAYS) => {
                let message = format!("the pattern `{text}` says a part of a date, and not which day it is");
                let help = "name day, month and year: `\"%d.%m.%Y %H:%M\"`; a date in a column of its own is named by \
                            `columns: {date: …}`";
                Err((message, help.to_owned()))
            }
            Some(Stamp::Day(_)) if has(OF_TIMES) => {
                Err(wrong(format!("the pattern `{text}` says a part of a time of day, and no hour")))
            }
            Some(_) => Ok(pattern),
            None => Err(wrong(format!("the pattern `{text}` says neither a day nor a time of day"))),
        }
    }
    /// Whether it says a day.
    pub(crate) fn has_day(&self) -> bool {
        matches!(self.read(&self.example()), Some(Stamp::Day(_) | Stamp::At(..)))
    }
    /// Whether it says a time of day.
    pub(crate) fn has_time(&self) -> bool {
        matches!(self.read(&self.example()), Some(Stamp::Clock(_) | Stamp::At(..)))
    }
    fn read(&self, text: &str) -> Option<Stamp> {
        let parsed = strtime::parse(&self.0, text).ok()?;
        let date = parsed.to_date().ok();
        let time = parsed.to_time().ok().filter(|_| parsed.hour().is_some());
        match (date, time) {
            (Some(date), Some(time)) => Some(Stamp::At(date, since_midnight(time))),
            (Some(date), None) => Some(Stamp::Day(date)),
            (None, Some(time)) => Some(Stamp::Clock(since_midnight(time))),
            (None, None) => None,
        }
    }
    /// A day that is written so.
    pub(crate) fn example(&self) -> String {
        strtime::format(&self.0, DateTime::constant(2026, 3, 23, 9, 30, 0, 0)).unwrap_or_default()
    }
}

fn since_midnight(time: Time) -> SimSpan {
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let ns = u64::try_from(time.subsec_nanosecond()).unwrap_or(0);
    SimSpan::from_secs(u64::try_from(seconds).unwrap_or(0)) + SimSpan::from_ns(ns)
}

/// Reads a moment, or an interval.
///
/// # Errors
/// The field is neither.
pub(crate) fn slot(text: &str, pattern: Option<&Pattern>) -> Result<Slot, Wrong> {
    let wrong = match single(text, pattern) {
        Ok((begin, offset)) => return Ok(Slot { begin, length: None, offset }),
        Err(wrong) => wrong,
    };
    // Every dash may be the one between two times, so what is long would be looked through again and again.
    if text.len() > TIME_BYTES_MAX {
        return Err(wrong);
    }
    for (at, dash) in text.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—' | '−' | '‐' | '‑'))
    {
        let (from, until) = (text[..at].trim(), text[at + dash.len_utf8()..].trim());
        if from.is_empty() || until.is_empty() {
            continue;
        }
        if let Some(slot) = interval(text, from, until, pattern) {
            return slot;
        }
    }
    match text.split_once(" to ").and_then(|(from, until)| interval(text, from.trim(), until.trim(), pattern)) {
        Some(slot) => slot,
        None => Err(wrong),
    }
}

/// The interval from one moment until another; nothing where one of the two is none.
fn interval(whole: &str, from: &str, until: &str, pattern: Option<&Pattern>) -> Option<Result<Slot, Wrong>> {
    let (end, offset) = single(until, pattern).ok()?;
    let begin = begin_of(from, until, end).or_else(|| single(from, pattern).ok().map(|(begin, _)| begin))?;
    let empty = || {
        let message = format!("the interval `{whole}` does not end after it begins");
        Err((message, "write its beginning first, and then its end: `09:00-09:30`".to_owned()))
    };
    let between = |from: SimSpan, until: SimSpan| SimSpan::from_ns(until.as_ns().saturating_sub(from.as_ns()));
    // An interval can end on the next day.
    let by_clock = |from: SimSpan, until: SimSpan| {
        if until > from { between(from, until) } else { between(from, until + DAY) }
    };
    let length = match (begin, end) {
        (Stamp::Clock(from), Stamp::Clock(until)) | (Stamp::At(_, from), Stamp::Clock(until)) => {
            by_clock(from, until)
        }
        (Stamp::At(first, from), Stamp::At(last, until)) => match days_between(first, last) {
            Some(days) => between(from, until + days_span(days)),
            None => return Some(empty()),
        },
        (Stamp::After(from), Stamp::After(until)) => between(from, until),
        _ => return None,
    };
    // A day as an interval would be one from a time to the same time.
    if length.is_zero() || length == DAY && begin == end {
        return Some(empty());
    }
    Some(Ok(Slot { begin, length: Some(length), offset }))
}

/// How many days after the first the last is; nothing where it is before.
pub(crate) fn days_between(first: Date, last: Date) -> Option<u64> {
    u64::try_from(first.until(last).ok()?.get_days()).ok()
}

/// The beginning of `9:00-9:30 PM`: where the half of the day is written once, it is that of the end, unless the interval
/// would then end before it begins.
fn begin_of(from: &str, until: &str, end: Stamp) -> Option<Stamp> {
    let Stamp::Clock(end) = end else { return None };
    let half = clock(until)?.ok()?.half?;
    let written = |half: Half| {
        let word = match half {
            Half::Am => "AM",
            Half::Pm => "PM",
        };
        clock(&format!("{from} {word}"))?.ok().map(|time| time.since_midnight)
    };
    if !matches!(clock(from), None | Some(Ok(ClockTime { half: None, .. }))) {
        return None;
    }
    let same = written(half)?;
    let begin = if same < end {
        same
    } else {
        written(match half {
            Half::Am => Half::Pm,
            Half::Pm => Half::Am,
        })?
    };
    Some(Stamp::Clock(begin))
}

/// Reads a moment, with the distance from UTC that follows it.
fn single(text: &str, pattern: Option<&Pattern>) -> Result<(Stamp, Option<String>), Wrong> {
    if let Some(pattern) = pattern {
        return match pattern.read(text) {
            Some(stamp) => Ok((stamp, None)),
            // The end of an interval is often without its day.
            None => match clock(text) {
                Some(Ok(time)) => Ok((Stamp::Clock(time.since_midnight), None)),
                Some(Err(_)) | None => {
                    let message = format!("`{text}` is not written as `times` says");
                    Err((message, format!("`{}` is written like `{}`", pattern.0, pattern.example())))
                }
            },
        };
    }
    if let Some(time) = clock(text) {
        let wrong = |message| (message, "write `09:30`, `17:30:15`, `9:30 AM` or the like".to_owned());
        return time.map(|time| (Stamp::Clock(time.since_midnight), None)).map_err(wrong);
    }
    if let Some(dated) = iso(text) {
        return dated;
    }
    if let Some(help) = other_date(text) {
        return Err((format!("`{text}` has a date whose form nobody has stated"), help));
    }
    if is_padded(text) {
        let help = "write `09:30` for a time of day, `930` for seconds since the beginning".to_owned();
        return Err((format!("`{text}` can be a time of day or a number of seconds"), help));
    }
    let after = text.parse().ok().filter(|_| !text.contains(':'));
    after.map(|span| (Stamp::After(span), None)).ok_or_else(|| (format!("`{text}` is no time"), WRITE.to_owned()))
}

/// Whether it is a number that begins with a zero, as `0930` does.
fn is_padded(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.as_bytes()[1].is_ascii_digit() && text.parse::<f64>().is_ok()
}

/// A date of ISO 8601 (or with slashes, the year first), with a time of day or without; nothing for other texts.
fn iso(text: &str) -> Option<Result<(Stamp, Option<String>), Wrong>> {
    let (day, rest) = text.split_at_checked(10)?;
    let is_shape = day.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-' || byte == b'/',
        _ => byte.is_ascii_digit(),
    });
    if !is_shape {
        return None;
    }
    let Ok(date) = day.replace('/', "-").parse::<Date>() else {
        let help = "write the year, the month and the day: `2026-03-02`".to_owned();
        return Some(Err((format!("there is no day `{day}`"), help)));
    };
    if rest.is_empty() {
        return Some(Ok((Stamp::Day(date), None)));
    }
    let time = rest.strip_prefix(['T', 't', ' ', '\u{a0}', ','])?.trim();
    let (time, offset) = split_offset(time);
    if let Some(offset) = offset.as_deref().filter(|offset| !is_offset(offset)) {
        let help = "write `Z`, `+01:00` or the like behind the time, or nothing".to_owned();
        return Some(Err((format!("`{offset}` is no distance from UTC"), help)));
    }
    match clock(time)? {
        Ok(ClockTime { since_midnight, .. }) => Some(Ok((Stamp::At(date, since_midnight), offset))),
        Err(message) => Some(Err((message, "write `2026-03-02 09:30` or the like".to_owned()))),
    }
}

/// Whether what looks like a distance from UTC is that of some place.
fn is_offset(offset: &str) -> bool {
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let number = |part: Option<&str>| part.and_then(|it| it.parse::<u32>().ok()).unwrap_or(0);
    number(digits.get(..2)) <= 14 && number(digits.get(2..)) <= 59
}

/// A time without the distance from UTC that follows it: `Z`, `+01:00`.
fn split_offset(time: &str) -> (&str, Option<String>) {
    if let Some(rest) = time.strip_suffix(['Z', 'z']) {
        return (rest.trim_end(), Some("Z".to_owned()));
    }
    let Some(at) = time.rfind(['+', '-']) else { return (time, None) };
    let offset = &time[at..];
    let digits: String = offset[1..].chars().filter(|c| *c != ':').collect();
    let is_offset = matches!(digits.len(), 2 | 4) && digits.bytes().all(|it| it.is_ascii_digit());
    // What has more than its hour on the other side of a dash is an interval: `09:00-0930` is none either way.
    let is_time = clock(time[..at].trim_end()).is_some()
        && is_offset
        && (offset.len() != 6 || offset.starts_with('+') || time.matches(':').count() == 3);
    if is_time { (time[..at].trim_end(), Some(offset.to_owned())) } else { (time, None) }
}

/// What to do about a date of another form; nothing where the text has none.
fn other_date(text: &str) -> Option<String> {
    let begin = text.split([' ', 'T', ',']).next().unwrap_or_default();
    let mark = begin.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let parts: Vec<&str> = begin.split(mark).collect();
    let is_number = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(is_number) {
        return None;
    }
    let year = if parts[2].len() == 4 { "%Y" } else { "%y" };
    let time = text[begin.len()..].trim();
    let time = match clock(time) {
        Some(Ok(ClockTime { half: Some(_), .. })) if time.matches(':').count() == 2 => " %I:%M:%S %p",
        Some(Ok(ClockTime { half: Some(_), .. })) => " %I:%M %p",
        Some(_) if time.matches(':').count() == 2 => " %H:%M:%S",
        Some(_) => " %H:%M",
        None if time.is_empty() => "",
        None => " %H:%M",
    };
    let by_day = format!("`times: \"%d{mark}%m{mark}{year}{time}\"`");
    let by_month = format!("`times: \"%m{mark}%d{mark}{year}{time}\"`");
    Some(match mark {
        '.' => format!("say how it is written: {by_day}"),
        _ => format!("say how it is written: {by_day} where the day comes first, {by_month} where the month does"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn begin(text: &str) -> Stamp {
        slot(text, None).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")).begin
    }

    fn hours(hours: f64) -> SimSpan {
        SimSpan::from_secs_f64(hours * 3600.0).unwrap()
    }

    /// Each dash might be the one between two times: to try them all would take minutes.
    #[test]
    fn a_long_row_of_dashes_is_no_interval() {
        assert!(slot(&"- 1".repeat(300_000), None).is_err());
        assert!(slot(&"9:00 - ".repeat(300_000), None).is_err());
    }

    #[test]
    fn moments_are_read_as_exports_have_them() {
        let day = date("2026-03-02");
        assert_eq!(begin("9:00"), Stamp::Clock(hours(9.0)));
        assert_eq!(begin("300"), Stamp::After(SimSpan::from_secs(300)));
        assert_eq!(begin("2.5"), Stamp::After(SimSpan::from_millis(2500)));
        assert_eq!(begin("2026-03-02"), Stamp::Day(day));
        for text in [
            "2026-03-02 09:30",
            "2026-03-02T09:30:00",
            "2026-03-02 9:30 AM",
            "2026/03/02 09:30",
            "2026-03-02T09:30:00.000Z",
            "2026-03-02T09:30:00+01:00",
            "2026-03-02T09:30-0500",
            "2026-03-02T09:30-05:00:00",
        ] {
            if text.ends_with("-05:00:00") {
                assert!(slot(text, None).is_ok_and(|slot| slot.length.is_some()), "{text}");
            } else {
                assert_eq!(begin(text), Stamp::At(day, hours(9.5)), "{text}");
            }
        }
        assert_eq!(slot("2026-03-02T09:30:00-05:00", None).unwrap().offset.as_deref(), Some("-05:00"));
    }

    #[test]
    fn intervals_end_on_the_other_side_of_a_dash() {
        let day = date("2026-03-02");
        let length = |text: &str| slot(text, None).unwrap().length.map(|it| it.as_ns() / 1_000_000_000);
        for text in
            ["09:00-09:30", "09:00 – 09:30", "9:00—9:30", "09:00 to 09:30", "9:00 AM - 9:30 AM", "9:00-9:30 AM"]
        {
            assert_eq!((begin(text), length(text)), (Stamp::Clock(hours(9.0)), Some(HOUR / 2)), "{text}");
        }
        assert_eq!(
            (begin("11:30-12:00 PM"), length("11:30-12:00 PM")),
            (Stamp::Clock(hours(11.5)), Some(HOUR / 2))
        );
        assert_eq!((begin("9-10 pm"), length("9-10 pm")), (Stamp::Clock(hours(21.0)), Some(HOUR)));
        assert_eq!(length("23:30-00:00"), Some(HOUR / 2));
        assert_eq!(length("23:30-24:00"), Some(HOUR / 2));
        for text in ["2026-03-02 09:00-09:30", "2026-03-02 09:00 - 2026-03-02 09:30"] {
            assert_eq!((begin(text), length(text)), (Stamp::At(day, hours(9.0)), Some(HOUR / 2)), "{text}");
        }
        assert_eq!(length("2026-03-02 23:30 - 2026-03-03 00:30"), Some(HOUR));
        assert!(slot("09:00-09:00", None).is_err());
        assert!(slot("2026-03-02 09:00 - 2026-03-01 09:30", None).is_err());
    }

    #[test]
    fn other_dates_are_read_by_their_pattern() {
        let pattern = Pattern::new("%d/%m/%Y %H:%M").unwrap();
        let day = date("2026-03-02");
        assert_eq!(slot("02/03/2026 09:30", Some(&pattern)).unwrap().begin, Stamp::At(day, hours(9.5)));
        let interval = slot("02/03/2026 09:30 - 10:00", Some(&pattern)).unwrap();
        assert_eq!(interval.length, Some(hours(0.5)));
        assert!(slot("2026-03-02 09:30", Some(&pattern)).unwrap_err().1.contains("23/03/2026 09:30"));
        let twelve = Pattern::new("%m/%d/%y %I:%M %p").unwrap();
        assert_eq!(slot("3/2/26 9:30 PM", Some(&twelve)).unwrap().begin, Stamp::At(day, hours(21.5)));
        assert_eq!(slot("02.03.2026", Some(&Pattern::new("%d.%m.%Y").unwrap())).unwrap().begin, Stamp::Day(day));
        assert_eq!(slot("0930", Some(&Pattern::new("%H%M").unwrap())).unwrap().begin, Stamp::Clock(hours(9.5)));
        let refused = |text: &str| Pattern::new(text).unwrap_err().0;
        assert_eq!(
            refused("%H:%M %Q"),
            "`%H:%M %Q` is no pattern of times: `%Q` is no part of a date or time of day"
        );
        for text in ["%d %b %H:%M", "%m %H:%M", "%a %H:%M", "%Y %H:%M", "%d/%m %I:%M %p"] {
            assert!(refused(text).contains("a part of a date"), "{text}: {}", refused(text));
        }
        for text in ["%I:%M", "%d.%m.%Y %I:%M", "%l:%M"] {
            assert!(refused(text).contains("which half of the day"), "{text}: {}", refused(text));
        }
        for text in ["dd.mm.yyyy", "%d %b", "%Y", "%p", ""] {
            assert!(refused(text).contains("neither a day nor a time"), "{text}: {}", refused(text));
        }
        assert!(refused("%d.%m.%Y %M:%S").contains("no hour"));
        for text in ["%A, %d. %B %Y %H:%M:%S", "%F %T", "%F", "%H:%M", "%R", "%d%m%y %l%p", "100%% %F"] {
            assert!(Pattern::new(text).is_ok(), "{text}: {}", refused(text));
        }
    }

    #[test]
    fn what_is_no_moment_is_told_with_what_to_write() {
        let told = |text: &str| slot(text, None).unwrap_err();
        assert!(
            told("02.03.2026 09:00").1.contains("times: \"%d.%m.%Y %H:%M\""),
            "{:?}",
            told("02.03.2026 09:00")
        );
        let slashes = told("3/2/26 9:00 AM").1;
        assert!(slashes.contains("%d/%m/%y %I:%M %p") && slashes.contains("%m/%d/%y"), "{slashes}");
        assert!(told("13:00 PM").0.contains("from 1 to 12"));
        assert!(told("0930").1.contains("`09:30`"));
        assert_eq!(told("2026-03-02T09:30+99:99").0, "`+99:99` is no distance from UTC");
        assert_eq!(told("2026-03-02T09:30+01:75").0, "`+01:75` is no distance from UTC");
        assert!(told("2026-02-30").0.contains("no day"));
        for none in ["noon", "7h05", "9:00 XM", "", "-300", "25:00", "2026-03-02 25:00"] {
            assert!(slot(none, None).is_err(), "{none}");
        }
    }
}

//! Times of day as people and programs write them: `9:00`, `09:00:00.250`, `9 pm`, `9:00 AM`.

use rushhour_engine::units::SimSpan;

/// Half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// Until noon.
    Am,
    /// From noon on.
    Pm,
}

/// A time of day: how long it is after midnight, and whether it was written with its half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockTime {
    pub(super) since_midnight: SimSpan,
    pub(super) half: Option<Half>,
}

/// Reads a time of day; nothing where the text does not look like one.
///
/// # Errors
/// It looks like a time of day and is none: why.
pub(super) fn clock(text: &str) -> Option<Result<ClockTime, String>> {
    let (digits, half) = split_half(text)?;
    let parts: Vec<&str> = digits.split(':').collect();
    let is_number = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|it| it.is_ascii_digit());
    // Fractions of a second follow a point, or in some countries a comma.
    let (seconds, fraction) = match parts.get(2) {
        Some(last) => match last.split_once(['.', ',']) {
            Some((seconds, fraction)) => (Some(seconds), Some(fraction)),
            None => (Some(*last), None),
        },
        None => (None, None),
    };
    let is_fraction = |it: &str| (1..=9).contains(&it.len()) && it.bytes().all(|byte| byte.is_ascii_digit());
    let is_clock = match (parts.as_slice(), half) {
        ([hours], Some(_)) => is_number(hours),
        ([hours, minutes] | [hours, minutes, _], _) => is_number(hours) && is_number(minutes),
        _ => false,
    };
    if !is_clock || !seconds.is_none_or(is_number) || !fraction.is_none_or(is_fraction) {
        return None;
    }
    let number = |part: Option<&str>| part.and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
    let (hours, minutes, seconds) =
        (number(parts.first().copied()), number(parts.get(1).copied()), number(seconds));
    let ns = fraction.map_or(0, |it| number(Some(&format!("{it:0<9}"))));
    Some(checked(text, hours, minutes, seconds, ns, half))
}

fn checked(
    text: &str,
    hours: u64,
    minutes: u64,
    seconds: u64,
    ns: u64,
    half: Option<Half>,
) -> Result<ClockTime, String> {
    let hours = match half {
        Some(_) if !(1..=12).contains(&hours) => {
            return Err(format!("`{text}` is no time: with AM or PM the hours go from 1 to 12"));
        }
        Some(Half::Am) => hours % 12,
        Some(Half::Pm) => hours % 12 + 12,
        None => hours,
    };
    let whole = hours * 3600 + minutes * 60 + seconds;
    if minutes > 59 || seconds > 59 || (whole * 1_000_000_000 + ns) > 86_400_000_000_000 {
        return Err(format!("`{text}` is no time of day: hours go to 24:00, minutes and seconds to 59"));
    }
    let since_midnight = SimSpan::from_secs(whole) + SimSpan::from_ns(ns);
    Ok(ClockTime { since_midnight, half })
}

/// The digits of a time of day, and its half of the day where that is written. Nothing where other letters follow.
fn split_half(text: &str) -> Option<(&str, Option<Half>)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let letters: String = rest.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let half = match letters.to_ascii_lowercase().as_str() {
        "" => None,
        "am" | "a" => Some(Half::Am),
        "pm" | "p" => Some(Half::Pm),
        _ => return None,
    };
    Some((digits, half))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<u64> {
        clock(text)?.ok().map(|time| time.since_midnight.as_ns() / 1_000_000)
    }

    #[test]
    fn times_of_day_are_read_as_people_write_them() {
        let hour = 3_600_000;
        for (text, expected) in [
            ("9:00", 9 * hour),
            ("09:00", 9 * hour),
            ("09:00:00", 9 * hour),
            ("09:00:00.250", 9 * hour + 250),
            ("09:00:00,5", 9 * hour + 500),
            ("9:00 AM", 9 * hour),
            ("9:00am", 9 * hour),
            ("9 pm", 21 * hour),
            ("12:30 a.m.", hour / 2),
            ("12:00 PM", 12 * hour),
            ("11:59\u{202f}PM", 23 * hour + 59 * 60_000),
            ("24:00", 24 * hour),
            ("0:05", 5 * 60_000),
        ] {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
        for none in
            ["", "9", "300", "noon", "7h05", "9:00 XM", "1:2:3:4", "5m", "2026-03-02", "9:", ":30", "9:000"]
        {
            assert_eq!(clock(none), None, "{none}");
        }
        for wrong in ["25:00", "24:01", "12:60", "13:00 PM", "0:30 AM", "09:00:60"] {
            assert!(matches!(clock(wrong), Some(Err(_))), "{wrong}");
        }
    }
}

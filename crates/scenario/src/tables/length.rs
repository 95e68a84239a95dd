//! Durations in tables: seconds, `1m30s`, or as a clock counts them.

use rushhour_engine::units::SimSpan;

/// How the durations of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LengthForm {
    /// In any form that leaves no doubt: seconds, `1m30s`, `hh:mm:ss`.
    #[default]
    Plain,
    /// Minutes and seconds: `3:25`; and what is plain.
    Minutes,
    /// Hours and minutes: `1:30`; and what is plain.
    Hours,
}

impl LengthForm {
    /// The words for them, as scenarios write them.
    pub(crate) const WORDS: [(&'static str, Self); 3] =
        [("hh:mm:ss", Self::Plain), ("mm:ss", Self::Minutes), ("hh:mm", Self::Hours)];

    /// The words, for a message.
    pub(crate) fn choices() -> String {
        let words: Vec<String> = Self::WORDS.iter().map(|(name, _)| format!("`{name}`")).collect();
        format!("write {}", words.join(", "))
    }
    /// The form that a word names.
    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(name, _)| *name == word).map(|(_, form)| *form)
    }
}

/// The duration that a text of this form is; its decimals have a point.
///
/// # Errors
/// What it is not, and what to write.
pub(crate) fn length(text: &str, form: LengthForm) -> Result<SimSpan, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (first, second) = match (parts.as_slice(), form) {
        (&[first, second], LengthForm::Minutes) => (first, second),
        (&[first, second], LengthForm::Hours) => {
            return of_clock(first, second, "00").ok_or_else(|| no_clock(text));
        }
        _ => return text.parse().map_err(|error: rushhour_engine::units::ParseTimeError| error.to_string()),
    };
    of_clock("0", first, second).ok_or_else(|| no_clock(text))
}

fn no_clock(text: &str) -> String {
    format!("`{text}` is no duration: write `3:25`, with at most 59 behind the colon")
}

fn of_clock(hours: &str, minutes: &str, seconds: &str) -> Option<SimSpan> {
    // Ninety minutes may be written as such.
    let whole =
        |text: &str| text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let (hours, minutes) = (whole(hours)?, whole(minutes)?);
    let is_second = seconds.starts_with(|c: char| c.is_ascii_digit()) && seconds.split('.').next()?.len() == 2;
    let seconds: f64 = seconds.parse().ok().filter(|it| is_second && *it < 60.0)?;
    let minutes = hours.checked_mul(60)?.checked_add(minutes)?;
    Some(SimSpan::from_secs(minutes.checked_mul(60)?) + SimSpan::from_secs_f64(seconds)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_parts_are_read_where_the_form_is_stated() {
        let seconds = |text, form| length(text, form).map(SimSpan::as_secs_f64);
        assert_eq!(seconds("3:25", LengthForm::Minutes), Ok(205.0));
        assert_eq!(seconds("90:05.5", LengthForm::Minutes), Ok(5405.5));
        assert_eq!(seconds("1:30", LengthForm::Hours), Ok(5400.0));
        for form in [LengthForm::Plain, LengthForm::Minutes, LengthForm::Hours] {
            assert_eq!(seconds("00:03:25", form), Ok(205.0));
            assert_eq!(seconds("205", form), Ok(205.0));
            assert_eq!(seconds("3m25s", form), Ok(205.0));
        }
        assert!(seconds("3:25", LengthForm::Plain).unwrap_err().contains("00:03:25"));
        assert!(length("3:75", LengthForm::Minutes).is_err() && length("3:x", LengthForm::Hours).is_err());
    }
}

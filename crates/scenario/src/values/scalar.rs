//! Scalars and small shapes of a scenario that the plain types of serde do not have.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::days::{Days, StartsAt, StartsOn};
use rushhour_engine::nearest::nearest;
use rushhour_engine::units::{Rate, SimSpan, TimeOfDay, fits_a_number};

/// A duration: `30s`, `1h30m`, `250ms`, or a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub SimSpan);

/// How often: `900/h`, `15/m`, `0.25/s`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerTime(pub Rate);

/// A moment of the run: a duration since its beginning, or a time of day, on days that are named or on any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// So long after the run began.
    After(SimSpan),
    /// At this time of these days.
    Clock(Days, TimeOfDay),
}

/// When a run begins: `09:00`, `mon 09:00`, `2026-03-02 09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning(pub StartsAt);

/// On which day a run begins: `mon`, `2026-03-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstDay(pub StartsOn);

/// Days: `mon`, `weekdays`, `mon-thu`, `2026-03-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDays(pub Days);

/// Reads days, of which at least one is named.
pub(crate) fn named_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OneOrMany<OnDays>, D::Error> {
    let days = OneOrMany::<OnDays>::deserialize(deserializer)?;
    if days.items.is_empty() {
        return Err(D::Error::custom("no day is named: leave the key out for every day"));
    }
    Ok(days)
}

/// A warm-up: a duration, or `auto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawWarmup {
    /// So long.
    For(SimSpan),
    /// As long as it takes.
    Auto,
}

/// A size: `16MiB`, `500kB`, or a number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(pub u64);

/// A scalar of any type, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar(pub String);

/// One thing, or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOrMany<T> {
    /// The things.
    pub items: Vec<T>,
    /// Whether the scenario writes a list.
    pub listed: bool,
}

impl Moment {
    /// The days that it names: none where it is of every day, or a duration.
    pub fn days(self) -> Vec<Days> {
        match self {
            Self::After(_) | Self::Clock(Days::Every, _) => Vec::new(),
            Self::Clock(days, _) => vec![days],
        }
    }
    /// Reads a moment.
    ///
    /// # Errors
    /// What the text is not, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        if text.contains(':') {
            let (days, time) = day_and_time(text);
            let days = days.map_or(Ok(Days::Every), Days::parse)?;
            return time_of_day(time).map(|time| Self::Clock(days, time));
        }
        text.parse().map(Self::After).map_err(|_| {
            format!(
                "`{text}` is no moment: write a duration since the beginning (`30m`) or a time of day (`09:30`, `mon 09:30`)"
            )
        })
    }
}

impl Beginning {
    /// Reads `09:00`, `mon 09:00` or `2026-03-02 09:00`.
    ///
    /// # Errors
    /// What the text is not, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let (day, time) = day_and_time(text);
        let day = day.map(StartsOn::parse).transpose()?;
        Ok(Self(StartsAt { time: time_of_day(time)?, day }))
    }
}

/// A day that stands before a time of day, and the time: `mon 09:00`, `2026-03-02T09:00`.
fn day_and_time(text: &str) -> (Option<&str>, &str) {
    let text = text.trim();
    let before_time = |c: char| c.is_whitespace() || c == 'T';
    match text.rsplit_once(before_time) {
        Some((day, time)) if time.contains(':') && !day.is_empty() => (Some(day), time),
        Some(_) | None => (None, text),
    }
}

fn time_of_day(text: &str) -> Result<TimeOfDay, String> {
    text.parse().map_err(|error: rushhour_engine::units::ParseTimeError| error.to_string())
}

impl RawWarmup {
    /// Reads a warm-up.
    ///
    /// # Errors
    /// What the text is not, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        if text.trim() == "auto" {
            return Ok(Self::Auto);
        }
        text.parse().map(Self::For).map_err(|_| {
            if text.to_lowercase().contains("auto") || nearest(text, ["auto"]).is_some() {
                format!("`{text}` is no warm-up: write `auto`")
            } else {
                format!("`{text}` is no warm-up: write `auto`, or a duration such as `10m`")
            }
        })
    }
}

impl Bytes {
    /// The units, each with its bytes.
    pub const UNITS: [(&str, u64); 7] = [
        ("B", 1),
        ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
    ];

    /// Reads a size.
    ///
    /// # Errors
    /// What the text is not, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let trimmed = text.trim();
        let unit_at = trimmed.find(|c: char| c.is_alphabetic()).unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(unit_at);
        let (number, unit) = (number.trim_end(), if unit.is_empty() { "B" } else { unit });
        let scale = Self::UNITS.iter().find(|(name, _)| *name == unit).map(|(_, scale)| *scale);
        match (number.parse::<u64>(), scale) {
            (Ok(number), Some(scale)) => {
                let bytes = number.checked_mul(scale);
                bytes
                    .map(Self)
                    .ok_or_else(|| format!("`{text}` is larger than any file: write `16MiB` or the like"))
            }
            (Ok(_), None) => Err(match nearest(unit, Self::UNITS.map(|(name, _)| name)) {
                Some(meant) => format!("`{unit}` is no unit of size: write `{number}{meant}`"),
                None => format!("`{unit}` is no unit of size: write `B`, `kB`, `MB`, `GB`, `KiB`, `MiB` or `GiB`"),
            }),
            (Err(_), _) => Err(Self::no_size(text)),
        }
    }

    fn no_size(text: impl fmt::Display) -> String {
        format!("`{text}` is no size: write a whole number of bytes, or `500kB`, `16MiB` or the like")
    }

    fn whole(number: f64) -> Result<Self, String> {
        // Up to here a floating-point number holds every whole one.
        const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && (0.0..=EXACT_MAX).contains(&number) {
            return Ok(Self(number as u64));
        }
        Err(Self::no_size(number))
    }
}

fn seconds<E: Error>(number: f64) -> Result<SimSpan, E> {
    SimSpan::from_secs_f64(number)
        .ok_or_else(|| E::custom(format_args!("`{number}` is no duration: write `30s`, `250ms`, `2m30s` or `1h`")))
}

/// Deserializes a type from text, and from a number where it has a meaning for one.
macro_rules! scalar {
    ($type:ident, $expecting:literal, $text:expr, $number:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct OfScalar;
                impl Visitor<'_> for OfScalar {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: Error>(self, text: &str) -> Result<$type, E> {
                        let parse: fn(&str) -> Result<$type, String> = $text;
                        parse(text).map_err(E::custom)
                    }
                    fn visit_u64<E: Error>(self, number: u64) -> Result<$type, E> {
                        self.visit_f64(number as f64)
                    }
                    fn visit_i64<E: Error>(self, number: i64) -> Result<$type, E> {
                        self.visit_f64(number as f64)
                    }
                    fn visit_f64<E: Error>(self, number: f64) -> Result<$type, E> {
                        let convert: fn(f64) -> Result<$type, E> = $number;
                        convert(number)
                    }
                }
                deserializer.deserialize_any(OfScalar)
            }
        }
    };
}

scalar!(
    Span,
    "a duration such as `30s`",
    |text| text.parse().map(Span).map_err(|error: rushhour_engine::units::ParseTimeError| error.to_string()),
    |number| seconds(number).map(Span)
);
scalar!(RawWarmup, "a duration such as `10m`, or `auto`", RawWarmup::parse, |number| seconds(number)
    .map(RawWarmup::For));
scalar!(
    PerTime,
    "a rate such as `900/h`",
    |text| text.parse().map(PerTime).map_err(|error: rushhour_engine::units::ParseRateError| error.to_string()),
    |number| Err(E::custom(format_args!("`{number}` is no rate: write `900/h`, `15/m` or `0.25/s`")))
);
scalar!(Moment, "a moment such as `30m` or `09:30`", Moment::parse, |number| seconds(number).map(Moment::After));
scalar!(Beginning, "a time of day such as `09:00` or `mon 09:00`", Beginning::parse, |number| Err(E::custom(
    format_args!("`{number}` is no time of day: write `09:00` or `17:30:15`")
)));
scalar!(
    FirstDay,
    "a day such as `mon` or `2026-03-02`",
    |text| StartsOn::parse(text).map(FirstDay),
    |number| Err(E::custom(format_args!("`{number}` is no day to begin on: write `mon` or `2026-03-02`")))
);
scalar!(
    OnDays,
    "days such as `mon`, `weekdays` or `2026-03-02`",
    |text| Days::parse(text).map(OnDays),
    |number| Err(E::custom(format_args!("`{number}` is no day: write `mon`, `weekdays` or `2026-03-02`")))
);
scalar!(Bytes, "a size such as `16MiB`", Bytes::parse, |number| Bytes::whole(number).map_err(E::custom));

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfAny;
        impl Visitor<'_> for OfAny {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or text")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.to_owned()))
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
        }
        deserializer.deserialize_any(OfAny)
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self { items: Vec::new(), listed: true }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfOneOrMany<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OfOneOrMany<T> {
            type Value = OneOrMany<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one of these or a list of them")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<OneOrMany<T>, E> {
                one(T::deserialize(StrDeserializer::new(text)))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<OneOrMany<T>, E> {
                one(T::deserialize(number.into_deserializer()))
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<OneOrMany<T>, E> {
                one(T::deserialize(value.into_deserializer()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneOrMany<T>, A::Error> {
                one(T::deserialize(MapAccessDeserializer::new(map)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMany<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(OneOrMany { items, listed: true })
            }
        }
        fn one<T, E>(item: Result<T, E>) -> Result<OneOrMany<T>, E> {
            item.map(|item| OneOrMany { items: vec![item], listed: false })
        }
        deserializer.deserialize_any(OfOneOrMany(PhantomData))
    }
}

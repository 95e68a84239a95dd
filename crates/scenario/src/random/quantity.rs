//! Numbers as a scenario writes them: with a unit of time or without.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use rushhour_engine::units::{SimSpan, fits_a_number};

/// A parameter of a distribution: a plain number, or the seconds of a duration (`30s`). Not checked yet.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Quantity(pub f64);

/// A parameter that is no time: a weight, a shape, a coefficient of variation. Not checked yet.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Number(pub f64);

/// Far beyond every number of a simulation and far from where products of them overflow.
const LARGEST: f64 = 1e12;

/// What to write in place of a number that is larger.
pub(super) const TOO_LARGE: &str = "write a number or a duration of at most 1000000000000";

impl Quantity {
    /// Reads a number, or a duration with its unit.
    ///
    /// # Errors
    /// What the text is not.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match (number(text)?, text.parse::<SimSpan>()) {
            (Some(number), _) => Ok(Self(number)),
            (None, Ok(span)) => Ok(Self(span.as_secs_f64())),
            (None, Err(_)) => {
                let is_span = |rest: &str| number(rest) == Ok(None) && rest.parse::<SimSpan>().is_ok();
                Err(match text.strip_prefix('-') {
                    Some(rest) if is_span(rest) => format!("`{text}` is negative"),
                    Some(_) | None => format!("`{text}` is neither a number nor a duration"),
                })
            }
        }
    }
    /// Whether it is more than any distribution takes.
    pub fn is_too_large(self) -> bool {
        self.0 > LARGEST
    }
    /// The number, where a distribution can give it: not negative and not too large.
    pub fn in_range(self) -> Option<f64> {
        // A zero has no sign.
        (0.0..=LARGEST).contains(&self.0).then_some(self.0 + 0.0)
    }
}

/// The number that a text is, if it is one.
fn number(text: &str) -> Result<Option<f64>, String> {
    fits_a_number(text)?;
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Some(number)),
        // `inf` and `NaN` are numbers for Rust, not for people.
        Ok(_) if text.contains(|c: char| c.is_ascii_digit()) => Err(format!("`{text}` is too large")),
        Ok(_) | Err(_) => Ok(None),
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

pub(super) struct QuantityVisitor;

impl Visitor<'_> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a duration")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Quantity, E> {
        Quantity::parse(text)
            .map_err(|message| E::custom(format_args!("{message}: write `0.5`, `30s`, `250ms` or `2m30s`")))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Quantity, E> {
        Ok(Quantity(number as f64))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Quantity, E> {
        Ok(Quantity(number as f64))
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Quantity, E> {
        Ok(Quantity(number))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfNumber;
        impl Visitor<'_> for OfNumber {
            type Value = Number;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                match number(text.trim()) {
                    Ok(Some(number)) => Ok(Number(number)),
                    Ok(None) => {
                        Err(E::custom(format_args!("`{text}` is no plain number: write `0.5`, `2` or the like")))
                    }
                    Err(message) => Err(E::custom(message)),
                }
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
                Ok(Number(number as f64))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
                Ok(Number(number as f64))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
                Ok(Number(number))
            }
        }
        deserializer.deserialize_any(OfNumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations_are_read_as_people_write_them() {
        for (text, expected) in
            [("90", 90.0), (" 1.5 ", 1.5), ("90s", 90.0), ("1m30s", 90.0), ("250ms", 0.25), ("-3", -3.0)]
        {
            assert_eq!(Quantity::parse(text), Ok(Quantity(expected)), "{text}");
        }
        let said = |text| Quantity::parse(text).unwrap_err();
        let seen = ["soon", "", "-5s", "--5s", "1e400", "inf", "NaN", "-inf", "30/h", "1,5"].map(said);
        insta::assert_snapshot!(seen.join("\n"), @r#"
        `soon` is neither a number nor a duration
        `` is neither a number nor a duration
        `-5s` is negative
        `--5s` is neither a number nor a duration
        `1e400` is too large
        `inf` is neither a number nor a duration
        `NaN` is neither a number nor a duration
        `-inf` is neither a number nor a duration
        `30/h` is neither a number nor a duration
        `1,5` is neither a number nor a duration
        "#);
    }

    #[test]
    fn what_is_in_range_has_no_sign() {
        assert_eq!(Quantity(-0.0).in_range().map(f64::to_bits), Some(0));
        assert_eq!(Quantity(1e12).in_range(), Some(1e12));
        for wrong in [-1e-9, 1.1e12, f64::NAN, f64::INFINITY] {
            assert_eq!(Quantity(wrong).in_range(), None);
        }
    }
}

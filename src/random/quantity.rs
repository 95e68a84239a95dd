//! A number that a scenario writes as a number or as a duration.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::units::SimSpan;

/// A parameter of a distribution: a plain number, or the seconds of a duration (`30s`). Not checked yet.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Quantity(pub f64);

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
        match text.parse::<SimSpan>() {
            Ok(span) => Ok(Quantity(span.as_secs_f64())),
            Err(_) => Err(E::custom(format_args!(
                "`{text}` is neither a number nor a duration: write `0.5`, `30s`, `250ms` or `2m30s`"
            ))),
        }
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

//! A share of chances: how often something happens that has them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use rushhour_engine::units::fits_a_number;

/// A share: `2%`, or a number from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(pub f64);

impl Share {
    fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let share = match text.trim().strip_suffix('%') {
            Some(percent) => percent.trim().parse().map(|percent: f64| percent / 100.0),
            None => text.trim().parse(),
        };
        let wrong = || format!("`{text}` is no share: write `2%`, or a number from 0 to 1");
        share.ok().filter(|share| (0.0..=1.0).contains(share)).map(Self).ok_or_else(wrong)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfShare;
        impl Visitor<'_> for OfShare {
            type Value = Share;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a share such as `2%`")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Share, E> {
                Share::parse(text).map_err(E::custom)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Share, E> {
                Share::parse(&number.to_string()).map_err(E::custom)
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Share, E> {
                Share::parse(&number.to_string()).map_err(E::custom)
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Share, E> {
                Share::parse(&number.to_string()).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(OfShare)
    }
}

//! How often something happens.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::time::fits_a_number;

/// Events per second; finite and not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Rate(f64);

/// Text that is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseRateError {
    /// Not a rate.
    #[error("`{0}` is not a rate: write `900/h`, `15/m` or `0.25/s`")]
    Rate(String),
    /// A text that is longer than any rate is written.
    #[error("{0}")]
    TooMuchText(String),
}

impl Rate {
    /// From events per second; `None` where that is negative, infinite or undefined.
    pub fn per_second(rate: f64) -> Option<Self> {
        (rate.is_finite() && rate >= 0.0).then_some(Self(rate))
    }
    /// From events per hour; `None` where that is negative, infinite or undefined.
    pub fn per_hour(rate: f64) -> Option<Self> {
        Self::per_second(rate / 3600.0)
    }
    /// Events per second.
    pub const fn as_per_second(self) -> f64 {
        self.0
    }
    /// Events per hour.
    pub fn as_per_hour(self) -> f64 {
        self.0 * 3600.0
    }
    /// So many times as often; as often as before where `factor` makes no sense.
    pub fn times(self, factor: f64) -> Self {
        Self::per_second(self.0 * factor).unwrap_or(self)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hourly = self.as_per_hour();
        // What is written reads as the same rate again, to the last bit.
        if hourly / 3600.0 == self.0 { write!(f, "{hourly}/h") } else { write!(f, "{}/s", self.0) }
    }
}

impl FromStr for Rate {
    type Err = ParseRateError;

    /// `900/h`, `15/m`, `15/min`, `0.25/s`.
    fn from_str(text: &str) -> Result<Self, ParseRateError> {
        fits_a_number(text).map_err(ParseRateError::TooMuchText)?;
        let error = || ParseRateError::Rate(text.to_owned());
        let (number, unit) = text.split_once('/').ok_or_else(error)?;
        let per_second = match unit.trim() {
            "s" | "sec" | "second" => 1.0,
            "m" | "min" | "minute" => 60.0,
            "h" | "hour" => 3600.0,
            "d" | "day" => 86_400.0,
            _ => return Err(error()),
        };
        let number: f64 = number.trim().parse().map_err(|_| error())?;
        Self::per_second(number / per_second).ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_per_second_minute_hour_and_day() {
        assert_eq!("3600/h".parse(), Ok(Rate(1.0)));
        assert_eq!("15/m".parse(), Ok(Rate(0.25)));
        assert_eq!("0.25/s".parse(), Ok(Rate(0.25)));
        assert_eq!("86400 / day".parse(), Ok(Rate(1.0)));
        for wrong in ["900", "-1/h", "900/week", "many/h", "inf/h"] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_told_so_that_it_reads_as_the_same() {
        for text in ["90/h", "7/min", "0.3/s", "1/d", "333333333333333333333333333333333333/min", "1e300/h"] {
            let rate: Rate = text.parse().unwrap();
            assert_eq!(rate.to_string().parse(), Ok(rate), "{text} is told as {rate}");
        }
    }
}

//! How fast a run is shown: virtual seconds in a second on the wall, or as fast as it goes.

use std::fmt;
use std::str::FromStr;

use rushhour_engine::units::fits_a_number;

/// A speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many virtual seconds in a second.
    Times(f64),
    /// As fast as it goes.
    Max,
}

impl Speed {
    /// The slowest.
    pub const LEAST: f64 = 0.1;
    /// The fastest that is still a number.
    pub const MOST: f64 = 100_000.0;
    /// As on the wall.
    pub const REAL: Self = Self::Times(1.0);

    /// From a number.
    ///
    /// # Errors
    /// It is too small or too large.
    pub fn times(times: f64) -> Result<Self, String> {
        if (Self::LEAST..=Self::MOST).contains(&times) {
            return Ok(Self::Times(times));
        }
        Err(Self::refused(&format!("{times:?}")))
    }

    fn refused(written: &str) -> String {
        format!("`{written}` is no speed: write a number from {} to {}, or `max`", Self::LEAST, Self::MOST)
    }
}

impl FromStr for Speed {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let text = text.trim();
        if text == "max" {
            return Ok(Self::Max);
        }
        let number = text.strip_suffix(['x', '×']).unwrap_or(text).trim();
        number.parse().ok().and_then(|times| Self::times(times).ok()).ok_or_else(|| Self::refused(text))
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Times(times) => write!(f, "{times}"),
            Self::Max => f.write_str("max"),
        }
    }
}

//! Numbers as people read them: three digits and a unit.

use crate::Unit;
use rushhour_engine::units::{SimSpan, SimTime};

/// A whole number with its thousands set apart: `12,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount of money, to its hundredth: `12,345.60`.
pub fn money(amount: f64) -> String {
    let text = format!("{:.2}", amount.abs());
    let (whole, hundredths) = text.split_once('.').unwrap_or((&text, "00"));
    let sign = if amount < 0.0 { "-" } else { "" };
    // More than has a place in 64 bits is written as it is.
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    format!("{sign}{whole}.{hundredths}")
}

/// A number with three significant digits, or with all before the point.
pub fn three(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude >= 1e15 {
        format!("{number:.2e}")
    } else if magnitude >= 1000.0 {
        let sign = if number < 0.0 { "-" } else { "" };
        format!("{sign}{}", count(magnitude.round() as u64))
    } else if magnitude >= 99.95 {
        format!("{number:.0}")
    } else if magnitude >= 9.995 {
        format!("{number:.1}")
    } else if magnitude >= 0.01 || magnitude == 0.0 {
        format!("{number:.2}")
    } else {
        format!("{number:.2e}")
    }
}

/// A time in seconds, in the unit that suits it: `850 ns`, `12.3 ms`, `18.2 s`, `12m 05s`, `8h 00m`.
pub fn seconds(seconds: f64) -> String {
    let magnitude = seconds.abs();
    if magnitude == 0.0 {
        "0 s".to_owned()
    } else if magnitude < 0.999_5e-6 {
        format!("{:.0} ns", seconds * 1e9)
    } else if magnitude < 0.999_5e-3 {
        format!("{} µs", three(seconds * 1e6))
    } else if magnitude < 0.999_5 {
        format!("{} ms", three(seconds * 1e3))
    } else if magnitude < 119.5 {
        format!("{} s", three(seconds))
    } else {
        clock(seconds)
    }
}

/// A long time in its two largest units: `45.0 s`, `12m 05s`, `8h 00m`, `3d 04h`.
pub fn clock(seconds_: f64) -> String {
    let whole = seconds_.round() as u64;
    if whole < 120 {
        return if seconds_ == 0.0 { "0 s".to_owned() } else { format!("{} s", three(seconds_)) };
    }
    let minutes = (seconds_ / 60.0).round() as u64;
    if whole < 7200 {
        format!("{}m {:02}s", whole / 60, whole % 60)
    } else if minutes < 48 * 60 {
        format!("{}h {:02}m", minutes / 60, minutes % 60)
    } else {
        let hours = (seconds_ / 3600.0).round() as u64;
        format!("{}d {:02}h", hours / 24, hours % 24)
    }
}

/// A share as a percentage; nearly all and nearly none are told apart from all and none.
pub fn share(share: f64) -> String {
    let near_the_edge = (share > 0.0 && share < 0.000_5) || (share < 1.0 && share > 0.999_5);
    if near_the_edge { format!("{:.3} %", share * 100.0) } else { format!("{:.1} %", share * 100.0) }
}

/// A value of this unit, short.
pub fn value(unit: impl Into<Unit>, value: f64) -> String {
    match unit.into() {
        Unit::Seconds => seconds(value),
        Unit::Share => share(value),
        Unit::Plain => three(value),
    }
}

/// A value of this unit that is compared with a limit: with digits enough to see on which side it is.
pub fn precise(unit: impl Into<Unit>, value: f64) -> String {
    match unit.into() {
        Unit::Seconds if value != 0.0 && value.abs() < 1.0 => seconds(value),
        Unit::Seconds => format!("{} s", trimmed(value, 3)),
        Unit::Share => format!("{} %", trimmed(value * 100.0, 3)),
        // What has no place in six decimals is no zero.
        Unit::Plain if value != 0.0 && value.abs() < 1e-3 => format!("{value:e}"),
        Unit::Plain => trimmed(value, 6),
    }
}

/// A number with at most so many digits after the point and no useless zeros.
fn trimmed(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A moment of a replication: `1:02:03.004`.
pub fn moment(seconds: f64) -> String {
    SimSpan::from_secs_f64(seconds).map_or_else(|| three(seconds), |span| (SimTime::ZERO + span).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_take_the_unit_that_suits_them() {
        let cases = [
            (0.0, "0 s"),
            (85e-9, "85 ns"),
            (1.5e-6, "1.50 µs"),
            (0.999_9e-3, "1.00 ms"),
            (0.0123, "12.3 ms"),
            (0.999_7, "1.00 s"),
            (18.24, "18.2 s"),
            (99.97, "100 s"),
            (125.4, "2m 05s"),
            (7199.6, "2h 00m"),
            (28_800.0, "8h 00m"),
            (273_600.0, "3d 04h"),
        ];
        for (value, text) in cases {
            assert_eq!(seconds(value), text);
        }
    }

    #[test]
    fn counts_have_their_thousands_set_apart() {
        assert_eq!(count(999), "999");
        assert_eq!(count(1000), "1,000");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(three(-1234.4), "-1,234");
    }

    #[test]
    fn shares_near_the_edges_are_told_apart_from_them() {
        assert_eq!(
            [share(1.0), share(0.999_9), share(0.813), share(0.000_1), share(0.0)].join("|"),
            "100.0 %|99.990 %|81.3 %|0.010 %|0.0 %"
        );
    }

    #[test]
    fn a_value_beside_its_limit_shows_on_which_side_it_is() {
        assert_eq!(precise(Unit::Seconds, 20.003), "20.003 s");
        assert_eq!(precise(Unit::Seconds, 18.0), "18 s");
        assert_eq!(precise(Unit::Share, 0.799_99), "79.999 %");
        assert_eq!(precise(Unit::Plain, 12.0), "12");
    }
}

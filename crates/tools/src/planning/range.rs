//! What is varied: values as scenarios write them, and the round ones between two of them.
//!
//! The searches ask it for what to try next, the command line reads it from a flag. It knows no scenario.

use std::fmt;

use smol_str::{SmolStr, format_smolstr};

use rushhour_engine::units::{Rate, SimSpan, fits_a_number};
use rushhour_scenario::plan::Var;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dimension {
    Number,
    Rate,
    Time,
}

/// What stands behind a number: nothing, `/h`, `s`.
#[derive(Clone, Debug, PartialEq)]
struct Unit {
    text: SmolStr,
    dimension: Dimension,
    /// How many of the base unit it is: events a second, seconds.
    base: f64,
}

/// A value as the scenario writes it: `400`, `400/h`, `60s`.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    amount: f64,
    unit: Unit,
}

/// From where to where a value is varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    from: f64,
    to: f64,
    unit: Unit,
    /// Whether only whole numbers make sense.
    whole: bool,
}

/// How finely the limit is looked for.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To a share of it.
    Share(f64),
    /// To so much, in the unit of the range.
    Amount(f64),
}

/// So much of the range is fine enough in any case, as a multiple of the share: otherwise a limit near zero would be
/// sought for ever.
const OF_THE_RANGE: f64 = 0.01;
/// The powers of ten of the steps that are tried, from the coarsest to the finest.
const EXPONENTS: std::ops::RangeInclusive<i32> = -9..=15;

impl Value {
    /// The number, without its unit.
    pub const fn amount(&self) -> f64 {
        self.amount
    }

    /// Reads a number, a rate or a duration.
    fn parse(text: &str) -> Option<Self> {
        fits_a_number(text).ok()?;
        let text = text.trim();
        if let Ok(amount) = text.parse::<f64>() {
            let unit = Unit { text: SmolStr::default(), dimension: Dimension::Number, base: 1.0 };
            return amount.is_finite().then_some(Self { amount, unit });
        }
        if let Some((number, per)) = text.split_once('/') {
            let base = format!("1/{per}").parse::<Rate>().ok()?.as_per_second();
            text.parse::<Rate>().ok()?;
            let unit = Unit { text: format_smolstr!("/{}", per.trim()), dimension: Dimension::Rate, base };
            return Some(Self { amount: number.trim().parse().ok()?, unit });
        }
        let span: SimSpan = text.parse().ok()?;
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let (amount, name) = match number.trim().parse() {
            Ok(amount) => (amount, &text[number.len()..]),
            // `1h30m`
            Err(_) => (span.as_secs_f64(), "s"),
        };
        let base = format!("1{name}").parse::<SimSpan>().ok()?.as_secs_f64();
        Some(Self { amount, unit: Unit { text: name.into(), dimension: Dimension::Time, base } })
    }

    /// The same in another unit; `None` where that is of something else.
    fn in_unit(&self, unit: &Unit) -> Option<Self> {
        (self.unit.dimension == unit.dimension).then(|| {
            let amount =
                if self.unit.base == unit.base { self.amount } else { self.amount * self.unit.base / unit.base };
            Self { amount, unit: unit.clone() }
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.text)
    }
}

impl Range {
    /// Reads both ends.
    ///
    /// # Errors
    /// What is wrong with them, and what to write.
    pub fn parse(from: &str, to: &str) -> Result<Self, String> {
        let read = |text: &str| {
            fits_a_number(text)?;
            let wrong = || {
                format!(
                    "`{text}` is no number, rate or duration: write `400..2000`, `400/h..2000/h` or `60s..300s`"
                )
            };
            Value::parse(text).ok_or_else(wrong)
        };
        let (from, to) = (read(from)?, read(to)?);
        let Some(end) = to.in_unit(&from.unit) else {
            return Err(format!("`{from}` and `{to}` are not of the same kind: write both ends in one unit"));
        };
        if from.amount >= end.amount {
            return Err(format!("`{from}` is not less than `{to}`: write the lower end first"));
        }
        let whole = from.unit.dimension == Dimension::Number
            && [from.amount, end.amount].iter().all(|amount| amount.fract() == 0.0 && amount.abs() < 1e15);
        Ok(Self { from: from.amount, to: end.amount, unit: from.unit, whole })
    }

    /// From one whole number to another.
    pub fn of_whole(from: u32, to: u32) -> Self {
        let unit = Unit { text: SmolStr::default(), dimension: Dimension::Number, base: 1.0 };
        Self { from: from.into(), to: to.into(), unit, whole: true }
    }

    /// The range for something whose value in the scenario is this one, and that value; none for what the scenario
    /// does not say.
    ///
    /// # Errors
    /// The range does not fit the value, or a value of this kind cannot be varied.
    pub fn fit(mut self, today: Option<&Var>) -> Result<(Self, Option<Value>), String> {
        let seconds = |span: &SimSpan| Value {
            amount: span.as_secs_f64(),
            unit: Unit { text: "s".into(), dimension: Dimension::Time, base: 1.0 },
        };
        let today = match today {
            None => return Ok((self, None)),
            Some(Var::Text(text)) if text == "none" => return Ok((self, None)),
            Some(Var::Int(whole)) => Value::parse(&whole.to_string()),
            Some(Var::Float(number)) => {
                self.whole = false;
                Value::parse(&number.to_string())
            }
            Some(Var::Span(span)) => Some(seconds(span)),
            Some(Var::Text(text)) => Value::parse(text),
            Some(Var::Bool(_)) => None,
        };
        let Some(today) = today else {
            return Err("is no number, rate or duration, so it cannot be varied".to_owned());
        };
        if today.unit.dimension == Dimension::Time && self.unit.dimension == Dimension::Number {
            // A number where a duration belongs is one of seconds.
            self.unit = seconds(&SimSpan::ZERO).unit;
            self.whole = false;
        }
        match today.in_unit(&self.unit) {
            Some(today) => Ok((self, Some(today))),
            None => Err(format!("is `{today}`, and {}..{} is of another kind", self.first(), self.last())),
        }
    }

    /// The lower end.
    pub fn first(&self) -> Value {
        self.value(self.from)
    }
    /// The upper end.
    pub fn last(&self) -> Value {
        self.value(self.to)
    }
    /// A value of this range's unit.
    pub fn value(&self, amount: f64) -> Value {
        Value { amount, unit: self.unit.clone() }
    }
    /// The unit behind the numbers: nothing, `/h`, `s`.
    pub fn unit(&self) -> &str {
        &self.unit.text
    }

    /// A length on this range: a number, with or without a unit. `None` if the text is not one, or if it is not positive.
    pub fn length(&self, text: &str) -> Option<f64> {
        let length = Value::parse(text)?;
        let length = match length.unit.dimension {
            Dimension::Number => length.amount,
            Dimension::Rate | Dimension::Time => length.in_unit(&self.unit)?.amount,
        };
        (length > 0.0).then_some(length)
    }

    /// Whether two values are so near that nothing between them is of interest, where the first one holds.
    pub fn is_fine(&self, holds: f64, fails: f64, precision: Precision) -> bool {
        let apart = (holds - fails).abs();
        let enough = match precision {
            Precision::Share(share) => share * holds.abs().max((self.to - self.from) * OF_THE_RANGE),
            Precision::Amount(amount) => amount,
        };
        apart <= enough.max(if self.whole { 1.0 } else { 0.0 }) * (1.0 + 1e-9)
    }

    /// The roundest number about the middle of two: the one with the coarsest step in the middle quarter.
    pub fn between(&self, low: f64, high: f64) -> f64 {
        let (centre, margin) = (low + (high - low) / 2.0, (high - low) / 8.0);
        let round = self.steps().map(|step| step.times((centre / step.size()).round()));
        let near = |amount: &f64| (centre - margin..=centre + margin).contains(amount);
        round.into_iter().find(near).unwrap_or(if self.whole { centre.floor() } else { centre })
    }

    /// Round numbers at equal distances, above `low` and up to `high`: at least so many, if there are.
    pub fn spread(&self, low: f64, high: f64, at_least: usize) -> Vec<f64> {
        let mut finest = Vec::new();
        for step in self.steps() {
            let (first, last) = ((low / step.size()).floor() + 1.0, (high / step.size()).floor());
            let count = last - first + 1.0;
            if count > 20.0 * at_least as f64 {
                break;
            }
            finest = (0..count.max(0.0) as u32).map(|place| step.times(first + f64::from(place))).collect();
            if finest.len() >= at_least {
                break;
            }
        }
        finest.retain(|amount| low < *amount && *amount <= high);
        finest
    }

    /// All steps, from the coarsest: …, 50, 20, 10, 5, 2, 1, 0.5, …
    fn steps(&self) -> impl Iterator<Item = RoundStep> {
        let whole = self.whole;
        let all = EXPONENTS.rev().flat_map(|exponent| [5, 2, 1].map(|digit| RoundStep { digit, exponent }));
        all.filter(move |step| !whole || step.exponent >= 0)
    }
}

/// A step of 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy)]
struct RoundStep {
    digit: u8,
    exponent: i32,
}

impl RoundStep {
    fn size(self) -> f64 {
        self.times(1.0)
    }
    /// So many steps, without an error in the last digit.
    fn times(self, number: f64) -> f64 {
        let power = (0..self.exponent.abs()).fold(1.0, |power, _| power * 10.0);
        let number = number * f64::from(self.digit);
        if self.exponent < 0 { number / power } else { number * power }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, to: &str) -> Range {
        Range::parse(from, to).unwrap()
    }

    #[test]
    fn ends_are_written_as_the_scenario_writes_them_and_the_unit_is_kept() {
        for (from, to, last) in [
            ("400", "2000", "2000"),
            ("400/h", "2000/h", "2000/h"),
            ("10/min", "1200/h", "20/min"),
            ("60s", "300s", "300s"),
            ("90s", "5m", "300s"),
            ("1m30s", "5m", "300s"),
            ("0.25h", "90m", "1.5h"),
            ("-5", "0.5", "0.5"),
        ] {
            assert_eq!(range(from, to).last().to_string(), last, "{from}..{to}");
        }
        assert_eq!(range("1m30s", "5m").first().to_string(), "90s");
    }

    #[test]
    fn ends_that_make_no_range_are_refused_with_a_remedy() {
        let refused = |from, to| Range::parse(from, to).unwrap_err();
        insta::assert_snapshot!(refused("few", "many"), @"`few` is no number, rate or duration: write `400..2000`, `400/h..2000/h` or `60s..300s`");
        insta::assert_snapshot!(refused("400", "2000/h"), @"`400` and `2000/h` are not of the same kind: write both ends in one unit");
        insta::assert_snapshot!(refused("5m", "90s"), @"`5m` is not less than `90s`: write the lower end first");
        assert!(Range::parse("inf", "2").is_err() && Range::parse("1", "NaN").is_err());
    }

    #[test]
    fn where_the_scenario_stands_is_read_in_the_unit_of_the_range() {
        let today =
            |from, to, var: &Var| range(from, to).fit(Some(var)).map(|(_, today)| today.unwrap().to_string());
        let minutes = Var::Span(SimSpan::from_secs(180));
        assert_eq!(today("400/h", "2000/h", &Var::Text("13/min".into())).unwrap(), "780/h");
        assert_eq!(today("1m", "5m", &minutes).unwrap(), "3m");
        assert_eq!(today("60", "300", &minutes).unwrap(), "180s");
        assert_eq!(today("400", "2000", &Var::Int(780)).unwrap(), "780");
        assert_eq!(range("1", "9").fit(Some(&Var::Text("none".into()))).unwrap().1, None);
        insta::assert_snapshot!(today("400", "2000", &Var::Text("780/h".into())).unwrap_err(), @"is `780/h`, and 400..2000 is of another kind");
        insta::assert_snapshot!(today("400", "2000", &Var::Text("line".into())).unwrap_err(), @"is no number, rate or duration, so it cannot be varied");
        assert!(range("0", "1").fit(Some(&Var::Bool(true))).is_err());
    }

    #[test]
    fn the_middle_is_a_round_number() {
        let middle = |range: &Range, low, high| range.between(low, high);
        let calls = range("400", "2000");
        assert_eq!(middle(&calls, 400.0, 2000.0), 1000.0);
        assert_eq!(middle(&calls, 780.0, 800.0), 790.0);
        assert_eq!((middle(&calls, 5.0, 7.0), middle(&calls, 5.0, 8.0)), (6.0, 6.0));
        let shares = range("0.1", "0.9");
        assert_eq!((middle(&shares, 0.1, 0.9), middle(&shares, 0.3, 0.4)), (0.5, 0.35));
    }

    #[test]
    fn whatever_the_range_halving_ends_soon() {
        for (from, to) in [("1", "1000000"), ("0", "1"), ("0.001", "1000"), ("-7", "12.5"), ("60s", "300s")] {
            let range = range(from, to);
            for limit in [0.0, 0.013, 0.5, 0.77, 0.999] {
                let limit = range.from + limit * (range.to - range.from);
                let (mut holds, mut fails, mut rounds) = (range.from, range.to, 0);
                while !range.is_fine(holds, fails, Precision::Share(0.01)) {
                    let middle = range.between(holds, fails);
                    assert!(holds < middle && middle < fails, "{from}..{to}: {holds} {middle} {fails}");
                    if middle <= limit {
                        holds = middle
                    } else {
                        fails = middle
                    }
                    rounds += 1;
                    assert!(rounds < 40, "{from}..{to}: {holds}..{fails}");
                }
            }
        }
    }

    #[test]
    fn whole_numbers_of_a_small_range_are_told_apart_and_others_to_a_share() {
        let agents = range("10", "60");
        assert!(agents.is_fine(14.0, 15.0, Precision::Share(0.01)));
        assert!(!agents.is_fine(14.0, 16.0, Precision::Share(0.01)));
        assert!(range("400", "2000").is_fine(1000.0, 1010.0, Precision::Share(0.01)));
        assert!(!range("400/h", "2000/h").is_fine(1000.0, 1010.0, Precision::Amount(5.0)));
        assert!(range("400/h", "2000/h").is_fine(1000.0, 1005.0, Precision::Amount(5.0)));
        // A number that is no whole one in the scenario is not kept to them.
        let (share, _) = range("0", "1").fit(Some(&Var::Float(0.5))).unwrap();
        assert_eq!(share.between(0.0, 1.0), 0.5);
    }

    #[test]
    fn the_way_there_is_marked_by_round_numbers_at_equal_distances() {
        assert_eq!(
            range("400", "2000").spread(400.0, 830.0, 6),
            [450.0, 500.0, 550.0, 600.0, 650.0, 700.0, 750.0, 800.0]
        );
        assert_eq!(range("10", "60").spread(10.0, 13.0, 6), [11.0, 12.0, 13.0]);
        assert_eq!(range("0.1", "0.9").spread(0.1, 0.4, 6), [0.15, 0.2, 0.25, 0.3, 0.35, 0.4]);
        assert!(range("0", "1").spread(0.3, 0.3, 6).is_empty());
    }
}

//! Tolerances: how much worse something may get.

use std::str::FromStr;

use super::side::Statistic;
use rushhour_engine::units::{SimSpan, fits_a_number};
use rushhour_measure::SeriesKey;
use rushhour_report::MetricKind;

/// How much worse something may get.
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerance {
    /// Of which metric, and which number of it; nothing: of all that get better one way.
    pub of: Option<(SeriesKey, Option<Statistic>)>,
    /// How much.
    pub amount: Amount,
    /// As it was written.
    pub text: String,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A share of what the first side has.
    Share(f64),
    /// So many seconds.
    Seconds(f64),
    /// So many percentage points, as a share.
    Points(f64),
    /// So much of a plain number.
    Number(f64),
}

impl Amount {
    /// How much that is of a value.
    pub(super) fn of(self, value: f64) -> f64 {
        match self {
            Self::Share(share) => share * value.abs(),
            Self::Seconds(amount) | Self::Points(amount) | Self::Number(amount) => amount,
        }
    }
    /// Whether such a metric can be told in it; otherwise what to write.
    pub(super) const fn fits(self, kind: MetricKind) -> Result<(), &'static str> {
        match (self, kind) {
            (Self::Share(_), _)
            | (Self::Seconds(_), MetricKind::Time)
            | (Self::Points(_), MetricKind::Share)
            | (Self::Number(_), MetricKind::Plain | MetricKind::Mean) => Ok(()),
            (Self::Points(_) | Self::Number(_), MetricKind::Time) => Err("it is a time: write `5%` or `500ms`"),
            (Self::Seconds(_) | Self::Number(_), MetricKind::Share) => {
                Err("it is a share: write `5%` of it, or `2pp` for percentage points")
            }
            (Self::Seconds(_) | Self::Points(_), MetricKind::Plain | MetricKind::Mean) => {
                Err("it is a plain number: write `5%` or `0.5`")
            }
        }
    }
}

impl Tolerance {
    /// Whether it names this number, or its metric.
    pub(super) fn names(&self, metric: &SeriesKey, statistic: Statistic) -> bool {
        let is_of = |(named, number): &(SeriesKey, Option<Statistic>)| {
            named == metric && number.is_none_or(|number| number == statistic)
        };
        self.of.as_ref().is_some_and(is_of)
    }
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let text = text.trim();
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|it| it.is_finite() && *it >= 0.0);
        let read = if let Some(percent) = text.strip_suffix('%') {
            number(percent).map(|it| Self::Share(it / 100.0))
        } else if let Some(points) = text.strip_suffix("pp") {
            number(points).map(|it| Self::Points(it / 100.0))
        } else if let Some(plain) = number(text) {
            Some(Self::Number(plain))
        } else {
            text.parse::<SimSpan>().ok().map(|span| Self::Seconds(span.as_secs_f64()))
        };
        read.ok_or_else(|| format!("`{text}` is no tolerance: write `2%`, `500ms`, `2pp` or a number from 0 on"))
    }
}

impl FromStr for Tolerance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((of, amount)) = text.rsplit_once('=') else {
            let amount: Amount = text.parse()?;
            return match amount {
                Amount::Share(_) => Ok(Self { of: None, amount, text: text.trim().to_owned() }),
                Amount::Seconds(_) | Amount::Points(_) | Amount::Number(_) => {
                    Err(format!("say of what: `wait.mean={}`, or write a share of everything: `2%`", text.trim()))
                }
            };
        };
        let of = of.trim();
        if of.is_empty() {
            return Err("name a metric before the `=`: `wait.mean=5%`".to_owned());
        }
        let named = of.rsplit_once('.').and_then(|(metric, name)| Some((metric, Statistic::from_name(name)?)));
        let of = match named {
            Some((metric, statistic)) => (SeriesKey::read(metric).in_order(), Some(statistic)),
            None => (SeriesKey::read(of).in_order(), None),
        };
        Ok(Self { of: Some(of), amount: amount.parse()?, text: amount.trim().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_scenario::metrics::TagName;

    #[test]
    fn a_tolerance_is_of_everything_of_a_metric_or_of_one_number_of_it() {
        let read = |text: &str| {
            let tolerance: Tolerance = text.parse().unwrap();
            (tolerance.of, tolerance.amount)
        };
        assert_eq!(read("2%"), (None, Amount::Share(0.02)));
        assert_eq!(read("wait=5 %"), (Some((SeriesKey::whole("wait"), None)), Amount::Share(0.05)));
        assert_eq!(
            read("wait{queue:a.b}.p95=500ms"),
            (Some((SeriesKey::part("wait", TagName::Queue, "a.b"), Some(Statistic::P95))), Amount::Seconds(0.5))
        );
        assert_eq!(
            read("service_level=2pp"),
            (Some((SeriesKey::whole("service_level"), None)), Amount::Points(0.02))
        );
        assert_eq!(read("queue_length=0.5").1, Amount::Number(0.5));
    }

    #[test]
    fn what_is_no_tolerance_says_what_to_write() {
        for (text, words) in [
            ("2", "say of what"),
            ("wait=-1%", "is no tolerance"),
            ("=2%", "name a metric"),
            ("wait=soon", "write `2%`"),
        ] {
            let message = text.parse::<Tolerance>().unwrap_err();
            assert!(message.contains(words), "{message}");
        }
    }

    #[test]
    fn amounts_are_told_in_the_unit_of_the_metric() {
        assert_eq!(Amount::Share(0.1).fits(MetricKind::Share), Ok(()));
        assert!(Amount::Number(1.0).fits(MetricKind::Time).is_err());
        assert!(Amount::Seconds(1.0).fits(MetricKind::Share).is_err());
        assert!(Amount::Points(0.1).fits(MetricKind::Mean).is_err());
        assert_eq!(Amount::Share(0.1).of(-20.0), 2.0);
        assert_eq!(Amount::Seconds(3.0).of(-20.0), 3.0);
    }
}

//! What a threshold demands: text in the document's JSON, and typed in its memory.

use std::fmt;

use serde::{Serialize, Serializer};

use rushhour_scenario::metrics::Kind;
use rushhour_scenario::parse_threshold;
use rushhour_scenario::plan::{Comparison, Statistic, Threshold};

/// What a threshold demands of its metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    text: String,
    condition: Option<Condition>,
}

/// What an expression means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// Which number of the metric.
    pub statistic: Statistic,
    /// How it is held against the limit.
    pub comparison: Comparison,
    /// Seconds of times, 0 to 1 of shares.
    pub limit: f64,
}

impl Expression {
    /// What stands in a document about a metric of this kind.
    pub(super) fn read(text: String, kind: Kind) -> Self {
        let condition = parse_threshold(&text, kind).ok().map(|(statistic, comparison, limit)| Condition {
            statistic,
            comparison,
            limit,
        });
        Self { text, condition }
    }
    /// As the scenario writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// What it means; nothing where a stored document says what this program does not understand.
    pub const fn condition(&self) -> Option<Condition> {
        self.condition
    }
}

impl From<&Threshold> for Expression {
    fn from(threshold: &Threshold) -> Self {
        let Threshold { metric: _, statistic, comparison, limit, expression, abort: _ } = threshold;
        let condition = Condition { statistic: *statistic, comparison: *comparison, limit: *limit };
        Self { text: expression.clone(), condition: Some(condition) }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.text)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_again_means_the_same() {
        let read = |text: &str, kind| Expression::read(text.to_owned(), kind).condition();
        let meant = |statistic, comparison, limit| Some(Condition { statistic, comparison, limit });
        assert_eq!(read("p(95) < 20s", Kind::Time), meant(Statistic::Percentile(95.0), Comparison::Less, 20.0));
        assert_eq!(read("value >= 80%", Kind::Share), meant(Statistic::Value, Comparison::GreaterOrEqual, 0.8));
        // A count is told as a plain number, whatever is counted.
        assert_eq!(read("count > 100", Kind::Plain), meant(Statistic::Count, Comparison::Greater, 100.0));
        assert_eq!(read("as good as can be", Kind::Time), None);
    }
}

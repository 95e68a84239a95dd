//! Which way a number of agents must go where a threshold does not hold.
//!
//! More agents answer sooner and are less busy. A threshold that asks for the contrary (agents who are busy for so much of
//! their time) pulls the other way: a search goes up only for those that more agents help, and looks at the others when
//! it is there.

use rushhour_scenario::metrics::{Metric, TagName};
use rushhour_scenario::plan::{Comparison, Threshold};

/// Which way a number of agents must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// More of them may help.
    More,
    /// Only fewer of them can help.
    Fewer,
}

impl Pull {
    /// Which way they must go for this threshold, of which this was seen. Where there is no data nobody was there to make
    /// any, so more may help.
    pub fn of(threshold: &Threshold, observed: Option<f64>) -> Self {
        let Some(metric) = Metric::built_in(&threshold.metric.name).filter(|_| observed.is_some()) else {
            return Self::More;
        };
        match (with_more_agents(metric), threshold.comparison) {
            (Trend::Falls, Comparison::Greater | Comparison::GreaterOrEqual)
            | (Trend::Rises, Comparison::Less | Comparison::LessOrEqual) => Self::Fewer,
            (Trend::Falls | Trend::Rises | Trend::Unknown, _) => Self::More,
        }
    }
}

/// Whether a threshold of which nothing was seen has nothing to hold: one on contacts where nobody came, and an upper limit
/// of how busy people are where nobody was at work.
pub(super) fn has_nothing_to_hold(threshold: &Threshold, nobody_came: bool) -> bool {
    let Some(metric) = Metric::built_in(&threshold.metric.name) else { return false };
    match (metric, threshold.comparison) {
        (Metric::Occupancy, Comparison::Less | Comparison::LessOrEqual) => true,
        (Metric::Occupancy, _) => false,
        (of_contacts, _) => nobody_came && of_contacts.entry().tags.contains(&TagName::Interval),
    }
}

/// What becomes of a metric where there are more agents.
enum Trend {
    Rises,
    Falls,
    Unknown,
}

const fn with_more_agents(metric: Metric) -> Trend {
    match metric {
        Metric::ServiceLevel => Trend::Rises,
        Metric::Wait
        | Metric::SpeedOfAnswer
        | Metric::PWait
        | Metric::AbandonRate
        | Metric::BlockRate
        | Metric::Occupancy
        | Metric::QueueLength
        | Metric::FirstResponse => Trend::Falls,
        Metric::Handle
        | Metric::Talk
        | Metric::Hold
        | Metric::Wrapup
        | Metric::TransferRate
        | Metric::ActionLatency
        | Metric::Rejected
        | Metric::Checks
        | Metric::Recorded(_) => Trend::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_measure::testing::threshold;
    use rushhour_scenario::plan::Statistic;

    #[test]
    fn what_more_agents_make_worse_pulls_the_other_way() {
        let pull =
            |metric, comparison, seen| Pull::of(&threshold(metric, Statistic::Value, comparison, 0.8), seen);
        for (metric, comparison, pulls) in [
            ("service_level", Comparison::GreaterOrEqual, Pull::More),
            ("service_level", Comparison::Less, Pull::Fewer),
            ("occupancy", Comparison::Less, Pull::More),
            ("occupancy", Comparison::Greater, Pull::Fewer),
            ("wait", Comparison::Greater, Pull::Fewer),
            ("abandon_rate", Comparison::Equal, Pull::More),
            ("checks", Comparison::Less, Pull::More),
            ("mood", Comparison::Less, Pull::More),
        ] {
            assert_eq!(pull(metric, comparison, Some(0.5)), pulls, "{metric}");
        }
        assert_eq!(pull("occupancy", Comparison::Greater, None), Pull::More, "there was nobody to be busy");
    }
}

//! What is measured: the one table of metrics, for thresholds, observers and reports.
//!
//! Scripts add metrics of their own, which the scenario declares by name; [`Metric::Recorded`] is one of those.

use smol_str::SmolStr;

use crate::ids::MetricId;

use crate::plan::Plan;

/// A metric. The order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// From arrival to an agent, or to the end without one; every admitted contact whose wait is over.
    Wait,
    /// From arrival to an agent; answered contacts.
    SpeedOfAnswer,
    /// Share of admitted contacts for which nobody was reserved at the instant of arrival.
    PWait,
    /// Share of admitted contacts that gave up before they were answered.
    AbandonRate,
    /// Share of contacts that found no line free.
    BlockRate,
    /// Share of admitted contacts answered within the target of their queue.
    ServiceLevel,
    /// Share of the workers' available time in which they had an accepted or wrapping reservation.
    Occupancy,
    /// From accepting to completing; every completed reservation.
    Handle,
    /// From accepting to wrap-up (or to completing) without the time on hold; likewise.
    Talk,
    /// Time on hold; reservations in which the customer was on hold at all.
    Hold,
    /// From wrap-up to completing; reservations that were wrapped up.
    Wrapup,
    /// Share of answered contacts in which somebody started a transfer.
    TransferRate,
    /// How many inbound tasks wait for their first agent, over time.
    QueueLength,
    /// From arrival to an agent's first message; contacts by text.
    FirstResponse,
    /// From the moment a script meant to act to the action's settling; invocations that did or were refused.
    ActionLatency,
    /// Share of those that were refused.
    Rejected,
    /// Share of scripts' checks that held.
    Checks,
    /// What scripts recorded.
    Recorded(MetricId),
}

/// What kind of number a metric is, and so which statistics it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Samples of time, in seconds.
    Time,
    /// Samples of plain numbers.
    Plain,
    /// A share of cases, 0 to 1.
    Share,
    /// A share of time, 0 to 1; numerator and denominator in seconds.
    TimeShare,
    /// A mean over time; the numerator times seconds, the denominator seconds.
    TimeMean,
}

/// Which way a metric gets better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The more the better.
    Up,
    /// The less the better.
    Down,
    /// Neither way: it depends on what somebody wants.
    Neither,
}

/// What a metric can be narrowed down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagName {
    /// `{queue:support}`
    Queue,
    /// `{population:callers}`
    Population,
    /// `{channel:chat}`
    Channel,
    /// `{action:AcceptTask}`
    Action,
    /// `{interval:09:30}`: contacts that came in it; of agents, their time in it.
    Interval,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in thresholds and reports; `None` for what scripts record, which the scenario names.
    pub name: Option<&'static str>,
    /// What kind of number it is.
    pub kind: Kind,
    /// What it can be narrowed down to.
    pub tags: &'static [TagName],
}

const CONTACT: &[TagName] = &[TagName::Queue, TagName::Population, TagName::Channel, TagName::Interval];
const WORK: &[TagName] = &[TagName::Queue, TagName::Population, TagName::Channel];
const STAFF: &[TagName] = &[TagName::Queue, TagName::Population, TagName::Interval];
const ACTION: &[TagName] = &[TagName::Action];
const SCRIPT: &[TagName] = &[TagName::Population];

impl Metric {
    /// All but those that scripts record, in the order of reports.
    pub const BUILT_IN: [Self; 17] = [
        Self::Wait,
        Self::SpeedOfAnswer,
        Self::PWait,
        Self::AbandonRate,
        Self::BlockRate,
        Self::ServiceLevel,
        Self::Occupancy,
        Self::Handle,
        Self::Talk,
        Self::Hold,
        Self::Wrapup,
        Self::TransferRate,
        Self::QueueLength,
        Self::FirstResponse,
        Self::ActionLatency,
        Self::Rejected,
        Self::Checks,
    ];

    /// What the table says of it.
    pub const fn entry(self) -> Entry {
        let (name, kind, tags) = match self {
            Self::Wait => ("wait", Kind::Time, CONTACT),
            Self::SpeedOfAnswer => ("speed_of_answer", Kind::Time, CONTACT),
            Self::PWait => ("p_wait", Kind::Share, CONTACT),
            Self::AbandonRate => ("abandon_rate", Kind::Share, CONTACT),
            Self::BlockRate => ("block_rate", Kind::Share, CONTACT),
            Self::ServiceLevel => ("service_level", Kind::Share, CONTACT),
            Self::Occupancy => ("occupancy", Kind::TimeShare, STAFF),
            Self::Handle => ("handle", Kind::Time, WORK),
            Self::Talk => ("talk", Kind::Time, WORK),
            Self::Hold => ("hold", Kind::Time, WORK),
            Self::Wrapup => ("wrapup", Kind::Time, WORK),
            Self::TransferRate => ("transfer_rate", Kind::Share, CONTACT),
            Self::QueueLength => ("queue_length", Kind::TimeMean, WORK),
            Self::FirstResponse => ("first_response", Kind::Time, CONTACT),
            Self::ActionLatency => ("action_latency", Kind::Time, ACTION),
            Self::Rejected => ("rejected", Kind::Share, ACTION),
            Self::Checks => ("checks", Kind::Share, SCRIPT),
            Self::Recorded(_) => return Entry { name: None, kind: Kind::Plain, tags: SCRIPT },
        };
        Entry { name: Some(name), kind, tags }
    }
    /// What kind of number it is.
    pub const fn kind(self) -> Kind {
        self.entry().kind
    }
    /// Which way it gets better, as all would agree.
    pub const fn better(self) -> Better {
        match self {
            Self::ServiceLevel | Self::Checks => Better::Up,
            Self::Wait
            | Self::SpeedOfAnswer
            | Self::PWait
            | Self::AbandonRate
            | Self::BlockRate
            | Self::QueueLength
            | Self::FirstResponse
            | Self::ActionLatency
            | Self::Rejected => Better::Down,
            Self::Occupancy
            | Self::Handle
            | Self::Talk
            | Self::Hold
            | Self::Wrapup
            | Self::TransferRate
            | Self::Recorded(_) => Better::Neither,
        }
    }
    /// The built-in metric with this name.
    pub fn built_in(name: &str) -> Option<Self> {
        Self::BUILT_IN.into_iter().find(|metric| metric.entry().name == Some(name))
    }
    /// The metric with this name, in a scenario that declares these for its scripts to record.
    pub fn find(name: &str, declared: &[SmolStr]) -> Option<Self> {
        Self::built_in(name).or_else(|| {
            let place = declared.iter().position(|known| known == name)?;
            Some(Self::Recorded(MetricId(u16::try_from(place).ok()?)))
        })
    }
}

impl Kind {
    /// Whether it is made of samples; otherwise it is one amount over another.
    pub const fn is_sampled(self) -> bool {
        match self {
            Self::Time | Self::Plain => true,
            Self::Share | Self::TimeShare | Self::TimeMean => false,
        }
    }
    /// What people call it.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Time | Self::Plain => "a metric of samples",
            Self::Share | Self::TimeShare => "a share",
            Self::TimeMean => "a level over time",
        }
    }
}

impl TagName {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Queue, Self::Population, Self::Channel, Self::Action, Self::Interval];

    /// The text in thresholds and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Population => "population",
            Self::Channel => "channel",
            Self::Action => "action",
            Self::Interval => "interval",
        }
    }
    /// What it names, in the plural.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Queue => "queues",
            Self::Population => "populations",
            Self::Channel => "channels",
            Self::Action => "actions",
            Self::Interval => "intervals",
        }
    }
    /// The one with this text.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.as_str() == text)
    }
}

impl Metric {
    /// The name in scenarios and reports.
    pub fn name(self, plan: &Plan) -> SmolStr {
        match self {
            Self::Recorded(id) => plan.metrics.get(usize::from(id.0)).cloned().unwrap_or_default(),
            built_in => SmolStr::new(built_in.entry().name.unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_metric_is_found_by_its_name() {
        for metric in Metric::BUILT_IN {
            assert_eq!(Metric::built_in(metric.entry().name.unwrap()), Some(metric));
        }
        assert_eq!(Metric::built_in("waiting"), None);
    }

    #[test]
    fn a_declared_metric_is_found_by_its_place() {
        let declared = ["mood".into(), "basket".into()];
        assert_eq!(Metric::find("basket", &declared), Some(Metric::Recorded(MetricId(1))));
        assert_eq!(Metric::find("wait", &declared), Some(Metric::Wait));
        assert_eq!(Metric::find("weight", &declared), None);
    }

    #[test]
    fn built_in_metrics_are_in_the_order_of_reports_and_before_those_of_scripts() {
        assert!(Metric::BUILT_IN.is_sorted());
        assert!(Metric::BUILT_IN[16] < Metric::Recorded(MetricId(0)));
    }

    #[test]
    fn the_manual_has_every_metric_and_its_kind() {
        let manual = include_str!("../../../docs/scenario.md");
        for metric in Metric::BUILT_IN {
            let Entry { name, kind, .. } = metric.entry();
            let kind = match kind {
                Kind::Time => "s",
                Kind::Share => "share",
                Kind::TimeShare => "share of time",
                Kind::TimeMean => "mean over time",
                Kind::Plain => "number",
            };
            let row = format!("| `{}` | {kind} |", name.unwrap());
            assert!(manual.contains(&row), "docs/scenario.md has no row {row}");
        }
    }
}

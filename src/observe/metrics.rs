//! The metrics: their names, what kind of number each is, and by what it may be split.
//!
//! Thresholds and reports name a metric by text; inside, a [`Series`] is one metric, whole or split by one tag.

use smol_str::SmolStr;

use super::samples::Unit;
use crate::engine::action::ActionName;
use crate::engine::config::Channel;
use crate::engine::event::{MetricId, PopulationId};
use crate::scenario::plan::{MetricRef, Plan};
use crate::units::QueueId;

/// What is measured. The order is that of reports.
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

/// What kind of number a metric is.
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

/// What a metric may be split by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// A queue.
    Queue(QueueId),
    /// A population: of customers for what happens to contacts, of agents for what agents do.
    Population(PopulationId),
    /// A channel.
    Channel(Channel),
    /// An action.
    Action(ActionName),
}

/// A metric, whole or split by a tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// What is measured.
    pub metric: Metric,
    /// Of which part; none: of everything.
    pub tag: Option<Tag>,
}

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

    /// The name of a built-in metric; `None` for what scripts record, which the plan names.
    pub const fn built_in_name(self) -> Option<&'static str> {
        Some(match self {
            Self::Wait => "wait",
            Self::SpeedOfAnswer => "speed_of_answer",
            Self::PWait => "p_wait",
            Self::AbandonRate => "abandon_rate",
            Self::BlockRate => "block_rate",
            Self::ServiceLevel => "service_level",
            Self::Occupancy => "occupancy",
            Self::Handle => "handle",
            Self::Talk => "talk",
            Self::Hold => "hold",
            Self::Wrapup => "wrapup",
            Self::TransferRate => "transfer_rate",
            Self::QueueLength => "queue_length",
            Self::FirstResponse => "first_response",
            Self::ActionLatency => "action_latency",
            Self::Rejected => "rejected",
            Self::Checks => "checks",
            Self::Recorded(_) => return None,
        })
    }
    /// The name in scenarios and reports.
    pub fn name(self, plan: &Plan) -> SmolStr {
        match self {
            Self::Recorded(id) => plan.metrics.get(usize::from(id.0)).cloned().unwrap_or_default(),
            built_in => SmolStr::new(built_in.built_in_name().unwrap_or_default()),
        }
    }
    /// The metric with this name.
    pub fn from_name(plan: &Plan, name: &str) -> Option<Self> {
        let built_in = Self::BUILT_IN.into_iter().find(|metric| metric.built_in_name() == Some(name));
        built_in.or_else(|| {
            let place = plan.metrics.iter().position(|metric| metric == name)?;
            Some(Self::Recorded(MetricId(u16::try_from(place).ok()?)))
        })
    }
    /// What kind of number it is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Wait
            | Self::SpeedOfAnswer
            | Self::Handle
            | Self::Talk
            | Self::Hold
            | Self::Wrapup
            | Self::FirstResponse
            | Self::ActionLatency => Kind::Time,
            Self::PWait
            | Self::AbandonRate
            | Self::BlockRate
            | Self::ServiceLevel
            | Self::TransferRate
            | Self::Rejected
            | Self::Checks => Kind::Share,
            Self::Occupancy => Kind::TimeShare,
            Self::QueueLength => Kind::TimeMean,
            Self::Recorded(_) => Kind::Plain,
        }
    }
}

impl Kind {
    /// The unit of its samples; of shares and means, which have none, the plain number.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Time => Unit::Seconds,
            Self::Plain | Self::Share | Self::TimeShare | Self::TimeMean => Unit::Plain,
        }
    }
    /// Whether it is made of samples; otherwise it is one amount over another.
    pub const fn is_sampled(self) -> bool {
        match self {
            Self::Time | Self::Plain => true,
            Self::Share | Self::TimeShare | Self::TimeMean => false,
        }
    }
}

impl Series {
    /// A metric of everything.
    pub const fn whole(metric: Metric) -> Self {
        Self { metric, tag: None }
    }
    /// A part of a metric.
    pub const fn part(metric: Metric, tag: Tag) -> Self {
        Self { metric, tag: Some(tag) }
    }
    /// The series that a threshold names; `None` where the plan knows no such metric or part.
    pub fn resolve(plan: &Plan, named: &MetricRef) -> Option<Self> {
        let metric = Metric::from_name(plan, &named.name)?;
        let Some((tag, value)) = &named.tag else { return Some(Self::whole(metric)) };
        let tag = match tag.as_str() {
            "queue" => {
                let place = plan.center.queues.iter().position(|queue| queue.name == *value)?;
                Tag::Queue(QueueId::new(u32::try_from(place).ok()?))
            }
            "population" => Tag::Population(plan.populations().find(|(_, known)| known.name == *value)?.0),
            "channel" => Tag::Channel(Channel::from_name(value)?),
            "action" => Tag::Action(ActionName::new(value)),
            _ => return None,
        };
        Some(Self::part(metric, tag))
    }
    /// As reports write it: `wait`, `wait{queue:support}`.
    pub fn key(&self, plan: &Plan) -> String {
        let tag = self.tag.as_ref().map(|tag| match tag {
            Tag::Queue(queue) => {
                let name = plan.center.queues.get(queue.index()).map(|queue| queue.name.clone());
                ("queue".into(), name.unwrap_or_default())
            }
            Tag::Population(id) => {
                let name = plan.population(*id).map(|population| population.name.clone());
                ("population".into(), name.unwrap_or_default())
            }
            Tag::Channel(channel) => ("channel".into(), channel.name().into()),
            Tag::Action(action) => ("action".into(), action.as_str().into()),
        });
        MetricRef { name: self.metric.name(plan), tag }.key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::testing;

    #[test]
    fn a_series_is_found_by_the_key_it_writes() {
        let plan = testing::plan();
        let cases = [
            ("wait", None),
            ("wait", Some(("queue", "sales"))),
            ("handle", Some(("population", "desk"))),
            ("queue_length", Some(("channel", "chat"))),
            ("rejected", Some(("action", "AcceptTask"))),
            ("mood", Some(("population", "callers"))),
        ];
        for (name, tag) in cases {
            let named = MetricRef { name: name.into(), tag: tag.map(|(tag, value)| (tag.into(), value.into())) };
            let series = Series::resolve(&plan, &named).unwrap();
            assert_eq!(series.key(&plan), named.key());
        }
    }

    #[test]
    fn what_the_plan_does_not_know_is_no_series() {
        let plan = testing::plan();
        for (name, tag) in
            [("weight", None), ("wait", Some(("queue", "nowhere"))), ("wait", Some(("mood", "good")))]
        {
            let named = MetricRef { name: name.into(), tag: tag.map(|(tag, value)| (tag.into(), value.into())) };
            assert_eq!(Series::resolve(&plan, &named), None, "{named:?}");
        }
    }
}

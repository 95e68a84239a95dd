//! The metrics that every run has: one table, for thresholds, observers, reports and their description.
//!
//! Scripts add metrics of their own, which the scenario declares by name; those are plain samples without tags.

/// What a metric is made of, and so which statistics it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// Many values: count, mean, extremes and percentiles.
    Samples,
    /// How many of how many.
    Share,
    /// A level, averaged over time.
    Level,
}

/// What the numbers of a metric are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// A share, 0 to 1.
    Share,
    /// How many.
    Count,
    /// Whatever the script records.
    Any,
}

/// What a metric can be narrowed down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// `{queue:support}`
    Queue,
    /// `{population:callers}`
    Population,
    /// `{channel:chat}`
    Channel,
    /// `{action:AcceptTask}`
    Action,
}

/// A metric of every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name in thresholds and reports.
    pub name: &'static str,
    /// What it is made of.
    pub kind: MetricKind,
    /// What its numbers are.
    pub unit: Unit,
    /// What it can be narrowed down to.
    pub tags: &'static [Tag],
    /// What it says, in a phrase.
    pub summary: &'static str,
}

impl Tag {
    /// Its name in thresholds and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Population => "population",
            Self::Channel => "channel",
            Self::Action => "action",
        }
    }
}

impl MetricKind {
    /// What people call it.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Samples => "a metric of samples",
            Self::Share => "a share",
            Self::Level => "a level over time",
        }
    }
}

const CONTACT: &[Tag] = &[Tag::Queue, Tag::Population, Tag::Channel];

const fn time(name: &'static str, tags: &'static [Tag], summary: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Samples, unit: Unit::Seconds, tags, summary }
}

const fn share(name: &'static str, tags: &'static [Tag], summary: &'static str) -> Metric {
    Metric { name, kind: MetricKind::Share, unit: Unit::Share, tags, summary }
}

/// All metrics of every run, in the order in which reports show them.
pub const METRICS: &[Metric] = &[
    time("wait", CONTACT, "from entering the queue to being connected or giving up; all admitted contacts"),
    time("speed_of_answer", CONTACT, "from entering the queue to being connected; answered contacts only"),
    share("p_wait", CONTACT, "admitted contacts for which no agent was reserved at the instant they came"),
    share("abandon_rate", CONTACT, "admitted contacts that gave up before they were answered"),
    share("block_rate", CONTACT, "contacts that were turned away; they count in no other metric"),
    share("service_level", CONTACT, "admitted contacts that were answered within their queue's target"),
    share("occupancy", &[Tag::Population], "agents' time with work, of their time with work or available for it"),
    time("handle", CONTACT, "from accepting a contact to completing it"),
    time("talk", CONTACT, "talking with the customer, without hold"),
    time("hold", CONTACT, "the customer on hold"),
    time("wrapup", CONTACT, "after-contact work"),
    share("transfer_rate", CONTACT, "handled contacts that were transferred"),
    Metric {
        name: "queue_length",
        kind: MetricKind::Level,
        unit: Unit::Count,
        tags: &[Tag::Queue],
        summary: "contacts that wait, averaged over time",
    },
    time("first_response", CONTACT, "from the beginning of a conversation to the agent's first message"),
    time("action_latency", &[Tag::Action], "from the intended start of an action to its settling, as modelled"),
    share("rejected", &[Tag::Action], "invocations of actions that were rejected"),
    share("checks", &[], "checks of scripts that held"),
];

/// The metric with this name.
pub fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for entry in METRICS {
            assert_eq!(metric(entry.name), Some(entry));
        }
        assert_eq!(metric("waiting"), None);
    }
}

//! Series: one metric, whole or split by one tag; or by several, where somebody asks for that.
//!
//! Thresholds and reports name a series by text. What metrics there are, and by what each may be split, says the
//! table of [`rushhour_scenario::metrics`].

use smol_str::SmolStr;

use super::series_key::SeriesKey;
use rushhour_engine::action::ActionName;
use rushhour_engine::config::Channel;
use rushhour_engine::units::QueueId;
use rushhour_scenario::PopulationId;
use rushhour_scenario::metrics::{Metric, TagName};
use rushhour_scenario::plan::{MetricRef, Plan};

/// A part of a metric.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// The queue that a contact dialled or was first put in, or that work came through.
    Queue(QueueId),
    /// A population: of customers for what happens to contacts, of agents for what agents do.
    Population(PopulationId),
    /// How a customer came, or a task is handled.
    Channel(Channel),
    /// What was invoked.
    Action(ActionName),
    /// An interval, by its number.
    Interval(u32),
    /// What several parts have in common: two or more of the others, each by another name, in the order of these names.
    Joint(Box<[Tag]>),
}

/// A metric, whole or split by a tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// What is measured.
    pub metric: Metric,
    /// Of which part; none: of everything.
    pub tag: Option<Tag>,
}

impl Tag {
    /// What it is a part by, each with the text of its value; of a joint part several.
    fn pairs(&self, plan: &Plan) -> Vec<(TagName, SmolStr)> {
        if let Self::Joint(tags) = self {
            return tags.iter().flat_map(|tag| tag.pairs(plan)).collect();
        }
        self.name().map(|name| (name, self.value(plan))).into_iter().collect()
    }
    /// What it is a part by; nothing of a joint part.
    pub const fn name(&self) -> Option<TagName> {
        Some(match self {
            Self::Queue(_) => TagName::Queue,
            Self::Population(_) => TagName::Population,
            Self::Channel(_) => TagName::Channel,
            Self::Action(_) => TagName::Action,
            Self::Interval(_) => TagName::Interval,
            Self::Joint(_) => return None,
        })
    }
    /// A name of this part, as reports write it: `arrivals{queue:support}`.
    pub fn key(&self, name: &str, plan: &Plan) -> SeriesKey {
        let mut pairs = self.pairs(plan).into_iter();
        SeriesKey { metric: name.into(), tag: pairs.next(), more: pairs.collect() }
    }
    /// The text of its value; empty where the plan does not know it, and of a joint part, which has several.
    pub fn value(&self, plan: &Plan) -> SmolStr {
        match self {
            Self::Queue(queue) => {
                plan.center.queues.get(queue.index()).map(|queue| queue.name.clone()).unwrap_or_default()
            }
            Self::Population(id) => {
                plan.population(*id).map(|population| population.name.clone()).unwrap_or_default()
            }
            Self::Channel(channel) => channel.name().into(),
            Self::Action(action) => action.as_str().into(),
            Self::Interval(number) => plan.intervals.map(|intervals| intervals.label(*number)).unwrap_or_default(),
            Self::Joint(_) => SmolStr::default(),
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
        let metric = Metric::find(&named.name, &plan.metrics)?;
        let mut tags: Vec<Tag> = Vec::new();
        for (tag, value) in named.tags() {
            let name = TagName::from_text(tag).filter(|name| metric.entry().tags.contains(name))?;
            tags.push(Self::tag(plan, name, value)?);
        }
        let tag = if tags.len() > 1 { Some(Tag::Joint(tags.into())) } else { tags.pop() };
        Some(Self { metric, tag })
    }
    /// The part of this value; `None` where the plan has no such part.
    fn tag(plan: &Plan, name: TagName, value: &SmolStr) -> Option<Tag> {
        Some(match name {
            TagName::Queue => {
                let place = plan.center.queues.iter().position(|queue| queue.name == *value)?;
                Tag::Queue(QueueId::new(u32::try_from(place).ok()?))
            }
            TagName::Population => Tag::Population(plan.populations().find(|(_, known)| known.name == *value)?.0),
            TagName::Channel => Tag::Channel(Channel::from_name(value)?),
            TagName::Action => Tag::Action(ActionName::new(value)),
            TagName::Interval => {
                let place = plan.intervals?.labels().position(|label| label == *value)?;
                Tag::Interval(u32::try_from(place).ok()?)
            }
        })
    }
    /// As reports write it: `wait`, `wait{queue:support}`.
    pub fn key(&self, plan: &Plan) -> SeriesKey {
        let name = self.metric.name(plan);
        match &self.tag {
            None => SeriesKey::whole(name),
            Some(tag) => tag.key(&name, plan),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

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
            let tag = tag.map(|(tag, value)| (tag.into(), value.into()));
            let mut named = MetricRef { name: name.into(), tag, more: Vec::new() };
            if name == "handle" {
                named.more = vec![("channel".into(), "voice".into())];
            }
            let series = Series::resolve(&plan, &named).unwrap();
            assert_eq!(series.key(&plan).to_string(), named.key());
        }
    }

    #[test]
    fn what_the_plan_does_not_know_is_no_series() {
        let plan = testing::plan();
        for (name, tag) in [
            ("weight", None),
            ("wait", Some(("queue", "nowhere"))),
            ("wait", Some(("mood", "good"))),
            ("checks", Some(("queue", "sales"))),
        ] {
            let tag = tag.map(|(tag, value)| (tag.into(), value.into()));
            let named = MetricRef { name: name.into(), tag, more: Vec::new() };
            assert_eq!(Series::resolve(&plan, &named), None, "{named:?}");
        }
    }
}

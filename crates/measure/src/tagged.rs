//! One number, whole and split by queue, population, channel and interval.

use std::collections::BTreeMap;

use super::ratio::Ratio;
use super::samples::Samples;
use super::series::{Series, Tag};
use rushhour_engine::config::Channel;
use rushhour_engine::units::QueueId;
use rushhour_scenario::PopulationId;
use rushhour_scenario::metrics::Metric;
use rushhour_scenario::plan::Plan;

/// What a case belongs to; it counts for the whole and for each of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope {
    /// That of a contact or of the work on it; none where no queue took it.
    pub(super) queue: Option<QueueId>,
    /// Customers' for what happens to contacts, agents' for what they do.
    pub(super) population: Option<PopulationId>,
    pub(super) channel: Option<Channel>,
    /// Counted from the beginning of the run, from 0; none where the scenario has no intervals.
    pub(super) interval: Option<u32>,
}

/// What can be put together from parts, in any order and grouping.
pub(super) trait Merge: Default {
    /// Takes in another one's cases.
    fn merge(&mut self, other: &Self);
}

impl Merge for Samples {
    fn merge(&mut self, other: &Self) {
        Self::merge(self, other);
    }
}
impl Merge for Ratio {
    fn merge(&mut self, other: &Self) {
        Self::merge(self, other);
    }
}

/// A number of each scope that ever had a case. A case is counted once, and not for each part that it belongs to: the parts
/// are put together from scopes when the run is over.
#[derive(Clone, Debug, Default)]
pub(super) struct Scoped<T>(BTreeMap<Scope, T>);

/// The joint parts that somebody asks for, by metric.
#[derive(Clone, Debug, Default)]
pub(super) struct Joints(BTreeMap<Metric, Vec<Box<[Tag]>>>);

impl Joints {
    /// Those of a plan: of its thresholds, of what decides how many replications are made, and of what flags name.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut joints = Self::default();
        let until = plan.until.iter().map(|until| &until.metric);
        let named = plan.thresholds.iter().map(|threshold| &threshold.metric).chain(until).chain(&plan.asked);
        for series in named.filter_map(|named| Series::resolve(plan, named)) {
            if let Some(Tag::Joint(tags)) = series.tag {
                let of_metric = joints.0.entry(series.metric).or_default();
                if !of_metric.contains(&tags) {
                    of_metric.push(tags);
                }
            }
        }
        joints
    }
    /// Those of a metric.
    pub(super) fn of_metric(&self, metric: Metric) -> &[Box<[Tag]>] {
        self.0.get(&metric).map_or(&[], Vec::as_slice)
    }
}

impl Scope {
    /// Whether it belongs to all of these parts.
    pub(super) fn is_in(&self, tags: &[Tag]) -> bool {
        tags.iter().all(|tag| match tag {
            Tag::Queue(queue) => self.queue == Some(*queue),
            Tag::Population(population) => self.population == Some(*population),
            Tag::Channel(channel) => self.channel == Some(*channel),
            Tag::Interval(interval) => self.interval == Some(*interval),
            Tag::Joint(tags) => self.is_in(tags),
            // Nothing that has a scope is told by action.
            Tag::Action(_) => false,
        })
    }
}

impl<T: Merge> Scoped<T> {
    /// The number of a scope, to be counted on.
    pub(super) fn of(&mut self, scope: Scope) -> &mut T {
        self.0.entry(scope).or_default()
    }

    /// All numbers as series of a metric, and of those joint parts that are asked for and had a case.
    pub(super) fn into_series<M>(
        self,
        metric: Metric,
        joints: &Joints,
        into: &mut BTreeMap<Series, M>,
        finish: impl Fn(T) -> M,
    ) {
        for tags in joints.of_metric(metric) {
            let mut of_joint = self.0.iter().filter(|(scope, _)| scope.is_in(tags)).peekable();
            if of_joint.peek().is_some() {
                let mut sum = T::default();
                of_joint.for_each(|(_, number)| sum.merge(number));
                into.insert(Series::part(metric, Tag::Joint(tags.clone())), finish(sum));
            }
        }
        let mut parts: Tagged<T> = Tagged::default();
        for (scope, number) in self.0 {
            parts.each(scope, |part| part.merge(&number));
        }
        parts.into_series(metric, into, finish);
    }
}

/// A number of each part that ever had a case, and of the whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Tagged<T> {
    whole: T,
    queues: Vec<Option<Box<T>>>,
    populations: Vec<Option<Box<T>>>,
    channels: [Option<Box<T>>; Channel::COUNT],
    intervals: Vec<Option<Box<T>>>,
}

impl<T: Default> Tagged<T> {
    /// Has a case counted wherever it belongs.
    pub(super) fn each(&mut self, scope: Scope, mut count: impl FnMut(&mut T)) {
        count(&mut self.whole);
        if let Some(queue) = scope.queue {
            count(part(&mut self.queues, queue.index()));
        }
        if let Some(population) = scope.population {
            count(part(&mut self.populations, usize::from(population.0)));
        }
        if let Some(channel) = scope.channel {
            count(self.channels[channel.index()].get_or_insert_default());
        }
        if let Some(interval) = scope.interval {
            count(part(&mut self.intervals, interval as usize));
        }
    }

    /// Has a case counted for an interval alone: one that lasts longer than an interval is counted in parts.
    pub(super) fn of_interval(&mut self, interval: u32, count: impl FnOnce(&mut T)) {
        count(part(&mut self.intervals, interval as usize));
    }

    /// All numbers by their part, the whole first.
    pub(super) fn into_parts(self) -> Vec<(Option<Tag>, T)> {
        let mut parts = vec![(None, self.whole)];
        parts.extend(numbered(self.queues).map(|(place, number)| (Some(Tag::Queue(QueueId::new(place))), number)));
        for (place, number) in numbered(self.populations) {
            let Ok(place) = u16::try_from(place) else { unreachable!("places come from ids of 16 bits") };
            parts.push((Some(Tag::Population(PopulationId(place))), number));
        }
        for (channel, number) in Channel::ALL.into_iter().zip(self.channels) {
            parts.extend(number.map(|number| (Some(Tag::Channel(channel)), *number)));
        }
        parts.extend(numbered(self.intervals).map(|(place, number)| (Some(Tag::Interval(place)), number)));
        parts
    }

    /// All numbers as series of a metric.
    pub(super) fn into_series<M>(self, metric: Metric, into: &mut BTreeMap<Series, M>, finish: impl Fn(T) -> M) {
        into.extend(self.into_parts().into_iter().map(|(tag, number)| (Series { metric, tag }, finish(number))));
    }
}

fn part<T: Default>(parts: &mut Vec<Option<Box<T>>>, place: usize) -> &mut T {
    if parts.len() <= place {
        parts.resize_with(place + 1, || None);
    }
    parts[place].get_or_insert_default()
}

fn numbered<T>(parts: Vec<Option<Box<T>>>) -> impl Iterator<Item = (u32, T)> {
    (0..).zip(parts).filter_map(|(place, number)| number.map(|number| (place, *number)))
}

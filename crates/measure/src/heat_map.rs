//! A run of several days by day and hour: what a week looks like, weeks pooled.
//!
//! Made by [`super::Observation`] of what is measured, hour by hour of the run; then the hours of the same day of the week, or of the
//! same day of a short run, are added up. Sums are integers, so the result is the same in every grouping.

use std::collections::BTreeMap;

use super::buckets::{Buckets, Levels};
use super::course::AgentState;
use super::service::{Fate, Goal, ServiceCounts};
use super::span::Measured;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_scenario::days::{DAY, DAY_S, StartsAt, WEEKDAYS, weekday_name};
use rushhour_scenario::plan::Plan;

const HOUR: SimSpan = SimSpan::from_secs(3_600);
/// A run of more days than this, of which no day has a name, is told by the hour alone.
const DAYS_MOST: i64 = 14;

/// An hour of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayHour {
    /// The place of the day among [`HeatMap::days`].
    pub day: u32,
    /// The hour, from 0 to 23.
    pub hour: u32,
}

/// What happened in an hour of a day, all of them in all replications together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeatCell {
    /// What became of the contacts that came in it.
    pub arrived: ServiceCounts,
    /// How many such hours were measured, wholly or in part.
    pub hours: u64,
    /// Nanoseconds of it that were measured.
    pub covered_ns: u128,
    /// For each of [`AgentState::ALL`], nanoseconds times how many agents.
    pub agents_ns: [u128; AgentState::ALL.len()],
}

/// A run of several days by day and hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeatMap {
    /// What the days are called: `mon`, or `day 1`; one that is empty where all days are pooled.
    pub days: Vec<String>,
    /// What happened, by day and hour; hours that were not measured are left out.
    pub cells: BTreeMap<DayHour, HeatCell>,
}

/// The measured hours of a run that has a heat map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hours {
    starts_at: StartsAt,
    buckets: Buckets,
    measured: Measured,
    days: i64,
}

/// How many agents are in each state, by the hour of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Attendance {
    hours: Option<Hours>,
    states: [Levels; AgentState::ALL.len()],
}

impl HeatCell {
    /// How many contacts came in such an hour, on average.
    pub fn contacts(&self) -> f64 {
        if self.hours == 0 { 0.0 } else { self.arrived.offered as f64 / self.hours as f64 }
    }
    /// How many agents were signed in, on average.
    pub fn signed_in(&self) -> f64 {
        self.per_hour(self.agents_ns.iter().sum())
    }
    /// The share of the time of those who were available or at work in which they were at work; none where nobody was.
    pub fn occupancy(&self) -> Option<f64> {
        let of = |state: AgentState| self.agents_ns.get(state.index()).copied().unwrap_or_default();
        let busy = of(AgentState::OnContact) + of(AgentState::WrappingUp);
        let all = busy + of(AgentState::Available);
        (all > 0).then(|| busy as f64 / all as f64)
    }
    fn per_hour(&self, integral: u128) -> f64 {
        if self.covered_ns == 0 { 0.0 } else { integral as f64 / self.covered_ns as f64 }
    }
    fn add(&mut self, other: &Self) {
        self.arrived.merge(&other.arrived);
        self.hours += other.hours;
        self.covered_ns += other.covered_ns;
        for (mine, theirs) in self.agents_ns.iter_mut().zip(other.agents_ns) {
            *mine += theirs;
        }
    }
}

impl HeatMap {
    /// Takes in the replications that follow these.
    pub(super) fn merge(&mut self, later: &Self) {
        if self.days.is_empty() {
            self.days.clone_from(&later.days);
        }
        for (at, cell) in &later.cells {
            self.cells.entry(*at).or_default().add(cell);
        }
    }
}

impl Hours {
    /// The hours of this plan's runs, where they last longer than a day and have a time of day.
    pub(super) fn of(plan: &Plan, measured: Measured) -> Option<Self> {
        let starts_at = plan.starts_at?;
        let begun =
            i64::from(starts_at.time.as_secs()) + i64::try_from(plan.duration.as_ns() / 1_000_000_000).ok()?;
        let days = (begun + DAY_S - 1) / DAY_S;
        let past_hour = SimSpan::from_secs(u64::from(starts_at.time.as_secs() % 3_600));
        let hours = (plan.duration + past_hour).as_ns().div_ceil(HOUR.as_ns());
        let buckets = Buckets::of_length(HOUR, usize::try_from(hours).ok()?, past_hour);
        (plan.duration > DAY).then_some(Self { starts_at, buckets, measured, days })
    }
    /// What the days are called.
    fn names(self) -> Vec<String> {
        match self.starts_at.day {
            Some(_) => WEEKDAYS.iter().map(|weekday| weekday_name(*weekday).to_owned()).collect(),
            None if self.days <= DAYS_MOST => (1..=self.days).map(|day| format!("day {day}")).collect(),
            None => vec![String::new()],
        }
    }
    /// The day and hour of the bucket at this place.
    fn at(self, place: usize) -> DayHour {
        let (number, time) = self.starts_at.at(self.buckets.begin(place));
        let day = match self.starts_at.day(number).weekday {
            Some(weekday) => u32::try_from(weekday.to_monday_zero_offset()).unwrap_or_default(),
            None if self.days <= DAYS_MOST => u32::try_from(number).unwrap_or_default(),
            None => 0,
        };
        DayHour { day, hour: time.as_secs() / 3_600 }
    }
    /// A contact that came at this moment, within what is measured.
    pub(super) fn count(self, by_hour: &mut Vec<ServiceCounts>, at: SimTime, goal: Goal, fate: Fate) {
        if let Some(counts) = self.buckets.entry(by_hour, at) {
            counts.count(goal, fate);
        }
    }
    /// As much of the run as is measured, from this moment on.
    fn clip(self, at: SimTime) -> SimTime {
        self.measured.nearest(at)
    }
}

impl Attendance {
    /// Of nobody yet.
    pub(super) fn new(hours: Option<Hours>) -> Self {
        Self { hours, states: Default::default() }
    }
    /// An agent does another thing from now on.
    pub(super) fn change(&mut self, at: SimTime, before: Option<AgentState>, after: Option<AgentState>) {
        let Some(hours) = self.hours else { return };
        let at = hours.clip(at);
        if let Some(before) = before {
            self.states[before.index()].down(hours.buckets, at);
        }
        if let Some(after) = after {
            self.states[after.index()].up(hours.buckets, at);
        }
    }
    /// The heat map of a run that ended here, whose contacts came so by the hour.
    pub(super) fn finish(self, by_hour: &[ServiceCounts], ended_at: SimTime) -> HeatMap {
        let Some(hours) = self.hours else { return HeatMap::default() };
        let end = hours.clip(ended_at);
        // The measured time is one thing that is there all the time.
        let mut run = Levels::default();
        run.up(hours.buckets, hours.clip(SimTime::ZERO));
        let covered = run.finish(hours.buckets, end);
        let states = self.states.map(|levels| levels.finish(hours.buckets, end));
        let mut map = HeatMap { days: hours.names(), cells: BTreeMap::new() };
        for (place, covered_ns) in covered.iter().enumerate().filter(|(_, covered)| **covered > 0) {
            let agents_ns = states.each_ref().map(|state| state.get(place).copied().unwrap_or_default());
            let arrived = by_hour.get(place).copied().unwrap_or_default();
            let cell = HeatCell { arrived, hours: 1, covered_ns: *covered_ns, agents_ns };
            map.cells.entry(hours.at(place)).or_default().add(&cell);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Truncation;
    use crate::testing::{plan, s};
    use rushhour_scenario::days::StartsOn;

    fn hours(day: Option<&str>, days: u64) -> Hours {
        let day = day.map(|day| StartsOn::parse(day).unwrap());
        let plan = plan().varied(|plan| {
            plan.duration = SimSpan::from_secs(86_400 * days);
            plan.starts_at = Some(StartsAt { time: "08:30".parse().unwrap(), day });
        });
        Hours::of(&plan, Measured::of(&plan, Truncation::Stated(SimSpan::ZERO))).unwrap()
    }

    #[test]
    fn hours_of_the_same_day_of_the_week_are_pooled() {
        let hours = hours(Some("sat"), 15);
        let mut there = Attendance::new(Some(hours));
        there.change(s(0.0), None, Some(AgentState::Available));
        there.change(s(3_600.0), Some(AgentState::Available), Some(AgentState::OnContact));
        there.change(s(5_400.0), Some(AgentState::OnContact), None);
        let mut came = Vec::new();
        hours.count(&mut came, s(1_799.0), Goal::NO_QUEUE, Fate::Waiting);
        hours.count(&mut came, s(1_800.0 + 7.0 * 86_400.0), Goal::NO_QUEUE, Fate::Waiting);
        let map = there.finish(&came, s(15.0 * 86_400.0 + 99.0));
        assert_eq!((map.days[5].as_str(), map.cells.len()), ("sat", 7 * 24));
        let of = |hour| map.cells[&DayHour { day: 5, hour }];
        // Three Saturdays are in it: of the first only half of the hour at eight.
        assert_eq!(of(8).covered_ns, 2_500_000_000 * 3_600);
        assert_eq!((of(8).arrived.offered, of(9).arrived.offered), (1, 1));
        assert_eq!((of(8).hours, of(8).contacts()), (3, 1.0 / 3.0));
        assert_eq!((of(8).signed_in(), of(8).occupancy()), (0.2, Some(0.0)));
        assert_eq!((of(9).signed_in(), of(9).occupancy()), (1.0 / 3.0, Some(0.5)));
        assert_eq!(of(10).occupancy(), None);
    }

    #[test]
    fn days_without_names_are_counted_or_pooled() {
        let map = |days| Attendance::new(Some(hours(None, days))).finish(&[], s(86_400.0 * days as f64));
        assert_eq!(map(2).days, ["day 1", "day 2", "day 3"]);
        assert_eq!((map(2).cells.len(), map(2).cells.keys().last().unwrap().hour), (49, 8));
        assert_eq!((map(20).days, map(20).cells.len()), (vec![String::new()], 24));
    }
}

//! The variations of a plan that are plans as well.
//!
//! Hunts, searches and shows run a scenario otherwise than it says: under another seed, for a shorter time, with more
//! people. Each way is a method here, so that nobody else has to know what a plan must be like.

use std::sync::Arc;

use super::parts::{Plan, PlanParts, Warmup};
use super::people::{Population, PopulationKind, Staff};
use crate::arrivals::Arrivals;
use crate::faults::FaultPlan;
use crate::hours::Hours;
use crate::intervals::Intervals;
use crate::timeline::{Cue, TrainerCommand};
use rushhour_engine::units::{SimSpan, SimTime};

/// How it is run.
impl Plan {
    /// Under another seed.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
    /// Exactly so many times, at least once, however narrow intervals are by then.
    #[must_use]
    pub fn with_replications(mut self, replications: u32) -> Self {
        self.0.replications = replications.max(1);
        self.0.until = None;
        self
    }
    /// With customers who come for so long, which is at most as long as they did: the plan of the same scenario with this
    /// as its `duration`. Nothing that has a beginning and an end goes on behind the end of the run.
    #[must_use]
    pub fn with_duration(mut self, duration: SimSpan) -> Self {
        let end = SimTime::ZERO + duration;
        self.0.duration = duration;
        self.0.intervals = self.0.intervals.map(|intervals| intervals.lasting(duration));
        for fault in &mut self.0.faults {
            fault.clip(end);
        }
        for population in &mut self.0.populations {
            match &mut population.kind {
                PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
                    staff.hours.clip(end);
                    staff.breaks = staff.breaks.iter().copied().filter(|it| it.at < end).collect();
                }
                PopulationKind::Customers(customers) => {
                    customers.arrivals.iter_mut().for_each(|arrivals| arrivals.clip(end));
                }
            }
        }
        self
    }
    /// With at least so much time for what is open when customers come no more.
    #[must_use]
    pub fn with_drain_of_at_least(mut self, drain: SimSpan) -> Self {
        self.0.drain = self.0.drain.max(drain);
        self
    }
}

/// What is measured and judged.
impl Plan {
    /// With another warm-up.
    #[must_use]
    pub fn with_warmup(mut self, warmup: Warmup) -> Self {
        self.0.warmup = warmup;
        self
    }
    /// Told by these intervals besides.
    #[must_use]
    pub fn with_intervals(mut self, intervals: Intervals) -> Self {
        self.0.intervals = Some(intervals);
        self
    }
    /// Without anything that must hold at the end.
    #[must_use]
    pub fn without_thresholds(mut self) -> Self {
        self.0.thresholds.clear();
        self
    }
    /// With thresholds that end no run before its time.
    #[must_use]
    pub fn without_aborts(mut self) -> Self {
        self.0.thresholds.iter_mut().for_each(|threshold| threshold.abort = None);
        self
    }
    /// Without invariants of the user's own.
    #[must_use]
    pub fn without_user_invariants(mut self) -> Self {
        self.0.user_invariants.clear();
        self
    }
}

/// What goes wrong on purpose, and what happens by cues.
impl Plan {
    /// With other faults. A cue strikes the one of them that has the name of its fault. Where none has, it is left out, and
    /// a warning says so, unless there are no faults at all: then nobody expects one to strike.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<FaultPlan>) -> Self {
        let before = std::mem::replace(&mut self.0.faults, faults);
        let PlanParts { faults, timeline, warnings, .. } = &mut self.0;
        let place_of = |name: &str| u16::try_from(faults.iter().position(|it| it.name == name)?).ok();
        timeline.retain_mut(|Cue { at, deed }| {
            let TrainerCommand::Fault { fault, .. } = deed else { return true };
            let name = &before[usize::from(*fault)].name;
            let place = place_of(name);
            match place {
                Some(place) => *fault = place,
                None if faults.is_empty() => {}
                None => warnings.push(format!(
                    "the timeline has the fault `{name}` strike at {at}, and there is none of that name among the \
                     faults of this run: it does not strike"
                )),
            }
            place.is_some()
        });
        self
    }
    /// With faults so many times as likely, by their names. One of weight 0 keeps its place and never strikes: cues of it
    /// are left out.
    #[must_use]
    pub fn with_faults_weighed(mut self, weight: impl Fn(&str) -> f64) -> Self {
        let PlanParts { faults, timeline, .. } = &mut self.0;
        timeline.retain(|cue| {
            let TrainerCommand::Fault { fault, .. } = cue.deed else { return true };
            weight(&faults[usize::from(fault)].name) > 0.0
        });
        for fault in faults {
            fault.kind = fault.kind.clone().weighed(weight(&fault.name));
        }
        self
    }
    /// With more cues. At the same moment they come after those that the plan has.
    #[must_use]
    pub fn with_cues(mut self, cues: Vec<Cue>) -> Self {
        self.0.timeline.extend(cues);
        self.0.timeline.sort_by_key(|cue| cue.at);
        self
    }
    /// With one more thing that looks wrong.
    #[must_use]
    pub fn with_warning(mut self, warning: String) -> Self {
        self.0.warnings.push(warning);
        self
    }
}

/// Who is there, and who comes.
impl Plan {
    /// With so many people in the population at this place. A population of customers stays as it is.
    #[must_use]
    pub fn with_people(mut self, population: usize, count: u32) -> Self {
        if let Some(staff) = self.0.populations.get_mut(population).and_then(staff_of) {
            staff.count = count;
        }
        self
    }
    /// With so many people of the population at this place at work from each moment on. A population of customers stays
    /// as it is.
    #[must_use]
    pub fn with_people_by_time(mut self, population: usize, levels: Vec<(SimTime, u32)>) -> Self {
        if let Some(staff) = self.0.populations.get_mut(population).and_then(staff_of) {
            staff.count = levels.iter().map(|(_, level)| *level).max().unwrap_or(0);
            staff.hours = Hours::Levels(levels.into());
        }
        self
    }
    /// With everybody at work all the time, and at most so many of each population.
    #[must_use]
    pub fn with_everybody_at_work(mut self, count_max: u32) -> Self {
        for staff in self.0.populations.iter_mut().filter_map(staff_of) {
            (staff.hours, staff.breaks) = (Hours::Always, Arc::new([]));
            staff.count = staff.count.min(count_max);
        }
        self
    }
    /// With customers who come at exactly the moments that `moments` has for each process of each population, in order
    /// of time, each with the place of its row; it is handed the process and its place among those of its population.
    #[must_use]
    pub fn with_arrivals_at(
        mut self,
        moments: impl Fn(&Population, usize, &Arrivals) -> Vec<(SimTime, u32)>,
    ) -> Self {
        for population in &mut self.0.populations {
            let PopulationKind::Customers(customers) = &population.kind else { continue };
            let recorded = customers.arrivals.iter().enumerate();
            let recorded =
                recorded.map(|(place, arrivals)| arrivals.at_moments(moments(population, place, arrivals)));
            let recorded = recorded.collect();
            if let PopulationKind::Customers(customers) = &mut population.kind {
                customers.arrivals = recorded;
            }
        }
        self
    }
    /// With so many times as many customers. What was counted or recorded comes as it did.
    #[must_use]
    pub fn with_load(mut self, factor: f64) -> Self {
        for population in &mut self.0.populations {
            if let PopulationKind::Customers(customers) = &mut population.kind {
                customers.arrivals.iter_mut().for_each(|arrivals| arrivals.scale(factor));
            }
        }
        self
    }
}

fn staff_of(population: &mut Population) -> Option<&mut Staff> {
    match &mut population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => Some(staff),
        PopulationKind::Customers(_) => None,
    }
}

#[cfg(any(test, feature = "testing"))]
impl Plan {
    /// A plan made by hand, for tests: nobody has checked it.
    #[must_use]
    pub fn unchecked(parts: super::PlanParts) -> Self {
        Self(parts)
    }
    /// The same plan, changed in any way, for tests: nobody checks it.
    #[must_use]
    pub fn varied(mut self, change: impl FnOnce(&mut super::PlanParts)) -> Self {
        change(&mut self.0);
        self
    }
}

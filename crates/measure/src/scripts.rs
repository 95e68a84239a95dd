//! What scripts say: checks and recorded values; and how many of them run.
//!
//! Fed by [`super::Observation`]. Checks cover the whole run, because one that fails fails it. Recorded values cover
//! the measured time: what a customer records belongs to the moment they came, as all about their contact does; what
//! anybody else records belongs to the moment they recorded it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::measure::{Measure, SeriesMap};
use super::ratio::Ratio;
use super::samples::Samples;
use super::span::Measured;
use super::tagged::{Joints, Scope, Scoped};
use rushhour_engine::units::{ActorId, SimTime};
use rushhour_scenario::metrics::Metric;
use rushhour_scenario::plan::{Plan, PopulationKind};
use rushhour_scenario::{MetricId, PopulationId};
use rushhour_sim::CheckId;

/// How often one check held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckCounts {
    /// How often it held.
    pub held: u64,
    /// How often it did not.
    pub failed: u64,
}

#[derive(Clone, Copy, Debug)]
struct Actor {
    population: PopulationId,
    started_at: SimTime,
}

/// All scripts at work, and what they said.
#[derive(Clone, Debug)]
pub(super) struct Scripts {
    measured: Measured,
    /// Of each population, whether it is one of customers.
    customers: Vec<bool>,
    actors: BTreeMap<ActorId, Actor>,
    peak: u64,
    recorded: Vec<Scoped<Samples>>,
    checks: Scoped<Ratio>,
    /// Of each name under which something was checked, in the order of their ids.
    checks_by_name: Vec<(SmolStr, CheckCounts)>,
}

impl Scripts {
    pub(super) fn new(plan: &Plan, measured: Measured) -> Self {
        let is_customers = |kind: &PopulationKind| match kind {
            PopulationKind::Customers(_) => true,
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => false,
        };
        Self {
            measured,
            customers: plan.populations.iter().map(|population| is_customers(&population.kind)).collect(),
            actors: BTreeMap::new(),
            peak: 0,
            recorded: vec![Scoped::default(); plan.metrics.len()],
            checks: Scoped::default(),
            checks_by_name: Vec::new(),
        }
    }

    /// The most that ever ran at once.
    pub(super) fn peak(&self) -> u64 {
        self.peak
    }

    /// A script began.
    pub(super) fn started(&mut self, at: SimTime, actor: ActorId, population: PopulationId) {
        self.actors.insert(actor, Actor { population, started_at: at });
        self.peak = self.peak.max(self.actors.len() as u64);
    }
    /// It ended.
    pub(super) fn ended(&mut self, actor: ActorId) {
        self.actors.remove(&actor);
    }
    /// It recorded a value.
    pub(super) fn recorded(&mut self, at: SimTime, actor: ActorId, metric: MetricId, value: f64) {
        let actor = self.actors.get(&actor).copied();
        let belongs_to = match actor {
            Some(actor) if self.customers.get(usize::from(actor.population.0)) == Some(&true) => actor.started_at,
            Some(_) | None => at,
        };
        if let Some(samples) = self.recorded.get_mut(usize::from(metric.0))
            && self.measured.contains(belongs_to)
        {
            samples.of(scope(actor)).plain(value);
        }
    }
    /// Something is checked for the first time under this name.
    pub(super) fn check_named(&mut self, id: CheckId, name: &SmolStr) {
        assert!(self.checks_by_name.len() == id.0 as usize, "{id:?} is named out of turn");
        self.checks_by_name.push((name.clone(), CheckCounts::default()));
    }
    /// It checked something.
    pub(super) fn checked(&mut self, actor: ActorId, id: CheckId, ok: bool) {
        let scope = scope(self.actors.get(&actor).copied());
        self.checks.of(scope).count(ok);
        let (_, counts) = &mut self.checks_by_name[id.0 as usize];
        if ok {
            counts.held += 1;
        } else {
            counts.failed += 1;
        }
    }

    /// What was measured; the checks by name.
    pub(super) fn finish(self, joints: &Joints, into: &mut SeriesMap) -> BTreeMap<SmolStr, CheckCounts> {
        self.checks.into_series(Metric::Checks, joints, into, Measure::Ratio);
        for (place, samples) in (0..).zip(self.recorded) {
            samples.into_series(Metric::Recorded(MetricId(place)), joints, into, Measure::samples);
        }
        self.checks_by_name.into_iter().collect()
    }
}

fn scope(actor: Option<Actor>) -> Scope {
    Scope { population: actor.map(|actor| actor.population), ..Scope::default() }
}

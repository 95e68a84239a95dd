//! The plan: a scenario that was checked and resolved.
//!
//! Nothing in it is checked again: every name is an id, every expression and script has been parsed once, every path has
//! been read. It is shared by all replications of a run. Whoever has a plan can read all of it and write none of it, so
//! it is always one that [`crate::load`] made, or a variation that this crate knows to be one as well
//! (`variations`).

use std::ops::Deref;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::people::Population;
use super::scripts::{ScriptSource, UserInvariantsPlan};
use super::source::ScenarioSource;
use super::thresholds::{MetricRef, Threshold, Until};
use crate::days::{StartsAt, Week};
use crate::expression::ExpressionSource;
use crate::faults::FaultPlan;
use crate::ids::PopulationId;
use crate::intervals::Intervals;
use crate::random::Sampler;
use crate::timeline::Cue;
use crate::var::Var;
use rushhour_engine::action::Action;
use rushhour_engine::config::Center;
use rushhour_engine::units::{QueueId, SimSpan};

/// A scenario, ready to run.
#[derive(Clone, Debug)]
pub struct Plan(pub(super) PlanParts);

impl Plan {
    /// The plan that says this, which must have been checked.
    pub(crate) const fn new(parts: PlanParts) -> Self {
        Self(parts)
    }
}

impl Deref for Plan {
    type Target = PlanParts;
    fn deref(&self) -> &PlanParts {
        &self.0
    }
}

/// What a plan says.
#[derive(Clone, Debug)]
pub struct PlanParts {
    /// Its name: the key `name`, or the file's name without its ending.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// The files that it was made of.
    pub source: ScenarioSource,
    /// The seed.
    pub seed: u64,
    /// The time of day at which the run begins, and its day, where that matters.
    pub starts_at: Option<StartsAt>,
    /// The days of the weekend.
    pub weekend: Week,
    /// How long customers arrive, the warm-up included.
    pub duration: SimSpan,
    /// How much of the beginning the metrics leave out, or that it is to be found.
    pub warmup: Warmup,
    /// The intervals by which what happens to contacts is told besides, where that is wanted.
    pub intervals: Option<Intervals>,
    /// How long after `duration` what is open may take.
    pub drain: SimSpan,
    /// How many times the run is made, each with draws of its own; at least 1.
    pub replications: u32,
    /// When enough replications have been made, where that is not after all of them.
    pub until: Option<Until>,
    /// Metrics of what several parts have in common that the command line asks for, besides those of thresholds and `until`.
    pub asked: Vec<MetricRef>,
    /// The variables, overrides applied.
    pub vars: IndexMap<SmolStr, Var>,
    /// What the engine is set up with.
    pub center: Center,
    /// How long actions take.
    pub latency: LatencyPlan,
    /// All populations: agents, then customers, then supervisors. Their place is their [`PopulationId`].
    pub populations: Vec<Population>,
    /// The population whose scripts play those whom agents dial; without one, the built-in `callee` does.
    pub callees: Option<PopulationId>,
    /// Distributions by name, for `sample("name")`.
    pub distributions: IndexMap<SmolStr, Sampler>,
    /// Metrics that scripts record, by name, in the order of their [`MetricId`](crate::ids::MetricId).
    pub metrics: Vec<SmolStr>,
    /// What must hold at the end.
    pub thresholds: Vec<Threshold>,
    /// What goes wrong on purpose.
    pub faults: Vec<FaultPlan>,
    /// What happens when, in order of time.
    pub timeline: Vec<Cue>,
    /// The scripts in which users state invariants of their own, in the order of the scenario.
    pub user_invariants: Vec<UserInvariantsPlan>,
    /// All scripts, by their place in populations.
    pub scripts: Vec<ScriptSource>,
    /// All Rhai expressions, by their [`rushhour_engine::config::ExpressionId`].
    pub expressions: Vec<ExpressionSource>,
    /// What runs but looks wrong.
    pub warnings: Vec<String>,
}

/// How much of the beginning the metrics leave out.
///
/// Nothing can be measured by this alone: what measures takes a truncation, which is always known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warmup {
    /// So much.
    Stated(SimSpan),
    /// As much as pilot replications show.
    Auto,
}

impl Warmup {
    /// What the scenario says; nothing where it is to be found.
    pub const fn stated(self) -> SimSpan {
        match self {
            Self::Stated(span) => span,
            Self::Auto => SimSpan::ZERO,
        }
    }
}

/// How long actions take at the simulated backend.
#[derive(Clone, Debug, Default)]
pub struct LatencyPlan {
    /// For each action that has one of its own.
    pub by_action: IndexMap<Action, ActionLatency>,
    /// For every other action that asks the backend; none: no time at all.
    pub default: Option<Sampler>,
    /// How long a reservation event takes to reach a desktop; none: no time at all.
    pub events: Option<Sampler>,
}

/// How long one action takes.
#[derive(Clone, Debug)]
pub struct ActionLatency {
    /// The time a server needs for it.
    pub time: Sampler,
    /// How many are served at once; more of them queue. None: any number.
    pub servers: Option<u32>,
}

impl PlanParts {
    /// Whether the people of a population are played by persons, at the wallboard of a show.
    pub fn is_seat(&self, population: &Population) -> bool {
        self.scripts.get(population.script.0 as usize).is_some_and(ScriptSource::is_seat)
    }
    /// Whether anybody is.
    pub fn has_seats(&self) -> bool {
        self.populations.iter().any(|population| self.is_seat(population))
    }
    /// The population with this id.
    pub fn population(&self, id: PopulationId) -> Option<&Population> {
        self.populations.get(usize::from(id.0))
    }
    /// The name of a queue.
    pub fn queue_name(&self, id: QueueId) -> SmolStr {
        self.center.queues.get(id.index()).map(|queue| queue.name.clone()).unwrap_or_default()
    }
    /// All populations with their ids.
    pub fn populations(&self) -> impl Iterator<Item = (PopulationId, &Population)> {
        self.populations.iter().enumerate().filter_map(|(place, population)| {
            u16::try_from(place).ok().map(|place| (PopulationId(place), population))
        })
    }
}

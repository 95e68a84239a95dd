//! The plan: a scenario that was checked and resolved.
//!
//! Immutable from here on, and nothing in it is checked again. Every name is an id, every expression and script has
//! been parsed once, every path has been read. It is shared by all replications of a run.

use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::faults::FaultPlan;
use super::hours::{Break, Hours, Stint};
use super::intervals::Intervals;
use super::timeline::Cue;
use super::window::Window;
use crate::random::Sampler;
use rushhour_engine::action::Action;
use rushhour_engine::config::{Capacity, Center, Channel};
use rushhour_engine::event::PopulationId;
use rushhour_engine::skills;
use rushhour_engine::units::{QueueId, Rate, SimSpan, SimTime, TimeOfDay};
use rushhour_engine::value::Value;

/// A scenario, ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name: the key `name`, or the file's name without its ending.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// The file it came from, as given.
    pub file: PathBuf,
    /// The seed.
    pub seed: u64,
    /// The time of day at which the run begins, where that matters.
    pub starts_at: Option<TimeOfDay>,
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
    /// Metrics that scripts record, by name, in the order of their [`rushhour_engine::event::MetricId`].
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
/// Nothing can be measured by this alone: an observation takes a [`rushhour_measure::Truncation`], which is always known.
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

/// When enough replications have been made.
#[derive(Clone, Debug, PartialEq)]
pub struct Until {
    /// Whose confidence interval is looked at.
    pub metric: MetricRef,
    /// How wide half of it may be, as a share of the mean.
    pub share: f64,
    /// So many replications are made in any case; `replications` is the most then.
    pub at_least: u32,
}

/// A variable of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Var {
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A duration; scripts see seconds.
    Span(SimSpan),
    /// Text.
    Text(SmolStr),
}

/// A script, read.
#[derive(Clone, Debug)]
pub struct ScriptSource {
    /// How people know it: the path as the scenario writes it, or the name of a built-in.
    pub name: SmolStr,
    /// Its text.
    pub text: Arc<str>,
    /// Whether it is one of those built in.
    pub built_in: bool,
    /// Whether it is only loaded as a plugin: then it need not have a function `run`.
    pub plugin: bool,
}

/// The name of the built-in script of those who are played by a person.
pub const SEAT_SCRIPT: &str = "human";

impl ScriptSource {
    /// Whether whoever it is for is played by a person.
    pub fn is_seat(&self) -> bool {
        self.built_in && self.name == SEAT_SCRIPT
    }
}

/// A script with invariants of the user's own.
#[derive(Clone, Debug)]
pub struct UserInvariantsPlan {
    /// It.
    pub script: ScriptSource,
    /// How often the floor is looked at; after everything that happens where nothing is said.
    pub every: Option<SimSpan>,
}

/// The place of a script in [`Plan::scripts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScriptId(pub u32);

/// A Rhai expression of the scenario.
#[derive(Clone, Debug)]
pub struct ExpressionSource {
    /// Where it stands: `center.workflow.filters[0].when`.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
}

/// One kind of people.
#[derive(Clone, Debug)]
pub struct Population {
    /// Its name, unique in the scenario.
    pub name: SmolStr,
    /// What its people do.
    pub script: ScriptId,
    /// Who they are.
    pub kind: PopulationKind,
    /// Attributes: of the worker, or of the tasks that a customer makes. A map.
    pub attributes: Value,
}

/// Who the people of a population are.
#[derive(Clone, Debug)]
pub enum PopulationKind {
    /// Agents: there from the beginning.
    Agents(Staff),
    /// Supervisors: there from the beginning, and not offered work unless they have capacity and queues.
    Supervisors(Staff),
    /// Customers: they arrive.
    Customers(Customers),
}

/// Those who work in the centre.
#[derive(Clone, Debug)]
pub struct Staff {
    /// How many.
    pub count: u32,
    /// When they are at work.
    pub hours: Hours,
    /// Breaks that all of them take, beside those of their shifts.
    pub breaks: Arc<[Break]>,
    /// The queues that the population names; [`Population::queues`] are those they serve.
    pub queues: Vec<QueueId>,
    /// How many tasks of each channel at once.
    pub capacity: Capacity,
    /// Whether they may do what supervisors do.
    pub supervisor: bool,
    /// Scripts that are loaded into each of their desktops, in order.
    pub plugins: Vec<ScriptId>,
}

/// Those who come to the centre.
#[derive(Clone, Debug)]
pub struct Customers {
    /// The queue that `me.queue` names, and that `phone`, `chat` and `email` take when they are given none.
    pub queue: Option<QueueId>,
    /// The channel of the queue's contacts, for what `check` and reports say; scripts decide.
    pub channel: Option<Channel>,
    /// When they come; all of these together. Empty for those who are only called by agents.
    pub arrivals: Vec<Arrivals>,
    /// By what the rates of a replication's random arrivals are multiplied: a draw of mean 1.
    pub day_factor: Option<Sampler>,
    /// Whether those who were blocked or gave up come again.
    pub retry: Option<Retry>,
}

/// Customers who come again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// How likely it is, each time.
    pub chance: f64,
    /// After how long, in seconds.
    pub delay: Sampler,
    /// How often at most.
    pub max: u32,
}

/// When customers come (an open model: their coming does not depend on how the centre copes).
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// At equal distances.
    Constant {
        /// How often.
        rate: Rate,
        /// From when to when.
        window: Window,
    },
    /// A Poisson process.
    Poisson {
        /// How often, on average.
        rate: Rate,
        /// From when to when.
        window: Window,
    },
    /// A Poisson process whose rate moves in straight lines.
    Ramp {
        /// The rate at the beginning of the run.
        from: Rate,
        /// Each stage: how long, and the rate at its end. After the last one nobody comes.
        stages: Vec<(SimSpan, Rate)>,
    },
    /// A Poisson process whose rate changes in steps over the day: from each moment on, the rate beside it. Nobody
    /// comes before the first moment; a rate of zero ends it.
    Profile {
        /// In order of time; relative to the beginning of the run.
        steps: Vec<(SimTime, Rate)>,
    },
    /// So many at once, or at uniformly random moments of a span.
    Burst {
        /// When it begins.
        at: SimTime,
        /// How many.
        count: u32,
        /// Over how long; zero for all at once.
        over: SimSpan,
    },
    /// What was counted: exactly that many in each interval, at uniformly random moments of it.
    Counted {
        /// In order of time: beginning, length and number.
        intervals: Arc<Vec<(SimTime, SimSpan, u32)>>,
    },
    /// What was recorded: at exactly these moments.
    Recorded {
        /// In order of time.
        moments: Arc<Vec<SimTime>>,
    },
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

/// What must hold at the end of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// The metric.
    pub metric: MetricRef,
    /// What is looked at.
    pub statistic: Statistic,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what: seconds for a metric of time, 0 to 1 for a share, a plain number otherwise.
    pub limit: f64,
    /// As the scenario writes it: `p(95) < 20s`.
    pub expression: String,
}

/// A metric by name, perhaps of one queue, population, channel or action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MetricRef {
    /// `wait`.
    pub name: SmolStr,
    /// `("queue", "support")`.
    pub tag: Option<(SmolStr, SmolStr)>,
}

/// What a threshold looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// How many samples.
    Count,
    /// Their mean.
    Mean,
    /// The least.
    Min,
    /// The largest.
    Max,
    /// A percentile, 0 to 100.
    Percentile(f64),
    /// The value of a share or of a time-weighted mean.
    Value,
}

/// How a threshold compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

impl Plan {
    /// The same plan with other faults.
    #[must_use]
    pub fn with_faults(&self, faults: Vec<FaultPlan>) -> Self {
        Self { faults, ..self.clone() }
    }

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

impl Var {
    /// As a scenario would write it.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Int(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Bool(yes) => (*yes).into(),
            Self::Span(span) => span.to_string().into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

impl Staff {
    /// Whether all of them are there from the beginning to the end.
    pub fn is_always_there(&self) -> bool {
        self.hours == Hours::Always && self.breaks.is_empty()
    }
    /// When the person with this number is at work, in a run whose arrivals stop at `end`.
    pub fn stints(&self, index: u32, end: SimTime) -> Vec<Stint> {
        self.hours.stints(index, self.count, &self.breaks, end)
    }
}

impl Population {
    /// The queues that all of its people serve when the run begins: those that it names, and those whose skills they
    /// have. Expressions may add others.
    pub fn queues(&self, center: &Center) -> Vec<QueueId> {
        let named = match &self.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => &staff.queues,
            PopulationKind::Customers(_) => return Vec::new(),
        };
        let skilled = center.queues.iter().enumerate().filter_map(|(place, queue)| {
            let id = QueueId::new(u32::try_from(place).ok()?);
            (!named.contains(&id) && skills::has_all(&self.attributes, &queue.skills)).then_some(id)
        });
        named.iter().copied().chain(skilled).collect()
    }
}

impl MetricRef {
    /// As the report writes it: `wait`, `wait{queue:support}`.
    pub fn key(&self) -> String {
        match &self.tag {
            None => self.name.to_string(),
            Some((tag, value)) => format!("{}{{{tag}:{value}}}", self.name),
        }
    }
}

impl Comparison {
    /// Whether `observed` compared with `limit` holds.
    pub fn holds(self, observed: f64, limit: f64) -> bool {
        match self {
            Self::Less => observed < limit,
            Self::LessOrEqual => observed <= limit,
            Self::Greater => observed > limit,
            Self::GreaterOrEqual => observed >= limit,
            Self::Equal => observed == limit,
            Self::NotEqual => observed != limit,
        }
    }
}

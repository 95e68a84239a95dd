//! How a run went over time: arrivals and what became of them, who waited, what agents did, actions.
//!
//! Contacts belong to the bucket in which they came, actions' latencies to the one in which they began; everything to
//! the whole run, warm-up and drain included. Made by [`super::Observation`]; replications add up. Sums are integers, so
//! the result is the same in every grouping. Reports turn it into means for each replication.

use std::collections::BTreeMap;

use super::buckets::{Buckets, mean, merge};
use super::samples::Samples;
use super::series::Tag;
use super::service::ServiceCounts;
use rushhour_engine::units::SimSpan;

/// How actions went in a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// How many settled in it, in whatever way.
    pub all: u64,
    /// How many of those were refused.
    pub rejected: u64,
}

/// What an agent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgentState {
    /// At least one contact is being handled.
    OnContact,
    /// There is after-contact work, and no contact.
    WrappingUp,
    /// Nothing to do, and ready for work.
    Available,
    /// Signed in, and not to be offered work.
    Unavailable,
}

/// How a run went over time, all replications together.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    pub(super) buckets: Buckets,
    pub(super) replications: u32,
    /// Of each bucket, nanoseconds that were run.
    pub(super) covered: Vec<u128>,
    pub(super) arrived: BTreeMap<Option<Tag>, Vec<ServiceCounts>>,
    /// Waits of those who came in each bucket.
    pub(super) waits: Vec<Samples>,
    /// Of each bucket, nanoseconds times how many waited.
    pub(super) waiting: BTreeMap<Option<Tag>, Vec<u128>>,
    /// By population and state; of each bucket, nanoseconds times how many.
    pub(super) agents: BTreeMap<(Tag, AgentState), Vec<u128>>,
    pub(super) settled: Vec<Settled>,
    /// Modelled latencies of actions that began in each bucket.
    pub(super) latencies: Vec<Samples>,
}

impl AgentState {
    /// All of them, from the busiest.
    pub const ALL: [Self; 4] = [Self::OnContact, Self::WrappingUp, Self::Available, Self::Unavailable];

    /// Its place in that list.
    pub(super) const fn index(self) -> usize {
        match self {
            Self::OnContact => 0,
            Self::WrappingUp => 1,
            Self::Available => 2,
            Self::Unavailable => 3,
        }
    }
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnContact => "on_contact",
            Self::WrappingUp => "wrapping_up",
            Self::Available => "available",
            Self::Unavailable => "unavailable",
        }
    }
}

impl Settled {
    fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.rejected += other.rejected;
    }
}

impl Course {
    /// How many buckets of the beginning are told of: as many as any replication reached.
    pub fn len(&self) -> usize {
        self.covered.len()
    }
    /// Whether nothing was run.
    pub fn is_empty(&self) -> bool {
        self.covered.is_empty()
    }
    /// How long each bucket is.
    pub const fn length(&self) -> SimSpan {
        self.buckets.length()
    }
    /// How many replications are in it.
    pub const fn replications(&self) -> u32 {
        self.replications
    }
    /// The parts by which contacts are told of, the whole first.
    pub fn contact_parts(&self) -> impl Iterator<Item = &Option<Tag>> {
        self.arrived.keys()
    }
    /// What became of the contacts that came in this bucket, of this part; all replications together.
    pub fn arrived(&self, part: &Option<Tag>, place: usize) -> ServiceCounts {
        self.arrived.get(part).and_then(|of| of.get(place)).copied().unwrap_or_default()
    }
    /// The waits of those who came in this bucket.
    pub fn waits(&self, place: usize) -> Option<&Samples> {
        self.waits.get(place)
    }
    /// The parts by which those who wait are told of, the whole first.
    pub fn waiting_parts(&self) -> impl Iterator<Item = &Option<Tag>> {
        self.waiting.keys()
    }
    /// How many of this part waited in this bucket, on average over its time; `None` where it was not run.
    pub fn waiting(&self, part: &Option<Tag>, place: usize) -> Option<f64> {
        self.mean(self.waiting.get(part), place)
    }
    /// The populations whose agents are told of.
    pub fn agent_populations(&self) -> impl Iterator<Item = &Tag> {
        let mut last = None;
        // Those of one population stand together.
        self.agents
            .keys()
            .map(|(population, _)| population)
            .filter(move |population| last.replace(*population) != Some(*population))
    }
    /// How many agents of a population were in this state, on average over the bucket's time.
    pub fn agents(&self, population: &Tag, state: AgentState, place: usize) -> Option<f64> {
        self.mean(self.agents.get(&(population.clone(), state)), place)
    }
    /// How actions went in this bucket; all replications together.
    pub fn settled(&self, place: usize) -> Settled {
        self.settled.get(place).copied().unwrap_or_default()
    }
    /// The modelled latencies of actions that began in this bucket.
    pub fn latencies(&self, place: usize) -> Option<&Samples> {
        self.latencies.get(place)
    }
    /// How many seconds of this bucket were run; all replications together.
    pub fn covered_s(&self, place: usize) -> f64 {
        self.covered.get(place).map_or(0.0, |ns| *ns as f64 / 1e9)
    }

    /// Takes in the replications that follow these.
    pub(super) fn merge(&mut self, later: &Self) {
        self.replications += later.replications;
        let sum = |mine: &mut u128, theirs: &u128| *mine += theirs;
        merge(&mut self.covered, &later.covered, sum);
        for (part, theirs) in &later.arrived {
            merge(self.arrived.entry(part.clone()).or_default(), theirs, ServiceCounts::merge);
        }
        for (part, theirs) in &later.waiting {
            merge(self.waiting.entry(part.clone()).or_default(), theirs, sum);
        }
        for (whose, theirs) in &later.agents {
            merge(self.agents.entry(whose.clone()).or_default(), theirs, sum);
        }
        merge(&mut self.settled, &later.settled, Settled::add);
        merge(&mut self.waits, &later.waits, Samples::merge);
        merge(&mut self.latencies, &later.latencies, Samples::merge);
    }

    fn mean(&self, integrals: Option<&Vec<u128>>, place: usize) -> Option<f64> {
        let integral = integrals.and_then(|of| of.get(place)).copied().unwrap_or_default();
        mean(integral, self.covered.get(place).copied().unwrap_or_default())
    }
}

//! The people of a plan: who they are, when they are at work, when they come.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smol_str::SmolStr;

use super::scripts::ScriptId;
use crate::arrivals::Arrivals;
use crate::hours::{Break, Hours, Stint};
use crate::random::Sampler;
use rushhour_engine::config::{Capacity, Center, Channel};
use rushhour_engine::skills;
use rushhour_engine::units::{QueueId, SimSpan, SimTime};
use rushhour_engine::value::Value;

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
    /// How many people; at least 1.
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
    /// How long after an offer has timed out they go back to the activity in which they were; never where it is not said.
    pub back_after_timeout: Option<SimSpan>,
    /// Scripts that are loaded into each of their desktops, in order.
    pub plugins: Vec<ScriptId>,
}

/// Those who come to the centre.
#[derive(Clone, Debug)]
pub struct Customers {
    /// The queue that `me.queue` names, and that `phone`, `chat` and `email` take when they are given none; of those whose
    /// row says none, where a column of their trace names it.
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
        self.queues_of(center, &asking_for_skills(center))
    }

    /// The same, for whoever asks it of many populations; `skilled` are the queues that ask for skills.
    fn queues_of(&self, center: &Center, skilled: &Skilled<'_>) -> Vec<QueueId> {
        let named = match &self.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => &staff.queues,
            PopulationKind::Customers(_) => return Vec::new(),
        };
        let Some(Value::Map(skills)) = self.attributes.get(skills::SKILLS) else { return named.clone() };
        let has_skills = |id: &QueueId| {
            let queue = center.queues.get(id.index());
            queue.is_some_and(|queue| skills::has_all(&self.attributes, &queue.skills))
        };
        let asking = skills.keys().filter_map(|skill| skilled.get(skill.as_str())).flatten();
        let of_skills: BTreeSet<QueueId> = asking.copied().filter(has_skills).collect();
        if of_skills.is_empty() {
            return named.clone();
        }
        let known: BTreeSet<QueueId> = named.iter().copied().collect();
        named.iter().copied().chain(of_skills.into_iter().filter(|id| !known.contains(id))).collect()
    }
}

/// The queues whose members are found by their skills, by the first skill that they ask for.
type Skilled<'a> = BTreeMap<&'a str, Vec<QueueId>>;

/// The queues that each of these populations serves when the run begins, as [`Population::queues`] says.
pub fn queues_of_each(populations: &[Population], center: &Center) -> Vec<Vec<QueueId>> {
    let skilled = asking_for_skills(center);
    populations.iter().map(|population| population.queues_of(center, &skilled)).collect()
}

/// What it costs at most to find the queues that one person of each population serves: the queues that it names, those that
/// ask for a skill of its people and the skills that they ask for, and those whose members an expression finds.
pub fn costs_of_serving(populations: &[Population], center: &Center) -> Vec<u64> {
    let mut by_skill: BTreeMap<&str, u64> = BTreeMap::new();
    for queue in &center.queues {
        if let Some((skill, _)) = queue.skills.first() {
            *by_skill.entry(skill.as_str()).or_default() += queue.skills.len() as u64;
        }
    }
    let by_expression = center.queues.iter().filter(|queue| queue.workers.is_some()).count() as u64;
    let cost = |population: &Population| {
        let named = match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff.queues.len() as u64,
            PopulationKind::Customers(_) => return 0,
        };
        let of_skills: u64 = match population.attributes.get(skills::SKILLS) {
            Some(Value::Map(skills)) => {
                skills.keys().map(|skill| 1 + by_skill.get(skill.as_str()).copied().unwrap_or(0)).sum()
            }
            Some(_) | None => 0,
        };
        named + of_skills + by_expression
    };
    populations.iter().map(cost).collect()
}

fn asking_for_skills(center: &Center) -> Skilled<'_> {
    let mut skilled = Skilled::new();
    for (id, queue) in (0..).map(QueueId::new).zip(&center.queues) {
        if let Some((skill, _)) = queue.skills.first() {
            skilled.entry(skill.as_str()).or_default().push(id);
        }
    }
    skilled
}

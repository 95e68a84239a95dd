//! Reproductions: a finding as a file that gives it again, on any machine.
//!
//! The file names people, faults and moves by names and numbers of the scenario beside it, so it can be read by people
//! and survives a renumbering of populations. [`Reproduction::subject`] makes a run of it.

use std::collections::{BTreeMap, BTreeSet};

use super::bounded;
use super::finding::Finding;
use super::probe::Subject;
use super::search::Found;
use super::shrink::Shrunk;
use super::swarm::Swarm;
use crate::packed::SCENARIO_FILE;
use rushhour_engine::action::ActionName;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_report::TOOL;
use rushhour_scenario::faults::standard;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::{DocumentProblem, PopulationId, read_json, read_json_tree};
use rushhour_sim::ENCODING_VERSION;
use rushhour_sim::{ActorKey, FaultKey, PersonId, RunControl, StepKey, Subset};
use serde::{Deserialize, Serialize};

/// The version of the file.
const FORMAT: u32 = 1;

/// A finding, and what it takes to see it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reproduction {
    /// The version of this file: 1.
    pub format: u32,
    /// The program that wrote it.
    pub tool: String,
    /// The version of the events' encoding, and so of the digest.
    pub encoding: u32,
    /// What was found.
    pub finding: Finding,
    /// The digest of the run that shows it.
    pub digest: String,
    /// How many steps it takes: moves and faults.
    pub steps: usize,
    /// How many it took before it was shrunk.
    pub steps_before: usize,
    /// The scenario's file, beside this one.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// The rule of the engine that was broken on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planted: Option<String>,
    /// Which faults might strike.
    pub faults: FaultsOf,
    /// The options of the seed.
    pub swarm: Swarm,
    /// Whether scripts that fail under faults are passed over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excuses_scripts: bool,
    /// How long everything may take to settle, in seconds.
    #[serde(deserialize_with = "bounded::seconds")]
    pub settle_s: f64,
    /// How long customers come, in seconds.
    #[serde(deserialize_with = "bounded::seconds")]
    pub duration_s: f64,
    /// When the run ends, in nanoseconds; nothing for its own end.
    pub ends_at_ns: Option<u64>,
    /// Who takes part: the numbers of people, by population.
    pub people: BTreeMap<String, BTreeSet<PersonId>>,
    /// The faults that strike; nothing for all that the draws say.
    pub struck: Option<Vec<FaultAt>>,
    /// Actions that nobody gets to invoke, besides those that the options of the seed leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disabled: Vec<ActionName>,
    /// Moves that are left out.
    pub skipped: Vec<MoveAt>,
}

/// Where the faults of a run come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FaultsOf {
    /// None strike.
    None,
    /// Those of the scenario.
    #[default]
    Scenario,
    /// The standard set.
    Standard,
}

impl FaultsOf {
    /// Where nobody says: those of the scenario where it has any, and otherwise the standard set.
    pub fn usual(plan: &Plan) -> Self {
        if plan.faults.is_empty() { Self::Standard } else { Self::Scenario }
    }
    /// A plan with these faults.
    pub fn put_into(self, plan: Plan) -> Plan {
        match self {
            Self::None => plan.with_faults(Vec::new()),
            Self::Scenario => plan,
            Self::Standard => {
                let faults = standard(plan.duration, plan.center.timeout_activity);
                plan.with_faults(faults)
            }
        }
    }
}

/// A fault that strikes, by names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultAt {
    /// The fault's name.
    pub fault: String,
    /// Whom it strikes; nobody where it strikes the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<ActorAt>,
    /// Which of the fault's chances it was, from 0.
    pub ordinal: u32,
}

/// A move, by names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveAt {
    /// The person who made it.
    pub who: ActorAt,
    /// Its place among the moves of this person, from 0.
    pub ordinal: u32,
}

/// Somebody, by names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorAt {
    /// Their population.
    pub population: String,
    /// Their number, with that of their stint or try.
    pub number: PersonId,
}

/// Why a file is no reproduction that this program can run.
#[derive(Debug, thiserror::Error)]
pub enum ReproductionError {
    /// It is no JSON of this form.
    #[error("this is no reproduction: {0}")]
    NoReproduction(String),
    /// It was written by another version.
    #[error("it has format {0} of reproductions, and this program reads {FORMAT}: replay it with {1}")]
    Format(u32, String),
    /// Events are encoded otherwise by now, so no digest could agree.
    #[error(
        "its digest is of encoding {0}, and this program's events have {ENCODING_VERSION}: replay it with the build that wrote it, a {1}"
    )]
    Encoding(u32, String),
    /// Written by a program of another version.
    #[error("it was written by {0}, and this is {1}: the engine may act otherwise by now; replay it with {0}")]
    Tool(String, String),
    /// It lasts longer than its scenario.
    #[error(
        "duration_s: {0} seconds are longer than the scenario beside it, which lasts {1}: was one of them changed?"
    )]
    Longer(f64, SimSpan),
    /// The scenario beside it does not know what it names.
    #[error("the scenario beside it has no {0} `{1}`: was it changed?")]
    Unknown(&'static str, String),
}

impl Reproduction {
    /// What was found by a hunt with these faults, as this run of it shows it.
    pub(super) fn of(found: &Found, shown: &Shrunk, faults: FaultsOf, settle: SimSpan) -> Self {
        let subject = &shown.subject;
        let plan = &subject.plan;
        let trim = &subject.conduct.trim;
        let actor = |key: &ActorKey| ActorAt { population: name(plan, key.population), number: key.person };
        let people = plan.populations().map(|(id, population)| {
            let numbers = trim.people.get(&id).cloned();
            (population.name.to_string(), numbers)
        });
        let struck = trim.faults.as_ref().map(|faults| {
            let at = |key: &FaultKey| FaultAt {
                fault: fault_name(plan, key.fault),
                who: key.actor.as_ref().map(actor),
                ordinal: key.ordinal,
            };
            faults.iter().map(at).collect()
        });
        Self {
            format: FORMAT,
            tool: TOOL.to_owned(),
            encoding: ENCODING_VERSION,
            finding: found.finding.clone(),
            digest: shown.outcome.digest.clone(),
            steps: shown.outcome.steps_taken(),
            steps_before: shown.steps_before,
            scenario: SCENARIO_FILE.to_owned(),
            seed: found.seed,
            planted: subject.planted.clone(),
            faults,
            swarm: found.swarm.clone(),
            excuses_scripts: subject.conduct.excuses_scripts,
            settle_s: settle.as_secs_f64(),
            duration_s: plan.duration.as_secs_f64(),
            ends_at_ns: trim.ends_at.map(SimTime::as_ns),
            people: people.filter_map(|(name, numbers)| Some((name, numbers?))).collect(),
            struck,
            disabled: {
                let by_options = |action: &&ActionName| !found.swarm.actions_off.contains(action.as_str());
                subject.conduct.disabled.iter().filter(by_options).cloned().collect()
            },
            skipped: trim
                .skipped
                .iter()
                .map(|step| MoveAt { who: actor(&step.actor), ordinal: step.ordinal })
                .collect(),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It is no reproduction, or of another version.
    pub fn read(text: &str) -> Result<Self, ReproductionError> {
        let no = |error: DocumentProblem| ReproductionError::NoReproduction(error.to_string());
        let value = read_json_tree(text).map_err(no)?;
        // The version first: a file of another one may lack anything else.
        let number = |key: &str| value.get(key).and_then(serde_json::Value::as_u64);
        let tool = value.get("tool").and_then(serde_json::Value::as_str).unwrap_or("another program").to_owned();
        let Some(format) = number("format").and_then(|format| u32::try_from(format).ok()) else {
            return Err(ReproductionError::NoReproduction("it says no `format`".to_owned()));
        };
        if format != FORMAT {
            return Err(ReproductionError::Format(format, tool));
        }
        let encoding = number("encoding").and_then(|encoding| u32::try_from(encoding).ok()).unwrap_or(0);
        if encoding != ENCODING_VERSION {
            return Err(ReproductionError::Encoding(encoding, tool));
        }
        if tool != TOOL {
            return Err(ReproductionError::Tool(tool, TOOL.to_owned()));
        }
        read_json(text).map_err(no)
    }

    /// The run that shows the finding, of the plan of the scenario beside the file.
    ///
    /// # Errors
    /// The scenario does not know what is named.
    pub fn subject(&self, plan: Plan) -> Result<Subject, ReproductionError> {
        let population = |plan: &Plan, name: &str| {
            let found = plan.populations().find(|(_, population)| population.name == name);
            found.map(|(id, _)| id).ok_or_else(|| ReproductionError::Unknown("population", name.to_owned()))
        };
        let duration = SimSpan::from_secs_f64(self.duration_s).unwrap_or(plan.duration);
        // A hunt only shortens. What is written in seconds may be off by less than a microsecond.
        if duration.as_ns() / 1_000 > plan.duration.as_ns() / 1_000 + 1 {
            return Err(ReproductionError::Longer(self.duration_s, plan.duration));
        }
        let settle = SimSpan::from_secs_f64(self.settle_s).unwrap_or(SimSpan::ZERO);
        let plan = plan.with_seed(self.seed).with_replications(1).without_thresholds();
        let plan = plan.with_duration(duration).with_drain_of_at_least(settle);
        let actor = |plan: &Plan, at: &ActorAt| {
            Ok(ActorKey { population: population(plan, &at.population)?, person: at.number })
        };
        let mut trim = Subset { ends_at: self.ends_at_ns.map(SimTime::from_ns), ..Subset::default() };
        if !self.people.is_empty() {
            // Whoever is not named takes no part.
            trim.people = plan.populations().map(|(id, _)| (id, BTreeSet::new())).collect();
        }
        for (name, numbers) in &self.people {
            // Populations of which nobody takes part may have been cut out.
            if !numbers.is_empty() {
                trim.people.insert(population(&plan, name)?, numbers.clone());
            }
        }
        for step in &self.skipped {
            trim.skipped.insert(StepKey { actor: actor(&plan, &step.who)?, ordinal: step.ordinal });
        }
        if let Some(struck) = &self.struck {
            let mut faults = BTreeSet::new();
            for at in struck {
                let who = at.who.as_ref().map(|who| actor(&plan, who)).transpose()?;
                let fault = fault_named(&plan, &at.fault)?;
                faults.insert(FaultKey { fault, actor: who, ordinal: at.ordinal });
            }
            trim.faults = Some(faults);
        }
        let excuses_scripts = self.excuses_scripts;
        let mut conduct =
            RunControl { trim, liveness: true, stops_at_finding: true, excuses_scripts, ..RunControl::default() };
        let plan = self.swarm.apply(plan, &mut conduct);
        conduct.disabled.extend(self.disabled.iter().cloned());
        Ok(Subject { plan, conduct, planted: self.planted.clone() })
    }

    /// As the file has it.
    pub fn text(&self) -> String {
        match serde_json::to_string_pretty(self) {
            Ok(text) => text + "\n",
            Err(error) => {
                unreachable!("a reproduction is made of names and numbers, and can't be written: {error}")
            }
        }
    }
}

fn name(plan: &Plan, id: PopulationId) -> String {
    let Some(population) = plan.population(id) else { unreachable!("who took part in a run is of its plan") };
    population.name.to_string()
}

fn fault_name(plan: &Plan, fault: u16) -> String {
    let Some(fault) = plan.faults.get(usize::from(fault)) else {
        unreachable!("what struck in a run is of its plan")
    };
    fault.name.to_string()
}

fn fault_named(plan: &Plan, name: &str) -> Result<u16, ReproductionError> {
    let place = plan.faults.iter().position(|fault| fault.name == name);
    place
        .and_then(|place| u16::try_from(place).ok())
        .ok_or_else(|| ReproductionError::Unknown("fault", name.to_owned()))
}

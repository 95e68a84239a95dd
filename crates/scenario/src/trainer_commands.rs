//! Deeds as they are written: read, told in words, and written so that they are read as the same again.
//!
//! For the scenario's timeline, for a record of controls, and for what comes over the wire while a show runs.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use smol_str::SmolStr;

use super::faults::FaultPlan;
use super::payload::{payload_of, to_json};
use super::plan::{Plan, Population, PopulationKind, ScriptSource};
use super::raw::{RawActCue, RawBurstCue, RawDeed, RawFaultCue, RawStaffCue, Span};
use super::timeline::{Cue, TrainerCommand};
use crate::ids::PopulationId;
use crate::limits::{CUE_CHARS_MAX, CUE_PEOPLE_MAX, CUES_MAX, DAYS_MAX, STAFF_MAX};
use crate::timeline::Narration;
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::limits::NAMES_COMPARED_MAX;
use rushhour_engine::nearest::Search;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_engine::value::Payload;

/// How long a fault that strikes a share of its chances goes on, unless the cue says.
const FAULT_LENGTH: SimSpan = SimSpan::from_secs(300);

/// What is wrong with a deed as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandProblem {
    /// Under which keys, from the outside in.
    pub at: Vec<&'static str>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl CommandProblem {
    fn new(at: &[&'static str], message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: at.to_vec(), message: message.into(), help: help.into() }
    }
}

/// What is too much about what happens in a run, and the place in the list of what makes it too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooMuch {
    /// The place of the deed; none where the populations are too many people by themselves.
    pub place: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Whether the people of these populations, and those who join by these deeds, are too many for a run; or the deeds.
///
/// # Errors
/// They are.
pub fn check_sums<'a>(
    populations: &[Population],
    deeds: impl IntoIterator<Item = &'a TrainerCommand>,
) -> Result<(), TooMuch> {
    let too_many = |place: Option<usize>, staff: u64| {
        let what = if place.is_some() { "with those who join up to here there are" } else { "there are" };
        TooMuch {
            place,
            message: format!("{what} {staff} agents and supervisors"),
            help: format!("a run has at most {STAFF_MAX}: divide the floor, and run the parts one by one"),
        }
    };
    let of = |population: &Population| match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => u64::from(staff.count),
        PopulationKind::Customers(_) => 0,
    };
    let mut staff: u64 = populations.iter().map(of).sum();
    if staff > u64::from(STAFF_MAX) {
        return Err(too_many(None, staff));
    }
    for (place, deed) in deeds.into_iter().enumerate() {
        if place >= CUES_MAX {
            let message = format!("a run has at most {CUES_MAX} entries");
            return Err(TooMuch {
                place: Some(place),
                message,
                help: "several people come by one entry: `count`".to_owned(),
            });
        }
        if let TrainerCommand::Join { count, .. } = deed {
            staff += u64::from(*count);
            if staff > u64::from(STAFF_MAX) {
                return Err(too_many(Some(place), staff));
            }
        }
    }
    Ok(())
}

/// What names in deeds can mean.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    populations: &'a [Population],
    /// The places of populations, by their names.
    places: BTreeMap<&'a str, usize>,
    /// The names of all faults, and their places.
    faults: Vec<&'a str>,
    fault_places: BTreeMap<&'a str, usize>,
    /// The populations that are played by persons, with their numbers of people.
    seats: BTreeMap<&'a str, u32>,
    search: Search,
}

impl<'a> Known<'a> {
    /// What a plan has.
    pub fn of(plan: &'a Plan) -> Self {
        Self::new(&plan.populations, &plan.faults, &plan.scripts)
    }

    /// What a plan of these has.
    pub fn new(populations: &'a [Population], faults: &'a [FaultPlan], scripts: &'a [ScriptSource]) -> Self {
        let is_seat = |population: &&Population| {
            scripts.get(population.script.0 as usize).is_some_and(ScriptSource::is_seat)
        };
        let seat = |population: &'a Population| match &population.kind {
            PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => {
                Some((population.name.as_str(), staff.count))
            }
            PopulationKind::Customers(_) => None,
        };
        // Of several of one name the first is meant.
        let named = populations.iter().enumerate().rev();
        let faults: Vec<&str> = faults.iter().map(|fault| fault.name.as_str()).collect();
        Self {
            populations,
            places: named.map(|(place, population)| (population.name.as_str(), place)).collect(),
            fault_places: faults.iter().enumerate().rev().map(|(place, name)| (*name, place)).collect(),
            faults,
            seats: populations.iter().filter(is_seat).filter_map(seat).collect(),
            search: Search::default(),
        }
    }

    /// Resolves a deed as it was written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn deed(&self, raw: &RawDeed) -> Result<TrainerCommand, CommandProblem> {
        let RawDeed { note, chapter, pause, burst, join, leave, fault, act } = raw;
        let told = |kind, key, text: &Option<String>| text.as_ref().map(|text| narrate(kind, key, text));
        let deeds = [
            told(Narration::Note, "note", note),
            told(Narration::Chapter, "chapter", chapter),
            told(Narration::Pause, "pause", pause),
            burst.as_ref().map(|burst| self.burst(burst)),
            join.as_ref().map(|join| self.staff("join", join)),
            leave.as_ref().map(|leave| self.staff("leave", leave)),
            fault.as_ref().map(|fault| self.fault(fault)),
            act.as_ref().map(|act| self.act(act)),
        ];
        let mut deeds = deeds.into_iter().flatten();
        let help = "write one of `note`, `chapter`, `pause`, `burst`, `join`, `leave`, `fault`, `act`";
        match (deeds.next(), deeds.next()) {
            (Some(deed), None) => deed,
            (None, _) => Err(CommandProblem::new(&[], "nothing happens here", help)),
            (Some(_), Some(_)) => {
                let help = "make an entry of each, with the same `at`";
                Err(CommandProblem::new(&[], "several things in one entry", help))
            }
        }
    }

    fn burst(&self, raw: &RawBurstCue) -> Result<TrainerCommand, CommandProblem> {
        let is_meant = |kind: &PopulationKind| matches!(kind, PopulationKind::Customers(_));
        let customers = self.people(raw.customers.as_deref(), ["burst", "customers"], is_meant)?;
        let over = raw.over.map_or(Ok(SimSpan::ZERO), |Span(over)| within_a_run(over, &["burst", "over"]))?;
        Ok(TrainerCommand::Burst { customers, count: count(raw.count, "burst")?, over })
    }

    fn staff(&self, key: &'static str, raw: &RawStaffCue) -> Result<TrainerCommand, CommandProblem> {
        let is_meant =
            |kind: &PopulationKind| matches!(kind, PopulationKind::Agents(_) | PopulationKind::Supervisors(_));
        let agents = self.people(raw.agents.as_deref(), [key, "agents"], is_meant)?;
        let count = count(raw.count, key)?;
        Ok(if key == "join" {
            TrainerCommand::Join { agents, count }
        } else {
            TrainerCommand::Leave { agents, count }
        })
    }

    fn fault(&self, raw: &RawFaultCue) -> Result<TrainerCommand, CommandProblem> {
        let length =
            raw.length.map_or(Ok(FAULT_LENGTH), |Span(length)| within_a_run(length, &["fault", "for"]))?;
        if length.is_zero() {
            return Err(CommandProblem::new(
                &["fault", "for"],
                "the fault lasts no time",
                "write a duration: `5m`",
            ));
        }
        match self.fault_places.get(raw.name.as_str()).copied().map(u16::try_from) {
            Some(Ok(fault)) => Ok(TrainerCommand::Fault { fault, length }),
            Some(Err(_)) | None => {
                let help = if self.faults.is_empty() {
                    String::from(
                        "the scenario has no `faults`; one with `on_cue: true` strikes only when it is told to",
                    )
                } else {
                    self.search.suggestion(&raw.name, self.faults.iter().copied(), "faults")
                };
                Err(CommandProblem::new(
                    &["fault", "name"],
                    format!("there is no fault called `{}`", raw.name),
                    help,
                ))
            }
        }
    }

    fn act(&self, raw: &RawActCue) -> Result<TrainerCommand, CommandProblem> {
        let agent = self.seat(raw.agent.as_deref())?;
        let action = ActionName::new(&raw.action);
        if let ActionName::Other(name) = &action {
            let help = self.search.suggestion(name, Action::ALL.iter().map(|action| action.name()), "actions");
            return Err(CommandProblem::new(
                &["act", "action"],
                format!("there is no action called `{name}`"),
                help,
            ));
        }
        let payload = payload_of(&raw.payload).map_err(|message| {
            CommandProblem::new(&["act", "payload"], message, "`rushhour actions NAME` says what an action takes")
        })?;
        Ok(TrainerCommand::Act { agent, action, payload })
    }

    /// The agent with this name who is played by a person; the only one where none is named.
    fn seat(&self, name: Option<&str>) -> Result<SmolStr, CommandProblem> {
        let wrong = |message: String, help: String| CommandProblem::new(&["act", "agent"], message, help);
        let (Some((first, count)), more) = (self.seats.first_key_value(), self.seats.len() > 1) else {
            let message = String::from("no agent of this scenario is played by a person");
            return Err(wrong(message, String::from("give one population of agents `script: human`")));
        };
        let Some(name) = name else {
            if more || *count != 1 {
                let help = format!("name one, like `{first}-1`");
                return Err(CommandProblem::new(&["act"], "it does not say which agent", help));
            }
            return Ok(smol_str::format_smolstr!("{first}-1"));
        };
        // Whoever comes by a cue has a number beyond the count.
        let theirs = name.rsplit_once('-').filter(|(population, _)| self.seats.contains_key(population));
        if theirs.and_then(|(_, number)| number.parse::<u32>().ok()).is_some_and(|number| number > 0) {
            return Ok(SmolStr::new(name));
        }
        let some = self.seats.keys().take(NAMES_COMPARED_MAX);
        let names: Vec<String> = some.map(|population| format!("{population}-1")).collect();
        let known = names.iter().map(String::as_str);
        let help = self.search.suggestion(name, known, "agents who are played by a person");
        Err(wrong(format!("there is no agent `{name}` who is played by a person"), help))
    }

    /// The population with this name; the only one where none is named.
    fn people(
        &self,
        name: Option<&str>,
        [key, noun]: [&'static str; 2],
        is_meant: impl Fn(&PopulationKind) -> bool,
    ) -> Result<PopulationId, CommandProblem> {
        let id = |place: usize| u16::try_from(place).map(PopulationId).ok();
        let mut meant = (0..).zip(self.populations).filter(|(_, it)| is_meant(&it.kind));
        let names = || self.populations.iter().filter(|it| is_meant(&it.kind)).map(|it| it.name.as_str());
        let found = match name {
            Some(name) => {
                let place = self.places.get(name).copied();
                place
                    .filter(|place| self.populations.get(*place).is_some_and(|it| is_meant(&it.kind)))
                    .and_then(id)
            }
            None => match (meant.next(), meant.next()) {
                (Some((place, _)), None) => id(place),
                (None, _) => None,
                (Some(_), Some(_)) => {
                    let names: Vec<&str> = names().take(17).collect();
                    let more = if names.len() > 16 { " and others" } else { "" };
                    let help = format!("write one of: {}{more}", names[..names.len().min(16)].join(", "));
                    return Err(CommandProblem::new(&[key], format!("it does not say which {noun}"), help));
                }
            },
        };
        found.ok_or_else(|| match name {
            Some(name) => {
                let help = self.search.suggestion(name, names(), &format!("populations of {noun}"));
                CommandProblem::new(&[key, noun], format!("there are no {noun} called `{name}`"), help)
            }
            None => CommandProblem::new(&[key], format!("the scenario has no {noun}"), "add a population of them"),
        })
    }
}

fn narrate(kind: Narration, key: &'static str, text: &str) -> Result<TrainerCommand, CommandProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CommandProblem::new(&[key], "there is nothing to tell", "write a sentence"));
    }
    if text.chars().count() > CUE_CHARS_MAX {
        let message = format!("the text is longer than {CUE_CHARS_MAX} characters");
        return Err(CommandProblem::new(&[key], message, "make several of it"));
    }
    Ok(TrainerCommand::Narrate(kind, SmolStr::new(text)))
}

/// A length of time that is no longer than a run can be.
fn within_a_run(span: SimSpan, at: &[&'static str]) -> Result<SimSpan, CommandProblem> {
    if span <= SimSpan::from_secs(DAYS_MAX * 86_400) {
        return Ok(span);
    }
    let help = "a run lasts up to a year: write `30s`, `10m` or `8h`";
    Err(CommandProblem::new(at, format!("{span} are longer than any run"), help))
}

fn count(count: u32, key: &'static str) -> Result<u32, CommandProblem> {
    if (1..=CUE_PEOPLE_MAX).contains(&count) {
        return Ok(count);
    }
    Err(CommandProblem::new(
        &[key, "count"],
        format!("{count} people"),
        format!("write a number from 1 to {CUE_PEOPLE_MAX}"),
    ))
}

impl Cue {
    /// As a timeline writes it, so that it is read as the same again.
    pub fn to_json(&self, plan: &Plan) -> Json {
        let mut entry = Map::new();
        entry.insert(String::from("at"), exact(self.at).into());
        if let Json::Object(deed) = self.deed.to_json(plan) {
            entry.extend(deed);
        }
        Json::Object(entry)
    }
}

impl TrainerCommand {
    /// As a timeline writes it.
    pub fn to_json(&self, plan: &Plan) -> Json {
        let name = |id: PopulationId| plan.population(id).map(|it| it.name.to_string()).unwrap_or_default();
        match self {
            Self::Narrate(kind, text) => json!({ kind.name(): text }),
            Self::Burst { customers, count, over } => {
                let over = exact(SimTime::ZERO + *over);
                json!({ "burst": { "customers": name(*customers), "count": count, "over": over } })
            }
            Self::Join { agents, count } => json!({ "join": { "agents": name(*agents), "count": count } }),
            Self::Leave { agents, count } => json!({ "leave": { "agents": name(*agents), "count": count } }),
            Self::Fault { fault, length } => {
                let fault = plan.faults.get(usize::from(*fault)).map(|it| it.name.to_string());
                let length = exact(SimTime::ZERO + *length);
                json!({ "fault": { "name": fault.unwrap_or_default(), "for": length } })
            }
            Self::Act { agent, action, payload } => {
                let act = match payload {
                    Payload::Absent => json!({ "agent": agent, "action": action.as_str() }),
                    Payload::Bare(_) | Payload::Fields(_) => {
                        json!({ "agent": agent, "action": action.as_str(), "payload": to_json(&payload.to_value()) })
                    }
                };
                json!({ "act": act })
            }
        }
    }

    /// In words, for those who watch.
    pub fn words(&self, plan: &Plan) -> String {
        let name = |id: &PopulationId| plan.population(*id).map(|it| it.name.as_str()).unwrap_or_default();
        match self {
            Self::Narrate(_, text) => text.to_string(),
            Self::Burst { customers, count, over } if over.is_zero() => {
                format!("{count} more {} at once", name(customers))
            }
            Self::Burst { customers, count, over } => format!("{count} more {} within {over}", name(customers)),
            Self::Join { agents, count } => format!("{count} of {} come to work", name(agents)),
            Self::Leave { agents, count } => format!("{count} of {} sign off", name(agents)),
            Self::Act { agent, action, .. } => format!("{agent}: {action}"),
            Self::Fault { fault, .. } => {
                let fault = plan.faults.get(usize::from(*fault));
                format!("the fault `{}` strikes", fault.map(|it| it.name.as_str()).unwrap_or_default())
            }
        }
    }
}

/// A moment or a span in seconds, to the nanosecond.
fn exact(at: SimTime) -> String {
    let ns = at.as_ns();
    let (seconds, rest) = (ns / 1_000_000_000, ns % 1_000_000_000);
    if rest == 0 { format!("{seconds}s") } else { format!("{seconds}s {rest}ns") }
}

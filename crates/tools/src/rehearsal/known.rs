//! What all that looks for doubts is given, and how they are told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::rehearse::Rehearsed;
use crate::limits::WARNINGS_TOLD;
use rushhour_engine::units::QueueId;
use rushhour_scenario::plan::{Plan, Population, PopulationKind, ScriptId, ScriptSource, queues_of_each};
use rushhour_scenario::timeline::TrainerCommand;
use rushhour_scenario::{PopulationId, Whereabouts};
use rushhour_script::{Calls, calls};
use rushhour_sim::Place;

/// What all that looks for doubts is given.
pub(super) struct Known<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rehearsed: &'a Rehearsed,
    /// The calls of each script, by its place.
    pub(super) calls: Vec<Calls>,
    pub(super) at: Whereabouts<'a>,
    /// The queues that each population serves, by its place.
    pub(super) serving: Vec<Vec<QueueId>>,
    /// How many people each population of the staff has, with those who join it, by its name.
    people: BTreeMap<&'a str, u32>,
}

/// The warnings of one kind: the first are told, and the others counted.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) warnings: Vec<String>,
    pub(super) more: usize,
}

impl Told {
    /// One more. To say where takes time, so it is said only of those that are told.
    pub(super) fn add(&mut self, warning: impl FnOnce() -> String) {
        if self.warnings.len() < WARNINGS_TOLD {
            self.warnings.push(warning());
        } else {
            self.more += 1;
        }
    }
}

impl<'a> Known<'a> {
    pub(super) fn of(plan: &'a Plan, rehearsed: &'a Rehearsed) -> Self {
        // Of several populations of one name the first counts.
        let places: BTreeMap<&str, usize> =
            plan.populations.iter().enumerate().rev().map(|(place, it)| (it.name.as_str(), place)).collect();
        let mut counts: Vec<Option<u32>> = plan.populations.iter().map(staff_count).collect();
        for cue in &plan.timeline {
            match &cue.deed {
                // Those who join later are called by the numbers that follow.
                TrainerCommand::Join { agents, count } => {
                    if let Some(Some(known)) = counts.get_mut(usize::from(agents.0)) {
                        *known = known.saturating_add(*count);
                    }
                }
                TrainerCommand::Narrate(..)
                | TrainerCommand::Burst { .. }
                | TrainerCommand::Leave { .. }
                | TrainerCommand::Fault { .. }
                | TrainerCommand::Act { .. } => {}
            }
        }
        let count = |(name, place): (&'a str, usize)| Some((name, counts.get(place).copied()??));
        let people = places.into_iter().filter_map(count).collect();
        let serving = queues_of_each(&plan.populations, &plan.center);
        Self { plan, rehearsed, calls: calls(plan), at: Whereabouts::of(plan), serving, people }
    }

    /// Whether somebody of the staff has this name: `desk-3`.
    pub(super) fn has_worker(&self, name: &str) -> bool {
        let Some((population, number)) = name.rsplit_once('-') else { return false };
        // No worker's number begins with a nought or a sign.
        let is_plain = !number.starts_with(['0', '+']);
        let number = number.parse::<u32>().ok().filter(|_| is_plain);
        let count = self.people.get(population);
        number.zip(count).is_some_and(|(number, count)| (1..=*count).contains(&number))
    }
}

/// How many agents or supervisors there are of a population; nothing of customers.
fn staff_count(population: &Population) -> Option<u32> {
    match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => Some(staff.count),
        PopulationKind::Customers(_) => None,
    }
}

impl Known<'_> {
    /// A place in a script, as seen from here and not from the scenario: terminals and editors open that.
    pub(super) fn place(&self, place: &Place) -> String {
        let of_people = self.plan.scripts.iter();
        let mut all = of_people.chain(self.plan.user_invariants.iter().map(|it| &it.script));
        match all.find(|script| script.name == place.script) {
            Some(script) => {
                let script = self.file(script);
                Place { script: script.into(), trace: Vec::new(), ..place.clone() }.to_string()
            }
            None => place.to_string(),
        }
    }
    /// A line and a column of a script of people.
    pub(super) fn place_in(&self, script: &ScriptSource, line: u32, column: u32) -> String {
        format!("{}:{line}:{column}", self.file(script))
    }
    fn file(&self, script: &ScriptSource) -> String {
        let folder = self.plan.source.file().parent().filter(|folder| *folder != Path::new(""));
        match folder {
            Some(folder) if !script.built_in => folder.join(script.name.as_str()).display().to_string(),
            Some(_) | None => script.name.to_string(),
        }
    }

    /// The populations whose people run a script, as their own or as a plugin.
    pub(super) fn who_runs(&self, script: ScriptId) -> Vec<&Population> {
        let runs = |population: &&Population| scripts_of(population).contains(&script);
        self.plan.populations.iter().filter(runs).collect()
    }
    /// The calls of all scripts that people of a population run.
    pub(super) fn calls_of<'k>(&'k self, population: &'k Population) -> impl Iterator<Item = &'k Calls> {
        scripts_of(population).into_iter().filter_map(|script| self.calls.get(script.0 as usize))
    }
    /// The scripts with their calls, but for those that come with the program: those are in order.
    pub(super) fn own_scripts(&self) -> impl Iterator<Item = (ScriptId, &ScriptSource, &Calls)> {
        let scripts = (0..).map(ScriptId).zip(&self.plan.scripts).zip(&self.calls);
        scripts.filter(|((_, script), _)| !script.built_in).map(|((id, script), calls)| (id, script, calls))
    }
    /// The places of scripts at which something has failed: script and line.
    pub(super) fn failed_at(&self) -> BTreeSet<(&str, u32)> {
        let places = self.rehearsed.failed.iter().filter_map(|failed| failed.first.place.as_ref());
        places.filter_map(|place| Some((place.script.as_str(), place.line?))).collect()
    }
    /// All populations with their ids and what they did.
    pub(super) fn populations(&self) -> impl Iterator<Item = (PopulationId, &Population, super::seen::Did)> {
        let did = |id: PopulationId| self.rehearsed.seen.did.get(usize::from(id.0)).copied().unwrap_or_default();
        self.plan.populations().map(move |(id, population)| (id, population, did(id)))
    }
}

fn scripts_of(population: &Population) -> Vec<ScriptId> {
    let plugins = match &population.kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff.plugins.as_slice(),
        PopulationKind::Customers(_) => &[],
    };
    std::iter::once(population.script).chain(plugins.iter().copied()).collect()
}

/// Names in a row: `` `a`, `b` and 3 more ``.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        few if few.len() <= 4 => {
            let (last, others) = few.split_last().map_or(("", few), |(last, others)| (last.as_str(), others));
            format!("{} and {last}", others.join(", "))
        }
        many => format!("{} and {} more", many[..3].join(", "), many.len() - 3),
    }
}

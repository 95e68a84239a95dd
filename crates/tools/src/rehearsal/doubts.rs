//! What looks wrong about a plan by its rehearsal and its scripts, a sentence for each, with place and remedy.

use std::collections::BTreeSet;
use std::path::Path;

use super::rehearse::Rehearsed;
use super::{idle, names, takers, unfed};
use crate::limits::WARNINGS_TOLD;
use rushhour_scenario::plan::{Plan, Population, ScriptId, ScriptSource};
use rushhour_scenario::{PopulationId, Whereabouts};
use rushhour_script::{Calls, calls, is_endless};
use rushhour_sim::{Failed, FindingKind, Place};

/// What all that looks for doubts is given.
pub(super) struct Known<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rehearsed: &'a Rehearsed,
    /// The calls of each script, by its place.
    pub(super) calls: Vec<Calls>,
    pub(super) at: Whereabouts<'a>,
}

/// What looks wrong: scripts that fail, never end or never act, names that nobody has, work that nobody can take, and
/// what is measured of nothing.
pub fn warnings(plan: &Plan, rehearsed: &Rehearsed) -> Vec<String> {
    let known = Known { plan, rehearsed, calls: calls(plan), at: Whereabouts::of(plan) };
    let mut warnings = Vec::new();
    let mut tell = |some: Vec<String>| {
        let more = some.len().saturating_sub(WARNINGS_TOLD);
        warnings.extend(some.into_iter().take(WARNINGS_TOLD));
        if more > 0 {
            warnings.push(format!("{more} more of that kind are not told"));
        }
    };
    tell(failures(&known));
    tell(names::unknown(&known));
    tell(idle::never_act(&known));
    tell(takers::cannot_take(&known));
    tell(unfed::nothing_feeds(&known));
    warnings
}

/// Scripts that failed, a sentence for each place.
fn failures(known: &Known<'_>) -> Vec<String> {
    let mut told: Vec<Failed> = Vec::new();
    for failed in &known.rehearsed.failed {
        if misses_somebody(known.plan, &failed.first.message) {
            continue;
        }
        match told.iter_mut().find(|before| is_same_loop(before, failed)) {
            Some(before) => before.times += failed.times,
            None => told.push(failed.clone()),
        }
    }
    told.iter().map(|failed| failure(known, failed)).collect()
}

/// Whether two places are of one loop that does not end, which was stopped here and there.
fn is_same_loop(one: &Failed, other: &Failed) -> bool {
    let script = |failed: &Failed| failed.first.place.as_ref().map(|place| place.script.clone());
    is_endless(&one.first.message)
        && is_endless(&other.first.message)
        && one.first.who.as_ref().map(|who| &who.population) == other.first.who.as_ref().map(|who| &who.population)
        && script(one) == script(other)
}

/// Whether a script failed for want of somebody who is there in a run: a rehearsal has fewer people.
fn misses_somebody(plan: &Plan, message: &str) -> bool {
    let mut quoted = message.split('`').skip(1);
    message.starts_with("there is no queue or worker `")
        && quoted.next().is_some_and(|name| names::has_worker(plan, name))
}

fn failure(known: &Known<'_>, Failed { first, times }: &Failed) -> String {
    let place = first.place.as_ref().map_or_else(String::new, |place| format!("{}: ", known.place(place)));
    let (name, population) =
        first.who.as_ref().map_or(("", ""), |who| (who.name.as_str(), who.population.as_str()));
    let whose = match (first.kind, population) {
        (FindingKind::Listener, _) => format!("a listener of `{population}` fails"),
        (_, "") if name == "the scenario" => "an expression of the scenario fails".to_owned(),
        (_, "") => format!("the invariant \"{name}\" cannot be asked"),
        (_, _) => format!("the script of `{population}` fails"),
    };
    let how_often = match (times, population) {
        (1, "") => String::new(),
        (times, "") => format!(" ({times} times in the rehearsal)"),
        (1, _) => format!(" (once in the rehearsal, of {name} at {})", first.at),
        (times, _) => format!(" ({times} times in the rehearsal, first of {name} at {})", first.at),
    };
    format!("{place}{whose}: {}{how_often}", first.message)
}

impl Known<'_> {
    /// A place in a script, as seen from here and not from the scenario: terminals and editors open that.
    fn place(&self, place: &Place) -> String {
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
    use rushhour_scenario::plan::PopulationKind;
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

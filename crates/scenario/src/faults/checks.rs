//! The checks that kinds of faults have in common: of whom they strike, how often, for how long.

use std::sync::Arc;

use super::known::{Known, KnownPopulation};
use super::people::{Invocations, People};
use super::stage::HangUpStage;
use crate::checks::{Context, away, sampler};
use crate::ids::PopulationId;
use crate::path::NodePath;
use crate::random::Sampler;
use crate::values::{OneOrMany, PerTime, RawDistribution};
use rushhour_engine::action::Action;
use rushhour_engine::catalog;
use rushhour_engine::units::{ActivityId, Rate};

/// A desktop that is struck more often than this does nothing else.
const RATE_PER_S_MAX: f64 = 1.0;

/// Checks one fault, and puts what is wrong at its keys.
pub(super) struct Checks<'a, 'c> {
    pub(super) known: &'a Known<'a>,
    /// Where the fault stands, its kind included.
    pub(super) path: NodePath,
    pub(super) context: &'a mut Context<'c>,
}

/// Names as they are written under two keys, one that takes one and one that takes several.
pub(super) type Names<'a> = (&'a Option<String>, &'a Option<Vec<String>>);

impl Checks<'_, '_> {
    /// A distribution under a key.
    pub(super) fn drawn(&mut self, raw: &RawDistribution, key: &str) -> Sampler {
        sampler(raw, &self.path.key(key), self.context)
    }

    /// An activity in which nobody is offered work, or that of those whose offer timed out where none is named.
    pub(super) fn away(&mut self, name: Option<&str>, key: &str) -> ActivityId {
        match name {
            Some(name) => away(Some(name), "", &self.path.key(key), self.known.activities, self.context),
            None => self.known.timeout_activity,
        }
    }

    /// How often, under the key `rate`.
    pub(super) fn rate(&mut self, PerTime(rate): PerTime) -> Rate {
        if rate.as_per_second() > RATE_PER_S_MAX {
            let message = format!("{rate} is more than one a second: there would be nothing else");
            self.context.issues.add(&self.path.key("rate"), message, "is the unit right? `1/h`, `0.2/m`");
        }
        rate
    }

    /// Invocations: of these people, and of these actions.
    pub(super) fn invocations(&mut self, people: Names<'_>, actions: Names<'_>) -> Invocations {
        let named = self.listed(actions, ["action", "actions"]);
        let actions = named.map(|named| {
            let known = named.iter().filter_map(|(name, path)| self.action(name, path));
            known.collect()
        });
        Invocations { people: self.staff(people), actions }
    }

    fn action(&mut self, name: &str, path: &NodePath) -> Option<Action> {
        let asks = |action: &&Action| catalog::entry(**action).backend;
        let Ok(action) = name.parse::<Action>() else {
            let known = Action::ALL.iter().filter(asks).map(|action| action.name());
            let help = self.context.issues.suggestion(name, known, "actions that ask the backend");
            self.context.issues.add(path, format!("there is no action `{name}`"), help);
            return None;
        };
        if !asks(&&action) {
            let message = format!("`{action}` asks no backend, so nothing can happen to it there");
            self.context.issues.add(
                path,
                message,
                "name actions that ask the backend: `rushhour actions` lists them",
            );
        }
        Some(action)
    }

    /// Populations of agents or supervisors.
    pub(super) fn staff(&mut self, names: Names<'_>) -> People {
        self.people(names, |population| population.is_staff, "agents or supervisors")
    }

    /// Populations of customers.
    pub(super) fn customers(&mut self, names: Names<'_>) -> People {
        self.people(names, |population| !population.is_staff, "customers")
    }

    fn people(&mut self, names: Names<'_>, is_meant: impl Fn(&KnownPopulation<'_>) -> bool, noun: &str) -> People {
        let Some(named) = self.listed(names, ["population", "populations"]) else { return People(None) };
        let populations = self.known.populations;
        let find = |name: &str| {
            let place = self.known.places.get(name).copied()?;
            populations.get(place).filter(|it| is_meant(it)).map(|_| place)
        };
        let mut found: Vec<PopulationId> = Vec::with_capacity(named.len());
        for (name, path) in named {
            match find(name).and_then(|place| u16::try_from(place).ok()) {
                Some(place) => found.push(PopulationId(place)),
                None => {
                    let known = populations.iter().filter(|it| is_meant(it)).map(|it| it.name);
                    let help = self.context.issues.suggestion(name, known, &format!("populations of {noun}"));
                    self.context.issues.add(&path, format!("there are no {noun} called `{name}`"), help);
                }
            }
        }
        People(Some(found.into()))
    }

    /// What is written under one of two keys, each with its place; nothing where neither is there.
    fn listed<'n>(
        &mut self,
        (one, several): (&'n Option<String>, &'n Option<Vec<String>>),
        [key, keys]: [&'static str; 2],
    ) -> Option<Vec<(&'n str, NodePath)>> {
        if one.is_some() && several.is_some() {
            let help = format!("write all of them under `{keys}`");
            self.context.issues.add_key(&self.path.key(key), format!("`{key}` and `{keys}` say the same"), help);
        }
        if several.as_ref().is_some_and(Vec::is_empty) {
            let help = "name at least one, or leave the key out for all of them";
            self.context.issues.add_key(&self.path.key(keys), "the fault strikes nobody", help);
        }
        let path = &self.path;
        let listed = several.as_ref().map(|several| {
            several.iter().enumerate().map(|(place, name)| (name.as_str(), path.key(keys).index(place))).collect()
        });
        one.as_ref().map(|name| vec![(name.as_str(), path.key(key))]).or(listed)
    }

    /// What is done about a contact meanwhile, under the key `during`; whatever is, where nothing is said.
    pub(super) fn stages(&mut self, raw: Option<&OneOrMany<String>>) -> Arc<[HangUpStage]> {
        let Some(raw) = raw else { return HangUpStage::ALL.into() };
        let path = self.path.key("during");
        if raw.items.is_empty() {
            let help = "name at least one of `accept`, `hold`, `transfer`, `wrapup`, or leave the key out";
            self.context.issues.add_key(&path, "the fault never strikes", help);
        }
        let mut stages = Vec::with_capacity(raw.items.len());
        for (place, name) in raw.items.iter().enumerate() {
            match HangUpStage::ALL.into_iter().find(|stage| stage.name() == name) {
                Some(stage) => stages.push(stage),
                None => {
                    let path = if raw.listed { path.index(place) } else { path.clone() };
                    let help =
                        self.context.issues.suggestion(name, HangUpStage::ALL.map(HangUpStage::name), "moments");
                    self.context.issues.add(&path, format!("there is no moment `{name}`"), help);
                }
            }
        }
        stages.into()
    }
}

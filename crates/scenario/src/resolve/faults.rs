//! The key `faults`: names become ids, defaults are filled in, and what makes no sense is reported.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::super::faults::{FaultKind, FaultPlan, HangUpStage, Invocations, People};
use super::super::path::{Aim, NodePath};
use super::super::plan::{Population, PopulationKind};
use super::super::raw::{Moment, OneOrMany, PerTime, RawDistribution, RawFault, RawFaultHeader, Share, Span};
use super::super::window::Window;
use super::center::away;
use super::clock::Clock;
use super::context::Context;
use super::distributions::sampler;
use super::names::check_name;
use crate::random::Sampler;
use rushhour_engine::action::Action;
use rushhour_engine::catalog;
use rushhour_engine::config::Activity;
use rushhour_engine::event::PopulationId;
use rushhour_engine::nearest::suggestion;
use rushhour_engine::units::{ActivityId, Rate, SimSpan, SimTime};

/// A desktop that is struck more often than this does nothing else.
const RATE_PER_S_MAX: f64 = 1.0;
/// How long a desktop waits for a response, unless the scenario says.
const RESPONSE_WAIT: SimSpan = SimSpan::from_secs(10);
/// How long after the first delivery the second comes, unless the scenario says.
const SECOND_DELIVERY_S: f64 = 1.0;
/// How long it is from one agent who leaves to the next, unless the scenario says.
const GAP: SimSpan = SimSpan::from_secs(1);

/// What the names of faults can mean.
pub(super) struct Known<'a> {
    /// All populations.
    pub populations: &'a [Population],
    /// All activities.
    pub activities: &'a [Activity],
    /// Where those go whose offer timed out.
    pub timeout_activity: ActivityId,
    /// The edges of the run.
    pub clock: &'a Clock,
}

/// Resolves all faults.
pub(super) fn resolve(raw: &[RawFault], known: &Known<'_>, context: &mut Context<'_>) -> Vec<FaultPlan> {
    let path = NodePath::root().key("faults");
    let names = names(raw, &path, context);
    if raw.len() > usize::from(u16::MAX) {
        context.issues.add(&path, "there are more than 65,535 faults", "join some of them");
    }
    let mut resolver = Resolver { known, context };
    let resolved = raw.iter().zip(names).enumerate().map(|(place, (raw, name))| {
        let path = path.index(place).key(raw.kind());
        let window = resolver.window(&raw.header(), &path);
        FaultPlan { name, window, kind: resolver.kind(raw, &path) }
    });
    resolved.collect()
}

/// The names: those that are given, and for the others their kinds, numbered where there are several.
fn names(raw: &[RawFault], path: &NodePath, context: &mut Context<'_>) -> Vec<SmolStr> {
    let mut given: BTreeMap<SmolStr, NodePath> = BTreeMap::new();
    for (place, fault) in raw.iter().enumerate() {
        let Some(name) = fault.header().name else { continue };
        let path = path.index(place).key(fault.kind()).key("name");
        check_name(name, "fault", &path, Aim::Value, context);
        if let Some(first) = given.get(name) {
            let help = format!("rename one of them; the other is {first}");
            context.issues.add(&path, format!("there are two faults called `{name}`"), help);
        } else {
            given.insert(SmolStr::new(name), path.parent().unwrap_or_default());
        }
    }
    let name_of = |fault: &RawFault| match fault.header().name {
        Some(name) => SmolStr::new(name),
        None => {
            let numbered = (2_u32..).map(|number| format_smolstr!("{}-{number}", fault.kind()));
            let free = std::iter::once(SmolStr::new_static(fault.kind()))
                .chain(numbered)
                .find(|name| !given.contains_key(name))
                .unwrap_or_default();
            given.insert(free.clone(), NodePath::root());
            free
        }
    };
    raw.iter().map(name_of).collect()
}

struct Resolver<'a, 'b, 'c> {
    known: &'a Known<'a>,
    context: &'b mut Context<'c>,
}

/// Whom a fault strikes, as written.
type Names<'a> = (&'a Option<String>, &'a Option<Vec<String>>);

impl Resolver<'_, '_, '_> {
    fn window(&mut self, header: &RawFaultHeader<'_>, path: &NodePath) -> Window {
        if header.on_cue {
            if header.from.is_some() || header.until.is_some() {
                let help = "keep `on_cue`, or the moments";
                let message = "a fault that waits for its cue has no `from` and `until`";
                self.context.issues.add_key(&path.key("on_cue"), message, help);
            }
            return Window::NEVER;
        }
        let clock = self.known.clock;
        let mut edge = |moment: Option<Moment>, key: &str, default: SimTime| {
            moment.map_or(default, |moment| clock.moment(moment, &path.key(key), Aim::Value, self.context))
        };
        let from = edge(header.from, "from", SimTime::ZERO);
        let until = edge(header.until, "until", clock.end());
        let by_clock = |moment| matches!(moment, Some(Moment::Clock(_)));
        let is_known = clock.starts_at.is_some() || !(by_clock(header.from) || by_clock(header.until));
        if header.until.is_some() && until <= from && is_known {
            let message = format!("the fault ends ({until}) before it begins ({from})");
            self.context.issues.add(&path.key("until"), message, "`until` comes after `from`");
        } else if from >= clock.end() {
            // Not a mistake where `--duration` shortens the run.
            let message = format!("{path}: the fault begins ({from}) when the run is over ({})", clock.end());
            self.context.warnings.push(message);
        }
        // Faults stop with the arrivals: what is left gets the time to settle.
        Window { from, until }.before(clock.end())
    }

    fn kind(&mut self, raw: &RawFault, path: &NodePath) -> FaultKind {
        match raw {
            RawFault::Latency(it) => FaultKind::Latency {
                share: it.rate.0,
                of: self.invocations((&it.population, &it.populations), (&it.action, &it.actions), path),
                extra: self.drawn(&it.extra, &path.key("extra")),
            },
            RawFault::Fail(it) => FaultKind::Fail {
                share: it.rate.0,
                of: self.invocations((&it.population, &it.populations), (&it.action, &it.actions), path),
            },
            RawFault::LostResponse(it) => FaultKind::LostResponse {
                share: it.rate.0,
                of: self.invocations((&it.population, &it.populations), (&it.action, &it.actions), path),
                after: it.after.map_or(RESPONSE_WAIT, |Span(span)| span),
            },
            RawFault::Duplicate(it) => FaultKind::Duplicate {
                share: it.rate.0,
                of: self.invocations((&it.population, &it.populations), (&it.action, &it.actions), path),
                after: match &it.after {
                    Some(after) => self.drawn(after, &path.key("after")),
                    None => Sampler::constant(SECOND_DELIVERY_S),
                },
            },
            RawFault::LateEvents(it) => FaultKind::LateEvents {
                share: it.rate.0,
                at: self.staff((&it.population, &it.populations), path),
                delay: self.drawn(&it.delay, &path.key("delay")),
            },
            RawFault::ReorderEvents(it) => FaultKind::ReorderEvents {
                share: it.rate.0,
                at: self.staff((&it.population, &it.populations), path),
                delay: self.drawn(&it.delay, &path.key("delay")),
            },
            RawFault::Reload(it) => FaultKind::Reload {
                rate: self.rate(it.rate, path),
                at: self.staff((&it.population, &it.populations), path),
            },
            RawFault::Disconnect(it) => FaultKind::Disconnect {
                rate: self.rate(it.rate, path),
                at: self.staff((&it.population, &it.populations), path),
                length: self.drawn(&it.r#for, &path.key("for")),
            },
            RawFault::TokenExpiry(it) => FaultKind::TokenExpiry {
                rate: self.rate(it.rate, path),
                at: self.staff((&it.population, &it.populations), path),
                length: self.drawn(&it.r#for, &path.key("for")),
            },
            RawFault::HangUp(it) => FaultKind::HangUp {
                share: it.rate.0,
                of: self.customers((&it.population, &it.populations), path),
                during: self.stages(it.during.as_ref(), &path.key("during")),
            },
            RawFault::ActivityBurst(it) => FaultKind::ActivityBurst {
                rate: self.rate(it.rate, path),
                at: self.staff((&it.population, &it.populations), path),
                share: it.share.map_or(1.0, |Share(share)| share),
                gap: it.gap.map_or(GAP, |Span(span)| span),
                length: self.drawn(&it.r#for, &path.key("for")),
                activity: match &it.activity {
                    Some(name) => away(Some(name), "", &path.key("activity"), self.known.activities, self.context),
                    None => self.known.timeout_activity,
                },
            },
            RawFault::Restart(it) => FaultKind::Restart {
                rate: self.rate(it.rate, path),
                length: self.drawn(&it.r#for, &path.key("for")),
            },
        }
    }

    fn drawn(&mut self, raw: &RawDistribution, path: &NodePath) -> Sampler {
        sampler(raw, path, self.context)
    }

    fn rate(&mut self, PerTime(rate): PerTime, path: &NodePath) -> Rate {
        if rate.as_per_second() > RATE_PER_S_MAX {
            let message = format!("{rate} is more than one a second: there would be nothing else");
            self.context.issues.add(&path.key("rate"), message, "is the unit right? `1/h`, `0.2/m`");
        }
        rate
    }

    fn invocations(&mut self, people: Names<'_>, actions: Names<'_>, path: &NodePath) -> Invocations {
        let named = self.listed(actions, ["action", "actions"], path);
        let actions = named.map(|named| {
            let known = named.iter().filter_map(|(name, path)| self.action(name, path));
            known.collect()
        });
        Invocations { people: self.staff(people, path), actions }
    }

    fn action(&mut self, name: &str, path: &NodePath) -> Option<Action> {
        let asks = |action: &&Action| catalog::entry(**action).backend;
        let Ok(action) = name.parse::<Action>() else {
            let known = Action::ALL.iter().filter(asks).map(|action| action.name());
            let help = suggestion(name, known, "actions that ask the backend");
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

    fn staff(&mut self, names: Names<'_>, path: &NodePath) -> People {
        let is_staff = |kind: &PopulationKind| match kind {
            PopulationKind::Agents(_) | PopulationKind::Supervisors(_) => true,
            PopulationKind::Customers(_) => false,
        };
        self.people(names, path, is_staff, "agents or supervisors")
    }

    fn customers(&mut self, names: Names<'_>, path: &NodePath) -> People {
        self.people(names, path, |kind| matches!(kind, PopulationKind::Customers(_)), "customers")
    }

    fn people(
        &mut self,
        names: Names<'_>,
        path: &NodePath,
        is_meant: impl Fn(&PopulationKind) -> bool,
        noun: &str,
    ) -> People {
        let Some(named) = self.listed(names, ["population", "populations"], path) else { return People(None) };
        let populations = self.known.populations;
        let find = |name: &str| populations.iter().position(|it| it.name == name && is_meant(&it.kind));
        let mut found: Vec<PopulationId> = Vec::with_capacity(named.len());
        for (name, path) in named {
            match find(name).and_then(|place| u16::try_from(place).ok()) {
                Some(place) => found.push(PopulationId(place)),
                None => {
                    let known = populations.iter().filter(|it| is_meant(&it.kind)).map(|it| it.name.as_str());
                    let help = suggestion(name, known, &format!("populations of {noun}"));
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
        path: &NodePath,
    ) -> Option<Vec<(&'n str, NodePath)>> {
        if one.is_some() && several.is_some() {
            let help = format!("write all of them under `{keys}`");
            self.context.issues.add_key(&path.key(key), format!("`{key}` and `{keys}` say the same"), help);
        }
        if several.as_ref().is_some_and(Vec::is_empty) {
            let help = "name at least one, or leave the key out for all of them";
            self.context.issues.add_key(&path.key(keys), "the fault strikes nobody", help);
        }
        let listed = several.as_ref().map(|several| {
            several.iter().enumerate().map(|(place, name)| (name.as_str(), path.key(keys).index(place))).collect()
        });
        one.as_ref().map(|name| vec![(name.as_str(), path.key(key))]).or(listed)
    }

    fn stages(&mut self, raw: Option<&OneOrMany<String>>, path: &NodePath) -> Arc<[HangUpStage]> {
        let Some(raw) = raw else { return HangUpStage::ALL.into() };
        if raw.items.is_empty() {
            let help = "name at least one of `accept`, `hold`, `transfer`, `wrapup`, or leave the key out";
            self.context.issues.add_key(path, "the fault never strikes", help);
        }
        let mut stages = Vec::with_capacity(raw.items.len());
        for (place, name) in raw.items.iter().enumerate() {
            match HangUpStage::ALL.into_iter().find(|stage| stage.name() == name) {
                Some(stage) => stages.push(stage),
                None => {
                    let path = if raw.listed { path.index(place) } else { path.clone() };
                    let help = suggestion(name, HangUpStage::ALL.map(HangUpStage::name), "moments");
                    self.context.issues.add(&path, format!("there is no moment `{name}`"), help);
                }
            }
        }
        stages.into()
    }
}

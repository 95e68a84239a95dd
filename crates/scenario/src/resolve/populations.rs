//! The keys `agents`, `customers` and `supervisors`: who works in the centre and who comes to it.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::super::path::{Aim, NodePath};
use super::super::plan::{Arrivals, Customers, Population, PopulationKind, Retry, ScriptId, ScriptSource, Staff};
use super::super::raw::{
    RawArrivals, RawCapacity, RawCustomers, RawDayFactor, RawOutbound, RawQueueColumn, RawRetry, RawScenario,
    RawStaff, RawTurnTo, Span,
};
use super::queues::Queues;
use super::scripts::Scripts;
use super::traces::Traces;
use super::{attributes, hours, skills};
use crate::checks::{Clock, Context, check_name, sampler};
use crate::ids::PopulationId;
use crate::limits::{CAPACITY_MAX, PEOPLE_MAX, RETRIES_MAX};
use crate::random::{Distribution, DistributionKind, Number, Quantity, Sampler};
use rushhour_engine::config::{Activity, Capacity, Channel};
use rushhour_engine::units::QueueId;
use rushhour_engine::value::{Entries, Value};

/// How often somebody comes again at most, unless the scenario says.
const RETRIES: u32 = 3;

/// All populations, and their scripts.
pub(super) struct People {
    /// Agents, customers, supervisors.
    pub populations: Vec<Population>,
    /// Their scripts.
    pub scripts: Vec<ScriptSource>,
}

/// Which list a population of staff stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Agents,
    Supervisors,
}

/// What staff may do. Those with one of the latter two may do what supervisors do.
const ROLES: [&str; 3] = ["agent", "supervisor", "admin"];

struct Resolver<'a, 'b> {
    queues: &'a Queues,
    activities: &'a [Activity],
    clock: &'a Clock,
    traces: &'a Traces,
    scripts: Scripts,
    names: BTreeMap<SmolStr, NodePath>,
    /// Whether any population has skills.
    any_skills: bool,
    context: &'a mut Context<'b>,
}

/// Resolves all populations.
pub(super) fn resolve(
    raw: &RawScenario,
    queues: &Queues,
    activities: &[Activity],
    clock: &Clock,
    traces: &Traces,
    context: &mut Context<'_>,
) -> People {
    let names = BTreeMap::new();
    let (scripts, any_skills) = (Scripts::default(), skills::any(raw));
    let mut resolver = Resolver { queues, activities, clock, traces, scripts, names, any_skills, context };
    let root = NodePath::root();
    let mut populations = Vec::new();
    for (place, staff) in raw.agents.iter().enumerate() {
        populations.push(resolver.staff(staff, List::Agents, &root.key("agents").index(place)));
    }
    for (place, customers) in raw.customers.iter().enumerate() {
        populations.push(resolver.customers(customers, place, &root.key("customers").index(place)));
    }
    for (place, staff) in raw.supervisors.iter().enumerate() {
        populations.push(resolver.staff(staff, List::Supervisors, &root.key("supervisors").index(place)));
    }
    let scripts = resolver.scripts.sources;
    if populations.is_empty() {
        let help = "add `agents` and `customers`";
        context.issues.add(&root, "there is nobody in the scenario", help);
    } else if raw.agents.is_empty() && !raw.customers.is_empty() {
        let help = "add `agents: [{name: desk, script: phone_agent, count: 10, queue: …}]`";
        context.issues.add_key(&root.key("customers"), "there are customers and no agents", help);
    }
    if populations.len() > usize::from(u16::MAX) {
        context.issues.add(&root, "there are more than 65,535 populations", "join some of them");
    }
    People { populations, scripts }
}

impl Resolver<'_, '_> {
    fn staff(&mut self, raw: &RawStaff, list: List, path: &NodePath) -> Population {
        let script = self.header(&raw.name, &raw.script, path);
        let at_work = hours::resolve(raw, self.activities, self.clock, path, self.context);
        if raw.shifts.is_none() && raw.staffing.is_none() {
            self.check_count(at_work.count, &path.key("count"));
        }
        let default = match list {
            List::Agents => 1,
            // Supervisors are not offered work unless the scenario gives them capacity.
            List::Supervisors => 0,
        };
        let staff = Staff {
            count: at_work.count,
            hours: at_work.hours,
            breaks: at_work.breaks,
            queues: self.staff_queues(raw, path),
            capacity: self.capacity(raw.capacity, default, &path.key("capacity")),
            supervisor: match &raw.roles {
                Some(roles) => self.supervises(roles, &path.key("roles")),
                None => list == List::Supervisors,
            },
            back_after_timeout: raw.back_after_timeout.map(|Span(span)| span),
            plugins: self.plugins(raw, &path.key("plugins")),
        };
        let kind = match list {
            List::Agents => PopulationKind::Agents(staff),
            List::Supervisors => PopulationKind::Supervisors(staff),
        };
        let mut attributes = attributes::entries(&raw.attributes);
        skills::into_attributes(raw, self.any_skills, &mut attributes, path, self.context);
        Population { name: SmolStr::new(&raw.name), script, kind, attributes: Value::map(attributes) }
    }

    fn staff_queues(&mut self, raw: &RawStaff, path: &NodePath) -> Vec<QueueId> {
        if raw.queue.is_some() && raw.queues.is_some() {
            let help = "move the queue into the list";
            self.context.issues.add_key(&path.key("queue"), "`queue` and `queues` say the same", help);
        }
        let mut ids = Vec::new();
        if let Some(name) = &raw.queue {
            ids.extend(self.queues.find(name, &path.key("queue"), self.context));
        }
        let mut before: BTreeSet<QueueId> = ids.iter().copied().collect();
        for (place, name) in raw.queues.iter().flatten().enumerate() {
            let path = path.key("queues").index(place);
            match self.queues.find(name, &path, self.context) {
                Some(id) if !before.insert(id) => {
                    self.context.issues.add(&path, format!("the queue `{name}` is there twice"), "keep one");
                }
                Some(id) => ids.push(id),
                None => {}
            }
        }
        ids
    }

    /// Whether who has these roles may do what supervisors do.
    fn supervises(&mut self, roles: &[String], path: &NodePath) -> bool {
        if roles.is_empty() {
            let help = "write `agent`, `supervisor` or `admin`, or leave the key out";
            self.context.issues.add(path, "without a role they may do nothing", help);
        }
        let mut before = BTreeSet::new();
        for (place, role) in roles.iter().enumerate() {
            let path = path.index(place);
            if !ROLES.contains(&role.as_str()) {
                let help = self.context.issues.suggestion(role, ROLES, "roles");
                self.context.issues.add(&path, format!("there is no role `{role}`"), help);
            } else if !before.insert(role) {
                self.context.issues.add(&path, format!("the role `{role}` is there twice"), "keep one");
            }
        }
        roles.iter().any(|role| ["supervisor", "admin"].contains(&role.as_str()))
    }

    fn plugins(&mut self, raw: &RawStaff, path: &NodePath) -> Vec<ScriptId> {
        let (mut plugins, mut before) = (Vec::new(), BTreeSet::new());
        for (place, name) in raw.plugins.iter().flatten().enumerate() {
            let path = path.index(place);
            match self.scripts.find_plugin(name, &path, self.context) {
                Some(id) if !before.insert(id) => {
                    self.context.issues.add(&path, format!("the plugin `{name}` is there twice"), "keep one");
                }
                Some(id) => plugins.push(id),
                None => {}
            }
        }
        plugins
    }

    fn capacity(&mut self, raw: RawCapacity, default: u16, path: &NodePath) -> Capacity {
        let given = |channel| match channel {
            Channel::Voice => raw.voice,
            Channel::Chat => raw.chat,
            Channel::Email => raw.email,
            Channel::Messaging => raw.messaging,
        };
        for channel in Channel::ALL {
            if given(channel).is_some_and(|capacity| capacity > CAPACITY_MAX) {
                let message = format!("nobody handles more than {CAPACITY_MAX} tasks at once");
                self.context.issues.add(&path.key(channel.name()), message, "write a smaller number");
            }
        }
        Channel::ALL.map(|channel| given(channel).unwrap_or(default))
    }

    fn customers(&mut self, raw: &RawCustomers, place: usize, path: &NodePath) -> Population {
        let script = self.header(&raw.name, &raw.script, path);
        let queue = self.customers_queue(raw, path);
        let channel = raw.channel.as_ref().and_then(|name| self.channel(name, &path.key("channel")));
        let mut arrivals = Vec::new();
        if let Some(raw) = &raw.arrivals {
            for (item, stated) in raw.items.iter().enumerate() {
                let at = path.key("arrivals");
                let at = if raw.listed { at.index(item) } else { at };
                let trace = self.traces.get(place, item);
                arrivals.extend(Arrivals::resolve(stated, trace, self.clock, &at, self.context));
            }
        }
        if let Some(count) = raw.count {
            let path = path.key("count");
            if count == 0 {
                self.context.warnings.push(format!("{path}: nobody comes of 0"));
            } else {
                self.check_count(count, &path);
            }
            if raw.arrivals.is_some() {
                let help = "`count` is all at once at the beginning: write it as a `burst` among the arrivals";
                self.context.issues.add_key(&path, "`count` and `arrivals` exclude each other", help);
            }
            arrivals.push(Arrivals::at_once(count));
        }
        let day_factor =
            raw.day_factor.and_then(|factor| self.day_factor(factor, &arrivals, &path.key("day_factor")));
        let retry = raw.retry.as_ref().map(|retry| self.retry(retry, &path.key("retry")));
        let attributes = attributes::resolve(&raw.attributes, &path.key("attributes"), self.context);
        self.needs_a_trace(raw, attributes.takes_columns, path);
        let customers = Customers { queue, channel, arrivals, day_factor, retry };
        Population {
            name: SmolStr::new(&raw.name),
            script,
            kind: PopulationKind::Customers(customers),
            attributes: Value::map(attributes.fixed),
        }
    }

    /// The queue of those customers of whom no column says it.
    fn customers_queue(&mut self, raw: &RawCustomers, path: &NodePath) -> Option<QueueId> {
        let path = path.key("queue");
        match raw.queue.as_ref()? {
            RawTurnTo::Named(name) => self.queues.find(name, &path, self.context),
            RawTurnTo::OfColumn(RawQueueColumn { otherwise, .. }) => {
                self.queues.find(otherwise.as_ref()?, &path.key("otherwise"), self.context)
            }
        }
    }

    /// Only those who come by a trace have columns.
    fn needs_a_trace(&mut self, raw: &RawCustomers, takes_attributes: bool, path: &NodePath) {
        let queue = raw.queue.as_ref().and_then(RawTurnTo::column);
        let is_trace = |arrival: &RawArrivals| arrival.trace().is_some();
        let arrivals = raw.arrivals.iter().flat_map(|arrivals| &arrivals.items);
        let (some, all) = (arrivals.clone().any(is_trace), arrivals.clone().all(is_trace));
        let help = "let them come by a `trace`, whose file has the column";
        if takes_attributes && !some {
            let path = path.key("attributes").key("from");
            self.context.issues.add(&path, "these customers come by no trace, and have no columns", help);
        }
        let Some(queue) = queue else { return };
        if !some {
            let path = path.key("queue").key("column");
            self.context.issues.add(&path, "these customers come by no trace, and have no columns", help);
        } else if (!all || raw.count.is_some()) && queue.otherwise.is_none() {
            let help = "say to which queue they turn: `queue: {column: …, otherwise: support}`";
            let message = "some of these customers come by no trace, and no column says their queue";
            self.context.issues.add(&path.key("queue"), message, help);
        }
    }

    fn day_factor(&mut self, raw: RawDayFactor, arrivals: &[Arrivals], path: &NodePath) -> Option<Sampler> {
        if !raw.cv.is_finite() || raw.cv < 0.0 {
            let help = "write a number from 0 on: 0.15 makes a busy day some 15 % busier than the mean";
            self.context.issues.add(&path.key("cv"), format!("{} is no coefficient of variation", raw.cv), help);
            return None;
        }
        if !arrivals.iter().any(Arrivals::has_random_rate) {
            let help = "it multiplies the rates of `poisson`, `ramp` and `profile`, and a trace's `counts: poisson`: use one of \
                 them, or leave it out";
            self.context.issues.add(path, "these arrivals have no random rate", help);
            return None;
        }
        let gamma = Distribution::Of(DistributionKind::Gamma { mean: Quantity(1.0), cv: Number(raw.cv) });
        (raw.cv > 0.0).then(|| sampler(&gamma, path, self.context))
    }

    fn retry(&mut self, raw: &RawRetry, path: &NodePath) -> Retry {
        if !(0.0..=1.0).contains(&raw.chance) {
            let message = format!("{} is no probability", raw.chance);
            self.context.issues.add(&path.key("chance"), message, "write a number from 0 to 1");
        }
        let delay = sampler(&raw.delay, &path.key("delay"), self.context);
        let max = raw.max.unwrap_or(RETRIES);
        if max > RETRIES_MAX {
            let message = format!("nobody comes again {max} times");
            self.context.issues.add(&path.key("max"), message, format!("write at most {RETRIES_MAX}"));
        }
        Retry { chance: raw.chance, delay, max }
    }

    fn channel(&mut self, name: &str, path: &NodePath) -> Option<Channel> {
        let channel = Channel::from_name(name);
        if channel.is_none() {
            let help = self.context.issues.suggestion(name, Channel::ALL.map(Channel::name), "channels");
            self.context.issues.add(path, format!("there is no channel `{name}`"), help);
        }
        channel
    }

    /// Name and script.
    fn header(&mut self, name: &str, script: &str, path: &NodePath) -> ScriptId {
        let name_path = path.key("name");
        check_name(name, "population", &name_path, Aim::Value, self.context);
        if let Some(first) = self.names.get(name) {
            let message = format!("there are two populations called `{name}`");
            let help = format!("rename one of them; the other is {first}");
            self.context.issues.add(&name_path, message, help);
        } else {
            self.names.insert(SmolStr::new(name), path.clone());
        }
        self.scripts.find(script, &path.key("script"), self.context)
    }

    fn check_count(&mut self, count: u32, path: &NodePath) {
        if count == 0 {
            // Not a mistake where a search tries how far it can go.
            self.context.warnings.push(format!("{path}: a population of nobody"));
        }
        if count > PEOPLE_MAX {
            let message = format!("a population of {count} is too large");
            self.context.issues.add(path, message, format!("at most {PEOPLE_MAX} people are in one"));
        }
    }
}

impl People {
    /// The population that plays those whom agents dial: the one that is named, or one that runs the built-in script
    /// where agents may dial and none is named.
    pub(super) fn callees(
        &mut self,
        raw: &RawOutbound,
        dials: bool,
        context: &mut Context<'_>,
    ) -> Option<PopulationId> {
        let Some(name) = raw.callees.as_ref() else {
            return if dials { self.built_in_callees(context) } else { None };
        };
        let is_customers = |population: &&Population| matches!(population.kind, PopulationKind::Customers(_));
        let known = self.populations.iter().filter(is_customers).map(|population| population.name.as_str());
        let place = self.populations.iter().position(|population| population.name == name);
        match place {
            Some(place) if self.populations.get(place).as_ref().is_some_and(is_customers) => {
                u16::try_from(place).ok().map(PopulationId)
            }
            Some(_) | None => {
                let path = NodePath::root().key("center").key("outbound").key("callees");
                let help = context.issues.suggestion(name, known, "populations of customers");
                context.issues.add(&path, format!("there are no customers called `{name}`"), help);
                None
            }
        }
    }
}

/// The name of the built-in script of those whom agents dial, and of its population.
const CALLEE: &str = "callee";

impl People {
    fn built_in_callees(&mut self, context: &Context<'_>) -> Option<PopulationId> {
        let text = (context.inputs.built_ins.text)(CALLEE)?;
        let script = ScriptId(u32::try_from(self.scripts.len()).ok()?);
        self.scripts.push(ScriptSource { name: CALLEE.into(), text: text.into(), built_in: true, plugin: false });
        let id = PopulationId(u16::try_from(self.populations.len()).ok()?);
        self.populations.push(Population {
            name: CALLEE.into(),
            script,
            kind: PopulationKind::Customers(Customers {
                queue: None,
                channel: None,
                arrivals: Vec::new(),
                day_factor: None,
                retry: None,
            }),
            attributes: Value::map(Entries::new()),
        });
        Some(id)
    }
}

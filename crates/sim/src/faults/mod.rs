//! Faults at work: what of the plan's `faults` strikes whom, and when.
//!
//! A fault strikes where it has a chance, a draw says so, and the run's conduct lets it. Each chance has a stream of
//! its own, keyed by the fault's name, whom it would strike and which chance it is. So turning a fault off, or leaving
//! somebody out, moves no other: nothing is drawn in the order of events. The calendar holds what is to happen by
//! number; a plan without faults has none of this.

mod belief;
mod bursts;
mod cued;
mod desktops;
mod events;
mod requests;

use std::collections::BTreeMap;
use std::fmt;

use smol_str::{SmolStr, format_smolstr};

use super::Observer;
use super::control::{ActorKey, FaultKey};
use super::simulation::{Item, Simulation};
use rushhour_engine::event::{Event, PopulationId};
use rushhour_engine::payload::Command;
use rushhour_engine::units::{
    ActivityId, ActorId, ContactId, InvocationId, ReservationId, SimSpan, SimTime, WorkerId,
};
use rushhour_scenario::plan::Plan;
use rushhour_scenario::random::{Stream, StreamKey};

/// What faults have to know between two strikes.
#[derive(Debug)]
pub struct Faults {
    /// As whose the draws of each of the plan's faults count.
    owners: Vec<SmolStr>,
    /// What is to happen, by the number under which it is on the calendar.
    to_come: BTreeMap<u32, Mishap>,
    numbered: u32,
    /// What is known of each worker's desktop.
    desks: Vec<Desk>,
    /// Until when each fault strikes because it was told to, and how often it was.
    cued: Vec<(SimTime, u32)>,
    /// The reservations of which agents have a wrong picture.
    doubts: belief::Doubts,
}

/// A worker's desktop, as faults see it.
#[derive(Clone, Copy, Debug, Default)]
struct Desk {
    /// Whose it is; nobody's where they take no part in the run.
    person: Option<ActorKey>,
    /// How many reservation events were sent to it.
    events: u32,
    /// Until when it has no connection.
    cut_until: SimTime,
    /// Until when its session is expired.
    expired_until: SimTime,
    /// From where to where a burst of activity changes has taken its agent.
    away: Option<(ActivityId, ActivityId)>,
}

/// Something that a fault brings about later.
#[derive(Debug)]
enum Mishap {
    /// A fault that strikes now and then has its chance.
    Chance(Chance),
    /// The backend fails a request.
    Fail(InvocationId),
    /// A desktop waits for a response no longer.
    GiveUp(InvocationId),
    /// A request comes a second time.
    Again(WorkerId, Box<Command>),
    /// A customer hangs up.
    HangUp(FaultKey, ContactId, &'static str),
    /// A desktop's connection may be there again.
    Reconnect(WorkerId),
    /// A session may be renewed.
    Renew(WorkerId),
    /// An agent leaves in a burst, to come back at a moment.
    Leave(Chance, SimTime),
    /// An agent comes back from a burst.
    ComeBack(WorkerId),
    /// Somebody looks whether a reservation is still on their screen.
    LookAgain(ActorId, ReservationId),
}

/// A chance of a fault that strikes now and then.
#[derive(Clone, Copy, Debug)]
struct Chance {
    /// Which of the plan's faults.
    fault: u16,
    /// Whose desktop it would strike; nobody's where it strikes the platform.
    worker: Option<WorkerId>,
    /// Which chance of theirs.
    ordinal: u32,
}

impl Faults {
    /// The faults of a plan; nothing where it has none.
    pub(super) fn of(plan: &Plan) -> Option<Box<Self>> {
        let owners = plan.faults.iter().map(|fault| format_smolstr!("fault:{}", fault.name));
        (!plan.faults.is_empty()).then(|| {
            Box::new(Self {
                owners: owners.collect(),
                to_come: BTreeMap::new(),
                numbered: 0,
                desks: Vec::new(),
                cued: vec![(SimTime::ZERO, 0); plan.faults.len()],
                doubts: belief::Doubts::default(),
            })
        })
    }
    fn desk(&mut self, worker: WorkerId) -> Option<&mut Desk> {
        self.desks.get_mut(worker.index())
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Somebody of the staff has a desktop; whose draws are theirs, if they take part.
    pub(super) fn note_desk(&mut self, person: Option<ActorKey>) {
        if let Some(faults) = &mut self.faults {
            faults.desks.push(Desk { person, ..Desk::default() });
        }
    }

    /// Sets the faults going that strike now and then.
    pub(super) fn expect_faults(&mut self) {
        let Some(desks) = self.faults.as_ref().map(|faults| faults.desks.len()) else { return };
        let plan = self.plan;
        for (fault, it) in (0..).zip(&plan.faults) {
            if let Some(at) = it.kind.desktops() {
                for worker in (0..desks).filter_map(|place| u32::try_from(place).ok()).map(WorkerId::new) {
                    let population = self.engine.platform().worker(worker).map(|worker| worker.population);
                    if population.is_some_and(|population| at.include(population)) {
                        self.expect_chance(Chance { fault, worker: Some(worker), ordinal: 0 }, it.window.from);
                    }
                }
            } else if it.kind.strikes_platform() {
                self.expect_chance(Chance { fault, worker: None, ordinal: 0 }, it.window.from);
            }
        }
    }

    /// Sets a chance of a fault that strikes now and then, the one before it having been at `after`: a Poisson process
    /// for each of those whom it strikes.
    fn expect_chance(&mut self, chance: Chance, after: SimTime) {
        let plan = self.plan;
        let Some(fault) = plan.faults.get(usize::from(chance.fault)) else { return };
        let rate = fault.kind.rate().as_per_second();
        let Some((_, mut stream)) = self.chance_of(chance).filter(|_| rate > 0.0) else { return };
        let gap = SimSpan::from_secs_f64(-libm::log1p(-stream.unit()) / rate);
        if let Some(at) = gap.map(|gap| after + gap).filter(|at| *at < fault.window.until) {
            self.expect(at, Mishap::Chance(chance));
        }
    }

    /// The key and the draws of a chance; nothing where its desktop is nobody's.
    fn chance_of(&self, chance: Chance) -> Option<(FaultKey, Stream)> {
        let Chance { fault, worker, ordinal } = chance;
        let actor = match worker {
            Some(worker) => Some(self.faults.as_ref()?.desks.get(worker.index())?.person?),
            None => None,
        };
        let key = FaultKey { fault, actor, ordinal };
        Some((key, self.draws_of(&key)))
    }

    /// The draws of a chance: the first one is whether it strikes, or when.
    fn draws_of(&self, key: &FaultKey) -> Stream {
        let owner = self.faults.as_ref().and_then(|faults| faults.owners.get(usize::from(key.fault)));
        let name = |population: PopulationId| self.plan.population(population).map(|it| it.name.as_str());
        let population = key.actor.and_then(|actor| name(actor.population)).unwrap_or_default();
        Stream::new(&StreamKey {
            seed: self.plan.seed,
            replication: self.replication,
            owner: owner.map_or("", SmolStr::as_str),
            index: key.actor.map_or(0, |actor| actor.number),
            purpose: &format_smolstr!("{population}:{}", key.ordinal),
        })
    }

    /// Lets a fault strike, if the run's conduct does: whom, and in words what happens. False where it does not.
    fn strikes(&mut self, key: &FaultKey, whom: Struck, words: fmt::Arguments<'_>) -> bool {
        if !self.conduct.trim.may_strike(key) {
            return false;
        }
        self.observer.struck(self.now, key, &words.to_string());
        let name = self.plan.faults.get(usize::from(key.fault)).map(|fault| fault.name.clone());
        self.out.events.push(Event::FaultStruck {
            fault: key.fault,
            name: name.unwrap_or_default(),
            worker: whom.worker,
            contact: whom.contact,
        });
        true
    }

    /// Sets something for a moment.
    fn expect(&mut self, at: SimTime, mishap: Mishap) {
        let Some(faults) = &mut self.faults else { return };
        let number = faults.numbered;
        faults.numbered = number.wrapping_add(1);
        faults.to_come.insert(number, mishap);
        self.schedule(at, Item::Mishap(number));
    }

    /// What was set for this moment happens.
    pub(super) fn mishap(&mut self, number: u32) {
        let Some(mishap) = self.faults.as_mut().and_then(|faults| faults.to_come.remove(&number)) else { return };
        match mishap {
            Mishap::Chance(chance) => self.has_chance(chance),
            Mishap::Fail(invocation) => self.act(|engine, cx| engine.fail(cx, invocation)),
            Mishap::GiveUp(invocation) => self.act(|engine, cx| engine.give_up(cx, invocation)),
            Mishap::Again(worker, command) => self.act(|engine, cx| engine.land_again(cx, worker, *command)),
            Mishap::HangUp(key, contact, stage) => self.hangs_up(&key, contact, stage),
            Mishap::Reconnect(worker) => self.may_reconnect(worker),
            Mishap::Renew(worker) => self.may_renew(worker),
            Mishap::Leave(chance, back_at) => self.leaves_in_burst(chance, back_at),
            Mishap::ComeBack(worker) => self.comes_back(worker),
            Mishap::LookAgain(actor, reservation) => self.looks_again(actor, reservation),
        }
    }

    /// A fault that strikes now and then has its chance, and the next one is set.
    fn has_chance(&mut self, chance: Chance) {
        self.expect_chance(Chance { ordinal: chance.ordinal.wrapping_add(1), ..chance }, self.now);
        let plan = self.plan;
        let Some(fault) = plan.faults.get(usize::from(chance.fault)) else { return };
        let Some((key, mut stream)) = self.chance_of(chance) else { return };
        // The first draw was when.
        stream.unit();
        match chance.worker {
            Some(worker) => self.desktop_has_chance(&fault.kind, &key, worker, &mut stream),
            None => self.platform_has_chance(&fault.kind, &key, &mut stream),
        }
        self.settle_step();
    }

    /// The name of whoever is at a desktop.
    fn name_of(&self, worker: WorkerId) -> SmolStr {
        self.engine.platform().worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
    }

    /// Whether a script is at work on a desktop.
    fn is_at_work(&self, worker: WorkerId) -> bool {
        self.actor_of_worker(worker).is_some_and(|actor| self.actors.get(actor).is_some())
    }

    /// Whether a desktop has no connection.
    pub(super) fn is_cut_off(&self, worker: WorkerId) -> bool {
        self.faults.is_some() && self.engine.desktop(worker).is_some_and(|desktop| !desktop.connected)
    }
}

/// Whom a fault strikes.
#[derive(Clone, Copy, Debug, Default)]
struct Struck {
    worker: Option<WorkerId>,
    contact: Option<ContactId>,
}

impl Struck {
    const fn worker(worker: WorkerId) -> Self {
        Self { worker: Some(worker), contact: None }
    }
}

//! Faults at work: what of the plan's `faults` strikes whom, and when.
//!
//! A fault strikes where it has a chance, a draw says so, and the run's conduct lets it. Each chance has a stream of
//! its own, keyed by the fault's name, whom it would strike and which chance it is. So turning a fault off, or leaving
//! somebody out, moves no other: nothing is drawn in the order of events. The calendar holds what is to happen by
//! number; a plan without faults has none of this. Here it is decided what strikes; the simulation lets it happen.

mod belief;
mod desks;
mod events;
mod requests;

use std::collections::BTreeMap;
use std::fmt;

use smol_str::{SmolStr, format_smolstr};

use super::agenda::Item;
use super::control::FaultKey;
use super::core::Core;
use super::doubts::Doubts;
use rushhour_engine::event::{Event, PopulationId};
use rushhour_engine::payload::Command;
use rushhour_engine::units::{ActorId, ContactId, InvocationId, ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::FaultPlan;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::random::{Sampler, Stream};

pub(crate) use belief::is_open_for;
pub(crate) use requests::reservation_about;

/// Chances that a fault has because it was told to are numbered from here on, so that they move no others.
const CUED_CHANCES: u32 = 1 << 31;

/// What faults have to know between two strikes.
#[derive(Debug)]
pub(crate) struct Faults {
    /// As whose the draws of each of the plan's faults count.
    owners: Vec<SmolStr>,
    /// What is to happen, by the number under which it is on the calendar.
    to_come: BTreeMap<u32, Mishap>,
    numbered: u32,
    /// What is known of each worker's desktop.
    desks: Vec<desks::Desk>,
    /// Until when each fault strikes because it was told to, and how often it was.
    cued: Vec<(SimTime, u32)>,
    doubts: Doubts,
}

/// Something that a fault brings about later.
#[derive(Debug)]
pub(crate) enum Mishap {
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
pub(crate) struct Chance {
    /// Which of the plan's faults.
    pub(crate) fault: u16,
    /// Whose desktop it would strike; nobody's where it strikes the platform.
    pub(crate) worker: Option<WorkerId>,
    /// Which chance of theirs, from 0.
    pub(crate) ordinal: u32,
}

/// Whom a fault strikes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Struck {
    pub(crate) worker: Option<WorkerId>,
    pub(crate) contact: Option<ContactId>,
}

impl Struck {
    pub(crate) const fn worker(worker: WorkerId) -> Self {
        Self { worker: Some(worker), contact: None }
    }
}

impl Faults {
    /// The faults of a plan; nothing where it has none.
    pub(crate) fn of(plan: &Plan) -> Option<Box<Self>> {
        let owners = plan.faults.iter().map(|fault| format_smolstr!("fault:{}", fault.name));
        (!plan.faults.is_empty()).then(|| {
            Box::new(Self {
                owners: owners.collect(),
                to_come: BTreeMap::new(),
                numbered: 0,
                desks: Vec::new(),
                cued: vec![(SimTime::ZERO, 0); plan.faults.len()],
                doubts: Doubts::default(),
            })
        })
    }

    // What is to come.

    /// Sets something for a moment.
    pub(crate) fn expect(&mut self, core: &mut Core<'_>, at: SimTime, mishap: Mishap) {
        let number = self.numbered;
        self.numbered = number.wrapping_add(1);
        self.to_come.insert(number, mishap);
        core.schedule(at, Item::Mishap(number));
    }

    /// What was set under this number; nothing where a restart has made it void.
    pub(crate) fn take(&mut self, number: u32) -> Option<Mishap> {
        self.to_come.remove(&number)
    }

    /// The platform restarts: what was on its way a second time is gone.
    pub(crate) fn lose_duplicates(&mut self) {
        self.to_come.retain(|_, mishap| !matches!(mishap, Mishap::Again(..)));
    }

    /// Sets the faults going that strike now and then.
    pub(crate) fn begin(&mut self, core: &mut Core<'_>) {
        for (fault, it) in (0..).zip(&core.plan().faults) {
            if let Some(at) = it.kind.desktops() {
                for worker in
                    (0..self.desks.len()).filter_map(|place| u32::try_from(place).ok()).map(WorkerId::new)
                {
                    let population = core.platform().worker(worker).map(|worker| worker.population);
                    if population.is_some_and(|population| at.include(population)) {
                        let chance = Chance { fault, worker: Some(worker), ordinal: 0 };
                        self.expect_chance(core, chance, it.window.from);
                    }
                }
            } else if it.kind.strikes_platform() {
                self.expect_chance(core, Chance { fault, worker: None, ordinal: 0 }, it.window.from);
            }
        }
    }

    /// Sets a chance of a fault that strikes now and then, the one before it having been at `after`: a Poisson process
    /// for each of those whom it strikes.
    pub(crate) fn expect_chance(&mut self, core: &mut Core<'_>, chance: Chance, after: SimTime) {
        let fault = fault_of(core, chance.fault);
        let rate = fault.kind.rate().as_per_second();
        let Some((_, mut stream)) = self.chance_of(core, chance).filter(|_| rate > 0.0) else { return };
        let gap = SimSpan::from_secs_f64(-libm::log1p(-stream.unit()) / rate);
        if let Some(at) = gap.map(|gap| after + gap).filter(|at| *at < fault.window.until) {
            self.expect(core, at, Mishap::Chance(chance));
        }
    }

    // Draws.

    /// The key and the draws of a chance; nothing where its desktop is nobody's.
    pub(crate) fn chance_of(&self, core: &Core<'_>, chance: Chance) -> Option<(FaultKey, Stream)> {
        let Chance { fault, worker, ordinal } = chance;
        let actor = match worker {
            Some(worker) => Some(self.desks.get(worker.index())?.person?),
            None => None,
        };
        let key = FaultKey { fault, actor, ordinal };
        Some((key, self.draws_of(core, &key)))
    }

    /// The draws of a chance: the first one is whether it strikes, or when.
    fn draws_of(&self, core: &Core<'_>, key: &FaultKey) -> Stream {
        let owner = self.owners.get(usize::from(key.fault));
        let name = |population: PopulationId| core.plan().population(population).map(|it| it.name.as_str());
        let population = key.actor.and_then(|actor| name(actor.population)).unwrap_or_default();
        core.stream(
            owner.map_or("", SmolStr::as_str),
            key.actor.map_or(0, |actor| actor.person.key()),
            &format_smolstr!("{population}:{}", key.ordinal),
        )
    }

    // Windows.

    /// Whether a fault may strike now: by its window, or because it was told to.
    pub(crate) fn is_on(&self, core: &Core<'_>, place: u16, fault: &FaultPlan) -> bool {
        let cued = self.cued.get(usize::from(place));
        fault.window.contains(core.now()) || cued.is_some_and(|(until, _)| core.now() < *until)
    }

    /// A fault is told to strike: at once, or so long. The number of the chances that it has by that.
    pub(crate) fn cue(&mut self, core: &Core<'_>, place: u16, length: SimSpan, at_once: bool) -> u32 {
        let (until, times) = &mut self.cued[usize::from(place)];
        // What strikes at once takes as long as it takes.
        *until = if at_once { SimTime::MAX } else { (*until).max(core.now() + length) };
        let ordinal = CUED_CHANCES.saturating_add(*times);
        *times = times.saturating_add(1);
        ordinal
    }

    // Doubts.

    pub(crate) const fn doubts(&self) -> &Doubts {
        &self.doubts
    }
    /// A fault has made its agent's picture of a reservation uncertain.
    pub(crate) fn doubt(&mut self, core: &Core<'_>, reservation: ReservationId) {
        self.doubts.add(core.platform(), reservation);
    }
    /// A fault has struck a desktop as a whole: all that is open there is in doubt.
    pub(crate) fn doubt_all_of(&mut self, core: &Core<'_>, worker: WorkerId) {
        self.doubts.add_all_of(core.platform(), worker);
    }
}

/// One of the plan's faults, by its place.
pub(crate) fn fault_of<'a>(core: &Core<'a>, place: u16) -> &'a FaultPlan {
    &core.plan().faults[usize::from(place)]
}

/// Lets a fault strike, if the run's conduct does: whom, and in words what happens. False where it does not.
pub(crate) fn strikes(core: &mut Core<'_>, key: &FaultKey, whom: Struck, words: fmt::Arguments<'_>) -> bool {
    if !core.control().trim.may_strike(key) {
        return false;
    }
    core.tell_strike(key, &words.to_string());
    core.state(Event::FaultStruck {
        fault: key.fault,
        name: fault_of(core, key.fault).name.clone(),
        worker: whom.worker,
        contact: whom.contact,
    });
    true
}

/// The name of whoever is at a desktop.
pub(crate) fn name_of(core: &Core<'_>, worker: WorkerId) -> SmolStr {
    core.platform().worker(worker).map(|worker| worker.name.clone()).unwrap_or_default()
}

/// Whether a desktop has no connection, by a fault.
pub(crate) fn is_cut_off(core: &Core<'_>, worker: WorkerId) -> bool {
    core.engine().desktop(worker).is_some_and(|desktop| !desktop.connected)
}

/// A span of time, drawn.
pub(crate) fn drawn(sampler: &Sampler, stream: &mut Stream) -> SimSpan {
    SimSpan::from_secs_f64(sampler.sample(stream)).unwrap_or_default()
}

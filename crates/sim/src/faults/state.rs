//! What faults know between two strikes: what is to come, what is told, and who is in doubt of what.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use super::desks::{Desk, Desks};
use super::strike::{Chance, Mishap, fault_of, workers_of};
use crate::agenda::Item;
use crate::control::{ActorKey, FaultKey};
use crate::core::Core;
use crate::doubts::Doubts;
use rushhour_engine::units::{ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::{FaultKind, FaultPlan};
use rushhour_scenario::plan::Plan;
use rushhour_scenario::random::Stream;

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
    desks: Desks,
    /// Until when each fault strikes because it was told to, and how often it was.
    cued: Vec<(SimTime, u32)>,
    doubts: Doubts,
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
                desks: Desks::default(),
                cued: vec![(SimTime::ZERO, 0); plan.faults.len()],
                doubts: Doubts::default(),
            })
        })
    }

    // What is to come.

    /// Sets something for a moment.
    pub(super) fn expect(&mut self, core: &mut Core<'_>, at: SimTime, mishap: Mishap) {
        let number = self.numbered;
        self.numbered = number.wrapping_add(1);
        self.to_come.insert(number, mishap);
        core.schedule(at, Item::Mishap(number));
    }

    /// What was set under this number; nothing where a restart has made it void.
    pub(super) fn take(&mut self, number: u32) -> Option<Mishap> {
        self.to_come.remove(&number)
    }

    /// The platform restarts: what was on its way a second time is gone.
    pub(super) fn lose_duplicates(&mut self) {
        self.to_come.retain(|_, mishap| !matches!(mishap, Mishap::Again(..)));
    }

    /// Somebody of the staff has a desktop; whose draws are theirs, if they take part.
    pub(crate) fn add_desk(&mut self, person: Option<ActorKey>) {
        self.desks.add(person);
    }
    /// A desktop will not be connected before `until`.
    pub(super) fn cut_off(&mut self, core: &mut Core<'_>, worker: WorkerId, until: SimTime) {
        self.desks.of(worker).cut_off(until);
        self.expect(core, until, Mishap::Reconnect(worker));
    }
    /// The session of a desktop will not be renewed before `until`.
    pub(super) fn expire(&mut self, core: &mut Core<'_>, worker: WorkerId, until: SimTime) {
        self.desks.of(worker).expire(until);
        self.expect(core, until, Mishap::Renew(worker));
    }
    /// What is known of a worker's desktop.
    pub(super) fn desk(&mut self, worker: WorkerId) -> &mut Desk {
        self.desks.of(worker)
    }
    /// Whose desktop the next event of a worker's goes to, and the number of that event; nothing where they take no part.
    pub(super) fn next_event(&mut self, worker: WorkerId) -> Option<(ActorKey, u32)> {
        self.desks.next_event(worker)
    }

    /// Sets the faults going that strike now and then.
    pub(crate) fn begin(&mut self, core: &mut Core<'_>) {
        for (fault, it) in (0..).zip(&core.plan().faults) {
            match &it.kind {
                FaultKind::Desktop(target, _) => {
                    for worker in workers_of(core, &target.at) {
                        let chance = Chance { fault, worker: Some(worker), ordinal: 0 };
                        self.expect_chance(core, chance, SimTime::ZERO);
                    }
                }
                FaultKind::Platform(..) => {
                    self.expect_chance(core, Chance { fault, worker: None, ordinal: 0 }, SimTime::ZERO);
                }
                FaultKind::Request(..) | FaultKind::Event(..) | FaultKind::Contact(..) => {}
            }
        }
    }

    /// Sets a chance of a fault that strikes now and then, the one before it having been at `after`: a Poisson process
    /// for each of those whom it strikes.
    pub(super) fn expect_chance(&mut self, core: &mut Core<'_>, chance: Chance, after: SimTime) {
        let fault = fault_of(core, chance.fault);
        let rate = match &fault.kind {
            FaultKind::Desktop(target, _) => target.rate,
            FaultKind::Platform(target, _) => target.rate,
            FaultKind::Request(..) | FaultKind::Event(..) | FaultKind::Contact(..) => {
                unreachable!("{} strikes a share of its chances, and none of them by itself", fault.name)
            }
        };
        let rate = rate.as_per_second();
        let Some((_, mut stream)) = self.chance_of(core, chance).filter(|_| rate > 0.0) else { return };
        let gap = SimSpan::from_secs_f64(-libm::log1p(-stream.unit()) / rate);
        if let Some(at) = gap.and_then(|gap| fault.windows.after(after, gap)) {
            self.expect(core, at, Mishap::Chance(chance));
        }
    }

    // Draws.

    /// The key and the draws of a chance; nothing where its desktop is nobody's.
    pub(super) fn chance_of(&self, core: &Core<'_>, chance: Chance) -> Option<(FaultKey, Stream)> {
        let Chance { fault, worker, ordinal } = chance;
        let actor = match worker {
            Some(worker) => Some(self.desks.person_at(worker)?),
            None => None,
        };
        let key = FaultKey { fault, actor, ordinal };
        Some((key, self.draws_of(core, &key)))
    }

    /// The draws of a chance: the first one is whether it strikes, or when.
    pub(super) fn draws_of(&self, core: &Core<'_>, key: &FaultKey) -> Stream {
        let owner = self.owners.get(usize::from(key.fault));
        let population = key.actor.map_or("", |actor| core.population(actor.population).name.as_str());
        core.stream(
            owner.map_or("", SmolStr::as_str),
            key.actor.map_or(0, |actor| actor.person.key()),
            &format_smolstr!("{population}:{}", key.ordinal),
        )
    }

    // Windows.

    /// Whether a fault may strike now: by its window, or because it was told to. None does when customers come no more.
    pub(super) fn is_on(&self, core: &Core<'_>, place: u16, fault: &FaultPlan) -> bool {
        let cued = self.cued.get(usize::from(place));
        let is_told = fault.windows.contains(core.now()) || cued.is_some_and(|(until, _)| core.now() < *until);
        is_told && core.now() < core.arrivals_end()
    }

    /// A fault is told to strike: at once, or so long. The number of the chances that it has by that.
    pub(super) fn cue(&mut self, core: &Core<'_>, place: u16, length: SimSpan, at_once: bool) -> u32 {
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
    pub(super) fn doubt(&mut self, core: &Core<'_>, reservation: ReservationId) {
        self.doubts.add(core.platform(), reservation);
    }
    /// A fault has struck a desktop as a whole: all that is open there is in doubt.
    pub(super) fn doubt_all_of(&mut self, core: &Core<'_>, worker: WorkerId) {
        self.doubts.add_all_of(core.platform(), worker);
    }
}

//! What faults bring about: at their moment, the calendar hands it over here.

use super::Simulation;
use crate::control::{ActorKey, FaultKey};
use crate::core::Core;
use crate::faults::{Chance, Faults, Mishap, Struck, fault_of, is_open_for, name_of, strikes};
use rushhour_engine::units::{ActorId, ContactId, ReservationId, SimTime, WorkerId};
use rushhour_scenario::faults::{FaultKind, People};
use rushhour_scenario::random::Stream;

impl<'a> Simulation<'a> {
    /// The faults of a run that has some, and the core that they touch.
    pub(super) fn with_faults<R>(&mut self, then: impl FnOnce(&mut Faults, &mut Core<'a>) -> R) -> R {
        let Some(faults) = &mut self.faults else { unreachable!("a fault strikes in a run without faults") };
        then(faults, &mut self.core)
    }

    /// Somebody of the staff has a desktop; whose draws are theirs, if they take part.
    pub(super) fn add_desk(&mut self, person: Option<ActorKey>) {
        if let Some(faults) = &mut self.faults {
            faults.add_desk(person);
        }
    }

    /// What was set for this moment happens, unless it is void by now.
    pub(super) fn mishap(&mut self, number: u32) {
        let Some(mishap) = self.with_faults(|faults, _| faults.take(number)) else { return };
        match mishap {
            Mishap::Chance(chance) => self.has_chance(chance),
            Mishap::Fail(invocation) => self.act(|engine, cx| engine.fail(cx, invocation)),
            Mishap::GiveUp(invocation) => self.act(|engine, cx| engine.give_up(cx, invocation)),
            Mishap::Again(worker, command) => self.act(|engine, cx| engine.land_again(cx, worker, *command)),
            Mishap::HangUp(key, contact, stage) => self.hangs_up(&key, contact, stage),
            Mishap::Reconnect(worker) => self.reconnects(worker),
            Mishap::Renew(worker) => self.renews(worker),
            Mishap::Leave(chance, back_at) => self.leaves_in_burst(chance, back_at),
            Mishap::ComeBack(worker) => self.comes_back(worker),
            Mishap::LookAgain(actor, reservation) => self.looks_again(actor, reservation),
        }
    }

    /// A fault that strikes now and then has its chance, and the next one is set.
    fn has_chance(&mut self, chance: Chance) {
        let next = Chance { ordinal: chance.ordinal.wrapping_add(1), ..chance };
        self.with_faults(|faults, core| faults.expect_chance(core, next, core.now()));
        let Some((key, mut stream)) = self.chance_of(chance) else { return };
        // The first draw was when.
        stream.unit();
        self.may_strike(&key, chance.worker, &mut stream);
    }

    /// The key and the draws of a chance; nothing where its desktop is nobody's.
    pub(super) fn chance_of(&mut self, chance: Chance) -> Option<(FaultKey, Stream)> {
        self.with_faults(|faults, core| faults.chance_of(core, chance))
    }

    // Customers.

    /// A customer hangs up while a request about their contact is on its way, if it still is open.
    fn hangs_up(&mut self, key: &FaultKey, contact: ContactId, stage: &str) {
        let fault = fault_of(&self.core, key.fault);
        let is_open = self.core.platform().contact(contact).is_some();
        if !is_open || !self.with_faults(|faults, core| faults.is_on(core, key.fault, fault)) {
            return;
        }
        let actor = self.crew.customer_of(contact).and_then(|actor| self.crew.actor(actor));
        let name = actor.map(|actor| actor.identity.name.clone()).unwrap_or_default();
        let whom = Struck { worker: None, contact: Some(contact) };
        if strikes(&mut self.core, key, whom, format_args!("{name} hangs up during {stage}")) {
            self.act(|engine, cx| engine.customer_leaves(cx, contact));
        }
    }

    // Desktops.

    /// A desktop's connection is there again, unless it was lost once more.
    fn reconnects(&mut self, worker: WorkerId) {
        let may = self.with_faults(|faults, core| {
            let may = faults.desk(worker).may_reconnect(core.now());
            if may {
                faults.doubt_all_of(core, worker);
            }
            may
        });
        if may {
            self.act(|engine, cx| engine.reconnect(cx, worker));
        }
    }

    /// A session is renewed, unless it has expired once more.
    fn renews(&mut self, worker: WorkerId) {
        if self.with_faults(|faults, core| faults.desk(worker).may_renew(core.now())) {
            self.act(|engine, cx| engine.renew_session(cx, worker));
        }
    }

    /// Somebody looks at their screen: is that still there?
    fn looks_again(&mut self, id: ActorId, reservation: ReservationId) {
        if !is_open_for(&self.core, &self.crew, id, reservation) || self.crew.is_handled(id, reservation) {
            return;
        }
        let worker = self.crew.worker_of(id);
        let desktop = worker.and_then(|worker| self.core.engine().desktop(worker));
        if desktop.is_some_and(|desktop| desktop.task(reservation).is_some()) {
            self.crew.offer_again(id, reservation);
            self.poke(id);
        } else {
            self.with_faults(|faults, core| faults.looks_again_later(core, id, reservation));
        }
    }

    // Bursts of activity changes.

    pub(super) fn workers_of(&self, people: &People) -> Vec<WorkerId> {
        let workers = (0..).map(WorkerId::new).zip(self.core.platform().workers());
        workers.filter(|(_, it)| people.include(it.group.into())).map(|(worker, _)| worker).collect()
    }

    /// An agent leaves, if they are there to be sent away.
    fn leaves_in_burst(&mut self, chance: Chance, back_at: SimTime) {
        let fault = fault_of(&self.core, chance.fault);
        let (FaultKind::ActivityBurst { activity, .. }, Some(worker)) = (&fault.kind, chance.worker) else {
            unreachable!("{chance:?} is none of an agent to leave in a burst");
        };
        let Some((key, _)) = self.chance_of(chance) else { return };
        let person = self.core.platform().worker(worker);
        let Some(from) = person.filter(|person| person.available).map(|person| person.activity) else { return };
        let is_on = self.with_faults(|faults, core| faults.is_on(core, chance.fault, fault));
        if !self.crew.is_at_work(worker) || self.shift.is_away(worker) || !is_on {
            return;
        }
        let name = name_of(&self.core, worker);
        let words = format_args!("{name} leaves, and comes back at {back_at}");
        if !strikes(&mut self.core, &key, Struck::worker(worker), words) {
            return;
        }
        self.with_faults(|faults, core| {
            faults.desk(worker).send_away(from, *activity);
            faults.expect(core, back_at, Mishap::ComeBack(worker));
        });
        self.act(|engine, cx| engine.place_worker(cx, worker, *activity));
    }

    /// An agent comes back, unless they have come by themselves.
    fn comes_back(&mut self, worker: WorkerId) {
        let Some((from, to)) = self.with_faults(|faults, _| faults.desk(worker).call_back()) else { return };
        // Whose break or end has come meanwhile comes back from that.
        self.shift.comes_back_to(worker, to, from);
        let is_there = self.core.platform().worker(worker).is_some_and(|worker| worker.activity == to);
        if is_there && self.crew.is_at_work(worker) {
            self.act(|engine, cx| engine.place_worker(cx, worker, from));
        }
    }
}

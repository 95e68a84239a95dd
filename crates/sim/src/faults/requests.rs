//! Faults of requests: slow, failed, unanswered, delivered twice; and customers who hang up meanwhile.
//!
//! A request's chances are those of its actor's move, so that leaving out another of their moves changes nothing
//! about this one. A move has one chance for each fault, whatever it invokes: the first request that the fault is
//! about.

use super::super::Observer;
use super::super::actor::ActorRole;
use super::super::control::{ActorKey, FaultKey};
use super::super::simulation::{Item, Landing, Simulation};
use super::{Mishap, Struck};
use rushhour_engine::effects::BackendRequest;
use rushhour_engine::event::PopulationId;
use rushhour_engine::payload::{self, Conversing};
use rushhour_engine::units::{ActorId, ContactId, InvocationId, ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_engine::value::Payload;
use rushhour_scenario::faults::{FaultKind, HangUpStage};
use rushhour_scenario::random::Sampler;

/// What becomes of a request.
#[derive(Debug, Default)]
struct Fate {
    /// How much longer it takes.
    extra: SimSpan,
    /// It fails.
    fails: bool,
    /// Its response is lost, and waited for so long.
    lost: Option<SimSpan>,
    /// It comes again, so long after the first time.
    again: Option<SimSpan>,
}

/// A move and its actor.
struct Mover {
    actor: ActorKey,
    ordinal: u32,
    root: InvocationId,
}

impl<O: Observer> Simulation<'_, O> {
    /// Sends a request that would land at `at`, unless a fault knows better.
    pub(crate) fn send_with_faults(&mut self, request: BackendRequest, at: SimTime) {
        let BackendRequest { invocation, worker, .. } = request;
        if self.is_cut_off(worker) {
            self.landings.push_back(Landing::Fail(invocation));
            return;
        }
        let fate = self.fate_of(&request);
        let at = at + fate.extra;
        let leaves = self.customer_may_hang_up(&request, at);
        if let Some(after) = fate.lost {
            self.engine.lose_response(invocation);
            self.expect(self.now + after, Mishap::GiveUp(invocation));
        }
        if let Some(after) = fate.again
            && let Some((worker, command)) = self.engine.request(invocation)
        {
            self.expect(at + after, Mishap::Again(worker, Box::new(command)));
        }
        // Whoever hangs up at this very moment does so before it lands.
        match (fate.fails, at == self.now && !leaves) {
            (true, true) => self.landings.push_back(Landing::Fail(invocation)),
            (true, false) => self.expect(at, Mishap::Fail(invocation)),
            (false, true) => self.landings.push_back(Landing::Land(invocation)),
            (false, false) => self.schedule(at, Item::Land(invocation)),
        }
    }

    fn mover_of(&self, request: &BackendRequest) -> Option<Mover> {
        let root = self.engine.root_of(request.invocation);
        let ordinal = self.invocations.get(&root)?.ordinal;
        let actor = self.actors.get(self.actor_of_worker(request.worker)?)?;
        Some(Mover { actor: actor.key, ordinal, root })
    }

    fn fate_of(&mut self, request: &BackendRequest) -> Fate {
        let mut fate = Fate::default();
        let Some(mover) = self.mover_of(request) else { return fate };
        let plan = self.plan;
        for (place, fault) in (0..).zip(&plan.faults) {
            let (FaultKind::Latency { share, of, .. }
            | FaultKind::Fail { share, of }
            | FaultKind::LostResponse { share, of, .. }
            | FaultKind::Duplicate { share, of, .. }) = &fault.kind
            else {
                continue;
            };
            if !self.is_on(place, fault) || !of.include(mover.actor.population, request.action) {
                continue;
            }
            let Some(invoked) = self.invocations.get_mut(&mover.root) else { return fate };
            if invoked.had_chance.contains(&place) {
                continue;
            }
            invoked.had_chance.push(place);
            let key = FaultKey { fault: place, actor: Some(mover.actor), ordinal: mover.ordinal };
            let mut stream = self.draws_of(&key);
            if stream.unit() < *share {
                let drawn = |sampler: &Sampler| SimSpan::from_secs_f64(sampler.sample(&mut stream));
                self.befalls(&fault.kind, &key, request, &mut fate, drawn);
            }
        }
        fate
    }

    /// A fault would strike a request: it does, unless what struck it before leaves nothing to strike.
    fn befalls(
        &mut self,
        kind: &FaultKind,
        key: &FaultKey,
        request: &BackendRequest,
        fate: &mut Fate,
        drawn: impl FnOnce(&Sampler) -> Option<SimSpan>,
    ) {
        let (action, worker) = (request.action, request.worker);
        let whom = Struck { worker: Some(worker), contact: self.contact_asked_about(worker, request.invocation) };
        let name = self.name_of(worker);
        let is_answered = !fate.fails && fate.lost.is_none() && fate.again.is_none();
        match kind {
            FaultKind::Latency { extra, .. } => {
                let extra = drawn(extra).unwrap_or_default();
                if self.strikes(key, whom, format_args!("{action} of {name} takes {extra} longer")) {
                    fate.extra += extra;
                }
            }
            FaultKind::Fail { .. } => {
                let words = format_args!("the backend fails {action} of {name}");
                fate.fails |= is_answered && self.strikes(key, whom, words);
            }
            FaultKind::LostResponse { after, .. } => {
                let words = format_args!("the response to {action} of {name} is lost");
                if !fate.fails && fate.lost.is_none() && self.strikes(key, whom, words) {
                    fate.lost = Some(*after);
                }
            }
            FaultKind::Duplicate { after, .. } => {
                let after = drawn(after).unwrap_or_default();
                let words = format_args!("{action} of {name} comes twice, {after} apart");
                if fate.fails || fate.again.is_some() || !self.strikes(key, whom, words) {
                    return;
                }
                fate.again = Some(after);
                if let Some(reservation) = self.asked_about(worker, request.invocation) {
                    self.doubt(reservation);
                }
            }
            FaultKind::LateEvents { .. }
            | FaultKind::ReorderEvents { .. }
            | FaultKind::Reload { .. }
            | FaultKind::Disconnect { .. }
            | FaultKind::TokenExpiry { .. }
            | FaultKind::HangUp { .. }
            | FaultKind::ActivityBurst { .. }
            | FaultKind::Restart { .. } => {}
        }
    }

    // Customers who hang up.

    /// The reservation that a payload is about: the one that it names, or that for which its worker takes part in the
    /// conversation that it names.
    pub(crate) fn reservation_about(&self, worker: WorkerId, payload: &Payload) -> Option<ReservationId> {
        if let Some(reservation) = payload::reservation_of(payload) {
            return Some(reservation);
        }
        let platform = self.engine.platform();
        let conversation = match payload::conversation_of(payload)? {
            Conversing::Conversation(id) => id,
            Conversing::Channel(channel) => platform.conversation_of_channel(channel)?,
        };
        let is_had_for = |id: &ReservationId| {
            let task = platform.reservation(*id).and_then(|it| platform.task(it.task));
            task.is_some_and(|task| task.conversation == Some(conversation))
        };
        platform.worker(worker)?.open.iter().copied().find(is_had_for)
    }

    fn asked_about(&self, worker: WorkerId, invocation: InvocationId) -> Option<ReservationId> {
        self.reservation_about(worker, self.engine.payload(invocation)?)
    }

    /// The contact that an invocation is about, if it is open.
    fn contact_asked_about(&self, worker: WorkerId, invocation: InvocationId) -> Option<ContactId> {
        let platform = self.engine.platform();
        let task = platform.reservation(self.asked_about(worker, invocation)?)?.task;
        let contact = platform.task(task)?.contact;
        platform.contact(contact).map(|_| contact)
    }

    /// A request about somebody's contact is on its way until `lands_at`: perhaps they hang up meanwhile. Whether they
    /// will.
    fn customer_may_hang_up(&mut self, request: &BackendRequest, lands_at: SimTime) -> bool {
        let Some(stage) = HangUpStage::of(request.action) else { return false };
        let plan = self.plan;
        let hangs_up = |kind: &FaultKind| matches!(kind, FaultKind::HangUp { .. });
        if !plan.faults.iter().any(|fault| hangs_up(&fault.kind)) {
            return false;
        }
        let Some(contact) = self.contact_asked_about(request.worker, request.invocation) else { return false };
        let Some((actor, population, ordinal)) = self.next_bad_moment(contact, stage) else { return false };
        let mut will = false;
        for (place, fault) in (0..).zip(&plan.faults) {
            let FaultKind::HangUp { share, of, during } = &fault.kind else { continue };
            if !self.is_on(place, fault) || !of.include(population) || !during.contains(&stage) {
                continue;
            }
            let key = FaultKey { fault: place, actor: Some(actor), ordinal };
            let mut stream = self.draws_of(&key);
            if stream.unit() < *share {
                let on_the_way = lands_at.since(self.now).as_secs_f64();
                let meanwhile = SimSpan::from_secs_f64(on_the_way * stream.unit()).unwrap_or_default();
                self.expect(self.now + meanwhile, Mishap::HangUp(key, contact, stage.name()));
                will = true;
            }
        }
        will
    }

    /// The customer behind a contact, and which of their bad moments this is: those of each stage count for
    /// themselves, so that one more hold moves no accept.
    fn next_bad_moment(
        &mut self,
        contact: ContactId,
        stage: HangUpStage,
    ) -> Option<(ActorKey, PopulationId, u32)> {
        let id: ActorId = *self.contact_actors.get(&contact)?;
        let actor = self.actors.get_mut(id)?;
        let (key, population) = (actor.key, actor.population);
        let ActorRole::Customer(visit) = &mut actor.part else { return None };
        let had = &mut visit.bad_moments[stage.index()];
        let place = u32::from(*had) * 4 + u32::try_from(stage.index()).unwrap_or(0);
        *had = had.saturating_add(1);
        Some((key, population, place))
    }

    pub(super) fn hangs_up(&mut self, key: &FaultKey, contact: ContactId, stage: &str) {
        let plan = self.plan;
        let fault = plan.faults.get(usize::from(key.fault));
        let is_open = self.engine.platform().contact(contact).is_some();
        if !is_open || fault.is_none_or(|fault| !self.is_on(key.fault, fault)) {
            return;
        }
        let actor = self.contact_actors.get(&contact).and_then(|actor| self.actors.get(*actor));
        let name = actor.map(|actor| actor.identity.name.clone()).unwrap_or_default();
        let whom = Struck { worker: None, contact: Some(contact) };
        if self.strikes(key, whom, format_args!("{name} hangs up during {stage}")) {
            self.act(|engine, cx| engine.customer_leaves(cx, contact));
        }
    }
}

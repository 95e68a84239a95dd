//! Faults of requests: slow, failed, unanswered, delivered twice; and customers who hang up meanwhile.
//!
//! A request's chances are those of its actor's move, so that leaving out another of their moves changes nothing
//! about this one. A move has one chance for each fault, whatever it invokes: the first request that the fault is
//! about.

use super::state::Faults;
use super::strike::{Mishap, Struck, drawn, is_cut_off, name_of, strikes};
use crate::actor::ActorRole;
use crate::agenda::Item;
use crate::control::{ActorKey, FaultKey};
use crate::core::Core;
use crate::crew::Crew;
use crate::invocations::{Invocations, Landing};
use rushhour_engine::effects::BackendRequest;
use rushhour_engine::payload::{self, Conversing};
use rushhour_engine::units::{ContactId, InvocationId, ReservationId, SimSpan, SimTime, WorkerId};
use rushhour_engine::value::Payload;
use rushhour_scenario::faults::{FaultKind, HangUpStage};
use rushhour_scenario::random::Stream;

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

impl Faults {
    /// Sends a request that would land at `at`, unless a fault knows better.
    pub(crate) fn send(
        &mut self,
        core: &mut Core<'_>,
        crew: &mut Crew,
        invocations: &mut Invocations,
        request: BackendRequest,
        at: SimTime,
    ) {
        let BackendRequest { invocation, worker, .. } = request;
        if is_cut_off(core, worker) {
            invocations.answer_at_once(Landing::Fail(invocation));
            return;
        }
        let fate = self.fate_of(core, crew, invocations, &request);
        let at = at + fate.extra;
        let leaves = self.customer_may_hang_up(core, crew, &request, at);
        if let Some(after) = fate.lost {
            core.engine_mut().lose_response(invocation);
            self.expect(core, core.now() + after, Mishap::GiveUp(invocation));
        }
        if let Some(after) = fate.again
            && let Some((worker, command)) = core.engine().request(invocation)
        {
            self.expect(core, at + after, Mishap::Again(worker, Box::new(command)));
        }
        // Whoever hangs up at this very moment does so before it lands.
        match (fate.fails, at == core.now() && !leaves) {
            (true, true) => invocations.answer_at_once(Landing::Fail(invocation)),
            (true, false) => self.expect(core, at, Mishap::Fail(invocation)),
            (false, true) => invocations.answer_at_once(Landing::Land(invocation)),
            (false, false) => core.schedule(at, Item::Land(invocation)),
        }
    }

    fn fate_of(
        &mut self,
        core: &mut Core<'_>,
        crew: &Crew,
        invocations: &mut Invocations,
        request: &BackendRequest,
    ) -> Fate {
        let mut fate = Fate::default();
        let Some(mover) = mover_of(core, crew, invocations, request) else { return fate };
        for (place, fault) in (0..).zip(&core.plan().faults) {
            let (FaultKind::Latency { share, of, .. }
            | FaultKind::Fail { share, of }
            | FaultKind::LostResponse { share, of, .. }
            | FaultKind::Duplicate { share, of, .. }) = &fault.kind
            else {
                continue;
            };
            if !self.is_on(core, place, fault) || !of.include(mover.actor.population, request.action) {
                continue;
            }
            let Some(invoked) = invocations.get_mut(mover.root) else {
                unreachable!("the move's invocation is on")
            };
            if invoked.had_chance.contains(&place) {
                continue;
            }
            invoked.had_chance.push(place);
            let key = FaultKey { fault: place, actor: Some(mover.actor), ordinal: mover.ordinal };
            let mut stream = self.draws_of(core, &key);
            if stream.unit() < *share {
                self.befalls(core, &fault.kind, &key, request, &mut fate, &mut stream);
            }
        }
        fate
    }

    /// A fault would strike a request: it does, unless what struck it before leaves nothing to strike.
    fn befalls(
        &mut self,
        core: &mut Core<'_>,
        kind: &FaultKind,
        key: &FaultKey,
        request: &BackendRequest,
        fate: &mut Fate,
        stream: &mut Stream,
    ) {
        let (action, worker) = (request.action, request.worker);
        let whom = Struck { worker: Some(worker), contact: contact_asked_about(core, worker, request.invocation) };
        let name = name_of(core, worker);
        let is_answered = !fate.fails && fate.lost.is_none() && fate.again.is_none();
        match kind {
            FaultKind::Latency { extra, .. } => {
                let extra = drawn(extra, stream);
                if strikes(core, key, whom, format_args!("{action} of {name} takes {extra} longer")) {
                    fate.extra += extra;
                }
            }
            FaultKind::Fail { .. } => {
                let words = format_args!("the backend fails {action} of {name}");
                fate.fails |= is_answered && strikes(core, key, whom, words);
            }
            FaultKind::LostResponse { after, .. } => {
                let words = format_args!("the response to {action} of {name} is lost");
                if !fate.fails && fate.lost.is_none() && strikes(core, key, whom, words) {
                    fate.lost = Some(*after);
                }
            }
            FaultKind::Duplicate { after, .. } => {
                let after = drawn(after, stream);
                let words = format_args!("{action} of {name} comes twice, {after} apart");
                if fate.fails || fate.again.is_some() || !strikes(core, key, whom, words) {
                    return;
                }
                fate.again = Some(after);
                if let Some(reservation) = asked_about(core, worker, request.invocation) {
                    self.doubt(core, reservation);
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

    /// A request about somebody's contact is on its way until `lands_at`: perhaps they hang up meanwhile. Whether they
    /// will.
    fn customer_may_hang_up(
        &mut self,
        core: &mut Core<'_>,
        crew: &mut Crew,
        request: &BackendRequest,
        lands_at: SimTime,
    ) -> bool {
        let Some(stage) = HangUpStage::of(request.action) else { return false };
        let faults = &core.plan().faults;
        if !faults.iter().any(|fault| matches!(fault.kind, FaultKind::HangUp { .. })) {
            return false;
        }
        let Some(contact) = contact_asked_about(core, request.worker, request.invocation) else { return false };
        let Some((actor, ordinal)) = next_bad_moment(crew, contact, stage) else { return false };
        let mut will = false;
        for (place, fault) in (0..).zip(faults) {
            let FaultKind::HangUp { share, of, during } = &fault.kind else { continue };
            if !self.is_on(core, place, fault) || !of.include(actor.population) || !during.contains(&stage) {
                continue;
            }
            let key = FaultKey { fault: place, actor: Some(actor), ordinal };
            let mut stream = self.draws_of(core, &key);
            if stream.unit() < *share {
                let on_the_way = lands_at.since(core.now()).as_secs_f64();
                let meanwhile = SimSpan::from_secs_f64(on_the_way * stream.unit()).unwrap_or_default();
                self.expect(core, core.now() + meanwhile, Mishap::HangUp(key, contact, stage.name()));
                will = true;
            }
        }
        will
    }
}

/// The move that a request is part of. Nothing where it is nobody's any more.
fn mover_of(core: &Core<'_>, crew: &Crew, invocations: &Invocations, request: &BackendRequest) -> Option<Mover> {
    let root = core.engine().root_of(request.invocation);
    let ordinal = invocations.get(root)?.ordinal;
    let (_, actor) = crew.actor_of(request.worker)?;
    Some(Mover { actor: actor.key, ordinal, root })
}

/// The reservation that a payload is about: the one that it names, or that for which its worker takes part in the
/// conversation that it names.
pub(crate) fn reservation_about(core: &Core<'_>, worker: WorkerId, payload: &Payload) -> Option<ReservationId> {
    if let Some(reservation) = payload::reservation_of(payload) {
        return Some(reservation);
    }
    let platform = core.platform();
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

fn asked_about(core: &Core<'_>, worker: WorkerId, invocation: InvocationId) -> Option<ReservationId> {
    reservation_about(core, worker, core.engine().payload(invocation)?)
}

/// The contact that an invocation is about, if it is open.
fn contact_asked_about(core: &Core<'_>, worker: WorkerId, invocation: InvocationId) -> Option<ContactId> {
    let platform = core.platform();
    let task = platform.reservation(asked_about(core, worker, invocation)?)?.task;
    let contact = platform.task(task)?.contact;
    platform.contact(contact).map(|_| contact)
}

/// The customer behind a contact, and which of their bad moments this is: those of each stage count for themselves, so
/// that one more hold moves no accept.
fn next_bad_moment(crew: &mut Crew, contact: ContactId, stage: HangUpStage) -> Option<(ActorKey, u32)> {
    let actor = crew.actor_mut(crew.customer_of(contact)?)?;
    let key = actor.key;
    let ActorRole::Customer(visit) = &mut actor.part else { return None };
    let had = &mut visit.bad_moments[stage.index()];
    let place = usize::from(*had) * HangUpStage::COUNT + stage.index();
    *had = had.saturating_add(1);
    Some((key, u32::try_from(place).unwrap_or(u32::MAX)))
}

//! Faults of requests, on their way to the backend.
//!
//! A request's chances are those of its actor's move, so that leaving out another of their moves changes nothing
//! about this one. A move has one chance for each fault, whatever it invokes: the first request that the fault is
//! about.

use super::about::contact_asked_about;
use super::chances::{Fate, RequestChance};
use super::state::Faults;
use super::strike::{Mishap, Struck, is_cut_off, name_of};
use super::{duplicate, fail, latency, lost_response};
use crate::agenda::Item;
use crate::control::{ActorKey, FaultKey};
use crate::core::Core;
use crate::crew::Crew;
use crate::invocations::{Invocations, Landing};
use rushhour_engine::effects::BackendRequest;
use rushhour_engine::units::{InvocationId, SimTime};
use rushhour_scenario::faults::{FaultKind, RequestEffect, RequestTarget};
use rushhour_scenario::random::Stream;

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
        let leaves = self.contact_has_chance(core, crew, &request, at);
        if let Some(after) = fate.lost {
            core.engine_mut().lose_response(invocation);
            self.expect(core, core.now() + after, Mishap::GiveUp(invocation));
        }
        if let Some(after) = fate.again
            && let Some(request) = core.engine().request(invocation)
        {
            self.expect(core, at + after, Mishap::Again(Box::new(request)));
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
            let FaultKind::Request(RequestTarget { share, of }, effect) = &fault.kind else { continue };
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
                let worker = request.worker;
                let contact = contact_asked_about(core, worker, request.invocation);
                let whom = Struck { worker: Some(worker), contact };
                let chance = RequestChance { key, request, whom, name: name_of(core, worker) };
                self.befalls(core, effect, &chance, &mut stream, &mut fate);
            }
        }
        fate
    }

    /// A fault would strike a request: it does, unless what struck it before leaves nothing to strike.
    fn befalls(
        &mut self,
        core: &mut Core<'_>,
        effect: &RequestEffect,
        chance: &RequestChance<'_>,
        stream: &mut Stream,
        fate: &mut Fate,
    ) {
        match effect {
            RequestEffect::Latency(it) => latency::strike(it, chance, core, stream, fate),
            RequestEffect::Fail(_) => fail::strike(chance, core, fate),
            RequestEffect::LostResponse(it) => lost_response::strike(it, chance, core, fate),
            RequestEffect::Duplicate(it) => duplicate::strike(it, chance, (self, core), stream, fate),
        }
    }
}

/// The move that a request is part of. Nothing where it is nobody's any more.
fn mover_of(core: &Core<'_>, crew: &Crew, invocations: &Invocations, request: &BackendRequest) -> Option<Mover> {
    let root = core.engine().root_of(request.invocation);
    let ordinal = invocations.get(root)?.ordinal;
    let (_, actor) = crew.actor_of(request.worker)?;
    Some(Mover { actor: actor.key, ordinal, root })
}

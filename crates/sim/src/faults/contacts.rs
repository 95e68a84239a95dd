//! Faults of contacts: something befalls a customer while something is done about their contact.

use super::about::contact_asked_about;
use super::chances::ContactChance;
use super::hang_up;
use super::state::Faults;
use crate::actor::ActorRole;
use crate::control::{ActorKey, FaultKey};
use crate::core::Core;
use crate::crew::Crew;
use rushhour_engine::effects::BackendRequest;
use rushhour_engine::units::{ContactId, SimTime};
use rushhour_scenario::faults::{ContactEffect, ContactTarget, FaultKind, HangUpStage};

impl Faults {
    /// A request about somebody's contact is on its way until `lands_at`: perhaps a fault strikes them meanwhile. Whether
    /// one does.
    pub(super) fn contact_has_chance(
        &mut self,
        core: &mut Core<'_>,
        crew: &mut Crew,
        request: &BackendRequest,
        lands_at: SimTime,
    ) -> bool {
        let Some(stage) = HangUpStage::of(request.action) else { return false };
        let faults = &core.plan().faults;
        if !faults.iter().any(|fault| matches!(fault.kind, FaultKind::Contact(..))) {
            return false;
        }
        let Some(contact) = contact_asked_about(core, request.worker, request.invocation) else { return false };
        let Some((actor, ordinal)) = next_bad_moment(crew, contact, stage) else { return false };
        let mut strikes = false;
        for (place, fault) in (0..).zip(faults) {
            let FaultKind::Contact(target, effect) = &fault.kind else { continue };
            let ContactTarget { share, of, during } = target;
            if !self.is_on(core, place, fault) || !of.include(actor.population) || !during.contains(&stage) {
                continue;
            }
            let key = FaultKey { fault: place, actor: Some(actor), ordinal };
            let mut stream = self.draws_of(core, &key);
            if stream.unit() < *share {
                let chance = ContactChance { key, contact, stage, lands_at };
                match effect {
                    ContactEffect::HangUp(_) => hang_up::strike(&chance, self, core, &mut stream),
                }
                strikes = true;
            }
        }
        strikes
    }
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

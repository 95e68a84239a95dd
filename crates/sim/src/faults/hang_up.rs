//! `hang_up`: a customer hangs up while something is done about their contact.

use super::chances::ContactChance;
use super::run::{Parts, Run};
use super::state::Faults;
use super::strike::{Mishap, Struck, fault_of, strikes};
use crate::control::FaultKey;
use crate::core::Core;
use rushhour_engine::units::{ContactId, SimSpan};
use rushhour_scenario::random::Stream;

/// They will, at a random moment before it takes effect.
pub(super) fn strike(chance: &ContactChance, faults: &mut Faults, core: &mut Core<'_>, stream: &mut Stream) {
    let on_the_way = chance.lands_at.since(core.now()).as_secs_f64();
    let meanwhile = SimSpan::from_secs_f64(on_the_way * stream.unit()).unwrap_or_default();
    let mishap = Mishap::HangUp(chance.key, chance.contact, chance.stage.name());
    faults.expect(core, core.now() + meanwhile, mishap);
}

/// They hang up, if their contact still is open.
pub(super) fn happens<'a>(run: &mut impl Run<'a>, key: &FaultKey, contact: ContactId, stage: &str) {
    let Parts { faults, core, crew, .. } = run.parts();
    let is_open = core.platform().contact(contact).is_some();
    if !is_open || !faults.is_on(core, key.fault, fault_of(core, key.fault)) {
        return;
    }
    let actor = crew.customer_of(contact).and_then(|actor| crew.actor(actor));
    let name = actor.map(|actor| actor.identity.name.clone()).unwrap_or_default();
    let whom = Struck { worker: None, contact: Some(contact) };
    if strikes(core, key, whom, format_args!("{name} hangs up during {stage}")) {
        run.act(|engine, cx| engine.customer_leaves(cx, contact));
    }
}

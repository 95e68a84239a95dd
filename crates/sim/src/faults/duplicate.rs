//! `duplicate`: a request reaches the platform twice.

use super::about::asked_about;
use super::chances::{Fate, RequestChance};
use super::state::Faults;
use super::strike::{drawn, strikes};
use crate::core::Core;
use rushhour_scenario::faults::duplicate::Duplicate;
use rushhour_scenario::random::Stream;

pub(super) fn strike(
    duplicate: &Duplicate,
    chance: &RequestChance<'_>,
    (faults, core): (&mut Faults, &mut Core<'_>),
    stream: &mut Stream,
    fate: &mut Fate,
) {
    let (request, name) = (chance.request, &chance.name);
    let after = drawn(&duplicate.after, stream);
    let words = format_args!("{} of {name} comes twice, {after} apart", request.action);
    if fate.fails || fate.again.is_some() || !strikes(core, &chance.key, chance.whom, words) {
        return;
    }
    fate.again = Some(after);
    if let Some(reservation) = asked_about(core, request.worker, request.invocation) {
        faults.doubt(core, reservation);
    }
}

//! `latency`: a request takes longer than it would.

use super::chances::{Fate, RequestChance};
use super::strike::{drawn, strikes};
use crate::core::Core;
use rushhour_scenario::faults::latency::Latency;
use rushhour_scenario::random::Stream;

pub(super) fn strike(
    latency: &Latency,
    chance: &RequestChance<'_>,
    core: &mut Core<'_>,
    stream: &mut Stream,
    fate: &mut Fate,
) {
    let (action, name) = (chance.request.action, &chance.name);
    let extra = drawn(&latency.extra, stream);
    if strikes(core, &chance.key, chance.whom, format_args!("{action} of {name} takes {extra} longer")) {
        fate.extra += extra;
    }
}

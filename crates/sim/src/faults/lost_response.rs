//! `lost_response`: a request has its effect, and its response is lost.

use super::chances::{Fate, RequestChance};
use super::strike::strikes;
use crate::core::Core;
use rushhour_scenario::faults::lost_response::LostResponse;

pub(super) fn strike(lost: &LostResponse, chance: &RequestChance<'_>, core: &mut Core<'_>, fate: &mut Fate) {
    let (action, name) = (chance.request.action, &chance.name);
    let words = format_args!("the response to {action} of {name} is lost");
    if !fate.fails && fate.lost.is_none() && strikes(core, &chance.key, chance.whom, words) {
        fate.lost = Some(lost.after);
    }
}

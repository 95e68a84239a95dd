//! `fail`: the backend fails. A request has no effect, and is rejected.

use super::chances::{Fate, RequestChance};
use super::strike::strikes;
use crate::core::Core;

pub(super) fn strike(chance: &RequestChance<'_>, core: &mut Core<'_>, fate: &mut Fate) {
    let (action, name) = (chance.request.action, &chance.name);
    let is_answered = !fate.fails && fate.lost.is_none() && fate.again.is_none();
    let words = format_args!("the backend fails {action} of {name}");
    fate.fails |= is_answered && strikes(core, &chance.key, chance.whom, words);
}

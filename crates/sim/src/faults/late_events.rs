//! `late_events`: reservation events come late, and hold up those behind them.

use super::chances::EventChance;
use super::strike::{Struck, drawn, strikes};
use crate::core::Core;
use crate::notices::Delay;
use rushhour_scenario::faults::late_events::LateEvents;
use rushhour_scenario::random::Stream;

pub(super) fn strike(
    late: &LateEvents,
    chance: &EventChance<'_>,
    core: &mut Core<'_>,
    stream: &mut Stream,
    delay: &mut Delay,
) {
    let extra = drawn(&late.delay, stream);
    let (notice, name) = (chance.notice, &chance.name);
    let (id, status) = (notice.reservation, notice.status.name());
    let words = format_args!("the event that {id} is {status} comes {extra} late to {name}");
    if strikes(core, &chance.key, Struck::worker(notice.worker), words) {
        delay.extra += extra;
    }
}

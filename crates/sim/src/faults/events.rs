//! Faults of reservation events, on their way to desktops.

use super::chances::EventChance;
use super::state::Faults;
use super::strike::name_of;
use super::{late_events, reorder_events};
use crate::control::FaultKey;
use crate::core::Core;
use crate::notices::Delay;
use rushhour_engine::effects::Notice;
use rushhour_scenario::faults::{EventEffect, EventTarget, FaultKind};

impl Faults {
    /// How late a reservation event is, by faults.
    pub(crate) fn delay_of(&mut self, core: &mut Core<'_>, notice: &Notice) -> Delay {
        let mut delay = Delay::default();
        let Some((person, ordinal)) = self.next_event(notice.worker) else { return delay };
        for (place, fault) in (0..).zip(&core.plan().faults) {
            let FaultKind::Event(EventTarget { share, at }, effect) = &fault.kind else { continue };
            if !self.is_on(core, place, fault) || !at.include(person.population) {
                continue;
            }
            let key = FaultKey { fault: place, actor: Some(person), ordinal };
            let mut stream = self.draws_of(core, &key);
            if stream.unit() >= *share {
                continue;
            }
            let chance = EventChance { key, notice, name: name_of(core, notice.worker) };
            match effect {
                EventEffect::LateEvents(it) => late_events::strike(it, &chance, core, &mut stream, &mut delay),
                EventEffect::ReorderEvents(it) => {
                    reorder_events::strike(it, &chance, core, &mut stream, &mut delay);
                }
            }
        }
        delay
    }
}

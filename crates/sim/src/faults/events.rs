//! Faults of reservation events: late, or overtaken.

use super::state::Faults;
use super::strike::{Struck, drawn, name_of, strikes};
use crate::control::FaultKey;
use crate::core::Core;
use crate::notices::Delay;
use rushhour_engine::effects::Notice;
use rushhour_scenario::faults::FaultKind;

impl Faults {
    /// How late a reservation event is, by faults.
    pub(crate) fn delay_of(&mut self, core: &mut Core<'_>, notice: &Notice) -> Delay {
        let mut delay = Delay::default();
        let worker = notice.worker;
        let Some((person, ordinal)) = self.next_event(worker) else { return delay };
        for (place, fault) in (0..).zip(&core.plan().faults) {
            let (share, at, sampler, overtaken) = match &fault.kind {
                FaultKind::LateEvents { share, at, delay } => (share, at, delay, false),
                FaultKind::ReorderEvents { share, at, delay } => (share, at, delay, true),
                FaultKind::Latency { .. }
                | FaultKind::Fail { .. }
                | FaultKind::LostResponse { .. }
                | FaultKind::Duplicate { .. }
                | FaultKind::Reload { .. }
                | FaultKind::Disconnect { .. }
                | FaultKind::TokenExpiry { .. }
                | FaultKind::HangUp { .. }
                | FaultKind::ActivityBurst { .. }
                | FaultKind::Restart { .. } => continue,
            };
            if !self.is_on(core, place, fault) || !at.include(person.population) {
                continue;
            }
            let key = FaultKey { fault: place, actor: Some(person), ordinal };
            let mut stream = self.draws_of(core, &key);
            if stream.unit() >= *share {
                continue;
            }
            let extra = drawn(sampler, &mut stream);
            let (status, id, name) = (notice.status.name(), notice.reservation, name_of(core, worker));
            let how = if overtaken { "late, and may be overtaken" } else { "late" };
            let words = format_args!("the event that {id} is {status} comes {extra} {how} to {name}");
            if strikes(core, &key, Struck::worker(worker), words) {
                delay.extra += extra;
                delay.overtaken |= overtaken;
            }
        }
        delay
    }
}

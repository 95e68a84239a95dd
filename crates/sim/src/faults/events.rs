//! Faults of reservation events: late, or overtaken.

use super::super::Observer;
use super::super::control::FaultKey;
use super::super::simulation::Simulation;
use super::Struck;
use rushhour_engine::effects::Notice;
use rushhour_engine::units::SimSpan;
use rushhour_scenario::faults::FaultKind;

/// What becomes of an event on its way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delay {
    /// How much longer it takes.
    pub(crate) extra: SimSpan,
    /// Whether those behind it need not wait.
    pub(crate) overtaken: bool,
}

impl<O: Observer> Simulation<'_, O> {
    /// How late a reservation event is, by faults.
    pub(crate) fn delay_of(&mut self, notice: &Notice) -> Delay {
        let mut delay = Delay::default();
        let worker = notice.worker;
        let Some(desk) = self.faults.as_mut().and_then(|faults| faults.desk(worker)) else { return delay };
        let Some(person) = desk.person else { return delay };
        let ordinal = desk.events;
        desk.events = ordinal.wrapping_add(1);
        let plan = self.plan;
        for (place, fault) in (0..).zip(&plan.faults) {
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
            if !self.is_on(place, fault) || !at.include(person.population) {
                continue;
            }
            let key = FaultKey { fault: place, actor: Some(person), ordinal };
            let mut stream = self.draws_of(&key);
            if stream.unit() >= *share {
                continue;
            }
            let extra = SimSpan::from_secs_f64(sampler.sample(&mut stream)).unwrap_or_default();
            let (status, id, name) = (notice.status.name(), notice.reservation, self.name_of(worker));
            let how = if overtaken { "late, and may be overtaken" } else { "late" };
            let words = format_args!("the event that {id} is {status} comes {extra} {how} to {name}");
            if self.strikes(&key, Struck::worker(worker), words) {
                delay.extra += extra;
                delay.overtaken |= overtaken;
            }
        }
        delay
    }
}

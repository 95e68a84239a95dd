//! Faults that strike because the timeline or a trainer says so.

use super::super::Observer;
use super::super::simulation::Simulation;
use super::Chance;
use rushhour_engine::units::{SimSpan, SimTime, WorkerId};
use rushhour_scenario::faults::FaultPlan;

/// Chances that a fault has because it was told to are numbered from here on, so that they move no others.
const CUED_CHANCES: u32 = 1 << 31;

impl<O: Observer> Simulation<'_, O> {
    /// Whether a fault may strike now: by its window, or because it was told to.
    pub(super) fn is_on(&self, place: u16, fault: &FaultPlan) -> bool {
        let cued = self.faults.as_ref().and_then(|faults| faults.cued.get(usize::from(place)));
        fault.window.contains(self.now) || cued.is_some_and(|(until, _)| self.now < *until)
    }

    /// A fault strikes now: each of its desktops, or the platform; or so long a share of its chances.
    pub(crate) fn fault_is_cued(&mut self, place: u16, length: SimSpan) {
        let plan = self.plan;
        let Some(fault) = plan.faults.get(usize::from(place)) else { return };
        let now = self.now;
        let strikes_platform = fault.kind.strikes_platform();
        let desktops = fault.kind.desktops();
        let cued = self.faults.as_mut().and_then(|faults| faults.cued.get_mut(usize::from(place)));
        let Some((until, times)) = cued else { return };
        // What strikes at once takes as long as it takes.
        let at_once = strikes_platform || desktops.is_some();
        *until = if at_once { SimTime::MAX } else { (*until).max(now + length) };
        let ordinal = CUED_CHANCES.saturating_add(*times);
        *times = times.saturating_add(1);
        let workers: Vec<Option<WorkerId>> = match desktops {
            Some(at) => self.workers_of(at).into_iter().map(Some).collect(),
            None if strikes_platform => vec![None],
            None => Vec::new(),
        };
        for worker in workers {
            let Some((key, mut stream)) = self.chance_of(Chance { fault: place, worker, ordinal }) else {
                continue;
            };
            match worker {
                Some(worker) => self.desktop_has_chance(&fault.kind, &key, worker, &mut stream),
                None => self.platform_has_chance(&fault.kind, &key, &mut stream),
            }
            self.settle_step();
        }
    }
}

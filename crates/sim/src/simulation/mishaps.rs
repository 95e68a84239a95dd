//! What faults bring about: they are let into the run here.

use super::Simulation;
use crate::control::ActorKey;
use crate::faults::{self, Parts, Run};
use rushhour_engine::Engine;
use rushhour_engine::effects::Cx;
use rushhour_engine::units::{ActorId, SimSpan};

impl Simulation<'_> {
    /// Somebody of the staff has a desktop; whose draws are theirs, if they take part.
    pub(super) fn add_desk(&mut self, person: Option<ActorKey>) {
        if let Some(faults) = &mut self.faults {
            faults.add_desk(person);
        }
    }

    /// What a fault has set for this moment happens.
    pub(super) fn mishap(&mut self, number: u32) {
        faults::happen(self, number);
    }

    /// A fault of the plan is told to strike.
    pub(super) fn fault_is_cued(&mut self, place: u16, length: SimSpan) {
        faults::is_cued(self, place, length);
    }
}

impl<'a> Run<'a> for Simulation<'a> {
    fn parts(&mut self) -> Parts<'_, 'a> {
        let Some(faults) = &mut self.faults else { unreachable!("a fault strikes in a run without faults") };
        let Self { core, crew, shift, findings, .. } = self;
        Parts { faults, core, crew, shift, findings }
    }
    fn act<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R {
        Simulation::act(self, step)
    }
    fn settle(&mut self) {
        self.settle_step();
    }
    fn poke(&mut self, actor: ActorId) {
        Simulation::poke(self, actor);
    }
}

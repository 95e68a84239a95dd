//! The run, as faults reach into it.

use super::state::Faults;
use crate::core::Core;
use crate::crew::Crew;
use crate::findings::Findings;
use crate::shift::Shift;
use rushhour_engine::Engine;
use rushhour_engine::effects::Cx;
use rushhour_engine::units::ActorId;

/// What the simulation lets faults do to it.
pub(crate) trait Run<'a> {
    /// The parts that faults touch.
    fn parts(&mut self) -> Parts<'_, 'a>;
    /// Lets the engine do something, and does all that comes of it.
    fn act<R>(&mut self, step: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> R;
    /// Does what comes of what has been stated.
    fn settle(&mut self);
    /// Somebody is to look at what waits for them.
    fn poke(&mut self, actor: ActorId);
}

/// The parts of a run that faults touch.
pub(crate) struct Parts<'r, 'a> {
    pub(crate) faults: &'r mut Faults,
    pub(crate) core: &'r mut Core<'a>,
    pub(crate) crew: &'r mut Crew,
    pub(crate) shift: &'r mut Shift,
    pub(crate) findings: &'r mut Findings,
}

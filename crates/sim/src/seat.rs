//! Seats: agents who are played by a person. What the person does comes as a cue, and is an invocation on the desktop of
//! that agent for which no script waits. Faults strike it, and it takes its time, as any other.

use super::Observer;
use super::control::Move;
use super::simulation::Simulation;
use rushhour_engine::action::ActionName;
use rushhour_engine::value::Payload;

impl<O: Observer> Simulation<'_, O> {
    /// A person does something. Who has gone home has nothing to do it with.
    pub(super) fn person_acts(&mut self, agent: &str, action: ActionName, payload: Payload) {
        let Some(worker) = self.engine.platform().worker_named(agent) else { return };
        let Some(actor) = self.actor_of_worker(worker).filter(|actor| self.actors.get(*actor).is_some()) else {
            return;
        };
        if self.person_moves(actor, &Move::Invokes(action.clone())) {
            self.invoke_for(None, actor, worker, action, payload);
            self.settle_step();
        }
    }
}

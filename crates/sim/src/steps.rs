//! Moves: what scripts do to the centre, counted for each person, so that single ones can be left out.

use std::rc::Rc;

use super::Observer;
use super::backend::Backend;
use super::control::{Move, StepKey};
use super::simulation::{FailedCheck, Simulation};
use rushhour_engine::action::{Action, ActionName, Cause, Code, Rejection};
use rushhour_engine::catalog;
use rushhour_engine::units::{ActorId, SimSpan};
use rushhour_script::request::{Reply, Request};
use smol_str::SmolStr;

impl<O: Observer> Simulation<'_, O> {
    /// Notes the move that a script asks for. Where it is not made, the answer, which is that the world was faster, and
    /// after how long it comes.
    ///
    /// What is left out takes the time that it would have taken, so that whatever its actor does afterwards is done
    /// when it was.
    pub(super) fn leaves_out(&mut self, actor: ActorId, request: &Request) -> Option<LeftOut> {
        let what = Move::of(request)?;
        let step = self.next_step(actor)?;
        if self.skips(&step, &what) {
            return Some(self.not_made(actor, request));
        }
        self.note_move(actor, &step, &what);
        None
    }

    /// Whether this run leaves a move out.
    fn skips(&self, step: &StepKey, what: &Move) -> bool {
        let is_disabled = match what {
            Move::Invokes(action) => self.conduct.disabled.contains(action),
            _ => false,
        };
        is_disabled || self.conduct.trim.skipped.contains(step)
    }

    /// Notes the move of a person; whether it is made.
    pub(super) fn person_moves(&mut self, actor: ActorId, what: &Move) -> bool {
        let Some(step) = self.next_step(actor) else { return false };
        let is_made = !self.skips(&step, what);
        if is_made {
            self.note_move(actor, &step, what);
        }
        is_made
    }

    fn not_made(&mut self, actor: ActorId, request: &Request) -> LeftOut {
        let Request::Invoke { action, .. } = request else { return LeftOut::Now(Reply::Done(false)) };
        let plan = self.plan;
        if let (ActionName::Known(known), Some(actor)) = (action, self.actors.get_mut(actor))
            && catalog::entry(*known).backend
            && let Some(time) = Backend::time_of(&plan.latency, &mut actor.draws, *known)
        {
            return LeftOut::After(*known, time);
        }
        LeftOut::Now(refusal(action.clone()))
    }

    /// Notes a move that no request is behind: it can't be left out.
    pub(super) fn moves(&mut self, actor: ActorId, what: &Move) {
        if let Some(step) = self.next_step(actor) {
            self.note_move(actor, &step, what);
        }
    }

    fn next_step(&mut self, actor: ActorId) -> Option<StepKey> {
        let actor = self.actors.get_mut(actor)?;
        let step = StepKey { actor: actor.key, ordinal: actor.moves };
        actor.moves += 1;
        Some(step)
    }

    fn note_move(&mut self, actor: ActorId, step: &StepKey, what: &Move) {
        if let Some(identity) = self.actors.get(actor).map(|actor| Rc::clone(&actor.identity)) {
            self.observer.moved(self.now, step, &identity, what);
        }
    }

    /// A check of a script did not hold.
    pub(super) fn check_failed(&mut self, actor: ActorId, name: &SmolStr) {
        let Some(actor) = self.actors.get(actor) else { return };
        if !self.failed_checks.iter().any(|known| known.name == *name) {
            let actor = actor.identity.name.clone();
            self.failed_checks.push(FailedCheck { name: name.clone(), actor, at: self.now });
        }
        self.has_found |= self.conduct.stops_at_finding && !self.conduct.excuses_scripts;
    }
}

/// The answer to a move that is left out.
#[derive(Debug)]
pub(super) enum LeftOut {
    /// At once.
    Now(Reply),
    /// When the backend would have answered.
    After(Action, SimSpan),
}

/// The answer to an action that is left out.
pub(super) fn refusal(action: ActionName) -> Reply {
    Reply::Settled(Err(Box::new(Rejection {
        action,
        code: Code::InvocationLost,
        message: String::from("this run leaves it out"),
        cause: Cause::World,
    })))
}

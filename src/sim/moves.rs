//! Moves: what scripts do to the centre, counted for each person, so that single ones can be left out.

use std::rc::Rc;

use super::Observer;
use super::simulation::{FailedCheck, Simulation};
use super::trim::{Move, StepKey};
use crate::engine::action::{Cause, Code, Rejection};
use crate::script::request::{Reply, Request};
use crate::units::ActorId;
use smol_str::SmolStr;

impl<O: Observer> Simulation<'_, O> {
    /// Notes the move that a script asks for. An answer where the move is not made: the world was faster.
    pub(super) fn makes_move(&mut self, actor: ActorId, request: &Request) -> Option<Reply> {
        let what = Move::of(request)?;
        let step = self.next_step(actor)?;
        let is_disabled = match &what {
            Move::Invokes(action) => self.conduct.disabled.contains(action),
            _ => false,
        };
        if is_disabled || self.conduct.trim.skipped.contains(&step) {
            return Some(not_made(request));
        }
        self.note_move(actor, &step, &what);
        None
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

fn not_made(request: &Request) -> Reply {
    match request {
        Request::Invoke { action, .. } => Reply::Settled(Err(Box::new(Rejection {
            action: action.clone(),
            code: Code::InvocationLost,
            message: String::from("this run leaves it out"),
            cause: Cause::World,
        }))),
        _ => Reply::Done(false),
    }
}

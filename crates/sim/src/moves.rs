//! Moves: what scripts do to the centre, counted for each person, so that single ones can be left out.

use std::rc::Rc;

use super::backend::Backend;
use super::control::{Move, StepKey};
use super::core::Core;
use super::crew::Crew;
use rushhour_engine::action::{Action, ActionName, Cause, Code, Rejection};
use rushhour_engine::catalog;
use rushhour_engine::units::{ActorId, SimSpan};
use rushhour_script::request::{Reply, Request};

/// The answer to a move that is left out.
#[derive(Debug)]
pub(crate) enum LeftOut {
    /// At once.
    Now(Reply),
    /// When the backend would have answered.
    After(Action, SimSpan),
}

/// Notes the move that a script asks for. Where it is not made, the answer, which is that the world was faster, and
/// after how long it comes.
///
/// What is left out takes the time that it would have taken, so that whatever its actor does afterwards is done
/// when it was.
pub(crate) fn leaves_out(
    core: &mut Core<'_>,
    crew: &mut Crew,
    actor: ActorId,
    request: &Request,
) -> Option<LeftOut> {
    let what = Move::of(request)?;
    if makes_move(core, crew, actor, &what) { None } else { Some(not_made(core, crew, actor, request)) }
}

/// Notes a move that can be left out; whether it is made.
pub(crate) fn makes_move(core: &mut Core<'_>, crew: &mut Crew, actor: ActorId, what: &Move) -> bool {
    let step = next_step(crew, actor);
    let is_made = !is_skipped(core, &step, what);
    if is_made {
        note(core, crew, actor, &step, what);
    }
    is_made
}

/// Notes a move that no request is behind: it can't be left out.
pub(crate) fn must_move(core: &mut Core<'_>, crew: &mut Crew, actor: ActorId, what: &Move) {
    let step = next_step(crew, actor);
    note(core, crew, actor, &step, what);
}

/// Whether this run leaves a move out.
fn is_skipped(core: &Core<'_>, step: &StepKey, what: &Move) -> bool {
    let control = core.control();
    let is_disabled = matches!(what, Move::Invokes(action) if control.disabled.contains(action));
    is_disabled || control.trim.skipped.contains(step)
}

fn not_made(core: &Core<'_>, crew: &mut Crew, actor: ActorId, request: &Request) -> LeftOut {
    let Request::Invoke { action, .. } = request else { return LeftOut::Now(Reply::Done(false)) };
    if let ActionName::Known(known) = action
        && catalog::entry(*known).backend
        && let Some(time) = Backend::time_of(&core.plan().latency, &mut crew.owner(actor).draws, *known)
    {
        return LeftOut::After(*known, time);
    }
    LeftOut::Now(refusal(action.clone()))
}

fn next_step(crew: &mut Crew, actor: ActorId) -> StepKey {
    let actor = crew.owner(actor);
    let step = StepKey { actor: actor.key, ordinal: actor.moves };
    actor.moves += 1;
    step
}

fn note(core: &mut Core<'_>, crew: &mut Crew, actor: ActorId, step: &StepKey, what: &Move) {
    let identity = Rc::clone(&crew.owner(actor).identity);
    core.tell_move(step, &identity, what);
}

/// The answer to an action that is left out.
pub(crate) fn refusal(action: ActionName) -> Reply {
    Reply::Settled(Err(Box::new(Rejection {
        action,
        code: Code::InvocationLost,
        message: String::from("this run leaves it out"),
        cause: Cause::World,
    })))
}

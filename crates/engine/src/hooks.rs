//! What scripts register on a desktop: listeners before and after actions, replacements, bodies of their own; and how
//! an invocation is led through them.
//!
//! The engine runs no script. It says which function is to be called, one at a time, and is told how it went: that it
//! waits for something, or that it has ended. Listeners of one stage start in the order of their registration, each
//! when the one before it has ended or waits, and are then awaited together.

use std::collections::BTreeMap;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::Engine;
use super::action::{Action, ActionName, Cause, Code};
use super::effects::{CallRole, Cx, FunctionId, ScriptCall, Settled};
use super::event::Event;
use super::framework::{Running, Stage};
use super::journal::Input;
use super::platform::Refusal;
use super::value::{Payload, Value};
use crate::units::{InvocationId, WorkerId};

/// What scripts have registered on a desktop, by action.
#[derive(Clone, Debug, Default)]
pub struct Hooks {
    by_action: BTreeMap<ActionName, Hook>,
}

/// What scripts have registered for one action, each in the order of registration.
#[derive(Clone, Debug, Default)]
struct Hook {
    before: Functions,
    after: Functions,
    replacements: Functions,
    body: Option<FunctionId>,
}

type Functions = SmallVec<[FunctionId; 2]>;

/// Listeners of one stage of an invocation.
#[derive(Clone, Debug, Default)]
pub struct Listening {
    /// Those that have not started, last first.
    to_start: Functions,
    /// How many have started and not ended.
    open: usize,
    /// Whether the one that started last has neither waited nor ended yet.
    starting: bool,
    /// Whether one of them has aborted the invocation.
    aborted: bool,
}

/// How a function of a script went.
#[derive(Clone, Debug, PartialEq)]
pub enum ScriptEnd {
    /// It returned this.
    Returned(Value),
    /// It threw: a code of the catalogue and whose doing that was, where it threw a rejection on; and what it said.
    Threw(Option<(Code, Cause)>, SmolStr),
}

impl Hooks {
    fn of(&self, action: &ActionName) -> Option<&Hook> {
        self.by_action.get(action)
    }
    /// Whether a body is registered for it.
    pub(super) fn has_body(&self, action: &ActionName) -> bool {
        self.of(action).is_some_and(|hook| hook.body.is_some())
    }
}

impl Engine {
    /// Registers a function of a script on a desktop. A body that is registered again takes the place of the one
    /// before it; what else is registered stays.
    pub fn register(&mut self, worker: WorkerId, action: ActionName, role: CallRole, function: FunctionId) {
        self.note_timeless(|| Input::Register(worker, action.clone(), role, function));
        let Some(desktop) = self.desktops.get_mut(worker.index()) else { return };
        let hook = desktop.hooks.get_or_insert_default().by_action.entry(action).or_default();
        match role {
            CallRole::Before => hook.before.push(function),
            CallRole::After => hook.after.push(function),
            CallRole::Replacement => hook.replacements.push(function),
            CallRole::Body => hook.body = Some(function),
        }
    }

    /// Whether an action of this name can be invoked on a desktop.
    pub fn is_registered(&self, worker: WorkerId, action: &ActionName) -> bool {
        matches!(action, ActionName::Known(_)) || self.has_own_body(worker, action)
    }
    /// Whether a script has registered a body for an action on this desktop.
    pub(super) fn has_own_body(&self, worker: WorkerId, action: &ActionName) -> bool {
        let hooks = self.desktops.get(worker.index()).and_then(|desktop| desktop.hooks.as_ref());
        hooks.is_some_and(|hooks| hooks.has_body(action))
    }

    /// The name under which something was invoked, until it has settled.
    pub fn action_name_of(&self, id: InvocationId) -> Option<ActionName> {
        self.invocations.get(id).map(|running| running.action.clone())
    }
    /// The catalogue's action that was invoked, until it has settled.
    pub fn action_of(&self, id: InvocationId) -> Option<Action> {
        match self.invocations.get(id)?.action {
            ActionName::Known(action) => Some(action),
            ActionName::Other(_) => None,
        }
    }

    /// The payload of an invocation that has not settled; while an original is at work, what that was given.
    pub fn payload(&self, id: InvocationId) -> Option<&Payload> {
        self.invocations.get(id).map(Running::asked)
    }
    /// Changes it: a listener's doing, which reaches the body. Nothing where the invocation has settled.
    pub fn set_payload(&mut self, id: InvocationId, payload: Payload) {
        self.note_timeless(|| Input::SetPayload(id, payload.clone()));
        let Some(running) = self.invocations.get_mut(id) else { return };
        match &mut running.instead {
            Some(given) => **given = payload,
            None => running.payload = payload,
        }
    }

    /// A before-listener aborts its invocation. Too late, it is ignored.
    pub fn abort(&mut self, id: InvocationId) {
        self.note_timeless(|| Input::Abort(id));
        let running = self.invocations.get_mut(id).filter(|running| running.stage == Stage::Before);
        if let Some(listening) = running.and_then(|running| running.listening.as_mut()) {
            listening.aborted = true;
        }
    }

    fn hook(&self, id: InvocationId) -> Option<&Hook> {
        let running = self.invocations.get(id)?;
        self.desktops[running.worker.index()].hooks.as_ref()?.of(&running.action)
    }

    /// The function that stands in for a body: the newest replacement, or else one registered in its place.
    pub(super) fn stand_in(&self, id: InvocationId) -> Option<(CallRole, FunctionId)> {
        let hook = self.hook(id)?;
        let replacement = hook.replacements.last().map(|function| (CallRole::Replacement, *function));
        replacement.or_else(|| self.scripted_body(id))
    }
    /// The function that is registered as the body.
    pub(super) fn scripted_body(&self, id: InvocationId) -> Option<(CallRole, FunctionId)> {
        self.hook(id)?.body.map(|function| (CallRole::Body, function))
    }

    /// Starts the listeners of a stage; false where there are none.
    pub(super) fn begin_listening(&mut self, cx: &mut Cx<'_>, id: InvocationId, stage: Stage) -> bool {
        let functions = self.hook(id).map(|hook| if stage == Stage::Before { &hook.before } else { &hook.after });
        let Some(functions) = functions.filter(|functions| !functions.is_empty()) else { return false };
        let to_start = functions.iter().rev().copied().collect();
        let Some(running) = self.invocations.get_mut(id) else { return false };
        running.stage = stage;
        running.listening = Some(Box::new(Listening { to_start, ..Listening::default() }));
        self.next_listener(cx, id);
        true
    }

    /// Starts the next listener of the stage, or goes on when all have ended.
    fn next_listener(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let Some(running) = self.invocations.get_mut(id) else { return };
        let (worker, stage) = (running.worker, running.stage);
        let Some(listening) = running.listening.as_mut() else { return };
        if let Some(function) = listening.to_start.pop() {
            listening.open += 1;
            listening.starting = true;
            let role = if stage == Stage::Before { CallRole::Before } else { CallRole::After };
            cx.out.calls.push(ScriptCall { invocation: id, worker, function, role });
        } else if listening.open == 0 {
            let aborted = listening.aborted;
            running.listening = None;
            self.listened(cx, id, stage, aborted);
        }
    }

    /// The listener that started last waits for something: the next one starts. Told of anything else, it does
    /// nothing.
    pub fn listener_waits(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        self.note(cx.now, || Input::ListenerWaits(id));
        let listening = self.invocations.get_mut(id).and_then(|running| running.listening.as_mut());
        if let Some(listening) = listening
            && std::mem::take(&mut listening.starting)
        {
            self.next_listener(cx, id);
        }
    }

    /// A function that was to be called has ended. Where its invocation was lost, nobody waits for that any more.
    pub fn call_ended(&mut self, cx: &mut Cx<'_>, call: ScriptCall, end: ScriptEnd) {
        self.note(cx.now, || Input::CallEnded(call, Box::new(end.clone())));
        if self.invocations.get(call.invocation).is_none_or(|running| running.lost) {
            return;
        }
        match call.role {
            CallRole::Before | CallRole::After => self.listener_ended(cx, call, end),
            CallRole::Replacement | CallRole::Body => self.scripted_body_ended(cx, call, end),
        }
        self.deliver_at_once(cx);
    }

    fn listener_ended(&mut self, cx: &mut Cx<'_>, call: ScriptCall, end: ScriptEnd) {
        let Some(running) = self.invocations.get_mut(call.invocation) else { return };
        let (worker, action) = (running.worker, running.action.clone());
        let Some(listening) = running.listening.as_mut() else { return };
        listening.open = listening.open.saturating_sub(1);
        let at_once = std::mem::take(&mut listening.starting);
        if let ScriptEnd::Threw(_, message) = end {
            if at_once && call.role == CallRole::Before {
                // It threw before the others had a chance: they have none.
                listening.to_start.clear();
            }
            cx.emit(Event::ListenerFailed { worker, action, message });
        }
        self.next_listener(cx, call.invocation);
    }

    fn scripted_body_ended(&mut self, cx: &mut Cx<'_>, call: ScriptCall, end: ScriptEnd) {
        let result = match end {
            ScriptEnd::Returned(value) => Ok(value),
            ScriptEnd::Threw(rejection, message) => {
                let (code, cause) = rejection.unwrap_or((Code::ActionFailed, Cause::Caller));
                Err(Refusal { code, message: message.into(), cause })
            }
        };
        match (call.role, self.invocations.get(call.invocation).is_some_and(|running| running.original)) {
            (CallRole::Body, true) => self.original_done(cx, call.invocation, result),
            (_, _) => self.body_done(cx, call.invocation, result),
        }
    }

    /// A replacement asks for the body that it stands in for, which bypasses older replacements. False where it may
    /// not: the invocation has settled, or the body is at work already.
    pub fn run_original(&mut self, cx: &mut Cx<'_>, id: InvocationId, payload: Option<Payload>) -> bool {
        self.note(cx.now, || Input::RunOriginal(id, payload.clone()));
        let Some(running) = self.invocations.get_mut(id) else { return false };
        if running.stage != Stage::Replaced || running.original || running.lost {
            return false;
        }
        running.original = true;
        running.instead = payload.map(Box::new);
        match self.scripted_body(id) {
            Some((role, function)) => self.call(cx, id, role, function),
            None => self.native_body(cx, id),
        }
        self.deliver_at_once(cx);
        true
    }

    /// The body that a replacement asked for is done; the replacement goes on.
    pub(super) fn original_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Result<Value, Refusal>) {
        let Some(running) = self.invocations.get_mut(id) else { return };
        running.original = false;
        running.instead = None;
        let action = running.action.clone();
        let result = result.map_err(|refusal| Box::new(refusal.of(action)));
        cx.out.originals.push(Settled { invocation: id, result });
    }

    pub(super) fn call(&self, cx: &mut Cx<'_>, id: InvocationId, role: CallRole, function: FunctionId) {
        if let Some(running) = self.invocations.get(id) {
            cx.out.calls.push(ScriptCall { invocation: id, worker: running.worker, function, role });
        }
    }
}

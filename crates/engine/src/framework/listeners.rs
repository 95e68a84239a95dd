//! An invocation's way through what scripts have registered: listeners, replacements, bodies of their own.
//!
//! The engine says which function is to be called, one at a time, and is told how it went: that it waits for something,
//! or that it has ended. Listeners of one phase start in the order of their registration, each when the one before it
//! has ended or waits, and are then awaited together.

use crate::action::{Action, ActionName, Cause, Code};
use crate::effects::{CallRole, Cx, FunctionId, ScriptCall, Settled};
use crate::engine::Engine;
use crate::event::{Event, InvocationEvent};
use crate::hooks::{Hook, Listening, ScriptEnd};
use crate::invocation::{Invocation, Phase};
use crate::journal::Input;
use crate::platform::{Done, Refusal};
use crate::units::{InvocationId, WorkerId};
use crate::value::{Payload, Value};

impl Engine {
    /// Registers a function of a script on a desktop. A body that is registered again takes the place of the one
    /// before it; what else is registered stays.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn register(&mut self, worker: WorkerId, action: ActionName, role: CallRole, function: FunctionId) {
        self.assert_worker(worker);
        self.note_timeless(|| Input::Register(worker, action.clone(), role, function));
        self.desktops[worker.index()].hooks.get_or_insert_default().register(action, role, function);
    }

    /// Whether as much is registered on a desktop as may be.
    pub fn has_most_hooks(&self, worker: WorkerId) -> bool {
        let desktop = self.desktop(worker);
        desktop.and_then(|desktop| desktop.hooks.as_ref()).is_some_and(|hooks| hooks.are_full())
    }

    /// Whether an action of this name can be invoked on a desktop.
    pub(super) fn is_registered(&self, worker: WorkerId, action: &ActionName) -> bool {
        matches!(action, ActionName::Known(_)) || self.has_own_body(worker, action)
    }
    /// Whether a script has brought a body of its own for an action on this desktop.
    pub(super) fn has_own_body(&self, worker: WorkerId, action: &ActionName) -> bool {
        let hooks = self.desktops[worker.index()].hooks.as_ref();
        hooks.and_then(|hooks| hooks.of(action)).is_some_and(|hook| hook.body().is_some())
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
        self.invocations.get(id).map(Invocation::body_payload)
    }
    /// Changes it: a listener's doing, which reaches the body. Nothing where the invocation has settled.
    pub fn set_payload(&mut self, id: InvocationId, payload: Payload) {
        self.note_timeless(|| Input::SetPayload(id, payload.clone()));
        let Some(running) = self.invocations.get_mut(id) else { return };
        match &mut running.original_payload {
            Some(given) => **given = payload,
            None => running.payload = payload,
        }
    }

    /// A before-listener aborts its invocation. Too late, it is ignored.
    pub fn abort(&mut self, id: InvocationId) {
        self.note_timeless(|| Input::Abort(id));
        let running = self.invocations.get_mut(id).filter(|running| running.phase == Phase::Before);
        if let Some(listening) = running.and_then(|running| running.listening.as_mut()) {
            listening.aborted = true;
        }
    }

    fn hook(&self, id: InvocationId) -> Option<&Hook> {
        let running = self.invocations.get(id)?;
        self.desktops[running.worker.index()].hooks.as_ref()?.of(&running.action)
    }

    /// The function that stands in for a body.
    pub(super) fn stand_in(&self, id: InvocationId) -> Option<(CallRole, FunctionId)> {
        self.hook(id)?.stand_in()
    }

    /// Starts the listeners of a phase; false where there are none.
    pub(super) fn begin_listening(&mut self, cx: &mut Cx<'_>, id: InvocationId, phase: Phase) -> bool {
        let functions = self.hook(id).map(|hook| if phase == Phase::Before { &hook.before } else { &hook.after });
        let Some(functions) = functions.filter(|functions| !functions.is_empty()) else { return false };
        let listening = Some(Box::new(Listening::to(functions)));
        let running = self.running_mut(id);
        running.phase = phase;
        running.listening = listening;
        self.next_listener(cx, id);
        true
    }

    /// Starts the next listener of the phase, or goes on when all have ended.
    fn next_listener(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let running = self.running_mut(id);
        let (worker, phase) = (running.worker, running.phase);
        let Some(listening) = running.listening.as_mut() else {
            unreachable!("{id:?} goes on to its next listener and is in no phase that has any")
        };
        if let Some(function) = listening.to_start.pop() {
            listening.open += 1;
            listening.starting = true;
            let role = if phase == Phase::Before { CallRole::Before } else { CallRole::After };
            cx.out.calls.push(ScriptCall { invocation: id, worker, function, role });
        } else if listening.open == 0 {
            let aborted = listening.aborted;
            running.listening = None;
            self.listeners_done(cx, id, phase, aborted);
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

    /// A function that was to be called has ended. Where its invocation was lost, nobody waits for that any more. Told of
    /// one that the invocation does not wait for, because it has ended already or was never called, the engine does
    /// nothing.
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
        let running = self.running_mut(call.invocation);
        let phase = if call.role == CallRole::Before { Phase::Before } else { Phase::After };
        if running.phase != phase {
            return;
        }
        let Some(listening) = running.listening.as_mut() else { return };
        listening.open = listening.open.saturating_sub(1);
        let at_once = std::mem::take(&mut listening.starting);
        if let ScriptEnd::Threw(_, message) = end {
            if at_once && call.role == CallRole::Before {
                // It threw before the others had a chance: they have none.
                listening.to_start.clear();
            }
            cx.emit(Event::Invocation(call.invocation, InvocationEvent::ListenerFailed { message }));
        }
        self.next_listener(cx, call.invocation);
    }

    fn scripted_body_ended(&mut self, cx: &mut Cx<'_>, call: ScriptCall, end: ScriptEnd) {
        let called = &mut self.running_mut(call.invocation).called;
        let Some(place) = called.iter().position(|known| *known == (call.role, call.function)) else { return };
        called.remove(place);
        let result = match end {
            ScriptEnd::Returned(value) => Ok(value),
            ScriptEnd::Threw(rejection, message) => {
                let (code, cause) = rejection.unwrap_or((Code::ActionFailed, Cause::Caller));
                Err(Refusal { code, message: message.into(), cause })
            }
        };
        match (call.role, self.running(call.invocation).runs_original) {
            (CallRole::Body, true) => self.original_done(cx, call.invocation, result),
            (_, _) => self.body_done(cx, call.invocation, result),
        }
    }

    /// A replacement asks for the body that it stands in for, which bypasses older replacements. False where it may
    /// not: the invocation has settled, or the body is at work already.
    pub fn run_original(&mut self, cx: &mut Cx<'_>, id: InvocationId, payload: Option<Payload>) -> bool {
        self.note(cx.now, || Input::RunOriginal(id, payload.clone()));
        let Some(running) = self.invocations.get_mut(id) else { return false };
        if running.phase != Phase::Replaced || running.runs_original || running.lost {
            return false;
        }
        running.runs_original = true;
        running.original_payload = payload.map(Box::new);
        match self.hook(id).and_then(Hook::body) {
            Some(function) => self.call(cx, id, CallRole::Body, function),
            None => self.native_body(cx, id),
        }
        self.deliver_at_once(cx);
        true
    }

    /// The body that a replacement asked for is done; the replacement goes on.
    pub(super) fn original_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Done<Value>) {
        let running = self.running_mut(id);
        running.runs_original = false;
        running.original_payload = None;
        let action = running.action.clone();
        let result = result.map_err(|refusal| Box::new(refusal.into_rejection(action)));
        cx.out.originals.push(Settled { invocation: id, result });
    }

    /// Asks for a function to be called.
    pub(super) fn call(&mut self, cx: &mut Cx<'_>, id: InvocationId, role: CallRole, function: FunctionId) {
        let running = self.running_mut(id);
        running.called.push((role, function));
        cx.out.calls.push(ScriptCall { invocation: id, worker: running.worker, function, role });
    }
}

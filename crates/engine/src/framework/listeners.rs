//! An invocation's way through the listeners that scripts have registered.
//!
//! The engine says which function is to be called, one at a time, and is told how it went: that it waits for something,
//! or that it has ended. Listeners of one phase start in the order of their registration, each when the one before it
//! has ended or waits, and are then awaited together. One that throws before it has waited ends the phase.

use crate::action::{Action, ActionName};
use crate::effects::{CallRole, Cx, FunctionId, ScriptCall};
use crate::engine::Engine;
use crate::event::{Event, InvocationEvent};
use crate::hooks::{Hook, Listening, ScriptEnd};
use crate::invocation::{Invocation, Phase};
use crate::journal::Input;
use crate::units::{InvocationId, WorkerId};
use crate::value::Payload;

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

    /// Takes a listener out again: of the same function the one that was registered last. Stages that it has begun to hear
    /// of are not changed by that. False where there is none.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn remove_listener(
        &mut self,
        worker: WorkerId,
        action: &ActionName,
        role: CallRole,
        function: FunctionId,
    ) -> bool {
        self.assert_worker(worker);
        self.note_timeless(|| Input::RemoveListener(worker, action.clone(), role, function));
        let hooks = self.desktops[worker.index()].hooks.as_mut();
        hooks.is_some_and(|hooks| hooks.remove(action, role, function))
    }

    /// Whether as much is registered on a desktop as may be.
    pub fn has_most_hooks(&self, worker: WorkerId) -> bool {
        let desktop = self.desktop(worker);
        desktop.and_then(|desktop| desktop.hooks.as_ref()).is_some_and(|hooks| hooks.are_full())
    }

    /// Whether an action of this name can be invoked on a desktop.
    pub(super) fn is_registered(&self, worker: WorkerId, action: &ActionName) -> bool {
        matches!(action, ActionName::Known(_)) || self.own_body(worker, action).is_some()
    }
    /// The body that a script has brought for an action on this desktop, if one has.
    pub(super) fn own_body(&self, worker: WorkerId, action: &ActionName) -> Option<FunctionId> {
        self.desktops[worker.index()].hooks.as_ref()?.of(action)?.body()
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
    /// The payload as a function sees it that was called for the sake of an invocation which has not settled; or as a listener
    /// does that nobody waits for any longer.
    pub fn payload_of(&self, call: &ScriptCall) -> Option<&Payload> {
        match self.invocations.get(call.invocation) {
            Some(running) => Some(running.payload_of(call.role, call.function)),
            None => {
                let late = self.late.get(&call.invocation)?;
                late.functions.contains(&call.function).then_some(&late.payload)
            }
        }
    }
    /// Changes it: what a listener does reaches the body. Nothing where the invocation has settled.
    pub fn set_payload(&mut self, call: &ScriptCall, payload: Payload) {
        self.note_timeless(|| Input::SetPayload(*call, payload.clone()));
        if let Some(running) = self.invocations.get_mut(call.invocation) {
            *running.payload_of_mut(call.role, call.function) = payload;
        } else if let Some(late) = self.late.get_mut(&call.invocation) {
            late.payload = payload;
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

    pub(super) fn hook(&self, id: InvocationId) -> Option<&Hook> {
        let running = self.invocations.get(id)?;
        self.desktops[running.worker.index()].hooks.as_ref()?.of(&running.action)
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
            listening.open.push(function);
            listening.starting = Some(function);
            let role = if phase == Phase::Before { CallRole::Before } else { CallRole::After };
            cx.out.calls.push(ScriptCall { invocation: id, worker, function, role });
        } else if listening.open.is_empty() {
            self.end_listening(cx, id);
        }
    }

    /// The phase is over: nobody waits any longer for the listeners that are still at work, and what they do to it comes
    /// too late.
    fn end_listening(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let running = self.running_mut(id);
        let phase = running.phase;
        let Some(listening) = running.listening.take() else { unreachable!("{id:?} listens no longer") };
        running.late.extend(listening.open);
        self.listeners_done(cx, id, phase, listening.aborted);
    }

    /// The listener that started last waits for something: the next one starts. Told of any other, it does nothing.
    pub fn listener_waits(&mut self, cx: &mut Cx<'_>, call: &ScriptCall) {
        self.note(cx.now, || Input::ListenerWaits(*call));
        let running = self.invocations.get_mut(call.invocation).filter(|it| Some(it.phase) == phase_of(call.role));
        if let Some(listening) = running.and_then(|running| running.listening.as_mut())
            && listening.starting.take_if(|function| *function == call.function).is_some()
        {
            self.next_listener(cx, call.invocation);
        }
    }

    /// A function that was to be called has ended. Where its invocation was lost, nobody waits for that any more. Told of
    /// one that the invocation does not wait for, because it has ended already or was never called, the engine does
    /// nothing.
    pub fn call_ended(&mut self, cx: &mut Cx<'_>, call: ScriptCall, end: ScriptEnd) {
        self.note(cx.now, || Input::CallEnded(call, Box::new(end.clone())));
        match self.invocations.get(call.invocation) {
            Some(running) if !running.lost => {}
            Some(_) | None => return self.late_one_ended(&call),
        }
        match call.role {
            CallRole::Before | CallRole::After => self.listener_ended(cx, call, end),
            CallRole::Replacement | CallRole::Body => self.scripted_body_ended(cx, call, end),
        }
        self.deliver_at_once(cx);
    }

    /// A listener has ended whose invocation has settled.
    fn late_one_ended(&mut self, call: &ScriptCall) {
        let Some(late) = self.late.get_mut(&call.invocation) else { return };
        late.functions.retain(|function| *function != call.function);
        if late.functions.is_empty() {
            self.late.remove(&call.invocation);
        }
    }

    fn listener_ended(&mut self, cx: &mut Cx<'_>, call: ScriptCall, end: ScriptEnd) {
        let running = self.running_mut(call.invocation);
        if let Some(place) = running.late.iter().position(|function| *function == call.function) {
            running.late.remove(place);
            return;
        }
        if Some(running.phase) != phase_of(call.role) {
            return;
        }
        let Some(listening) = running.listening.as_mut() else { return };
        let Some(place) = listening.open.iter().position(|function| *function == call.function) else { return };
        listening.open.remove(place);
        let at_once = listening.starting.take_if(|function| *function == call.function).is_some();
        let another_starts = listening.starting.is_some();
        let threw = matches!(end, ScriptEnd::Threw(..));
        if let ScriptEnd::Threw(_, message) = end {
            cx.emit(Event::Invocation(call.invocation, InvocationEvent::ListenerFailed { message }));
        }
        if at_once && threw {
            // It threw before the later ones had a chance: they have none, and it goes on without the earlier ones.
            self.end_listening(cx, call.invocation);
        } else if !another_starts {
            self.next_listener(cx, call.invocation);
        }
    }
}

/// The phase in which functions of this role listen.
const fn phase_of(role: CallRole) -> Option<Phase> {
    match role {
        CallRole::Before => Some(Phase::Before),
        CallRole::After => Some(Phase::After),
        CallRole::Body | CallRole::Replacement => None,
    }
}

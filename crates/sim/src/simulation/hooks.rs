//! Functions that scripts have registered on desktops: calling them in fibers of their own, and telling the engine how
//! they went.

use super::Simulation;
use crate::actor::{ThreadPurpose, Wait};
use crate::finding::Who;
use crate::limits::grouped;
use rushhour_engine::action::{ActionName, Cause};
use rushhour_engine::actions;
use rushhour_engine::effects::{CallRole, FunctionId, ScriptCall};
use rushhour_engine::hooks::ScriptEnd;
use rushhour_engine::limits::HOOKS_MAX;
use rushhour_engine::units::{ActorId, FiberId};
use rushhour_engine::value::{Payload, Value};
use rushhour_script::request::{Closure, FiberEnd, HookAsk, Reply, ScriptError};

impl Simulation<'_> {
    /// Registers a function on an actor's desktop.
    pub(super) fn register(
        &mut self,
        actor: ActorId,
        action: ActionName,
        role: CallRole,
        closure: Closure,
    ) -> Reply {
        let Some(worker) = self.crew.worker_of(actor) else {
            return Reply::Mistake(String::from("only agents and supervisors have a desktop"));
        };
        if self.core.engine().has_most_hooks(worker) {
            return Reply::Abort(format!(
                "{} functions are registered on this desktop: register once, outside of loops",
                grouped(HOOKS_MAX)
            ));
        }
        self.core.engine_mut().register(worker, action, role, FunctionId(closure.0));
        Reply::Done(true)
    }

    /// Takes a listener out again.
    pub(super) fn remove_listener(
        &mut self,
        actor: ActorId,
        action: &ActionName,
        role: CallRole,
        closure: Closure,
    ) -> Reply {
        let Some(worker) = self.crew.worker_of(actor) else {
            return Reply::Mistake(String::from("only agents and supervisors have a desktop"));
        };
        Reply::Done(self.core.engine_mut().remove_listener(worker, action, role, FunctionId(closure.0)))
    }

    /// Answers what a registered function asks about its invocation.
    pub(super) fn hook(&mut self, thread: FiberId, asked: HookAsk) -> Option<Reply> {
        let call = self.crew.thread(thread).and_then(|thread| match thread.task {
            ThreadPurpose::Call(call) => Some(call),
            ThreadPurpose::Script | ThreadPurpose::Serve(_) => None,
        });
        let Some(call) = call else {
            return Some(Reply::Mistake(String::from(
                "an event is of use to the function alone that was called with it",
            )));
        };
        match asked {
            HookAsk::Payload => {
                let payload = self.core.engine().payload_of(&call).map(Payload::to_value);
                Some(Reply::Value(payload.unwrap_or_default()))
            }
            HookAsk::SetField(name, value) => {
                let engine = self.core.engine();
                if let Some(mut payload) = engine.payload_of(&call).cloned() {
                    if !actions::change(engine.action_of(call.invocation), &mut payload, &name, value) {
                        return Some(Reply::Mistake(without_fields(&name, &payload)));
                    }
                    self.core.engine_mut().set_payload(&call, payload);
                }
                Some(Reply::Done(true))
            }
            HookAsk::SetPayload(payload) => {
                self.core.engine_mut().set_payload(&call, payload);
                Some(Reply::Done(true))
            }
            HookAsk::Abort => {
                self.core.engine_mut().abort(call.invocation);
                Some(Reply::Done(true))
            }
            HookAsk::Original(asked, payload) => {
                let id = call.invocation;
                self.crew.set_wait(thread, Wait::Original(id));
                self.invocations.await_original(id, thread);
                let runs = self.core.act_alone(|engine, cx| engine.run_original(cx, &call, asked, payload));
                if !runs {
                    self.invocations.take_original(id);
                    self.crew.set_wait(thread, Wait::Nothing);
                    let message = "the original and the next one are called by their replacement, one at a time, while \
                                   that runs";
                    return Some(Reply::Mistake(String::from(message)));
                }
                self.settle_step();
                None
            }
        }
    }

    /// A thread has begun to wait: if it is a listener, the next one starts.
    pub(super) fn thread_waits(&mut self, id: FiberId) {
        if let Some(ThreadPurpose::Call(call)) = self.crew.thread(id).map(|thread| thread.task)
            && listens(call)
        {
            self.crew.listener_waits(call);
        }
        if let Some(thread) = self.crew.thread(id).filter(|thread| thread.wait.is_for_work()) {
            self.may_come_to_rest(thread.actor);
        }
    }

    /// A function that the engine wanted called has ended, at once where it has never waited.
    pub(super) fn call_is_over(&mut self, call: ScriptCall, at_once: bool, end: &FiberEnd) {
        let end = match end {
            FiberEnd::Answered(value) => ScriptEnd::Returned(value.clone()),
            FiberEnd::Returned => ScriptEnd::Returned(Value::Null),
            FiberEnd::Threw(rejection, error) => {
                let foiled = rejection.as_ref().is_some_and(|it| it.cause == Cause::Fault);
                if listens(call) && !foiled {
                    self.listener_failed(call, error);
                }
                match rejection {
                    // Its message alone, for the new rejection names action and code again.
                    Some(it) => ScriptEnd::Threw(Some((it.code, it.cause)), it.message.as_str().into()),
                    None => ScriptEnd::Threw(None, error.message.as_str().into()),
                }
            }
            // Its actor ends, and all that waits for their scripts is lost with them.
            FiberEnd::Stopped | FiberEnd::Failed(_) | FiberEnd::Foiled(_) => return,
        };
        match end {
            ScriptEnd::Threw(..) if at_once => self.act(|engine, cx| engine.call_ended(cx, call, end)),
            _ => {
                if at_once && listens(call) {
                    self.act(|engine, cx| engine.listener_waits(cx, &call));
                }
                self.crew.call_ended(call, end);
            }
        }
    }

    /// What functions of somebody's have come to is told before they leave.
    pub(super) fn tell_ended(&mut self, actor: ActorId) {
        while let Some(worker) = self.crew.worker_of(actor)
            && let Some((call, end)) = self.crew.take_ended(worker)
        {
            self.act(|engine, cx| engine.call_ended(cx, call, end));
        }
    }

    fn listener_failed(&mut self, call: ScriptCall, error: &ScriptError) {
        // A thread of theirs has just ended.
        let Some((_, actor)) = self.crew.actor_of(call.worker) else { return };
        self.findings.listener_failed(Who::from(&*actor.identity), self.core.now(), error.clone());
    }
}

const fn listens(call: ScriptCall) -> bool {
    matches!(call.role, CallRole::Before | CallRole::After)
}

/// What is said to whoever sets a field of a payload that has none.
fn without_fields(name: &str, payload: &Payload) -> String {
    let why = match payload {
        Payload::Bare(value) => format!("the payload is {}", value.noun()),
        Payload::Absent | Payload::Fields(_) => String::from("it was invoked without a payload"),
    };
    format!("`{name}` cannot be set: {why}; `event.payload = #{{ … }}` gives it another one")
}

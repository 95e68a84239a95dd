//! Functions that scripts have registered on desktops: calling them in fibers of their own, and telling the engine how
//! they went.

use super::Simulation;
use crate::actor::{ThreadPurpose, Wait};
use crate::finding::Who;
use crate::limits::grouped;
use rushhour_engine::action::{ActionName, Cause};
use rushhour_engine::actions;
use rushhour_engine::effects::{CallRole, ScriptCall};
use rushhour_engine::hooks::ScriptEnd;
use rushhour_engine::limits::HOOKS_MAX;
use rushhour_engine::units::{ActorId, FiberId, InvocationId};
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
        let Some(function) = self.crew.add_function(closure) else {
            return Reply::Abort(String::from("too many functions are registered"));
        };
        self.core.engine_mut().register(worker, action, role, function);
        Reply::Done(true)
    }

    /// Answers what a registered function asks about its invocation.
    pub(super) fn hook(&mut self, thread: FiberId, id: InvocationId, asked: HookAsk) -> Option<Reply> {
        match asked {
            HookAsk::Payload => {
                let payload = self.core.engine().payload(id).map(Payload::to_value);
                Some(Reply::Value(payload.unwrap_or_default()))
            }
            HookAsk::SetField(name, value) => {
                if let Some(mut payload) = self.core.engine().payload(id).cloned() {
                    let action = self.crew.thread(thread).and_then(|thread| match thread.task {
                        ThreadPurpose::Call(call) => self.core.engine().action_of(call.invocation),
                        ThreadPurpose::Script | ThreadPurpose::Serve(_) => None,
                    });
                    actions::change(action, &mut payload, &name, value);
                    self.core.engine_mut().set_payload(id, payload);
                }
                Some(Reply::Done(true))
            }
            HookAsk::SetPayload(payload) => {
                self.core.engine_mut().set_payload(id, payload);
                Some(Reply::Done(true))
            }
            HookAsk::Abort => {
                self.core.engine_mut().abort(id);
                Some(Reply::Done(true))
            }
            HookAsk::Original(payload) => {
                self.crew.set_wait(thread, Wait::Original(id));
                self.invocations.await_original(id, thread);
                let runs = self.core.act_alone(|engine, cx| engine.run_original(cx, id, payload));
                if !runs {
                    self.invocations.take_original(id);
                    self.crew.set_wait(thread, Wait::Nothing);
                    let message = "the original can be called by its replacement, once at a time, while that runs";
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
            && matches!(call.role, CallRole::Before | CallRole::After)
        {
            self.act(|engine, cx| engine.listener_waits(cx, call.invocation));
        }
        if let Some(thread) = self.crew.thread(id).filter(|thread| thread.wait.is_for_work()) {
            self.may_come_to_rest(thread.actor);
        }
    }

    /// A function that the engine wanted called has ended.
    pub(super) fn call_is_over(&mut self, call: ScriptCall, end: &FiberEnd) {
        if call.role == CallRole::Replacement {
            self.invocations.take_original(call.invocation);
        }
        let end = match end {
            FiberEnd::Answered(value) => ScriptEnd::Returned(value.clone()),
            FiberEnd::Returned => ScriptEnd::Returned(Value::Null),
            FiberEnd::Threw(rejection, error) => {
                let foiled = rejection.as_ref().is_some_and(|it| it.cause == Cause::Fault);
                if matches!(call.role, CallRole::Before | CallRole::After) && !foiled {
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
        self.act(|engine, cx| engine.call_ended(cx, call, end));
    }

    fn listener_failed(&mut self, call: ScriptCall, error: &ScriptError) {
        // A thread of theirs has just ended.
        let Some((_, actor)) = self.crew.actor_of(call.worker) else { return };
        self.findings.listener_failed(Who::from(&*actor.identity), self.core.now(), error.clone());
    }
}

//! Functions that scripts have registered on desktops: calling them in fibers of their own, and telling the engine how
//! they went.

use super::Observer;
use super::actor::{ThreadPurpose, Wait};
use super::simulation::{SCRIPT_FAILURES_KEPT, ScriptFailure, Simulation, THREADS_PER_ACTOR_MAX};
use rushhour_engine::action::{ActionName, Cause};
use rushhour_engine::effects::{CallRole, FunctionId, ScriptCall};
use rushhour_engine::hooks::ScriptEnd;
use rushhour_engine::payload;
use rushhour_engine::units::{ActorId, FiberId, InvocationId};
use rushhour_engine::value::{Payload, Value};
use rushhour_script::request::{Closure, FiberEnd, HookAsk, Reply, ScriptError};

impl<O: Observer> Simulation<'_, O> {
    /// Registers a function on an actor's desktop.
    pub(super) fn register(
        &mut self,
        actor: ActorId,
        action: ActionName,
        role: CallRole,
        closure: Closure,
    ) -> Reply {
        let Some(worker) = self.worker_of(actor) else {
            return Reply::Mistake(String::from("only agents and supervisors have a desktop"));
        };
        let Ok(number) = u32::try_from(self.functions.len()) else {
            return Reply::Abort(String::from("too many functions are registered"));
        };
        self.functions.push(closure);
        self.engine.register(worker, action, role, FunctionId(number));
        Reply::Done(true)
    }

    /// Answers what a registered function asks about its invocation.
    pub(super) fn hook(&mut self, thread: FiberId, id: InvocationId, asked: HookAsk) -> Option<Reply> {
        match asked {
            HookAsk::Payload => {
                let payload = self.engine.payload(id).map(Payload::to_value);
                Some(Reply::Value(payload.unwrap_or_default()))
            }
            HookAsk::SetField(name, value) => {
                if let Some(mut payload) = self.engine.payload(id).cloned() {
                    let action = self.threads.get(thread).and_then(|thread| match thread.task {
                        ThreadPurpose::Call(call) => self.engine.action_of(call.invocation),
                        ThreadPurpose::Script | ThreadPurpose::Serve(_) => None,
                    });
                    payload::change(action, &mut payload, &name, value);
                    self.engine.set_payload(id, payload);
                }
                Some(Reply::Done(true))
            }
            HookAsk::SetPayload(payload) => {
                self.engine.set_payload(id, payload);
                Some(Reply::Done(true))
            }
            HookAsk::Abort => {
                self.engine.abort(id);
                Some(Reply::Done(true))
            }
            HookAsk::Original(payload) => {
                self.set_wait(thread, Wait::Original(id));
                self.originals.insert(id, thread);
                let runs = self.act_alone(|engine, cx| engine.run_original(cx, id, payload));
                if !runs {
                    self.originals.remove(&id);
                    self.set_wait(thread, Wait::Nothing);
                    let message = "the original can be called by its replacement, once at a time, while that runs";
                    return Some(Reply::Mistake(String::from(message)));
                }
                self.settle_step();
                None
            }
        }
    }

    /// Starts the functions that the engine wants called, and wakes replacements whose originals are done.
    pub(super) fn take_calls(&mut self) {
        for settled in std::mem::take(&mut self.out.originals) {
            if let Some(thread) = self.originals.remove(&settled.invocation) {
                self.wake(thread, Reply::Settled(settled.result));
            }
        }
        // They have their turn before whoever else was woken: a listener that throws at once must be known to have
        // done so before the next one begins.
        for call in std::mem::take(&mut self.out.calls).into_iter().rev() {
            match self.start_call(call) {
                Some(thread) => {
                    let refusal = self.has_too_many(thread).then(|| Reply::Abort(too_many()));
                    self.ready.push_front((thread, refusal));
                }
                None => {
                    let nobody = ScriptEnd::Threw(None, "there is nobody any more to run its script".into());
                    self.act_alone(|engine, cx| engine.call_ended(cx, call, nobody));
                }
            }
        }
    }

    fn start_call(&mut self, call: ScriptCall) -> Option<FiberId> {
        let actor = self.actor_of_worker(call.worker)?;
        let identity = std::rc::Rc::clone(&self.actors.get(actor)?.identity);
        let closure = *self.functions.get(call.function.0 as usize)?;
        let action = self.engine.action_name_of(call.invocation)?;
        let fiber = self.host.spawn_hook(closure, identity, call, action);
        Some(self.new_thread(actor, fiber, ThreadPurpose::Call(call)))
    }

    /// Whether a thread is one too many of its actor's: a listener that invokes its own action calls itself.
    fn has_too_many(&self, thread: FiberId) -> bool {
        let actor = self.threads.get(thread).and_then(|thread| self.actors.get(thread.actor));
        actor.is_some_and(|actor| actor.fibers.len() > THREADS_PER_ACTOR_MAX)
    }

    /// A thread has begun to wait: if it is a listener, the next one starts.
    pub(super) fn thread_waits(&mut self, id: FiberId) {
        if let Some(ThreadPurpose::Call(call)) = self.threads.get(id).map(|thread| thread.task)
            && matches!(call.role, CallRole::Before | CallRole::After)
        {
            self.act(|engine, cx| engine.listener_waits(cx, call.invocation));
        }
    }

    /// A function that the engine wanted called has ended.
    pub(super) fn call_is_over(&mut self, call: ScriptCall, end: &FiberEnd) {
        if call.role == CallRole::Replacement {
            self.originals.remove(&call.invocation);
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
        self.listeners_failed += 1;
        if self.listener_failures.len() >= SCRIPT_FAILURES_KEPT {
            return;
        }
        let identity = self.actor_of_worker(call.worker).and_then(|actor| self.actors.get(actor));
        let Some(identity) = identity.map(|actor| &actor.identity) else { return };
        self.listener_failures.push(ScriptFailure {
            actor: identity.name.clone(),
            population: identity.population.clone(),
            at: self.now,
            error: error.clone(),
        });
    }
}

fn too_many() -> String {
    format!(
        "{THREADS_PER_ACTOR_MAX} functions run at once on one desktop: does one of them wait for an action that calls \
         it again?"
    )
}

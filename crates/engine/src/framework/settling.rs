//! The end of an invocation: its after-listeners, what it settles with, and who is told.

use crate::action::{ActionName, Code};
use crate::effects::{Cx, Settled};
use crate::engine::Engine;
use crate::event::{Event, InvocationEvent, Outcome};
use crate::hooks::Late;
use crate::invocation::{Invocation, Invoker, Phase};
use crate::platform::{Done, Refusal};
use crate::units::InvocationId;
use crate::value::Value;

impl Engine {
    /// All listeners of a phase have ended, or there were none.
    pub(super) fn listeners_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, phase: Phase, aborted: bool) {
        match phase {
            Phase::Before if aborted => {
                let message = "a before-listener aborted it";
                // Scripts live with their plugins: a short verb answers `false`.
                self.settle(cx, id, Err(Refusal::world(Code::AbortedByListener, message)));
            }
            Phase::Before => self.run_body(cx, id),
            Phase::Body | Phase::Replaced | Phase::After => {
                let outcome = std::mem::replace(&mut self.running_mut(id).outcome, Ok(Value::Null));
                self.settle(cx, id, outcome);
            }
        }
    }

    /// The body, or what stood in for it, is done. After-listeners hear of it if it did its work.
    pub(super) fn body_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Done<Value>) {
        if result.is_err() {
            return self.settle(cx, id, result);
        }
        self.running_mut(id).outcome = result;
        if !self.begin_listening(cx, id, Phase::After) {
            self.listeners_done(cx, id, Phase::After, false);
        }
    }

    /// It is over, and whoever waits for it is told.
    pub(super) fn settle(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Done<Value>) {
        let Some(running) = self.invocations.remove(id) else {
            unreachable!("{id:?} settles and is not there: it settled before, and each settles once")
        };
        let desktop = &mut self.desktops[running.worker.index()];
        desktop.running.retain(|other| *other != id);
        let outcome = match &result {
            Ok(_) => Outcome::Ok,
            Err(Refusal { code: Code::AbortedByListener, .. }) => Outcome::Cancelled,
            Err(refusal) => Outcome::Rejected(refusal.code),
        };
        self.state_settled(cx, id, &running, outcome);
        if !running.late.is_empty() {
            let Invocation { worker, late: functions, payload, .. } = running;
            self.late.insert(id, Late { worker, functions, payload });
        }
        self.tell(cx, id, running.invoker, running.action, result);
    }

    /// Tells whoever waits for it how it has settled.
    pub(super) fn tell(
        &mut self,
        cx: &mut Cx<'_>,
        id: InvocationId,
        invoker: Invoker,
        action: ActionName,
        result: Done<Value>,
    ) {
        match invoker {
            Invoker::Caller => {
                let result = result.map_err(|refusal| Box::new(refusal.into_rejection(action)));
                cx.out.settled.push(Settled { invocation: id, result });
            }
            Invoker::Body(parent) => self.child_settled(cx, parent, result),
            Invoker::Passing(_) => {}
        }
    }

    /// States that it has settled, in whatever way.
    pub(super) fn state_settled(&self, cx: &mut Cx<'_>, id: InvocationId, running: &Invocation, outcome: Outcome) {
        let Invocation { worker, begun_at, .. } = *running;
        let action = running.action.clone();
        cx.emit(Event::Invocation(id, InvocationEvent::Settled { worker, action, outcome, begun_at }));
    }
}

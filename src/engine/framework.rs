//! The Actions framework: one invocation, from its beginning to its settling.
//!
//! does it exist? → is it pending? → is it blocked? → registered → before → body → after → settled. A body asks the
//! desktop's guard, then the backend, whose answer lands later; it may invoke other actions, one after the other.

use std::collections::VecDeque;

use super::Engine;
use super::action::{Action, ActionName, Cause, Code, Rejection};
use super::actions::{self, Course};
use super::effects::{BackendRequest, Cx, Settled};
use super::event::{Event, Outcome};
use super::payload::{self, Command};
use super::platform::Refusal;
use super::value::{Payload, Value};
use crate::units::{InvocationId, SimTime, WorkerId};

/// An invocation that has not settled.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) worker: WorkerId,
    pub(super) action: ActionName,
    pub(super) payload: Payload,
    begun_at: SimTime,
    parent: Option<InvocationId>,
    /// The body's order to the platform, between the guard and the landing.
    command: Option<Command>,
    /// What the body still has to invoke.
    nested: VecDeque<Nested>,
    /// What it will settle with when that is done.
    value: Value,
}

/// An action that a body invokes.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// Which.
    pub action: Action,
    /// With what.
    pub payload: Payload,
    /// Whether its failure is the body's failure.
    pub must_succeed: bool,
}

impl Engine {
    /// Invokes an action on an agent's desktop. It may settle within this call; how it settled is among the effects
    /// in any case.
    pub fn invoke(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        action: ActionName,
        payload: Payload,
    ) -> InvocationId {
        self.begin(cx, worker, action, payload, None)
    }

    fn begin(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        action: ActionName,
        payload: Payload,
        parent: Option<InvocationId>,
    ) -> InvocationId {
        let admitted = self.admit(worker, &action, &payload);
        let id = self.invocations.insert(Running {
            worker,
            action: action.clone(),
            payload,
            begun_at: cx.now,
            parent,
            command: None,
            nested: VecDeque::new(),
            value: Value::Null,
        });
        cx.emit(Event::InvocationBegun { invocation: id, worker, action, parent });
        match admitted {
            Err(refusal) => self.settle(cx, id, Err(refusal)),
            Ok(()) => {
                self.desktops[worker.index()].running.push(id);
                self.run_body(cx, id);
            }
        }
        id
    }

    /// Whether an invocation may begin: it exists, is not pending, and is not blocked.
    fn admit(&self, worker: WorkerId, action: &ActionName, payload: &Payload) -> Result<(), Refusal> {
        let ActionName::Known(known) = action else {
            return Err(Refusal::caller(Code::ActionNotFound, format!("no action is registered as `{action}`")));
        };
        let desktop = &self.desktops[worker.index()];
        let runs = |id: &InvocationId| {
            self.invocations
                .get(*id)
                .is_some_and(|running| running.action == *action && payload.is_covered_by(&running.payload))
        };
        if desktop.running.iter().any(runs) {
            return Err(Refusal::caller(Code::ActionPending, "the same invocation is still running"));
        }
        let blocks = |blocked: &super::desktop::Blocked| {
            blocked.action == *known && payload.is_covered_by(&blocked.payload)
        };
        if desktop.blocked.iter().any(blocks) {
            return Err(Refusal::caller(
                Code::ActionBlocked,
                "blocked until the next event of that reservation reaches the desktop",
            ));
        }
        Ok(())
    }

    fn run_body(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let Some(running) = self.invocations.get(id) else { return };
        let worker = running.worker;
        let ActionName::Known(action) = running.action else { return };
        let command = match payload::parse(action, &running.payload) {
            Ok(command) => command,
            Err(error) => return self.settle(cx, id, Err(Refusal::caller(error.code, error.message))),
        };
        let course = match actions::guard(self, id, worker, &command) {
            Ok(course) => course,
            Err(refusal) => return self.settle(cx, id, Err(refusal)),
        };
        let Some(running) = self.invocations.get_mut(id) else { return };
        match course {
            Course::Remote => {
                running.command = Some(command);
                cx.out.requests.push(BackendRequest { invocation: id, worker, action });
            }
            Course::Local => {
                running.command = Some(command);
                self.land(cx, id);
            }
            Course::Instead(nested) => {
                running.nested = nested;
                self.go_on(cx, id);
            }
        }
    }

    /// The backend answers: the effect is judged, and happens, now. Nothing where the invocation has settled
    /// meanwhile.
    pub fn land(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let Some(running) = self.invocations.get_mut(id) else { return };
        let worker = running.worker;
        let Some(command) = running.command.take() else { return };
        let landed = actions::land(self, cx, worker, command);
        self.deliver_at_once(cx);
        match landed {
            Ok(landed) => {
                if let Some(running) = self.invocations.get_mut(id) {
                    running.value = landed.value;
                    running.nested = landed.then;
                }
                self.go_on(cx, id);
            }
            Err(refusal) => self.settle(cx, id, Err(refusal)),
        }
    }

    /// The body invokes what it still has to, and settles when nothing is left.
    fn go_on(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let Some(running) = self.invocations.get_mut(id) else { return };
        match running.nested.front() {
            // It stays at the front until it has settled, so that its settling knows what it was.
            Some(next) => {
                let (worker, action, payload) = (running.worker, next.action, next.payload.clone());
                self.begin(cx, worker, action.into(), payload, Some(id));
            }
            None => {
                let value = std::mem::take(&mut running.value);
                self.settle(cx, id, Ok(value));
            }
        }
    }

    fn child_settled(&mut self, cx: &mut Cx<'_>, parent: InvocationId, result: Result<Value, Refusal>) {
        let Some(running) = self.invocations.get_mut(parent) else { return };
        let must_succeed = running.nested.pop_front().is_some_and(|child| child.must_succeed);
        match result {
            Err(refusal) if must_succeed => self.settle(cx, parent, Err(refusal)),
            Ok(_) | Err(_) => self.go_on(cx, parent),
        }
    }

    fn settle(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Result<Value, Refusal>) {
        let Some(running) = self.invocations.remove(id) else { return };
        let desktop = &mut self.desktops[running.worker.index()];
        desktop.running.retain(|other| *other != id);
        if result.is_err() {
            // What was refused blocks nothing.
            let was_theirs = |blocked: &super::desktop::Blocked| blocked.invocation == id;
            desktop.blocked.retain(|blocked| !was_theirs(blocked));
        }
        let outcome = match &result {
            Ok(_) => Outcome::Ok,
            Err(Refusal { code: Code::AbortedByListener, .. }) => Outcome::Cancelled,
            Err(refusal) => Outcome::Rejected(refusal.code),
        };
        cx.emit(Event::InvocationSettled {
            invocation: id,
            worker: running.worker,
            action: running.action.clone(),
            outcome,
            begun_at: running.begun_at,
        });
        match running.parent {
            Some(parent) => self.child_settled(cx, parent, result),
            None => {
                let action = running.action;
                let result = result.map_err(|Refusal { code, message, cause }| {
                    Box::new(Rejection { action, code, message, cause })
                });
                cx.out.settled.push(Settled { invocation: id, result });
            }
        }
    }

    /// The run is over: whatever has not settled never will.
    pub fn lose_all(&mut self, cx: &mut Cx<'_>) {
        let ids: Vec<InvocationId> = self.invocations.iter().map(|(id, _)| id).collect();
        for id in ids {
            let Some(running) = self.invocations.remove(id) else { continue };
            self.desktops[running.worker.index()].running.retain(|other| *other != id);
            cx.emit(Event::InvocationSettled {
                invocation: id,
                worker: running.worker,
                action: running.action,
                outcome: Outcome::Lost,
                begun_at: running.begun_at,
            });
        }
    }
}

impl Refusal {
    /// Whether scripts' short verbs answer `false` to it.
    pub fn is_race(&self) -> bool {
        match self.cause {
            Cause::World | Cause::Fault => true,
            Cause::Caller => false,
        }
    }
}

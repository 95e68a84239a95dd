//! The beginning of an invocation: whether it may begin, and whether it would be refused if it was made now.

use crate::action::{ActionName, Code, Rejection};
use crate::actions;
use crate::catalog::{self, Group};
use crate::desktop::Blocked;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::{Event, InvocationEvent};
use crate::invocation::{Invocation, Invoker, Phase};
use crate::journal::Input;
use crate::platform::{Done, Refusal};
use crate::synonyms::meant_action;
use crate::units::{InvocationId, WorkerId};
use crate::value::Payload;

impl Engine {
    /// Invokes an action on an agent's desktop. It may settle within this call; how it settled is among the effects
    /// in any case.
    ///
    /// # Panics
    /// Where there is no such worker.
    pub fn invoke(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        action: ActionName,
        payload: Payload,
    ) -> InvocationId {
        self.assert_worker(worker);
        self.note(cx.now, || Input::Invoke(worker, action.clone(), payload.clone()));
        self.begin(cx, worker, action, payload, Invoker::Caller)
    }

    pub(super) fn begin(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        action: ActionName,
        payload: Payload,
        invoker: Invoker,
    ) -> InvocationId {
        let admitted = self.admit(worker, &action, &payload);
        let own_body = self.own_body(worker, &action);
        let payload = match (&admitted, &action) {
            // What is registered in place of an action takes the payload as it is.
            (Ok(()), ActionName::Known(known)) if own_body.is_none() => {
                let mut payload = actions::complete(*known, payload, self.platform.center());
                // Who has registered nothing can't see it.
                if let Some(shows) = actions::facts(*known).shows
                    && self.desktops[worker.index()].hooks.is_some()
                {
                    shows(self.floor(), &mut payload);
                }
                payload
            }
            (_, _) => payload,
        };
        let invocation = Invocation::new(worker, action.clone(), payload, cx.now, invoker, own_body);
        let id = self.invocations.insert(invocation);
        cx.emit(Event::Invocation(id, InvocationEvent::Begun { worker, action, parent: invoker.parent() }));
        match admitted {
            Err(refusal) => self.settle(cx, id, Err(refusal)),
            Ok(()) => {
                self.desktops[worker.index()].running.push(id);
                if !self.begin_listening(cx, id, Phase::Before) {
                    self.run_body(cx, id);
                }
            }
        }
        id
    }

    /// Why an invocation would be refused if it was made now, as far as that can be told before. An action that is
    /// legal now may be refused all the same: it is judged again when it lands. Of a worker that there never was, that
    /// they are not there (`WorkerNotFound`).
    pub fn objection(&self, worker: WorkerId, action: &ActionName, payload: &Payload) -> Option<Rejection> {
        if self.desktop(worker).is_none() {
            let refusal = Refusal::caller(Code::WorkerNotFound, format!("there is no worker {worker}"));
            return Some(refusal.into_rejection(action.clone()));
        }
        let judged = self.admit(worker, action, payload).and_then(|()| match action {
            ActionName::Known(known) if self.own_body(worker, action).is_none() => {
                actions::judge(self.floor(), worker, *known, payload)
            }
            // Only its script knows.
            ActionName::Known(_) | ActionName::Other(_) => Ok(()),
        });
        judged.err().map(|refusal| refusal.into_rejection(action.clone()))
    }

    /// Whether an invocation may begin: it exists, is not pending, and is not blocked.
    fn admit(&self, worker: WorkerId, action: &ActionName, payload: &Payload) -> Done {
        self.exists(worker, action)?;
        let desktop = &self.desktops[worker.index()];
        let running = || desktop.running.iter().filter_map(|id| self.invocations.get(*id));
        if running().any(|other| other.action == *action && payload.is_covered_by(&other.payload)) {
            return Err(Refusal::caller(Code::ActionPending, "the same invocation is still running"));
        }
        let ActionName::Known(known) = action else { return Ok(()) };
        if let Some((code, message)) = actions::facts(*known).one_at_a_time
            && running().any(|other| other.action == *action && other.own_body.is_none())
            && self.own_body(worker, action).is_none()
        {
            return Err(Refusal::caller(code, message));
        }
        let blocks = |blocked: &Blocked| blocked.action == *known && payload.is_covered_by(&blocked.payload);
        if desktop.blocked.iter().any(blocks) {
            return Err(Refusal::caller(
                Code::ActionBlocked,
                "blocked until the next event of that reservation reaches the desktop",
            ));
        }
        Ok(())
    }

    fn exists(&self, worker: WorkerId, action: &ActionName) -> Result<(), Refusal> {
        let missing = |message: String| Err(Refusal::caller(Code::ActionNotFound, message));
        match action {
            ActionName::Other(name) if !self.is_registered(worker, action) => {
                return missing(format!("no action is registered as `{name}`{}", meant_action(name)));
            }
            ActionName::Known(known) if catalog::entry(*known).group == Group::Insights => {
                let mounted = self.platform.worker(worker).is_some_and(|worker| worker.supervisor);
                // A script may bring a body of its own.
                if !mounted && self.own_body(worker, action).is_none() {
                    return missing(format!("`{known}` is there with the player, which only supervisors have"));
                }
            }
            ActionName::Known(_) | ActionName::Other(_) => {}
        }
        let session = &self.desktops[worker.index()].session;
        let (signed_in, expired) = (session.signed_in, session.expired);
        let signs_in = || matches!(action, ActionName::Known(known) if actions::facts(*known).signs_in);
        if !signed_in && !signs_in() {
            if expired {
                return Err(Refusal::fault(Code::NotSignedIn, "the agent's session has expired"));
            }
            return Err(Refusal::caller(
                Code::NotSignedIn,
                "the session is over, by logging out or because its token has expired: `UpdateWorkerToken` or \
                 `ReloadWindow` signs in again",
            ));
        }
        Ok(())
    }
}

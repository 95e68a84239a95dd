//! The body of an invocation: parsed, guarded, sent to the backend, landed; and the actions that it invokes itself.

use super::compat;
use crate::action::{Action, ActionName, Code};
use crate::actions::{self, Awaited, Command, Effect, Execution, FloorMut, Landed, RefusedBy};
use crate::desktop::Blocked;
use crate::effects::{BackendRequest, Cx};
use crate::engine::Engine;
use crate::invocation::{AfterNested, Invoker};
use crate::journal::Input;
use crate::planted::planted;
use crate::platform::{Done, Refusal};
use crate::units::{InvocationId, WorkerId};
use crate::value::Value;

impl Engine {
    /// The body that the catalogue describes.
    pub(super) fn native_body(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let running = self.running(id);
        let worker = running.worker;
        let ActionName::Known(action) = running.action else {
            unreachable!("`{}` is no action of the catalogue, and was invoked without a body", running.action)
        };
        if actions::facts(action).keeps
            && let Err(refusal) = self.desktops[worker.index()].has_room_for(self.running(id).body_payload())
        {
            return self.refused(cx, id, refusal, RefusedBy::Guard);
        }
        let mode = self.platform.center().mode;
        let running = self.running_mut(id);
        let command = match actions::parse_in(mode, action, running.body_payload()) {
            Ok(command) => command,
            Err(error) => {
                let refusal = Refusal::caller(error.code, error.message);
                return self.refused(cx, id, refusal, RefusedBy::Payload);
            }
        };
        let execution = match actions::guard(self.floor(), worker, &command) {
            Ok(execution) => execution,
            Err(refusal) => return self.refused(cx, id, refusal, RefusedBy::Guard),
        };
        self.execute(cx, id, action, command, execution);
    }

    /// Does what the guard has let pass, in the way that it said.
    fn execute(
        &mut self,
        cx: &mut Cx<'_>,
        id: InvocationId,
        action: Action,
        command: Command,
        execution: Execution,
    ) {
        let Execution { first, effect, forgets, blocked_until, emptied_draft, knows } = execution;
        let command = match knows {
            Some(version) => command.knowing(version),
            None => command,
        };
        let running = self.running_mut(id);
        let worker = running.worker;
        running.after_nested = AfterNested::Settle;
        if emptied_draft.is_some() {
            running.emptied_draft = emptied_draft;
        }
        if let Some(until_event_of) = blocked_until {
            let payload = running.body_payload().clone();
            let blocked = Blocked { action, payload, until_event_of, invocation: id };
            self.desktops[worker.index()].blocked.push(blocked);
        }
        if forgets {
            self.lose_running(cx, worker, Some(id));
        }
        let running = self.running_mut(id);
        let invokes = !first.is_empty();
        if invokes {
            running.nested = first;
        }
        match effect {
            Effect::InActions => self.go_on(cx, id),
            Effect::AtBackend if invokes => {
                running.command = Some(command);
                running.after_nested = AfterNested::AskBackend;
                self.go_on(cx, id);
            }
            Effect::AtBackend => {
                running.command = Some(command);
                cx.out.requests.push(BackendRequest { invocation: id, worker, action });
            }
            Effect::OnDesktop => {
                running.command = Some(command);
                self.land_now(cx, id);
            }
        }
    }

    /// The backend answers: the effect is judged, and happens, now. Nothing where the invocation has settled
    /// meanwhile, unless it was lost on its way.
    pub fn land(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        self.note(cx.now, || Input::Land(id));
        self.land_now(cx, id);
    }

    fn land_now(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        // It may have settled meanwhile, or a fault may have taken its request.
        let Some(running) = self.invocations.get_mut(id) else { return };
        let (worker, lost) = (running.worker, running.lost);
        // The replacement that asked for it may have ended without waiting for it.
        let unheard = running.response_lost || !running.runs_native();
        let Some(command) = running.command.take() else { return };
        if unheard || (lost && !planted!(self.platform, LostSettlesAgain)) {
            self.land_unheard(cx, Some(id), worker, command);
            if lost {
                self.invocations.remove(id);
            }
            return;
        }
        let reloads = self.running(id).action == ActionName::Known(Action::ReloadWindow);
        let landed = self.land_command(cx, Some(id), worker, command);
        self.deliver_what_landed(cx, Some(id));
        if reloads && landed.is_ok() {
            self.desktop_loaded(cx, worker, Some(id));
        }
        match landed {
            Ok(landed) => {
                let running = self.running_mut(id);
                running.outcome = landed.outcome;
                running.nested = landed.then;
                running.after_nested = AfterNested::Settle;
                self.go_on(cx, id);
            }
            Err(refusal)
                if refusal.code == Code::ReservationNotPending && planted!(self.platform, LateAnswerIsDropped) => {
            }
            Err(refusal) => self.refused(cx, id, refusal, RefusedBy::Backend),
        }
    }

    /// The effect of a command, as things are now. Without an invocation, nobody waits for it.
    pub(crate) fn land_command(
        &mut self,
        cx: &mut Cx<'_>,
        id: Option<InvocationId>,
        worker: WorkerId,
        command: Command,
    ) -> Done<Landed> {
        let Self { platform, desktops, invocations, .. } = self;
        let invoked = id.map(|id| match invocations.get_mut(id) {
            Some(running) => running.invoked(),
            None => unreachable!("{id:?} lands and is not there"),
        });
        actions::land(&mut FloorMut { platform, desktops }, cx, invoked, worker, command)
    }

    /// The body invokes what it still has to, and goes on when nothing is left.
    fn go_on(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        while self.running(id).nested.front().is_some_and(|next| next.awaited == Awaited::No) {
            let running = self.running_mut(id);
            let worker = running.worker;
            let Some(next) = running.nested.pop_front() else { break };
            self.begin(cx, worker, next.action.into(), next.payload, Invoker::Passing(id));
        }
        let running = self.running_mut(id);
        let worker = running.worker;
        match (running.nested.front(), running.after_nested) {
            // It stays at the front until it has settled, so that its settling knows what it was.
            (Some(next), _) => {
                let (action, payload) = (next.action, next.payload.clone());
                self.begin(cx, worker, action.into(), payload, Invoker::Body(id));
            }
            (None, AfterNested::AskBackend) => {
                running.after_nested = AfterNested::Settle;
                let ActionName::Known(action) = running.action else {
                    unreachable!("only an action of the catalogue has a body that asks the backend")
                };
                cx.out.requests.push(BackendRequest { invocation: id, worker, action });
            }
            (None, AfterNested::Settle) => match std::mem::replace(&mut running.outcome, Ok(Value::Null)) {
                Ok(value) => self.native_done(cx, id, Ok(value)),
                Err(refusal) => self.refused(cx, id, refusal, RefusedBy::Backend),
            },
        }
    }

    /// What a body has invoked has settled.
    pub(super) fn child_settled(&mut self, cx: &mut Cx<'_>, parent: InvocationId, result: Done<Value>) {
        // The parent may be lost by now: its script has ended while the original that it had asked for was at work.
        let Some(running) = self.invocations.get_mut(parent) else { return };
        let must_succeed = running.nested.pop_front().is_some_and(|child| child.awaited == Awaited::Success);
        if !running.runs_native() {
            return;
        }
        match result {
            Err(refusal) if must_succeed => self.refused(cx, parent, refusal, RefusedBy::Nested),
            Ok(_) | Err(_) => self.go_on(cx, parent),
        }
    }

    /// The body was refused; in compat mode perhaps nobody notices.
    pub(crate) fn refused(&mut self, cx: &mut Cx<'_>, id: InvocationId, refusal: Refusal, by: RefusedBy) {
        let result = match compat::settles_as(self, id, &refusal, by) {
            Some(value) => {
                compat::does_instead(self, cx, id);
                Ok(value)
            }
            None => {
                self.put_draft_back(cx, id);
                Err(refusal)
            }
        };
        self.native_done(cx, id, result);
    }

    /// A message could not be sent: what its draft held is there again.
    fn put_draft_back(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let running = self.running_mut(id);
        let worker = running.worker;
        let Some(emptied) = running.emptied_draft.take() else { return };
        let (conversation, draft) = *emptied;
        actions::show_draft_again(&mut self.floor_mut(), cx, worker, conversation, draft);
    }

    fn native_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Done<Value>) {
        let running = self.running_mut(id);
        let worker = running.worker;
        if result.is_err() {
            self.desktops[worker.index()].unblock(id);
        }
        self.stand_in_done(cx, id, result);
    }
}

//! The Actions framework: one invocation, from its beginning to its settling.
//!
//! does it exist? → is it pending? → is it blocked? → its payload is completed → registered → before → body → after →
//! settled. A body asks the desktop's guard, then the backend, whose answer lands later; it may invoke other actions,
//! one after the other, before that or after it. What scripts have registered is led through by [`super::hooks`].

use std::collections::VecDeque;

use smallvec::SmallVec;

use super::Engine;
use super::action::{Action, ActionName, Code, Rejection};
use super::actions::{self, Course};
use super::catalog::{self, Group};
use super::compat;
use super::desktop::DraftState;
use super::effects::{BackendRequest, Cx, Settled};
use super::event::{Event, Outcome};
use super::hooks::Listening;
use super::journal::Input;
use super::payload::{self, Command};
use super::planted::planted;
use super::platform::Refusal;
use super::value::{Payload, Value};
use crate::nearest::did_you_mean;
use crate::units::{ConversationId, InvocationId, SimTime, WorkerId};

/// An invocation that has not settled, or whose effect has not landed yet.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) worker: WorkerId,
    pub(super) action: ActionName,
    pub(super) payload: Payload,
    begun_at: SimTime,
    pub(super) parent: Option<InvocationId>,
    pub(super) stage: Stage,
    /// The listeners of the stage.
    pub(super) listening: Option<Box<Listening>>,
    /// Whether a replacement has asked for the body, which is at work.
    pub(super) original: bool,
    /// What it has given that body in place of the payload. To all others the invocation is what it was invoked with.
    pub(super) instead: Option<Box<Payload>>,
    /// The body's order to the platform, between the guard and the landing.
    pub(super) command: Option<Command>,
    /// What the body still has to invoke, and what it does when that is done.
    nested: VecDeque<Nested>,
    then: Then,
    /// What it will settle with.
    outcome: Result<Value, Refusal>,
    /// The draft that the body has emptied, to be put back if it fails.
    pub(super) emptied: Option<Box<(ConversationId, DraftState)>>,
    /// It has settled as lost: its effect lands, and nobody hears of it.
    pub(super) lost: bool,
    /// Its response is lost: it settles when its desktop has waited long enough.
    pub(super) unheard: bool,
}

/// How invocations are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// The desktop was reloaded, or its scripts ended.
    Desktop,
    /// A fault reloaded the desktop.
    Reload,
    /// The response did not come.
    Response,
    /// The connection broke before there was a response.
    Connection,
}

/// Where an invocation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its before-listeners are at work.
    Before,
    /// Its body is at work.
    Body,
    /// A function of a script is at work in place of its body.
    Replaced,
    /// Its after-listeners are at work.
    After,
}

/// What a body does when all that it invokes has settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// It is done.
    Settle,
    /// It asks the backend.
    Ask,
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
        self.note(cx.now, || Input::Invoke(worker, action.clone(), payload.clone()));
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
        let payload = match (&admitted, &action) {
            (Ok(()), ActionName::Known(known)) => payload::complete(*known, payload, self.platform.center()),
            (_, _) => payload,
        };
        let id = self.invocations.insert(Running {
            worker,
            action: action.clone(),
            payload,
            begun_at: cx.now,
            parent,
            stage: Stage::Body,
            listening: None,
            original: false,
            instead: None,
            command: None,
            nested: VecDeque::new(),
            then: Then::Settle,
            outcome: Ok(Value::Null),
            emptied: None,
            lost: false,
            unheard: false,
        });
        cx.emit(Event::InvocationBegun { invocation: id, worker, action, parent });
        match admitted {
            Err(refusal) => self.settle(cx, id, Err(refusal)),
            Ok(()) => {
                self.desktops[worker.index()].running.push(id);
                if !self.begin_listening(cx, id, Stage::Before) {
                    self.run_body(cx, id);
                }
            }
        }
        id
    }

    /// Whether an invocation may begin: it exists, is not pending, and is not blocked.
    pub(super) fn admit(&self, worker: WorkerId, action: &ActionName, payload: &Payload) -> Result<(), Refusal> {
        self.exists(worker, action)?;
        let desktop = &self.desktops[worker.index()];
        let running = || desktop.running.iter().filter_map(|id| self.invocations.get(*id));
        if running().any(|other| other.action == *action && payload.is_covered_by(&other.payload)) {
            return Err(Refusal::caller(Code::ActionPending, "the same invocation is still running"));
        }
        let ActionName::Known(known) = action else { return Ok(()) };
        if *known == Action::StartOutboundCall && running().any(|other| other.action == *action) {
            return Err(Refusal::caller(Code::OutboundCallAlreadyPending, "the agent is dialling already"));
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

    fn exists(&self, worker: WorkerId, action: &ActionName) -> Result<(), Refusal> {
        let missing = |message: String| Err(Refusal::caller(Code::ActionNotFound, message));
        match action {
            ActionName::Other(name) if !self.is_registered(worker, action) => {
                let hint = did_you_mean(name, Action::ALL.iter().map(|action| action.name()));
                return missing(format!("no action is registered as `{name}`{hint}"));
            }
            ActionName::Known(known) if catalog::entry(*known).group == Group::Insights => {
                let mounted = self.platform.worker(worker).is_some_and(|worker| worker.supervisor);
                // A script may bring a body of its own.
                if !mounted && !self.has_own_body(worker, action) {
                    return missing(format!("`{known}` is there with the player, which only supervisors have"));
                }
            }
            ActionName::Known(_) | ActionName::Other(_) => {}
        }
        let session = &self.desktops[worker.index()].session;
        let (signed_in, expired) = (session.signed_in, session.expired);
        let signs_in = [Action::UpdateWorkerToken, Action::ReloadWindow];
        if !signed_in && !signs_in.iter().any(|allowed| *action == ActionName::Known(*allowed)) {
            if expired {
                return Err(Refusal::fault(Code::NotSignedIn, "the agent's session has expired"));
            }
            return Err(Refusal::caller(
                Code::NotSignedIn,
                "the agent has logged out: `ReloadWindow` or `UpdateWorkerToken` signs in again",
            ));
        }
        Ok(())
    }

    /// All before-listeners have ended.
    pub(super) fn listened(&mut self, cx: &mut Cx<'_>, id: InvocationId, stage: Stage, aborted: bool) {
        match stage {
            Stage::Before if aborted => {
                let message = "a before-listener aborted it";
                // Scripts live with their plugins: a short verb answers `false`.
                self.settle(cx, id, Err(Refusal::world(Code::AbortedByListener, message)));
            }
            Stage::Before => self.run_body(cx, id),
            Stage::Body | Stage::Replaced | Stage::After => {
                let outcome =
                    self.invocations.get_mut(id).map(|it| std::mem::replace(&mut it.outcome, Ok(Value::Null)));
                self.settle(cx, id, outcome.unwrap_or(Ok(Value::Null)));
            }
        }
    }

    fn run_body(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let Some((role, function)) = self.stand_in(id) else { return self.native_body(cx, id) };
        if let Some(running) = self.invocations.get_mut(id) {
            running.stage = Stage::Replaced;
        }
        self.call(cx, id, role, function);
    }

    /// The body that the catalogue describes.
    pub(super) fn native_body(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let Some(running) = self.invocations.get_mut(id) else { return };
        if !running.original {
            running.stage = Stage::Body;
        }
        let worker = running.worker;
        let ActionName::Known(action) = running.action else { return };
        let command = match payload::parse(action, running.asked()) {
            Ok(command) => command,
            Err(error) => {
                return self.refused(cx, id, Refusal::caller(error.code, error.message), compat::By::Payload);
            }
        };
        let course = match actions::guard(self, id, worker, &command) {
            Ok(course) => course,
            Err(refusal) => return self.refused(cx, id, refusal, compat::By::Guard),
        };
        let Some(running) = self.invocations.get_mut(id) else { return };
        running.then = Then::Settle;
        match course {
            Course::Remote => {
                running.command = Some(command);
                cx.out.requests.push(BackendRequest { invocation: id, worker, action });
            }
            Course::Local => {
                running.command = Some(command);
                self.land_now(cx, id);
            }
            Course::Instead(nested) => {
                running.nested = nested;
                self.go_on(cx, id);
            }
            Course::First(nested) => {
                running.command = Some(command);
                running.nested = nested;
                running.then = Then::Ask;
                self.go_on(cx, id);
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
        let Some(running) = self.invocations.get_mut(id) else { return };
        let (worker, lost, unheard) = (running.worker, running.lost, running.unheard);
        let Some(command) = running.command.take() else { return };
        if unheard || (lost && !planted!(self.platform, LostSettlesAgain)) {
            self.land_unheard(cx, id, worker, command);
            if lost {
                self.invocations.remove(id);
            }
            return;
        }
        let landed = actions::land(self, cx, id, worker, command);
        self.deliver_at_once(cx);
        match landed {
            Ok(landed) => {
                if let Some(running) = self.invocations.get_mut(id) {
                    running.outcome = landed.outcome;
                    running.nested = landed.then;
                    running.then = Then::Settle;
                }
                self.go_on(cx, id);
            }
            Err(refusal)
                if refusal.code == Code::ReservationNotPending && planted!(self.platform, LateAnswerIsDropped) => {
            }
            Err(refusal) => self.refused(cx, id, refusal, compat::By::Backend),
        }
    }

    /// The body invokes what it still has to, and goes on when nothing is left.
    fn go_on(&mut self, cx: &mut Cx<'_>, id: InvocationId) {
        let Some(running) = self.invocations.get_mut(id) else { return };
        let worker = running.worker;
        match (running.nested.front(), running.then) {
            // It stays at the front until it has settled, so that its settling knows what it was.
            (Some(next), _) => {
                let (action, payload) = (next.action, next.payload.clone());
                self.begin(cx, worker, action.into(), payload, Some(id));
            }
            (None, Then::Ask) => {
                running.then = Then::Settle;
                if let ActionName::Known(action) = running.action {
                    cx.out.requests.push(BackendRequest { invocation: id, worker, action });
                }
            }
            (None, Then::Settle) => match std::mem::replace(&mut running.outcome, Ok(Value::Null)) {
                Ok(value) => self.native_done(cx, id, Ok(value)),
                Err(refusal) => self.refused(cx, id, refusal, compat::By::Backend),
            },
        }
    }

    fn child_settled(&mut self, cx: &mut Cx<'_>, parent: InvocationId, result: Result<Value, Refusal>) {
        let Some(running) = self.invocations.get_mut(parent) else { return };
        let must_succeed = running.nested.pop_front().is_some_and(|child| child.must_succeed);
        match result {
            Err(refusal) if must_succeed => self.refused(cx, parent, refusal, compat::By::Nested),
            Ok(_) | Err(_) => self.go_on(cx, parent),
        }
    }

    /// The body was refused; in compat mode perhaps nobody notices.
    pub(super) fn refused(&mut self, cx: &mut Cx<'_>, id: InvocationId, refusal: Refusal, by: compat::By) {
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

    fn native_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Result<Value, Refusal>) {
        if let (Err(_), Some(worker)) = (&result, self.invocations.get(id).map(|running| running.worker)) {
            // What was refused blocks nothing.
            self.desktops[worker.index()].blocked.retain(|blocked| blocked.invocation != id);
        }
        if self.invocations.get(id).is_some_and(|running| running.original) {
            self.original_done(cx, id, result);
        } else {
            self.body_done(cx, id, result);
        }
    }

    /// The body, or what stood in for it, is done. After-listeners hear of it if it did its work.
    pub(super) fn body_done(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Result<Value, Refusal>) {
        if result.is_err() {
            return self.settle(cx, id, result);
        }
        let Some(running) = self.invocations.get_mut(id) else { return };
        running.outcome = result;
        if !self.begin_listening(cx, id, Stage::After) {
            self.listened(cx, id, Stage::After, false);
        }
    }

    fn settle(&mut self, cx: &mut Cx<'_>, id: InvocationId, result: Result<Value, Refusal>) {
        let Some(running) = self.invocations.remove(id) else { return };
        let desktop = &mut self.desktops[running.worker.index()];
        desktop.running.retain(|other| *other != id);
        let outcome = match &result {
            Ok(_) => Outcome::Ok,
            Err(Refusal { code: Code::AbortedByListener, .. }) => Outcome::Cancelled,
            Err(refusal) => Outcome::Rejected(refusal.code),
        };
        self.settled(cx, id, &running, outcome);
        match running.parent {
            Some(parent) => self.child_settled(cx, parent, result),
            None => {
                let result = result.map_err(|refusal| Box::new(refusal.of(running.action)));
                cx.out.settled.push(Settled { invocation: id, result });
            }
        }
    }

    fn settled(&self, cx: &mut Cx<'_>, id: InvocationId, running: &Running, outcome: Outcome) {
        cx.emit(Event::InvocationSettled {
            invocation: id,
            worker: running.worker,
            action: running.action.clone(),
            outcome,
            begun_at: running.begun_at,
        });
    }

    // Invocations that are lost.

    /// The run is over: whatever has not settled never will.
    pub fn lose_all(&mut self, cx: &mut Cx<'_>) {
        self.note(cx.now, || Input::LoseAll);
        let ids: Vec<InvocationId> = self.invocations.iter().map(|(id, _)| id).collect();
        for id in ids {
            let Some(running) = self.invocations.remove(id) else { continue };
            self.desktops[running.worker.index()].running.retain(|other| *other != id);
            if !running.lost {
                self.settled(cx, id, &running, Outcome::Lost);
            }
        }
    }

    /// A desktop forgets what it was waiting for, but for `but` and what invoked that. What the backend was asked
    /// for happens nevertheless.
    pub(super) fn lose_running(&mut self, cx: &mut Cx<'_>, worker: WorkerId, but: InvocationId) {
        let mut kept: Vec<InvocationId> = vec![but];
        while let Some(parent) = kept.last().and_then(|id| self.invocations.get(*id)?.parent) {
            kept.push(parent);
        }
        let running = self.desktops[worker.index()].running.clone();
        let lost: Vec<InvocationId> = running.into_iter().filter(|id| !kept.contains(id)).collect();
        self.lose(cx, &lost, Loss::Desktop);
    }

    /// A worker's scripts have ended: whatever waits for one of them never goes on.
    pub(super) fn lose_scripted(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        let waits = |id: &InvocationId| {
            self.invocations
                .get(*id)
                .is_some_and(|running| running.listening.is_some() || running.stage == Stage::Replaced)
        };
        let desktop = &self.desktops[worker.index()];
        let lost: Vec<InvocationId> = desktop.running.iter().copied().filter(waits).collect();
        self.lose(cx, &lost, Loss::Desktop);
    }

    /// A desktop's invocations that wait for the backend.
    pub(super) fn asked_by(&self, worker: WorkerId) -> SmallVec<[InvocationId; 4]> {
        let asked = |id: &InvocationId| self.invocations.get(*id).is_some_and(Running::has_asked);
        self.desktops[worker.index()].running.iter().copied().filter(asked).collect()
    }

    /// Settles invocations as lost, those that others have invoked first.
    pub(super) fn lose(&mut self, cx: &mut Cx<'_>, lost: &[InvocationId], how: Loss) {
        for id in lost.iter().rev() {
            let Some(running) = self.invocations.get_mut(*id) else { continue };
            // What waits for the backend stays, to land.
            let asked = running.has_asked();
            let (worker, parent, action) = (running.worker, running.parent, running.action.clone());
            running.lost = true;
            running.listening = None;
            let waited_for = std::mem::take(&mut running.original);
            self.desktops[worker.index()].running.retain(|other| other != id);
            if let Some(running) = self.invocations.get(*id) {
                self.settled(cx, *id, running, Outcome::Lost);
            }
            if !asked {
                self.invocations.remove(*id);
            }
            let refusal = how.refusal();
            if waited_for {
                let result = Err(Box::new(refusal.clone().of(action.clone())));
                cx.out.originals.push(Settled { invocation: *id, result });
            }
            match parent {
                Some(parent) if lost.contains(&parent) => {}
                Some(parent) => self.child_settled(cx, parent, Err(refusal)),
                None => {
                    let result = Err(Box::new(refusal.of(action)));
                    cx.out.settled.push(Settled { invocation: *id, result });
                }
            }
        }
    }
}

impl Loss {
    fn refusal(self) -> Refusal {
        let code = Code::InvocationLost;
        match self {
            Self::Desktop => Refusal::world(code, "the desktop was reloaded, or its scripts ended"),
            Self::Reload => Refusal::fault(code, "the desktop was reloaded"),
            Self::Response => Refusal::fault(code, "the response was lost"),
            Self::Connection => Refusal::fault(code, "the connection was lost"),
        }
    }
}

impl Running {
    /// Whether it waits for the backend.
    fn has_asked(&self) -> bool {
        self.command.is_some() && self.then == Then::Settle && self.nested.is_empty()
    }
    /// What the body is run with.
    pub(super) fn asked(&self) -> &Payload {
        self.instead.as_deref().unwrap_or(&self.payload)
    }
}

impl Refusal {
    /// As whoever invoked the action is told.
    pub(super) fn of(self, action: ActionName) -> Rejection {
        let Self { code, message, cause } = self;
        Rejection { action, code, message, cause }
    }
}

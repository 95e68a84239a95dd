//! An invocation while it runs: how far it is, what its body still has to do, and the ways in which it may be lost.
//!
//! Only what is kept; the framework moves it from phase to phase.

use std::collections::VecDeque;

use smallvec::SmallVec;

use crate::action::{ActionName, Code, Rejection};
use crate::actions::{Command, EmptiedDraft, Invoked, NestedAction};
use crate::effects::{CallRole, FunctionId};
use crate::hooks::{Functions, Listening, Part, StandIn};
use crate::platform::{Done, Refusal};
use crate::units::{InvocationId, SimTime, WorkerId};
use crate::value::{Payload, Value};

/// An invocation that has not settled, or whose effect has not landed yet.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    pub(crate) worker: WorkerId,
    pub(crate) action: ActionName,
    /// What it was invoked with, completed, and as its listeners have changed it.
    pub(crate) payload: Payload,
    pub(crate) begun_at: SimTime,
    pub(crate) invoker: Invoker,
    pub(crate) phase: Phase,
    /// The listeners of the phase.
    pub(crate) listening: Option<Box<Listening>>,
    /// Listeners that are at work and not waited for any longer.
    pub(crate) late: Functions,
    /// The body of a script that it had when it was invoked, if it had one: what is registered meanwhile reaches the next.
    pub(crate) own_body: Option<FunctionId>,
    /// What stands in for its body, the one at work last; nothing where the catalogue's is at work.
    pub(crate) stand_ins: SmallVec<[StandIn; 1]>,
    /// The body's order to the platform, between the guard and the landing.
    pub(crate) command: Option<Command>,
    /// What the body still has to invoke, the one at work first.
    pub(crate) nested: VecDeque<NestedAction>,
    /// What the body does when all of that has settled.
    pub(crate) after_nested: AfterNested,
    /// What it will settle with.
    pub(crate) outcome: Done<Value>,
    /// The draft that the body has emptied, to be put back if it fails.
    pub(crate) emptied_draft: EmptiedDraft,
    /// It has settled as lost: its effect lands, and nobody hears of it.
    pub(crate) lost: bool,
    /// Its response is lost: it settles when its desktop has waited long enough.
    pub(crate) response_lost: bool,
}

/// A copy of what an invocation has asked the backend for, to be delivered once more: made by
/// [`Engine::request`](crate::Engine::request), taken by [`Engine::land_again`](crate::Engine::land_again). Only what has
/// passed the check of its payload and the desktop's guard is ever in one.
#[derive(Clone, Debug)]
pub struct RequestCopy {
    pub(crate) worker: WorkerId,
    pub(crate) command: Command,
}

/// Who has invoked an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Invoker {
    /// A script or a person, who is told how it settles.
    Caller,
    /// The body of another invocation, which waits for it.
    Body(InvocationId),
    /// The body of another invocation, which goes on meanwhile and may settle first.
    Passing(InvocationId),
}

/// How far an invocation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
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
pub(crate) enum AfterNested {
    /// It is done.
    Settle,
    /// It asks the backend.
    AskBackend,
}

/// How invocations are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The desktop was reloaded, or its scripts ended.
    Desktop,
    /// A fault reloaded the desktop.
    Reload,
    /// The response did not come.
    Response,
    /// The connection broke before there was a response.
    Connection,
}

impl Invocation {
    /// One that begins with its body. Whether it has listeners is seen later.
    pub(crate) fn new(
        worker: WorkerId,
        action: ActionName,
        payload: Payload,
        begun_at: SimTime,
        invoker: Invoker,
        own_body: Option<FunctionId>,
    ) -> Self {
        Self {
            worker,
            action,
            payload,
            begun_at,
            invoker,
            phase: Phase::Body,
            listening: None,
            late: Functions::new(),
            own_body,
            stand_ins: SmallVec::new(),
            command: None,
            nested: VecDeque::new(),
            after_nested: AfterNested::Settle,
            outcome: Ok(Value::Null),
            emptied_draft: None,
            lost: false,
            response_lost: false,
        }
    }

    /// Whether its request is on its way to the backend.
    pub(crate) fn waits_for_backend(&self) -> bool {
        self.command.is_some() && self.after_nested == AfterNested::Settle && self.nested.is_empty()
    }
    /// Whether the catalogue's body is at work, for the invocation itself or for a replacement that has asked for it.
    pub(crate) fn runs_native(&self) -> bool {
        match self.stand_ins.last() {
            Some(at_work) => at_work.part == Part::Native,
            None => self.phase == Phase::Body,
        }
    }
    /// What its body is run with: what was given to what is at work, or to whoever asked for that.
    pub(crate) fn body_payload(&self) -> &Payload {
        given(&self.stand_ins, &self.payload)
    }
    /// As the landing of its body sees it.
    pub(crate) fn invoked(&mut self) -> Invoked<'_> {
        Invoked { payload: given(&self.stand_ins, &self.payload), emptied_draft: &mut self.emptied_draft }
    }
    /// The payload as a function of a script sees it that was called for its sake.
    pub(crate) fn payload_of(&self, role: CallRole, function: FunctionId) -> &Payload {
        given(&self.stand_ins[..self.up_to(role, function)], &self.payload)
    }
    /// The same, to be changed.
    pub(crate) fn payload_of_mut(&mut self, role: CallRole, function: FunctionId) -> &mut Payload {
        let up_to = self.up_to(role, function);
        let given = self.stand_ins[..up_to].iter_mut().rev().find_map(|it| it.payload.as_deref_mut());
        given.unwrap_or(&mut self.payload)
    }
    /// How many stand in up to this function, with it; none where it is a listener.
    fn up_to(&self, role: CallRole, function: FunctionId) -> usize {
        self.stand_ins.iter().rposition(|it| it.part.call() == Some((role, function))).map_or(0, |place| place + 1)
    }
}

fn given<'a>(stand_ins: &'a [StandIn], payload: &'a Payload) -> &'a Payload {
    stand_ins.iter().rev().find_map(|it| it.payload.as_deref()).unwrap_or(payload)
}

impl Invoker {
    /// The invocation for whose sake it was invoked, which may have settled since.
    pub(crate) const fn parent(self) -> Option<InvocationId> {
        match self {
            Self::Caller => None,
            Self::Body(parent) | Self::Passing(parent) => Some(parent),
        }
    }
    /// The invocation that waits for it, if it is one.
    pub(crate) const fn waiter(self) -> Option<InvocationId> {
        match self {
            Self::Body(parent) => Some(parent),
            Self::Caller | Self::Passing(_) => None,
        }
    }
}

impl Loss {
    /// What whoever waits for the invocation is told.
    pub(crate) fn refusal(self) -> Refusal {
        let code = Code::InvocationLost;
        match self {
            Self::Desktop => Refusal::world(code, "the desktop was reloaded, or its scripts ended"),
            Self::Reload => Refusal::fault(code, "the desktop was reloaded"),
            Self::Response => Refusal::fault(code, "the response was lost"),
            Self::Connection => Refusal::fault(code, "the connection was lost"),
        }
    }
}

impl Refusal {
    /// As whoever invoked the action is told.
    pub(crate) fn into_rejection(self, action: ActionName) -> Rejection {
        let Self { code, message, cause } = self;
        Rejection { action, code, message, cause }
    }
}

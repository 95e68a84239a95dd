//! The journal: what the engine was told since a snapshot, from which its state can be made again.
//!
//! It is kept at the engine's border, where everything comes through that changes anything, together with its time:
//! what is not in it did not happen. The simulation asks for one where a fault restarts the platform; otherwise there
//! is none and nothing is written. A snapshot is taken when the journal has grown as long as the state is large, so
//! that it costs the same for each input, and memory follows what is alive.

use smol_str::SmolStr;

use crate::action::ActionName;
use crate::config::WorkerSetup;
use crate::effects::{CallRole, FunctionId, Notice, ScriptCall, Timer};
use crate::hooks::{Asked, ScriptEnd};
use crate::invocation::RequestCopy;
use crate::platform::OpenContact;
use crate::units::{ActivityId, ContactId, GroupId, InvocationId, SimTime, WorkerId};
use crate::value::{Payload, Value};

/// The shortest journal that is worth a snapshot.
const INPUTS_MIN: usize = 1024;

/// A snapshot of a state, and what came after it.
#[derive(Debug)]
pub(crate) struct Journal<S> {
    pub(crate) snapshot: S,
    pub(crate) since: Vec<(SimTime, Input)>,
    /// The length at which the next snapshot is taken.
    limit: usize,
}

/// Something that the engine is told.
#[derive(Debug)]
pub(crate) enum Input {
    AddWorker(Box<WorkerSetup>, GroupId),
    SignOff(WorkerId),
    PlaceWorker(WorkerId, ActivityId),
    KeepWorker(WorkerId, ActivityId),
    LetWorkerGo(WorkerId),
    BeginSession(WorkerId),
    OpenContact(Box<OpenContact>),
    CustomerLeaves(ContactId),
    CustomerWrites(ContactId, SmolStr, Value),
    OutboundAnswered(ContactId),
    OutboundDeclined(ContactId),
    Timer(Timer),
    Deliver(Notice),
    Invoke(WorkerId, ActionName, Payload),
    Land(InvocationId),
    Coach(WorkerId, bool),
    Barge(WorkerId, bool),
    LoseAll,
    // Scripts.
    Register(WorkerId, ActionName, CallRole, FunctionId),
    RemoveListener(WorkerId, ActionName, CallRole, FunctionId),
    SetPayload(ScriptCall, Payload),
    Abort(InvocationId),
    ListenerWaits(ScriptCall),
    CallEnded(ScriptCall, Box<ScriptEnd>),
    RunOriginal(ScriptCall, Asked, Option<Payload>),
    // Faults.
    Fail(InvocationId),
    LoseResponse(InvocationId),
    GiveUp(InvocationId),
    LandAgain(Box<RequestCopy>),
    Reload(WorkerId),
    Disconnect(WorkerId),
    Reconnect(WorkerId),
    ExpireSession(WorkerId),
    RenewSession(WorkerId),
}

/// How a recovery went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// How many inputs were made again after the snapshot.
    pub inputs: usize,
    /// Whether what came of that is what was there.
    pub is_exact: bool,
}

impl<S> Journal<S> {
    /// A journal that begins with this state, which has so many entities.
    pub(crate) fn new(snapshot: S, entities: usize) -> Self {
        Self { snapshot, since: Vec::new(), limit: entities.max(INPUTS_MIN) }
    }
    /// Whether it has grown as long as the state is large.
    pub(crate) fn is_full(&self) -> bool {
        self.since.len() >= self.limit
    }
    /// The time of the last input.
    pub(crate) fn last_at(&self) -> SimTime {
        self.since.last().map_or(SimTime::ZERO, |(at, _)| *at)
    }
}

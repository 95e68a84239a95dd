//! The journal: what the engine was told since a snapshot, from which its state can be made again.
//!
//! It is kept at the engine's border, where everything comes through that changes anything, together with its time:
//! what is not in it did not happen. The simulation asks for one where a fault restarts the platform; otherwise there
//! is none and nothing is written. A snapshot is taken when the journal has grown as long as the state is large, so
//! that it costs the same for each input, and memory follows what is alive.

use smol_str::SmolStr;

use super::Engine;
use super::action::ActionName;
use super::config::WorkerSetup;
use super::effects::{CallRole, Cx, FunctionId, Notice, Out, ScriptCall, Timer};
use super::event::PopulationId;
use super::hooks::ScriptEnd;
use super::payload::Command;
use super::platform::OpenContact;
use super::value::{Payload, Value};
use crate::units::{ActivityId, ContactId, InvocationId, SimTime, WorkerId};

/// The shortest journal that is worth a snapshot.
const INPUTS_MIN: usize = 1024;

/// A snapshot, and what came after it.
#[derive(Debug)]
pub(super) struct Journal {
    snapshot: Engine,
    since: Vec<(SimTime, Input)>,
    /// The length at which the next snapshot is taken.
    limit: usize,
}

/// Something that the engine is told.
#[derive(Debug)]
pub(super) enum Input {
    AddWorker(Box<WorkerSetup>, PopulationId),
    SignOff(WorkerId),
    PlaceWorker(WorkerId, ActivityId),
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
    SetPayload(InvocationId, Payload),
    Abort(InvocationId),
    ListenerWaits(InvocationId),
    CallEnded(ScriptCall, Box<ScriptEnd>),
    RunOriginal(InvocationId, Option<Payload>),
    // Faults.
    Fail(InvocationId),
    LoseResponse(InvocationId),
    GiveUp(InvocationId),
    LandAgain(WorkerId, Box<Command>),
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

impl Engine {
    /// Keeps a journal from here on.
    pub fn keep_journal(&mut self) {
        let snapshot = self.copy();
        self.journal = Some(Box::new(Journal { snapshot, since: Vec::new(), limit: self.size().max(INPUTS_MIN) }));
    }

    /// Writes down what the engine is told, before it is done.
    pub(super) fn note(&mut self, now: SimTime, input: impl FnOnce() -> Input) {
        let Some(mut journal) = self.journal.take() else { return };
        if journal.since.len() >= journal.limit {
            journal.snapshot = self.copy();
            journal.since.clear();
            journal.limit = self.size().max(INPUTS_MIN);
        }
        journal.since.push((now, input()));
        self.journal = Some(journal);
    }

    /// The same for what happens at no time of its own.
    pub(super) fn note_timeless(&mut self, input: impl FnOnce() -> Input) {
        let before = self.journal.as_ref().and_then(|journal| journal.since.last());
        let now = before.map_or(SimTime::ZERO, |(at, _)| *at);
        self.note(now, input);
    }

    /// The same state, without a journal.
    fn copy(&self) -> Self {
        Self {
            platform: self.platform.clone(),
            desktops: self.desktops.clone(),
            invocations: self.invocations.clone(),
            events_lag: self.events_lag,
            journal: None,
        }
    }

    /// How large the state is, in entities.
    fn size(&self) -> usize {
        let (contacts, _) = self.platform.open();
        self.desktops.len() + self.invocations.len() + contacts + self.platform.tasks_known()
    }

    /// The platform restarts: its state is made again from the journal. What was on its way to it is gone, with all
    /// connections: each desktop has to be reconnected. Nothing where no journal is kept.
    pub fn restart(&mut self, cx: &mut Cx<'_>) -> Option<Recovery> {
        let journal = *self.journal.take()?;
        let inputs = journal.since.len();
        let mut recovered = journal.snapshot;
        let mut out = Out::default();
        for (now, input) in journal.since {
            // What came of it has been done.
            out = Out::default();
            input.tell(&mut recovered, &mut Cx { now, out: &mut out, predicates: cx.predicates });
        }
        drop(out);
        let is_exact = recovered.fingerprint() == self.fingerprint()
            && format!("{:?}", recovered.invocations) == format!("{:?}", self.invocations);
        self.platform = recovered.platform;
        self.cut_all(cx);
        self.keep_journal();
        Some(Recovery { inputs, is_exact })
    }
}

impl Input {
    /// Tells an engine.
    fn tell(self, engine: &mut Engine, cx: &mut Cx<'_>) {
        match self {
            Self::AddWorker(setup, population) => {
                engine.add_worker(cx, &setup, population);
            }
            Self::SignOff(worker) => engine.sign_off(cx, worker),
            Self::PlaceWorker(worker, activity) => engine.place_worker(cx, worker, activity),
            Self::BeginSession(worker) => engine.begin_session(cx, worker),
            Self::OpenContact(open) => {
                engine.open_contact(cx, *open);
            }
            Self::CustomerLeaves(contact) => {
                engine.customer_leaves(cx, contact);
            }
            Self::CustomerWrites(contact, body, media) => {
                engine.customer_writes(cx, contact, body, media);
            }
            Self::OutboundAnswered(contact) => {
                engine.outbound_answered(cx, contact);
            }
            Self::OutboundDeclined(contact) => {
                engine.outbound_declined(cx, contact);
            }
            Self::Timer(timer) => engine.timer(cx, timer),
            Self::Deliver(notice) => engine.deliver(cx, notice),
            Self::Invoke(worker, action, payload) => {
                engine.invoke(cx, worker, action, payload);
            }
            Self::Land(invocation) => engine.land(cx, invocation),
            Self::Coach(worker, on) => {
                engine.coach(cx, worker, on);
            }
            Self::Barge(worker, on) => {
                engine.barge(cx, worker, on);
            }
            Self::LoseAll => engine.lose_all(cx),
            Self::Register(worker, action, role, function) => engine.register(worker, action, role, function),
            Self::SetPayload(invocation, payload) => engine.set_payload(invocation, payload),
            Self::Abort(invocation) => engine.abort(invocation),
            Self::ListenerWaits(invocation) => engine.listener_waits(cx, invocation),
            Self::CallEnded(call, end) => engine.call_ended(cx, call, *end),
            Self::RunOriginal(invocation, payload) => {
                engine.run_original(cx, invocation, payload);
            }
            Self::Fail(invocation) => engine.fail(cx, invocation),
            Self::LoseResponse(invocation) => engine.lose_response(invocation),
            Self::GiveUp(invocation) => engine.give_up(cx, invocation),
            Self::LandAgain(worker, command) => engine.land_again(cx, worker, *command),
            Self::Reload(worker) => engine.reload(cx, worker),
            Self::Disconnect(worker) => engine.disconnect(cx, worker),
            Self::Reconnect(worker) => engine.reconnect(cx, worker),
            Self::ExpireSession(worker) => {
                engine.expire_session(cx, worker);
            }
            Self::RenewSession(worker) => engine.renew_session(cx, worker),
        }
    }
}

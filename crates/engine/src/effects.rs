//! What goes into the engine with every call, and what comes out besides the changed state.

use super::action::{Action, Rejection};
use super::event::{Event, Member, ReservationStatus};
use super::predicates::Predicates;
use super::value::Value;
use crate::units::{
    ConferenceId, ContactId, ConversationId, InvocationId, ParticipantId, ReservationId, SimSpan, SimTime, TaskId,
    WorkerId,
};

/// What is given to every operation: the time, where results go, and who answers expressions.
pub struct Cx<'a> {
    /// The time of the input; it never goes back.
    pub now: SimTime,
    /// Where events and effects go.
    pub out: &'a mut Out,
    /// Who answers the scenario's expressions.
    pub predicates: &'a dyn Predicates,
}

/// How reservation events get from the platform to desktops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// They are there at once: a desktop knows what the platform knows.
    AtOnce,
    /// They come out as [`Notice`]s, to be handed to [`Engine::deliver`](crate::Engine::deliver) when they arrive: late,
    /// twice or never, as networks do.
    ByNotice,
}

/// What operations state and ask for, each in order. Whoever calls the engine drains it.
#[derive(Debug, Default)]
pub struct Out {
    /// What happened, stated once each.
    pub events: Vec<Event>,
    /// Timers to be set, each with the moment at which it is to be handed back.
    pub timers: Vec<(SimTime, Timer)>,
    /// Reservation events on their way to desktops.
    pub notices: Vec<Notice>,
    /// Reservation events that have reached their worker's desktop: whoever sits there may act on them.
    pub news: Vec<News>,
    /// Outbound calls that ring at a customer from now on.
    pub dialled: Vec<ContactId>,
    /// Invocations that wait for the backend.
    pub requests: Vec<BackendRequest>,
    /// Functions of scripts that are to be called.
    pub calls: Vec<ScriptCall>,
    /// Bodies that replacements have asked for and that are done. Of several replacements of one invocation that wait, each
    /// for the one that it has asked for, this is for the one that asked last.
    pub originals: Vec<Settled>,
    /// Invocations that a caller waits for and that have settled.
    pub settled: Vec<Settled>,
}

/// Something to be done at a later moment. One whose subject has moved on meanwhile does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// A reservation that is still pending times out.
    Reservation(ReservationId),
    /// A task that is still at this step of its route goes on to the next.
    Route(TaskId, u32),
    /// A task that nobody has accepted is canceled.
    TaskTimeToLive(TaskId),
    /// A settled task is forgotten.
    Forget(TaskId),
    /// A worker may be offered a task again that they rejected.
    Reoffer(TaskId, WorkerId),
    /// A transfer that nobody has taken fails; the number tells transfers of one task apart.
    Transfer(TaskId, u32),
    /// An outbound call that nobody has answered is given up.
    Ring(ContactId),
    /// A typing indicator goes out; the number tells one burst of typing from the next.
    Typing(ConversationId, Member, u32),
    /// A third party who was called into a conference answers.
    External(ConferenceId, ParticipantId),
    /// A third party whom the agents have left to the customer has said everything.
    ExternalTalk(ConferenceId, ParticipantId),
    /// A paused conversation is routed again; the number tells one pause from the next.
    Paused(ConversationId, u32),
}

/// A reservation event on its way to its worker's desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The worker whose desktop is to hear of it.
    pub worker: WorkerId,
    /// The reservation that has changed.
    pub reservation: ReservationId,
    /// Its status from then on.
    pub status: ReservationStatus,
    /// How many events its worker was sent before this one: what has overtaken it is known by that.
    pub number: u32,
}

/// A reservation event that has reached its worker's desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// The worker whose desktop shows it.
    pub worker: WorkerId,
    /// The reservation that has changed.
    pub reservation: ReservationId,
    /// Its status, as the desktop has it from now on.
    pub status: ReservationStatus,
}

/// An invocation that waits for the backend: it lands when the caller of the engine says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackendRequest {
    /// The invocation that is to land.
    pub invocation: InvocationId,
    /// The worker whose desktop sent it.
    pub worker: WorkerId,
    /// The action that it asks for; the latency of the backend may depend on it.
    pub action: Action,
}

/// A function that a script registered, by the number that whoever keeps it has given it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionId(pub u32);

/// As what a function of a script is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallRole {
    /// A listener before the body.
    Before,
    /// The body: registered in its place, or under a name of the script's own.
    Body,
    /// A replacement of the body.
    Replacement,
    /// A listener after the body.
    After,
}

/// A function of a script to be called, for the sake of an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptCall {
    /// The invocation that waits for what the function returns.
    pub invocation: InvocationId,
    /// The worker on whose desktop it was invoked.
    pub worker: WorkerId,
    /// The function to call.
    pub function: FunctionId,
    /// What it stands for in the invocation.
    pub role: CallRole,
}

/// How an invocation settled, for whoever invoked it.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The invocation that has settled.
    pub invocation: InvocationId,
    /// Its result, or why there is none.
    pub result: Result<Value, Box<Rejection>>,
}

impl ScriptCall {
    /// Whether it is a call of this function in this role.
    pub(crate) fn calls(&self, role: CallRole, function: FunctionId) -> bool {
        self.role == role && self.function == function
    }
}

impl Cx<'_> {
    pub(super) fn emit(&mut self, event: Event) {
        self.out.events.push(event);
    }
    pub(super) fn after(&mut self, span: SimSpan, timer: Timer) {
        self.out.timers.push((self.now + span, timer));
    }
}

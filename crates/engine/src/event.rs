//! What happened: the one language that every output reads.
//!
//! The engine and the simulation state events; observers fold them into histograms, counters, invariants and the
//! digest. An event is a fact in the past tense and says what it touched. Its canonical encoding (postcard, in the
//! order of the variants and fields below) is what the digest hashes, so variants are only ever added at the end.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::action::{ActionName, Code};
use super::config::Channel;
use super::value::Value;
use crate::units::{
    ActivityId, ActorId, ChannelId, ConferenceId, ContactId, ConversationId, InvocationId, ParticipantId, QueueId,
    ReservationId, SimTime, TaskId, WorkerId,
};

/// The version of the canonical encoding; the digest's text begins with it.
pub const ENCODING_VERSION: u32 = 1;

/// A population of the scenario, by its place among all of them: agents, then customers, then supervisors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PopulationId(pub u16);

/// A metric that the scenario declares for scripts to record, by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MetricId(pub u16);

/// The status of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskStatus {
    /// Waiting, reserved for nobody.
    Pending,
    /// Reserved for at least one worker, accepted by none.
    Reserved,
    /// Accepted, or in flight between two workers.
    Assigned,
    /// The contact is over; somebody still has after-contact work to do.
    Wrapping,
    /// Settled: done.
    Completed,
    /// Settled: nobody took it.
    Canceled,
}

/// The status of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReservationStatus {
    /// Offered to its worker, who has not answered.
    Pending,
    /// Accepted: its worker is at work on it.
    Accepted,
    /// After-contact work.
    Wrapping,
    /// Settled: done.
    Completed,
    /// Settled: refused by its worker.
    Rejected,
    /// Settled: not answered in time.
    Timeout,
    /// Settled: the task or the transfer was canceled.
    Canceled,
    /// Settled: another worker accepted first.
    Rescinded,
}

/// Why a reservation was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Routing matched a waiting task.
    Routing,
    /// Routing matched a transfer to a queue.
    TransferToQueue,
    /// A transfer to this very worker.
    TransferToWorker,
    /// Outbound or resumed work of this very worker; it ignores capacity and availability.
    Own,
}

/// Which way the contact began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The customer came to the centre.
    Inbound,
    /// An agent went to the customer.
    Outbound,
}

/// How a transfer hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransferMode {
    /// The initiator leaves at once.
    Cold,
    /// The initiator stays until the other is there.
    Warm,
}

/// To whom a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TransferTarget {
    /// This very worker.
    Worker(WorkerId),
    /// Anyone of this queue.
    Queue(QueueId),
}

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransferOutcome {
    /// The target accepted.
    Completed,
    /// Nobody took it, or the contact ended meanwhile.
    Failed,
    /// The initiator took it back.
    Canceled,
}

/// Who a participant of a conference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// The customer.
    Customer,
    /// An agent.
    Worker(WorkerId),
    /// A supervisor who listens.
    Supervisor(WorkerId),
    /// A third party by phone.
    External,
}

/// Why a participant or a conference ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndReason {
    /// By the API: EndConferenceForAll, or the task settled.
    EndedByApi,
    /// They hung up or disconnected.
    HungUp,
    /// A participant whose exit ends the conference left it.
    EndOnExit,
    /// Somebody removed them.
    Kicked,
    /// Nobody, or nobody to talk to, was left.
    LastLeft,
    /// The called party was busy or declined.
    Declined,
    /// The called party did not answer.
    NoAnswer,
    /// A cold transfer that nobody took.
    TransferFailed,
}

/// A party of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Member {
    /// The customer.
    Customer,
    /// An agent.
    Worker(WorkerId),
}

/// The status of an interaction channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelStatus {
    /// Open, and no agent has attended to it yet.
    Setup,
    /// An agent attends to it, or is looked for.
    Active,
    /// The agent left; the customer's next message makes a new task.
    Inactive,
    /// Put aside by an agent.
    Pause,
    /// On its way to another agent.
    Transfer,
    /// Over for good.
    Closed,
    /// Could not be set up.
    Failed,
}

/// How a contact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactEnd {
    /// The customer gave up before anyone answered.
    Abandoned,
    /// The customer ended it after it was answered.
    CustomerLeft,
    /// The centre ended it: the agent hung up, or closed the chat.
    Released,
    /// No line was free.
    Blocked,
    /// The centre gave it up: the task's time to live ran out, or the workflow had no target left.
    Dropped,
    /// An agent sent the caller elsewhere before anyone answered.
    Redirected,
}

/// How an invocation settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// It did its work.
    Ok,
    /// It was refused.
    Rejected(Code),
    /// A before-listener aborted it.
    Cancelled,
    /// Nobody will ever know: the desktop reloaded, the response was lost, the run ended.
    Lost,
}

/// How an actor's script ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ActorEnd {
    /// It came to its end.
    Returned,
    /// It failed.
    Failed,
    /// The run was over.
    Stopped,
}

/// What changed on a desktop, besides its copy of reservations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DesktopChange {
    /// Another task, or none, is selected.
    Selected(Option<ReservationId>),
    /// The location is this now.
    Location(SmolStr),
    /// Any other part of the desktop, by name, and its new content.
    Panel(SmolStr, Value),
}

/// How something is told to those who watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Narration {
    /// A remark.
    Note,
    /// A chapter of the show begins.
    Chapter,
    /// A question, and the show waits for the trainer.
    Pause,
}

/// A fact: what happened to whom, never what is to happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named after the entities they touch")]
pub enum Event {
    // Contacts.
    /// A customer came to the centre: one more contact. `queue` is the queue they dialled, if any.
    ContactArrived { contact: ContactId, population: PopulationId, channel: Channel, queue: Option<QueueId> },
    /// An agent's outbound call or e-mail made this contact; it is in no metric of inbound contacts.
    ContactPlaced { contact: ContactId, channel: Channel, worker: WorkerId },
    /// The first agent accepted the contact.
    ContactAnswered { contact: ContactId, task: TaskId, worker: WorkerId },
    /// The contact is over.
    ContactEnded { contact: ContactId, how: ContactEnd },

    // Tasks.
    /// A task was created, pending.
    TaskCreated { task: TaskId, contact: ContactId, channel: Channel, direction: Direction, priority: i32 },
    /// The task waits at this place of its workflow from now on.
    TaskQueued { task: TaskId, queue: Option<QueueId>, worker: Option<WorkerId>, priority: i32 },
    /// Its status changed.
    TaskChanged { task: TaskId, from: TaskStatus, to: TaskStatus },
    /// Its attributes changed.
    TaskAttributesChanged { task: TaskId, version: u32, attributes: Value },
    /// It is settled since five minutes and can't be looked up any more.
    TaskRemoved { task: TaskId },

    // Reservations.
    /// A reservation was created, pending until `expires_at`.
    ReservationCreated {
        reservation: ReservationId,
        task: TaskId,
        worker: WorkerId,
        queue: Option<QueueId>,
        purpose: Purpose,
        expires_at: SimTime,
    },
    /// Its status changed.
    ReservationChanged {
        reservation: ReservationId,
        task: TaskId,
        worker: WorkerId,
        from: ReservationStatus,
        to: ReservationStatus,
    },

    // Transfers.
    /// A transfer was initiated.
    TransferStarted { task: TaskId, mode: TransferMode, initiator: ReservationId, target: TransferTarget },
    /// It settled.
    TransferSettled { task: TaskId, outcome: TransferOutcome },
    /// After a completed warm transfer, one of the two agents left.
    ConsultationEnded { task: TaskId },

    // Voice.
    /// A conference began.
    ConferenceStarted { conference: ConferenceId, task: TaskId },
    /// A participant is being called.
    ParticipantRinging { conference: ConferenceId, participant: ParticipantId, role: Role },
    /// A participant is in.
    ParticipantJoined { conference: ConferenceId, participant: ParticipantId, role: Role, end_on_exit: bool },
    /// A participant's flags are these now.
    ParticipantChanged {
        conference: ConferenceId,
        participant: ParticipantId,
        role: Role,
        hold: bool,
        muted: bool,
        coaching: Option<ParticipantId>,
        end_on_exit: bool,
    },
    /// A participant is out.
    ParticipantLeft { conference: ConferenceId, participant: ParticipantId, role: Role, reason: EndReason },
    /// The conference is over.
    ConferenceEnded { conference: ConferenceId, task: TaskId, reason: EndReason },
    /// Tones were sent on a leg.
    TonesSent { conference: ConferenceId, participant: ParticipantId, digits: SmolStr },

    // Conversations.
    /// A conversation began.
    ConversationOpened { conversation: ConversationId, channel: ChannelId, contact: ContactId },
    /// The status of its interaction channel changed.
    ChannelChanged { channel: ChannelId, conversation: ConversationId, from: ChannelStatus, to: ChannelStatus },
    /// Somebody became a participant; they get the messages from `next_index` on.
    MemberJoined { conversation: ConversationId, member: Member, next_index: u32 },
    /// Somebody is no participant any more.
    MemberLeft { conversation: ConversationId, member: Member },
    /// A message was appended. `length` is in characters.
    MessageSent { conversation: ConversationId, index: u32, author: Member, length: u32 },
    /// It reached a participant.
    MessageDelivered { conversation: ConversationId, index: u32, to: Member },
    /// Somebody began or stopped typing.
    TypingChanged { conversation: ConversationId, member: Member, typing: bool },
    /// The conversation is gone.
    ConversationRemoved { conversation: ConversationId },

    // Workers and desktops.
    /// A worker is known to the platform.
    WorkerAdded {
        worker: WorkerId,
        population: PopulationId,
        capacity: [u16; Channel::COUNT],
        activity: ActivityId,
    },
    /// A worker's activity changed.
    WorkerChanged { worker: WorkerId, from: ActivityId, to: ActivityId, available: bool },
    /// A worker's attributes changed.
    WorkerAttributesChanged { worker: WorkerId, attributes: Value },
    /// A reservation event reached its worker's desktop.
    DesktopUpdated { worker: WorkerId, reservation: ReservationId, status: ReservationStatus },
    /// Something else changed on a desktop.
    DesktopChanged { worker: WorkerId, change: DesktopChange },

    // Invocations.
    /// An action was invoked. `parent` is the invocation whose body invoked it.
    InvocationBegun {
        invocation: InvocationId,
        worker: WorkerId,
        action: ActionName,
        parent: Option<InvocationId>,
    },
    /// It settled. `begun_at` is when the script meant to act, so the modelled latency is now − `begun_at`.
    InvocationSettled {
        invocation: InvocationId,
        worker: WorkerId,
        action: ActionName,
        outcome: Outcome,
        begun_at: SimTime,
    },

    // Scripts.
    /// An actor's script began.
    ActorStarted { actor: ActorId, population: PopulationId },
    /// It ended.
    ActorEnded { actor: ActorId, population: PopulationId, how: ActorEnd },
    /// A script failed; the whole story is in the run's list of script errors.
    ScriptFailed { actor: ActorId, population: PopulationId, message: SmolStr },
    /// A script recorded a value of a declared metric.
    Recorded { actor: ActorId, metric: MetricId, value: f64 },
    /// A script checked something.
    Checked { actor: ActorId, name: SmolStr, ok: bool },
    /// A script said something.
    Noted { actor: ActorId, text: SmolStr },

    // Added later; the order of the variants is part of the encoding.
    /// An agent's phone was called about a reservation.
    WorkerCalled { reservation: ReservationId, worker: WorkerId, to: SmolStr },
    /// The caller of a task that was only offered was sent elsewhere.
    CallRedirected { task: TaskId, contact: ContactId },
    /// A listener failed, which is noted and changes nothing else.
    ListenerFailed { worker: WorkerId, action: ActionName, message: SmolStr },
    /// A fault of the scenario strikes: which of them, by place and by name, and whom. What comes of it follows.
    FaultStruck { fault: u16, name: SmolStr, worker: Option<WorkerId>, contact: Option<ContactId> },
    /// Those who watch are told something, by a script or by the timeline.
    Narrated { by: Option<ActorId>, kind: Narration, text: SmolStr },
    /// Something of the timeline is carried out: in words.
    Cued { text: SmolStr },
}

impl Narration {
    /// The key by which a timeline writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Chapter => "chapter",
            Self::Pause => "pause",
        }
    }
}

impl TaskStatus {
    /// Whether nothing ever happens to the task any more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Completed | Self::Canceled)
    }
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Reserved => "reserved",
            Self::Assigned => "assigned",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
        }
    }
}

impl ReservationStatus {
    /// Whether it takes one place of its worker's capacity.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted | Self::Wrapping)
    }
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Timeout => "timeout",
            Self::Canceled => "canceled",
            Self::Rescinded => "rescinded",
        }
    }
}

impl Role {
    /// The worker behind an agent's or a supervisor's leg.
    pub const fn worker(self) -> Option<WorkerId> {
        match self {
            Self::Worker(worker) | Self::Supervisor(worker) => Some(worker),
            Self::Customer | Self::External => None,
        }
    }
}

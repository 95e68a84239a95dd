//! The words of events: statuses, reasons, parts that people play. Each has a number that never changes, and a word.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::field::Dice;
use super::field::{Bytes, Field, Malformed};
use super::json::{Line, Property};
use crate::action::Code;
use crate::units::{QueueId, WorkerId};

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

impl ChannelStatus {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Pause => "pause",
            Self::Transfer => "transfer",
            Self::Closed => "closed",
            Self::Failed => "failed",
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

impl TransferMode {
    /// As payloads name them, in whatever case.
    pub const WORDS: [&str; 2] = [Self::Warm.word(), Self::Cold.word()];

    /// As payloads name it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Warm => "WARM",
            Self::Cold => "COLD",
        }
    }
    /// The mode of this name, in whatever case.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Warm, Self::Cold].into_iter().find(|mode| mode.word().eq_ignore_ascii_case(word))
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

coded!(
    TaskStatus is "status of a task":
    0 Pending "pending", 1 Reserved "reserved", 2 Assigned "assigned", 3 Wrapping "wrapping", 4 Completed "completed",
    5 Canceled "canceled",
);
coded!(
    ReservationStatus is "status of a reservation":
    0 Pending "pending", 1 Accepted "accepted", 2 Wrapping "wrapping", 3 Completed "completed", 4 Rejected "rejected",
    5 Timeout "timeout", 6 Canceled "canceled", 7 Rescinded "rescinded",
);
coded!(
    Purpose is "purpose of a reservation":
    0 Routing "routing", 1 TransferToQueue "transfer-to-queue", 2 TransferToWorker "transfer-to-worker", 3 Own "own",
);
coded!(Direction is "direction": 0 Inbound "inbound", 1 Outbound "outbound");
coded!(TransferMode is "mode of a transfer": 0 Cold "cold", 1 Warm "warm");
coded!(TransferOutcome is "outcome of a transfer": 0 Completed "completed", 1 Failed "failed", 2 Canceled "canceled");
coded!(
    EndReason is "reason of an end":
    0 EndedByApi "ended-by-api", 1 HungUp "hung-up", 2 EndOnExit "end-on-exit", 3 Kicked "kicked",
    4 LastLeft "last-left", 5 Declined "declined", 6 NoAnswer "no-answer", 7 TransferFailed "transfer-failed",
);
coded!(
    ChannelStatus is "status of an interaction channel":
    0 Setup "setup", 1 Active "active", 2 Inactive "inactive", 3 Pause "pause", 4 Transfer "transfer", 5 Closed "closed",
    6 Failed "failed",
);
coded!(
    ContactEnd is "end of a contact":
    0 Abandoned "abandoned", 1 CustomerLeft "customer-left", 2 Released "released", 3 Blocked "blocked",
    4 Dropped "dropped", 5 Redirected "redirected",
);

/// A byte that says which, then the worker. In JSON a word, or an object of the word and the worker.
impl Field for Role {
    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Customer => out.push(0),
            Self::Worker(worker) => {
                out.push(1);
                worker.encode(out);
            }
            Self::Supervisor(worker) => {
                out.push(2);
                worker.encode(out);
            }
            Self::External => out.push(3),
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        match from.byte()? {
            0 => Ok(Self::Customer),
            1 => WorkerId::decode(from).map(Self::Worker),
            2 => WorkerId::decode(from).map(Self::Supervisor),
            3 => Ok(Self::External),
            other => Err(Malformed::Unknown(other, "role")),
        }
    }
    fn json(&self, line: &mut Line<'_>) {
        match self {
            Self::Customer => line.text("customer"),
            Self::Worker(worker) => one_of(line, "worker", worker),
            Self::Supervisor(worker) => one_of(line, "supervisor", worker),
            Self::External => line.text("external"),
        }
    }
    fn schema() -> serde_json::Value {
        json!({"oneOf": [{"enum": ["customer", "external"]}, one_of_schema("worker", &WorkerId::schema()),
            one_of_schema("supervisor", &WorkerId::schema())]})
    }
    fn layout() -> String {
        "1 byte: 0 `customer`, 1 `worker`, 2 `supervisor`, 3 `external`; then the id of a worker or supervisor"
            .to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        match dice.below(4) {
            0 => Self::Customer,
            1 => Self::Worker(WorkerId::any(dice)),
            2 => Self::Supervisor(WorkerId::any(dice)),
            _ => Self::External,
        }
    }
}

/// As [`Role`] is written.
impl Field for Member {
    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Customer => out.push(0),
            Self::Worker(worker) => {
                out.push(1);
                worker.encode(out);
            }
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        match from.byte()? {
            0 => Ok(Self::Customer),
            1 => WorkerId::decode(from).map(Self::Worker),
            other => Err(Malformed::Unknown(other, "member of a conversation")),
        }
    }
    fn json(&self, line: &mut Line<'_>) {
        match self {
            Self::Customer => line.text("customer"),
            Self::Worker(worker) => one_of(line, "worker", worker),
        }
    }
    fn schema() -> serde_json::Value {
        json!({"oneOf": [{"const": "customer"}, one_of_schema("worker", &WorkerId::schema())]})
    }
    fn layout() -> String {
        "1 byte: 0 `customer`, 1 `worker`; then the id of a worker".to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        if bool::any(dice) { Self::Customer } else { Self::Worker(WorkerId::any(dice)) }
    }
}

/// A byte that says which, then the id. In JSON an object of the word and the id, or of the word and the queue's name.
impl Field for TransferTarget {
    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Worker(worker) => {
                out.push(0);
                worker.encode(out);
            }
            Self::Queue(queue) => {
                out.push(1);
                queue.encode(out);
            }
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        match from.byte()? {
            0 => WorkerId::decode(from).map(Self::Worker),
            1 => QueueId::decode(from).map(Self::Queue),
            other => Err(Malformed::Unknown(other, "target of a transfer")),
        }
    }
    fn json(&self, line: &mut Line<'_>) {
        match self {
            Self::Worker(worker) => one_of(line, "worker", worker),
            Self::Queue(queue) => one_of(line, "queue", queue),
        }
    }
    fn schema() -> serde_json::Value {
        json!({"oneOf": [one_of_schema("worker", &WorkerId::schema()), one_of_schema("queue", &QueueId::schema())]})
    }
    fn layout() -> String {
        "1 byte: 0 `worker`, 1 `queue`; then its id".to_owned()
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        if bool::any(dice) { Self::Worker(WorkerId::any(dice)) } else { Self::Queue(QueueId::any(dice)) }
    }
}

/// A byte that says which, then the code of a rejection. In JSON a word, and a rejection's `code` as an entry of its own.
impl Field for Outcome {
    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Ok => out.push(0),
            Self::Rejected(code) => {
                out.push(1);
                code.encode(out);
            }
            Self::Cancelled => out.push(2),
            Self::Lost => out.push(3),
        }
    }
    fn decode(from: &mut Bytes<'_>) -> Result<Self, Malformed> {
        match from.byte()? {
            0 => Ok(Self::Ok),
            1 => Code::decode(from).map(Self::Rejected),
            2 => Ok(Self::Cancelled),
            3 => Ok(Self::Lost),
            other => Err(Malformed::Unknown(other, "outcome")),
        }
    }
    fn json(&self, line: &mut Line<'_>) {
        line.text(match self {
            Self::Ok => "ok",
            Self::Rejected(_) => "rejected",
            Self::Cancelled => "cancelled",
            Self::Lost => "lost",
        });
    }
    fn schema() -> serde_json::Value {
        json!({"enum": ["ok", "rejected", "cancelled", "lost"]})
    }
    fn layout() -> String {
        "1 byte: 0 `ok`, 1 `rejected`, 2 `cancelled`, 3 `lost`; then the code of a rejection".to_owned()
    }
    fn entries(&self, key: &str, line: &mut Line<'_>) {
        line.key(key);
        self.json(line);
        if let Self::Rejected(code) = self {
            line.entry("code", code);
        }
    }
    fn properties(key: &str) -> Vec<Property> {
        let outcome = Property { key: key.to_owned(), schema: Self::schema(), is_required: true };
        vec![outcome, Property { key: "code".to_owned(), schema: Code::schema(), is_required: false }]
    }
    fn any(dice: &mut Dice<'_>) -> Self {
        match dice.below(4) {
            0 => Self::Ok,
            1 => Self::Rejected(Code::any(dice)),
            2 => Self::Cancelled,
            _ => Self::Lost,
        }
    }
}

fn one_of<F: Field>(line: &mut Line<'_>, word: &str, of: &F) {
    line.raw(format_args!("{{\"{word}\":"));
    of.json(line);
    line.raw(format_args!("}}"));
}

fn one_of_schema(word: &str, of: &serde_json::Value) -> serde_json::Value {
    json!({"type": "object", "properties": {word: of}, "required": [word], "additionalProperties": false})
}

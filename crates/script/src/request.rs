//! What a script asks for, and what it is answered: the border between scripts and the simulation.
//!
//! A fiber yields a [`Request`] and is resumed with a [`Reply`]. Scripts know no simulation, and the simulation
//! knows no Rhai: closures pass through it as opaque [`Closure`] handles.

use smol_str::SmolStr;

use rushhour_engine::action::{ActionName, Rejection};
use rushhour_engine::config::Channel;
use rushhour_engine::effects::CallRole;
use rushhour_engine::event::Narration;
use rushhour_engine::units::{
    CallId, ChannelId, ConversationId, InvocationId, QueueId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};
use rushhour_engine::value::{Payload, Value};

/// A task as an agent's script holds it: what was true when it was offered.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskHandle {
    /// The reservation; `task.sid`.
    pub reservation: ReservationId,
    /// The task itself; `task.task_sid`.
    pub task: TaskId,
    /// `task.channel`.
    pub channel: Channel,
    /// The name of the queue it came through; `task.queue`.
    pub queue: SmolStr,
    /// `task.attributes`, a map.
    pub attributes: Value,
    /// Whether it is a transfer from another agent; `task.transferred`.
    pub transferred: bool,
    /// Whether this agent dialled it; `task.outbound`.
    pub outbound: bool,
    /// When it was offered; `task.offered_at`, in seconds.
    pub offered_at: SimTime,
    /// The conversation of a chat, an e-mail and the like; `task.conversation_sid`.
    pub conversation: Option<ConversationId>,
    /// The interaction channel that it belongs to; `task.channel_sid`.
    pub interaction: Option<ChannelId>,
    /// The caller's leg, of a call; `task.call_sid`.
    pub call: Option<CallId>,
}

/// A message as a script receives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its place in the conversation.
    pub index: u32,
    /// `customer`, or the name of the agent.
    pub from: SmolStr,
    /// Its text.
    pub body: SmolStr,
    /// Files that came with it, as maps of `name`, `type` and `bytes`; nothing where there are none.
    pub media: Value,
}

/// A function that a script handed over, to be run in a fiber of its own. The host keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closure(pub u32);

/// Which part of an agent's contact something is about; customers have one contact and need not say.
pub type Handle = Option<ReservationId>;

/// What a script asks for.
#[derive(Clone, Debug)]
pub enum Request {
    // Everyone.
    /// Nothing happens for so long. Reply: `Done(true)`.
    Sleep(SimSpan),
    /// A draw from a distribution of the scenario, by name. Reply: `Number` (seconds or a plain number), or
    /// `Mistake` naming the nearest known one.
    Sample(SmolStr),
    /// Whether something of this probability happens. Reply: `Done`.
    Chance(f64),
    /// A uniform draw from [0, 1). Reply: `Number`.
    Random,
    /// A uniform whole number of the range, both ends included. Reply: `Int`.
    RandomInt(i64, i64),
    /// The time. Reply: `Time`.
    Now,
    /// Records a value of a declared metric. Reply: `Done(true)`, or `Mistake`.
    Record(SmolStr, f64),
    /// Checks something. Reply: `Done(ok)`.
    Check(SmolStr, bool),
    /// Says something. Reply: `Done(true)`.
    Note(SmolStr),
    /// Tells those who watch. Reply: `Done(true)`; of a pause, when the show goes on.
    Narrate(Narration, SmolStr),
    /// Runs a closure of one parameter (`me`) in a fiber of its own. Reply: `Done(true)`.
    Start(Closure),

    // Agents and supervisors.
    /// Registers a function on the agent's desktop. Reply: `Done(true)`.
    Register {
        /// For which action.
        action: ActionName,
        /// As what.
        role: CallRole,
        /// The function, of an event, or of an event and the original.
        closure: Closure,
    },
    /// Something about the invocation for whose sake a registered function was called.
    Hook(InvocationId, HookAsk),
    /// Waits for the next offered task. `Task(None)` at the end of the shift, or when `patience` is over.
    NextTask {
        /// How long to wait at most.
        patience: Option<SimSpan>,
    },
    /// Handles tasks by running a closure of (`me`, `task`) in a fiber of its own for each one, until the shift
    /// ends. The closure is started when a task is offered. Reply, when the shift has ended and all those fibers
    /// have: `Done(true)`.
    Serve(Closure),
    /// Waits for the end of the shift. Reply: `Done(true)`.
    WaitShift,
    /// Invokes an action. Reply: `Settled`.
    Invoke {
        /// Which.
        action: ActionName,
        /// With what.
        payload: Payload,
    },
    /// Talks on an accepted call for so long. Reply: `Done(true)`, or `Done(false)` as soon as the contact is over.
    Talk {
        /// Which task.
        task: ReservationId,
        /// How long.
        time: TalkTime,
    },
    /// Waits until whoever was called by an accepted outbound call answers, for at most so long. Reply: `Done(true)`
    /// when they are there, `Done(false)` when the call is over or the time is.
    WaitConnected {
        /// Of which task.
        task: ReservationId,
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
    /// Waits until a transfer that this agent initiated settles. Reply: `Done(true)` if it was taken.
    WaitTransfer {
        /// Of which task.
        task: ReservationId,
    },
    /// The status of a reservation on the agent's desktop. Reply: `Text`, empty where it is not there any more.
    TaskStatus {
        /// Which.
        task: ReservationId,
    },
    /// The sid behind the name of a worker or a queue, for transfers. Reply: `Value`, or `Mistake`.
    FindTarget(SmolStr),
    /// The state of the agent's desktop as a map. Reply: `Value`.
    Desktop,
    /// The name of the current activity. Reply: `Text`.
    Activity,
    /// Makes a supervisor's muted leg coach the agent of the monitored call, or stops it. Reply: `Settled`-like
    /// `Done`.
    Coach(bool),
    /// Makes a supervisor's leg heard by all, or muted again. Reply: `Done`.
    Barge(bool),

    // Customers.
    /// Calls the centre. Reply: `Done(true)`; `Done(false)` if no line is free.
    Phone(Contact),
    /// Opens a chat. Reply as for `Phone`.
    Chat(Contact),
    /// Writes an e-mail, whose text is the first message. Reply as for `Phone`.
    Email(Contact, SmolStr),
    /// Waits for an agent. Reply: `Done(true)` when one is there; `Done(false)` when patience is over, and the
    /// contact is given up then, or when the centre ended it.
    WaitAnswer {
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
    /// Ends the customer's contact. Reply: `Done(true)`, or `Done(false)` if it is over already.
    HangUp,
    /// Answers an agent's outbound call. Reply: `Done(true)`, or `Done(false)` if it is over already.
    Answer,
    /// Declines it. Reply as for `Answer`.
    Decline,

    // Both sides of a contact.
    /// A customer's message. (An agent's is the action SendMessage.) Reply: `Done(true)`, or `Done(false)` when the
    /// conversation is over.
    Send {
        /// The text.
        body: SmolStr,
        /// Files, as a list of maps, or nothing.
        media: Value,
    },
    /// Waits for the next message that was delivered to this party and not yet received. Reply: `Message`; with
    /// `None` when the time is over or the other side has left.
    WaitMessage {
        /// Of which task; nothing for customers.
        task: Handle,
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
    /// Waits until the contact is over, for at most so long. Reply: `Done(true)` when it is, `Done(false)` when
    /// the time ran out first.
    WaitEnd {
        /// Of which task; nothing for customers.
        task: Handle,
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
}

/// What a registered function asks about its invocation.
#[derive(Clone, Debug)]
pub enum HookAsk {
    /// Its payload. Reply: `Value`, a map for one of fields.
    Payload,
    /// Sets one field of it; nothing takes the field out. Reply: `Done(true)`.
    SetField(SmolStr, Value),
    /// Replaces it. Reply: `Done(true)`.
    SetPayload(Payload),
    /// Aborts the invocation, if that is not too late. Reply: `Done(true)`.
    Abort,
    /// Runs the body that is being replaced, with another payload where one is given. Reply: `Settled`, or `Mistake`
    /// where no replacement asks.
    Original(Option<Payload>),
}

/// How long somebody talks.
#[derive(Clone, Debug, PartialEq)]
pub enum TalkTime {
    /// So long.
    Span(SimSpan),
    /// As a distribution of the scenario says.
    Sample(SmolStr),
}

/// How a customer comes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contact {
    /// To which queue, by name; none: the population's.
    pub queue: Option<SmolStr>,
    /// Attributes of the task, merged over the population's. A map, or nothing.
    pub attributes: Value,
}

/// What a script is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// It was done, or the world moved first.
    Done(bool),
    /// A number.
    Number(f64),
    /// A whole number.
    Int(i64),
    /// A moment.
    Time(SimTime),
    /// Text.
    Text(SmolStr),
    /// A value.
    Value(Value),
    /// A task, or the end of the shift.
    Task(Option<Box<TaskHandle>>),
    /// A message, or none.
    Message(Option<Box<Message>>),
    /// How an invocation settled.
    Settled(Result<Value, Box<Rejection>>),
    /// The script asked for something that makes no sense: thrown, catchable, with this text.
    Mistake(String),
    /// This fiber is over: nothing else is run in it. Ends it without an error.
    Stop,
    /// This fiber has broken a limit that the simulation watches: ends it with this error, not catchable.
    Abort(String),
}

/// Who a script is, given to it when it starts: what `me` can say without asking.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// `me.name`: the population's name and a number, `desk-17`.
    pub name: SmolStr,
    /// `me.population`.
    pub population: SmolStr,
    /// `me.index`: which of the population, from 0.
    pub index: u64,
    /// What `me` may do.
    pub kind: IdentityKind,
    /// `me.queue`: the queue of the population by name; empty where there is none or several.
    pub queue: SmolStr,
    /// `me.queues`: all of them by name.
    pub queues: Vec<SmolStr>,
    /// `me.attributes`: the population's, a map.
    pub attributes: Value,
}

/// What kind of actor a script plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityKind {
    /// An agent, with the worker the platform knows.
    Agent(WorkerId),
    /// A supervisor, likewise.
    Supervisor(WorkerId),
    /// A customer, with the queue of their population.
    Customer(Option<QueueId>),
}

/// How a fiber ended.
#[derive(Clone, Debug, PartialEq)]
pub enum FiberEnd {
    /// Its function returned.
    Returned,
    /// A registered function returned this.
    Answered(Value),
    /// A registered function threw: a rejection, where it threw one on.
    Threw(Option<Box<Rejection>>, ScriptError),
    /// It was told to stop.
    Stopped,
    /// It failed.
    Failed(ScriptError),
    /// It threw on, uncaught, a rejection that a fault has caused.
    Foiled(ScriptError),
}

/// A script's error, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The script, as the scenario names it.
    pub script: SmolStr,
    /// Line and column, from 1, where known.
    pub position: Option<(u32, u32)>,
    /// What happened, in words.
    pub message: String,
    /// The functions that led there, innermost first, each with its line.
    pub trace: Vec<String>,
}

//! What a script is answered, by the simulation.

use smol_str::SmolStr;

use rushhour_engine::action::Rejection;
use rushhour_engine::config::Channel;
use rushhour_engine::units::{CallId, ChannelId, ConversationId, ReservationId, SimTime, TaskId};
use rushhour_engine::value::Value;

/// What a script is answered. Which kind of reply answers a request is stated where verbs ask it; a fiber takes no other.
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
    /// Messages, the oldest first.
    Messages(Vec<Message>),
    /// How an invocation settled.
    Settled(Result<Value, Box<Rejection>>),
    /// The script asked for something that makes no sense: thrown, catchable, with this text.
    Mistake(String),
    /// This fiber is over: nothing else is run in it. Ends it without an error.
    Stop,
    /// This fiber has broken a limit that the simulation watches: ends it with this error, not catchable.
    Abort(String),
}

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Its place in the conversation.
    pub index: u32,
    /// `customer`, or the name of the agent.
    pub from: SmolStr,
    /// Its text.
    pub body: SmolStr,
    /// Files that came with it, as maps of `name`, `type` and `bytes`; nothing where there are none.
    pub media: Value,
    /// Its attributes; nothing where it has none.
    pub attributes: Value,
    /// The subject of an e-mail.
    pub subject: Option<SmolStr>,
}

/// The kinds of replies that answer something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReplyKind {
    Done,
    Number,
    Int,
    Time,
    Text,
    Value,
    Task,
    Message,
    Messages,
    Settled,
}

impl Reply {
    /// Its kind; nothing for those that may come in place of any answer.
    pub(crate) const fn kind(&self) -> Option<ReplyKind> {
        match self {
            Self::Done(_) => Some(ReplyKind::Done),
            Self::Number(_) => Some(ReplyKind::Number),
            Self::Int(_) => Some(ReplyKind::Int),
            Self::Time(_) => Some(ReplyKind::Time),
            Self::Text(_) => Some(ReplyKind::Text),
            Self::Value(_) => Some(ReplyKind::Value),
            Self::Task(_) => Some(ReplyKind::Task),
            Self::Message(_) => Some(ReplyKind::Message),
            Self::Messages(_) => Some(ReplyKind::Messages),
            Self::Settled(_) => Some(ReplyKind::Settled),
            Self::Mistake(_) | Self::Stop | Self::Abort(_) => None,
        }
    }
}

/// What a request is answered, as its verb takes it: the content of one kind of reply.
pub(crate) trait Answer: Sized {
    /// The kind.
    const KIND: ReplyKind;
    /// The content of a reply, if it is of this kind.
    fn from_reply(reply: Reply) -> Option<Self>;
}

macro_rules! answers {
    ($($kind:ident: $answer:ty;)+) => {
        $(
            impl Answer for $answer {
                const KIND: ReplyKind = ReplyKind::$kind;
                fn from_reply(reply: Reply) -> Option<Self> {
                    if let Reply::$kind(answer) = reply { Some(answer) } else { None }
                }
            }
        )+
    };
}

answers! {
    Done: bool;
    Number: f64;
    Int: i64;
    Time: SimTime;
    Text: SmolStr;
    Value: Value;
    Task: Option<Box<TaskHandle>>;
    Message: Option<Box<Message>>;
    Messages: Vec<Message>;
    Settled: Result<Value, Box<Rejection>>;
}

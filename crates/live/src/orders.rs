//! What the server asks of the run: orders, each with a way to answer.
//!
//! The channel is bounded and never waited for: where the run does not take orders, the caller is told so.

use serde_json::Value as Json;
use smol_str::SmolStr;
use tokio::sync::{mpsc, oneshot};

use super::limits::ORDERS_MAX;
use super::speed::Speed;
use rushhour_engine::action::ActionName;
use rushhour_engine::value::Payload;
use rushhour_scenario::timeline::TrainerCommand;

/// Something that the run is to do, or is asked.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) what: What,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// How it went.
pub(super) type Answer = Result<Json, Refused>;

/// Why an order is not obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// There is no such thing.
    Unknown,
    /// The run is over.
    Over,
    /// A limit is reached: which, and what to do.
    TooMuch(String, String),
    /// Nobody may do that now: why, and the engine's code for it.
    Illegal(String, &'static str),
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// The first browser, or one more, is there.
    Look,
    Pause,
    Resume,
    /// One more event, and a pause.
    Step,
    Speed(Speed),
    /// On to the next chapter, as fast as it goes.
    Jump,
    /// Something is done to the floor.
    Do(TrainerCommand),
    /// Who is there and what can be done.
    Floor,
    /// What was done so far.
    Record,
    /// One agent, by name or number.
    Agent(String),
    /// One queue.
    Queue(String),
    /// A seat: its desktop, and what may be done there.
    Seat(String),
    /// A person does something at their desktop.
    Act(SmolStr, ActionName, Payload),
    /// The process ends.
    Exit,
}

/// Gives orders; the server has one.
#[derive(Clone, Debug)]
pub(super) struct Orders(mpsc::Sender<Order>);

/// Where orders come in; the pacer has it.
pub(super) type ToObey = mpsc::Receiver<Order>;

pub(super) fn channel() -> (Orders, ToObey) {
    let (sender, receiver) = mpsc::channel(ORDERS_MAX);
    (Orders(sender), receiver)
}

impl Orders {
    /// Gives an order; nothing where the run takes none.
    pub(super) fn give(&self, what: What) -> Option<oneshot::Receiver<Answer>> {
        let (answer, answered) = oneshot::channel();
        self.0.try_send(Order { what, answer }).ok().map(|()| answered)
    }
}

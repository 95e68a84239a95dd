//! What scripts ask for.
//!
//! Which type of answer goes with which request is stated in [`super::asks`].

use smol_str::SmolStr;

use rushhour_engine::action::ActionName;
use rushhour_engine::effects::CallRole;
use rushhour_engine::hooks::Asked;
use rushhour_engine::task_view::TaskPart;
use rushhour_engine::units::{ReservationId, Sid, SimSpan};
use rushhour_engine::value::{Payload, Value};
use rushhour_scenario::timeline::Narration;

/// A function that a script handed over, to be run in a fiber of its own. The host keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closure(pub u32);

/// What a script asks for.
#[derive(Clone, Debug)]
pub enum Request {
    // Everyone.
    /// Nothing happens for so long. Answer: true.
    Sleep(SimSpan),
    /// A draw from a distribution of the scenario, by name: seconds or a plain number. A mistake names the nearest
    /// known one.
    Sample(SmolStr),
    /// Whether something of this probability happens.
    Chance(f64),
    /// A uniform draw from [0, 1).
    Random,
    /// A uniform whole number of the range, both ends included.
    RandomInt(i64, i64),
    /// The time.
    Now,
    /// Records a value of a declared metric. Answer: true; an undeclared one is a mistake.
    Record(SmolStr, f64),
    /// Checks something. Answer: whether it held.
    Check(SmolStr, bool),
    /// Says something. Answer: true.
    Note(SmolStr),
    /// Tells those who watch. Answer: true; of a pause, when the show goes on.
    Narrate(Narration, SmolStr),
    /// Runs a closure of one parameter (`me`) in a fiber of its own. Answer: true.
    Start(Closure),

    // Agents and supervisors.
    /// Registers a function on the agent's desktop. Answer: true.
    Register {
        /// The action that it listens to, replaces, or is.
        action: ActionName,
        /// Which of these.
        role: CallRole,
        /// The function, of an event, or of an event and the original.
        closure: Closure,
    },
    /// Takes a listener out again. Answer: whether there was one.
    RemoveListener {
        /// The action that it listens to.
        action: ActionName,
        /// Before it or after it.
        role: CallRole,
        /// The function.
        closure: Closure,
    },
    /// Something about the invocation for whose sake the registered function was called that asks.
    Hook(HookAsk),
    /// Waits for the next offered task. Answer: none at the end of the shift, or when `patience` is over.
    NextTask {
        /// How long to wait at most.
        patience: Option<SimSpan>,
    },
    /// Handles tasks by running a closure of (`me`, `task`) in a fiber of its own for each one, until the shift
    /// ends. The closure is started when a task is offered. Answer, when the shift has ended and all those fibers
    /// have: true.
    Serve(Closure),
    /// From now on the agent goes back to the activity in which they were so long after an offer has timed out. Answer:
    /// true.
    BackAfter(SimSpan),
    /// Waits for the end of the shift. Answer: true.
    WaitShift,
    /// Invokes an action. Answer: how it settled.
    Invoke {
        /// One of the catalogue's, or one that a script has registered.
        action: ActionName,
        /// As the script gave it: nothing is checked or completed yet.
        payload: Payload,
    },
    /// Talks on an accepted call for so long. Answer: true, or false as soon as the contact is over.
    Talk {
        /// The agent's reservation of the call.
        task: ReservationId,
        /// How long they want to talk.
        time: TalkTime,
    },
    /// Waits until whoever was called by an accepted outbound call answers, for at most so long. Answer: true when
    /// they are there, false when the call is over or the time is.
    WaitConnected {
        /// The agent's reservation of the call.
        task: ReservationId,
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
    /// Waits until a transfer that this agent initiated settles. Answer: whether it was taken.
    WaitTransfer {
        /// The reservation of the agent who handed it on.
        task: ReservationId,
    },
    /// The status of a reservation on the agent's desktop. Answer: empty where it is not there any more.
    TaskStatus {
        /// The reservation.
        task: ReservationId,
    },
    /// A part of a task, as it is now. Answer: nothing where the task is gone.
    TaskPart {
        /// By which reservation it is asked about.
        task: ReservationId,
        /// What is asked.
        part: TaskPart,
    },
    /// What an object of a payload stands for: a conversation or a worker. Answer: a map, or nothing where it is gone.
    Object(Sid),
    /// What those who work in the centre are by now: a map of `attributes`, `queues` and so on.
    Worker,
    /// The sid behind the name of a worker or a queue, for transfers. A mistake where there is none.
    FindTarget(SmolStr),
    /// The state of the agent's desktop as a map.
    Desktop,
    /// The name of the current activity.
    Activity,
    /// Makes a supervisor's muted leg coach the agent of the monitored call, or stops it. Answer: whether it could be
    /// done.
    Coach(bool),
    /// Makes a supervisor's leg heard by all, or muted again. Answer: whether it could be done.
    Barge(bool),

    // Customers.
    /// Calls the centre. Answer: true, or false if no line is free.
    Phone(NewContact),
    /// Opens a chat. Answer as for `Phone`.
    Chat(NewContact),
    /// Writes an e-mail, whose text is the first message. Answer as for `Phone`.
    Email(NewContact, SmolStr),
    /// Waits for an agent. Answer: true when one is there; false when patience is over, and the contact is given up
    /// then, or when the centre ended it.
    WaitAnswer {
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
    /// Ends the customer's contact. Answer: true, or false if it is over already.
    HangUp,
    /// Answers an agent's outbound call. Answer: true, or false if it is over already.
    Answer,
    /// Declines it. Answer as for `Answer`.
    Decline,

    // Both sides of a contact.
    /// A customer's message. (An agent's is the action SendMessage.) Answer: true, or false when the
    /// conversation is over.
    Send {
        /// The text.
        body: SmolStr,
        /// Files, as a list of maps, or nothing.
        media: Value,
    },
    /// The messages of a conversation so far: an agent's, while they take part in it, or a customer's.
    Messages {
        /// An agent's reservation; none: the customer's own contact.
        task: Option<ReservationId>,
    },
    /// Waits for the next message that was delivered to this party and not yet received. Answer: none
    /// when the time is over or the other side has left.
    WaitMessage {
        /// An agent says of which task; a customer has one contact and says nothing.
        task: Option<ReservationId>,
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
    /// Waits until the contact is over, for at most so long. Answer: true when it is, false when the
    /// time ran out first.
    WaitEnd {
        /// An agent says of which task; a customer has one contact and says nothing.
        task: Option<ReservationId>,
        /// How long at most; none: for ever.
        patience: Option<SimSpan>,
    },
}

/// What a registered function asks about its invocation.
#[derive(Clone, Debug)]
pub enum HookAsk {
    /// Its payload: a map for one of fields.
    Payload,
    /// Sets one field of it; nothing takes the field out. Answer: true; a mistake where it has no fields.
    SetField(SmolStr, Value),
    /// Replaces it. Answer: true.
    SetPayload(Payload),
    /// Aborts the invocation, if that is not too late. Answer: true.
    Abort,
    /// Runs the body that is being replaced, or the replacement before this one, with another payload where one is given.
    /// Answer: how it settled; a mistake where no replacement asks.
    Original(Asked, Option<Payload>),
}

/// How long somebody talks.
#[derive(Clone, Debug, PartialEq)]
pub enum TalkTime {
    /// So long.
    Span(SimSpan),
    /// As a distribution of the scenario says.
    Sample(SmolStr),
}

/// A contact that a customer begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewContact {
    /// To which queue, by name; none: the population's.
    pub queue: Option<SmolStr>,
    /// Attributes of the task, merged over the population's. A map, or nothing.
    pub attributes: Value,
}

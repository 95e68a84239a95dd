//! Actors: the people of a run, and what each thread of their script waits for.

use std::collections::VecDeque;
use std::rc::Rc;

use smallvec::SmallVec;

use super::chance::Draws;
use super::control::ActorKey;
use rushhour_engine::action::Action;
use rushhour_engine::effects::ScriptCall;
use rushhour_engine::event::PopulationId;
use rushhour_engine::units::{
    ActorId, ContactId, FiberId, InvocationId, ReservationId, SimTime, TaskId, WorkerId,
};
use rushhour_script::Fiber;
use rushhour_script::request::{Closure, Identity, Message};

/// One simulated person.
#[derive(Debug)]
pub struct Actor {
    pub(super) identity: Rc<Identity>,
    pub(super) population: PopulationId,
    pub(super) key: ActorKey,
    /// How many moves they have made.
    pub(super) moves: u32,
    pub(super) draws: Draws,
    pub(super) part: ActorRole,
    /// The live threads of their script, oldest first.
    pub(super) fibers: SmallVec<[FiberId; 1]>,
    /// How often threads of this actor were resumed at `resumed_at`.
    pub(super) resumes: u32,
    pub(super) resumed_at: SimTime,
}

/// What somebody plays.
#[derive(Debug)]
pub enum ActorRole {
    /// An agent or a supervisor.
    Worker(AgentState),
    /// A customer.
    Customer(CustomerState),
}

/// What an agent's scripts have to know between two requests.
#[derive(Debug)]
pub struct AgentState {
    pub(super) worker: WorkerId,
    /// Offered reservations that no `next_task` has taken, oldest first.
    pub(super) offered: VecDeque<ReservationId>,
    /// The closure that handles tasks, while somebody serves.
    pub(super) serving: Option<Closure>,
    /// Messages that were delivered and not received, by conversation.
    pub(super) inboxes: SmallVec<[(rushhour_engine::units::ConversationId, VecDeque<Message>); 2]>,
}

/// What a customer's script has to know between two requests.
#[derive(Debug, Default)]
pub struct CustomerState {
    /// How often they have come before.
    pub(super) tries: u32,
    /// Whether they were blocked, or gave up before anyone answered.
    pub(super) gave_up: bool,
    /// Whether an agent dialled them: then they did not come, and do not come again.
    pub(super) called: bool,
    pub(super) contact: Option<ContactId>,
    pub(super) answered: bool,
    pub(super) inbox: VecDeque<Message>,
    /// How often there was a bad moment to hang up, of each stage.
    pub(super) bad_moments: [u16; 4],
}

/// One thread of a script.
pub struct Thread {
    pub(super) fiber: Fiber,
    pub(super) actor: ActorId,
    pub(super) wait: Wait,
    /// Tells the timer of this wait from those of earlier ones.
    pub(super) serial: u32,
    /// What it was started for.
    pub(super) task: ThreadPurpose,
    /// Whether it ever ran.
    pub(super) started: bool,
    /// The reservation that it was handed last, in a run with faults.
    pub(super) handed: Option<ReservationId>,
}

/// What a thread was started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadPurpose {
    /// The actor's script, a plugin, or a closure that was started.
    Script,
    /// A reservation, handled by a `serve` closure.
    Serve(ReservationId),
    /// An invocation, by a function that was registered.
    Call(ScriptCall),
}

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Nothing: it runs, or is about to.
    Nothing,
    /// Time alone.
    Sleep,
    /// The time that an action would have taken which this run leaves out.
    LeftOut(Action),
    /// The next offered task.
    NextTask,
    /// The end of the shift and of all `serve` threads.
    Serve,
    /// An invocation.
    Invocation(InvocationId),
    /// The body that a replacement stands in for.
    Original(InvocationId),
    /// That the desktop shows what was accepted: reservation events may need time.
    Shown(ReservationId),
    /// So much talk, or the end of the contact.
    Talk(ReservationId),
    /// That whoever was called answers.
    Connected(ReservationId),
    /// The settling of a transfer.
    Transfer(TaskId),
    /// An agent.
    Answer,
    /// A message; an agent says of which task.
    Message(Option<ReservationId>),
    /// The end of the contact; an agent says of which task.
    End(Option<ReservationId>),
}

impl Actor {
    /// The agent's side of this actor.
    pub(super) fn duty(&mut self) -> Option<&mut AgentState> {
        match &mut self.part {
            ActorRole::Worker(duty) => Some(duty),
            ActorRole::Customer(_) => None,
        }
    }
    /// The customer's side of this actor.
    pub(super) fn visit(&mut self) -> Option<&mut CustomerState> {
        match &mut self.part {
            ActorRole::Customer(visit) => Some(visit),
            ActorRole::Worker(_) => None,
        }
    }
    /// The worker behind this actor.
    pub fn worker(&self) -> Option<WorkerId> {
        match &self.part {
            ActorRole::Worker(duty) => Some(duty.worker),
            ActorRole::Customer(_) => None,
        }
    }
}

impl AgentState {
    pub(super) fn new(worker: WorkerId) -> Self {
        Self { worker, offered: VecDeque::new(), serving: None, inboxes: SmallVec::new() }
    }

    pub(super) fn inbox(
        &mut self,
        conversation: rushhour_engine::units::ConversationId,
    ) -> &mut VecDeque<Message> {
        let place = match self.inboxes.iter().position(|(known, _)| *known == conversation) {
            Some(place) => place,
            None => {
                self.inboxes.push((conversation, VecDeque::new()));
                self.inboxes.len() - 1
            }
        };
        &mut self.inboxes[place].1
    }
}

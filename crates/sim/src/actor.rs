//! Actors: the people of a run, and what each thread of their script waits for.

use std::collections::VecDeque;
use std::rc::Rc;

use smallvec::SmallVec;

use super::chance::Draws;
use super::control::ActorKey;
use rushhour_engine::action::Action;
use rushhour_engine::effects::ScriptCall;
use rushhour_engine::units::{
    ActivityId, ActorId, ContactId, FiberId, InvocationId, ReservationId, SimSpan, SimTime, TaskId, WorkerId,
};
use rushhour_scenario::PopulationId;
use rushhour_scenario::faults::HangUpStage;
use rushhour_script::Fiber;
use rushhour_script::request::{Closure, Identity, Message};

/// One simulated person.
#[derive(Debug)]
pub(crate) struct Actor {
    pub(crate) identity: Rc<Identity>,
    /// Their population, and the person and time under which they draw.
    pub(crate) key: ActorKey,
    /// How many moves they have made, or would have made but for what the run leaves out.
    pub(crate) moves: u32,
    pub(crate) draws: Draws,
    pub(crate) part: ActorRole,
    /// The live threads of their script, oldest first.
    pub(crate) fibers: SmallVec<[FiberId; 1]>,
    /// How often threads of this actor were resumed since `counted_from`, which is at most a second ago.
    pub(crate) turns: u32,
    pub(crate) counted_from: SimTime,
    /// Its turns lately, in a rehearsal.
    pub(crate) rehearsed: Lately,
}

/// What somebody plays.
#[derive(Debug)]
pub(crate) enum ActorRole {
    /// An agent or a supervisor.
    Worker(AgentState),
    /// A customer.
    Customer(CustomerState),
}

/// What an agent's scripts have to know between two requests.
#[derive(Debug)]
pub(crate) struct AgentState {
    pub(crate) worker: WorkerId,
    /// Offered reservations that no `next_task` has taken, oldest first.
    pub(crate) offered: VecDeque<ReservationId>,
    /// How long after an offer has timed out they go back to where they were; never where it is not said.
    pub(crate) back_after: Option<SimSpan>,
    /// When they came into the timeout activity, and from which other one.
    pub(crate) timed_out: Option<(SimTime, ActivityId)>,
    /// The closure that handles tasks, while somebody serves.
    pub(crate) serving: Option<Closure>,
    /// Messages that were delivered and not received, by conversation.
    pub(crate) inboxes: SmallVec<[(rushhour_engine::units::ConversationId, VecDeque<Message>); 2]>,
}

/// What a customer's script has to know between two requests.
#[derive(Debug, Default)]
pub(crate) struct CustomerState {
    /// Whether they were blocked, or gave up before anyone answered.
    pub(crate) gave_up: bool,
    /// Whether an agent dialled them: then they did not come, and do not come again.
    pub(crate) called: bool,
    pub(crate) contact: Option<ContactId>,
    /// How many they have made.
    pub(crate) contacts: u32,
    pub(crate) answered: bool,
    pub(crate) inbox: VecDeque<Message>,
    /// How often there was a bad moment to hang up, of each stage.
    pub(crate) bad_moments: [u16; HangUpStage::COUNT],
}

/// One thread of a script.
pub(crate) struct Thread {
    pub(crate) fiber: Fiber,
    pub(crate) actor: ActorId,
    pub(crate) wait: Wait,
    /// Tells the timer of this wait from those of earlier ones.
    pub(crate) serial: u32,
    /// What it was started for.
    pub(crate) task: ThreadPurpose,
    /// Whether it ever ran.
    pub(crate) started: bool,
    /// The reservation that it was handed last, in a run with faults.
    pub(crate) handed: Option<ReservationId>,
}

/// What a thread was started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ThreadPurpose {
    /// The actor's script, a plugin, or a closure that was started.
    Script,
    /// A reservation, handled by a `serve` closure.
    Serve(ReservationId),
    /// An invocation, by a function that was registered.
    Call(ScriptCall),
}

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
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

impl Wait {
    /// Whether it is for work to come.
    pub(crate) const fn is_for_work(self) -> bool {
        match self {
            Self::NextTask | Self::Serve => true,
            Self::Nothing
            | Self::Sleep
            | Self::LeftOut(_)
            | Self::Invocation(_)
            | Self::Original(_)
            | Self::Shown(_)
            | Self::Talk(_)
            | Self::Connected(_)
            | Self::Transfer(_)
            | Self::Answer
            | Self::Message(_)
            | Self::End(_) => false,
        }
    }
}

/// How many turns somebody has had within the same second of the run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lately {
    second: u64,
    turns: u64,
}

impl Lately {
    /// One more turn; how many that makes within this second.
    pub(crate) const fn turn(&mut self, now: SimTime) -> u64 {
        let second = now.as_ns() / 1_000_000_000;
        let turns = if self.second == second { self.turns + 1 } else { 1 };
        *self = Self { second, turns };
        turns
    }
}

impl Actor {
    pub(crate) const fn population(&self) -> PopulationId {
        self.key.population
    }
    /// The agent's side of this actor.
    pub(crate) fn duty(&mut self) -> Option<&mut AgentState> {
        match &mut self.part {
            ActorRole::Worker(duty) => Some(duty),
            ActorRole::Customer(_) => None,
        }
    }
    /// The customer's side of this actor.
    pub(crate) fn visit(&mut self) -> Option<&mut CustomerState> {
        match &mut self.part {
            ActorRole::Customer(visit) => Some(visit),
            ActorRole::Worker(_) => None,
        }
    }
    /// The worker behind this actor.
    pub(crate) fn worker(&self) -> Option<WorkerId> {
        match &self.part {
            ActorRole::Worker(duty) => Some(duty.worker),
            ActorRole::Customer(_) => None,
        }
    }
}

impl AgentState {
    pub(crate) fn new(worker: WorkerId, back_after: Option<SimSpan>) -> Self {
        Self {
            worker,
            offered: VecDeque::new(),
            back_after,
            timed_out: None,
            serving: None,
            inboxes: SmallVec::new(),
        }
    }

    pub(crate) fn inbox(
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

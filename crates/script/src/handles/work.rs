//! What people's scripts hold: `me`, a task, a message.

use std::rc::Rc;

use smol_str::SmolStr;

use crate::fiber::ask;
use crate::request::{Identity, IdentityKind, Message, TaskHandle, asks};
use crate::thrown::{Thrown, mistake};
use rushhour_engine::task_view::TaskPart;
use rushhour_engine::units::{CallId, ChannelId, ConversationId, ReservationId, Sid, WorkerId};
use rushhour_engine::value::Value;
use rushhour_scenario::arrivals::TraceRow;

/// `me`: who acts.
#[derive(Clone)]
pub(crate) struct Me(Rc<Identity>);

/// `me.row`: the row of the trace by which a customer came.
#[derive(Clone)]
pub(crate) struct RowHandle(pub(crate) TraceRow);

/// A task: its reservation, and what never changes about it where it was offered to this script.
#[derive(Clone)]
pub(crate) struct Task {
    reservation: ReservationId,
    offered: Option<Rc<TaskHandle>>,
}

/// A conversation or a worker in a payload, of which nothing is known until a script reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Object(pub(crate) Sid);

/// A message that was received.
#[derive(Clone)]
pub(crate) struct MessageHandle(Rc<Message>);

impl Me {
    /// The handle of this identity.
    pub(crate) fn new(identity: Rc<Identity>) -> Self {
        Self(identity)
    }
    /// Who it is.
    pub(crate) fn identity(&self) -> &Identity {
        &self.0
    }
    /// The worker, where it is one.
    pub(crate) fn worker(&self) -> Option<WorkerId> {
        match self.0.kind {
            IdentityKind::Agent(worker) | IdentityKind::Supervisor(worker) => Some(worker),
            IdentityKind::Customer(_) => None,
        }
    }
    /// Says no to customers who use an agent's verb.
    ///
    /// # Errors
    /// A mistake that names the verb.
    pub(crate) fn must_work(&self, verb: &str) -> Result<(), Thrown> {
        match self.0.kind {
            IdentityKind::Agent(_) | IdentityKind::Supervisor(_) => Ok(()),
            IdentityKind::Customer(_) => Err(mistake(format!(
                "only agents and supervisors can `{verb}`, and {} is a customer",
                self.0.name
            ))),
        }
    }
    /// Says no to those who work in the centre and use a customer's verb.
    ///
    /// # Errors
    /// A mistake that names the verb.
    pub(crate) fn must_be_customer(&self, verb: &str) -> Result<(), Thrown> {
        match self.0.kind {
            IdentityKind::Customer(_) => Ok(()),
            IdentityKind::Agent(_) => {
                Err(mistake(format!("only customers can `{verb}`, and {} is an agent", self.0.name)))
            }
            IdentityKind::Supervisor(_) => {
                Err(mistake(format!("only customers can `{verb}`, and {} is a supervisor", self.0.name)))
            }
        }
    }
    /// Says no to everyone but supervisors.
    ///
    /// # Errors
    /// A mistake that names the verb.
    pub(crate) fn must_supervise(&self, verb: &str) -> Result<(), Thrown> {
        match self.0.kind {
            IdentityKind::Supervisor(_) => Ok(()),
            IdentityKind::Agent(_) | IdentityKind::Customer(_) => {
                Err(mistake(format!("only supervisors can `{verb}`, and {} is none", self.0.name)))
            }
        }
    }
}

impl Task {
    /// Whether its agent has begun it, as far as this script knows.
    pub(crate) fn was_begun(&self) -> bool {
        self.offered.as_ref().is_some_and(|task| task.outbound)
    }
    /// The same, where it is a call.
    pub(crate) fn is_dialled(&self) -> bool {
        self.offered.as_ref().is_some_and(|task| task.outbound && task.conversation.is_none())
    }
    /// The handle of a task that is offered.
    pub(crate) fn new(handle: TaskHandle) -> Self {
        Self { reservation: handle.reservation, offered: Some(Rc::new(handle)) }
    }
    /// The handle of a task that somebody names.
    pub(crate) const fn named(reservation: ReservationId) -> Self {
        Self { reservation, offered: None }
    }
    /// The reservation by which payloads name it.
    pub(crate) const fn reservation(&self) -> ReservationId {
        self.reservation
    }
    /// A part of it as it is now; nothing where it is gone.
    ///
    /// # Errors
    /// The end of the script.
    pub(crate) fn part(&self, part: TaskPart) -> Result<Value, Thrown> {
        if let Some(value) = self.offered.as_deref().and_then(|offered| offered.part(part)) {
            return Ok(value);
        }
        let value = ask(asks::task_part(self.reservation, part))?;
        Ok(match (&self.offered, part) {
            // Long over: all that is left is what it was offered with.
            (Some(offered), TaskPart::Attributes) if value == Value::Null => offered.attributes.clone(),
            _ => value,
        })
    }
}

impl TaskHandle {
    /// What never changes of a task, without asking.
    fn part(&self, part: TaskPart) -> Option<Value> {
        let of_sid = |sid: Option<Sid>| sid.map_or(Value::Null, Value::Sid);
        Some(match part {
            TaskPart::Sid => Value::Sid(self.reservation.sid()),
            TaskPart::TaskSid => Value::Sid(self.task.sid()),
            TaskPart::Queue => Value::Text(self.queue.clone()),
            TaskPart::Channel => Value::Text(SmolStr::new_static(self.channel.name())),
            TaskPart::Transferred => Value::Bool(self.transferred),
            TaskPart::Outbound => Value::Bool(self.outbound),
            TaskPart::OfferedAt => Value::Float(self.offered_at.as_secs_f64()),
            TaskPart::ConversationSid => of_sid(self.conversation.map(ConversationId::sid)),
            TaskPart::ChannelSid => of_sid(self.interaction.map(ChannelId::sid)),
            TaskPart::CallSid => of_sid(self.call.map(CallId::sid)),
            TaskPart::Status
            | TaskPart::Age
            | TaskPart::Attributes
            | TaskPart::Priority
            | TaskPart::WorkerSid
            | TaskPart::Conversation
            | TaskPart::Call => return None,
        })
    }
}

impl Object {
    /// What it is now, a map; nothing where it is gone.
    ///
    /// # Errors
    /// The end of the script.
    pub(crate) fn value(self) -> Result<Value, Thrown> {
        ask(asks::object(self.0))
    }
}

impl MessageHandle {
    /// The handle of this message.
    pub(crate) fn new(message: Message) -> Self {
        Self(Rc::new(message))
    }
    /// The message as it was received.
    pub(crate) fn message(&self) -> &Message {
        &self.0
    }
}

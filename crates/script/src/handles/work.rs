//! What people's scripts hold: `me`, a task, a message.

use std::rc::Rc;

use crate::request::{Identity, IdentityKind, Message, TaskHandle};
use crate::thrown::{Thrown, mistake};
use rushhour_engine::units::{ReservationId, WorkerId};
use rushhour_scenario::arrivals::TraceRow;

/// `me`: who acts.
#[derive(Clone)]
pub(crate) struct Me(Rc<Identity>);

/// `me.row`: the row of the trace by which a customer came.
#[derive(Clone)]
pub(crate) struct RowHandle(pub(crate) TraceRow);

/// A task, as it was when it was offered.
#[derive(Clone)]
pub(crate) struct Task(Rc<TaskHandle>);

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
    /// The handle of this task.
    pub(crate) fn new(handle: TaskHandle) -> Self {
        Self(Rc::new(handle))
    }
    /// The reservation by which payloads name it.
    pub(crate) fn reservation(&self) -> ReservationId {
        self.0.reservation
    }
    /// What was true when it was offered.
    pub(crate) fn handle(&self) -> &TaskHandle {
        &self.0
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

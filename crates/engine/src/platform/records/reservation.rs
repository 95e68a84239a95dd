//! Reservations: a task offered to a worker.

use crate::config::Channel;
use crate::event::{Purpose, ReservationStatus, TransferMode};
use crate::units::{ActivityId, QueueId, SimTime, TaskId, WorkerId};

/// A task offered to a worker.
#[derive(Clone, Debug)]
pub struct Reservation {
    /// The task that is offered; it is there as long as this is.
    pub task: TaskId,
    /// The worker to whom it is offered.
    pub worker: WorkerId,
    /// The channel of its task.
    pub channel: Channel,
    /// The queue through which it came.
    pub queue: Option<QueueId>,
    /// Whether routing, a transfer, or the worker's own work made it.
    pub purpose: Purpose,
    /// How the task is handed on, where it is.
    pub handed_on: Option<TransferMode>,
    /// Its status; one that is not open any more is kept until its task is forgotten.
    pub status: ReservationStatus,
    /// The moment at which it was made.
    pub created_at: SimTime,
    /// When it times out if it is still pending then.
    pub expires_at: SimTime,
    /// The activity that its worker goes to when it is completed.
    pub post_work: Option<ActivityId>,
}

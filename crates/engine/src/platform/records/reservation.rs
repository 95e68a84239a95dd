//! Reservations: a task offered to a worker.

use crate::config::Channel;
use crate::event::{Purpose, ReservationStatus};
use crate::units::{ActivityId, QueueId, SimTime, TaskId, WorkerId};

/// A task offered to a worker.
#[derive(Clone, Debug)]
pub struct Reservation {
    /// Which task.
    pub task: TaskId,
    /// Offered to whom.
    pub worker: WorkerId,
    /// Its channel.
    pub channel: Channel,
    /// The queue through which it came.
    pub queue: Option<QueueId>,
    /// Why it was made.
    pub purpose: Purpose,
    /// Its status.
    pub status: ReservationStatus,
    /// When it was made.
    pub created_at: SimTime,
    /// When it times out if it is still pending then.
    pub expires_at: SimTime,
    /// The activity that its worker goes to when it is completed.
    pub post_work: Option<ActivityId>,
}

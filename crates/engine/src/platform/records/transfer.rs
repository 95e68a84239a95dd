//! Transfers: what is asked for, and how far it is.

use crate::event::{TransferMode, TransferTarget};
use crate::units::{ReservationId, WorkerId};
use crate::value::Value;

/// A transfer that is not over.
#[derive(Clone, Copy, Debug)]
pub struct Transfer {
    /// Warm, with the initiator staying on, or cold.
    pub mode: TransferMode,
    /// The worker or the queue that is to get it.
    pub target: TransferTarget,
    /// The reservation of whoever initiated it.
    pub initiator: ReservationId,
    /// The worker of that reservation.
    pub initiator_worker: WorkerId,
    /// Whether it was taken yet.
    pub state: TransferState,
    /// Whether it was the transfer that put the customer on hold.
    pub(in crate::platform) holds_customer: bool,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// Nobody has taken it yet.
    InFlight,
    /// Warm, and taken: both agents are on.
    Consulting,
}

/// What a transfer is asked to be.
#[derive(Clone, Debug)]
pub(crate) struct TransferOrder {
    /// Warm, with the initiator staying on, or cold.
    pub(crate) mode: TransferMode,
    /// The worker or the queue that is to get it.
    pub(crate) target: TransferTarget,
    /// Merged into the task's attributes: a map, or nothing.
    pub(crate) attributes: Value,
    /// The task's priority in the queue that it goes to, and from then on. Nothing to a worker, for whom it stands in
    /// no line.
    pub(crate) priority: Option<i32>,
}

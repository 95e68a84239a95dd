//! Tasks: pieces of work.
//!
//! A task and all its reservations are forgotten together, some time after the task has settled: where a reservation
//! is, its task is too.

use smallvec::SmallVec;

use super::route::Route;
use super::transfer::{Transfer, TransferState};
use crate::config::{Channel, ExpressionId};
use crate::event::{Direction, TaskStatus, TransferMode, TransferOutcome};
use crate::platform::lines::Place;
use crate::units::{ConferenceId, ContactId, ConversationId, QueueId, ReservationId, SimTime, WorkerId};
use crate::value::Value;

/// A piece of work for an agent.
#[derive(Clone, Debug)]
pub struct Task {
    /// The contact it stands for.
    pub contact: ContactId,
    /// The channel of its contact.
    pub channel: Channel,
    /// Which way the contact began.
    pub direction: Direction,
    /// Its status, which follows from its reservations and its transfer.
    pub status: TaskStatus,
    /// The queue that the customer dialled.
    pub dialled: Option<QueueId>,
    /// The queue in which it waits, or through which it was reserved last.
    pub queue: Option<QueueId>,
    /// Its attributes, a map.
    pub attributes: Value,
    /// How often its attributes changed.
    pub version: u32,
    /// Its priority; higher goes first.
    pub priority: i32,
    /// When it was created: its place among those of its priority.
    pub created_at: SimTime,
    /// Its pending, accepted and wrapping reservations, oldest first.
    pub open: SmallVec<[ReservationId; 2]>,
    /// The conference, while the call is in progress.
    pub conference: Option<ConferenceId>,
    /// The conversation, on digital channels.
    pub conversation: Option<ConversationId>,
    /// The transfer in flight, or the consultation that a warm one led to.
    pub transfer: Option<Transfer>,
    /// How the transfer before this one, or the last one, ended.
    pub last_transfer: Option<TransferOutcome>,
    /// The worker whose own work it is: outbound and resumed.
    pub own_worker: Option<WorkerId>,
    /// All its reservations, settled ones too.
    pub(in crate::platform) reservations: SmallVec<[ReservationId; 2]>,
    /// Who may not be offered it for now.
    pub(in crate::platform) declined: SmallVec<[WorkerId; 1]>,
    /// Who handed it on last: they get it only where nobody else is there to take it.
    pub(in crate::platform) handed_on_by: Option<WorkerId>,
    /// Whether anyone ever accepted it.
    pub(in crate::platform) was_assigned: bool,
    /// How far its workflow has brought it.
    pub(in crate::platform) route: Route,
    /// The line it stands in, if any.
    pub(in crate::platform) place: Option<Place>,
    /// How many transfers it has had.
    pub(in crate::platform) transfers: u32,
    /// Whether its caller was sent elsewhere before anyone took the call.
    pub(in crate::platform) redirected: bool,
}

impl Task {
    /// Whether nobody has accepted it yet.
    pub const fn is_unaccepted(&self) -> bool {
        matches!(self.status, TaskStatus::Pending | TaskStatus::Reserved)
    }
    /// The expression by which the target that it has come to asks for some workers of its queue.
    pub const fn target_expression(&self) -> Option<ExpressionId> {
        self.route.only
    }
    /// Whether it is so old that the step of its route is over.
    pub(in crate::platform) fn is_due(&self, now: SimTime) -> bool {
        self.route.timeout.is_some_and(|timeout| now.since(self.created_at) >= self.route.spent + timeout)
    }
    /// Whether its transfer with this number is in flight.
    pub(in crate::platform) fn has_transfer_in_flight(&self, serial: u32) -> bool {
        self.transfers == serial && self.transfer_in_flight().is_some()
    }
    /// The transfer that nobody has taken yet.
    pub fn transfer_in_flight(&self) -> Option<&Transfer> {
        self.transfer.as_ref().filter(|transfer| transfer.state == TransferState::InFlight)
    }
    pub(in crate::platform) fn cold_transfer_in_flight(&self) -> bool {
        self.transfer_in_flight().is_some_and(|transfer| transfer.mode == TransferMode::Cold)
    }
}

/// How many tasks there are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TaskCounts {
    /// Created since the run began.
    pub(crate) created: u64,
    /// By [`TaskStatus`], in the order of its variants; settled ones count for good, also when they are forgotten.
    pub(crate) by_status: [u64; 6],
}

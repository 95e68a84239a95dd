//! What the audit may see of the platform: small facts about single entities.
//!
//! The platform implements [`AuditView`]; the audit asks it about what the events of a step touched, and about
//! nothing else. Every answer is cheap: a look-up, never a scan.

use crate::config::Capacity;
use crate::event::{ChannelStatus, Member, Purpose, ReservationStatus, Role, TaskStatus, TransferMode};
use crate::units::{
    ActivityId, ChannelId, ConferenceId, ConversationId, ParticipantId, ReservationId, SimTime, TaskId, WorkerId,
};

/// A transfer as the platform has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferView {
    /// Warm, with the initiator staying on, or cold.
    pub mode: TransferMode,
    /// Whether it was taken yet.
    pub stage: TransferStage,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferStage {
    /// Nobody has taken it yet.
    InFlight,
    /// Warm, taken, and both agents are still there.
    Consulting,
}

/// A task as the platform has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// The status that the platform keeps for it.
    pub status: TaskStatus,
    /// Its transfer, unless that has settled and nobody is consulting any more.
    pub transfer: Option<TransferView>,
    /// Its conference, while that is live.
    pub conference: Option<ConferenceId>,
    /// With how many workers it may be pending at once.
    pub max_reserved: u16,
}

/// A reservation as the platform has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReservationView {
    /// The status that the platform keeps for it.
    pub status: ReservationStatus,
    /// The task that it offers.
    pub task: TaskId,
    /// The worker to whom the task is offered.
    pub worker: WorkerId,
    /// Whether routing, a transfer, or the worker's own work made it.
    pub purpose: Purpose,
    /// When it times out if it is still pending.
    pub expires_at: SimTime,
}

/// A worker as the platform has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerView {
    /// The activity that they are in.
    pub activity: ActivityId,
    /// Whether that makes them available.
    pub available: bool,
    /// Their capacity on each channel.
    pub capacity: Capacity,
}

/// Whether a participant is in their conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegState {
    /// They are being called and have not answered.
    Ringing,
    /// They are in, on hold or not.
    Joined,
    /// They are out; platforms that forget who left never say so.
    Left,
}

/// A participant of a conference as the platform has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegView {
    /// Their id, unique in the run.
    pub participant: ParticipantId,
    /// Customer, agent, supervisor or third party.
    pub role: Role,
    /// Whether they are in.
    pub state: LegState,
    /// Whether they are held.
    pub hold: bool,
    /// Whether they are muted.
    pub muted: bool,
    /// The one participant who hears a coaching supervisor.
    pub coaching: Option<ParticipantId>,
    /// Whether their exit ends the conference.
    pub end_on_exit: bool,
    /// What an agent has set that to by hand.
    pub exit_set: Option<bool>,
}

/// A conference as the platform has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConferenceView {
    /// The task of which it is the call.
    pub task: TaskId,
    /// Whether it is not over.
    pub live: bool,
}

/// A conversation as the platform has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConversationView {
    /// The interaction channel that ties it to tasks.
    pub channel: ChannelId,
    /// The status of that channel; messages pass while somebody attends to it.
    pub status: ChannelStatus,
    /// The index that its next message will have: how many it has had.
    pub next_index: u32,
}

/// How many tasks there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskCountsView {
    /// Created since the run began.
    pub created: u64,
    /// By [`TaskStatus`], in the order of its variants; settled ones count for good, also when they are removed.
    pub by_status: [u64; 6],
}

/// The platform, to be looked at.
///
/// The methods that fill a list append to it; the caller has emptied it.
pub trait AuditView {
    /// A task that was not removed.
    fn task(&self, task: TaskId) -> Option<TaskView>;
    /// The task's reservations that are pending, accepted or wrapping, in any order.
    fn open_reservations_of_task(&self, task: TaskId, into: &mut Vec<ReservationId>);
    /// A reservation whose task was not removed.
    fn reservation(&self, reservation: ReservationId) -> Option<ReservationView>;
    /// A worker; `None` where there never was one with this id.
    fn worker(&self, worker: WorkerId) -> Option<WorkerView>;
    /// How many pending, accepted and wrapping reservations a worker has on each channel, work of their own
    /// ([`Purpose::Own`]) included.
    fn occupied(&self, worker: WorkerId) -> Capacity;
    /// A conference; `None` too once it is over and forgotten.
    fn conference(&self, conference: ConferenceId) -> Option<ConferenceView>;
    /// The participants of a conference, those who left or not, in any order.
    fn legs(&self, conference: ConferenceId, into: &mut Vec<LegView>);
    /// A conversation that was not removed.
    fn conversation(&self, conversation: ConversationId) -> Option<ConversationView>;
    /// The participants of a conversation, in any order.
    fn members(&self, conversation: ConversationId, into: &mut Vec<Member>);
    /// Whether the target that a task has come to asks for this worker; nothing where it asks for anybody of its queue.
    fn asks_for(&self, task: TaskId, worker: WorkerId) -> Option<bool>;
    /// How many tasks there are.
    fn task_counts(&self) -> TaskCountsView;
}

//! Workers: agents and supervisors.

use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::config::{Capacity, Channel, WorkerSetup};
use crate::platform::lines::Membership;
use crate::units::{
    ActivityId, ConferenceId, ConversationId, GroupId, ParticipantId, QueueId, ReservationId, SimTime,
};
use crate::value::Value;

/// Whether the rota keeps a worker in their activity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// They go where they want.
    #[default]
    No,
    /// It does.
    Yes,
    /// It does, and they have set this activity meanwhile.
    Wants(ActivityId),
}

impl Kept {
    /// What they have set while they were kept.
    pub const fn wanted(self) -> Option<ActivityId> {
        match self {
            Self::No | Self::Yes => None,
            Self::Wants(activity) => Some(activity),
        }
    }
    /// They want to go to this activity: whether they have to wait with that.
    pub(in crate::platform) fn wants(&mut self, activity: ActivityId) -> bool {
        match self {
            Self::No => false,
            Self::Yes | Self::Wants(_) => {
                *self = Self::Wants(activity);
                true
            }
        }
    }
}

/// A worker as the platform knows them.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Their name, unique in the centre.
    pub name: SmolStr,
    /// The group that they are one of.
    pub group: GroupId,
    /// What expressions, skills and scripts see of them: a map.
    pub attributes: Value,
    /// How often they changed.
    pub version: u32,
    /// Whether they may do what supervisors do.
    pub supervisor: bool,
    /// The activity they are in.
    pub activity: ActivityId,
    /// Whether that activity is an available one.
    pub available: bool,
    /// Whether the rota keeps them in their activity.
    pub kept: Kept,
    /// How many tasks of each channel they may have at once.
    pub capacity: Capacity,
    /// How many they have: reservations pending, accepted or wrapping.
    pub load: Capacity,
    /// The queues they serve, in order.
    pub queues: Vec<Membership>,
    /// Their pending, accepted and wrapping reservations, oldest first.
    pub open: SmallVec<[ReservationId; 4]>,
    /// Their legs in live conferences.
    pub legs: SmallVec<[(ConferenceId, ParticipantId); 1]>,
    /// The conversations that they have paused, oldest first.
    pub paused: Vec<ConversationId>,
    /// How many reservation events were sent to their desktop.
    pub notices: u32,
    /// The queues that their population names; skills and expressions may add others.
    pub(in crate::platform) named_queues: Vec<QueueId>,
    /// Since when they have been without new work on each channel.
    pub(in crate::platform) idle_since: [SimTime; Channel::COUNT],
    /// Under which key they stand in the free lists of each channel, if they do.
    pub(in crate::platform) free_since: [Option<SimTime>; Channel::COUNT],
}

impl Worker {
    pub(in crate::platform) fn new(
        setup: &WorkerSetup,
        group: GroupId,
        activity: ActivityId,
        now: SimTime,
    ) -> Self {
        Self {
            name: setup.name.clone(),
            group,
            attributes: setup.attributes.clone(),
            version: 0,
            supervisor: setup.supervisor,
            activity,
            available: false,
            kept: Kept::No,
            capacity: setup.capacity,
            load: [0; Channel::COUNT],
            queues: Vec::new(),
            open: SmallVec::new(),
            legs: SmallVec::new(),
            paused: Vec::new(),
            notices: 0,
            named_queues: setup.queues.clone(),
            idle_since: [now; Channel::COUNT],
            free_since: [None; Channel::COUNT],
        }
    }

    /// Since when they have been without new work of this channel; it says something of those who are free for it.
    pub const fn idle_since(&self, channel: Channel) -> SimTime {
        self.idle_since[channel.index()]
    }
    /// Whether they belong to a queue.
    pub fn serves(&self, queue: QueueId) -> bool {
        self.queues.iter().any(|membership| membership.queue == queue)
    }
    /// Whether they are available and do work of this channel, busy or not.
    pub const fn is_there_for(&self, channel: Channel) -> bool {
        self.available && self.capacity[channel.index()] > 0
    }
    /// Whether routing may reserve them for work of this channel.
    pub fn is_free(&self, channel: Channel) -> bool {
        self.available && self.load[channel.index()] < self.capacity[channel.index()]
    }
}

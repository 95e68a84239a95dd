//! Conferences: calls, and who is in them.

use smallvec::SmallVec;

use crate::event::{ConferenceEvent, Event, Role};
use crate::units::{ConferenceId, ParticipantId, TaskId};

/// A conference that is not over.
#[derive(Clone, Debug)]
pub struct Conference {
    /// The task it belongs to.
    pub task: TaskId,
    /// Those who are in it or being called, in the order of their coming.
    pub participants: SmallVec<[Participant; 2]>,
}

/// A participant of a live conference.
#[derive(Clone, Debug)]
pub struct Participant {
    /// Their id, unique in the run.
    pub id: ParticipantId,
    /// Customer, agent, supervisor or third party; it never changes.
    pub role: Role,
    /// Whether they are in or still being called.
    pub state: LegState,
    /// Whether they hear music instead of the others.
    pub hold: bool,
    /// Whether the others can't hear them.
    pub muted: bool,
    /// For supervisors: the participant who alone hears them.
    pub coaching: Option<ParticipantId>,
    /// Whether the conference ends when they leave.
    pub end_on_exit: bool,
    /// What somebody has set that to by hand: from then on it stays so, whoever comes and goes.
    pub exit_set: Option<bool>,
}

/// Whether a participant is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegState {
    /// They are being called and have not answered.
    Ringing,
    /// They are in, on hold or not.
    Joined,
}

impl Conference {
    /// A participant by their id.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.id == id)
    }
    /// A participant who must be in it or being called, to be changed.
    pub(in crate::platform) fn leg_mut(&mut self, id: ParticipantId) -> &mut Participant {
        let Some(leg) = self.participants.iter_mut().find(|leg| leg.id == id) else {
            unreachable!("{id} must be in the conference of {}, and is not", self.task)
        };
        leg
    }
    /// The first participant of this role.
    pub(crate) fn with_role(&self, role: Role) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.role == role)
    }
    /// How many are in it, on hold or not.
    pub(in crate::platform) fn joined(&self) -> usize {
        self.participants.iter().filter(|participant| participant.is_joined()).count()
    }
    pub(crate) fn agents(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|participant| matches!(participant.role, Role::Worker(_)))
    }
    pub(in crate::platform) fn has_other_side(&self) -> bool {
        self.participants.iter().any(Participant::is_party)
    }
}

impl Participant {
    /// Whether they have answered.
    pub(crate) fn is_joined(&self) -> bool {
        self.state == LegState::Joined
    }
    /// Whether they are of the other side: a customer or a third party.
    pub(in crate::platform) const fn is_party(&self) -> bool {
        match self.role {
            Role::Customer | Role::External => true,
            Role::Worker(_) | Role::Supervisor(_) => false,
        }
    }
    /// What is stated when something about them has changed.
    pub(in crate::platform) fn changed_in(&self, conference: ConferenceId) -> Event {
        let changed = ConferenceEvent::ParticipantChanged {
            participant: self.id,
            role: self.role,
            hold: self.hold,
            muted: self.muted,
            coaching: self.coaching,
            end_on_exit: self.end_on_exit,
        };
        Event::Conference(conference, changed)
    }
}

/// Flags of the agent's own leg; none: as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkerLegFlags {
    /// Whether the call ends when they leave.
    pub end_on_exit: Option<bool>,
    /// Whether they are muted.
    pub muted: Option<bool>,
}

/// Whose exit ends a call, as somebody has said; none: as it follows from who is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exits {
    /// The exit of the agent.
    pub agent: Option<bool>,
    /// The exit of the customer.
    pub customer: Option<bool>,
}

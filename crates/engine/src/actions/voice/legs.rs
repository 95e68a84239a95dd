//! How payloads name who is in a call.

use crate::payload::{Either, Reader, sid_of, unread};
use crate::units::{ParticipantId, Sid, WorkerId};

/// A participant, by `targetSid` or as an object.
pub(super) type CalledParticipant = Either<LegRef, ParticipantId>;

/// A leg of a call, by whoever is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegRef {
    /// The leg that this worker is on.
    Worker(WorkerId),
    /// The leg of this participant.
    Participant(ParticipantId),
}

pub(super) fn read_participant(payload: &Reader<'_>) -> CalledParticipant {
    let target = payload.present("targetSid").and_then(sid_of).and_then(leg);
    Either::new(target, payload.id_if_any("participant")).unwrap_or_else(|| unread("targetSid"))
}

fn leg(sid: Sid) -> Option<LegRef> {
    let worker = WorkerId::try_from(sid).map(LegRef::Worker);
    worker.or_else(|sid| ParticipantId::try_from(sid).map(LegRef::Participant)).ok()
}

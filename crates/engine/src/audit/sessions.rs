//! Invariant 36: whoever is signed out is in no call, and signing out rejects nothing.

use super::found::Found;
use super::number::SIGNED_OUT_IS_OUT;
use super::voice::Voice;
use crate::event::Role;
use crate::units::{IdMap, ParticipantId, ReservationId, WorkerId};

/// Who is signed out, and what the present step did to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Sessions {
    /// Whether a worker is signed out; those who never were are not in it.
    out: IdMap<WorkerId, bool>,
    /// In this step: who signed out, who joined a call, and what was rejected of whom.
    went: Vec<WorkerId>,
    joined: Vec<(ParticipantId, WorkerId)>,
    rejected: Vec<(ReservationId, WorkerId)>,
}

impl Sessions {
    pub(super) fn switched(&mut self, worker: WorkerId, on: bool) {
        self.out.insert(worker, !on);
        if !on {
            self.went.push(worker);
        }
    }
    pub(super) fn joined(&mut self, participant: ParticipantId, role: Role) {
        self.joined.extend(role.worker().map(|worker| (participant, worker)));
    }
    pub(super) fn rejected(&mut self, reservation: ReservationId, worker: WorkerId) {
        self.rejected.push((reservation, worker));
    }

    /// Checks those who signed out in this step or joined a call.
    pub(super) fn check(&mut self, voice: &Voice, found: &mut Found) {
        for (participant, worker) in self.joined.drain(..) {
            let out = self.out.get(worker).copied().unwrap_or(false);
            found.hold(SIGNED_OUT_IS_OUT, !out || !voice.is_leg(participant), || {
                ([worker.to_string(), participant.to_string()], "has joined a call and is signed out".to_owned())
            });
        }
        for worker in self.went.drain(..) {
            if !self.out.get(worker).copied().unwrap_or(false) {
                continue;
            }
            found.hold(SIGNED_OUT_IS_OUT, !voice.has_leg(worker), || {
                ([worker.to_string()], "is signed out and in a call".to_owned())
            });
            let rejected = self.rejected.iter().find(|(_, of)| *of == worker);
            found.hold(SIGNED_OUT_IS_OUT, rejected.is_none(), || {
                let reservation = rejected.map(|(id, _)| id.to_string()).unwrap_or_default();
                ([worker.to_string(), reservation], "has signed out, and that was rejected".to_owned())
            });
        }
        self.rejected.clear();
    }
}

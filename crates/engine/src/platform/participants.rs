//! Participants who come beside the customer and their agents: supervisors who listen, third parties who are called.
//! And the flags of legs that agents set by hand.

use smol_str::SmolStr;

use super::records::{Exits, LegState, WorkerLegFlags};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::effects::{Cx, Timer};
use crate::event::{ReservationStatus, Role};
use crate::limits::PARTICIPANTS_MAX;
use crate::planted::planted;
use crate::units::{ConferenceId, ParticipantId, ReservationId, TaskId, WorkerId};
use crate::value::{Entries, Value};

impl Platform {
    // Supervisors.

    /// The leg by which a worker listens to somebody else's call.
    pub(crate) fn monitoring_leg(&self, worker: WorkerId) -> Option<(ConferenceId, ParticipantId)> {
        self.worker(worker)?.legs.iter().copied().find(|(conference, participant)| {
            let leg = self.conferences.get(*conference).and_then(|live| live.participant(*participant));
            leg.is_some_and(|leg| matches!(leg.role, Role::Supervisor(_)))
        })
    }

    /// Why a supervisor can't listen to the call of a reservation; the conference where they can.
    ///
    /// # Errors
    /// `TaskNotFound`, `CantMonitor`.
    pub(crate) fn may_monitor(&self, id: ReservationId, supervisor: WorkerId) -> Done<ConferenceId> {
        let Some(reservation) = self.reservations.get(id) else {
            let message = format!("there is no reservation {id}");
            return Err(if self.ever_reserved(id) {
                Refusal::world(Code::TaskNotFound, message)
            } else {
                Refusal::caller(Code::TaskNotFound, message)
            });
        };
        if reservation.worker == supervisor {
            return Err(Refusal::caller(Code::CantMonitor, "nobody monitors their own call"));
        }
        if self.active_leg(supervisor).is_some() && !planted!(self, MonitorsTwoCalls) {
            return Err(Refusal::caller(Code::CantMonitor, "the supervisor is in a call already"));
        }
        let (conference, _) = self
            .leg_on(reservation.task, reservation.worker)
            .ok_or_else(|| Refusal::world(Code::CantMonitor, format!("the agent of {id} is in no live call")))?;
        self.has_room_in(conference)?;
        Ok(conference)
    }

    /// A supervisor joins a call, muted. Nothing else changes by it.
    ///
    /// # Errors
    /// As for [`Platform::may_monitor`].
    pub(crate) fn monitor(&mut self, cx: &mut Cx<'_>, id: ReservationId, supervisor: WorkerId) -> Done {
        let conference = self.may_monitor(id, supervisor)?;
        let ends = planted!(self, MonitorExitEnds);
        let leg = self.add_participant(cx, conference, Role::Supervisor(supervisor), LegState::Joined, ends);
        self.change_leg(cx, conference, leg, |leg| leg.muted = true);
        self.refresh_exits(cx, conference);
        if planted!(self, MonitorMarksTask) {
            let task = self.reservations[id].task;
            let note = Value::map(Entries::from([("monitored_by".into(), Value::Sid(supervisor.sid()))]));
            self.set_task_attributes(cx, task, &note, (true, None))?;
        }
        Ok(())
    }

    /// A supervisor's muted leg is heard by the agent of this reservation alone, or by nobody again. False where
    /// they monitor no call with that agent in it.
    pub(crate) fn coach(&mut self, cx: &mut Cx<'_>, supervisor: WorkerId, id: ReservationId, on: bool) -> bool {
        let Some((conference, leg)) = self.monitoring_leg(supervisor) else { return false };
        let agent = self.reservations.get(id).and_then(|it| self.leg_on(it.task, it.worker));
        let agent = agent.filter(|(theirs, _)| *theirs == conference).map(|(_, participant)| participant);
        if on && agent.is_none() {
            return false;
        }
        self.change_leg(cx, conference, leg, |leg| {
            leg.coaching = agent.filter(|_| on);
            leg.muted = !on;
        });
        true
    }

    /// A supervisor's leg is heard by everybody, or by nobody again. False where they monitor no call.
    pub(crate) fn barge(&mut self, cx: &mut Cx<'_>, supervisor: WorkerId, on: bool) -> bool {
        let Some((conference, leg)) = self.monitoring_leg(supervisor) else { return false };
        self.change_leg(cx, conference, leg, |leg| {
            leg.coaching = None;
            leg.muted = !on;
        });
        true
    }

    // Third parties.

    /// The live call of a task into which its agent may call a third party.
    ///
    /// # Errors
    /// `CantAddParticipant` where the agent is not in a live call, or is calling somebody in already.
    pub(crate) fn may_call_in(&self, id: ReservationId) -> Done<ConferenceId> {
        let code = Code::CantAddParticipant;
        let reservation = self.reservations.get(id);
        let Some(reservation) = reservation.filter(|it| it.status == ReservationStatus::Accepted) else {
            return Err(Refusal::world(code, format!("reservation {id} is not accepted")));
        };
        let Some((conference, _)) = self.leg_on(reservation.task, reservation.worker) else {
            return Err(Refusal::world(code, format!("the call of {id} is over")));
        };
        let mut legs = self.conferences[conference].participants.iter();
        let rings = legs.any(|leg| leg.role == Role::External && !leg.is_joined());
        if rings {
            return Err(Refusal::caller(code, "another third party is being called"));
        }
        self.has_room_in(conference)?;
        Ok(conference)
    }

    /// Whether a call takes one more.
    fn has_room_in(&self, conference: ConferenceId) -> Done {
        let there = self.conferences.get(conference).map_or(0, |live| live.participants.len());
        if there < PARTICIPANTS_MAX {
            return Ok(());
        }
        Err(Refusal::limit(format!(
            "a call has at most {PARTICIPANTS_MAX} participants: let some of them hang up"
        )))
    }

    /// Calls a third party into the live call of an accepted reservation. They answer after the centre's
    /// `external_answer`.
    ///
    /// # Errors
    /// `CantAddParticipant`.
    pub(crate) fn call_in(&mut self, cx: &mut Cx<'_>, id: ReservationId, number: &SmolStr) -> Done<ParticipantId> {
        let conference = self.may_call_in(id)?;
        if number.starts_with("client:") {
            return Err(Refusal::caller(
                Code::CantAddParticipant,
                format!("`{number}` is no number that can be dialled"),
            ));
        }
        let leg = self.add_participant(cx, conference, Role::External, LegState::Ringing, false);
        cx.after(self.center.timeouts.external_answer, Timer::External(conference, leg));
        Ok(leg)
    }

    /// Whether a third party is still being called.
    pub(super) fn external_rings(&self, conference: ConferenceId, leg: ParticipantId) -> bool {
        let leg = self.conferences.get(conference).and_then(|live| live.participant(leg));
        leg.is_some_and(|leg| !leg.is_joined())
    }

    /// The last agent has left: a third party who is there says what they have to say, and hangs up.
    pub(super) fn left_to_each_other(&self, cx: &mut Cx<'_>, id: ConferenceId) {
        let Some(live) = self.conferences.get(id).filter(|live| live.agents().next().is_none()) else { return };
        for leg in live.participants.iter().filter(|leg| leg.role == Role::External) {
            cx.after(self.center.timeouts.external_talk, Timer::ExternalTalk(id, leg.id));
        }
    }

    /// Whether a third party is in a call that no agent is in.
    pub(super) fn talks_alone(&self, conference: ConferenceId, leg: ParticipantId) -> bool {
        let live = self.conferences.get(conference).filter(|live| live.agents().next().is_none());
        live.is_some_and(|live| live.participant(leg).is_some())
    }

    // Flags.

    /// Sets flags of an agent's own leg. Whether the call ends on their exit does not change while the leg is held.
    ///
    /// # Errors
    /// `UpdateWorkerParticipantFailed`.
    pub(crate) fn update_worker_leg(
        &mut self,
        cx: &mut Cx<'_>,
        task: TaskId,
        worker: WorkerId,
        flags: WorkerLegFlags,
    ) -> Done {
        let Some((conference, leg)) = self.leg_on(task, worker) else {
            let message = format!("the agent has no leg in the call of {task}");
            return Err(Refusal::world(Code::UpdateWorkerParticipantFailed, message));
        };
        self.change_leg(cx, conference, leg, |leg| {
            leg.muted = flags.muted.unwrap_or(leg.muted);
            if !leg.hold
                && let Some(ends) = flags.end_on_exit
            {
                leg.end_on_exit = ends;
                leg.exit_set = Some(ends);
            }
        });
        Ok(())
    }

    /// Sets by hand whose exit ends the call that a reservation is about. Nothing where it is over already.
    pub(crate) fn set_exits(&mut self, cx: &mut Cx<'_>, id: ReservationId, exits: Exits) {
        let Some(reservation) = self.reservations.get(id) else { return };
        let (task, worker) = (reservation.task, reservation.worker);
        let Some(conference) = self.tasks.get(task).and_then(|task| task.conference) else { return };
        for (role, ends) in [(Role::Worker(worker), exits.agent), (Role::Customer, exits.customer)] {
            let leg = self.conferences.get(conference).and_then(|live| live.with_role(role)).map(|leg| leg.id);
            if let (Some(leg), Some(ends)) = (leg, ends) {
                self.change_leg(cx, conference, leg, |leg| {
                    leg.end_on_exit = ends;
                    leg.exit_set = Some(ends);
                });
            }
        }
    }

    /// Nobody whispers to somebody who has left: who did is muted again, and does not suddenly speak to all.
    pub(super) fn stop_coaching(&mut self, cx: &mut Cx<'_>, conference: ConferenceId, gone: ParticipantId) {
        // The whole conference may be gone: then there is nobody left to speak to.
        let Some(live) = self.conferences.get_mut(conference) else { return };
        for leg in live.participants.iter_mut().filter(|leg| leg.coaching == Some(gone)) {
            leg.coaching = None;
            leg.muted = true;
            cx.emit(leg.changed_in(conference));
        }
    }
}

//! Voice: conferences, their participants, and what is done to their legs.
//!
//! A conference is over when a participant leaves whose exit ends it, or when there is nobody left to talk to: no customer
//! and no third party. The exit of an agent ends it only while at most two are in it, whoever they are, so from three on
//! the first to leave ends nothing, and the others go on, with an agent or without. What an agent has set by hand stays.
//! A customer's exit ends it then too, and as long as there is no third party beside them.

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::records::{Conference, LegState, Participant, TransferState};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::config::Channel;
use crate::effects::{Cx, Timer};
use crate::event::{ConferenceEvent, ContactEnd, EndReason, Event, ReservationStatus, Role, TransferOutcome};
use crate::planted::planted;
use crate::units::{ConferenceId, ContactId, ParticipantId, QueueId, ReservationId, TaskId, WorkerId};
use crate::value::Value;

impl Platform {
    fn next_participant(&mut self) -> ParticipantId {
        let id = ParticipantId::from_index(self.participants_created);
        self.participants_created += 1;
        id
    }

    fn start_conference(&mut self, cx: &mut Cx<'_>, id: TaskId) -> ConferenceId {
        let conference = self.conferences.insert(Conference { task: id, participants: SmallVec::new() });
        self.tasks[id].conference = Some(conference);
        cx.emit(Event::Conference(conference, ConferenceEvent::Started { task: id }));
        conference
    }

    pub(super) fn add_participant(
        &mut self,
        cx: &mut Cx<'_>,
        conference: ConferenceId,
        role: Role,
        state: LegState,
        end_on_exit: bool,
    ) -> ParticipantId {
        let participant = self.next_participant();
        self.conferences[conference].participants.push(Participant {
            id: participant,
            role,
            state,
            hold: false,
            muted: false,
            coaching: None,
            end_on_exit,
            exit_set: None,
        });
        if let Role::Worker(worker) | Role::Supervisor(worker) = role {
            self.workers[worker.index()].legs.push((conference, participant));
        }
        cx.emit(match state {
            LegState::Joined => {
                Event::Conference(conference, ConferenceEvent::Joined { participant, role, end_on_exit })
            }
            LegState::Ringing => Event::Conference(conference, ConferenceEvent::Ringing { participant, role }),
        });
        participant
    }

    /// The agent who accepted joins; for the first one of an inbound call the conference begins with the caller in.
    pub(super) fn worker_leg_joins(&mut self, cx: &mut Cx<'_>, task: TaskId, worker: WorkerId) {
        let conference = match self.tasks[task].conference {
            Some(conference) => conference,
            None => {
                let conference = self.start_conference(cx, task);
                self.add_participant(cx, conference, Role::Customer, LegState::Joined, true);
                conference
            }
        };
        // With whoever is in already there are two or more.
        let ends = self.conferences[conference].joined() < 2;
        self.add_participant(cx, conference, Role::Worker(worker), LegState::Joined, ends);
        self.refresh_exits(cx, conference);
    }

    /// Whose exit ends a conference follows from who is in it, unless it was set by hand. An agent on hold keeps their
    /// flag: the real product can't change it meanwhile.
    pub(super) fn refresh_exits(&mut self, cx: &mut Cx<'_>, id: ConferenceId) {
        let planted_third = planted!(self, ThirdKeepsExit);
        let planted_two = planted!(self, TwoLeftNoExit);
        let Some(live) = self.conferences.get_mut(id) else { return };
        let joined = live.joined();
        let parties = live.participants.iter().filter(|leg| leg.is_joined() && leg.is_party()).count();
        for leg in live.participants.iter_mut().filter(|leg| leg.is_joined()) {
            let ends = match leg.role {
                Role::Worker(_) if leg.hold => continue,
                Role::Worker(_) => leg.exit_set.unwrap_or(joined <= 2),
                Role::Customer => leg.exit_set.unwrap_or(joined <= 2 || parties < 2),
                Role::Supervisor(_) | Role::External => continue,
            };
            if leg.end_on_exit == ends || (planted_third && !ends) || (planted_two && ends) {
                continue;
            }
            leg.end_on_exit = ends;
            cx.emit(leg.changed_in(id));
        }
    }

    /// Before an initiator leaves cold, so that their leaving does not end the call.
    pub(super) fn clear_end_on_exit(&mut self, cx: &mut Cx<'_>, task: TaskId, worker: WorkerId) {
        if let Some((conference, participant)) = self.leg_on(task, worker) {
            self.change_leg(cx, conference, participant, |leg| leg.end_on_exit = false);
        }
    }

    /// Changes a leg that its conference has, and states it where anything is different then.
    pub(super) fn change_leg(
        &mut self,
        cx: &mut Cx<'_>,
        conference: ConferenceId,
        participant: ParticipantId,
        change: impl FnOnce(&mut Participant),
    ) {
        let leg = self.conferences[conference].leg_mut(participant);
        let before = (leg.hold, leg.muted, leg.coaching, leg.end_on_exit);
        change(leg);
        if before != (leg.hold, leg.muted, leg.coaching, leg.end_on_exit) {
            cx.emit(leg.changed_in(conference));
        }
    }

    /// The leg of a worker in the live conference of a task.
    pub(crate) fn leg_on(&self, task: TaskId, worker: WorkerId) -> Option<(ConferenceId, ParticipantId)> {
        let conference = self.tasks.get(task)?.conference?;
        let leg = self.conferences.get(conference)?.with_role(Role::Worker(worker))?;
        Some((conference, leg.id))
    }

    /// An agent's leg leaves; nothing where there is none.
    pub(super) fn worker_leg_leaves(&mut self, cx: &mut Cx<'_>, task: TaskId, worker: WorkerId) {
        if let Some((conference, participant)) = self.leg_on(task, worker) {
            self.leg_leaves(cx, conference, participant, EndReason::HungUp, ContactEnd::Released);
        }
    }

    /// The customer's leg leaves, by their own doing.
    pub(super) fn customer_leg_leaves(&mut self, cx: &mut Cx<'_>, conference: ConferenceId) {
        let leg = self.conferences.get(conference).and_then(|live| live.with_role(Role::Customer));
        if let Some(participant) = leg.map(|leg| leg.id) {
            self.leg_leaves(cx, conference, participant, EndReason::HungUp, ContactEnd::CustomerLeft);
        }
    }

    /// A participant is out, and the conference goes on or ends. Nothing where they are out already: of several legs that
    /// a worker leaves at once, the first may have ended the call of the next.
    pub(super) fn leg_leaves(
        &mut self,
        cx: &mut Cx<'_>,
        conference: ConferenceId,
        participant: ParticipantId,
        reason: EndReason,
        how: ContactEnd,
    ) {
        let Some(gone) = self.take_out(cx, conference, participant, reason) else { return };
        let live = &self.conferences[conference];
        let task = live.task;
        if gone.end_on_exit && !planted!(self, ExitEndsNothing) {
            return self.end_conference(cx, conference, EndReason::EndOnExit, how);
        }
        if !live.has_other_side() {
            return self.end_conference(cx, conference, EndReason::LastLeft, how);
        }
        self.refresh_exits(cx, conference);
        if matches!(gone.role, Role::Worker(_)) {
            self.left_to_each_other(cx, conference);
        }
        match gone.role {
            Role::Worker(worker) if !planted!(self, LeaverKeepsTask) => {
                if let Some(reservation) = self.accepted_by(task, worker) {
                    self.begin_wrapping(cx, reservation);
                }
            }
            // The others go on without them, and for them it is over.
            Role::Customer => {
                let contact = self.tasks[task].contact;
                self.end_contact(cx, contact, how);
            }
            Role::Worker(_) | Role::Supervisor(_) | Role::External => {}
        }
    }

    /// Takes a participant out; what becomes of the conference is the caller's business.
    fn take_out(
        &mut self,
        cx: &mut Cx<'_>,
        conference: ConferenceId,
        participant: ParticipantId,
        reason: EndReason,
    ) -> Option<Participant> {
        let live = self.conferences.get_mut(conference)?;
        let place = live.participants.iter().position(|leg| leg.id == participant)?;
        let gone = live.participants.remove(place);
        self.leg_is_gone(cx, conference, &gone);
        let (participant, role) = (gone.id, gone.role);
        cx.emit(Event::Conference(conference, ConferenceEvent::Left { participant, role, reason }));
        Some(gone)
    }

    /// Forgets a leg: its worker has it no more, and nobody is coached by it.
    fn leg_is_gone(&mut self, cx: &mut Cx<'_>, conference: ConferenceId, leg: &Participant) {
        if let Some(worker) = leg.role.worker() {
            self.workers[worker.index()].legs.retain(|(_, participant)| *participant != leg.id);
        }
        if !planted!(self, CoachKeepsPupil) {
            self.stop_coaching(cx, conference, leg.id);
        }
    }

    /// Ends a conference: everyone is out, the transfer in flight fails, every accepted reservation wraps, and the
    /// contact is over.
    pub(super) fn end_conference(
        &mut self,
        cx: &mut Cx<'_>,
        id: ConferenceId,
        reason: EndReason,
        how: ContactEnd,
    ) {
        let Some(live) = self.conferences.remove(id) else { unreachable!("{id} is to end, and is over already") };
        let task = live.task;
        for leg in &live.participants {
            self.leg_is_gone(cx, id, leg);
        }
        cx.emit(Event::Conference(id, ConferenceEvent::Ended { task, reason }));
        let subject = &mut self.tasks[task];
        subject.conference = None;
        let (contact, unaccepted) = (subject.contact, subject.is_unaccepted());
        if subject.status.is_settled() {
            // It was kept for the sake of its call.
            cx.after(self.center.timeouts.settled_task, Timer::Forget(task));
        }
        if !planted!(self, HangUpKeepsTransfer) {
            self.settle_transfer(cx, task, TransferOutcome::Failed);
        }
        self.end_consultation(cx, task);
        if unaccepted {
            self.cancel_task(cx, task);
        } else {
            for reservation in self.accepted_of_task(task) {
                self.move_reservation(cx, reservation, ReservationStatus::Wrapping);
            }
            self.refresh_task(cx, task);
        }
        self.end_contact(cx, contact, how);
    }

    fn accepted_of_task(&self, task: TaskId) -> SmallVec<[ReservationId; 2]> {
        let accepted = |id: &ReservationId| self.reservations[*id].status == ReservationStatus::Accepted;
        self.tasks[task].open.iter().copied().filter(accepted).collect()
    }

    // What agents do to legs.

    /// Puts the customer of a task on hold or takes them off it. Both are idempotent.
    ///
    /// # Errors
    /// `code` where there is no live conference with the customer in it.
    pub(crate) fn hold_customer(&mut self, cx: &mut Cx<'_>, task: TaskId, hold: bool, code: Code) -> Done {
        self.may_hold_customer(task, code)?;
        self.set_customer_hold(cx, task, hold);
        Ok(())
    }

    /// Whether there is a customer who may be put on hold, or off it.
    ///
    /// # Errors
    /// The code, where there is none.
    pub(crate) fn may_hold_customer(&self, task: TaskId, code: Code) -> Done {
        match self.customer_leg(task) {
            Some(_) => Ok(()),
            None => Err(Refusal::world(code, format!("task {task} has no live call"))),
        }
    }

    pub(super) fn set_customer_hold(&mut self, cx: &mut Cx<'_>, task: TaskId, hold: bool) {
        if let Some((conference, participant)) = self.customer_leg(task) {
            self.hold_participant(cx, conference, participant, hold);
        }
    }

    /// Puts the customer on hold for a warm transfer; false where they are already.
    pub(super) fn hold_customer_for_transfer(&mut self, cx: &mut Cx<'_>, task: TaskId) -> bool {
        let held = self
            .customer_leg(task)
            .and_then(|(conference, participant)| self.conferences.get(conference)?.participant(participant))
            .is_none_or(|leg| leg.hold);
        if !held {
            self.set_customer_hold(cx, task, true);
        }
        !held
    }

    /// The customer's leg, joined, in the live conference of a task.
    pub fn customer_leg(&self, task: TaskId) -> Option<(ConferenceId, ParticipantId)> {
        let conference = self.tasks.get(task)?.conference?;
        let leg = self.conferences.get(conference)?.with_role(Role::Customer)?;
        leg.is_joined().then_some((conference, leg.id))
    }

    /// Puts one participant on hold or takes them off it.
    pub(crate) fn hold_participant(
        &mut self,
        cx: &mut Cx<'_>,
        conference: ConferenceId,
        participant: ParticipantId,
        hold: bool,
    ) {
        let forgets = !hold && planted!(self, UnholdResetsExit);
        self.change_leg(cx, conference, participant, |leg| leg.hold = hold);
        if forgets && let Some(live) = self.conferences.get_mut(conference) {
            let two = live.joined() <= 2;
            for leg in live.participants.iter_mut().filter(|leg| leg.exit_set.is_some() && leg.end_on_exit != two)
            {
                leg.end_on_exit = two;
                cx.emit(leg.changed_in(conference));
            }
            return;
        }
        self.refresh_exits(cx, conference);
    }

    /// Flips whether the others hear this leg.
    pub(crate) fn toggle_mute(&mut self, cx: &mut Cx<'_>, conference: ConferenceId, participant: ParticipantId) {
        self.change_leg(cx, conference, participant, |leg| leg.muted = !leg.muted);
    }

    /// A participant hangs up or is removed.
    pub(crate) fn remove_participant(
        &mut self,
        cx: &mut Cx<'_>,
        conference: ConferenceId,
        participant: ParticipantId,
        reason: EndReason,
    ) {
        self.leg_leaves(cx, conference, participant, reason, ContactEnd::Released);
        self.settle_routing(cx);
    }

    /// Ends the conference for everyone.
    pub(crate) fn end_for_all(&mut self, cx: &mut Cx<'_>, conference: ConferenceId) {
        self.end_conference(cx, conference, EndReason::EndedByApi, ContactEnd::Released);
        self.settle_routing(cx);
    }

    // Outbound calls.

    /// An agent dials: a task of their own, reserved for them, with a customer who is being called.
    pub(crate) fn dial(&mut self, cx: &mut Cx<'_>, worker: WorkerId, queue: QueueId, attributes: Value) -> TaskId {
        let contact = self.place_contact(cx, Channel::Voice, worker);
        self.contacts[contact].attributes = attributes;
        let Some(task) = self.create_own_task(cx, contact, worker, Some(queue)) else {
            unreachable!("{contact:?} was made just now and is over")
        };
        let conference = self.start_conference(cx, task);
        self.add_participant(cx, conference, Role::Customer, LegState::Ringing, true);
        self.ring(cx, contact);
        task
    }

    /// The leg of a customer who is being called and has not answered.
    pub(crate) fn ringing_customer(&self, contact: ContactId) -> Option<(ConferenceId, ParticipantId)> {
        let conference = self.tasks.get(self.contacts.get(contact)?.task?)?.conference?;
        let leg = self.conferences.get(conference)?.with_role(Role::Customer)?;
        (leg.state == LegState::Ringing).then_some((conference, leg.id))
    }

    /// The called customer answers. False where the call is over already.
    pub(crate) fn outbound_answered(&mut self, cx: &mut Cx<'_>, contact: ContactId) -> bool {
        let Some((conference, participant)) = self.ringing_customer(contact) else { return false };
        self.leg_answers(cx, conference, participant);
        let live = &self.conferences[conference];
        let (task, agent) = (live.task, live.agents().next().and_then(|leg| leg.role.worker()));
        if let Some(worker) = agent {
            self.contact_answered(cx, contact, task, worker);
        }
        true
    }

    /// Somebody who was being called is in the call from now on.
    pub(super) fn leg_answers(&mut self, cx: &mut Cx<'_>, conference: ConferenceId, participant: ParticipantId) {
        let leg = self.conferences[conference].leg_mut(participant);
        leg.state = LegState::Joined;
        let (role, end_on_exit) = (leg.role, leg.end_on_exit);
        cx.emit(Event::Conference(conference, ConferenceEvent::Joined { participant, role, end_on_exit }));
        self.refresh_exits(cx, conference);
    }

    /// The called customer is busy, declines, or does not answer: the call is over. Nothing where they are not being
    /// called any more.
    pub(super) fn outbound_unanswered(&mut self, cx: &mut Cx<'_>, contact: ContactId, reason: EndReason) {
        let Some((conference, participant)) = self.ringing_customer(contact) else { return };
        if reason == EndReason::Declined && planted!(self, DeclineLeavesAgent) {
            self.take_out(cx, conference, participant, reason);
        } else {
            self.end_conference(cx, conference, reason, ContactEnd::Dropped);
        }
    }

    /// The called customer declines. False where the call is over already.
    pub(crate) fn outbound_declined(&mut self, cx: &mut Cx<'_>, contact: ContactId) -> bool {
        let rings = self.ringing_customer(contact).is_some();
        self.outbound_unanswered(cx, contact, EndReason::Declined);
        self.settle_routing(cx);
        rings
    }

    /// Tones on a leg. They change nothing but what is on record.
    pub(crate) fn send_tones(
        &mut self,
        cx: &mut Cx<'_>,
        conference: ConferenceId,
        participant: ParticipantId,
        digits: SmolStr,
    ) {
        cx.emit(Event::Conference(conference, ConferenceEvent::TonesSent { participant, digits }));
    }

    /// Whether a task's transfer stands in the way of holding and unholding.
    pub(crate) fn is_transferring(&self, task: TaskId) -> bool {
        self.tasks
            .get(task)
            .and_then(|task| task.transfer.as_ref())
            .is_some_and(|transfer| transfer.state == TransferState::InFlight)
    }
}

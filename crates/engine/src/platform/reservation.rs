//! Reservations: a task offered to a worker, and what the worker makes of it.

use super::records::{Reservation, Task, TransferState};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::config::Channel;
use crate::effects::{Cx, Notice, Timer};
use crate::event::{Event, Purpose, ReservationEvent, ReservationStatus, TransferMode};
use crate::planted::planted;
use crate::units::{QueueId, ReservationId, SimSpan, TaskId, WorkerId};

impl Platform {
    /// Offers a task to a worker.
    pub(super) fn reserve(
        &mut self,
        cx: &mut Cx<'_>,
        task: TaskId,
        worker: WorkerId,
        queue: Option<QueueId>,
        purpose: Purpose,
    ) -> ReservationId {
        let channel = self.tasks[task].channel;
        let expires_at = cx.now + self.reservation_timeout(queue);
        let reservation = self.reservations.insert(Reservation {
            task,
            worker,
            channel,
            queue,
            purpose,
            status: ReservationStatus::Pending,
            created_at: cx.now,
            expires_at,
            post_work: None,
        });
        let subject = &mut self.tasks[task];
        subject.open.push(reservation);
        subject.reservations.push(reservation);
        let person = &mut self.workers[worker.index()];
        person.open.push(reservation);
        person.load[channel.index()] += 1;
        // Of agents with several chats at once, the one who was offered work last is offered work last.
        person.idle_since[channel.index()] = cx.now;
        let created = ReservationEvent::Created { task, worker, queue, purpose, expires_at };
        cx.emit(Event::Reservation(reservation, created));
        let transfers = matches!(purpose, Purpose::TransferToQueue | Purpose::TransferToWorker);
        if !(planted!(self, TransferOfferNoTimeout) && transfers) {
            cx.out.timers.push((expires_at, Timer::Reservation(reservation)));
        }
        self.notify(cx, worker, reservation, ReservationStatus::Pending);
        self.index_worker(worker);
        if !planted!(self, OfferedAgainStaysPending) || self.tasks[task].declined.is_empty() {
            self.refresh_task(cx, task);
        }
        reservation
    }

    /// Sends a reservation event to its worker's desktop.
    fn notify(
        &mut self,
        cx: &mut Cx<'_>,
        worker: WorkerId,
        reservation: ReservationId,
        status: ReservationStatus,
    ) {
        let person = &mut self.workers[worker.index()];
        cx.out.notices.push(Notice { worker, reservation, status, number: person.notices });
        person.notices += 1;
    }

    fn reservation_timeout(&self, queue: Option<QueueId>) -> SimSpan {
        let queue = queue.and_then(|queue| self.center.queues.get(queue.index())).or(self.center.queues.first());
        queue.map_or(SimSpan::from_secs(120), |queue| queue.reservation_timeout)
    }

    /// Moves a reservation to another status and does the book-keeping of its worker and task.
    pub(super) fn move_reservation(&mut self, cx: &mut Cx<'_>, id: ReservationId, to: ReservationStatus) {
        let reservation = &mut self.reservations[id];
        let (from, task, worker, channel) =
            (reservation.status, reservation.task, reservation.worker, reservation.channel);
        if from == to {
            return;
        }
        reservation.status = to;
        cx.emit(Event::Reservation(id, ReservationEvent::Changed { task, worker, from, to }));
        self.notify(cx, worker, id, to);
        let frees = match to {
            ReservationStatus::Wrapping => planted!(self, WrappingFreesCapacity),
            ReservationStatus::Timeout => !planted!(self, TimeoutKeepsCapacity),
            to => !to.is_open(),
        };
        if frees {
            // A planted bug frees the same capacity twice: the audit is to find that, not the arithmetic.
            let load = &mut self.workers[worker.index()].load[channel.index()];
            *load = load.saturating_sub(1);
        }
        if !to.is_open() {
            let person = &mut self.workers[worker.index()];
            person.open.retain(|open| *open != id);
            // Whoever is done with a task, in whatever way, stands at the end of the line.
            person.idle_since[channel.index()] = cx.now;
            let subject = &mut self.tasks[task];
            subject.open.retain(|open| *open != id);
            // Whoever handed it on could not be offered it while they were not done with it.
            if subject.handed_on_by == Some(worker) && subject.place.is_some() {
                self.lines.started.push_back(task);
            }
            self.index_worker(worker);
        }
    }

    /// Accepts a pending reservation: its siblings are rescinded, and the worker joins the contact.
    ///
    /// # Errors
    /// `ReservationNotFound`, `ReservationNotPending`, and for calls `CantAcceptCall` where the worker is on another
    /// call that is not on hold.
    pub(crate) fn accept(&mut self, cx: &mut Cx<'_>, id: ReservationId) -> Done {
        let reservation = self.pending_reservation(id)?;
        let (task, worker, purpose) = (reservation.task, reservation.worker, reservation.purpose);
        if self.tasks[task].redirected {
            return Err(Refusal::world(Code::CantAcceptCall, format!("the caller of {task} was sent elsewhere")));
        }
        if reservation.channel == Channel::Voice && self.active_leg(worker).is_some() {
            let name = &self.workers[worker.index()].name;
            return Err(Refusal::caller(Code::CantAcceptCall, format!("{name} is on another call")));
        }
        self.leave_line(task);
        self.move_reservation(cx, id, ReservationStatus::Accepted);
        if !planted!(self, SiblingsNotRescinded) {
            for sibling in self.pending_of_task(task) {
                self.move_reservation(cx, sibling, ReservationStatus::Rescinded);
            }
        }
        match purpose {
            Purpose::TransferToQueue | Purpose::TransferToWorker => self.transfer_taken(cx, task),
            Purpose::Routing | Purpose::Own => {}
        }
        self.tasks[task].was_assigned = true;
        self.refresh_task(cx, task);
        self.join_contact(cx, task, worker);
        self.settle_routing(cx);
        Ok(())
    }

    /// The worker who accepted joins the conference or the conversation of the task.
    fn join_contact(&mut self, cx: &mut Cx<'_>, task: TaskId, worker: WorkerId) {
        let Task { contact, channel, .. } = self.tasks[task];
        match channel {
            Channel::Voice => self.worker_leg_joins(cx, task, worker),
            Channel::Chat | Channel::Email | Channel::Messaging => self.worker_joins_chat(cx, task, worker),
        }
        // An outbound call is answered by its customer, not by the agent.
        if self.ringing_customer(contact).is_none() {
            self.contact_answered(cx, contact, task, worker);
        }
    }

    /// Refuses a pending reservation.
    ///
    /// # Errors
    /// `ReservationNotFound`, `ReservationNotPending`.
    pub(crate) fn reject(&mut self, cx: &mut Cx<'_>, id: ReservationId) -> Done {
        self.pending_reservation(id)?;
        self.settle_pending(cx, id, ReservationStatus::Rejected);
        self.settle_routing(cx);
        Ok(())
    }

    /// A pending reservation timed out: its worker goes to the timeout activity, and whatever else is pending for
    /// them is rejected.
    pub(super) fn reservation_timed_out(&mut self, cx: &mut Cx<'_>, id: ReservationId) {
        let worker = self.reservations[id].worker;
        let others = self.pending_of(worker);
        self.enter_activity(cx, worker, self.center.timeout_activity);
        self.settle_pending(cx, id, ReservationStatus::Timeout);
        for other in others {
            if other != id && !planted!(self, TimeoutKeepsOtherOffers) {
                self.settle_pending(cx, other, ReservationStatus::Rejected);
            }
        }
    }

    /// Ends a pending reservation that was not accepted, and sends its task on its way. Nothing where it was settled
    /// meanwhile: of several that are rejected at once, what becomes of one may settle another.
    pub(super) fn settle_pending(&mut self, cx: &mut Cx<'_>, id: ReservationId, to: ReservationStatus) {
        let reservation = &self.reservations[id];
        let (task, worker, purpose) = (reservation.task, reservation.worker, reservation.purpose);
        if reservation.status != ReservationStatus::Pending {
            return;
        }
        self.move_reservation(cx, id, to);
        if self.tasks[task].redirected {
            return self.cancel_task(cx, task);
        }
        match purpose {
            Purpose::Routing | Purpose::TransferToQueue => {
                self.tasks[task].declined.push(worker);
                if !planted!(self, DeclinedForGood) {
                    cx.after(self.center.timeouts.reoffer, Timer::Reoffer(task, worker));
                }
                let rejected = to == ReservationStatus::Rejected;
                if !(planted!(self, RejectedStaysReserved) && rejected) {
                    self.refresh_task(cx, task);
                }
                if !(planted!(self, RejectedInNoLine) && rejected) {
                    self.back_to_line(cx, task);
                }
            }
            Purpose::TransferToWorker => self.fail_transfer(cx, task),
            Purpose::Own => self.drop_task(cx, task),
        }
    }

    /// Begins after-contact work. A call's leg ends with it; a conversation's channel becomes inactive.
    ///
    /// # Errors
    /// `ReservationNotAccepted`.
    pub(crate) fn wrap_up(&mut self, cx: &mut Cx<'_>, id: ReservationId) -> Done {
        let Some(reservation) = self.reservations.get(id) else {
            return Err(Refusal::world(Code::ReservationNotAccepted, format!("reservation {id} is gone")));
        };
        let (task, worker, channel) = (reservation.task, reservation.worker, reservation.channel);
        match reservation.status {
            ReservationStatus::Accepted => {}
            ReservationStatus::Pending => {
                return Err(Refusal::caller(
                    Code::ReservationNotAccepted,
                    format!("reservation {id} is still pending"),
                ));
            }
            status => {
                return Err(Refusal::world(
                    Code::ReservationNotAccepted,
                    format!("reservation {id} is {} already", status.name()),
                ));
            }
        }
        if channel == Channel::Voice && !planted!(self, WrapUpKeepsLine) {
            self.worker_leg_leaves(cx, task, worker);
        }
        // The leg's end has wrapped the reservation where there was one; a call without a leg wraps here.
        self.begin_wrapping(cx, id);
        self.settle_routing(cx);
        Ok(())
    }

    /// An accepted reservation goes to wrapping; the last one to do so deactivates the conversation. Nothing where it was
    /// wrapped already, as by the end of its call.
    pub(super) fn begin_wrapping(&mut self, cx: &mut Cx<'_>, id: ReservationId) {
        let reservation = &self.reservations[id];
        let (task, worker) = (reservation.task, reservation.worker);
        if reservation.status != ReservationStatus::Accepted {
            return;
        }
        self.move_reservation(cx, id, ReservationStatus::Wrapping);
        self.one_of_two_left(cx, task, worker);
        self.refresh_task(cx, task);
        self.deactivate_if_unattended(cx, task);
    }

    /// Ends the work on a reservation.
    ///
    /// # Errors
    /// As [`Platform::may_complete`].
    pub(crate) fn complete(&mut self, cx: &mut Cx<'_>, id: ReservationId) -> Done {
        self.may_complete(id)?;
        self.finish(cx, id);
        self.settle_routing(cx);
        Ok(())
    }

    /// Whether the work on a reservation may end.
    ///
    /// # Errors
    /// `ReservationCompleted`, `CannotCompleteNotAssigned` (also while a call's leg is live).
    pub(crate) fn may_complete(&self, id: ReservationId) -> Done {
        let Some(reservation) = self.reservations.get(id) else {
            return Err(Refusal::world(Code::ReservationCompleted, format!("reservation {id} is gone")));
        };
        let (task, worker) = (reservation.task, reservation.worker);
        match reservation.status {
            ReservationStatus::Wrapping | ReservationStatus::Accepted => {}
            ReservationStatus::Completed => {
                return Err(Refusal::world(
                    Code::ReservationCompleted,
                    format!("reservation {id} is completed already"),
                ));
            }
            ReservationStatus::Pending => {
                return Err(Refusal::caller(
                    Code::CannotCompleteNotAssigned,
                    format!("reservation {id} is still pending"),
                ));
            }
            status => {
                return Err(Refusal::world(
                    Code::CannotCompleteNotAssigned,
                    format!("reservation {id} is {}", status.name()),
                ));
            }
        }
        if self.leg_on(task, worker).is_some() {
            return Err(Refusal::caller(
                Code::CannotCompleteNotAssigned,
                format!("the call of reservation {id} is still live"),
            ));
        }
        Ok(())
    }

    /// Completes an accepted or wrapping reservation whose leg, if it had one, is over. The last agent of a
    /// conversation closes it.
    pub(super) fn finish(&mut self, cx: &mut Cx<'_>, id: ReservationId) {
        let task = self.reservations[id].task;
        self.finish_without_closing(cx, id);
        self.close_if_done(cx, task);
    }

    /// The same, for an agent who leaves the conversation to go on without them.
    pub(super) fn finish_without_closing(&mut self, cx: &mut Cx<'_>, id: ReservationId) {
        let reservation = &self.reservations[id];
        let (task, worker, was) = (reservation.task, reservation.worker, reservation.status);
        let post_work = reservation.post_work;
        self.move_reservation(cx, id, ReservationStatus::Completed);
        if was == ReservationStatus::Accepted {
            self.one_of_two_left(cx, task, worker);
        }
        self.worker_leaves_chat(cx, task, worker);
        if !(planted!(self, UnwrappedStaysAssigned) && was == ReservationStatus::Accepted) {
            self.refresh_task(cx, task);
        }
        // Whoever has gone home meanwhile stays there.
        let now = self.workers[worker.index()].activity;
        if let Some(activity) = post_work.filter(|to| now != self.center.offline && now != *to)
            && !self.workers[worker.index()].kept.wants(activity)
        {
            self.go_to_activity(cx, worker, activity);
        }
    }

    /// After a warm transfer, one of the two agents is done with the contact: the other goes on alone.
    fn one_of_two_left(&mut self, cx: &mut Cx<'_>, task: TaskId, worker: WorkerId) {
        let Some(transfer) = self.tasks[task].transfer.as_ref() else { return };
        match (transfer.state, transfer.mode) {
            (TransferState::Consulting, _) => self.end_consultation(cx, task),
            (TransferState::InFlight, TransferMode::Warm) if transfer.initiator_worker == worker => {
                if !planted!(self, WrapUpKeepsTransfer) {
                    self.fail_transfer(cx, task);
                }
            }
            (TransferState::InFlight, TransferMode::Warm | TransferMode::Cold) => {}
        }
    }

    /// The pending reservation with this id.
    pub(super) fn pending_reservation(&self, id: ReservationId) -> Done<&Reservation> {
        let Some(reservation) = self.reservations.get(id) else {
            return Err(Refusal::world(Code::ReservationNotFound, format!("reservation {id} is gone")));
        };
        match reservation.status {
            ReservationStatus::Pending => Ok(reservation),
            ReservationStatus::Timeout if planted!(self, AcceptAfterTimeout) => Ok(reservation),
            // Their own doing: they have accepted it before.
            status
            @ (ReservationStatus::Accepted | ReservationStatus::Wrapping | ReservationStatus::Completed) => {
                Err(Refusal::caller(
                    Code::ReservationNotPending,
                    format!("reservation {id} is {} already", status.name()),
                ))
            }
            status => {
                Err(Refusal::world(Code::ReservationNotPending, format!("reservation {id} is {}", status.name())))
            }
        }
    }

    /// The pending reservations of a task.
    pub(super) fn pending_of_task(&self, task: TaskId) -> smallvec::SmallVec<[ReservationId; 4]> {
        let pending = |id: &ReservationId| self.reservations[*id].status == ReservationStatus::Pending;
        self.tasks[task].open.iter().copied().filter(pending).collect()
    }

    /// The reservation by which a worker has accepted a task and not yet wrapped it up.
    pub(super) fn accepted_by(&self, task: TaskId, worker: WorkerId) -> Option<ReservationId> {
        self.tasks.get(task)?.open.iter().copied().find(|id| {
            self.reservations
                .get(*id)
                .is_some_and(|r| r.worker == worker && r.status == ReservationStatus::Accepted)
        })
    }
}

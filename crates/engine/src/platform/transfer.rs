//! Transfers: handing a contact to another worker or to a queue.
//!
//! Cold: the initiator leaves at once and their reservation wraps; the task stays assigned while nobody has it.
//! Warm: the initiator stays, the customer is on hold; when the target has accepted, both are on until one leaves.

use super::records::{Transfer, TransferOrder, TransferState};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::config::Channel;
use crate::effects::{Cx, Timer};
use crate::event::{
    ContactEnd, EndReason, Event, Member, Purpose, ReservationStatus, TaskEvent, TransferMode, TransferOutcome,
    TransferTarget,
};
use crate::planted::planted;
use crate::units::{QueueId, ReservationId, TaskId, WorkerId};
use crate::value::Value;

impl Platform {
    /// Initiates a transfer of an accepted reservation's task.
    ///
    /// # Errors
    /// `CantTransferTask` where the guard fails, `CouldNotTransferTask` where the target can't take it.
    pub(crate) fn transfer(&mut self, cx: &mut Cx<'_>, initiator: ReservationId, order: &TransferOrder) -> Done {
        let (task, worker) = self.may_transfer(initiator)?;
        if planted!(self, RefusedTransferMarksTask) && order.attributes != Value::Null {
            self.set_task_attributes(cx, task, &order.attributes, (true, None))?;
        }
        self.may_receive(task, worker, order.target)?;
        if order.attributes != Value::Null {
            self.set_task_attributes(cx, task, &order.attributes, (true, None))?;
        }
        let subject = &mut self.tasks[task];
        subject.transfers += 1;
        subject.transfer = Some(Transfer {
            mode: order.mode,
            target: order.target,
            initiator,
            initiator_worker: worker,
            state: TransferState::InFlight,
            holds_customer: false,
        });
        let serial = subject.transfers;
        // Whoever hands a contact on is not offered it in turn, unless there is nobody else.
        subject.handed_on_by = Some(worker);
        cx.emit(Event::Task(
            task,
            TaskEvent::TransferStarted { mode: order.mode, initiator, target: order.target },
        ));
        self.initiator_steps_back(cx, task, initiator, worker, order.mode);
        match order.target {
            TransferTarget::Worker(target) => {
                let queue = self.tasks[task].queue;
                self.reserve(cx, task, target, queue, Purpose::TransferToWorker);
            }
            TransferTarget::Queue(queue) => {
                let subject = &mut self.tasks[task];
                subject.priority = order.priority.unwrap_or(subject.priority);
                let came_from = self.tasks[task].queue;
                let back = came_from.filter(|_| planted!(self, TransferBackToItsQueue));
                self.line_up_transfer(cx, task, back.unwrap_or(queue));
                if !planted!(self, TransferNoTimeout) {
                    cx.after(self.center.timeouts.transfer, Timer::Transfer(task, serial));
                }
            }
        }
        self.settle_routing(cx);
        Ok(())
    }

    /// Cold: the initiator leaves. Warm: they stay, and the customer waits on hold.
    fn initiator_steps_back(
        &mut self,
        cx: &mut Cx<'_>,
        task: TaskId,
        initiator: ReservationId,
        worker: WorkerId,
        mode: TransferMode,
    ) {
        match (mode, self.tasks[task].channel) {
            (TransferMode::Cold, Channel::Voice) if planted!(self, ColdTransferKeepsLeg) => {}
            (TransferMode::Cold, Channel::Voice) => {
                self.clear_end_on_exit(cx, task, worker);
                self.worker_leg_leaves(cx, task, worker);
                self.begin_wrapping(cx, initiator);
            }
            (TransferMode::Cold, Channel::Chat | Channel::Email | Channel::Messaging) => {
                self.channel_in_transfer(cx, task);
                if let Some(conversation) = self.tasks[task].conversation {
                    self.leave_conversation(cx, conversation, Member::Worker(worker));
                }
                self.begin_wrapping(cx, initiator);
            }
            (TransferMode::Warm, Channel::Voice) => {
                let held = self.hold_customer_for_transfer(cx, task);
                if let Some(transfer) = self.tasks[task].transfer.as_mut() {
                    transfer.holds_customer = held;
                }
            }
            (TransferMode::Warm, Channel::Chat | Channel::Email | Channel::Messaging) => {
                self.channel_in_transfer(cx, task);
            }
        }
    }

    /// The task and worker of a reservation that may be transferred now.
    pub(crate) fn may_transfer(&self, id: ReservationId) -> Done<(TaskId, WorkerId)> {
        let Some(reservation) = self.reservations.get(id) else {
            return Err(Refusal::world(Code::CantTransferTask, format!("reservation {id} is gone")));
        };
        match reservation.status {
            ReservationStatus::Accepted => {}
            ReservationStatus::Pending => {
                return Err(Refusal::caller(Code::CantTransferTask, format!("reservation {id} is still pending")));
            }
            status => {
                return Err(Refusal::world(
                    Code::CantTransferTask,
                    format!("reservation {id} is {}", status.name()),
                ));
            }
        }
        let (task, worker) = (reservation.task, reservation.worker);
        let subject = &self.tasks[task];
        if subject.transfer.is_some() && !planted!(self, TransferTwice) {
            return Err(Refusal::caller(
                Code::CantTransferTask,
                format!("task {task} is being transferred already"),
            ));
        }
        if subject.channel == Channel::Voice {
            let leg = self
                .leg_on(task, worker)
                .and_then(|(conference, participant)| self.conferences.get(conference)?.participant(participant));
            match leg {
                None => return Err(Refusal::world(Code::CantTransferTask, format!("the call of {task} is over"))),
                Some(leg) if leg.hold => {
                    return Err(Refusal::caller(Code::CantTransferTask, "the agent's own leg is on hold"));
                }
                Some(_) => {}
            }
        }
        Ok((task, worker))
    }

    /// Whether the target exists and could take it.
    fn may_receive(&self, task: TaskId, initiator: WorkerId, target: TransferTarget) -> Done {
        let refused = |message: String| Err(Refusal::world(Code::CouldNotTransferTask, message));
        match target {
            TransferTarget::Queue(queue) => match self.center.queues.get(queue.index()) {
                Some(_) => Ok(()),
                None => Err(Refusal::caller(Code::CouldNotTransferTask, format!("there is no queue {queue}"))),
            },
            TransferTarget::Worker(id) if id == initiator => {
                Err(Refusal::caller(Code::CantTransferTask, "nobody can transfer a task to themselves"))
            }
            TransferTarget::Worker(id) => {
                let Some(worker) = self.worker(id) else {
                    return Err(Refusal::caller(Code::CouldNotTransferTask, format!("there is no worker {id}")));
                };
                let channel = self.tasks[task].channel;
                if !worker.available {
                    return refused(format!("{} is not available", worker.name));
                }
                if !worker.is_free(channel) {
                    return refused(format!("{} has no capacity left for {}", worker.name, channel.name()));
                }
                Ok(())
            }
        }
    }

    /// The target has accepted. Nothing where the transfer is over already: as long as offers are over when it is, that
    /// does not happen, but a planted bug brings offers back.
    pub(super) fn transfer_taken(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let task = &mut self.tasks[id];
        let Some(transfer) = task.transfer.as_mut() else { return };
        match transfer.mode {
            TransferMode::Warm => transfer.state = TransferState::Consulting,
            TransferMode::Cold => task.transfer = None,
        }
        task.last_transfer = Some(TransferOutcome::Completed);
        cx.emit(Event::Task(id, TaskEvent::TransferSettled { outcome: TransferOutcome::Completed }));
        self.channel_active_again(cx, id);
    }

    /// Whether a target could be handed the task of a reservation now: it is there, it is somebody else, and a worker is
    /// available and has capacity to spare. Whether the reservation is one to be transferred is another matter.
    pub fn could_receive(&self, target: TransferTarget, from: ReservationId) -> bool {
        let reservation = self.reservations.get(from);
        reservation.is_some_and(|it| self.may_receive(it.task, it.worker, target).is_ok())
    }

    /// The initiator takes a transfer back.
    ///
    /// # Errors
    /// As [`Platform::may_cancel_transfer`].
    pub(crate) fn cancel_transfer(&mut self, cx: &mut Cx<'_>, initiator: ReservationId) -> Done {
        let (id, transfer) = self.transfer_of(initiator)?;
        if planted!(self, RefusedCancelUnholds) {
            self.set_customer_hold(cx, id, false);
        }
        may_cancel(id, transfer)?;
        self.settle_transfer(cx, id, TransferOutcome::Canceled);
        if planted!(self, CancelWrapsInitiator) {
            self.begin_wrapping(cx, initiator);
        }
        self.settle_routing(cx);
        Ok(())
    }

    /// That the transfer which a reservation's agent began can be taken back now.
    ///
    /// # Errors
    /// `NoTransferToCancel`, `TransferNotCancelable`.
    pub(crate) fn may_cancel_transfer(&self, initiator: ReservationId) -> Done {
        self.transfer_of(initiator).and_then(|(id, transfer)| may_cancel(id, transfer))
    }

    /// The transfer that a reservation's agent began, and its task.
    fn transfer_of(&self, initiator: ReservationId) -> Done<(TaskId, Transfer)> {
        let Some(reservation) = self.reservations.get(initiator) else {
            let message = format!("reservation {initiator} is gone");
            return Err(Refusal::world(Code::NoTransferToCancel, message));
        };
        let id = reservation.task;
        let task = &self.tasks[id];
        match task.transfer {
            Some(transfer) if transfer.initiator == initiator => Ok((id, transfer)),
            Some(_) => Err(Refusal::caller(Code::NoTransferToCancel, "another agent initiated the transfer")),
            None if task.transfers > 0 => {
                Err(Refusal::world(Code::TransferNotCancelable, format!("the transfer of {id} has settled")))
            }
            None => Err(Refusal::caller(Code::NoTransferToCancel, format!("task {id} is not being transferred"))),
        }
    }

    /// A transfer that nobody took; nothing where none is in flight. Warm: the initiator is as before. Cold: the contact is over for the centre.
    pub(super) fn fail_transfer(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let Some(mode) = self.settle_transfer(cx, id, TransferOutcome::Failed) else { return };
        if mode == TransferMode::Cold {
            if let Some(conference) = self.tasks[id].conference
                && !planted!(self, FailedTransferKeepsLine)
            {
                self.end_conference(cx, conference, EndReason::TransferFailed, ContactEnd::Released);
            }
            self.refresh_task(cx, id);
            self.deactivate_if_unattended(cx, id);
            self.close_if_done(cx, id);
        }
    }

    /// Settles the transfer in flight, if there is one: whoever was offered it is not any more, and the customer is
    /// taken off the hold that it put them on. Returns its mode.
    pub(super) fn settle_transfer(
        &mut self,
        cx: &mut Cx<'_>,
        id: TaskId,
        outcome: TransferOutcome,
    ) -> Option<TransferMode> {
        let task = &self.tasks[id];
        let settles = if planted!(self, ConsultationSettlesTwice) {
            task.transfer.as_ref()
        } else {
            task.transfer_in_flight()
        };
        let transfer = *settles?;
        self.leave_line(id);
        let task = &mut self.tasks[id];
        task.transfer = None;
        task.last_transfer = Some(outcome);
        cx.emit(Event::Task(id, TaskEvent::TransferSettled { outcome }));
        for pending in self.pending_of_task(id) {
            self.move_reservation(cx, pending, ReservationStatus::Canceled);
        }
        if transfer.holds_customer {
            self.set_customer_hold(cx, id, false);
        }
        if transfer.mode == TransferMode::Warm {
            self.channel_active_again(cx, id);
        }
        self.refresh_task(cx, id);
        Some(transfer.mode)
    }

    /// One of the two agents of a taken warm transfer has left: the other goes on alone. Nothing where nobody consults.
    pub(super) fn end_consultation(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let task = &mut self.tasks[id];
        let Some(transfer) = task.transfer.take_if(|transfer| transfer.state == TransferState::Consulting) else {
            return;
        };
        cx.emit(Event::Task(id, TaskEvent::ConsultationEnded));
        if transfer.holds_customer {
            self.set_customer_hold(cx, id, false);
        }
    }

    /// Whether a queue exists; for guards of transfers and outbound calls.
    pub(crate) fn has_queue(&self, queue: QueueId) -> bool {
        queue.index() < self.center.queues.len()
    }
}

/// That nobody has taken a transfer yet, and that there is somebody to go back to.
fn may_cancel(task: TaskId, transfer: Transfer) -> Done {
    let refused = Code::TransferNotCancelable;
    match (transfer.state, transfer.mode) {
        (TransferState::Consulting, _) => {
            Err(Refusal::world(refused, format!("the transfer of {task} was accepted")))
        }
        // The initiator has left: taking it back would leave the customer alone.
        (TransferState::InFlight, TransferMode::Cold) => {
            Err(Refusal::caller(refused, "a cold transfer leaves nobody to go back to"))
        }
        (TransferState::InFlight, TransferMode::Warm) => Ok(()),
    }
}

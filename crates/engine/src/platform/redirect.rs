//! Other ways to deal with an offered call than accepting it: sending its caller elsewhere, bridging them to the
//! agent's phone. And recordings of calls that are over.

use smol_str::{SmolStr, format_smolstr};

use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::config::Channel;
use crate::effects::Cx;
use crate::event::{ContactEnd, ContactEvent, Direction, Event, ReservationEvent, ReservationStatus, TaskStatus};
use crate::units::{ActivityId, CallId, ContactId, ReservationId, TaskId, WorkerId};
use crate::value::Value;

impl Platform {
    /// The caller's leg of a call that waits or is offered.
    pub fn call_of(&self, contact: ContactId) -> Option<CallId> {
        let contact_is_call = self.contacts.get(contact).is_some_and(|it| it.channel == Channel::Voice);
        contact_is_call.then(|| CallId::new(contact.number()))
    }

    /// A pending reservation of a call, for an action with a code of its own.
    fn pending_call(&self, id: ReservationId, code: Code) -> Done<(TaskId, WorkerId)> {
        let reservation = self.pending_reservation(id).map_err(|refusal| Refusal { code, ..refusal })?;
        match reservation.channel {
            Channel::Voice => Ok((reservation.task, reservation.worker)),
            channel => Err(Refusal::caller(code, format!("{id} is a {} task, not a call", channel.name()))),
        }
    }

    /// Where an agent's phone is: what the payload says, or their attribute `contact_uri`.
    fn phone_of(&self, worker: WorkerId, to: Option<SmolStr>, code: Code) -> Done<SmolStr> {
        let worker = self.worker(worker);
        let own = worker.and_then(|worker| match worker.attributes.get("contact_uri") {
            Some(Value::Text(uri)) if !uri.trim().is_empty() => Some(uri.clone()),
            _ => None,
        });
        to.filter(|to| !to.trim().is_empty()).or(own).ok_or_else(|| {
            let message =
                "the agent has no phone: give them an attribute `contact_uri`, or name it in `options.to`";
            Refusal::caller(code, message)
        })
    }

    /// Calls the agent's phone about a reservation. Where answering accepts it, it is accepted.
    ///
    /// # Errors
    /// `IssueCallFailed`.
    pub(crate) fn issue_call(
        &mut self,
        cx: &mut Cx<'_>,
        id: ReservationId,
        to: Option<SmolStr>,
        accept: bool,
    ) -> Done {
        let code = Code::IssueCallFailed;
        let (_, worker) = self.pending_call(id, code)?;
        let to = self.phone_of(worker, to, code)?;
        if accept {
            self.accept(cx, id).map_err(|refusal| Refusal { code, ..refusal })?;
        }
        cx.emit(Event::Reservation(id, ReservationEvent::WorkerCalled { worker, to }));
        Ok(())
    }

    /// Bridges the caller of a pending reservation out of the queue to the agent's phone, who answers. Afterwards
    /// the agent goes to `post_work`.
    ///
    /// # Errors
    /// `DequeueFailed`.
    pub(crate) fn dequeue(
        &mut self,
        cx: &mut Cx<'_>,
        id: ReservationId,
        to: Option<SmolStr>,
        post_work: Option<ActivityId>,
    ) -> Done {
        let code = Code::DequeueFailed;
        let (task, worker) = self.pending_call(id, code)?;
        let subject = &self.tasks[task];
        if subject.direction != Direction::Inbound || subject.conference.is_some() {
            return Err(Refusal::caller(code, format!("the call of {task} does not wait in a queue")));
        }
        if let Some(activity) = post_work
            && self.center.activities.get(activity.index()).is_none()
        {
            return Err(Refusal::caller(code, format!("there is no activity {activity}")));
        }
        let to = self.phone_of(worker, to, code)?;
        self.accept(cx, id).map_err(|refusal| Refusal { code, ..refusal })?;
        self.reservations[id].post_work = post_work;
        cx.emit(Event::Reservation(id, ReservationEvent::WorkerCalled { worker, to }));
        Ok(())
    }

    /// Sends the caller of a pending reservation elsewhere: their contact is over. With `accept` the agent has the
    /// task then, without a call; otherwise the offer is left to time out, and the task goes with it.
    ///
    /// # Errors
    /// `RedirectFailed`.
    pub(crate) fn redirect(&mut self, cx: &mut Cx<'_>, id: ReservationId, call: CallId, accept: bool) -> Done {
        let code = Code::RedirectFailed;
        let (task, _) = self.pending_call(id, code)?;
        let subject = &self.tasks[task];
        let contact = subject.contact;
        if subject.conference.is_some() {
            return Err(Refusal::caller(code, format!("the call of {task} does not wait in a queue")));
        }
        if subject.redirected || self.contacts.get(contact).is_none() {
            return Err(Refusal::world(code, format!("the caller of {task} is gone")));
        }
        if self.call_of(contact) != Some(call) {
            return Err(Refusal::caller(code, format!("{call} is not the caller's leg of {task}")));
        }
        self.leave_line(task);
        let others = if accept { ReservationStatus::Rescinded } else { ReservationStatus::Canceled };
        if accept {
            self.move_reservation(cx, id, ReservationStatus::Accepted);
        }
        for other in self.pending_of_task(task) {
            if other != id {
                self.move_reservation(cx, other, others);
            }
        }
        let subject = &mut self.tasks[task];
        subject.redirected = true;
        subject.was_assigned |= accept;
        self.refresh_task(cx, task);
        cx.emit(Event::Contact(contact, ContactEvent::Redirected { task }));
        self.end_contact(cx, contact, ContactEnd::Redirected);
        self.settle_routing(cx);
        Ok(())
    }

    // Recordings.

    /// The segment of the recording of a call that is over: there is one as long as its task can be looked up.
    pub(crate) fn recording_of(&self, id: TaskId) -> Option<SmolStr> {
        let task = self.tasks.get(id)?;
        let recorded = task.channel == Channel::Voice && task.status == TaskStatus::Completed && !task.redirected;
        let recorded = recorded && task.conference.is_none();
        recorded.then(|| format_smolstr!("segment-{}", id.number()))
    }

    /// Whether there is a recording with this segment.
    pub(crate) fn has_recording(&self, segment: &str) -> bool {
        let number = segment.strip_prefix("segment-").and_then(|number| number.parse().ok());
        number.map(TaskId::new).and_then(|task| self.recording_of(task)).is_some_and(|known| known == segment)
    }
}

//! Tasks: their life from pending to settled.
//!
//! The status of an unsettled task is never set: it follows from its reservations and its transfer, in one place.

use smallvec::SmallVec;

use super::records::{Route, Task};
use super::refusal::{Done, Refusal};
use super::state::Platform;
use crate::action::Code;
use crate::effects::{Cx, Timer};
use crate::event::{ContactEnd, EndReason, Event, Purpose, ReservationStatus, TaskEvent, TaskStatus};
use crate::limits::{TASK_ATTRIBUTES_BYTES_MAX, grouped};
use crate::planted::planted;
use crate::units::{ContactId, QueueId, TaskId, WorkerId};
use crate::value::Value;

/// The priority that a task has by itself: its attribute, or 0. A number that is too large or too small counts as the
/// largest or the smallest priority.
fn own_priority(attributes: &Value) -> i32 {
    match attributes.get("priority") {
        Some(Value::Int(priority)) => {
            i32::try_from(*priority).unwrap_or(if *priority < 0 { i32::MIN } else { i32::MAX })
        }
        _ => 0,
    }
}

impl Platform {
    /// A task for a customer who came, on its way through the workflow. None where their contact is over.
    pub(super) fn create_inbound_task(&mut self, cx: &mut Cx<'_>, contact: ContactId) -> Option<TaskId> {
        let task = self.create_task(cx, contact, None)?;
        self.start_route(cx, task);
        cx.after(self.center.timeouts.task, Timer::TaskTimeToLive(task));
        Some(task)
    }

    /// A task that is this worker's own, reserved for them at once. None where its contact is over.
    pub(super) fn create_own_task(
        &mut self,
        cx: &mut Cx<'_>,
        contact: ContactId,
        worker: WorkerId,
        queue: Option<QueueId>,
    ) -> Option<TaskId> {
        let task = self.create_task(cx, contact, Some(worker))?;
        self.tasks[task].queue = queue;
        self.reserve(cx, task, worker, queue, Purpose::Own);
        Some(task)
    }

    fn create_task(
        &mut self,
        cx: &mut Cx<'_>,
        contact: ContactId,
        own_worker: Option<WorkerId>,
    ) -> Option<TaskId> {
        let about = self.contacts.get_mut(contact)?;
        let (channel, direction) = (about.channel, about.direction);
        let priority = own_priority(&about.attributes);
        let task = self.tasks.insert(Task {
            contact,
            channel,
            direction,
            status: TaskStatus::Pending,
            dialled: about.queue,
            queue: None,
            attributes: about.attributes.clone(),
            version: 0,
            priority,
            created_at: cx.now,
            open: SmallVec::new(),
            conference: None,
            conversation: about.conversation,
            transfer: None,
            last_transfer: None,
            own_worker,
            reservations: SmallVec::new(),
            declined: SmallVec::new(),
            handed_on_by: None,
            was_assigned: false,
            route: Route::default(),
            place: None,
            transfers: 0,
            redirected: false,
        });
        about.task = Some(task);
        self.task_counts.created += 1;
        self.task_counts.by_status[TaskStatus::Pending as usize] += 1;
        cx.emit(Event::Task(task, TaskEvent::Created { contact, channel, direction, priority }));
        Some(task)
    }

    /// Recomputes the status of a task from its reservations and its transfer.
    pub(super) fn refresh_task(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let task = &self.tasks[id];
        if task.status.is_settled() {
            return;
        }
        let (mut pending, mut accepted, mut wrapping) = (false, task.cold_transfer_in_flight(), false);
        for reservation in &task.open {
            match self.reservations[*reservation].status {
                ReservationStatus::Pending => pending = true,
                ReservationStatus::Accepted => accepted = true,
                ReservationStatus::Wrapping => wrapping = true,
                status @ (ReservationStatus::Completed
                | ReservationStatus::Rejected
                | ReservationStatus::Timeout
                | ReservationStatus::Canceled
                | ReservationStatus::Rescinded) => {
                    unreachable!("{reservation} is {} and among the open reservations of {id}", status.name())
                }
            }
        }
        let to = if accepted {
            TaskStatus::Assigned
        } else if wrapping {
            TaskStatus::Wrapping
        } else if task.was_assigned {
            TaskStatus::Completed
        } else if pending {
            TaskStatus::Reserved
        } else {
            TaskStatus::Pending
        };
        self.move_task(cx, id, to);
    }

    /// Cancels a task that nobody has accepted: whatever is pending for it is canceled too.
    pub(super) fn cancel_task(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        if !self.tasks[id].is_unaccepted() {
            return;
        }
        self.leave_line(id);
        if !planted!(self, HangUpKeepsOffer) {
            for reservation in self.pending_of_task(id) {
                self.move_reservation(cx, reservation, ReservationStatus::Canceled);
            }
        }
        self.move_task(cx, id, TaskStatus::Canceled);
    }

    /// The centre gives up a task that nobody has accepted; a contact that was never answered ends with it.
    pub(super) fn drop_task(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let task = &self.tasks[id];
        let (contact, conference) = (task.contact, task.conference);
        self.cancel_task(cx, id);
        if let Some(conference) = conference {
            self.end_conference(cx, conference, EndReason::EndedByApi, ContactEnd::Dropped);
        }
        if self.pause_again(cx, id) {
            return;
        }
        self.deactivate_if_unattended(cx, id);
        if self.contacts.get(contact).is_some_and(|contact| !contact.answered) {
            let conversation = self.contacts.get(contact).and_then(|contact| contact.conversation);
            self.end_contact(cx, contact, ContactEnd::Dropped);
            if let Some(conversation) = conversation {
                self.close_conversation(cx, conversation);
            }
        }
    }

    fn move_task(&mut self, cx: &mut Cx<'_>, id: TaskId, to: TaskStatus) {
        let task = &mut self.tasks[id];
        let from = task.status;
        if from == to {
            return;
        }
        task.status = to;
        self.task_counts.by_status[from as usize] -= 1;
        if to != TaskStatus::Canceled || !planted!(self, CanceledNotCounted) {
            self.task_counts.by_status[to as usize] += 1;
        }
        cx.emit(Event::Task(id, TaskEvent::Changed { from, to }));
        if to.is_settled() {
            cx.after(self.center.timeouts.settled_task, Timer::Forget(id));
        }
    }

    /// Forgets a settled task and its reservations.
    pub(super) fn forget_task(&mut self, cx: &mut Cx<'_>, id: TaskId) {
        let Some(task) = self.tasks.remove(id) else {
            unreachable!("{id} is to be forgotten, and is gone already")
        };
        for reservation in task.reservations {
            self.reservations.remove(reservation);
        }
        cx.emit(Event::Task(id, TaskEvent::Removed));
    }

    /// Replaces a task's attributes; a task that is still waiting goes through the workflow again.
    pub(super) fn change_attributes(&mut self, cx: &mut Cx<'_>, id: TaskId, attributes: Value) {
        let same_version = planted!(self, SameAttributesSameVersion);
        let task = &mut self.tasks[id];
        if !(same_version && task.attributes == attributes) {
            task.version += 1;
        }
        let (before, after) = (own_priority(&task.attributes), own_priority(&attributes));
        task.attributes = attributes.clone();
        let (version, waiting) = (task.version, task.status == TaskStatus::Pending);
        // What a workflow or a transfer has made of the priority stays, unless it is this that was changed.
        let moves = before != after;
        if waiting || moves {
            task.priority = after;
        }
        cx.emit(Event::Task(id, TaskEvent::AttributesChanged { version, attributes }));
        if waiting {
            self.start_route(cx, id);
        } else if moves {
            self.move_in_line(id);
        }
        self.settle_routing(cx);
    }

    /// Merges attributes into a task's, or replaces them.
    ///
    /// # Errors
    /// `TaskNotFound`; `CantSetTaskAttributes` where the task is settled, or somebody has changed the version that was
    /// `known`.
    pub(crate) fn set_task_attributes(
        &mut self,
        cx: &mut Cx<'_>,
        id: TaskId,
        attributes: &Value,
        (merge, known): (bool, Option<u32>),
    ) -> Done {
        let Some(task) = self.tasks.get(id) else {
            return Err(Refusal::world(Code::TaskNotFound, format!("task {id} is gone")));
        };
        if task.status.is_settled() {
            return Err(Refusal::world(
                Code::CantSetTaskAttributes,
                format!("task {id} is {}", task.status.name()),
            ));
        }
        if let Some(known) = known.filter(|known| *known != task.version) {
            let message = format!(
                "somebody was faster: the attributes of {id} have version {}, and version {known} was to be changed; read \
                 them again",
                task.version
            );
            return Err(Refusal::world(Code::CantSetTaskAttributes, message));
        }
        let attributes = if merge { task.attributes.merged(attributes) } else { attributes.clone() };
        let bytes = attributes.bytes();
        if bytes > TASK_ATTRIBUTES_BYTES_MAX {
            return Err(Refusal::limit(format!(
                "a task has at most {} bytes of attributes, and these are {}: keep less there",
                grouped(TASK_ATTRIBUTES_BYTES_MAX),
                grouped(bytes)
            )));
        }
        self.change_attributes(cx, id, attributes);
        Ok(())
    }
}

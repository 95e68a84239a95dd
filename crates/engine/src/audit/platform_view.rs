//! How the audit sees the platform. The only file of the audit that knows it: the checkers ask through [`AuditView`].

use super::view::{
    AuditView, ConferenceView, ConversationView, LegState, LegView, ReservationView, TaskCountsView, TaskView,
    TransferStage, TransferView, WorkerView,
};
use crate::config::Capacity;
use crate::event::Member;
use crate::platform::{self, Platform, Task, TransferState};
use crate::predicates::{Asker, Predicates, TaskFacts, WorkerFacts};
use crate::units::{ConferenceId, ConversationId, ReservationId, TaskId, WorkerId};

/// A platform, and whoever answers the expressions of its workflow.
pub struct Seen<'a> {
    /// The platform.
    pub platform: &'a Platform,
    /// Whoever answers expressions.
    pub predicates: &'a dyn Predicates,
}

impl AuditView for Seen<'_> {
    fn task(&self, id: TaskId) -> Option<TaskView> {
        let task = self.platform.task(id)?;
        let transfer = task.transfer.as_ref().map(|transfer| TransferView {
            mode: transfer.mode,
            stage: match transfer.state {
                TransferState::InFlight => TransferStage::InFlight,
                TransferState::Consulting => TransferStage::Consulting,
            },
        });
        Some(TaskView {
            status: task.status,
            transfer,
            conference: task.conference,
            max_reserved: max_reserved(self.platform, task),
        })
    }

    fn open_reservations_of_task(&self, task: TaskId, into: &mut Vec<ReservationId>) {
        if let Some(task) = self.platform.task(task) {
            into.extend_from_slice(&task.open);
        }
    }

    fn reservation(&self, id: ReservationId) -> Option<ReservationView> {
        let reservation = self.platform.reservation(id)?;
        Some(ReservationView {
            status: reservation.status,
            task: reservation.task,
            worker: reservation.worker,
            purpose: reservation.purpose,
            expires_at: reservation.expires_at,
        })
    }

    fn worker(&self, id: WorkerId) -> Option<WorkerView> {
        let worker = self.platform.worker(id)?;
        Some(WorkerView { activity: worker.activity, available: worker.available, capacity: worker.capacity })
    }

    fn occupied(&self, id: WorkerId) -> Capacity {
        self.platform.worker(id).map_or([0; 4], |worker| worker.load)
    }

    fn conference(&self, id: ConferenceId) -> Option<ConferenceView> {
        self.platform.conference(id).map(|conference| ConferenceView { task: conference.task, live: true })
    }

    fn legs(&self, id: ConferenceId, into: &mut Vec<LegView>) {
        let Some(conference) = self.platform.conference(id) else { return };
        into.extend(conference.participants.iter().map(|leg| LegView {
            participant: leg.id,
            role: leg.role,
            state: match leg.state {
                platform::LegState::Ringing => LegState::Ringing,
                platform::LegState::Joined => LegState::Joined,
            },
            hold: leg.hold,
            muted: leg.muted,
            coaching: leg.coaching,
            end_on_exit: leg.end_on_exit,
            exit_set: leg.exit_set,
        }));
    }

    fn conversation(&self, id: ConversationId) -> Option<ConversationView> {
        let conversation = self.platform.conversation(id)?;
        Some(ConversationView {
            channel: conversation.channel,
            status: conversation.status,
            next_index: conversation.next_index(),
        })
    }

    fn members(&self, id: ConversationId, into: &mut Vec<Member>) {
        if let Some(conversation) = self.platform.conversation(id) {
            into.extend(conversation.members.iter().map(|part| part.member));
        }
    }

    fn asks_for(&self, task: TaskId, worker: WorkerId) -> Option<bool> {
        let (task, it) = (self.platform.task(task)?, self.platform.worker(worker)?);
        let center = self.platform.center();
        let task_facts = TaskFacts {
            attributes: &task.attributes,
            queue: task.dialled.map_or("", |queue| self.platform.queue_name(queue)),
            channel: task.channel,
            priority: task.priority,
        };
        let worker_facts = WorkerFacts {
            attributes: &it.attributes,
            name: &it.name,
            id: worker,
            activity: it.activity,
            activity_name: center.activities.get(it.activity.index()).map_or("", |activity| &activity.name),
        };
        let expression = task.target_expression()?;
        Some(self.predicates.suits(expression, &task_facts, &worker_facts, Asker::Onlooker))
    }

    fn task_counts(&self) -> TaskCountsView {
        let counts = self.platform.task_counts();
        TaskCountsView { created: counts.created, by_status: counts.by_status }
    }
}

/// For how many workers a task may be reserved at once where it waits.
fn max_reserved(platform: &Platform, task: &Task) -> u16 {
    let waits_in_queue = task.is_unaccepted() && task.own_worker.is_none();
    let queues = &platform.center().queues;
    match task.queue.filter(|_| waits_in_queue).and_then(|queue| queues.get(queue.index())) {
        Some(queue) => u16::from(queue.max_reserved),
        None => 1,
    }
}

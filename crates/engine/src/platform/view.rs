//! What the invariants see of the platform.

use super::{LegState, Platform, Task, TransferState};
use crate::audit::{
    self as audit, AuditView, ConferenceView, ConversationView, LegView, ReservationView, TaskCounts, TaskView,
    TransferStage, TransferView, WorkerView,
};
use crate::config::Capacity;
use crate::event::Member;
use crate::units::{ConferenceId, ConversationId, ReservationId, TaskId, WorkerId};

impl Platform {
    /// For how many workers a task may be reserved at once where it waits.
    fn max_reserved(&self, task: &Task) -> u16 {
        let waits_in_queue = task.is_unaccepted() && task.own_worker.is_none();
        match task.queue.filter(|_| waits_in_queue).and_then(|queue| self.center.queues.get(queue.index())) {
            Some(queue) => u16::from(queue.max_reserved),
            None => 1,
        }
    }
}

impl AuditView for Platform {
    fn task(&self, id: TaskId) -> Option<TaskView> {
        let task = self.tasks.get(id)?;
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
            max_reserved: self.max_reserved(task),
        })
    }

    fn open_reservations_of_task(&self, task: TaskId, into: &mut Vec<ReservationId>) {
        if let Some(task) = self.tasks.get(task) {
            into.extend_from_slice(&task.open);
        }
    }

    fn reservation(&self, id: ReservationId) -> Option<ReservationView> {
        let reservation = self.reservations.get(id)?;
        Some(ReservationView {
            status: reservation.status,
            task: reservation.task,
            worker: reservation.worker,
            purpose: reservation.purpose,
            expires_at: reservation.expires_at,
        })
    }

    fn worker(&self, id: WorkerId) -> Option<WorkerView> {
        let worker = self.workers.get(id.index())?;
        Some(WorkerView { activity: worker.activity, available: worker.available, capacity: worker.capacity })
    }

    fn occupied(&self, id: WorkerId) -> Capacity {
        self.workers.get(id.index()).map_or([0; 4], |worker| worker.load)
    }

    fn conference(&self, id: ConferenceId) -> Option<ConferenceView> {
        self.conferences.get(id).map(|conference| ConferenceView { task: conference.task, live: true })
    }

    fn legs(&self, id: ConferenceId, into: &mut Vec<LegView>) {
        let Some(conference) = self.conferences.get(id) else { return };
        into.extend(conference.participants.iter().map(|leg| LegView {
            participant: leg.id,
            role: leg.role,
            state: match leg.state {
                LegState::Ringing => audit::LegState::Ringing,
                LegState::Joined => audit::LegState::Joined,
            },
            hold: leg.hold,
            muted: leg.muted,
            coaching: leg.coaching,
            end_on_exit: leg.end_on_exit,
        }));
    }

    fn conversation(&self, id: ConversationId) -> Option<ConversationView> {
        let conversation = self.conversations.get(id)?;
        Some(ConversationView {
            channel: conversation.channel,
            status: conversation.status,
            next_index: u32::try_from(conversation.messages.len()).unwrap_or(u32::MAX),
        })
    }

    fn members(&self, id: ConversationId, into: &mut Vec<Member>) {
        if let Some(conversation) = self.conversations.get(id) {
            into.extend(conversation.members.iter().map(|part| part.member));
        }
    }

    fn task_counts(&self) -> TaskCounts {
        self.task_counts
    }
}

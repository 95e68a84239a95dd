//! A platform that believes every event, and lets itself be talked into anything.

use crate::event::{ChannelEvent, ConferenceEvent, ConversationEvent, ReservationEvent, TaskEvent, WorkerEvent};
use std::collections::BTreeMap;

use crate::audit::{
    AuditView, ConferenceView, ConversationView, LegState, LegView, ReservationView, TaskCountsView, TaskView,
    TransferStage, TransferView, WorkerView,
};
use crate::config::{Capacity, Channel};
use crate::event::{ChannelStatus, Event, Member, ReservationStatus, TaskStatus, TransferMode, TransferOutcome};
use crate::units::{ConferenceId, ConversationId, ReservationId, TaskId, WorkerId};

#[derive(Default)]
pub(super) struct Fake {
    pub(super) tasks: BTreeMap<TaskId, (Channel, TaskView)>,
    pub(super) reservations: BTreeMap<ReservationId, ReservationView>,
    pub(super) workers: BTreeMap<WorkerId, WorkerView>,
    pub(super) conferences: BTreeMap<ConferenceId, (ConferenceView, Vec<LegView>)>,
    pub(super) conversations: BTreeMap<ConversationId, (ConversationView, Vec<Member>)>,
    pub(super) counts: TaskCountsView,
    /// The one worker whom the target of a task asks for.
    pub(super) asked_for: BTreeMap<TaskId, WorkerId>,
}

impl Fake {
    pub(super) fn task(&mut self, task: TaskId) -> &mut TaskView {
        &mut self.tasks.get_mut(&task).unwrap().1
    }
    pub(super) fn leg(&mut self, conference: ConferenceId, place: usize) -> &mut LegView {
        &mut self.conferences.get_mut(&conference).unwrap().1[place]
    }

    pub(super) fn believe(&mut self, event: &Event) {
        match event {
            Event::Worker(worker, WorkerEvent::Added { capacity, activity, .. }) => {
                let it = WorkerView {
                    activity: *activity,
                    available: *activity == super::AVAILABLE,
                    capacity: *capacity,
                };
                self.workers.insert(*worker, it);
            }
            Event::Worker(worker, WorkerEvent::Changed { to, available, .. }) => {
                let it = self.workers.get_mut(worker).unwrap();
                it.activity = *to;
                it.available = *available;
            }
            Event::Task(task, TaskEvent::Created { channel, .. }) => {
                let it =
                    TaskView { status: TaskStatus::Pending, transfer: None, conference: None, max_reserved: 1 };
                self.tasks.insert(*task, (*channel, it));
                self.counts.created += 1;
                self.counts.by_status[TaskStatus::Pending as usize] += 1;
            }
            Event::Task(task, TaskEvent::Changed { to, .. }) => {
                let was = std::mem::replace(&mut self.task(*task).status, *to);
                self.counts.by_status[was as usize] -= 1;
                self.counts.by_status[*to as usize] += 1;
            }
            Event::Task(task, TaskEvent::Removed) => {
                self.tasks.remove(task);
            }
            Event::Reservation(
                reservation,
                ReservationEvent::Created { task, worker, purpose, expires_at, .. },
            ) => {
                let it = ReservationView {
                    status: ReservationStatus::Pending,
                    task: *task,
                    worker: *worker,
                    purpose: *purpose,
                    expires_at: *expires_at,
                };
                self.reservations.insert(*reservation, it);
            }
            Event::Reservation(reservation, ReservationEvent::Changed { to, .. }) => {
                if let Some(it) = self.reservations.get_mut(reservation) {
                    it.status = *to;
                }
            }
            Event::Task(task, TaskEvent::TransferStarted { mode, .. }) => {
                self.task(*task).transfer = Some(TransferView { mode: *mode, stage: TransferStage::InFlight });
            }
            Event::Task(task, TaskEvent::TransferSettled { outcome }) => {
                let it = self.task(*task);
                let warm = it.transfer.is_some_and(|it| it.mode == TransferMode::Warm);
                it.transfer = (warm && *outcome == TransferOutcome::Completed)
                    .then_some(TransferView { mode: TransferMode::Warm, stage: TransferStage::Consulting });
            }
            Event::Task(task, TaskEvent::ConsultationEnded) => self.task(*task).transfer = None,
            Event::Conference(conference, ConferenceEvent::Started { task }) => {
                self.conferences.insert(*conference, (ConferenceView { task: *task, live: true }, Vec::new()));
                if let Some((_, it)) = self.tasks.get_mut(task) {
                    it.conference = Some(*conference);
                }
            }
            Event::Conference(conference, ConferenceEvent::Ended { task, .. }) => {
                self.conferences.get_mut(conference).unwrap().0.live = false;
                self.task(*task).conference = None;
            }
            Event::Conference(conference, ConferenceEvent::Ringing { participant, role })
            | Event::Conference(conference, ConferenceEvent::Joined { participant, role, .. }) => {
                let joined = matches!(event, Event::Conference(_, ConferenceEvent::Joined { .. }));
                let end_on_exit =
                    matches!(event, Event::Conference(_, ConferenceEvent::Joined { end_on_exit: true, .. }));
                let legs = &mut self.conferences.get_mut(conference).unwrap().1;
                legs.retain(|leg| leg.participant != *participant);
                legs.push(LegView {
                    participant: *participant,
                    role: *role,
                    state: if joined { LegState::Joined } else { LegState::Ringing },
                    hold: false,
                    muted: false,
                    coaching: None,
                    end_on_exit,
                    exit_set: None,
                });
            }
            Event::Conference(
                conference,
                ConferenceEvent::ParticipantChanged { participant, hold, muted, coaching, end_on_exit, .. },
            ) => {
                let legs = &mut self.conferences.get_mut(conference).unwrap().1;
                for leg in legs.iter_mut().filter(|leg| leg.participant == *participant) {
                    (leg.hold, leg.muted, leg.coaching, leg.end_on_exit) =
                        (*hold, *muted, *coaching, *end_on_exit);
                }
            }
            Event::Conference(conference, ConferenceEvent::Left { participant, .. }) => {
                let legs = &mut self.conferences.get_mut(conference).unwrap().1;
                for leg in legs.iter_mut().filter(|leg| leg.participant == *participant) {
                    (leg.state, leg.hold, leg.muted) = (LegState::Left, false, false);
                }
            }
            Event::Conversation(conversation, ConversationEvent::Opened { channel, .. }) => {
                let it = ConversationView { channel: *channel, status: ChannelStatus::Setup, next_index: 0 };
                self.conversations.insert(*conversation, (it, Vec::new()));
            }
            Event::Channel(_, ChannelEvent::Changed { conversation, to, .. }) => {
                self.conversations.get_mut(conversation).unwrap().0.status = *to;
            }
            Event::Conversation(conversation, ConversationEvent::Joined { member, .. }) => {
                self.conversations.get_mut(conversation).unwrap().1.push(*member);
            }
            Event::Conversation(conversation, ConversationEvent::Left { member }) => {
                self.conversations.get_mut(conversation).unwrap().1.retain(|it| it != member);
            }
            Event::Conversation(conversation, ConversationEvent::Sent { index, .. }) => {
                self.conversations.get_mut(conversation).unwrap().0.next_index = index + 1;
            }
            _ => {}
        }
    }
}

impl AuditView for Fake {
    fn task(&self, task: TaskId) -> Option<TaskView> {
        self.tasks.get(&task).map(|(_, it)| *it)
    }
    fn open_reservations_of_task(&self, task: TaskId, into: &mut Vec<ReservationId>) {
        let open = self.reservations.iter().filter(|(_, it)| it.task == task && it.status.is_open());
        into.extend(open.map(|(id, _)| *id));
    }
    fn reservation(&self, reservation: ReservationId) -> Option<ReservationView> {
        self.reservations.get(&reservation).copied()
    }
    fn worker(&self, worker: WorkerId) -> Option<WorkerView> {
        self.workers.get(&worker).copied()
    }
    fn occupied(&self, worker: WorkerId) -> Capacity {
        let mut occupied = Capacity::default();
        for it in self.reservations.values().filter(|it| it.worker == worker && it.status.is_open()) {
            occupied[self.tasks.get(&it.task).map_or(0, |(channel, _)| channel.index())] += 1;
        }
        occupied
    }
    fn conference(&self, conference: ConferenceId) -> Option<ConferenceView> {
        self.conferences.get(&conference).map(|(it, _)| *it)
    }
    fn legs(&self, conference: ConferenceId, into: &mut Vec<LegView>) {
        into.extend(self.conferences.get(&conference).map(|(_, legs)| legs.clone()).unwrap_or_default());
    }
    fn conversation(&self, conversation: ConversationId) -> Option<ConversationView> {
        self.conversations.get(&conversation).map(|(it, _)| *it)
    }
    fn members(&self, conversation: ConversationId, into: &mut Vec<Member>) {
        into.extend(self.conversations.get(&conversation).map(|(_, members)| members.clone()).unwrap_or_default());
    }
    fn asks_for(&self, task: TaskId, worker: WorkerId) -> Option<bool> {
        self.asked_for.get(&task).map(|asked_for| *asked_for == worker)
    }
    fn task_counts(&self) -> TaskCountsView {
        self.counts
    }
}

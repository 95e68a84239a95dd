//! Invariants 5 to 11, 13, 14, 22 and 23: what the status of a task says about its reservations, its transfer
//! and its call.
//!
//! The same statements are put to two pictures of a task: that of the events and that of the platform's state.

use super::conversations::Conversations;
use super::found::Found;
use super::model::{Model, Task, Transfer};
use super::number::{
    ACCEPT_RESCINDS, ASSIGNED_IS_OWNED, ONE_OWNER, ONE_TRANSFER, PENDING_IS_UNOFFERED, RESERVED_IS_OFFERED,
    RESERVED_WITHIN_LIMIT, SETTLED_IS_CLOSED, TASKS_ADD_UP, TRANSFER_UNDONE, WRAPPING_IS_WRAPPED,
};
use super::view::{AuditView, TransferStage};
use super::voice::Voice;
use crate::event::{ReservationStatus, TaskStatus, TransferMode};
use crate::units::{ConferenceId, ReservationId, TaskId};

/// Lists that are filled anew for every task, kept for their memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    pub(super) reservations: Vec<ReservationId>,
}

/// Where a transfer stands, as far as the statements ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handover {
    Cold,
    Warm,
    Consulting,
}

/// A task, by the events or by the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Picture {
    status: TaskStatus,
    pending: u16,
    accepted: u16,
    wrapping: u16,
    limit: u16,
    transfer: Option<Handover>,
    conference: Option<ConferenceId>,
}

/// Checks the tasks that the step touched, and that all tasks add up.
pub(super) fn check(
    model: &Model,
    voice: &Voice,
    conversations: &Conversations,
    state: &dyn AuditView,
    scratch: &mut Scratch,
    found: &mut Found,
) {
    for &task in &model.touched.tasks {
        let Some(it) = model.tasks.get(task) else { continue };
        let by_events = Picture::by_events(it);
        let broken = judge(task, &by_events, "by the events", found);
        match Picture::by_state(task, state, scratch) {
            // What both pictures show is one violation, not two.
            Some(by_state) if broken && by_state == (Picture { limit: by_state.limit, ..by_events }) => {}
            Some(by_state) => {
                judge(task, &by_state, "by the state", found);
                compare(task, &by_events, &by_state, found);
            }
            None => found.hold(TASKS_ADD_UP, it.status.is_settled(), || {
                (
                    [task.to_string()],
                    format!("is {} by the events and not known to the platform", it.status.name()),
                )
            }),
        }
        check_step(task, it, model, voice, conversations, found);
    }
    if model.touched.counts {
        check_counts(model, state, found);
    }
}

impl Picture {
    fn by_events(it: &Task) -> Self {
        let transfer = it.transfer.map(|transfer| match transfer {
            Transfer::InFlight(TransferMode::Cold, ..) => Handover::Cold,
            Transfer::InFlight(TransferMode::Warm, ..) => Handover::Warm,
            Transfer::Consulting => Handover::Consulting,
        });
        let picture = Self {
            status: it.status,
            pending: it.pending,
            accepted: it.accepted,
            wrapping: it.wrapping,
            limit: it.limit,
            transfer,
            conference: it.conference,
        };
        picture.normal()
    }

    fn by_state(task: TaskId, state: &dyn AuditView, scratch: &mut Scratch) -> Option<Self> {
        let it = state.task(task)?;
        let transfer = it.transfer.map(|transfer| match (transfer.stage, transfer.mode) {
            (TransferStage::InFlight, TransferMode::Cold) => Handover::Cold,
            (TransferStage::InFlight, TransferMode::Warm) => Handover::Warm,
            (TransferStage::Consulting, TransferMode::Cold | TransferMode::Warm) => Handover::Consulting,
        });
        let mut seen = Self {
            status: it.status,
            pending: 0,
            accepted: 0,
            wrapping: 0,
            limit: it.max_reserved,
            transfer,
            conference: it.conference,
        };
        scratch.reservations.clear();
        state.open_reservations_of_task(task, &mut scratch.reservations);
        for &reservation in &scratch.reservations {
            match state.reservation(reservation).map(|it| it.status) {
                Some(ReservationStatus::Pending) => seen.pending += 1,
                Some(ReservationStatus::Accepted) => seen.accepted += 1,
                Some(ReservationStatus::Wrapping) => seen.wrapping += 1,
                Some(
                    ReservationStatus::Completed
                    | ReservationStatus::Rejected
                    | ReservationStatus::Timeout
                    | ReservationStatus::Canceled
                    | ReservationStatus::Rescinded,
                )
                | None => {}
            }
        }
        Some(seen.normal())
    }

    /// Who consults with nobody consults no more, whether or not that was said.
    fn normal(self) -> Self {
        let consulting = self.transfer == Some(Handover::Consulting);
        Self { transfer: self.transfer.filter(|_| !consulting || self.accepted > 1), ..self }
    }
}

/// Puts the statements to a picture; whether one of them does not hold.
fn judge(task: TaskId, it: &Picture, whose: &str, found: &mut Found) -> bool {
    let before = found.violated();
    let said = |what: &str| {
        let message = format!(
            "{what}: {} with {} pending, {} accepted, {} wrapping, transfer {:?}, {whose}",
            it.status.name(),
            it.pending,
            it.accepted,
            it.wrapping,
            it.transfer
        );
        ([task.to_string()], message)
    };
    let cold = it.transfer == Some(Handover::Cold);
    let in_flight = matches!(it.transfer, Some(Handover::Cold | Handover::Warm));
    let owners = match it.transfer {
        Some(Handover::Warm | Handover::Consulting) => 2,
        Some(Handover::Cold) | None => 1,
    };
    found.hold(ONE_OWNER, it.accepted <= owners, || said("too many owners"));
    let offered = it.pending > 0 && it.accepted == 0 && !cold;
    match it.status {
        TaskStatus::Pending => {
            found.hold(PENDING_IS_UNOFFERED, it.pending == 0, || said("pending and offered"));
            found.hold(PENDING_IS_UNOFFERED, it.accepted == 0, || said("pending and accepted"));
        }
        TaskStatus::Reserved => found.hold(RESERVED_IS_OFFERED, offered, || said("reserved, and not so")),
        TaskStatus::Assigned => {
            found.hold(ASSIGNED_IS_OWNED, it.accepted > 0 || cold, || said("assigned to nobody"));
            found.hold(RESERVED_IS_OFFERED, !offered, || said("offered, and not reserved"));
        }
        TaskStatus::Wrapping => {
            let good = it.wrapping > 0 && it.accepted == 0 && !in_flight;
            found.hold(WRAPPING_IS_WRAPPED, good, || said("wrapping, and not so"));
            found.hold(RESERVED_IS_OFFERED, !offered, || said("offered, and not reserved"));
        }
        TaskStatus::Completed | TaskStatus::Canceled => {
            let open = it.pending + it.accepted + it.wrapping;
            found.hold(SETTLED_IS_CLOSED, open == 0, || said("settled, with open reservations"));
            found.hold(ONE_TRANSFER, !in_flight, || said("settled, with a transfer that did not"));
        }
    }
    found.hold(RESERVED_WITHIN_LIMIT, it.pending <= it.limit || it.pending == 0, || {
        let message = format!("is pending {} times where {} are allowed, {whose}", it.pending, it.limit);
        ([task.to_string()], message)
    });
    found.violated() > before
}

/// That the state is what the events say.
fn compare(task: TaskId, by_events: &Picture, by_state: &Picture, found: &mut Found) {
    // The limit is asked of different sources on purpose.
    let same = *by_state == (Picture { limit: by_state.limit, ..*by_events });
    found.hold(TASKS_ADD_UP, same, || {
        ([task.to_string()], format!("the state is {by_state:?} and the events say {by_events:?}"))
    });
}

/// What is asked about this step alone.
fn check_step(
    task: TaskId,
    it: &Task,
    model: &Model,
    voice: &Voice,
    conversations: &Conversations,
    found: &mut Found,
) {
    if it.just_accepted {
        found.hold(ACCEPT_RESCINDS, it.pending == 0, || {
            ([task.to_string()], format!("was accepted, and {} reservations of it are still pending", it.pending))
        });
    }
    if let Some(initiator) = it.just_undone
        && let Some(reservation) = model.reservations.get(initiator)
    {
        let accepted = reservation.status == ReservationStatus::Accepted;
        let conversation = model.contacts.get(it.contact).and_then(|contact| contact.conversation);
        let there = voice.is_in(it.conference, reservation.worker)
            || conversations.is_in(conversation, reservation.worker);
        found.hold(TRANSFER_UNDONE, accepted || !there, || {
            let message = format!("is {} after the transfer was taken back", reservation.status.name());
            ([initiator.to_string(), task.to_string(), reservation.worker.to_string()], message)
        });
    }
}

fn check_counts(model: &Model, state: &dyn AuditView, found: &mut Found) {
    let total: u64 = model.by_status.iter().sum();
    let seen = state.task_counts();
    let seen_total: u64 = seen.by_status.iter().sum();
    let same = seen.created == model.created && seen.by_status == model.by_status;
    found.hold(TASKS_ADD_UP, total == model.created && seen_total == seen.created && same, || {
        let message = format!(
            "{:?} tasks by status of {} created by the state, {:?} of {} by the events",
            seen.by_status, seen.created, model.by_status, model.created
        );
        ([], message)
    });
}

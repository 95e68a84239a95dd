//! What is asked for of a task, how it is read, and whose guard and landing it goes to.

use super::conference::{ConferenceOptions, fill};
use super::entries::{
    ACCEPT_TASK, CANCEL_TRANSFER, COMPLETE_TASK, END_VOICE_TASK, REJECT_TASK, SELECT_TASK, SET_TASK_ATTRIBUTES,
    TRANSFER_TASK, WRAPUP_TASK,
};
use super::{bodies, transfer};
use crate::action::Code;
use crate::actions::definition::{Definition, Judge};
use crate::actions::execution::{Execution, Landed, RefusedBy};
use crate::actions::floor::{Floor, FloorMut};
use crate::effects::Cx;
use crate::event::{TransferMode, TransferTarget};
use crate::payload::{PayloadError, Reader, int_of, sid_of, unread};
use crate::platform::{Done, TransferOrder};
use crate::units::{QueueId, ReservationId, Sid, WorkerId};
use crate::value::Value;

/// What is asked for of a task and its transfers.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskCommand {
    AcceptTask {
        reservation: ReservationId,
        exits: ConferenceOptions,
    },
    RejectTask {
        reservation: ReservationId,
    },
    EndVoiceTask {
        reservation: ReservationId,
    },
    CompleteTask {
        reservation: ReservationId,
    },
    WrapupTask {
        reservation: ReservationId,
    },
    SelectTask {
        reservation: Option<ReservationId>,
    },
    SetTaskAttributes {
        reservation: ReservationId,
        attributes: Value,
        merge: bool,
        /// The version that the desktop knew when it asked; none before that.
        known: Option<u32>,
    },
    TransferTask {
        reservation: ReservationId,
        target: TransferTarget,
        mode: TransferMode,
        attributes: Value,
        /// The task's priority in the queue that it goes to; a worker is offered it whatever it is.
        priority: Option<i32>,
    },
    CancelTransfer {
        reservation: ReservationId,
    },
}

pub(in crate::actions) const ACTIONS: &[Definition<TaskCommand>] = &[
    Definition::new(&ACCEPT_TASK, read_accept).shown(fill).judged(Judge::Reservation(bodies::may_accept)),
    Definition::new(&REJECT_TASK, |it| Ok(TaskCommand::RejectTask { reservation: it.reservation() }))
        .judged(Judge::Reservation(bodies::may_reject)),
    Definition::new(&END_VOICE_TASK, |it| Ok(TaskCommand::EndVoiceTask { reservation: it.reservation() }))
        // The nested action's failure, whatever it is.
        .silent(|it| (it.by == RefusedBy::Nested).then_some(true)),
    Definition::new(&COMPLETE_TASK, |it| Ok(TaskCommand::CompleteTask { reservation: it.reservation() }))
        // That it is completed already is said where the desktop knows it, and not where the backend does.
        .silent(|it| (it.code == Code::ReservationCompleted).then_some(it.by == RefusedBy::Backend))
        .judged(Judge::Reservation(bodies::may_complete)),
    Definition::new(&WRAPUP_TASK, |it| Ok(TaskCommand::WrapupTask { reservation: it.reservation() }))
        .judged(Judge::Reservation(bodies::may_wrap_up)),
    Definition::new(&SELECT_TASK, |it| Ok(TaskCommand::SelectTask { reservation: it.reservation_if_any() })),
    Definition::new(&SET_TASK_ATTRIBUTES, |it| {
        let (attributes, merge) = (it.value("attributes"), it.flag("mergeExisting") == Some(true));
        Ok(TaskCommand::SetTaskAttributes { reservation: it.reservation(), attributes, merge, known: None })
    }),
    Definition::new(&TRANSFER_TASK, read_transfer).judged(Judge::Reservation(transfer::may_transfer)),
    Definition::new(&CANCEL_TRANSFER, |it| Ok(TaskCommand::CancelTransfer { reservation: it.reservation() }))
        .judged(Judge::Reservation(transfer::may_cancel)),
];

impl TaskCommand {
    /// The same, asked for by who knew this version.
    pub(in crate::actions) fn knowing(mut self, version: u32) -> Self {
        if let Self::SetTaskAttributes { known, .. } = &mut self {
            *known = Some(version);
        }
        self
    }
}

pub(in crate::actions) fn guard(floor: Floor<'_>, worker: WorkerId, command: &TaskCommand) -> Done<Execution> {
    match command {
        TaskCommand::AcceptTask { reservation, .. } => bodies::guard_accept(floor, worker, *reservation),
        TaskCommand::RejectTask { reservation } => bodies::guard_reject(floor, worker, *reservation),
        TaskCommand::EndVoiceTask { reservation } => bodies::guard_end(floor, worker, *reservation),
        TaskCommand::CompleteTask { reservation } => bodies::guard_complete(floor, worker, *reservation),
        TaskCommand::WrapupTask { reservation } => bodies::guard_wrap_up(floor, worker, *reservation),
        TaskCommand::SelectTask { reservation } => bodies::guard_select(floor, worker, *reservation),
        TaskCommand::SetTaskAttributes { reservation, .. } => {
            bodies::guard_set_attributes(floor, worker, *reservation)
        }
        TaskCommand::TransferTask { reservation, .. } => transfer::guard_transfer(floor, worker, *reservation),
        TaskCommand::CancelTransfer { reservation } => transfer::guard_cancel(floor, worker, *reservation),
    }
}

pub(in crate::actions) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: TaskCommand,
) -> Done<Landed> {
    match command {
        TaskCommand::AcceptTask { reservation, exits } => bodies::accept(floor, cx, reservation, exits),
        TaskCommand::RejectTask { reservation } => bodies::reject(floor, cx, reservation),
        TaskCommand::CompleteTask { reservation } => bodies::complete(floor, cx, reservation),
        TaskCommand::WrapupTask { reservation } => bodies::wrap_up(floor, cx, reservation),
        TaskCommand::SelectTask { reservation } => bodies::select(floor, cx, worker, reservation),
        TaskCommand::SetTaskAttributes { reservation, attributes, merge, known } => {
            bodies::set_attributes(floor, cx, reservation, &attributes, (merge, known))
        }
        TaskCommand::TransferTask { reservation, target, mode, attributes, priority } => {
            let order = TransferOrder { mode, target, attributes, priority };
            transfer::transfer(floor, cx, reservation, &order)
        }
        TaskCommand::CancelTransfer { reservation } => transfer::cancel(floor, cx, reservation),
        // What other actions do for it is done.
        TaskCommand::EndVoiceTask { .. } => Landed::nothing(),
    }
}

fn read_accept(payload: &Reader<'_>) -> Result<TaskCommand, PayloadError> {
    Ok(TaskCommand::AcceptTask { reservation: payload.reservation(), exits: ConferenceOptions::read(payload) })
}

fn read_transfer(payload: &Reader<'_>) -> Result<TaskCommand, PayloadError> {
    let target = payload.present("targetSid").and_then(sid_of).and_then(transfer_target);
    let mode = payload.option_text("mode").and_then(|mode| TransferMode::from_word(&mode));
    let priority = payload
        .option("priority")
        .and_then(int_of)
        .map(|priority| i32::try_from(priority).unwrap_or_else(|_| unread("priority")));
    Ok(TaskCommand::TransferTask {
        reservation: payload.reservation(),
        target: target.unwrap_or_else(|| unread("targetSid")),
        mode: mode.unwrap_or(TransferMode::Warm),
        attributes: payload.option("attributes").cloned().unwrap_or_default(),
        priority,
    })
}

fn transfer_target(sid: Sid) -> Option<TransferTarget> {
    let worker = WorkerId::try_from(sid).map(TransferTarget::Worker);
    worker.or_else(|sid| QueueId::try_from(sid).map(TransferTarget::Queue)).ok()
}

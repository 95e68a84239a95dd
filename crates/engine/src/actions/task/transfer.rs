//! Transfers: guards and effects.

use super::bodies::not_yet;
use crate::action::Code;
use crate::actions::execution::{Execution, Landed};
use crate::actions::floor::{Floor, FloorMut};
use crate::config::{Channel, Mode};
use crate::effects::Cx;
use crate::event::ReservationStatus;
use crate::platform::{Done, Refusal, TransferOrder};
use crate::units::{ReservationId, WorkerId};

pub(super) fn guard_transfer(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &floor.desktops[worker.index()];
    let task = desktop.require(floor.platform, worker, id, Code::CantTransferTask)?;
    if floor.platform.center().mode == Mode::Compat && task.channel != Channel::Voice {
        let message =
            format!("{id} is a {} task: in compat mode only calls can be handed over", task.channel.name());
        return Err(Refusal::caller(Code::CantTransferTask, message));
    }
    match task.status {
        ReservationStatus::Pending => {
            let message = format!("reservation {id} is still pending");
            Err(not_yet(floor, id, Code::CantTransferTask, message))
        }
        // Whatever else the desktop believes, the backend knows better.
        _ => Ok(Execution::AT_BACKEND),
    }
}

pub(super) fn may_transfer(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done {
    guard_transfer(floor, worker, id)?;
    floor.platform.may_transfer(id).map(drop)
}

pub(super) fn transfer(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    order: &TransferOrder,
) -> Done<Landed> {
    floor.platform.transfer(cx, id, order)?;
    Landed::nothing()
}

pub(super) fn guard_cancel(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &floor.desktops[worker.index()];
    desktop.require(floor.platform, worker, id, Code::NoTransferToCancel)?;
    Ok(Execution::AT_BACKEND)
}

pub(super) fn may_cancel(floor: Floor<'_>, worker: WorkerId, id: ReservationId) -> Done {
    guard_cancel(floor, worker, id)?;
    floor.platform.may_cancel_transfer(id)
}

pub(super) fn cancel(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    floor.platform.cancel_transfer(cx, id)?;
    Landed::nothing()
}

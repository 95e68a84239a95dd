//! Bodies: transfers.

use crate::action::Code;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::ReservationStatus;
use crate::invocation::{Execution, Landed};
use crate::platform::Done;
use crate::platform::TransferOrder;
use crate::units::{ReservationId, WorkerId};

pub(super) fn guard_transfer(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &engine.desktops[worker.index()];
    let task = desktop.require(&engine.platform, worker, id, Code::CantTransferTask)?;
    match task.status {
        ReservationStatus::Pending => {
            let message = format!("reservation {id} is still pending");
            Err(super::task::not_yet(engine, id, Code::CantTransferTask, message))
        }
        // Whatever else the desktop believes, the backend knows better.
        _ => Ok(Execution::AtBackend),
    }
}

pub(super) fn transfer(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    id: ReservationId,
    order: &TransferOrder,
) -> Done<Landed> {
    engine.platform.transfer(cx, id, order)?;
    Landed::nothing()
}

pub(super) fn guard_cancel(engine: &Engine, worker: WorkerId, id: ReservationId) -> Done<Execution> {
    let desktop = &engine.desktops[worker.index()];
    desktop.require(&engine.platform, worker, id, Code::NoTransferToCancel)?;
    Ok(Execution::AtBackend)
}

pub(super) fn cancel(engine: &mut Engine, cx: &mut Cx<'_>, id: ReservationId) -> Done<Landed> {
    engine.platform.cancel_transfer(cx, id)?;
    Landed::nothing()
}

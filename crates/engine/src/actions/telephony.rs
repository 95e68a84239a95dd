//! Bodies: other ways to bring a call to its agent, and the flags of its legs.

use smol_str::SmolStr;

use super::task::pending_on_desktop;
use super::voice::{accepted, call_on_desktop};
use crate::action::Code;
use crate::config::Channel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::invocation::{Execution, Landed};
use crate::payload::WorkerLegFlags;
use crate::platform::{Done, Refusal};
use crate::units::{ActivityId, CallId, ReservationId, WorkerId};

/// An offered call on this desktop.
pub(super) fn guard_offered(
    engine: &Engine,
    worker: WorkerId,
    id: ReservationId,
    url: Option<&str>,
    code: Code,
) -> Done<Execution> {
    let task = pending_on_desktop(engine, worker, id).map_err(|refusal| Refusal { code, ..refusal })?;
    if task.channel != Channel::Voice {
        return Err(Refusal::caller(code, format!("{id} is a {} task, not a call", task.channel.name())));
    }
    let is_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    match url {
        Some(url) if !is_web(url) => {
            Err(Refusal::caller(code, format!("`twiMLUrl` should be an address on the web, not `{url}`")))
        }
        Some(_) | None => Ok(Execution::AtBackend),
    }
}

pub(super) fn issue_call(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    id: ReservationId,
    to: Option<SmolStr>,
    accept: bool,
) -> Done<Landed> {
    engine.platform.issue_call(cx, id, to, accept)?;
    Landed::nothing()
}

pub(super) fn dequeue(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    id: ReservationId,
    to: Option<SmolStr>,
    post_work: Option<ActivityId>,
) -> Done<Landed> {
    engine.platform.dequeue(cx, id, to, post_work)?;
    Landed::nothing()
}

pub(super) fn redirect(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    id: ReservationId,
    call: CallId,
    accept: bool,
) -> Done<Landed> {
    engine.platform.redirect(cx, id, call, accept)?;
    Landed::nothing()
}

pub(super) fn guard_flags(engine: &Engine, worker: WorkerId, id: ReservationId, code: Code) -> Done<Execution> {
    call_on_desktop(engine, worker, id, code)?;
    Ok(Execution::AtBackend)
}

pub(super) fn update_own_leg(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    flags: WorkerLegFlags,
) -> Done<Landed> {
    let task = accepted(engine, id, Code::UpdateWorkerParticipantFailed)?;
    engine.platform.update_worker_leg(cx, task, worker, flags)?;
    Landed::nothing()
}

pub(super) fn update_customer_leg(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    id: ReservationId,
    hold: Option<bool>,
) -> Done<Landed> {
    let code = Code::UpdateCustomerParticipantFailed;
    let task = accepted(engine, id, code)?;
    if engine.platform.customer_leg(task).is_none() {
        return Err(Refusal::world(code, format!("the customer of {task} is in no live call")));
    }
    if let Some(hold) = hold {
        engine.platform.hold_customer(cx, task, hold, code)?;
    }
    Landed::nothing()
}

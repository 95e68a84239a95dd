//! Bodies: calls that agents make.

use super::{Course, Done, Engine, Landed, Refusal};
use crate::engine::action::{Action, ActionName, Code};
use crate::engine::config::Channel;
use crate::engine::effects::Cx;
use crate::engine::event::{Direction, ReservationStatus};
use crate::engine::payload::OutboundCall;
use crate::engine::value::{Entries, Value};
use crate::units::{InvocationId, WorkerId};

pub(super) fn guard_call(
    engine: &Engine,
    invocation: InvocationId,
    worker: WorkerId,
    call: &OutboundCall,
) -> Done<Course> {
    let outbound = &engine.platform.center().outbound;
    let name = ActionName::Known(Action::StartOutboundCall);
    let desktop = &engine.desktops[worker.index()];
    let runs = |id: &InvocationId| engine.invocations.get(*id).is_some_and(|running| running.action == name);
    if desktop.running.iter().any(|id| *id != invocation && runs(id)) {
        return Err(Refusal::caller(Code::OutboundCallAlreadyPending, "the agent is dialling already"));
    }
    if !outbound.enabled {
        return Err(Refusal::caller(
            Code::OutboundDisabled,
            "outbound calls are off: set `center.outbound.enabled`",
        ));
    }
    free_to_call(engine, worker)?;
    let person = engine.platform.worker(worker);
    if person.is_none_or(|person| person.activity == engine.platform.center().offline) {
        return Err(Refusal::caller(Code::OutboundWhenOffline, "the agent is offline"));
    }
    if call.destination.trim().is_empty() || call.destination.starts_with("client:") {
        return Err(Refusal::caller(
            Code::InvalidDestination,
            format!("`{}` is no number that can be dialled", call.destination),
        ));
    }
    let queue = call.queue.or(outbound.queue);
    if queue.is_none_or(|queue| !engine.platform.has_queue(queue)) {
        return Err(Refusal::caller(
            Code::MissingQueue,
            "no queue: name one in `queueSid` or set `center.outbound.queue`",
        ));
    }
    if call.caller_id.as_ref().or(outbound.caller_id.as_ref()).is_none() {
        return Err(Refusal::caller(
            Code::MissingFrom,
            "no caller id: name one in `callerId` or set `center.outbound.caller_id`",
        ));
    }
    Ok(Course::Remote)
}

/// That nothing keeps an agent from calling: no live leg, no call offered, no call accepted.
fn free_to_call(engine: &Engine, worker: WorkerId) -> Done {
    if engine.platform.active_leg(worker).is_some() {
        return Err(Refusal::world(Code::VoiceCallAlreadyLive, "the agent is on a call"));
    }
    for task in engine.desktops[worker.index()].tasks.iter().filter(|task| task.channel == Channel::Voice) {
        match (task.status, task.direction) {
            (ReservationStatus::Pending, Direction::Inbound) => {
                return Err(Refusal::world(Code::PendingInboundCall, "a call is being offered to the agent"));
            }
            (ReservationStatus::Pending, Direction::Outbound) | (ReservationStatus::Accepted, _) => {
                return Err(Refusal::world(Code::CallTaskExists, "the agent has another call"));
            }
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn call(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, call: &OutboundCall) -> Done<Landed> {
    let outbound = &engine.platform.center().outbound;
    let Some(queue) = call.queue.or(outbound.queue) else {
        return Err(Refusal::caller(Code::MissingQueue, "no queue"));
    };
    let from = call.caller_id.as_ref().or(outbound.caller_id.as_ref()).cloned().unwrap_or_default();
    let facts = Value::map(Entries::from([
        ("direction".into(), Value::Text("outbound".into())),
        ("outbound_to".into(), Value::Text(call.destination.clone())),
        ("from".into(), Value::Text(from)),
    ]));
    let attributes = call.attributes.merged(&facts);
    engine.platform.dial(cx, worker, queue, attributes)?;
    Landed::nothing()
}

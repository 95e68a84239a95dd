//! Bodies: calls and e-mails that agents begin.

use smol_str::SmolStr;

use crate::action::Code;
use crate::config::Channel;
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::{Direction, ReservationStatus};
use crate::invocation::{Execution, Landed};
use crate::payload::{OutboundCall, OutboundEmail};
use crate::platform::{Done, Refusal};
use crate::units::{InvocationId, QueueId, WorkerId};
use crate::value::{Entries, Value};

pub(super) fn guard_call(engine: &Engine, worker: WorkerId, call: &OutboundCall) -> Done<Execution> {
    let outbound = &engine.platform.center().outbound;
    enabled(engine)?;
    voice_in_browser(engine)?;
    free_to_call(engine, worker)?;
    if engine.platform.workers()[worker.index()].activity == engine.platform.center().offline {
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
    Ok(Execution::AtBackend)
}

fn enabled(engine: &Engine) -> Done {
    if engine.platform.center().outbound.enabled {
        return Ok(());
    }
    Err(Refusal::caller(Code::OutboundDisabled, "outbound calls are off: set `center.outbound.enabled`"))
}

/// That calls reach agents in their browsers.
pub(super) fn voice_in_browser(engine: &Engine) -> Done {
    if engine.platform.center().features.browser_voice {
        return Ok(());
    }
    let message = "agents' browsers carry no calls in this centre: see `center.features.browser_voice`";
    Err(Refusal::caller(Code::BrowserVoiceDisabled, message))
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

pub(super) fn call(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    invocation: Option<InvocationId>,
    worker: WorkerId,
    call: &OutboundCall,
) -> Done<Landed> {
    let outbound = &engine.platform.center().outbound;
    let from = call.caller_id.as_ref().or(outbound.caller_id.as_ref()).cloned();
    let (Some(queue), Some(from)) = (call.queue.or(outbound.queue), from) else {
        unreachable!("the guard let a call pass that has no queue or no caller id")
    };
    let facts = Value::map(Entries::from([
        ("direction".into(), Value::Text("outbound".into())),
        ("outbound_to".into(), Value::Text(call.destination.clone())),
        ("from".into(), Value::Text(from)),
    ]));
    let attributes = call.attributes.merged(&facts);
    engine.platform.dial(cx, worker, queue, attributes);
    let asked_with = invocation.map(|id| engine.running(id).body_payload().clone());
    engine.desktops[worker.index()].panels.last_outbound = asked_with;
    Landed::nothing()
}

// The panel.

pub(super) fn guard_toggle_dialer(engine: &Engine, worker: WorkerId) -> Done<Execution> {
    enabled(engine)?;
    let opens = !engine.desktops[worker.index()].panels.dialer;
    if opens && engine.platform.active_leg(worker).is_some() {
        return Err(Refusal::world(Code::VoiceCallAlreadyLive, "the agent is on a call"));
    }
    Ok(Execution::OnDesktop)
}

pub(super) fn toggle_dialer(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId) -> Done<Landed> {
    let dialer = &mut engine.desktops[worker.index()].panels.dialer;
    *dialer = !*dialer;
    let shown = *dialer;
    state_panel(cx, worker, "dialer", Value::Bool(shown));
    Landed::nothing()
}

// E-mail.

/// Queue and sender of an e-mail.
fn sender(engine: &Engine, email: &OutboundEmail) -> Done<(QueueId, SmolStr)> {
    let Some(settings) = &engine.platform.center().email else {
        let message = "outbound e-mail is not set up: add `center.email`";
        return Err(Refusal::caller(Code::OutboundSettingsMissing, message));
    };
    let queue = email.queue.or(settings.queue).filter(|queue| engine.platform.has_queue(*queue));
    let queue = queue.ok_or_else(|| {
        let message = "no queue: name one in `queueSid` or set `center.email.queue`";
        Refusal::caller(Code::MissingQueue, message)
    })?;
    let from = email.from.as_ref().or(settings.from.as_ref()).cloned().ok_or_else(|| {
        let message = "no sender: name one in `from` or set `center.email.from`";
        Refusal::caller(Code::MissingFrom, message)
    })?;
    Ok((queue, from))
}

pub(super) fn guard_email(engine: &Engine, email: &OutboundEmail) -> Done<Execution> {
    sender(engine, email)?;
    Ok(Execution::AtBackend)
}

pub(super) fn email(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    email: &OutboundEmail,
) -> Done<Landed> {
    let (queue, from) = sender(engine, email)?;
    let mut facts = Entries::from([
        ("direction".into(), Value::Text("outbound".into())),
        ("customerAddress".into(), Value::Text(email.destination.clone())),
        ("from".into(), Value::Text(from)),
    ]);
    let settings = engine.platform.center().email.as_ref();
    if let Some(name) = email.from_name.as_ref().or(settings.and_then(|settings| settings.from_name.as_ref())) {
        facts.insert("fromName".into(), Value::Text(name.clone()));
    }
    let attributes = email.attributes.merged(&Value::map(facts));
    engine.platform.compose(cx, worker, queue, attributes);
    Landed::nothing()
}

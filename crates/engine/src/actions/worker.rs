//! Bodies: the worker's activity.

use smol_str::SmolStr;

use crate::action::Code;
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::invocation::{Execution, Landed};
use crate::nearest::did_you_mean;
use crate::payload::{ActivityName, ActivityRef, Either};
use crate::platform::{Done, Refusal};
use crate::units::{ActivityId, SimSpan, SimTime, WorkerId};
use crate::value::Value;

/// The activity that a payload names, by sid, by name or by both.
pub(super) fn activity(engine: &Engine, activity: &ActivityRef) -> Done<ActivityId> {
    let activities = &engine.platform.center().activities;
    let by_name = |name: &ActivityName| {
        let place = activities.iter().position(|activity| activity.name == *name);
        place.and_then(|place| u32::try_from(place).ok()).map(ActivityId::new).ok_or_else(|| {
            let hint = did_you_mean(name, activities.iter().map(|activity| activity.name.as_str()));
            Refusal::caller(Code::ActivityNotFound, format!("there is no activity `{name}`{hint}"))
        })
    };
    let by_sid = |id: &ActivityId| match activities.get(id.index()) {
        Some(_) => Ok(*id),
        None => Err(Refusal::caller(Code::ActivityNotFound, format!("there is no activity {id}"))),
    };
    match activity {
        Either::First(id) => by_sid(id),
        Either::Second(name) => by_name(name),
        Either::Both(id, name) if by_sid(id)? == by_name(name)? => Ok(*id),
        Either::Both(..) => Err(Refusal::caller(
            Code::InvalidPayload,
            "`activitySid` and `activityName` name different activities",
        )),
    }
}

pub(super) fn guard_other(engine: &Engine, actor: WorkerId, target: WorkerId) -> Done<Execution> {
    super::supervisor::supervises(engine, actor, "set others' activities")?;
    if engine.platform.worker(target).is_none() {
        return Err(Refusal::caller(Code::WorkerNotFound, format!("there is no worker {target}")));
    }
    Ok(Execution::AtBackend)
}

pub(super) fn set_activity(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    to: &ActivityRef,
    reject_pending: Option<bool>,
) -> Done<Landed> {
    let to = activity(engine, to)?;
    engine.platform.set_activity(cx, worker, to, reject_pending.unwrap_or(true))?;
    Landed::nothing()
}

/// The activity that a logout leaves the agent in; one in which no work is offered.
fn activity_after(engine: &Engine, named: Option<ActivityId>) -> Done<ActivityId> {
    let center = engine.platform.center();
    let Some(id) = named else { return Ok(center.offline) };
    match center.activities.get(id.index()) {
        Some(activity) if !activity.available => Ok(id),
        Some(activity) => Err(Refusal::caller(
            Code::LogoutActivityFailed,
            format!("in `{}` work is offered, so nobody can log out into it", activity.name),
        )),
        None => Err(Refusal::caller(Code::LogoutActivityFailed, format!("there is no activity {id}"))),
    }
}

pub(super) fn guard_logout(engine: &Engine, force: bool, activity: Option<ActivityId>) -> Done<Execution> {
    if !force {
        activity_after(engine, activity)?;
    }
    Ok(Execution::AtBackend)
}

/// The session ends. Forced, it does so whatever is offered and whatever activity was asked for.
pub(super) fn logout(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    force: bool,
    activity: Option<ActivityId>,
) -> Done<Landed> {
    let to = match activity_after(engine, activity) {
        Err(_) if force => engine.platform.center().offline,
        activity => activity?,
    };
    engine.platform.withdraw(cx, worker, to, force)?;
    engine.desktops[worker.index()].session.signed_in = false;
    state_panel(cx, worker, "signed_in", Value::Bool(false));
    Landed::nothing()
}

/// How many characters a worker's attributes may have as JSON.
const ATTRIBUTES_MAX: usize = 4_096;

/// The attributes as they would be.
fn merged(engine: &Engine, worker: WorkerId, attributes: &Value, merge: bool) -> Done<Value> {
    let present = &engine.platform.workers()[worker.index()].attributes;
    let merged = if merge { present.merged(attributes) } else { attributes.clone() };
    let length = merged.to_string().chars().count();
    if length > ATTRIBUTES_MAX {
        let message = format!("the attributes have {length} characters as JSON, {ATTRIBUTES_MAX} are allowed");
        return Err(Refusal::caller(Code::CantSetWorkerAttributes, message));
    }
    Ok(merged)
}

pub(super) fn guard_attributes(
    engine: &Engine,
    worker: WorkerId,
    attributes: &Value,
    merge: bool,
) -> Done<Execution> {
    merged(engine, worker, attributes, merge)?;
    Ok(Execution::AtBackend)
}

pub(super) fn set_attributes(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    attributes: &Value,
    merge: bool,
) -> Done<Landed> {
    let attributes = merged(engine, worker, attributes, merge)?;
    engine.platform.set_worker_attributes(cx, worker, attributes);
    Landed::nothing()
}

pub(super) fn guard_token(token: &str) -> Done<Execution> {
    if token.trim().is_empty() {
        return Err(Refusal::caller(Code::TokenUpdateFailed, "the token is empty"));
    }
    Ok(Execution::AtBackend)
}

/// A token that carries `exp=` and a number of seconds is good until then.
fn expiry(token: &str) -> Option<SimTime> {
    let digits = token.split("exp=").nth(1)?;
    let digits = digits.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().map(|seconds| SimTime::ZERO + SimSpan::from_secs(seconds))
}

pub(super) fn renew(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, token: SmolStr) -> Done<Landed> {
    if expiry(&token).is_some_and(|expiry| expiry <= cx.now) {
        return Err(Refusal::caller(Code::TokenUpdateFailed, "the token has expired"));
    }
    let session = &mut engine.desktops[worker.index()].session;
    session.token = Some(token);
    session.signed_in = true;
    session.expired = false;
    state_panel(cx, worker, "signed_in", Value::Bool(true));
    Landed::nothing()
}

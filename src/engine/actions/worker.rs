//! Bodies: the worker's activity.

use super::{Course, Done, Engine, Landed, Refusal};
use crate::engine::action::Code;
use crate::engine::effects::Cx;
use crate::engine::payload::{ActivityName, ActivityRef, Either};
use crate::nearest::did_you_mean;
use crate::units::{ActivityId, WorkerId};

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

pub(super) fn guard_other(engine: &Engine, actor: WorkerId, target: WorkerId) -> Done<Course> {
    if !engine.platform.worker(actor).is_some_and(|worker| worker.supervisor) {
        return Err(Refusal::caller(Code::NotAuthorized, "only supervisors set others' activities"));
    }
    if engine.platform.worker(target).is_none() {
        return Err(Refusal::caller(Code::WorkerNotFound, format!("there is no worker {target}")));
    }
    Ok(Course::Remote)
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

//! Bodies: the player of recordings.

use smol_str::SmolStr;

use crate::action::{Action, Code};
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::invocation::{Execution, Landed, NestedAction};
use crate::payload::{Either, Recording};
use crate::platform::{Done, Refusal};
use crate::units::WorkerId;
use crate::value::{Payload, Value};

/// The segment that a payload names, by itself or by its task.
fn segment(engine: &Engine, recording: &Recording) -> Done<SmolStr> {
    let failed = |message: String| Refusal::caller(Code::PlaybackFailed, message);
    let by_segment = |segment: &SmolStr| {
        let known = engine.platform.has_recording(segment);
        if known { Ok(segment.clone()) } else { Err(failed(format!("there is no recording `{segment}`"))) }
    };
    let by_task = |task: &crate::units::TaskId| {
        let message = || format!("there is no recording of {task}: it is no call that was handled and is over");
        engine.platform.recording_of(*task).ok_or_else(|| failed(message()))
    };
    match recording {
        Either::First(known) => by_segment(known),
        Either::Second(task) => by_task(task),
        Either::Both(known, task) if by_task(task)? == *known => Ok(known.clone()),
        Either::Both(..) => {
            Err(Refusal::caller(Code::InvalidPayload, "`segmentId` and `taskSid` name different recordings"))
        }
    }
}

pub(super) fn guard_play(engine: &Engine, recording: &Recording) -> Done<Execution> {
    segment(engine, recording)?;
    Ok(Execution::AtBackend)
}

pub(super) fn play(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, recording: &Recording) -> Done<Landed> {
    let segment = segment(engine, recording)?;
    engine.desktops[worker.index()].panels.player.segment = Some(segment.clone());
    state_panel(cx, worker, "player", Value::Text(segment));
    let show = NestedAction { action: Action::InsightsPlayerShow, payload: Payload::Absent, must_succeed: true };
    Ok(Landed::then(show))
}

pub(super) fn show(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, shown: bool) -> Done<Landed> {
    let player = &mut engine.desktops[worker.index()].panels.player;
    if !shown {
        player.segment = None;
    }
    if std::mem::replace(&mut player.shown, shown) != shown {
        state_panel(cx, worker, "player", Value::Bool(shown));
    }
    Landed::nothing()
}

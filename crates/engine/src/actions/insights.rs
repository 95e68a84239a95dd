//! The player of recordings.

use smol_str::SmolStr;

use super::definition::Definition;
use super::execution::{Awaited, Execution, Landed, NestedAction};
use super::floor::{Floor, FloorMut};
use crate::action::{Action, Code};
use crate::config::Mode;
use crate::desktop::{state_panel, state_switch};
use crate::effects::Cx;
use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Otherwise, Pair, Shape};
use crate::payload::{Either, Reader, unread};
use crate::platform::{Done, Refusal};
use crate::units::{TaskId, WorkerId};
use crate::value::Payload;

/// A recording, by segment or by task.
type Recording = Either<SmolStr, TaskId>;

/// What is asked for of the player.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::enum_variant_names, reason = "each is called what its action is")]
pub enum InsightsCommand {
    InsightsPlayerPlay { recording: Recording },
    InsightsPlayerInitialized,
    InsightsPlayerHide,
    InsightsPlayerShow,
}

pub(super) const ACTIONS: &[Definition<InsightsCommand>] = &[
    Definition::new(&INSIGHTS_PLAYER_PLAY, |it| {
        Ok(InsightsCommand::InsightsPlayerPlay { recording: read_recording(it) })
    }),
    Definition::new(&INSIGHTS_PLAYER_INITIALIZED, |_| Ok(InsightsCommand::InsightsPlayerInitialized)),
    Definition::new(&INSIGHTS_PLAYER_HIDE, |_| Ok(InsightsCommand::InsightsPlayerHide)),
    Definition::new(&INSIGHTS_PLAYER_SHOW, |_| Ok(InsightsCommand::InsightsPlayerShow)),
];

pub(super) fn guard(floor: Floor<'_>, command: &InsightsCommand) -> Done<Execution> {
    match command {
        InsightsCommand::InsightsPlayerPlay { recording } => guard_play(floor, recording),
        InsightsCommand::InsightsPlayerInitialized
        | InsightsCommand::InsightsPlayerHide
        | InsightsCommand::InsightsPlayerShow => Ok(Execution::ON_DESKTOP),
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: InsightsCommand,
) -> Done<Landed> {
    match command {
        InsightsCommand::InsightsPlayerPlay { recording } => play(floor, cx, worker, &recording),
        InsightsCommand::InsightsPlayerHide => show(floor, cx, worker, false),
        InsightsCommand::InsightsPlayerShow => show(floor, cx, worker, true),
        // The player's beginning is for listeners to hear.
        InsightsCommand::InsightsPlayerInitialized => Landed::nothing(),
    }
}

fn read_recording(payload: &Reader<'_>) -> Recording {
    let recording = Either::new(payload.word_if_any("segmentId"), payload.id_if_any("taskSid"));
    recording.unwrap_or_else(|| unread("segmentId"))
}

// What the catalogue says.

const MOUNTED: &str = "The player is there, which is so for supervisors; without it the action does not exist.";

static INSIGHTS_PLAYER_PLAY: Entry = Entry {
    summary: "Plays a recorded call.",
    shape: Shape::Object,
    fields: &[
        Field::optional("segmentId", FieldKind::Word, "The segment of a recording."),
        Field::optional("taskSid", FieldKind::TaskSid, "The task whose recording it is."),
    ],
    pairs: &[Pair::one_of("segmentId", "taskSid").missing(Code::PlaybackFailed)],
    backend: true,
    failing: Failing::with(Code::PlaybackFailed),
    legal: "The player is there, which is so for supervisors, and the segment is one of a recorded, settled call.",
    effect: "The segment is loaded, and the player shown.",
    errors: &[Failure::new(
        Code::PlaybackFailed,
        "neither id is given, there is no such recording, or no service",
    )],
    invokes: &[Action::InsightsPlayerShow],
    otherwise: &[Otherwise::does(
        "any `segmentId` is loaded and the player shown, whether or not it was recorded",
    )],
    example: r#"me.invoke("InsightsPlayerPlay", #{ taskSid: task.task_sid });"#,
    ..Entry::new(Action::InsightsPlayerPlay, Group::Insights)
};

static INSIGHTS_PLAYER_INITIALIZED: Entry = Entry {
    summary: "Tells listeners that the player is ready.",
    legal: MOUNTED,
    effect: "Nothing: the player invokes it, for listeners to hear.",
    example: r#"me.invoke("InsightsPlayerInitialized");"#,
    ..Entry::new(Action::InsightsPlayerInitialized, Group::Insights)
};

static INSIGHTS_PLAYER_HIDE: Entry = Entry {
    summary: "Hides the player.",
    legal: MOUNTED,
    effect: "The player is hidden and starts afresh next time.",
    example: r#"me.invoke("InsightsPlayerHide");"#,
    ..Entry::new(Action::InsightsPlayerHide, Group::Insights)
};

static INSIGHTS_PLAYER_SHOW: Entry = Entry {
    summary: "Shows the player.",
    legal: MOUNTED,
    effect: "The player is shown, and loads its segment if it has not.",
    example: r#"me.invoke("InsightsPlayerShow");"#,
    ..Entry::new(Action::InsightsPlayerShow, Group::Insights)
};

// Guards and effects.

/// The segment that a payload names, by itself or by its task.
fn segment(floor: Floor<'_>, recording: &Recording) -> Done<SmolStr> {
    let failed = |message: String| Refusal::caller(Code::PlaybackFailed, message);
    let by_segment = |segment: &SmolStr| {
        // The published client loads whatever it is given, and finds out later.
        let known = floor.platform.center().mode == Mode::Compat || floor.platform.has_recording(segment);
        if known { Ok(segment.clone()) } else { Err(failed(format!("there is no recording `{segment}`"))) }
    };
    let by_task = |task: &TaskId| {
        let message = || format!("there is no recording of {task}: it is no call that was handled and is over");
        floor.platform.recording_of(*task).ok_or_else(|| failed(message()))
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

fn guard_play(floor: Floor<'_>, recording: &Recording) -> Done<Execution> {
    segment(floor, recording)?;
    Ok(Execution::AT_BACKEND)
}

fn play(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, recording: &Recording) -> Done<Landed> {
    let segment = segment(floor.as_is(), recording)?;
    floor.desktops[worker.index()].panels.player.segment = Some(segment.clone());
    state_panel(cx, worker, "player");
    let show =
        NestedAction { action: Action::InsightsPlayerShow, payload: Payload::Absent, awaited: Awaited::Success };
    Ok(Landed::then(show))
}

fn show(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, shown: bool) -> Done<Landed> {
    let player = &mut floor.desktops[worker.index()].panels.player;
    if !shown {
        player.segment = None;
    }
    if std::mem::replace(&mut player.shown, shown) != shown {
        state_switch(cx, worker, "player", shown);
    }
    Landed::nothing()
}

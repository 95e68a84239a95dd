//! Entries: the player of recordings.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Pair, Shape};
use crate::action::{Action, Code};

const MOUNTED: &str = "The player is there, which is so for supervisors; without it the action does not exist.";

pub(super) static INSIGHTS_PLAYER_PLAY: Entry = Entry {
    summary: "Plays a recorded call.",
    shape: Shape::Object,
    fields: &[
        Field::optional("segmentId", FieldKind::Word, "The segment of a recording."),
        Field::optional("taskSid", FieldKind::TaskSid, "The task whose recording it is."),
    ],
    pairs: &[Pair::one_of("segmentId", "taskSid").missing(Code::PlaybackFailed)],
    backend: true,
    legal: "The player is there, which is so for supervisors, and the segment is one of a recorded, settled call.",
    effect: "The segment is loaded, and the player shown.",
    errors: &[Failure::new(
        Code::PlaybackFailed,
        "neither id is given, there is no such recording, or no service",
    )],
    invokes: &[Action::InsightsPlayerShow],
    example: r#"me.invoke("InsightsPlayerPlay", #{ taskSid: task.task_sid });"#,
    ..Entry::new(Action::InsightsPlayerPlay, Group::Insights)
};

pub(super) static INSIGHTS_PLAYER_INITIALIZED: Entry = Entry {
    summary: "Tells listeners that the player is ready.",
    legal: MOUNTED,
    effect: "Nothing: the player invokes it, for listeners to hear.",
    example: r#"me.invoke("InsightsPlayerInitialized");"#,
    ..Entry::new(Action::InsightsPlayerInitialized, Group::Insights)
};

pub(super) static INSIGHTS_PLAYER_HIDE: Entry = Entry {
    summary: "Hides the player.",
    legal: MOUNTED,
    effect: "The player is hidden and starts afresh next time.",
    example: r#"me.invoke("InsightsPlayerHide");"#,
    ..Entry::new(Action::InsightsPlayerHide, Group::Insights)
};

pub(super) static INSIGHTS_PLAYER_SHOW: Entry = Entry {
    summary: "Shows the player.",
    legal: MOUNTED,
    effect: "The player is shown, and loads its segment if it has not.",
    example: r#"me.invoke("InsightsPlayerShow");"#,
    ..Entry::new(Action::InsightsPlayerShow, Group::Insights)
};

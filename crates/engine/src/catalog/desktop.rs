//! Entries: locations, and parts of the desktop that show or hide.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Shape, Silent};
use crate::action::{Action, Code};

const LOCATION: &[Field] = &[Field::required("location", FieldKind::Text, "The path; it is the payload itself.")];
const NOT_TEXT: &[Failure] = &[Failure::new(Code::InvalidPayload, "the payload is not text")];

pub(super) static HISTORY_PUSH: Entry = Entry {
    summary: "Goes to a location.",
    shape: Shape::BareText,
    fields: LOCATION,
    effect: "What was forward of here is dropped, and the location is added and shown.",
    errors: NOT_TEXT,
    slip: Some("It is shown with a field `location`; the payload is the bare text."),
    example: r#"me.invoke("HistoryPush", "/teams/");"#,
    ..Entry::new(Action::HistoryPush, Group::Navigation)
};

pub(super) static HISTORY_REPLACE: Entry = Entry {
    summary: "Goes to a location in place of this one.",
    shape: Shape::BareText,
    fields: LOCATION,
    effect: "The present location is overwritten; the history is as long as before.",
    errors: NOT_TEXT,
    example: r#"me.invoke("HistoryReplace", "/teams/");"#,
    ..Entry::new(Action::HistoryReplace, Group::Navigation)
};

pub(super) static HISTORY_GO: Entry = Entry {
    summary: "Goes some locations back or forward.",
    shape: Shape::BareInt,
    fields: &[Field::required(
        "location",
        FieldKind::Int,
        "How many, back if negative; it is the payload itself.",
    )],
    effect: "Another location of the history is shown. Beyond its ends nothing happens.",
    errors: &[Failure::new(Code::InvalidPayload, "the payload is not a whole number")],
    example: r#"me.invoke("HistoryGo", -1);"#,
    ..Entry::new(Action::HistoryGo, Group::Navigation)
};

pub(super) static HISTORY_GO_BACK: Entry = Entry {
    summary: "Goes one location back.",
    effect: "The location before this one is shown; at the beginning nothing happens.",
    example: r#"me.invoke("HistoryGoBack");"#,
    ..Entry::new(Action::HistoryGoBack, Group::Navigation)
};

pub(super) static HISTORY_GO_FORWARD: Entry = Entry {
    summary: "Goes one location forward.",
    effect: "The location after this one is shown; at the end nothing happens.",
    example: r#"me.invoke("HistoryGoForward");"#,
    ..Entry::new(Action::HistoryGoForward, Group::Navigation)
};

pub(super) static SHOW_DIRECTORY: Entry = Entry {
    summary: "Shows the directory of workers and queues.",
    effect: "The directory is shown. Where it was shown, nothing changes.",
    example: r#"me.invoke("ShowDirectory");"#,
    ..Entry::new(Action::ShowDirectory, Group::Ui)
};

pub(super) static HIDE_DIRECTORY: Entry = Entry {
    summary: "Hides the directory of workers and queues.",
    effect: "The directory is hidden. Where it was hidden, nothing changes.",
    example: r#"me.invoke("HideDirectory");"#,
    ..Entry::new(Action::HideDirectory, Group::Ui)
};

pub(super) static TOGGLE_SIDEBAR: Entry = Entry {
    summary: "Opens or closes the sidebar.",
    shape: Shape::OptionalObject,
    fields: &[Field::optional("open", FieldKind::Bool, "Whether to open it; turned over unless given.")],
    effect: "The sidebar is open, or closed.",
    example: r#"me.invoke("ToggleSidebar", #{ open: true });"#,
    ..Entry::new(Action::ToggleSidebar, Group::Ui)
};

pub(super) static SET_COMPONENT_STATE: Entry = Entry {
    summary: "Changes the state of a part of the desktop.",
    shape: Shape::Object,
    fields: &[
        Field::required("name", FieldKind::Word, "Which part."),
        Field::required("state", FieldKind::Any, "What to merge into its state."),
    ],
    effect: "The entries of `state` are set in the part's state; others stay.",
    errors: &[Failure::new(Code::IncompletePayload, "`name` or `state` is missing")],
    silent: &[Silent::new(&[Code::IncompletePayload], "without a payload nothing happens")],
    example: r#"me.invoke("SetComponentState", #{ name: "AgentTaskCanvasTabs", state: #{ selectedTabName: "info" } });"#,
    ..Entry::new(Action::SetComponentState, Group::Ui)
};

pub(super) static RELOAD_WINDOW: Entry = Entry {
    summary: "Reloads the desktop.",
    shape: Shape::OptionalObject,
    fields: &[Field::optional("forceLogin", FieldKind::Bool, "Whether to forget the credentials too.")],
    effect: "The desktop forgets what it showed, and what it was waiting for is lost. The worker, their reservations \
             and conferences are as before, but for the browser's own leg, which drops. Who had logged out is signed in again, unless the \
             credentials are forgotten.",
    example: r#"me.invoke("ReloadWindow", #{ forceLogin: false });"#,
    ..Entry::new(Action::ReloadWindow, Group::Ui)
};

//! Where a desktop is.

use smol_str::SmolStr;

use super::definition::Definition;
use super::execution::{Execution, Landed};
use super::floor::FloorMut;
use crate::action::{Action, Code};
use crate::effects::Cx;
use crate::entry::{Entry, Failure, Field, FieldKind, Group, Shape};
use crate::event::{DesktopEvent, Event};
use crate::platform::Done;
use crate::units::WorkerId;

/// Where a desktop is asked to go.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::enum_variant_names, reason = "each is called what its action is")]
pub enum NavigationCommand {
    HistoryPush { location: SmolStr },
    HistoryReplace { location: SmolStr },
    HistoryGo { delta: i64 },
    HistoryGoBack,
    HistoryGoForward,
}

pub(super) const ACTIONS: &[Definition<NavigationCommand>] = &[
    Definition::new(&HISTORY_PUSH, |it| Ok(NavigationCommand::HistoryPush { location: it.bare_text() })).kept(),
    Definition::new(&HISTORY_REPLACE, |it| Ok(NavigationCommand::HistoryReplace { location: it.bare_text() }))
        .kept(),
    Definition::new(&HISTORY_GO, |it| Ok(NavigationCommand::HistoryGo { delta: it.bare_int() })),
    Definition::new(&HISTORY_GO_BACK, |_| Ok(NavigationCommand::HistoryGoBack)),
    Definition::new(&HISTORY_GO_FORWARD, |_| Ok(NavigationCommand::HistoryGoForward)),
];

pub(super) const fn guard(command: &NavigationCommand) -> Done<Execution> {
    match command {
        NavigationCommand::HistoryPush { .. }
        | NavigationCommand::HistoryReplace { .. }
        | NavigationCommand::HistoryGo { .. }
        | NavigationCommand::HistoryGoBack
        | NavigationCommand::HistoryGoForward => Ok(Execution::ON_DESKTOP),
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: NavigationCommand,
) -> Done<Landed> {
    let history = &mut floor.desktops[worker.index()].history;
    let moved = match command {
        NavigationCommand::HistoryPush { location } => {
            history.push(location);
            true
        }
        NavigationCommand::HistoryReplace { location } => {
            history.replace(location);
            true
        }
        NavigationCommand::HistoryGo { delta } => history.go(delta),
        NavigationCommand::HistoryGoBack => history.go(-1),
        NavigationCommand::HistoryGoForward => history.go(1),
    };
    if moved {
        let location = history.location().clone();
        cx.emit(Event::Desktop(worker, DesktopEvent::Moved { location }));
    }
    Landed::nothing()
}

// What the catalogue says.

const LOCATION: &[Field] = &[Field::required("location", FieldKind::Text, "The path; it is the payload itself.")];
const NOT_TEXT: &[Failure] = &[Failure::new(Code::InvalidPayload, "the payload is not text")];

static HISTORY_PUSH: Entry = Entry {
    summary: "Goes to a location.",
    shape: Shape::BareText,
    fields: LOCATION,
    effect: "What was forward of here is dropped, and the location is added and shown.",
    errors: NOT_TEXT,
    slip: Some("It is shown with a field `location`; the payload is the bare text."),
    example: r#"me.invoke("HistoryPush", "/teams/");"#,
    ..Entry::new(Action::HistoryPush, Group::Navigation)
};

static HISTORY_REPLACE: Entry = Entry {
    summary: "Goes to a location in place of this one.",
    shape: Shape::BareText,
    fields: LOCATION,
    effect: "The present location is overwritten; the history is as long as before.",
    errors: NOT_TEXT,
    example: r#"me.invoke("HistoryReplace", "/teams/");"#,
    ..Entry::new(Action::HistoryReplace, Group::Navigation)
};

static HISTORY_GO: Entry = Entry {
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

static HISTORY_GO_BACK: Entry = Entry {
    summary: "Goes one location back.",
    effect: "The location before this one is shown; at the beginning nothing happens.",
    example: r#"me.invoke("HistoryGoBack");"#,
    ..Entry::new(Action::HistoryGoBack, Group::Navigation)
};

static HISTORY_GO_FORWARD: Entry = Entry {
    summary: "Goes one location forward.",
    effect: "The location after this one is shown; at the end nothing happens.",
    example: r#"me.invoke("HistoryGoForward");"#,
    ..Entry::new(Action::HistoryGoForward, Group::Navigation)
};

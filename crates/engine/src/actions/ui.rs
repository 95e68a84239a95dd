//! Parts of the desktop that show or hide, and the desktop as a whole.

use smol_str::SmolStr;

use super::definition::Definition;
use super::execution::{Execution, Landed};
use super::floor::FloorMut;
use crate::action::{Action, Code};
use crate::desktop::{state_news, state_panel, state_switch};
use crate::effects::Cx;
use crate::entry::{Entry, Failure, Field, FieldKind, Group, Shape, Silent};
use crate::event::EndReason;
use crate::platform::Done;
use crate::units::WorkerId;
use crate::value::{Payload, Value};

/// What is asked for of the desktop itself.
#[derive(Clone, Debug, PartialEq)]
pub enum UiCommand {
    ShowDirectory,
    HideDirectory,
    ToggleSidebar { open: Option<bool> },
    SetComponentState { name: SmolStr, state: Value },
    ReloadWindow { force_login: bool },
}

pub(super) const ACTIONS: &[Definition<UiCommand>] = &[
    Definition::new(&SHOW_DIRECTORY, |_| Ok(UiCommand::ShowDirectory)),
    Definition::new(&HIDE_DIRECTORY, |_| Ok(UiCommand::HideDirectory)),
    Definition::new(&TOGGLE_SIDEBAR, |it| Ok(UiCommand::ToggleSidebar { open: it.flag("open") })),
    Definition::new(&SET_COMPONENT_STATE, |it| {
        Ok(UiCommand::SetComponentState { name: it.word("name"), state: it.value("state") })
    })
    // Only a payload that is not there at all.
    .silent(|it| (it.code == Code::IncompletePayload).then(|| is_nothing(it.payload))),
    Definition::new(&RELOAD_WINDOW, |it| {
        Ok(UiCommand::ReloadWindow { force_login: it.flag("forceLogin") == Some(true) })
    })
    .signs_in(),
];

pub(super) fn guard(command: &UiCommand) -> Done<Execution> {
    match command {
        UiCommand::ShowDirectory
        | UiCommand::HideDirectory
        | UiCommand::ToggleSidebar { .. }
        | UiCommand::SetComponentState { .. } => Ok(Execution::ON_DESKTOP),
        UiCommand::ReloadWindow { .. } => Ok(Execution { forgets: true, ..Execution::ON_DESKTOP }),
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: UiCommand,
) -> Done<Landed> {
    match command {
        UiCommand::ShowDirectory => directory(floor, cx, worker, true),
        UiCommand::HideDirectory => directory(floor, cx, worker, false),
        UiCommand::ToggleSidebar { open } => sidebar(floor, cx, worker, open),
        UiCommand::SetComponentState { name, state } => component(floor, cx, worker, name, &state),
        UiCommand::ReloadWindow { force_login } => reload(floor, cx, worker, force_login),
    }
}

fn is_nothing(payload: &Payload) -> bool {
    match payload {
        Payload::Absent | Payload::Bare(Value::Null) => true,
        Payload::Fields(fields) => fields.is_empty(),
        Payload::Bare(_) => false,
    }
}

// What the catalogue says.

static SHOW_DIRECTORY: Entry = Entry {
    summary: "Shows the directory of workers and queues.",
    effect: "The directory is shown. Where it was shown, nothing changes.",
    example: r#"me.invoke("ShowDirectory");"#,
    ..Entry::new(Action::ShowDirectory, Group::Ui)
};

static HIDE_DIRECTORY: Entry = Entry {
    summary: "Hides the directory of workers and queues.",
    effect: "The directory is hidden. Where it was hidden, nothing changes.",
    example: r#"me.invoke("HideDirectory");"#,
    ..Entry::new(Action::HideDirectory, Group::Ui)
};

static TOGGLE_SIDEBAR: Entry = Entry {
    summary: "Opens or closes the sidebar.",
    shape: Shape::OptionalObject,
    fields: &[Field::optional("open", FieldKind::Bool, "Whether to open it; turned over unless given.")],
    effect: "The sidebar is open, or closed.",
    example: r#"me.invoke("ToggleSidebar", #{ open: true });"#,
    ..Entry::new(Action::ToggleSidebar, Group::Ui)
};

static SET_COMPONENT_STATE: Entry = Entry {
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

static RELOAD_WINDOW: Entry = Entry {
    summary: "Reloads the desktop.",
    shape: Shape::OptionalObject,
    fields: &[Field::optional("forceLogin", FieldKind::Bool, "Whether to forget the credentials too.")],
    effect: "The desktop forgets what it showed, and what it was waiting for is lost. The worker, their reservations \
             and conferences are as before, but for the browser's own leg, which drops. Who had logged out is signed in again, unless the \
             credentials are forgotten.",
    example: r#"me.invoke("ReloadWindow", #{ forceLogin: false });"#,
    ..Entry::new(Action::ReloadWindow, Group::Ui)
};

// Guards and effects.

fn directory(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, show: bool) -> Done<Landed> {
    let shown = &mut floor.desktops[worker.index()].panels.directory;
    if std::mem::replace(shown, show) != show {
        state_switch(cx, worker, "directory", show);
    }
    Landed::nothing()
}

fn sidebar(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, open: Option<bool>) -> Done<Landed> {
    let shown = &mut floor.desktops[worker.index()].panels.sidebar;
    let to = open.unwrap_or(!*shown);
    if std::mem::replace(shown, to) != to {
        state_switch(cx, worker, "sidebar", to);
    }
    Landed::nothing()
}

/// The entries of `state` are set in the component's state, others stay; what is no map replaces it.
fn component(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    name: SmolStr,
    state: &Value,
) -> Done<Landed> {
    floor.desktops[worker.index()].set_component(&name, state)?;
    state_panel(cx, worker, &name);
    Landed::nothing()
}

/// The page is loaded anew. What it was waiting for is lost by now, and its own legs drop, for they were in the browser.
fn reload(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, force_login: bool) -> Done<Landed> {
    let legs = floor.platform.workers()[worker.index()].legs.clone();
    for (conference, participant) in legs {
        floor.platform.remove_participant(cx, conference, participant, EndReason::HungUp);
    }
    let desktop = &mut floor.desktops[worker.index()];
    let news = desktop.reload(floor.platform, worker);
    let was_signed_in = std::mem::replace(&mut desktop.session.signed_in, !force_login);
    desktop.session.expired = false;
    if force_login {
        desktop.session.token = None;
        floor.platform.phone_is_gone(cx, worker);
    } else {
        floor.platform.phone_is_back(worker);
    }
    if was_signed_in == force_login {
        state_switch(cx, worker, "signed_in", !force_login);
    }
    state_news(cx, worker, &news);
    state_switch(cx, worker, "reloaded", force_login);
    Landed::nothing()
}

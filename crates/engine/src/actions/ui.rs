//! Bodies: parts of the desktop that show or hide, and the desktop as a whole.

use smol_str::SmolStr;

use crate::desktop::{state_news, state_panel};
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::EndReason;
use crate::invocation::Landed;
use crate::platform::Done;
use crate::units::{InvocationId, WorkerId};
use crate::value::Value;

pub(super) fn directory(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, show: bool) -> Done<Landed> {
    let shown = &mut engine.desktops[worker.index()].panels.directory;
    if std::mem::replace(shown, show) != show {
        state_panel(cx, worker, "directory", Value::Bool(show));
    }
    Landed::nothing()
}

pub(super) fn sidebar(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, open: Option<bool>) -> Done<Landed> {
    let shown = &mut engine.desktops[worker.index()].panels.sidebar;
    let to = open.unwrap_or(!*shown);
    if std::mem::replace(shown, to) != to {
        state_panel(cx, worker, "sidebar", Value::Bool(to));
    }
    Landed::nothing()
}

/// The entries of `state` are set in the component's state, others stay; what is no map replaces it.
pub(super) fn component(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    name: SmolStr,
    state: &Value,
) -> Done<Landed> {
    let components = &mut engine.desktops[worker.index()].panels.components;
    let merged = match (components.get(&name), state) {
        (Some(Value::Map(old)), Value::Map(new)) => {
            let mut merged = old.as_ref().clone();
            merged.extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
            Value::map(merged)
        }
        (_, new) => new.clone(),
    };
    components.insert(name.clone(), merged.clone());
    state_panel(cx, worker, &name, merged);
    Landed::nothing()
}

/// The page is loaded anew: what it was waiting for is lost, and its own legs drop, for they were in the browser.
pub(super) fn reload(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    id: Option<InvocationId>,
    worker: WorkerId,
    force_login: bool,
) -> Done<Landed> {
    engine.lose_running(cx, worker, id);
    let legs = engine.platform.workers()[worker.index()].legs.clone();
    for (conference, participant) in legs {
        engine.platform.remove_participant(cx, conference, participant, EndReason::HungUp);
    }
    let desktop = &mut engine.desktops[worker.index()];
    let news = desktop.reload(&engine.platform, worker);
    desktop.session.signed_in = !force_login;
    desktop.session.expired = false;
    if force_login {
        desktop.session.token = None;
    }
    state_news(cx, worker, news);
    state_panel(cx, worker, "reloaded", Value::Bool(force_login));
    Landed::nothing()
}

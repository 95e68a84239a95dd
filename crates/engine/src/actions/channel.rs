//! Bodies: conversations that an agent leaves, puts aside and takes up again.

use crate::action::{Action, Code};
use crate::config::Channel;
use crate::desktop::PausedEntry;
use crate::desktop::panels::paused_view;
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::event::{DesktopEvent, Event};
use crate::invocation::{Execution, Landed, NestedAction};
use crate::platform::{Done, Refusal};
use crate::units::{ChannelId, ConversationId, WorkerId};
use crate::value::{Payload, Value};

/// How many paused conversations one page of the list holds.
const PAGE: usize = 60;

fn switched_on(on: bool, what: &str, code: Code) -> Done {
    if on {
        return Ok(());
    }
    Err(Refusal::caller(code, format!("{what} is switched off in this centre: see `center.features`")))
}

pub(super) fn guard_leave(engine: &Engine) -> Done<Execution> {
    switched_on(engine.platform.center().features.leave, "leaving conversations", Code::LeaveChannelFailed)?;
    Ok(Execution::AtBackend)
}

pub(super) fn leave(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, channel: ChannelId) -> Done<Landed> {
    engine.platform.leave_channel(cx, channel, worker)?;
    Landed::nothing()
}

pub(super) fn guard_pause(engine: &Engine) -> Done<Execution> {
    switched_on(engine.platform.center().features.pause, "pausing conversations", Code::PauseChannelFailed)?;
    Ok(Execution::AtBackend)
}

pub(super) fn pause(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, channel: ChannelId) -> Done<Landed> {
    engine.platform.pause_channel(cx, channel, worker)?;
    Landed::nothing()
}

pub(super) fn guard_resume(engine: &Engine, worker: WorkerId, channel: ChannelId) -> Done<Execution> {
    let panels = &engine.desktops[worker.index()].panels;
    let listed = panels.paused.iter().chain(&panels.paused_emails).any(|entry| entry.channel == channel);
    if !listed {
        let message = format!(
            "interaction channel {channel} is not on the desktop's list of paused ones, as it was fetched last"
        );
        return Err(Refusal::caller(Code::ResumeChannelFailed, message));
    }
    Ok(Execution::AtBackend)
}

/// The list is fetched again in any case: what could not be resumed is not on it any more.
pub(super) fn resume(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, channel: ChannelId) -> Done<Landed> {
    let resumed = engine.platform.resume_channel(cx, channel, worker);
    let fetch = NestedAction { action: Action::GetPausedChannels, payload: Payload::Absent, must_succeed: false };
    let mut landed = Landed::then(fetch);
    landed.outcome = resumed.map(|_| Value::Null);
    if landed.outcome.is_ok() {
        let panels = &mut engine.desktops[worker.index()].panels;
        panels.paused.retain(|entry| entry.channel != channel);
        panels.paused_emails.retain(|entry| entry.channel != channel);
        panels.selected_paused = None;
    }
    Ok(landed)
}

pub(super) fn guard_list(engine: &Engine, code: Code) -> Done<Execution> {
    switched_on(engine.platform.center().features.pause, "pausing conversations", code)?;
    Ok(Execution::AtBackend)
}

pub(super) fn list(engine: &mut Engine, cx: &mut Cx<'_>, worker: WorkerId, emails: bool) -> Done<Landed> {
    let of = emails.then_some(Channel::Email);
    let entry = |(conversation, channel)| PausedEntry { conversation, channel };
    let fetched: Vec<PausedEntry> = engine.platform.paused_by(worker, of).map(entry).take(PAGE).collect();
    let panels = &mut engine.desktops[worker.index()].panels;
    let (name, shown) =
        if emails { ("paused_emails", &mut panels.paused_emails) } else { ("paused", &mut panels.paused) };
    if *shown != fetched {
        *shown = fetched;
        let view = paused_view(shown);
        state_panel(cx, worker, name, view);
    }
    Landed::nothing()
}

pub(super) fn guard_select(engine: &Engine, worker: WorkerId, conversation: ConversationId) -> Done<Execution> {
    if !engine.desktops[worker.index()].panels.lists_paused(conversation) {
        let message = format!("conversation {conversation} is not on the desktop's lists of paused ones");
        return Err(Refusal::caller(Code::ConversationNotFound, message));
    }
    Ok(Execution::OnDesktop)
}

pub(super) fn select(
    engine: &mut Engine,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    conversation: ConversationId,
) -> Done<Landed> {
    let desktop = &mut engine.desktops[worker.index()];
    if desktop.selected.take().is_some() {
        cx.emit(Event::Desktop(worker, DesktopEvent::Selected { reservation: None }));
    }
    desktop.panels.selected_paused = Some(conversation);
    state_panel(cx, worker, "selected_paused", Value::Sid(conversation.sid()));
    let payload = Payload::Bare(Value::Text("/agent-desktop".into()));
    Ok(Landed::then(NestedAction { action: Action::HistoryPush, payload, must_succeed: true }))
}

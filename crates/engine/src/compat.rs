//! Compat mode: where the real desktop says nothing of a failure, neither do we.
//!
//! The catalogue says which codes of an action are swallowed. Some are swallowed only where the failure came from a
//! certain side, and some leave something behind; that is here. In strict mode nothing of this applies.

use super::Engine;
use super::action::{Action, ActionName, Code};
use super::actions::supervisor;
use super::catalog;
use super::config::Mode;
use super::effects::Cx;
use super::event::{DesktopChange, Event};
use super::platform::Refusal;
use super::value::{Payload, Value};
use crate::units::InvocationId;

/// Who refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The check of the payload.
    Payload,
    /// The desktop's guard.
    Guard,
    /// The backend.
    Backend,
    /// An action that the body invoked.
    Nested,
}

/// What a refused invocation settles with all the same, if the real desktop says nothing of such a refusal.
pub(super) fn settles_as(engine: &Engine, id: InvocationId, refusal: &Refusal, by: By) -> Option<Value> {
    if engine.platform.center().mode == Mode::Strict {
        return None;
    }
    let running = engine.invocations.get(id)?;
    let ActionName::Known(action) = running.action else { return None };
    let swallowed = match (action, refusal.code) {
        // The nested action's failure, whatever it is.
        (Action::EndVoiceTask, _) if by == By::Nested => true,
        // An unknown name does nothing; an unknown sid is an error.
        (Action::SetActivity, Code::ActivityNotFound) => running.asked().get("activitySid").is_none(),
        // Only a payload that is not there at all.
        (Action::SetComponentState, Code::IncompletePayload) => is_nothing(running.asked()),
        // What the guard says is heard; that nobody could be dialled is only shown.
        (Action::StartExternalWarmTransfer, Code::CantAddParticipant) => by == By::Backend,
        // Filters that are no list are ignored; a filter that makes no sense is not.
        (Action::ApplyTeamsViewFilters, Code::InvalidPayload) => {
            !matches!(running.asked().get("filters"), Some(Value::List(_))) && by == By::Payload
        }
        // A call that is monitored already.
        (Action::MonitorCall, Code::CantMonitor) => supervisor::monitors_already(engine, id),
        (action, code) => catalog::entry(action).swallows(code),
    };
    swallowed.then_some(Value::Null)
}

fn is_nothing(payload: &Payload) -> bool {
    match payload {
        Payload::Absent | Payload::Bare(Value::Null) => true,
        Payload::Fields(fields) => fields.is_empty(),
        Payload::Bare(_) => false,
    }
}

/// What an invocation that settles without having done its work leaves behind.
pub(super) fn does_instead(engine: &mut Engine, cx: &mut Cx<'_>, id: InvocationId) {
    let Some(running) = engine.invocations.get(id) else { return };
    let (worker, ActionName::Known(action)) = (running.worker, &running.action) else { return };
    let panels = &mut engine.desktops[worker.index()].panels;
    let (name, content) = match action {
        Action::SelectPausedConversation => {
            panels.selected_paused = None;
            ("selected_paused", Value::Null)
        }
        Action::GetPausedChannels => {
            panels.paused.clear();
            ("paused", Value::list(Vec::new()))
        }
        Action::GetPausedEmailConversations => {
            panels.paused_emails.clear();
            ("paused_emails", Value::list(Vec::new()))
        }
        _ => return,
    };
    cx.emit(Event::DesktopChanged { worker, change: DesktopChange::Panel(name.into(), content) });
}

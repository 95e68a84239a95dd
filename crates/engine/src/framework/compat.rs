//! Compat mode: where the real desktop says nothing of a failure, neither do we.
//!
//! The catalogue says which codes of an action are swallowed. Some are swallowed only where the failure came from a
//! certain side, and some leave something behind; that is here. In strict mode nothing of this applies.

use crate::action::{Action, ActionName, Code};
use crate::actions::supervisor;
use crate::catalog;
use crate::config::Mode;
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::platform::Refusal;
use crate::units::InvocationId;
use crate::value::{Payload, Value};

/// Who refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusedBy {
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
pub(super) fn settles_as(engine: &Engine, id: InvocationId, refusal: &Refusal, by: RefusedBy) -> Option<Value> {
    if engine.platform.center().mode == Mode::Strict {
        return None;
    }
    let running = engine.running(id);
    let action = known(&running.action);
    let swallowed = match (action, refusal.code) {
        // The nested action's failure, whatever it is.
        (Action::EndVoiceTask, _) if by == RefusedBy::Nested => true,
        // An unknown name does nothing; an unknown sid is an error.
        (Action::SetActivity, Code::ActivityNotFound) => running.body_payload().get("activitySid").is_none(),
        // Only a payload that is not there at all.
        (Action::SetComponentState, Code::IncompletePayload) => is_nothing(running.body_payload()),
        // What the guard says is heard; that nobody could be dialled is only shown.
        (Action::StartExternalWarmTransfer, Code::CantAddParticipant) => by == RefusedBy::Backend,
        // Filters that are no list are ignored; a filter that makes no sense is not.
        (Action::ApplyTeamsViewFilters, Code::InvalidPayload) => {
            !matches!(running.body_payload().get("filters"), Some(Value::List(_))) && by == RefusedBy::Payload
        }
        // A call that is monitored already.
        (Action::MonitorCall, Code::CantMonitor) => supervisor::monitors_already(engine, id),
        (action, code) => catalog::entry(action).swallows(code),
    };
    swallowed.then_some(Value::Null)
}

/// The action whose body was refused.
fn known(action: &ActionName) -> Action {
    match action {
        ActionName::Known(action) => *action,
        ActionName::Other(name) => {
            unreachable!("`{name}` is no action of the catalogue, so it has no body to refuse")
        }
    }
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
    let running = engine.running(id);
    let (worker, action) = (running.worker, known(&running.action));
    let panels = &mut engine.desktops[worker.index()].panels;
    if action == Action::SelectPausedConversation {
        panels.selected_paused = None;
        state_panel(cx, worker, "selected_paused", Value::Null);
    } else if action == Action::GetPausedChannels {
        panels.paused.clear();
        state_panel(cx, worker, "paused", Value::list(Vec::new()));
    } else if action == Action::GetPausedEmailConversations {
        panels.paused_emails.clear();
        state_panel(cx, worker, "paused_emails", Value::list(Vec::new()));
    }
}

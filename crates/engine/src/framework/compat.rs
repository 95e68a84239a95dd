//! Compat mode: where the real desktop says nothing of a failure, neither do we.
//!
//! The catalogue says which codes of an action are swallowed. Some are swallowed only where the failure came from a
//! certain side, and some leave something behind; that the action says beside its entry. In strict mode nothing of this
//! applies.

use crate::action::{Action, ActionName};
use crate::actions::{self, Refused, RefusedBy};
use crate::config::Mode;
use crate::effects::Cx;
use crate::engine::Engine;
use crate::platform::Refusal;
use crate::units::InvocationId;
use crate::value::Value;

/// What a refused invocation settles with all the same, if the real desktop says nothing of such a refusal.
pub(super) fn settles_as(engine: &Engine, id: InvocationId, refusal: &Refusal, by: RefusedBy) -> Option<Value> {
    if engine.platform.center().mode == Mode::Strict {
        return None;
    }
    let running = engine.running(id);
    let facts = actions::facts(known(&running.action));
    let (worker, payload, code) = (running.worker, running.body_payload(), refusal.code);
    let of_its_own = || facts.silence?(&Refused { floor: engine.floor(), worker, payload, code, by });
    let swallowed = of_its_own().unwrap_or_else(|| facts.entry.swallows(code));
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

/// What an invocation that settles without having done its work leaves behind.
pub(super) fn does_instead(engine: &mut Engine, cx: &mut Cx<'_>, id: InvocationId) {
    let running = engine.running(id);
    let (worker, action) = (running.worker, known(&running.action));
    if let Some(instead) = actions::facts(action).instead {
        instead(&mut engine.floor_mut(), cx, worker);
    }
}

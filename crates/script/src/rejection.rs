//! Rejections of actions, as scripts throw and catch them.

use rhai::{EvalAltResult, Map, Position};

use super::thrown::Thrown;
use rushhour_engine::action::{ActionName, Cause, Rejection};

/// A rejection as it is thrown: `#{ action, code, message, cause }`.
pub(crate) fn throw(rejection: &Rejection) -> Thrown {
    let mut map = Map::new();
    map.insert("action".into(), rejection.action.as_str().into());
    map.insert("code".into(), rejection.code.name().into());
    map.insert("message".into(), rejection.message.as_str().into());
    map.insert("cause".into(), rejection.cause.name().into());
    EvalAltResult::ErrorRuntime(map.into(), Position::NONE).into()
}

/// The rejection that a function threw on, if it is one of ours.
pub(crate) fn thrown_on(thrown: &EvalAltResult) -> Option<Rejection> {
    let mut error = thrown;
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = error {
        error = inner;
    }
    let EvalAltResult::ErrorRuntime(value, _) = error else { return None };
    let map = value.read_lock::<Map>()?;
    let text = |name: &str| map.get(name)?.clone().into_immutable_string().ok();
    let code = text("code")?.parse().ok()?;
    let action = ActionName::new(&text("action").unwrap_or_default());
    // What a script makes up by itself is its own doing.
    let cause = text("cause").and_then(|cause| Cause::of(&cause)).unwrap_or(Cause::Caller);
    Some(Rejection { action, code, message: text("message").unwrap_or_default().to_string(), cause })
}

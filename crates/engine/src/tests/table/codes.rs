//! Every code that there is: something raises it.
//!
//! What is listed is provoked here once more and gathered: the rows' illegal calls, payloads that are wrong, and what
//! can happen to any invocation. A code that nothing raises has no place in the list.

use std::collections::BTreeSet;

use super::*;
use crate::action::ActionName;
use crate::catalog::Shape;
use crate::effects::{CallRole, FunctionId};
use crate::hooks::ScriptEnd;
use crate::limits::DESKTOP_BYTES_MAX;
use crate::tests::samples::{full, misfits, set};

#[test]
fn something_raises_every_code() {
    let mut raised = BTreeSet::new();
    for (entry, row) in rows() {
        for illegal in row.illegal {
            raised.extend(raised_by(attempt((illegal.arrange)(Mode::Strict), entry.action, illegal.meanwhile)));
        }
        for payload in wrong(entry) {
            raised.extend(raised_by(attempt(floor(Mode::Strict).then(SUPERVISOR, payload), entry.action, |_| {})));
        }
    }
    raised.extend(of_any_action());
    let never: Vec<Code> = Code::ALL.iter().copied().filter(|code| !raised.contains(code)).collect();
    assert_eq!(never, [], "nothing raises these");
}

#[test]
fn every_code_is_told_of_in_the_catalogue() {
    let of_entry = |entry: &Entry| {
        let fields = entry.fields.iter().flat_map(|field| [field.missing, field.invalid]);
        let pairs = entry.pairs.iter().map(|pair| pair.missing);
        let own = entry.errors.iter().map(|failure| failure.code);
        own.chain(fields).chain(pairs).collect::<Vec<_>>()
    };
    let common = catalog::COMMON_FAILURES.iter().map(|failure| failure.code);
    let told: BTreeSet<Code> = catalog::entries().flat_map(of_entry).chain(common).collect();
    assert_eq!(told.len(), Code::ALL.len(), "{told:?}");
}

fn raised_by((_, result): (World, Result<Value, Rejection>)) -> Option<Code> {
    result.err().map(|rejection| rejection.code)
}

/// Payloads without a field each, and with each field of another kind.
fn wrong(entry: &Entry) -> Vec<Payload> {
    if !matches!(entry.shape, Shape::Object | Shape::OptionalObject) {
        return vec![Payload::Bare(Value::Float(0.5))];
    }
    let misfit = |field: &catalog::Field| misfits(&field.kind).into_iter().next();
    let mut wrong: Vec<Payload> = entry.fields.iter().map(|it| set(&full(entry), it.name, misfit(it))).collect();
    wrong.extend(entry.fields.iter().map(|field| set(&full(entry), field.name, None)));
    wrong.push(Payload::Absent);
    wrong
}

/// What can happen to an invocation of any action.
fn of_any_action() -> Vec<Code> {
    let mut raised = Vec::new();
    let unknown = floor(Mode::Strict).act(|engine, cx| {
        let id = engine.invoke(cx, AGENT, ActionName::new("Nonsense"), Payload::Absent);
        (id, cx.out.settled.pop())
    });
    raised.extend(unknown.1.and_then(|settled| settled.result.err()).map(|rejection| rejection.code));

    // The same twice; and one that the desktop has not heard the end of.
    let mut world = World::new(center());
    world.engine = Engine::new(Arc::new(center()), Delivery::ByNotice);
    world.open();
    world.calls();
    world.hear();
    let offer = world.offered(AGENT).unwrap();
    world.begin(AGENT, Action::AcceptTask, sid_of(offer));
    raised.extend(world.refuses(AGENT, Action::AcceptTask, sid_of(offer)));
    world.land().unwrap();
    raised.extend(world.refuses(AGENT, Action::AcceptTask, sid_of(offer)));

    // A desktop that is reloaded, one that has logged out, and one that is full.
    let (mut world, _, reservation) = on_a_call(Mode::Strict);
    world.begin(AGENT, Action::HoldCall, sid_of(reservation));
    world.act(|engine, cx| engine.invoke(cx, AGENT, Action::ReloadWindow.into(), Payload::Absent));
    raised.extend(world.out.settled.drain(..).filter_map(|settled| settled.result.err()).map(|it| it.code));
    world.invoke(AGENT, Action::Logout, Payload::Absent).unwrap();
    raised.extend(world.refuses(AGENT, Action::ToggleSidebar, Payload::Absent));
    let state = text(&"x".repeat(DESKTOP_BYTES_MAX));
    let much = Payload::of("name", text("Tabs")).with("state", state);
    raised.extend(world.refuses(COLLEAGUE, Action::SetComponentState, much));

    // A listener that aborts, and a replacement that fails.
    for (role, end) in [(CallRole::Before, None), (CallRole::Replacement, Some("no"))] {
        let mut world = floor(Mode::Strict);
        world.act(|engine, _| engine.register(AGENT, Action::ToggleSidebar.into(), role, FunctionId(1)));
        world.out.settled.clear();
        world.act(|engine, cx| engine.invoke(cx, AGENT, Action::ToggleSidebar.into(), Payload::Absent));
        let call = world.out.calls.pop().unwrap();
        let end = end.map_or(ScriptEnd::Returned(Value::Null), |said| ScriptEnd::Threw(None, said.into()));
        if role == CallRole::Before {
            world.act(|engine, _| engine.abort(call.invocation));
        }
        world.act(|engine, cx| engine.call_ended(cx, call, end));
        raised.extend(world.out.settled.drain(..).filter_map(|settled| settled.result.err()).map(|it| it.code));
    }
    raised
}

impl World {
    /// The code with which an invocation is refused at once.
    fn refuses(&mut self, by: WorkerId, action: Action, payload: Payload) -> Option<Code> {
        let id = self.act(|engine, cx| engine.invoke(cx, by, action.into(), payload));
        let settled = self.out.settled.iter().find(|settled| settled.invocation == id)?;
        settled.result.as_ref().err().map(|rejection| rejection.code)
    }
}

//! The rules of the Actions framework, with listeners, replacements and bodies that the test plays by hand.

use crate::event::InvocationEvent;
use std::collections::BTreeMap;

use super::*;
use crate::action::ActionName;
use crate::effects::{CallRole, FunctionId, ScriptCall};
use crate::event::Outcome;
use crate::hooks::{Asked, ScriptEnd};
use crate::units::InvocationId;

/// One agent's desktop whose functions are the test's own, each known by its number.
pub(super) struct Stage {
    pub(super) world: World,
    /// The functions that have been called and have not ended.
    calls: BTreeMap<u32, ScriptCall>,
}

impl Stage {
    pub(super) fn of(world: World) -> Self {
        Self { world, calls: BTreeMap::new() }
    }
    /// One available agent.
    pub(super) fn set() -> Self {
        Self::of(World::staffed(1))
    }
    /// The same, where reservation events arrive when the test says so.
    pub(super) fn lagging() -> Self {
        let mut world =
            World { engine: Engine::new(Arc::new(center()), Delivery::ByNotice), ..World::new(center()) };
        let agent = world.hire(&[SUPPORT], [1, 3, 1, 1]);
        world.set_available(agent);
        Self::of(world)
    }
    pub(super) fn register(&mut self, action: &str, role: CallRole, number: u32) {
        let function = FunctionId(number);
        self.world.act(|engine, _| engine.register(worker(1), ActionName::new(action), role, function));
    }
    pub(super) fn invoke(&mut self, action: &str, payload: Payload) -> InvocationId {
        self.world.act(|engine, cx| engine.invoke(cx, worker(1), ActionName::new(action), payload))
    }
    /// Invokes what must be refused at once.
    pub(super) fn refusal(&mut self, action: &str, payload: Payload) -> Code {
        let id = self.invoke(action, payload);
        self.settled(id).unwrap().unwrap_err()
    }
    /// The functions called since the last look, in their order.
    pub(super) fn called(&mut self) -> Vec<u32> {
        let calls = std::mem::take(&mut self.world.out.calls);
        for call in &calls {
            assert!(self.calls.insert(call.function.0, *call).is_none(), "{call:?} is at work already");
        }
        calls.iter().map(|call| call.function.0).collect()
    }
    pub(super) fn calls_nobody(&mut self) -> bool {
        self.called().is_empty()
    }
    pub(super) fn waits(&mut self, number: u32) {
        let call = self.calls[&number];
        self.world.act(|engine, cx| engine.listener_waits(cx, &call));
    }
    pub(super) fn ends_with(&mut self, number: u32, end: ScriptEnd) {
        let call = self.calls.remove(&number).unwrap();
        self.world.act(|engine, cx| engine.call_ended(cx, call, end));
    }
    pub(super) fn ends(&mut self, number: u32) {
        self.ends_with(number, ScriptEnd::Returned(Value::Null));
    }
    pub(super) fn throws(&mut self, number: u32) {
        self.ends_with(number, ScriptEnd::Threw(None, "no".into()));
    }
    pub(super) fn aborts(&mut self, number: u32) {
        let id = self.calls[&number].invocation;
        self.world.act(|engine, _| engine.abort(id));
    }
    /// The replacement asks for the original.
    pub(super) fn original(&mut self, number: u32, payload: Option<Payload>) -> bool {
        self.asks(number, Asked::Original, payload)
    }
    /// The replacement asks for the one before it.
    pub(super) fn next(&mut self, number: u32, payload: Option<Payload>) -> bool {
        self.asks(number, Asked::Next, payload)
    }
    fn asks(&mut self, number: u32, asked: Asked, payload: Option<Payload>) -> bool {
        let call = self.calls[&number];
        self.world.act(|engine, cx| engine.run_original(cx, &call, asked, payload))
    }
    /// A function sets the payload.
    pub(super) fn sets(&mut self, number: u32, payload: Payload) {
        let call = self.calls[&number];
        self.world.act(|engine, _| engine.set_payload(&call, payload));
    }
    /// The payload as a function sees it.
    pub(super) fn sees(&self, number: u32) -> Payload {
        self.world.engine.payload_of(&self.calls[&number]).unwrap().clone()
    }
    pub(super) fn remove(&mut self, action: &str, role: CallRole, number: u32) -> bool {
        let (action, function) = (ActionName::new(action), FunctionId(number));
        self.world.act(|engine, _| engine.remove_listener(worker(1), &action, role, function))
    }
    /// What the original that a replacement waits for came to.
    pub(super) fn original_came_to(&mut self) -> Option<Result<Value, Code>> {
        let done = self.world.out.originals.pop()?;
        assert!(self.world.out.originals.is_empty());
        Some(done.result.map_err(|rejection| rejection.code))
    }
    pub(super) fn payload(&self, id: InvocationId) -> Payload {
        self.world.engine.payload(id).unwrap().clone()
    }
    /// What was asked of the backend lands.
    pub(super) fn land(&mut self) -> usize {
        let requests = std::mem::take(&mut self.world.out.requests);
        for request in &requests {
            self.world.act(|engine, cx| engine.land(cx, request.invocation));
        }
        requests.len()
    }
    /// How an invocation settled for its caller, if it has.
    pub(super) fn settled(&self, id: InvocationId) -> Option<Result<Value, Code>> {
        let settled = self.world.out.settled.iter().find(|settled| settled.invocation == id)?;
        Some(settled.result.clone().map_err(|rejection| rejection.code))
    }
    pub(super) fn outcomes(&self, action: &str) -> Vec<Outcome> {
        let outcome = |event: &Event| match event {
            Event::Invocation(_, InvocationEvent::Settled { action: name, outcome, .. })
                if name.as_str() == action =>
            {
                Some(*outcome)
            }
            _ => None,
        };
        self.world.log.iter().filter_map(outcome).collect()
    }
    pub(super) fn failed_listeners(&self) -> usize {
        self.world.count(|event| matches!(event, Event::Invocation(_, InvocationEvent::ListenerFailed { .. })))
    }
    /// The call of a function that is at work.
    pub(super) fn call(&self, number: u32) -> ScriptCall {
        self.calls[&number]
    }
    /// For whose sake a function is at work.
    pub(super) fn invocation(&self, number: u32) -> InvocationId {
        self.calls[&number].invocation
    }
    pub(super) fn location(&self) -> SmolStr {
        self.world.engine.desktop(worker(1)).unwrap().history.location().clone()
    }
    pub(super) fn activity(&self) -> SmolStr {
        self.world.engine.activity_name(worker(1)).unwrap()
    }
    /// Reservation events that are on their way arrive.
    pub(super) fn deliver(&mut self) {
        for notice in std::mem::take(&mut self.world.out.notices) {
            self.world.act(|engine, cx| engine.deliver(cx, notice));
        }
    }
    /// An offered call, which the desktop shows.
    pub(super) fn offer(&mut self) -> ReservationId {
        self.world.calls();
        self.deliver();
        self.world.offered(worker(1)).unwrap()
    }
}

/// Whatever a test did: each invocation has settled once, and once for its caller.
impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.world.act(Engine::lose_all);
        let mut settled: BTreeMap<InvocationId, u32> = BTreeMap::new();
        for event in &self.world.log {
            match event {
                Event::Invocation(invocation, InvocationEvent::Begun { .. }) => {
                    assert_eq!(settled.insert(*invocation, 0), None)
                }
                Event::Invocation(invocation, InvocationEvent::Settled { .. }) => {
                    *settled.get_mut(invocation).unwrap() += 1
                }
                _ => {}
            }
        }
        assert!(!settled.is_empty() && settled.values().all(|times| *times == 1), "{settled:?}");
        let told: Vec<InvocationId> = self.world.out.settled.iter().map(|settled| settled.invocation).collect();
        let once = |id: &InvocationId| told.iter().filter(|other| *other == id).count() == 1;
        assert!(told.iter().all(once), "{told:?}");
    }
}

pub(super) fn number(n: i64) -> Payload {
    Payload::of("n", Value::Int(n))
}

pub(super) fn go_to(location: &str) -> Payload {
    Payload::Bare(Value::Text(location.into()))
}

/// The payload by which a call is accepted, complete.
pub(super) fn whole(offer: ReservationId) -> Payload {
    let options =
        ["endConferenceOnExit", "endConferenceOnCustomerExit"].map(|name| (name.into(), Value::Bool(true)));
    sid_of(offer).with("task", Value::Ref(offer.sid())).with("conferenceOptions", Value::map(options.into()))
}

#[test]
fn rule_1_an_invocation_passes_its_stages_in_order_and_settles_after_its_after_listeners() {
    let mut stage = Stage::set();
    let offer = stage.offer();
    stage.register("AcceptTask", CallRole::After, 3);
    stage.register("AcceptTask", CallRole::Before, 1);
    stage.register("AcceptTask", CallRole::After, 4);
    stage.register("AcceptTask", CallRole::Before, 2);
    let id = stage.invoke("AcceptTask", sid_of(offer));
    // Its payload is complete when listeners see it.
    assert_eq!(stage.payload(id), whole(offer));
    assert_eq!(stage.called(), [1]);
    stage.ends(1);
    assert_eq!(stage.called(), [2]);
    assert_eq!(stage.land(), 0, "the body waits for its listeners");
    stage.ends(2);
    assert_eq!((stage.land(), stage.called()), (1, vec![3]));
    assert_eq!(stage.world.reservation_status(offer), ReservationStatus::Accepted);
    stage.ends(3);
    assert_eq!((stage.settled(id), stage.called()), (None, vec![4]));
    stage.ends(4);
    assert_eq!(stage.settled(id), Some(Ok(Value::Ref(offer.sid()))));
}

#[test]
fn rule_1_what_does_not_exist_is_said_first_then_what_is_pending_then_what_is_blocked() {
    let mut stage = Stage::lagging();
    let offer = stage.offer();
    stage.register("AcceptTask", CallRole::After, 1);
    let id = stage.invoke("AcceptTask", sid_of(offer));
    stage.land();
    // It is both blocked and pending while its after-listener works.
    assert_eq!(stage.called(), [1]);
    assert_eq!(stage.refusal("AcceptTask", sid_of(offer)), Code::ActionPending);
    stage.ends(1);
    assert_eq!(stage.settled(id), Some(Ok(Value::Ref(offer.sid()))));
    assert_eq!(stage.refusal("AcceptTask", sid_of(offer)), Code::ActionBlocked);
    assert!(stage.calls_nobody(), "no listener hears of what was not admitted");
    let wrong = Payload::of("sid", Value::Text("offer".into()));
    assert_eq!(stage.refusal("AcceptTask", wrong), Code::InvalidPayload);
    assert!(stage.calls_nobody(), "a payload is checked by the body, which failed: no after-listener");
}

#[test]
fn rule_2_the_same_payload_a_part_of_it_or_none_is_pending_until_the_after_listeners_are_done() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    stage.register("Own", CallRole::Before, 1);
    stage.register("Own", CallRole::After, 2);
    let both = || number(1).with("m", Value::Int(2));
    let id = stage.invoke("Own", both());
    let refused_all = |stage: &mut Stage| {
        let empty = Payload::Fields(Default::default());
        for payload in [both(), number(1), Payload::of("m", Value::Int(2)), empty, Payload::Absent] {
            assert_eq!(stage.refusal("Own", payload.clone()), Code::ActionPending, "{payload:?}");
        }
    };
    for function in [1, 9, 2] {
        assert_eq!(stage.called(), [function]);
        refused_all(&mut stage);
        stage.ends(function);
    }
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
    let again = stage.invoke("Own", number(1));
    assert_eq!(stage.called(), [1]);
    stage.throws(1);
    assert_eq!((stage.settled(again), stage.called()), (None, vec![9]));
}

#[test]
fn rule_2_another_payload_is_not_pending_nor_is_one_that_says_more() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    stage.invoke("Own", number(1));
    assert_eq!(stage.called(), [9]);
    let first = stage.calls.remove(&9).unwrap();
    for payload in [number(2), number(1).with("m", Value::Int(2)), Payload::Bare(Value::Int(1))] {
        stage.invoke("Own", payload.clone());
        assert_eq!(stage.called(), [9], "{payload:?}");
        stage.ends(9);
    }
    stage.calls.insert(9, first);
    stage.ends(9);
    // Beside one without a payload, or with a plain one, an empty one is another.
    for running in [Payload::Absent, Payload::Bare(Value::Text("s".into()))] {
        stage.invoke("Own", running.clone());
        stage.called();
        let first = stage.calls.remove(&9).unwrap();
        assert_eq!(stage.refusal("Own", running), Code::ActionPending);
        stage.invoke("Own", Payload::Fields(Default::default()));
        assert_eq!(stage.called(), [9]);
        stage.ends(9);
        stage.calls.insert(9, first);
        stage.ends(9);
    }
    // Another action, another desktop.
    let other = stage.world.hire(&[SUPPORT], [1, 3, 1, 1]);
    stage.register("HistoryPush", CallRole::Before, 1);
    stage.invoke("HistoryPush", go_to("/a"));
    assert_eq!(stage.called(), [1]);
    stage.invoke("HistoryReplace", go_to("/a"));
    assert_eq!(stage.outcomes("HistoryReplace"), [Outcome::Ok]);
    stage.world.begin(other, Action::HistoryPush, go_to("/a"));
    assert_eq!(stage.outcomes("HistoryPush"), [Outcome::Ok]);
}

#[test]
fn rule_2_what_a_replacement_gives_the_original_does_not_stand_for_the_payload() {
    let mut stage = Stage::set();
    stage.register("SetActivity", CallRole::Replacement, 1);
    stage.register("SetActivity", CallRole::After, 2);
    let to = |activity: ActivityId| Payload::of("activitySid", Value::Sid(activity.sid()));
    let id = stage.invoke("SetActivity", to(OFFLINE));
    stage.called();
    assert!(stage.original(1, Some(to(UNAVAILABLE))));
    assert_eq!(stage.refusal("SetActivity", to(OFFLINE)), Code::ActionPending);
    stage.land();
    assert_eq!(stage.activity(), "Unavailable");
    assert_eq!(stage.original_came_to(), Some(Ok(Value::Null)));
    stage.ends(1);
    assert_eq!((stage.called(), stage.payload(id)), (vec![2], to(OFFLINE)));
    assert_eq!(stage.refusal("SetActivity", to(OFFLINE)), Code::ActionPending);
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_3_before_listeners_start_in_their_order_and_are_awaited_together() {
    let mut stage = Stage::set();
    for number in 1..=3 {
        stage.register("HistoryPush", CallRole::Before, number);
    }
    let id = stage.invoke("HistoryPush", go_to("/a"));
    assert_eq!(stage.called(), [1]);
    stage.waits(1);
    assert_eq!(stage.called(), [2]);
    // It waits again, which starts nobody.
    stage.waits(2);
    assert_eq!(stage.called(), [3]);
    stage.ends(1);
    stage.waits(3);
    stage.waits(3);
    stage.ends(3);
    assert_eq!((stage.called(), stage.settled(id)), (vec![], None));
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_3_what_listeners_change_reaches_each_other_and_the_body() {
    let mut stage = Stage::set();
    for number in 1..=2 {
        stage.register("HistoryPush", CallRole::Before, number);
    }
    stage.register("HistoryPush", CallRole::After, 3);
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    stage.waits(1);
    stage.called();
    stage.sets(1, go_to("/b"));
    stage.ends(2);
    assert_eq!(stage.payload(id), go_to("/b"));
    stage.sets(1, go_to("/c"));
    stage.ends(1);
    assert_eq!(stage.location(), "/c");
    assert_eq!((stage.called(), stage.payload(id)), (vec![3], go_to("/c")), "after-listeners get the payload");
}

#[test]
fn rule_4_an_abort_lets_the_other_before_listeners_run_and_nothing_else() {
    let mut stage = Stage::set();
    for number in 1..=3 {
        stage.register("SetActivity", CallRole::Before, number);
    }
    stage.register("SetActivity", CallRole::After, 4);
    let id = stage.invoke("SetActivity", Payload::of("activitySid", Value::Sid(OFFLINE.sid())));
    assert_eq!(stage.called(), [1]);
    stage.aborts(1);
    stage.ends(1);
    assert_eq!(stage.called(), [2]);
    stage.waits(2);
    assert_eq!(stage.called(), [3]);
    stage.ends(3);
    assert_eq!(stage.settled(id), None, "it is cancelled when they all have ended");
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Err(Code::AbortedByListener)));
    assert_eq!((stage.land(), stage.called()), (0, vec![]));
    assert_eq!(stage.outcomes("SetActivity")[1..], [Outcome::Cancelled]);
    assert_eq!(stage.activity(), "Available");
}

#[test]
fn rule_4_an_abort_that_comes_late_is_ignored() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    stage.register("Own", CallRole::Replacement, 8);
    stage.register("Own", CallRole::Before, 1);
    stage.register("Own", CallRole::After, 2);
    let id = stage.invoke("Own", number(1));
    stage.called();
    stage.ends(1);
    assert_eq!(stage.called(), [8]);
    stage.aborts(8);
    stage.original(8, None);
    assert_eq!(stage.called(), [9]);
    stage.aborts(9);
    stage.ends(9);
    stage.ends(8);
    assert_eq!(stage.called(), [2]);
    stage.aborts(2);
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
    stage.world.act(|engine, _| engine.abort(id));
}

#[test]
fn rule_5_a_before_listener_that_rejects_is_logged_and_the_rest_goes_on() {
    let mut stage = Stage::set();
    for number in 1..=3 {
        stage.register("HistoryPush", CallRole::Before, number);
    }
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    stage.waits(1);
    stage.called();
    // The first one rejects while the second one has not waited or ended: the third starts nevertheless.
    stage.waits(2);
    assert_eq!(stage.called(), [3]);
    stage.waits(3);
    stage.throws(1);
    stage.ends(2);
    assert_eq!((stage.settled(id), stage.failed_listeners()), (None, 1));
    stage.throws(3);
    assert_eq!((stage.settled(id), stage.failed_listeners()), (Some(Ok(Value::Null)), 2));
}

#[test]
fn rule_5_a_before_listener_that_throws_at_once_skips_the_later_ones_and_the_body_runs() {
    let mut stage = Stage::set();
    for number in 1..=3 {
        stage.register("HistoryPush", CallRole::Before, number);
    }
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    stage.waits(1);
    stage.called();
    stage.throws(2);
    assert_eq!(
        (stage.called(), stage.settled(id)),
        (vec![], Some(Ok(Value::Null))),
        "the earlier one is not awaited"
    );
    assert_eq!((stage.location(), stage.failed_listeners()), ("/a".into(), 1));
    // Nobody waits for it, so it comes too late.
    stage.ends(1);
}

#[test]
fn rule_5_whoever_aborts_and_then_throws_has_aborted() {
    let mut stage = Stage::set();
    stage.register("HistoryPush", CallRole::Before, 1);
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    stage.aborts(1);
    stage.throws(1);
    assert_eq!(stage.settled(id), Some(Err(Code::AbortedByListener)));
}

#[test]
fn rule_6_a_body_that_fails_has_no_after_listeners() {
    let mut stage = Stage::set();
    let offer = stage.offer();
    stage.register("Own", CallRole::Body, 9);
    for action in ["Own", "CompleteTask", "AcceptTask", "HangupCall"] {
        stage.register(action, CallRole::After, 1);
    }
    let own = stage.invoke("Own", number(1));
    stage.called();
    stage.throws(9);
    assert_eq!(stage.settled(own), Some(Err(Code::ActionFailed)));
    // By the payload, by the guard, and by the backend.
    assert_eq!(stage.refusal("CompleteTask", number(1)), Code::CouldNotCompleteReservation);
    assert_eq!(stage.refusal("HangupCall", sid_of(offer)), Code::NoActiveCall);
    let accept = stage.invoke("AcceptTask", sid_of(offer));
    stage.world.pass(seconds(130));
    stage.land();
    assert_eq!(stage.settled(accept), Some(Err(Code::ReservationNotPending)));
    assert!(stage.calls_nobody());
}

#[test]
fn rule_6_failures_of_after_listeners_are_swallowed_and_one_that_throws_at_once_is_the_last() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    for number in 1..=3 {
        stage.register("Own", CallRole::After, number);
    }
    let id = stage.invoke("Own", number(1));
    stage.called();
    stage.ends_with(9, ScriptEnd::Returned(Value::Int(42)));
    assert_eq!(stage.called(), [1]);
    stage.waits(1);
    assert_eq!(stage.called(), [2]);
    stage.waits(2);
    assert_eq!(stage.called(), [3]);
    stage.throws(1);
    stage.ends(3);
    assert_eq!(stage.settled(id), None);
    stage.throws(2);
    assert_eq!((stage.settled(id), stage.failed_listeners()), (Some(Ok(Value::Int(42))), 2));
    let again = stage.invoke("Own", number(1));
    stage.called();
    stage.ends(9);
    assert_eq!(stage.called(), [1]);
    stage.waits(1);
    assert_eq!(stage.called(), [2]);
    stage.throws(2);
    assert_eq!((stage.called(), stage.settled(again)), (vec![], Some(Ok(Value::Null))), "it has settled");
    stage.throws(1);
    assert_eq!(stage.failed_listeners(), 3, "what came of those behind it is told by their script");
}

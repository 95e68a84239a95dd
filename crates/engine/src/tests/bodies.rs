//! Replacements, bodies of scripts, nested invocations, blocking, and invocations that are lost.

use super::hooks::{Stage, go_to, number};
use super::*;
use crate::action::ActionName;
use crate::config::Mode;
use crate::effects::{CallRole, FunctionId, ScriptCall};
use crate::event::{InvocationEvent, Outcome};
use crate::hooks::{Asked, ScriptEnd};

#[test]
fn rule_7_the_newest_replacement_stands_in_and_the_original_bypasses_older_ones() {
    let mut stage = Stage::set();
    for number in 1..=2 {
        stage.register("HistoryPush", CallRole::Replacement, number);
    }
    let id = stage.invoke("HistoryPush", go_to("/a"));
    assert_eq!(stage.called(), [2]);
    assert!(stage.original(2, None));
    assert!(stage.calls_nobody(), "neither the older replacement nor this one again");
    assert_eq!(stage.location(), "/a");
    assert_eq!(stage.original_came_to(), Some(Ok(Value::Null)));
    assert_eq!(stage.settled(id), None, "the replacement says when it is done");
    stage.ends_with(2, ScriptEnd::Returned(Value::Int(7)));
    assert_eq!(stage.settled(id), Some(Ok(Value::Int(7))));
}

#[test]
fn rule_7_a_replacement_that_asks_for_no_original_does_all_there_is() {
    let mut stage = Stage::set();
    stage.register("HistoryPush", CallRole::Replacement, 1);
    stage.register("HistoryPush", CallRole::After, 2);
    let before = stage.location();
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    let over = stage.call(1);
    stage.ends(1);
    assert_eq!((stage.called(), stage.location()), (vec![2], before));
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
    assert!(!stage.world.act(|engine, cx| engine.run_original(cx, &over, Asked::Original, None)), "it is over");
}

#[test]
fn rule_7_the_original_is_asked_for_with_another_payload_and_again_but_not_twice_at_once() {
    let mut stage = Stage::set();
    stage.register("SetActivity", CallRole::Replacement, 1);
    let to = |activity: ActivityId| Payload::of("activitySid", Value::Sid(activity.sid()));
    let id = stage.invoke("SetActivity", to(OFFLINE));
    stage.called();
    assert!(stage.original(1, Some(to(UNAVAILABLE))));
    assert!(!stage.original(1, None), "it is at work");
    stage.land();
    assert_eq!(stage.original_came_to(), Some(Ok(Value::Null)));
    assert_eq!(stage.activity(), "Unavailable");
    assert!(stage.original(1, None), "with the invocation's own payload");
    stage.land();
    assert_eq!(stage.activity(), "Offline");
    stage.ends(1);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_7_a_before_listener_may_not_ask_for_the_original() {
    let mut stage = Stage::set();
    stage.register("HistoryPush", CallRole::Before, 1);
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    assert!(!stage.original(1, None));
    stage.ends(1);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_7_a_replacement_hears_of_the_originals_refusal_and_decides_what_it_means() {
    for (rethrown, expected) in [
        (ScriptEnd::Returned(Value::Null), Ok(Value::Null)),
        (
            ScriptEnd::Threw(Some((Code::ActivityNotFound, Cause::Caller)), "no".into()),
            Err(Code::ActivityNotFound),
        ),
        (ScriptEnd::Threw(None, "no".into()), Err(Code::ActionFailed)),
    ] {
        let mut stage = Stage::set();
        stage.register("SetActivity", CallRole::Replacement, 1);
        let nowhere = Payload::of("activityName", Value::Text("Nowhere".into()));
        let id = stage.invoke("SetActivity", nowhere);
        stage.called();
        stage.original(1, None);
        assert_eq!(stage.original_came_to(), Some(Err(Code::ActivityNotFound)));
        stage.ends_with(1, rethrown);
        assert_eq!(stage.settled(id), Some(expected));
    }
}

#[test]
fn rule_7_registering_again_swaps_the_body_alone() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    stage.register("Own", CallRole::Before, 1);
    stage.register("Own", CallRole::After, 2);
    stage.register("Own", CallRole::Replacement, 3);
    stage.register("Own", CallRole::Body, 10);
    let id = stage.invoke("Own", number(1));
    for function in [1, 3, 10, 2] {
        assert_eq!(stage.called(), [function]);
        if function == 3 {
            stage.original(3, Some(number(2)));
            continue;
        }
        let payload = number(if function == 10 { 2 } else { 1 });
        assert_eq!(stage.payload(id), payload, "{function} sees its own");
        stage.ends_with(function, ScriptEnd::Returned(Value::Int(i64::from(function))));
        if function == 10 {
            assert_eq!(stage.original_came_to(), Some(Ok(Value::Int(10))));
            assert_eq!(stage.payload(id), number(1));
            stage.ends(3);
        }
    }
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_7_a_body_of_the_catalogue_can_be_swapped_too() {
    let mut stage = Stage::set();
    stage.register("HistoryPush", CallRole::Body, 9);
    stage.register("InsightsPlayerPlay", CallRole::Body, 10);
    let before = stage.location();
    let id = stage.invoke("HistoryPush", number(1));
    assert_eq!(stage.called(), [9], "its payload is the new body's to judge");
    stage.ends(9);
    assert_eq!((stage.settled(id), stage.location()), (Some(Ok(Value::Null)), before));
    // Where the catalogue has a body for supervisors alone, an agent's script may bring its own.
    stage.invoke("InsightsPlayerPlay", number(1));
    assert_eq!(stage.called(), [10]);
    stage.ends(10);
}

#[test]
fn rule_8_an_accepted_call_blocks_its_payload_until_any_event_of_the_reservation() {
    let mut stage = Stage::lagging();
    let offer = stage.offer();
    let id = stage.invoke("AcceptTask", sid_of(offer));
    stage.land();
    assert_eq!(stage.settled(id), Some(Ok(Value::Ref(offer.sid()))));
    for payload in [sid_of(offer), Payload::of("task", Value::Ref(offer.sid())), Payload::Absent] {
        assert_eq!(stage.refusal("AcceptTask", payload), Code::ActionBlocked);
    }
    // What it is blocked with is this payload: the same reservation, called for in another way, is the guard's.
    let more = sid_of(offer).with("conferenceOptions", Value::map(Entries::new()));
    stage.invoke("AcceptTask", more);
    assert_eq!(stage.land(), 1);
    assert_eq!(stage.outcomes("AcceptTask").last(), Some(&Outcome::Rejected(Code::ReservationNotPending)));
    stage.deliver();
    assert_eq!(stage.refusal("AcceptTask", sid_of(offer)), Code::ReservationNotPending);
}

#[test]
fn rule_8_a_refused_accept_blocks_nothing_even_if_a_replacement_says_all_is_well() {
    let mut stage = Stage::lagging();
    let offer = stage.offer();
    stage.register("AcceptTask", CallRole::Replacement, 1);
    let id = stage.invoke("AcceptTask", sid_of(offer));
    stage.called();
    stage.original(1, None);
    stage.world.pass(seconds(130));
    stage.land();
    assert_eq!(stage.original_came_to(), Some(Err(Code::ReservationNotPending)));
    stage.ends(1);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
    stage.invoke("AcceptTask", sid_of(offer));
    assert_eq!(stage.called(), [1], "not blocked");
}

#[test]
fn rule_8_an_accepted_chat_blocks_nothing() {
    let mut stage = Stage::lagging();
    stage.world.comes(Channel::Chat, SUPPORT);
    stage.deliver();
    let offer = stage.world.offered(worker(1)).unwrap();
    let id = stage.invoke("AcceptTask", sid_of(offer));
    stage.land();
    assert_eq!(stage.settled(id), Some(Ok(Value::Ref(offer.sid()))));
    stage.invoke("AcceptTask", sid_of(offer));
    assert_eq!(stage.land(), 1);
    let refused = Outcome::Rejected(Code::ReservationNotPending);
    assert_eq!(stage.outcomes("AcceptTask"), [Outcome::Ok, refused]);
}

#[test]
fn rule_8_an_outbound_call_blocks_every_other_until_it_has_settled() {
    let mut stage = Stage::set();
    stage.register("StartOutboundCall", CallRole::After, 1);
    let to = |destination: &str| Payload::of("destination", Value::Text(destination.into()));
    let id = stage.invoke("StartOutboundCall", to("+15551111"));
    assert_eq!(stage.refusal("StartOutboundCall", to("+15552222")), Code::OutboundCallAlreadyPending);
    stage.land();
    assert_eq!(stage.called(), [1]);
    assert_eq!(stage.refusal("StartOutboundCall", to("+15552222")), Code::OutboundCallAlreadyPending);
    stage.ends(1);
    assert!(stage.settled(id).unwrap().is_ok());
    let code = stage.refusal("StartOutboundCall", to("+15552222"));
    assert_ne!(code, Code::OutboundCallAlreadyPending);
}

#[test]
fn rule_9_what_compat_mode_swallows_strict_mode_rejects_for_replacements_too() {
    for mode in [Mode::Strict, Mode::Compat] {
        let mut world = World::new(Center { mode, ..center() });
        world.hire(&[SUPPORT], [1, 3, 1, 1]);
        let mut stage = Stage::of(world);
        stage.register("SetActivity", CallRole::Replacement, 1);
        stage.register("SetActivity", CallRole::After, 2);
        let nowhere = Payload::of("activityName", Value::Text("Nowhere".into()));
        let id = stage.invoke("SetActivity", nowhere);
        stage.called();
        stage.original(1, None);
        let came_to = stage.original_came_to().unwrap();
        match mode {
            Mode::Strict => {
                assert_eq!(came_to, Err(Code::ActivityNotFound));
                let code = Some((Code::ActivityNotFound, Cause::Caller));
                stage.ends_with(1, ScriptEnd::Threw(code, "no".into()));
                assert_eq!((stage.settled(id), stage.called()), (Some(Err(Code::ActivityNotFound)), vec![]));
            }
            Mode::Compat => {
                assert_eq!(came_to, Ok(Value::Null));
                stage.ends(1);
                assert_eq!(stage.called(), [2]);
            }
        }
    }
}

#[test]
fn rule_10_a_name_of_the_scripts_own_is_there_once_it_has_a_body() {
    let mut stage = Stage::set();
    for role in [CallRole::Before, CallRole::After, CallRole::Replacement] {
        stage.register("NavigateToView", role, 1);
    }
    assert_eq!(stage.refusal("NavigateToView", number(1)), Code::ActionNotFound, "listeners make no action");
    let mut stage = Stage::set();
    stage.register("NavigateToView", CallRole::Body, 9);
    let id = stage.invoke("NavigateToView", number(1));
    assert_eq!((stage.called(), stage.payload(id)), (vec![9], number(1)));
    stage.ends_with(9, ScriptEnd::Returned(Value::Bool(true)));
    assert_eq!(stage.settled(id), Some(Ok(Value::Bool(true))));
    let other = stage.world.hire(&[SUPPORT], [1, 3, 1, 1]);
    stage.world.act(|engine, cx| engine.invoke(cx, other, ActionName::new("NavigateToView"), number(1)));
    assert_eq!(
        stage.outcomes("NavigateToView"),
        [Outcome::Ok, Outcome::Rejected(Code::ActionNotFound)],
        "on another desktop it is not there"
    );
}

/// A conversation that is paused, and on the desktop's list.
fn paused_of(stage: &mut Stage) -> Payload {
    let world = &mut stage.world;
    let contact = world.comes(Channel::Chat, SUPPORT);
    world.accepts(worker(1));
    let conversation = world.conversation_of(contact);
    let payload = world.of_channel(conversation);
    world.invoke(worker(1), Action::PauseChannel, payload).unwrap();
    world.invoke(worker(1), Action::GetPausedChannels, Payload::Absent).unwrap();
    Payload::of("sid", Value::Sid(conversation.sid()))
}

/// An agent who is on a call; what ends its task invokes what hangs up.
fn on_a_call() -> (Stage, ReservationId) {
    let mut stage = Stage::set();
    let offer = stage.offer();
    stage.invoke("AcceptTask", sid_of(offer));
    stage.land();
    (stage, offer)
}

#[test]
fn nested_invocations_pass_through_listeners_too() {
    let (mut stage, task) = on_a_call();
    stage.register("HangupCall", CallRole::Before, 1);
    stage.register("HangupCall", CallRole::After, 2);
    stage.register("EndVoiceTask", CallRole::After, 3);
    let id = stage.invoke("EndVoiceTask", sid_of(task));
    assert_eq!(stage.called(), [1]);
    let inner = stage.invocation(1);
    assert!(inner != id && stage.payload(inner).get("sid") == Some(&Value::Sid(task.sid())));
    stage.ends(1);
    assert_eq!((stage.land(), stage.called()), (1, vec![2]));
    assert_eq!(stage.settled(id), None);
    stage.ends(2);
    assert_eq!(stage.called(), [3]);
    stage.ends(3);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
    assert_eq!(stage.settled(inner), None, "nobody but the body has asked for it");
}

#[test]
fn a_nested_invocation_can_be_replaced_and_its_failure_is_the_bodys() {
    let (mut stage, task) = on_a_call();
    stage.register("HangupCall", CallRole::Replacement, 1);
    stage.register("EndVoiceTask", CallRole::Replacement, 2);
    let id = stage.invoke("EndVoiceTask", sid_of(task));
    assert_eq!(stage.called(), [2]);
    stage.original(2, None);
    assert_eq!(stage.called(), [1]);
    stage.throws(1);
    assert_eq!(stage.original_came_to(), Some(Err(Code::ActionFailed)));
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn what_only_shows_where_one_is_is_not_waited_for() {
    for (action, offers) in [("SelectTask", true), ("SelectPausedConversation", false)] {
        let mut stage = Stage::set();
        let payload = if offers { sid_of(stage.offer()) } else { paused_of(&mut stage) };
        stage.register("HistoryPush", CallRole::Before, 1);
        stage.register(action, CallRole::After, 2);
        let id = stage.invoke(action, payload.clone());
        // What it invokes has begun first, and both are at work.
        assert_eq!(stage.called(), [1, 2], "{action}");
        let inner = stage.invocation(1);
        let begun = |event: &Event| matches!(event, Event::Invocation(it, InvocationEvent::Begun { parent, .. }) if *it == inner && *parent == Some(id));
        assert_eq!(stage.world.count(begun), 1, "{action}");
        stage.ends(2);
        assert!(stage.settled(id).unwrap().is_ok(), "{action}");
        // The next one's is another invocation.
        stage.aborts(1);
        stage.ends(1);
        assert_eq!(stage.outcomes("HistoryPush"), [Outcome::Cancelled], "{action}");
        assert_eq!((stage.outcomes(action).last(), stage.settled(inner)), (Some(&Outcome::Ok), None), "{action}");
    }
}

#[test]
fn what_is_not_waited_for_may_fail_and_be_lost_alone() {
    let mut stage = Stage::set();
    let task = stage.offer();
    stage.register("HistoryPush", CallRole::Before, 1);
    let id = stage.invoke("SelectTask", sid_of(task));
    assert_eq!((stage.called(), stage.settled(id)), (vec![1], Some(Ok(Value::Null))));
    stage.invoke("ReloadWindow", Payload::Absent);
    assert_eq!(stage.outcomes("HistoryPush"), [Outcome::Lost]);
    stage.register("HistoryPush", CallRole::Replacement, 3);
    stage.ends(1);
    stage.invoke("SelectTask", sid_of(task));
    assert_eq!(stage.called(), [1]);
    stage.ends(1);
    assert_eq!(stage.called(), [3]);
    stage.throws(3);
    assert_eq!(stage.outcomes("HistoryPush")[1..], [Outcome::Rejected(Code::ActionFailed)]);
    assert_eq!(stage.outcomes("SelectTask"), [Outcome::Ok, Outcome::Ok]);
}

#[test]
fn a_reload_loses_what_is_running_and_what_was_asked_of_the_backend_still_lands() {
    let mut stage = Stage::set();
    let offer = stage.offer();
    stage.register("Own", CallRole::Body, 9);
    stage.register("WrapupTask", CallRole::Before, 1);
    stage.register("AcceptTask", CallRole::After, 2);
    let own = stage.invoke("Own", number(1));
    let outer = stage.invoke("EndVoiceTask", sid_of(offer));
    assert_eq!(stage.called(), [9, 1]);
    let accept = stage.invoke("AcceptTask", sid_of(offer));
    let reload = stage.invoke("ReloadWindow", Payload::Absent);
    assert_eq!(stage.settled(reload), Some(Ok(Value::Null)));
    for id in [own, outer, accept] {
        assert_eq!(stage.settled(id), Some(Err(Code::InvocationLost)));
    }
    for action in ["Own", "EndVoiceTask", "WrapupTask", "AcceptTask"] {
        assert_eq!(stage.outcomes(action), [Outcome::Lost], "{action}");
    }
    assert_eq!(stage.land(), 1);
    assert_eq!(stage.world.reservation_status(offer), ReservationStatus::Accepted);
    assert!(stage.calls_nobody(), "the page that listened is gone");
    // What scripts still did for them comes to nothing.
    stage.ends(1);
    stage.ends(9);
    assert_eq!(stage.invoke("Own", number(1)).number(), reload.number() + 1);
    assert_eq!(stage.called(), [9], "what is registered stays");
}

#[test]
fn a_reload_lets_a_replacement_know_that_its_original_is_lost() {
    let mut stage = Stage::set();
    stage.register("SetActivity", CallRole::Replacement, 1);
    stage.register("SetActivity", CallRole::After, 2);
    let id = stage.invoke("SetActivity", Payload::of("activitySid", Value::Sid(UNAVAILABLE.sid())));
    stage.called();
    stage.original(1, None);
    stage.invoke("ReloadWindow", Payload::Absent);
    assert_eq!(stage.original_came_to(), Some(Err(Code::InvocationLost)));
    assert!(!stage.original(1, None));
    // It ends before its order has landed, and after: it has settled.
    stage.ends(1);
    stage.land();
    assert_eq!(stage.activity(), "Unavailable");
    assert_eq!((stage.original_came_to(), stage.called()), (None, vec![]));
    assert_eq!(stage.settled(id), Some(Err(Code::InvocationLost)));
}

#[test]
fn a_reload_from_within_keeps_what_invoked_it() {
    let mut stage = Stage::set();
    stage.register("ReloadWindow", CallRole::Replacement, 1);
    stage.register("ReloadWindow", CallRole::After, 2);
    let id = stage.invoke("ReloadWindow", Payload::Absent);
    stage.called();
    stage.original(1, None);
    assert_eq!(stage.original_came_to(), Some(Ok(Value::Null)));
    stage.ends(1);
    assert_eq!(stage.called(), [2]);
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn whoever_signs_off_loses_what_waits_for_their_scripts() {
    let mut stage = Stage::set();
    let offer = stage.offer();
    stage.register("Own", CallRole::Body, 9);
    stage.register("WrapupTask", CallRole::Before, 1);
    stage.register("ToggleSidebar", CallRole::After, 2);
    stage.register("SetActivity", CallRole::Replacement, 3);
    let own = stage.invoke("Own", number(1));
    let end = stage.invoke("EndVoiceTask", sid_of(offer));
    let toggle = stage.invoke("ToggleSidebar", Payload::Absent);
    let away = stage.invoke("SetActivity", Payload::of("activitySid", Value::Sid(UNAVAILABLE.sid())));
    assert_eq!(stage.called(), [9, 1, 2, 3]);
    stage.original(3, None);
    let nothing = Payload::of("attributes", Value::map(Entries::new()));
    let asked = stage.invoke("SetWorkerAttributes", nothing.with("mergeExisting", Value::Bool(true)));
    stage.world.act(|engine, cx| engine.sign_off(cx, worker(1)));
    for id in [own, toggle, away, end] {
        assert_eq!(stage.settled(id), Some(Err(Code::InvocationLost)));
    }
    assert_eq!(stage.outcomes("WrapupTask"), [Outcome::Lost]);
    assert_eq!(stage.activity(), "Offline");
    assert_eq!(stage.land(), 2);
    assert!(stage.settled(asked).unwrap().is_ok(), "what waits for nobody's script goes on");
    assert_eq!(stage.activity(), "Unavailable", "what was asked happens");
    assert!(stage.calls_nobody());
}

#[test]
fn what_is_told_of_a_body_twice_or_of_none_changes_nothing() {
    let mut stage = Stage::set();
    let offer = stage.offer();
    stage.register("AcceptTask", CallRole::Replacement, 1);
    stage.register("AcceptTask", CallRole::After, 2);
    let id = stage.invoke("AcceptTask", sid_of(offer));
    assert_eq!(stage.called(), [1]);
    let call = |role, number| ScriptCall { invocation: id, worker: worker(1), function: FunctionId(number), role };
    let tell = |stage: &mut Stage, call| {
        stage.world.act(|engine, cx| engine.call_ended(cx, call, ScriptEnd::Returned(Value::Null)));
    };
    // The original waits at the backend: no body of a script does.
    assert!(stage.original(1, None));
    for made_up in [call(CallRole::Body, 1), call(CallRole::Replacement, 9), call(CallRole::After, 2)] {
        tell(&mut stage, made_up);
    }
    assert!(stage.settled(id).is_none() && stage.calls_nobody() && stage.original_came_to().is_none());
    assert_eq!(stage.land(), 1);
    assert!(stage.original_came_to().unwrap().is_ok());
    tell(&mut stage, call(CallRole::Replacement, 1));
    assert_eq!(stage.called(), [2]);
    // Its after-listener is at work.
    for again in [call(CallRole::Replacement, 1), call(CallRole::Before, 2)] {
        tell(&mut stage, again);
    }
    assert!(stage.settled(id).is_none() && stage.calls_nobody());
    stage.ends(2);
    assert!(stage.settled(id).unwrap().is_ok());
    assert_eq!(stage.outcomes("AcceptTask").len(), 1);
}

#[test]
fn a_made_up_body_settles_nothing_that_waits_for_the_backend() {
    let mut stage = Stage::set();
    let offer = stage.offer();
    let id = stage.invoke("AcceptTask", sid_of(offer));
    let call =
        ScriptCall { invocation: id, worker: worker(1), function: FunctionId(1), role: CallRole::Replacement };
    for role in [CallRole::Replacement, CallRole::Body] {
        let call = ScriptCall { role, ..call };
        stage.world.act(|engine, cx| engine.call_ended(cx, call, ScriptEnd::Returned(Value::Null)));
    }
    assert!(stage.settled(id).is_none());
    assert_eq!(stage.land(), 1);
    assert!(stage.settled(id).unwrap().is_ok());
}

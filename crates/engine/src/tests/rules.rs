//! The finer rules of the Actions framework: what is the same payload, what is fixed when an invocation begins, what comes
//! too late, chains of replacements, and listeners that are taken out again.

use super::hooks::{Stage, go_to, number, whole};
use super::*;
use crate::effects::CallRole;
use crate::hooks::ScriptEnd;

fn options() -> Value {
    Value::map(Entries::from([("mode".into(), Value::Text("COLD".into()))]))
}

#[test]
fn rule_2_what_nests_is_compared_by_identity() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    let (mine, yours) = (options(), options());
    let id = stage.invoke("Own", number(1).with("options", mine.clone()));
    assert_eq!(stage.called(), [9]);
    let first = stage.call(9);
    for payload in [number(1).with("options", mine.clone()), Payload::of("options", mine), number(1)] {
        assert_eq!(stage.refusal("Own", payload.clone()), Code::ActionPending, "{payload:?}");
    }
    stage.invoke("Own", number(1).with("options", yours));
    let second = std::mem::take(&mut stage.world.out.calls);
    assert_eq!(second.len(), 1, "it is another object");
    stage.ends(9);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
    assert_ne!(first.invocation, second[0].invocation);
}

#[test]
fn rule_2_two_transfers_with_options_of_their_own_both_reach_the_backend() {
    let mut stage = Stage::set();
    let task = stage.offer();
    stage.invoke("AcceptTask", sid_of(task));
    stage.land();
    let payload = || sid_of(task).with("targetSid", Value::Sid(SALES.sid())).with("options", options());
    let (first, second) = (stage.invoke("TransferTask", payload()), stage.invoke("TransferTask", payload()));
    assert_eq!((stage.settled(first), stage.settled(second)), (None, None));
    assert_eq!(stage.land(), 2);
    assert!(stage.settled(first).unwrap().is_ok());
    assert!(stage.settled(second).unwrap().is_err(), "the platform takes one");
}

#[test]
fn rule_8_a_double_accept_by_the_task_itself_stays_blocked() {
    let mut stage = Stage::lagging();
    let offer = stage.offer();
    let task = || Payload::of("task", Value::Ref(offer.sid()));
    let id = stage.invoke("AcceptTask", task());
    assert_eq!(stage.refusal("AcceptTask", task()), Code::ActionPending);
    stage.land();
    assert!(stage.settled(id).unwrap().is_ok());
    assert_eq!(stage.refusal("AcceptTask", task()), Code::ActionBlocked);
    // With options of its own it is another payload: the platform judges.
    let other = stage.invoke("AcceptTask", task().with("conferenceOptions", options()));
    assert_eq!((stage.settled(other), stage.land()), (None, 1));
    assert_eq!(stage.settled(other), Some(Err(Code::ReservationNotPending)));
}

#[test]
fn rule_5_who_throws_at_once_frees_the_body_and_what_earlier_ones_do_comes_too_late() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    for number in 1..=3 {
        stage.register("Own", CallRole::Before, number);
    }
    stage.register("Own", CallRole::After, 4);
    let id = stage.invoke("Own", number(1));
    stage.called();
    stage.waits(1);
    stage.called();
    stage.throws(2);
    assert_eq!(stage.called(), [9], "the third is left out, the first is not waited for");
    stage.aborts(1);
    // It waits again, and ends: neither moves anything.
    stage.waits(1);
    stage.sets(1, number(7));
    stage.ends(1);
    assert!(stage.calls_nobody());
    stage.ends(9);
    assert_eq!((stage.called(), stage.sees(4)), (vec![4], number(7)), "the payload is one for all");
    stage.ends(4);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_5_an_abort_before_somebody_throws_at_once_counts() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    for number in 1..=2 {
        stage.register("Own", CallRole::Before, number);
    }
    let id = stage.invoke("Own", number(1));
    stage.called();
    stage.aborts(1);
    stage.waits(1);
    stage.called();
    stage.throws(2);
    assert_eq!(stage.settled(id), Some(Err(Code::AbortedByListener)), "and nobody waits for the one that aborted");
    stage.ends(1);
}

#[test]
fn rule_5_who_throws_when_they_have_waited_is_logged_alone() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    for number in 1..=2 {
        stage.register("Own", CallRole::Before, number);
    }
    stage.invoke("Own", number(1));
    stage.called();
    stage.waits(1);
    // The second one has begun, and neither waited nor ended; the first one throws meanwhile.
    assert_eq!(stage.called(), [2]);
    stage.throws(1);
    assert!(stage.calls_nobody());
    stage.ends(2);
    assert_eq!((stage.called(), stage.failed_listeners()), (vec![9], 1));
    stage.ends(9);
}

#[test]
fn rule_6_the_body_is_that_of_the_moment_of_invoking() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    stage.register("Own", CallRole::Before, 1);
    let id = stage.invoke("Own", number(1));
    stage.called();
    stage.register("Own", CallRole::Body, 10);
    stage.ends(1);
    assert_eq!(stage.called(), [9]);
    stage.ends(9);
    assert!(stage.settled(id).is_some());
    stage.invoke("Own", number(1));
    stage.called();
    stage.ends(1);
    assert_eq!(stage.called(), [10]);
    stage.ends(10);
    // Likewise one of the catalogue's.
    stage.register("HistoryPush", CallRole::Before, 2);
    stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    stage.register("HistoryPush", CallRole::Body, 11);
    stage.ends(2);
    assert_eq!((stage.called(), stage.location()), (vec![], "/a".into()));
    stage.invoke("HistoryPush", go_to("/b"));
    stage.called();
    stage.ends(2);
    assert_eq!((stage.called(), stage.location()), (vec![11], "/a".into()));
    stage.ends(11);
}

#[test]
fn rule_6_the_original_is_that_of_the_moment_of_invoking() {
    let mut stage = Stage::set();
    stage.register("HistoryPush", CallRole::Replacement, 1);
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    stage.register("HistoryPush", CallRole::Body, 9);
    assert!(stage.original(1, None));
    assert_eq!((stage.called(), stage.location()), (vec![], "/a".into()));
    stage.original_came_to();
    assert!(stage.next(1, Some(go_to("/b"))), "nobody is older: the body again");
    assert_eq!((stage.called(), stage.location()), (vec![], "/b".into()));
    stage.original_came_to();
    stage.ends(1);
    assert!(stage.settled(id).is_some());
    stage.invoke("HistoryPush", go_to("/c"));
    stage.called();
    assert!(stage.original(1, None));
    assert_eq!(stage.called(), [9]);
    stage.ends(9);
    stage.ends(1);
}

#[test]
fn rule_6_replacements_and_after_listeners_are_those_of_when_their_turn_comes() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    stage.register("Own", CallRole::Before, 1);
    let id = stage.invoke("Own", number(1));
    stage.called();
    stage.register("Own", CallRole::Before, 2);
    stage.register("Own", CallRole::Replacement, 3);
    stage.ends(1);
    assert_eq!(stage.called(), [3], "a listener of the stage that is on comes too late");
    stage.register("Own", CallRole::Replacement, 4);
    assert!(stage.next(3, None));
    assert_eq!(stage.called(), [9]);
    stage.register("Own", CallRole::After, 5);
    stage.ends(9);
    stage.ends(3);
    assert_eq!(stage.called(), [5]);
    stage.ends(5);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_7_the_completion_goes_with_the_body_that_is_swapped() {
    let mut stage = Stage::set();
    let offer = stage.offer();
    stage.register("AcceptTask", CallRole::Before, 1);
    let id = stage.invoke("AcceptTask", sid_of(offer));
    assert_eq!((stage.called(), stage.payload(id)), (vec![1], whole(offer)));
    stage.aborts(1);
    stage.ends(1);
    stage.register("AcceptTask", CallRole::Body, 9);
    let id = stage.invoke("AcceptTask", sid_of(offer));
    assert_eq!((stage.called(), stage.payload(id)), (vec![1], sid_of(offer)));
    stage.ends(1);
    assert_eq!((stage.called(), stage.sees(9)), (vec![9], sid_of(offer)));
    stage.ends(9);
    assert_eq!(stage.world.reservation_status(offer), ReservationStatus::Pending);
    // A replacement has the completion still.
    stage.register("RejectTask", CallRole::Replacement, 8);
    stage.invoke("RejectTask", sid_of(offer));
    assert_eq!((stage.called(), stage.sees(8)), (vec![8], sid_of(offer).with("task", Value::Ref(offer.sid()))));
    stage.ends(8);
}

#[test]
fn rule_7_next_goes_from_each_replacement_to_the_older_one_and_then_to_the_body() {
    let mut stage = Stage::set();
    stage.register("Own", CallRole::Body, 9);
    for number in 1..=3 {
        stage.register("Own", CallRole::Replacement, number);
    }
    let id = stage.invoke("Own", number(0));
    assert_eq!(stage.called(), [3]);
    assert!(stage.next(3, Some(number(3))));
    assert_eq!((stage.called(), stage.sees(2), stage.sees(3)), (vec![2], number(3), number(0)));
    assert!(!stage.next(3, None) && !stage.original(3, None), "it waits for the one that it has asked for");
    // Without a payload of its own the next one has that of whoever asked for it.
    assert!(stage.next(2, None));
    assert_eq!((stage.called(), stage.sees(1)), (vec![1], number(3)));
    stage.sets(1, number(5));
    assert_eq!((stage.sees(2), stage.sees(3)), (number(5), number(0)));
    assert!(stage.next(1, None));
    assert_eq!((stage.called(), stage.sees(9)), (vec![9], number(5)));
    for (function, waits) in [(9, true), (1, true), (2, true), (3, false)] {
        assert!(stage.settled(id).is_none());
        stage.ends_with(function, ScriptEnd::Returned(Value::Int(function.into())));
        let told = stage.original_came_to();
        assert_eq!(told, waits.then_some(Ok(Value::Int(function.into()))), "{function}");
    }
    assert_eq!(stage.settled(id), Some(Ok(Value::Int(3))));
}

#[test]
fn rule_7_an_older_replacement_may_ask_for_the_original_and_be_asked_again() {
    let mut stage = Stage::set();
    for number in 1..=3 {
        stage.register("HistoryPush", CallRole::Replacement, number);
    }
    let id = stage.invoke("HistoryPush", go_to("/a"));
    stage.called();
    for round in ["/1", "/2"] {
        assert!(stage.next(3, Some(go_to(round))));
        assert_eq!(stage.called(), [2]);
        assert!(stage.original(2, None));
        assert_eq!((stage.called(), stage.location()), (vec![], round.into()), "it bypasses the first");
        assert_eq!(stage.original_came_to(), Some(Ok(Value::Null)));
        stage.throws(2);
        assert_eq!(stage.original_came_to(), Some(Err(Code::ActionFailed)));
    }
    stage.ends(3);
    assert_eq!(stage.settled(id), Some(Ok(Value::Null)));
}

#[test]
fn rule_7_a_reload_tells_all_who_wait_in_a_chain() {
    let mut stage = Stage::set();
    for number in 1..=2 {
        stage.register("SetActivity", CallRole::Replacement, number);
    }
    let id = stage.invoke("SetActivity", Payload::of("activitySid", Value::Sid(UNAVAILABLE.sid())));
    stage.called();
    stage.next(2, None);
    stage.called();
    stage.original(1, None);
    stage.invoke("ReloadWindow", Payload::Absent);
    assert_eq!(stage.settled(id), Some(Err(Code::InvocationLost)));
    assert_eq!(std::mem::take(&mut stage.world.out.originals).len(), 2);
    assert_eq!((stage.land(), stage.activity()), (1, "Unavailable".into()));
}

#[test]
fn rule_7_a_replacement_that_ends_does_not_wait_for_what_it_asked_for() {
    let mut stage = Stage::set();
    stage.register("SetActivity", CallRole::Replacement, 1);
    stage.register("SetActivity", CallRole::After, 2);
    let id = stage.invoke("SetActivity", Payload::of("activitySid", Value::Sid(UNAVAILABLE.sid())));
    stage.called();
    stage.original(1, None);
    stage.ends_with(1, ScriptEnd::Returned(Value::Int(7)));
    assert_eq!(stage.called(), [2]);
    assert_eq!(
        (stage.land(), stage.activity()),
        (1, "Unavailable".into()),
        "what was asked of the backend happens"
    );
    assert_eq!((stage.original_came_to(), stage.settled(id)), (None, None));
    stage.ends(2);
    assert_eq!(stage.settled(id), Some(Ok(Value::Int(7))));
}

#[test]
fn a_listener_that_is_taken_out_hears_nothing_more_of_what_begins_then() {
    let mut stage = Stage::set();
    for (role, number) in
        [(CallRole::Before, 1), (CallRole::Before, 2), (CallRole::After, 3), (CallRole::Before, 1)]
    {
        stage.register("HistoryPush", role, number);
    }
    let pushes = |stage: &mut Stage, location: &str| {
        let id = stage.invoke("HistoryPush", go_to(location));
        let mut heard = Vec::new();
        while let [function] = stage.called()[..] {
            heard.push(function);
            stage.ends(function);
        }
        assert!(stage.settled(id).is_some());
        heard
    };
    assert_eq!(pushes(&mut stage, "/a"), [1, 2, 1, 3]);
    assert!(stage.remove("HistoryPush", CallRole::Before, 1));
    assert_eq!(pushes(&mut stage, "/b"), [1, 2, 3], "of the same function the last one goes");
    assert!(stage.remove("HistoryPush", CallRole::After, 3) && stage.remove("HistoryPush", CallRole::Before, 1));
    assert_eq!(pushes(&mut stage, "/c"), [2]);
    for (action, role, number) in
        [("HistoryPush", CallRole::Before, 1), ("HistoryPush", CallRole::After, 2), ("Own", CallRole::Before, 2)]
    {
        assert!(!stage.remove(action, role, number));
    }
    // A stage that is on goes on as it began.
    stage.register("HistoryPush", CallRole::Before, 4);
    stage.invoke("HistoryPush", go_to("/d"));
    assert_eq!(stage.called(), [2]);
    assert!(stage.remove("HistoryPush", CallRole::Before, 4));
    stage.ends(2);
    assert_eq!(stage.called(), [4]);
    stage.ends(4);
    assert_eq!(stage.location(), "/d");
}

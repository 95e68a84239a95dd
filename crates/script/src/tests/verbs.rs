//! What the verbs ask, and what they make of the answers.

use super::world::*;
use crate::request::{FiberEnd, Message, Reply, Request};
use rushhour_engine::action::{Action, Cause, Code};
use rushhour_engine::value::Value;

/// What the body of an agent's `run` asks, with `task` at hand.
fn asks(body: &str) -> Vec<String> {
    let (asked, end) = with_task(body, usual);
    assert_eq!(end, FiberEnd::Returned, "{asked:?}");
    asked
}

fn with_task(body: &str, mut world: impl FnMut(&Request) -> Reply) -> (Vec<String>, FiberEnd) {
    let script = format!("fn run(me) {{ let task = me.next_task(); {body} }}");
    let (mut asked, end) = run_as(agent(), &script, |request| match request {
        Request::NextTask { .. } => Reply::Task(Some(Box::new(task()))),
        other => world(other),
    });
    asked.remove(0);
    (asked, end)
}

#[test]
fn times_are_written_in_every_form() {
    let asked = asks(
        "sleep(\"90s\"); sleep(30); sleep(0.25); me.talk(task, 3); me.talk(task, \"2m\"); me.talk(task, \"talk\");",
    );
    assert_eq!(asked, ["Sleep 1m 30s", "Sleep 30s", "Sleep 250ms", "Talk 3s", "Talk 2m", "Talk talk"]);
    for wrong in ["sleep(-1)", "sleep(0.0/0.0)", "sleep(\"soon\")", "sleep(-0.5)", "sleep(9223372036854775807)"] {
        assert!(message(wrong).contains("length of time") || message(wrong).contains("duration"), "{wrong}");
    }
}

#[test]
fn the_short_verbs_of_agents_name_the_reservation() {
    let asked = asks(
        "me.accept(task); me.reject(task); me.hold(task); me.unhold(task); me.mute(); me.hang_up(task); \
         me.wrapup(task); me.complete(task); me.end(task); me.select(task); me.end_conference(task); \
         me.cancel_transfer(task);",
    );
    insta::assert_snapshot!(asked.join("\n"), @"
    AcceptTask sid=WR7
    RejectTask sid=WR7
    HoldCall sid=WR7
    UnholdCall sid=WR7
    ToggleMute
    HangupCall sid=WR7
    WrapupTask sid=WR7
    CompleteTask sid=WR7
    EndVoiceTask sid=WR7
    SelectTask sid=WR7
    EndConferenceForAll sid=WR7
    CancelTransfer sid=WR7
    ");
}

#[test]
fn the_longer_verbs_of_agents_build_their_payloads() {
    let asked = asks(
        "me.set_activity(\"Break\"); me.set_activity(\"Break\", true); me.set_attributes(task, #{ vip: false }); \
         me.transfer(task, \"WQ00000000000000000000000000000002\"); me.transfer(task, \"desk-9\", \"warm\"); \
         me.kick(task, \"desk-9\"); me.hold_participant(task, \"desk-9\"); me.unhold_participant(task, \"desk-9\"); \
         me.wait_transfer(task); me.dial(\"+4930123456\"); \
         me.dial(\"+4930123456\", #{ caller_id: \"+49\", attributes: #{ a: 1 } }); \
         me.send(task, \"hello\"); me.send_media(task, \"a.png\", \"image/png\", 100); me.typing(task); \
         me.leave(task); me.status(task); me.set_worker_activity(\"desk-9\", \"Break\");",
    );
    insta::assert_snapshot!(asked.join("\n"), @r#"
    SetActivity activityName="Break"
    SetActivity activityName="Break" options={"rejectPendingReservations": true}
    SetTaskAttributes attributes={"vip": false} mergeExisting=true sid=WR7
    TransferTask sid=WR7 targetSid=WQ2
    FindTarget("desk-9")
    TransferTask options={"mode": "WARM"} sid=WR7 targetSid=WK77
    FindTarget("desk-9")
    KickParticipant sid=WR7 targetSid=WK77
    FindTarget("desk-9")
    HoldParticipant sid=WR7 targetSid=WK77
    FindTarget("desk-9")
    UnholdParticipant sid=WR7 targetSid=WK77
    WaitTransfer { task: ReservationId(7) }
    StartOutboundCall destination="+4930123456"
    StartOutboundCall callerId="+49" destination="+4930123456" taskAttributes={"a": 1}
    SendMessage body="hello" conversationSid=CH9
    SendMessage attachedFiles=[{"bytes": 100, "name": "a.png", "type": "image/png"}] body="" conversationSid=CH9
    SendTyping conversationSid=CH9
    LeaveChannel channelSid=UO8
    TaskStatus { task: ReservationId(7) }
    FindTarget("desk-9")
    SetWorkerActivity activityName="Break" workerSid=WK77
    "#);
}

#[test]
fn invoke_reaches_every_action_with_every_form_of_payload() {
    let asked = asks(
        "me.invoke(\"ToggleMute\"); me.invoke(\"AcceptTask\", #{ sid: task.sid }); \
         me.invoke(\"AcceptTask\", #{ task: task }); me.invoke(\"HistoryPush\", \"/home\"); \
         me.invoke(\"HistoryGo\", -1); me.invoke(\"NavigateToView\", #{ a: [1, 2.5, (), true] });",
    );
    insta::assert_snapshot!(asked.join("\n"), @r#"
    ToggleMute
    AcceptTask sid=WR7
    AcceptTask task="WR00000000000000000000000000000007"
    HistoryPush "/home"
    HistoryGo -1
    NavigateToView a=[1, 2.5, null, true]
    "#);
}

#[test]
fn a_race_is_false_and_a_mistake_throws() {
    let world = |cause| {
        move |request: &Request| match request {
            Request::Invoke { .. } => rejection(Action::AcceptTask, Code::ReservationNotPending, cause),
            other => usual(other),
        }
    };
    for cause in [Cause::World, Cause::Fault] {
        assert_eq!(with_task("note(me.accept(task));", world(cause)).0[1], "Note(\"false\")");
    }
    let (_, end) = with_task("me.accept(task);", world(Cause::Caller));
    assert_eq!(failure(end).message, "AcceptTask was rejected with ReservationNotPending: it is gone");
}

#[test]
fn a_rejection_of_invoke_is_thrown_as_a_map_and_can_be_caught() {
    let body = "
        try { me.invoke(\"AcceptTask\", #{ sid: task.sid }); }
        catch (error) { note(error.action); note(error.code); note(error.message); }
        me.invoke(\"AcceptTask\");";
    let (asked, end) = with_task(body, |request| match request {
        Request::Invoke { .. } => rejection(Action::AcceptTask, Code::ReservationNotPending, Cause::World),
        other => usual(other),
    });
    assert_eq!(asked[1..4], ["Note(\"AcceptTask\")", "Note(\"ReservationNotPending\")", "Note(\"it is gone\")"]);
    assert_eq!(failure(end).message, "AcceptTask was rejected with ReservationNotPending: it is gone");
}

#[test]
fn invoke_returns_the_actions_value() {
    let (asked, _) = with_task("note(me.invoke(\"SendMessage\") + 1);", |request| match request {
        Request::Invoke { .. } => Reply::Settled(Ok(Value::Int(4))),
        other => usual(other),
    });
    assert_eq!(asked[1], "Note(\"5\")");
}

#[test]
fn wrapping_up_what_is_wrapping_already_is_no_error() {
    let world = |status: &'static str, cause| {
        move |request: &Request| match request {
            Request::Invoke { .. } => rejection(Action::WrapupTask, Code::ReservationNotAccepted, cause),
            Request::TaskStatus { .. } => Reply::Text(status.into()),
            other => usual(other),
        }
    };
    let noted = |status, cause| with_task("note(me.wrapup(task));", world(status, cause)).0.pop().unwrap();
    assert_eq!(noted("wrapping", Cause::Caller), "Note(\"true\")");
    assert_eq!(noted("canceled", Cause::World), "Note(\"false\")");
    let (_, end) = with_task("me.wrapup(task);", world("pending", Cause::Caller));
    assert!(matches!(end, FiberEnd::Failed(_)));
}

#[test]
fn a_task_shows_what_was_true_when_it_was_offered() {
    let asked = asks(
        "note(task.sid); note(task.task_sid); note(task.channel); note(task.queue); note(task.attributes.vip); \
         note(task.transferred); note(task.outbound); note(task.offered_at); note(task == task);",
    );
    insta::assert_snapshot!(asked.join("\n"), @r#"
    Note("WR00000000000000000000000000000007")
    Note("WT00000000000000000000000000000005")
    Note("chat")
    Note("support")
    TaskPart { task: ReservationId(7), part: Attributes }
    Note("true")
    Note("false")
    Note("false")
    Note("2.5")
    Note("true")
    "#);
}

#[test]
fn me_says_who_acts() {
    let noted = notes(
        "note(me.name); note(me.population); note(me.index); note(me.queue); note(me.queues); \
         note(me.attributes.language); note(me.activity); note(me.sid); note(me);",
    );
    insta::assert_snapshot!(noted.join("\n"), @r#"
    desk-3
    desk
    3
    support
    ["support"]
    de
    Available
    WK00000000000000000000000000000003
    desk-3
    "#);
}

#[test]
fn customers_come_wait_write_and_leave() {
    let script = "fn run(me) {
        me.phone(); me.phone(me.queue); me.phone(\"sales\", #{ vip: true }); me.chat(#{ a: 1 });
        me.email(\"sales\", \"Dear all\"); me.wait_answer(30); me.wait_answer(\"1m\"); me.wait_answer(2.5);
        me.wait_answer(); me.send(\"hi\"); me.send_media(\"a\", \"b\", 1); me.wait_message(); me.wait_message(\"5s\");
        me.wait_end(); me.wait_end(3); me.answer(); me.decline(); me.hang_up(); }";
    let (asked, end) = run_as(customer(), script, usual);
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(asked.join("\n"), @r#"
    Phone(NewContact { queue: None, attributes: Null })
    Phone(NewContact { queue: Some("support"), attributes: Null })
    Phone(NewContact { queue: Some("sales"), attributes: Map({"vip": Bool(true)}) })
    Chat(NewContact { queue: None, attributes: Map({"a": Int(1)}) })
    Email(NewContact { queue: Some("sales"), attributes: Null }, "Dear all")
    WaitAnswer { patience: Some(SimSpan(30000000000)) }
    WaitAnswer { patience: Some(SimSpan(60000000000)) }
    WaitAnswer { patience: Some(SimSpan(2500000000)) }
    WaitAnswer { patience: None }
    Send { body: "hi", media: Null }
    Send { body: "", media: List([Map({"bytes": Int(1), "name": Text("a"), "type": Text("b")})]) }
    WaitMessage { task: None, patience: None }
    WaitMessage { task: None, patience: Some(SimSpan(5000000000)) }
    WaitEnd { task: None, patience: None }
    WaitEnd { task: None, patience: Some(SimSpan(3000000000)) }
    Answer
    Decline
    HangUp
    "#);
}

#[test]
fn messages_are_read_by_both_sides() {
    let body = "
        let message = me.wait_message(task, \"5m\");
        note(message.index); note(message.from); note(message.body); note(message.media);
        note(me.wait_message(task) == ());";
    let mut first = true;
    let (asked, end) = with_task(body, |request| match request {
        Request::WaitMessage { .. } if std::mem::take(&mut first) => Reply::Message(Some(Box::new(Message {
            index: 2,
            from: "customer".into(),
            body: "hello".into(),
            ..Message::default()
        }))),
        other => usual(other),
    });
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(asked.join("\n"), @r#"
    WaitMessage { task: Some(ReservationId(7)), patience: Some(SimSpan(300000000000)) }
    Note("2")
    Note("customer")
    Note("hello")
    Note("")
    WaitMessage { task: Some(ReservationId(7)), patience: None }
    Note("true")
    "#);
}

#[test]
fn each_side_has_verbs_of_its_own() {
    let say = |who, body: &str| failure(run_as(who, &format!("fn run(me) {{ {body} }}"), usual).1).message;
    let said = [
        say(customer(), "me.mute();"),
        say(customer(), "for task in me.tasks() { }"),
        say(customer(), "me.invoke(\"ToggleMute\");"),
        say(agent(), "me.phone();"),
        say(agent(), "me.hang_up();"),
        say(agent(), "me.send(\"x\");"),
        say(agent(), "me.wait_end();"),
        say(agent(), "me.coach(true);"),
        say(supervisor(), "me.answer();"),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    only agents and supervisors can `mute`, and desk-3 is a customer
    only agents and supervisors can `tasks`, and desk-3 is a customer
    only agents and supervisors can `invoke`, and desk-3 is a customer
    only customers can `phone`, and desk-3 is an agent
    an agent says which call to hang up: `me.hang_up(task)`
    an agent says in which conversation: `me.send(task, …)`
    an agent says of which task: `me.wait_end(task)`
    only supervisors can `coach`, and desk-3 is none
    only customers can `answer`, and desk-3 is a supervisor
    ");
}

#[test]
fn supervisors_coach_and_barge() {
    let (asked, end) = run_as(supervisor(), "fn run(me) { me.coach(true); me.barge(false); }", usual);
    assert_eq!((asked.join(" "), end), ("Coach(true) Barge(false)".into(), FiberEnd::Returned));
}

#[test]
fn scripts_tell_the_report() {
    let (asked, end) =
        run("fn run(me) { record(\"m\", 3); record(\"m\", 2.5); note(check(\"c\", 1 > 2)); note(now()); \
         note(random()); note(random(1, 6)); note([1, #{ a: () }]); }");
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(asked.join("\n"), @r#"
    Record("m", 3.0)
    Record("m", 2.5)
    Check("c", false)
    Note("false")
    Now
    Note("1.5")
    Random
    Note("0.5")
    RandomInt(1, 6)
    Note("1")
    Note("[1, #{\"a\": ()}]")
    "#);
    assert_eq!(message("fail(\"enough\");"), "enough");
    assert!(message("record(\"m\", 0.0/0.0);").contains("finite"));
    assert!(message("random(6, 1);").contains("larger"));
}

#[test]
fn a_call_has_no_conversation() {
    let script = "fn run(me) { let task = me.next_task(); me.send(task, \"x\"); }";
    let (_, end) = run_as(agent(), script, |request| match request {
        Request::NextTask { .. } => {
            let call = crate::request::TaskHandle { conversation: None, interaction: None, ..task() };
            Reply::Task(Some(Box::new(call)))
        }
        other => usual(other),
    });
    assert!(failure(end).message.contains("conversation"));
}

#[test]
fn the_two_scripts_of_the_manual_run_as_they_stand() {
    let agent_script = r#"
fn run(me) {                                   // an agent
    me.set_activity("Available");
    for task in me.tasks() {                   // suspends until work is offered; ends with the shift
        if !me.accept(task) { continue; }      // somebody else has it, or the caller gave up
        me.talk(task, "talk");                 // false if the caller left first
        if chance(0.2) { me.hold(task); sleep(sample("hold")); me.unhold(task); }
        me.wrapup(task);                       // hangs up a live call; harmless if it is wrapping already
        sleep("30s");
        me.complete(task);
    }
}"#;
    let mut offered = false;
    let (asked, end) = run_as(agent(), agent_script, |request| match request {
        Request::NextTask { .. } if !std::mem::replace(&mut offered, true) => Reply::Task(Some(Box::new(task()))),
        other => usual(other),
    });
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(asked.join("\n"), @r#"
    SetActivity activityName="Available"
    NextTask { patience: None }
    AcceptTask sid=WR7
    Talk talk
    Chance(0.2)
    HoldCall sid=WR7
    Sample("hold")
    Sleep 12s 500ms
    UnholdCall sid=WR7
    WrapupTask sid=WR7
    Sleep 30s
    CompleteTask sid=WR7
    NextTask { patience: None }
    "#);
    let customer_script = r#"
fn run(me) {                                   // a customer, in another file
    me.phone(me.queue);
    if me.wait_answer(sample("patience")) { me.wait_end(); }   // leaving the script hangs up
}"#;
    let (asked, end) = run_as(customer(), customer_script, usual);
    assert_eq!((asked.len(), end), (4, FiberEnd::Returned));
}

#[test]
fn every_example_of_the_catalogue_is_a_script() {
    for action in Action::ALL {
        let entry = rushhour_engine::catalog::entry(*action);
        for line in [Some(entry.example), entry.verb].into_iter().flatten() {
            let script = format!("fn run(me) {{ let task = me.next_task(); {line} }}");
            assert_eq!(problems(&script), [], "{action}: {line}");
        }
    }
}

#[test]
fn assignments_that_would_do_nothing_fail_where_only_the_run_can_tell() {
    for (line, action) in [
        ("task.attributes.vip = false;", "SetTaskAttributes"),
        ("task.attributes.remove(\"vip\");", "SetTaskAttributes"),
        ("task.status = \"wrapping\";", "WrapupTask"),
        ("task[\"status\"] = \"wrapping\";", "WrapupTask"),
    ] {
        let (_, end) = with_task(line, usual);
        let FiberEnd::Failed(error) = end else { panic!("{line}: {end:?}") };
        assert!(error.message.contains(action) && error.position.is_some(), "{line}: {error:?}");
    }
    // What a method only reads may be called.
    let (_, end) =
        with_task("note(task.attributes.contains(\"vip\")); note(task.attributes.keys().len());", usual);
    assert_eq!(end, FiberEnd::Returned);
}

#[test]
fn a_call_is_read_like_any_other_part_and_closures_are_called_as_before() {
    let (asked, end) = with_task("note(task.call); let add = |a| a + 1; note(add.call(1));", usual);
    assert_eq!(end, FiberEnd::Returned);
    assert_eq!(asked.last().map(String::as_str), Some("Note(\"2\")"));
}

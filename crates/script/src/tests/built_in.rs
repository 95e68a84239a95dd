//! The built-in scripts in a tiny world.

use super::world::*;
use crate::request::{FiberEnd, Message, Reply, Request};
use crate::{Resumed, built_in};
use rushhour_engine::units::SimSpan;
use rushhour_scenario::plan::ScriptId;

fn text(name: &str) -> &'static str {
    built_in(name).unwrap()
}

fn says(body: &str) -> Reply {
    let body = body.into();
    Reply::Message(Some(Box::new(Message { index: 0, from: "x".into(), body, ..Message::default() })))
}

#[test]
fn the_phone_agent_takes_a_call_from_ring_to_completion() {
    let mut offered = false;
    let (asked, end) = run_as(agent(), text("phone_agent"), |request| match request {
        Request::NextTask { .. } if !std::mem::replace(&mut offered, true) => Reply::Task(Some(Box::new(task()))),
        other => usual(other),
    });
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(asked.join("\n"), @r#"
    SetActivity activityName="Available"
    NextTask { patience: None }
    AcceptTask sid=WR7
    Talk talk
    Chance(0.25)
    HoldCall sid=WR7
    Sample("hold")
    Sleep 12s 500ms
    UnholdCall sid=WR7
    Talk 20s
    WrapupTask sid=WR7
    Sample("wrapup")
    Sleep 12s 500ms
    CompleteTask sid=WR7
    NextTask { patience: None }
    "#);
}

#[test]
fn the_phone_customer_gives_up_or_stays_to_the_end() {
    let (asked, _) = run_as(customer(), text("phone_customer"), usual);
    assert_eq!(asked.len(), 4);
    let (asked, end) = run_as(customer(), text("phone_customer"), |request| match request {
        Request::WaitAnswer { .. } => Reply::Done(false),
        other => usual(other),
    });
    assert_eq!((asked.len(), end), (3, FiberEnd::Returned));
}

#[test]
fn the_chat_agent_answers_until_goodbye_and_completes() {
    let host = host(text("chat_agent"));
    let mut main = host.spawn(ScriptId(0), agent());
    assert!(matches!(host.resume(&mut main, None), Resumed::Asks(Request::Invoke { .. })));
    let settled = Reply::Settled(Ok(Default::default()));
    let Resumed::Asks(Request::Serve(closure)) = host.resume(&mut main, Some(settled)) else { panic!() };
    let mut written = ["My parcel is lost", "Thank you, bye"].into_iter();
    let mut chat = host.spawn_closure(closure, agent(), Some(task()));
    let (asked, end) = drive(&host, &mut chat, |request| match request {
        Request::WaitMessage { patience: Some(SimSpan::ZERO), .. } => Reply::Message(None),
        Request::WaitMessage { .. } => says(written.next().unwrap()),
        other => usual(other),
    });
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(asked.join("\n"), @r#"
    AcceptTask sid=WR7
    WaitMessage { task: Some(ReservationId(7)), patience: Some(SimSpan(0)) }
    Sample("first_response")
    Sleep 12s 500ms
    SendMessage body="Hello, how can I help you?" conversationSid=CH9
    WaitMessage { task: Some(ReservationId(7)), patience: Some(SimSpan(300000000000)) }
    SendTyping conversationSid=CH9
    Sample("typing")
    Sleep 12s 500ms
    SendMessage body="Let me see what I can do about that." conversationSid=CH9
    WaitMessage { task: Some(ReservationId(7)), patience: Some(SimSpan(300000000000)) }
    SendMessage body="You're welcome. Goodbye!" conversationSid=CH9
    WrapupTask sid=WR7
    Sample("wrapup")
    Sleep 12s 500ms
    CompleteTask sid=WR7
    "#);
}

#[test]
fn the_chat_customer_asks_and_leaves() {
    let (asked, end) = run_as(customer(), text("chat_customer"), |request| match request {
        Request::WaitMessage { .. } => says("Hello"),
        other => usual(other),
    });
    assert_eq!(end, FiberEnd::Returned);
    insta::assert_snapshot!(asked.join("\n"), @r#"
    Chat(NewContact { queue: None, attributes: Null })
    Send { body: "Hello, I have a question.", media: Null }
    Sample("patience")
    WaitAnswer { patience: Some(SimSpan(12500000000)) }
    WaitMessage { task: None, patience: Some(SimSpan(300000000000)) }
    RandomInt(1, 4)
    Sample("message_gap")
    Sleep 12s 500ms
    Send { body: "What about this, then?", media: Null }
    WaitMessage { task: None, patience: Some(SimSpan(300000000000)) }
    Sample("message_gap")
    Sleep 12s 500ms
    Send { body: "Thank you, goodbye.", media: Null }
    WaitEnd { task: None, patience: Some(SimSpan(120000000000)) }
    "#);
}

#[test]
fn the_callee_answers_or_declines() {
    for (declines, expected) in [(true, "Decline"), (false, "Answer")] {
        let (asked, end) = run_as(customer(), text("callee"), |request| match request {
            Request::Chance(_) => Reply::Done(declines),
            other => usual(other),
        });
        assert_eq!(end, FiberEnd::Returned);
        assert!(asked.iter().any(|asked| asked == expected), "{asked:?}");
    }
}

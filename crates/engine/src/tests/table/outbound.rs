//! Rows: work that an agent starts.

use super::*;
use crate::event::Direction;

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::StartOutboundCall)
            .legal(calls)
            .illegal(Code::OutboundCallAlreadyPending, |mode| {
                let mut world = floor(mode);
                world.begin(AGENT, Action::StartOutboundCall, to("+15550123"));
                world.then(AGENT, to("+15550124"))
            })
            .illegal(Code::OutboundDisabled, |mode| {
                floor_with(mode, |center| center.outbound.enabled = false).then(AGENT, to("+15550123"))
            })
            .illegal(Code::VoiceCallAlreadyLive, |mode| on_a_call(mode).0.then(AGENT, to("+15550123")))
            .illegal(Code::PendingInboundCall, |mode| offered_call(mode).0.then(AGENT, to("+15550123")))
            .illegal(Code::VoiceCallAlreadyLive, |mode| {
                let mut world = floor(mode);
                world.invoke(AGENT, Action::StartOutboundCall, to("+15550123")).unwrap();
                world.then(AGENT, to("+15550124"))
            })
            .illegal(Code::CallTaskExists, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                let own = sid_of(reservation).with("targetSid", Value::Sid(AGENT.sid()));
                world.invoke(AGENT, Action::HoldParticipant, own).unwrap();
                world.then(AGENT, to("+15550123"))
            })
            .illegal(Code::OutboundWhenOffline, |mode| {
                let mut world = floor(mode);
                world.set_activity(AGENT, OFFLINE).unwrap();
                world.then(AGENT, to("+15550123"))
            })
            .illegal(Code::InvalidDestination, |mode| floor(mode).then(AGENT, to("client:bob")))
            .illegal(Code::MissingQueue, |mode| {
                floor_with(mode, |center| center.outbound.queue = None).then(AGENT, to("+15550123"))
            })
            .illegal(Code::MissingFrom, |mode| {
                floor_with(mode, |center| center.outbound.caller_id = None).then(AGENT, to("+15550123"))
            })
            .illegal(Code::BrowserVoiceDisabled, |mode| {
                floor_with(mode, |center| center.features.browser_voice = false).then(AGENT, to("+15550123"))
            })
            .failed(Code::CantCreateTask, |mode| floor(mode).then(AGENT, to("+15550123")))
            .race(Code::OutboundGeneric, |mode| floor(mode).then(AGENT, to("+15550123")), logs_out),
        Row::of(Action::ToggleOutboundDialer)
            .legal(toggles_dialer)
            .illegal(Code::OutboundDisabled, |mode| {
                floor_with(mode, |center| center.outbound.enabled = false).then(AGENT, Payload::Absent)
            })
            .illegal(Code::VoiceCallAlreadyLive, |mode| on_a_call(mode).0.then(AGENT, Payload::Absent)),
        Row::of(Action::StartOutboundEmailTask)
            .legal(writes)
            .illegal(Code::OutboundSettingsMissing, |mode| {
                floor_with(mode, |center| center.email = None).then(AGENT, to("ann@example.org"))
            })
            .illegal(Code::MissingQueue, |mode| {
                let without_queue = |center: &mut Center| center.email.as_mut().unwrap().queue = None;
                floor_with(mode, without_queue).then(AGENT, to("ann@example.org"))
            })
            .illegal(Code::MissingFrom, |mode| {
                let without_sender = |center: &mut Center| center.email.as_mut().unwrap().from = None;
                floor_with(mode, without_sender).then(AGENT, to("ann@example.org"))
            })
            .failed(Code::CantCreateTask, |mode| floor(mode).then(AGENT, to("ann@example.org")))
            .race(Code::CantCreateTask, |mode| floor(mode).then(AGENT, to("ann@example.org")), logs_out),
    ]
}

fn logs_out(world: &mut World) {
    world.aside(AGENT, Action::Logout, Payload::Absent);
}

fn to(destination: &str) -> Payload {
    Payload::of("destination", text(destination))
}

fn calls(mode: Mode) -> World {
    let mut world = floor(mode);
    world.set_activity(AGENT, UNAVAILABLE).unwrap();
    let payload = to("+15550123")
        .with("queueSid", Value::Sid(SALES.sid()))
        .with("taskAttributes", map(&[("reason", text("billing"))]));
    world.invoke(AGENT, Action::StartOutboundCall, payload).unwrap();
    let offer = world.offered(AGENT).unwrap();
    let reservation = world.engine.platform().reservation(offer).unwrap();
    let task = world.engine.platform().task(reservation.task).unwrap();
    assert_eq!(
        (task.direction, task.channel, task.own_worker),
        (Direction::Outbound, Channel::Voice, Some(AGENT))
    );
    assert_eq!(reservation.queue, Some(SALES));
    for (key, value) in
        [("direction", "outbound"), ("outbound_to", "+15550123"), ("from", "+15550000"), ("reason", "billing")]
    {
        assert_eq!(task.attributes.get(key), Some(&text(value)), "{key}");
    }
    assert_eq!(world.shows(AGENT, "last_outbound").get("destination"), Some(&text("+15550123")));
    let contact = world.out.dialled.pop().unwrap();
    assert!(world.act(|engine, cx| engine.outbound_answered(cx, contact)));
    assert!(world.leg(offer, Role::Customer).unwrap().is_joined(), "agent and customer are on the line");
    world
}

fn toggles_dialer(mode: Mode) -> World {
    let mut world = floor(mode);
    for shown in [true, false, true] {
        world.invoke(AGENT, Action::ToggleOutboundDialer, Payload::Absent).unwrap();
        assert_eq!(world.shows(AGENT, "dialer"), Value::Bool(shown));
    }
    world.calls();
    world.accepts(AGENT);
    world.invoke(AGENT, Action::ToggleOutboundDialer, Payload::Absent).unwrap();
    assert_eq!(world.shows(AGENT, "dialer"), Value::Bool(false), "closing it is always possible");
    world
}

fn writes(mode: Mode) -> World {
    let mut world = floor(mode);
    let payload = to("ann@example.org").with("fromName", text("Help"));
    world.invoke(AGENT, Action::StartOutboundEmailTask, payload).unwrap();
    let own = world.engine.desktop(AGENT).unwrap().tasks[0].reservation;
    assert_eq!(world.reservation_status(own), ReservationStatus::Accepted, "by the desktop");
    let reservation = world.engine.platform().reservation(own).unwrap();
    let task = world.engine.platform().task(reservation.task).unwrap();
    assert_eq!(
        (task.direction, task.channel, task.own_worker),
        (Direction::Outbound, Channel::Email, Some(AGENT))
    );
    for (key, value) in
        [("customerAddress", "ann@example.org"), ("from", "help@example.com"), ("fromName", "Help")]
    {
        assert_eq!(task.attributes.get(key), Some(&text(value)), "{key}");
    }
    let conversation = task.conversation.unwrap();
    assert!(world.engine.platform().conversation(conversation).is_some());
    let payload = Payload::of("conversationSid", Value::Sid(conversation.sid())).with("body", text("Hello!"));
    assert_eq!(world.invoke(AGENT, Action::SendMessage, payload), Ok(Value::Int(0)));
    world
}

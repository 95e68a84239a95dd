//! Rows: other ways to take a call, and flags of its legs.

use super::*;
use crate::event::ReservationEvent;
use crate::units::CallId;

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::IssueCallToWorker)
            .legal(issues)
            .illegal(Code::IssueCallFailed, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, call(reservation, URL))
            })
            .illegal(Code::IssueCallFailed, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, call(offer, "answer.xml"))
            })
            .illegal(Code::IssueCallFailed, |mode| {
                let (world, offer) = offered_to_colleague(mode);
                world.then(COLLEAGUE, call(offer, URL))
            }),
        Row::of(Action::DequeueTask)
            .legal(dequeues)
            .illegal(Code::DequeueFailed, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .illegal(Code::DequeueFailed, |mode| {
                let (world, offer) = offered_to_colleague(mode);
                world.then(COLLEAGUE, sid_of(offer))
            })
            .illegal(Code::DequeueFailed, |mode| {
                let mut world = floor(mode);
                let dialled = Payload::of("destination", text("+15550123"));
                world.invoke(AGENT, Action::StartOutboundCall, dialled).unwrap();
                let own = world.offered(AGENT).unwrap();
                world.then(AGENT, sid_of(own))
            })
            .illegal(Code::DequeueFailed, |mode| {
                let mut world = floor(mode);
                world.comes(Channel::Chat, SUPPORT);
                let offer = world.offered(AGENT).unwrap();
                world.then(AGENT, sid_of(offer))
            })
            .illegal(Code::DequeueFailed, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, going_to(offer, ActivityId::new(99)))
            }),
        Row::of(Action::RedirectCallTask)
            .legal(redirects)
            .illegal(Code::RedirectFailed, |mode| {
                let (world, contact, reservation) = on_a_call(mode);
                let payload = elsewhere(&world, contact, reservation, false);
                world.then(AGENT, payload)
            })
            .illegal(Code::RedirectFailed, |mode| {
                let (world, contact, offer) = offered_call(mode);
                let payload = elsewhere(&world, contact, offer, false);
                world.then(AGENT, payload.with("callSid", Value::Sid(CallId::new(99).sid())))
            })
            .illegal(Code::RedirectFailed, |mode| {
                let (mut world, contact, offer) = offered_call(mode);
                let payload = elsewhere(&world, contact, offer, false);
                world.invoke(AGENT, Action::RedirectCallTask, payload.clone()).unwrap();
                world.then(AGENT, payload)
            }),
        Row::of(Action::UpdateWorkerParticipant)
            .legal(sets_own_flags)
            .illegal(Code::UpdateWorkerParticipantFailed, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, flags(offer, &[("mute", true)]))
            })
            .illegal(Code::UpdateWorkerParticipantFailed, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, flags(reservation, &[("mute", true)]))
            }),
        Row::of(Action::UpdateCustomerParticipant)
            .legal(sets_customers_flags)
            .illegal(Code::UpdateCustomerParticipantFailed, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, flags(offer, &[("hold", true)]))
            })
            .illegal(Code::UpdateCustomerParticipantFailed, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, flags(reservation, &[("hold", true)]))
            }),
    ]
}

const URL: &str = "https://example.org/answer";

fn call(reservation: ReservationId, url: &str) -> Payload {
    sid_of(reservation).with("callerId", text("+15550100")).with("twiMLUrl", text(url))
}

fn going_to(reservation: ReservationId, activity: ActivityId) -> Payload {
    sid_of(reservation).with("options", map(&[("postWorkActivitySid", Value::Sid(activity.sid()))]))
}

fn elsewhere(world: &World, contact: ContactId, offer: ReservationId, accept: bool) -> Payload {
    let leg = world.engine.platform().call_of(contact).unwrap();
    sid_of(offer)
        .with("callSid", Value::Sid(leg.sid()))
        .with("twiMLUrl", text("https://example.org/menu"))
        .with("options", map(&[("accept", Value::Bool(accept))]))
}

fn flags(reservation: ReservationId, flags: &[(&str, bool)]) -> Payload {
    let options: Vec<(&str, Value)> = flags.iter().map(|(flag, on)| (*flag, Value::Bool(*on))).collect();
    sid_of(reservation).with("options", map(&options))
}

/// A call that is offered to the colleague, who has no phone.
fn offered_to_colleague(mode: Mode) -> (World, ReservationId) {
    let (mut world, _, offer) = offered_call(mode);
    world.on(AGENT, Action::RejectTask, offer).unwrap();
    let offer = world.offered(COLLEAGUE).unwrap();
    (world, offer)
}

/// The phones that were called.
fn phones(world: &World) -> Vec<&str> {
    let called = world.log.iter().filter_map(|event| match event {
        Event::Reservation(_, ReservationEvent::WorkerCalled { to, .. }) => Some(to.as_str()),
        _ => None,
    });
    called.collect()
}

fn issues(mode: Mode) -> World {
    let (mut world, _, offer) = offered_call(mode);
    world.invoke(AGENT, Action::IssueCallToWorker, call(offer, URL)).unwrap();
    assert_eq!(phones(&world), ["client:agent-1"]);
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending, "answering accepts nothing");

    let (mut world, offer) = offered_to_colleague(mode);
    let options = map(&[("accept", Value::Bool(true)), ("to", text("client:elsewhere"))]);
    world.invoke(COLLEAGUE, Action::IssueCallToWorker, call(offer, URL).with("options", options)).unwrap();
    assert_eq!(phones(&world), ["client:elsewhere"]);
    assert_eq!(world.reservation_status(offer), ReservationStatus::Accepted);
    assert!(world.leg(offer, Role::Worker(COLLEAGUE)).is_some());
    world
}

fn dequeues(mode: Mode) -> World {
    let (mut world, contact, offer) = offered_call(mode);
    world.invoke(AGENT, Action::DequeueTask, going_to(offer, UNAVAILABLE)).unwrap();
    assert_eq!(phones(&world), ["client:agent-1"]);
    assert_eq!(world.reservation_status(offer), ReservationStatus::Accepted);
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Assigned);
    assert!(world.leg(offer, Role::Customer).is_some() && world.leg(offer, Role::Worker(AGENT)).is_some());
    assert!(world.leaves(contact));
    assert_eq!(world.activity(AGENT), AVAILABLE);
    world.on(AGENT, Action::CompleteTask, offer).unwrap();
    assert_eq!(world.activity(AGENT), UNAVAILABLE, "afterwards");

    // Who is there already keeps the work they have begun.
    let (mut world, contact, offer) = offered_call(mode);
    world.invoke(AGENT, Action::DequeueTask, going_to(offer, UNAVAILABLE)).unwrap();
    assert!(world.leaves(contact));
    world.set_activity(AGENT, UNAVAILABLE).unwrap();
    let email = Payload::of("destination", text("ann@example.org"));
    world.invoke(AGENT, Action::StartOutboundEmailTask, email).unwrap();
    world.on(AGENT, Action::CompleteTask, offer).unwrap();
    assert_eq!(world.load(AGENT, Channel::Email), 1);
    world
}

fn redirects(mode: Mode) -> World {
    let (mut world, contact, offer) = offered_call(mode);
    let task = world.task_of(contact);
    let payload = elsewhere(&world, contact, offer, false);
    world.invoke(AGENT, Action::RedirectCallTask, payload).unwrap();
    assert!(world.engine.platform().contact(contact).is_none(), "the caller is gone");
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    world.pass(seconds(120));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Timeout);
    assert_eq!(world.status(task), TaskStatus::Canceled);

    let (mut world, contact, offer) = offered_call(mode);
    let payload = elsewhere(&world, contact, offer, true);
    world.invoke(AGENT, Action::RedirectCallTask, payload).unwrap();
    assert!(world.engine.platform().contact(contact).is_none());
    assert_eq!(world.reservation_status(offer), ReservationStatus::Accepted);
    world.on(AGENT, Action::CompleteTask, offer).unwrap();
    world
}

fn sets_own_flags(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    let own = |world: &World| {
        let leg = world.leg(reservation, Role::Worker(AGENT)).unwrap();
        (leg.muted, leg.end_on_exit)
    };
    assert_eq!(own(&world), (false, true));
    let set = |world: &mut World, to: &[(&str, bool)]| {
        world.invoke(AGENT, Action::UpdateWorkerParticipant, flags(reservation, to)).unwrap();
    };
    set(&mut world, &[("mute", true)]);
    assert_eq!(own(&world), (true, true));
    set(&mut world, &[("endConferenceOnExit", false)]);
    assert_eq!(own(&world), (true, false));
    let myself = sid_of(reservation).with("targetSid", Value::Sid(AGENT.sid()));
    world.invoke(AGENT, Action::HoldParticipant, myself).unwrap();
    set(&mut world, &[("mute", false), ("endConferenceOnExit", true)]);
    assert_eq!(own(&world), (false, false), "a held leg keeps what happens on its exit");
    world
}

fn sets_customers_flags(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    for hold in [true, false] {
        let payload = flags(reservation, &[("hold", hold)]);
        world.invoke(AGENT, Action::UpdateCustomerParticipant, payload).unwrap();
        assert_eq!(world.leg(reservation, Role::Customer).unwrap().hold, hold);
    }
    world
}

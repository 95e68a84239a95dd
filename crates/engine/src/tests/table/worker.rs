//! Rows: the worker's activity, attributes and session.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::SetActivity)
            .legal(sets_activity)
            .illegal(Code::ActivityNotFound, |mode| floor(mode).then(AGENT, called("Siesta")))
            .aloud(Code::ActivityNotFound, |mode| floor(mode).then(AGENT, activity(ActivityId::new(99))))
            .illegal(Code::PendingReservations, |mode| offered_call(mode).0.then(AGENT, keeping(OFFLINE)))
            .illegal(Code::InvalidPayload, |mode| {
                floor(mode).then(AGENT, called("Available").with("activitySid", Value::Sid(OFFLINE.sid())))
            })
            .failed(Code::CantSetActivity, |mode| floor(mode).then(AGENT, activity(OFFLINE))),
        Row::of(Action::SetWorkerActivity)
            .legal(sets_worker_activity)
            .illegal(Code::NotAuthorized, |mode| floor(mode).then(COLLEAGUE, of_agent(activity(OFFLINE))))
            .illegal(Code::WorkerNotFound, |mode| {
                floor(mode).then(SUPERVISOR, activity(OFFLINE).with("workerSid", Value::Sid(worker(99).sid())))
            })
            .illegal(Code::ActivityNotFound, |mode| floor(mode).then(SUPERVISOR, of_agent(called("Siesta"))))
            .aloud(Code::ActivityNotFound, |mode| {
                floor(mode).then(SUPERVISOR, of_agent(activity(ActivityId::new(99))))
            })
            .illegal(Code::IncompletePayload, |mode| floor(mode).then(SUPERVISOR, activity(OFFLINE)))
            .aloud(Code::IncompletePayload, |mode| {
                floor(mode).then(SUPERVISOR, Payload::of("workerSid", Value::Sid(AGENT.sid())))
            })
            .illegal(Code::PendingReservations, |mode| {
                offered_call(mode).0.then(SUPERVISOR, of_agent(keeping(OFFLINE)))
            })
            .illegal(Code::InvalidPayload, |mode| {
                let both = called("Available").with("activitySid", Value::Sid(OFFLINE.sid()));
                floor(mode).then(SUPERVISOR, of_agent(both))
            })
            .failed(Code::BackendUnavailable, |mode| floor(mode).then(SUPERVISOR, of_agent(activity(OFFLINE)))),
        Row::of(Action::Logout)
            .legal(logs_out)
            .illegal(Code::LogoutActivityFailed, |mode| floor(mode).then(AGENT, activity(AVAILABLE)))
            .illegal(Code::LogoutActivityFailed, |mode| floor(mode).then(AGENT, activity(ActivityId::new(99))))
            .illegal(Code::PendingReservations, |mode| offered_call(mode).0.then(AGENT, Payload::Absent))
            .illegal(Code::PendingReservations, |mode| {
                let mut world = floor(mode);
                world.set_activity(AGENT, UNAVAILABLE).unwrap();
                let call = Payload::of("destination", text("+15550123"));
                world.invoke(AGENT, Action::StartOutboundCall, call).unwrap();
                world.then(AGENT, activity(UNAVAILABLE))
            }),
        Row::of(Action::SetWorkerAttributes)
            .legal(sets_attributes)
            .illegal(Code::CantSetWorkerAttributes, |mode| {
                floor(mode).then(AGENT, attributes(&[("note", text(&"x".repeat(4_096)))], false))
            })
            .illegal(Code::CantSetWorkerAttributes, |mode| {
                let mut world = floor(mode);
                let half = attributes(&[("one", text(&"x".repeat(3_000)))], true);
                world.invoke(AGENT, Action::SetWorkerAttributes, half).unwrap();
                world.then(AGENT, attributes(&[("two", text(&"x".repeat(3_000)))], true))
            })
            .otherwise(attributes_replace),
        Row::of(Action::UpdateWorkerToken)
            .legal(renews)
            .illegal(Code::TokenUpdateFailed, |mode| floor(mode).then(AGENT, token(" ")))
            .illegal(Code::TokenUpdateFailed, |mode| {
                let mut world = floor(mode);
                world.pass(seconds(60));
                world.then(AGENT, token("exp=60"))
            }),
    ]
}

fn activity(id: ActivityId) -> Payload {
    Payload::of("activitySid", Value::Sid(id.sid()))
}

fn called(name: &str) -> Payload {
    Payload::of("activityName", text(name))
}

/// That activity, and offers are not to be rejected for it.
fn keeping(id: ActivityId) -> Payload {
    activity(id).with("options", map(&[("rejectPendingReservations", Value::Bool(false))]))
}

fn of_agent(payload: Payload) -> Payload {
    payload.with("workerSid", Value::Sid(AGENT.sid()))
}

fn attributes(entries: &[(&str, Value)], merge: bool) -> Payload {
    Payload::of("attributes", map(entries)).with("mergeExisting", Value::Bool(merge))
}

fn token(token: &str) -> Payload {
    Payload::of("token", text(token))
}

fn sets_activity(mode: Mode) -> World {
    let (mut world, _, offer) = offered_call(mode);
    world.invoke(AGENT, Action::SetActivity, called("Busy But Open")).unwrap();
    assert_eq!(world.activity(AGENT), ActivityId::new(3));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending, "it is available, too");
    let both = called("Offline").with("activitySid", Value::Sid(OFFLINE.sid()));
    world.invoke(AGENT, Action::SetActivity, both).unwrap();
    let agent = world.engine.platform().worker(AGENT).unwrap();
    assert_eq!((agent.activity, agent.available), (OFFLINE, false));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Rejected);

    // The present one changes nothing, not even what they wait for themselves.
    let mut world = floor(mode);
    world.set_activity(AGENT, UNAVAILABLE).unwrap();
    let call = Payload::of("destination", text("+15550123"));
    world.invoke(AGENT, Action::StartOutboundCall, call).unwrap();
    let before = world.engine.fingerprint();
    for payload in [activity(UNAVAILABLE), keeping(UNAVAILABLE)] {
        world.invoke(AGENT, Action::SetActivity, payload).unwrap();
        assert_eq!(world.engine.fingerprint(), before);
    }
    world
}

fn sets_worker_activity(mode: Mode) -> World {
    let (mut world, _, offer) = offered_call(mode);
    world.invoke(SUPERVISOR, Action::SetWorkerActivity, of_agent(called("Unavailable"))).unwrap();
    assert_eq!((world.activity(AGENT), world.activity(SUPERVISOR)), (UNAVAILABLE, AVAILABLE));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Rejected);
    world
}

fn logs_out(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    world.invoke(AGENT, Action::Logout, Payload::Absent).unwrap();
    assert_eq!((world.activity(AGENT), world.shows(AGENT, "signed_in")), (OFFLINE, Value::Bool(false)));
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping, "the phone is gone");

    let (mut world, _, chat) = chatting(mode);
    world.invoke(AGENT, Action::Logout, Payload::Absent).unwrap();
    assert_eq!(world.reservation_status(chat), ReservationStatus::Accepted, "what else is open stays");

    // Forced, whatever is offered; into the activity that was asked for, if that can be set.
    for asked in [UNAVAILABLE, AVAILABLE, OFFLINE] {
        let (mut world, _, offer) = offered_call(mode);
        let forced = activity(asked).with("forceLogout", Value::Bool(true));
        world.invoke(AGENT, Action::Logout, forced).unwrap();
        assert_eq!((world.activity(AGENT), world.shows(AGENT, "signed_in")), (AVAILABLE, Value::Bool(false)));
        assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    }
    world
}

fn queues(worker: &crate::platform::Worker) -> Vec<QueueId> {
    worker.queues.iter().map(|membership| membership.queue).collect()
}

fn sets_attributes(mode: Mode) -> World {
    let mut world = floor_with(mode, |center| center.queues[1].workers = Some(ExpressionId(7)));
    let offer = {
        world.calls();
        world.offered(AGENT).unwrap()
    };
    let set = attributes(&[("key", Value::Int(7))], true);
    world.invoke(AGENT, Action::SetWorkerAttributes, set).unwrap();
    let agent = world.engine.platform().worker(AGENT).unwrap();
    assert_eq!(agent.attributes, map(&[("contact_uri", text("client:agent-1")), ("key", Value::Int(7))]));
    assert_eq!(queues(agent), [SUPPORT, SALES], "the queues follow");
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending, "reservations stay");
    let set = attributes(&[("key", Value::Int(8))], false);
    world.invoke(AGENT, Action::SetWorkerAttributes, set).unwrap();
    let agent = world.engine.platform().worker(AGENT).unwrap();
    assert_eq!(agent.attributes, map(&[("key", Value::Int(8))]));
    assert_eq!(queues(agent), [SUPPORT]);
    world
}

fn attributes_replace() {
    for mode in BOTH {
        let mut world = floor(mode);
        let payload = Payload::of("attributes", map(&[("key", Value::Int(7))]));
        let result = world.invoke(AGENT, Action::SetWorkerAttributes, payload);
        let left = &world.engine.platform().worker(AGENT).unwrap().attributes;
        match mode {
            Mode::Strict => {
                assert_eq!(refused(result), (Code::IncompletePayload, Cause::Caller));
                assert_eq!(*left, map(&[("contact_uri", text("client:agent-1"))]));
            }
            Mode::Compat => {
                result.unwrap();
                assert_eq!(*left, map(&[("key", Value::Int(7))]));
            }
        }
    }
}

fn renews(mode: Mode) -> World {
    let mut world = floor(mode);
    world.pass(seconds(60));
    let session = |world: &World| world.engine.desktop(AGENT).unwrap().session.clone();
    world.invoke(AGENT, Action::UpdateWorkerToken, token("exp=61")).unwrap();
    assert_eq!(session(&world).token.as_deref(), Some("exp=61"));
    world.invoke(AGENT, Action::Logout, Payload::Absent).unwrap();
    assert!(!session(&world).signed_in);
    world.invoke(AGENT, Action::UpdateWorkerToken, token("renewed")).unwrap();
    assert_eq!((session(&world).token.as_deref(), session(&world).signed_in), (Some("renewed"), true));
    assert_eq!(world.activity(AGENT), OFFLINE, "routing does not notice");
    world
}

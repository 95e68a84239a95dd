//! Rows: what supervisors do.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::MonitorCall)
            .legal(monitors)
            .illegal(Code::CantMonitor, |mode| {
                let (world, reservation) = monitored(mode);
                world.then(SUPERVISOR, sid_of(reservation))
            })
            .aloud(Code::CantMonitor, |mode| {
                let (mut world, _) = monitored(mode);
                world.calls();
                let other = world.accepts(COLLEAGUE);
                world.then(SUPERVISOR, sid_of(other))
            })
            .aloud(Code::CantMonitor, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(SUPERVISOR, sid_of(reservation))
            })
            .aloud(Code::CantMonitor, |mode| {
                let (world, _, chat) = chatting(mode);
                world.then(SUPERVISOR, sid_of(chat))
            })
            .aloud(Code::CantMonitor, |mode| {
                let mut world = floor(mode);
                let call = Payload::of("destination", text("+15550123"));
                world.invoke(SUPERVISOR, Action::StartOutboundCall, call).unwrap();
                let own = world.offered(SUPERVISOR).unwrap();
                world.then(SUPERVISOR, sid_of(own))
            })
            .illegal(Code::NotAuthorized, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(COLLEAGUE, sid_of(reservation))
            })
            .illegal(Code::TaskNotFound, |mode| floor(mode).then(SUPERVISOR, sid_of(NOWHERE)))
            .race(
                Code::CantMonitor,
                |mode| {
                    let (world, _, reservation) = on_a_call(mode);
                    world.then(SUPERVISOR, sid_of(reservation))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            )
            .failed(Code::BackendUnavailable, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(SUPERVISOR, sid_of(reservation))
            }),
        Row::of(Action::StopMonitoringCall)
            .legal(stops)
            .otherwise(super::modes::stopping_to_monitor_drops_whatever_leg_is_active)
            .illegal(Code::NotMonitoring, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(SUPERVISOR, sid_of(reservation))
            })
            .race(
                Code::NotMonitoring,
                |mode| monitored(mode).0.then(SUPERVISOR, Payload::Absent),
                |world| assert!(world.leaves(ContactId::new(0))),
            ),
        Row::of(Action::SelectTaskInSupervisor)
            .legal(selects_task)
            .illegal(Code::NotAuthorized, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, sid_of(offer))
            })
            .illegal(Code::TaskNotFound, |mode| floor(mode).then(SUPERVISOR, sid_of(NOWHERE))),
        Row::of(Action::SelectWorkerInSupervisor)
            .legal(selects_worker)
            .illegal(Code::NotAuthorized, |mode| floor(mode).then(AGENT, person(COLLEAGUE)))
            .illegal(Code::WorkerNotFound, |mode| floor(mode).then(SUPERVISOR, person(worker(99)))),
        Row::of(Action::ApplyTeamsViewFilters)
            .legal(filters)
            .illegal(Code::NotAuthorized, |mode| floor(mode).then(AGENT, named("IN", "agent-1")))
            .illegal(Code::InvalidPayload, |mode| {
                floor(mode).then(SUPERVISOR, Payload::of("filters", text("everybody")))
            })
            .aloud(Code::InvalidPayload, |mode| {
                floor(mode).then(SUPERVISOR, named("IN", "agent-1").with("extraFilterQuery", text("nonsense")))
            })
            .aloud(Code::InvalidPayload, |mode| floor(mode).then(SUPERVISOR, named("LIKE", "agent-1")))
            .illegal(Code::IncompletePayload, |mode| floor(mode).then(SUPERVISOR, Payload::Absent))
            .illegal(Code::IncompletePayload, |mode| {
                floor(mode).then(SUPERVISOR, Payload::of("extraFilterQuery", text("")))
            })
            .strict_alone(Code::InvalidPayload, |mode| floor(mode).then(SUPERVISOR, by("data.activty", "Idle")))
            .strict_alone(Code::InvalidPayload, |mode| {
                let query = text("data.skill IN [\"de\"]");
                floor(mode).then(SUPERVISOR, named("IN", "agent-1").with("extraFilterQuery", query))
            })
            .otherwise(filters_of_no_field_find_nobody),
        Row::of(Action::ApplyTeamsViewSearch)
            .legal(searches)
            .illegal(Code::NotAuthorized, |mode| floor(mode).then(AGENT, Payload::of("search", text("1"))))
            .illegal(Code::IncompletePayload, |mode| floor(mode).then(SUPERVISOR, Payload::Absent)),
    ]
}

/// A call of the agent's that the supervisor listens to.
pub(super) fn monitored(mode: Mode) -> (World, ReservationId) {
    let (mut world, _, reservation) = on_a_call(mode);
    world.on(SUPERVISOR, Action::MonitorCall, reservation).unwrap();
    (world, reservation)
}

fn person(worker: WorkerId) -> Payload {
    Payload::of("workerSid", Value::Sid(worker.sid()))
}

fn named(condition: &str, name: &str) -> Payload {
    filter("data.friendly_name", condition, text(name))
}

/// That a field is this.
fn by(field: &str, value: &str) -> Payload {
    filter(field, "IN", text(value))
}

fn filter(field: &str, condition: &str, value: Value) -> Payload {
    let values = Value::list(vec![value]);
    let filter = map(&[("name", text(field)), ("condition", text(condition)), ("values", values)]);
    Payload::of("filters", Value::list(vec![filter]))
}

fn filters_of_no_field_find_nobody() {
    let mut world = floor(Mode::Compat);
    world.invoke(SUPERVISOR, Action::ApplyTeamsViewFilters, by("data.activty", "Available")).unwrap();
    assert_eq!(visible(&world), []);
    let Value::List(notices) = world.shows(SUPERVISOR, "notices") else { panic!("a list") };
    let Some(Value::Text(notice)) = notices.last() else { panic!("a notice") };
    assert!(notice.contains("did you mean `data.activity`?"), "{notice}");
}

fn visible(world: &World) -> Vec<Value> {
    let Value::List(team) = world.shows(SUPERVISOR, "team") else { panic!("a list") };
    assert_eq!(world.shows(SUPERVISOR, "team_count"), Value::Int(team.len().try_into().unwrap()));
    team.iter().map(|member| member.get("name").unwrap().clone()).collect()
}

fn monitors(mode: Mode) -> World {
    let (mut world, contact, reservation) = on_a_call(mode);
    let (task, load) = (world.task_of(contact), world.load(SUPERVISOR, Channel::Voice));
    world.on(SUPERVISOR, Action::MonitorCall, reservation).unwrap();
    let leg = world.leg(reservation, Role::Supervisor(SUPERVISOR)).unwrap();
    assert!(leg.is_joined() && leg.muted && !leg.end_on_exit);
    assert_eq!(world.shows(SUPERVISOR, "monitored"), Value::Sid(reservation.sid()));
    assert_eq!((world.status(task), world.load(SUPERVISOR, Channel::Voice)), (TaskStatus::Assigned, load));
    assert!(world.engine.platform().worker(SUPERVISOR).unwrap().open.is_empty());
    world
}

fn stops(mode: Mode) -> World {
    for by_sid in [false, true] {
        let (mut world, reservation) = monitored(mode);
        let payload = if by_sid { sid_of(reservation) } else { Payload::Absent };
        world.invoke(SUPERVISOR, Action::StopMonitoringCall, payload).unwrap();
        assert!(world.leg(reservation, Role::Supervisor(SUPERVISOR)).is_none());
        assert_eq!(world.shows(SUPERVISOR, "monitored"), Value::Null);
        assert!(world.leg(reservation, Role::Worker(AGENT)).is_some(), "the others notice nothing");
        if by_sid {
            return world;
        }
    }
    unreachable!("the second round returns")
}

/// What is selected in the team's view: task, worker; whether the dialer shows; the location.
fn selection(world: &World) -> [Value; 4] {
    ["team_task", "team_worker", "dialer", "location"].map(|key| world.shows(SUPERVISOR, key))
}

fn selects_task(mode: Mode) -> World {
    let (mut world, _, offer) = offered_call(mode);
    world.invoke(SUPERVISOR, Action::ToggleOutboundDialer, Payload::Absent).unwrap();
    world.invoke(SUPERVISOR, Action::SelectWorkerInSupervisor, person(AGENT)).unwrap();
    let entries = world.engine.desktop(SUPERVISOR).unwrap().history.entries().count();
    world.on(SUPERVISOR, Action::SelectTaskInSupervisor, offer).unwrap();
    let at = text(&format!("/teams/tasks/{offer}"));
    assert_eq!(selection(&world), [Value::Sid(offer.sid()), Value::Null, Value::Bool(false), at]);
    world.invoke(SUPERVISOR, Action::SelectTaskInSupervisor, Payload::Absent).unwrap();
    assert_eq!(selection(&world), [Value::Null, Value::Null, Value::Bool(false), text("/teams/")]);
    assert_eq!(world.engine.desktop(SUPERVISOR).unwrap().history.entries().count(), entries, "replaced");
    world
}

fn selects_worker(mode: Mode) -> World {
    let (mut world, _, offer) = offered_call(mode);
    world.on(SUPERVISOR, Action::SelectTaskInSupervisor, offer).unwrap();
    world.invoke(SUPERVISOR, Action::ToggleOutboundDialer, Payload::Absent).unwrap();
    world.invoke(SUPERVISOR, Action::SelectWorkerInSupervisor, person(AGENT)).unwrap();
    let at = text(&format!("/teams/workers/{AGENT}"));
    assert_eq!(selection(&world), [Value::Null, Value::Sid(AGENT.sid()), Value::Bool(false), at]);
    world.invoke(SUPERVISOR, Action::SelectWorkerInSupervisor, Payload::Absent).unwrap();
    assert_eq!(selection(&world), [Value::Null, Value::Null, Value::Bool(false), text("/teams/")]);
    world
}

fn filters(mode: Mode) -> World {
    let mut world = floor(mode);
    assert_eq!(visible(&world), [text("agent-1"), text("agent-2")]);
    for (condition, left) in [("IN", "agent-1"), ("not_in", "agent-2"), ("CONTAINS", "agent-1")] {
        world.invoke(SUPERVISOR, Action::ApplyTeamsViewFilters, named(condition, "agent-1")).unwrap();
        assert_eq!(visible(&world), [text(left)], "{condition}: in place of those before");
    }
    world.set_activity(COLLEAGUE, UNAVAILABLE).unwrap();
    for (field, value, left) in [
        ("data.activity", text("Available"), "agent-1"),
        ("data.activity_name", text("Unavailable"), "agent-2"),
        ("activity_sid", Value::Sid(AVAILABLE.sid()), "agent-1"),
        ("data.worker_sid", Value::Sid(COLLEAGUE.sid()), "agent-2"),
        ("data.attributes.contact_uri", text("client:agent-1"), "agent-1"),
    ] {
        world.invoke(SUPERVISOR, Action::ApplyTeamsViewFilters, filter(field, "IN", value)).unwrap();
        assert_eq!(visible(&world), [text(left)], "{field}");
    }
    let queue = world.engine.platform().queue_name(SUPPORT).to_owned();
    world.invoke(SUPERVISOR, Action::ApplyTeamsViewFilters, by("data.queues", &queue)).unwrap();
    assert_eq!(visible(&world).len(), 2);
    let nobody = named("IN", "agent-1").with("extraFilterQuery", text("data.activity_name IN [\"Offline\"]"));
    world.invoke(SUPERVISOR, Action::ApplyTeamsViewFilters, nobody).unwrap();
    assert_eq!(visible(&world), []);
    world
}

fn searches(mode: Mode) -> World {
    let mut world = floor(mode);
    for (search, shown) in [("AGENT-2", vec![text("agent-2")]), ("", vec![text("agent-1"), text("agent-2")])] {
        world.invoke(SUPERVISOR, Action::ApplyTeamsViewSearch, Payload::of("search", text(search))).unwrap();
        assert_eq!((world.shows(SUPERVISOR, "team_search"), visible(&world)), (text(search), shown));
    }
    world
}

//! Rows: the player of recordings.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::InsightsPlayerPlay)
            .legal(plays)
            .illegal(Code::ActionNotFound, |mode| {
                let (world, task) = recorded(mode);
                world.then(AGENT, of_task(task))
            })
            .strict_alone(Code::PlaybackFailed, |mode| {
                recorded(mode).0.then(SUPERVISOR, Payload::of("segmentId", text("segment-99")))
            })
            .otherwise(plays_any_segment)
            .illegal(Code::PlaybackFailed, |mode| {
                let (world, contact, _) = on_a_call(mode);
                let task = world.task_of(contact);
                world.then(SUPERVISOR, of_task(task))
            })
            .illegal(Code::InvalidPayload, |mode| {
                let (mut world, first) = recorded(mode);
                let second = record(&mut world);
                let segment = world.engine.platform().recording_of(second).unwrap();
                world.then(SUPERVISOR, of_task(first).with("segmentId", Value::Text(segment)))
            }),
        Row::of(Action::InsightsPlayerInitialized).legal(is_ready).illegal(Code::ActionNotFound, by_an_agent),
        Row::of(Action::InsightsPlayerHide).legal(hides).illegal(Code::ActionNotFound, by_an_agent),
        Row::of(Action::InsightsPlayerShow).legal(shows).illegal(Code::ActionNotFound, by_an_agent),
    ]
}

fn by_an_agent(mode: Mode) -> Scene {
    floor(mode).then(AGENT, Payload::Absent)
}

fn of_task(task: TaskId) -> Payload {
    Payload::of("taskSid", Value::Sid(task.sid()))
}

/// The agent has a call and completes it.
fn record(world: &mut World) -> TaskId {
    let contact = world.calls();
    let task = world.task_of(contact);
    let offer = world.engine.platform().task(task).unwrap().open[0];
    let by = world.engine.platform().reservation(offer).unwrap().worker;
    world.on(by, Action::AcceptTask, offer).unwrap();
    assert!(world.leaves(contact));
    world.on(by, Action::CompleteTask, offer).unwrap();
    task
}

fn recorded(mode: Mode) -> (World, TaskId) {
    let mut world = floor(mode);
    let task = record(&mut world);
    (world, task)
}

fn player(world: &World) -> (Value, Value) {
    let player = world.shows(SUPERVISOR, "player");
    (player.get("shown").unwrap().clone(), player.get("segment").unwrap().clone())
}

fn plays(mode: Mode) -> World {
    let (mut world, task) = recorded(mode);
    let segment = Value::Text(world.engine.platform().recording_of(task).unwrap());
    let by_segment = Payload::of("segmentId", segment.clone());
    for payload in [of_task(task), by_segment.clone(), by_segment.with("taskSid", Value::Sid(task.sid()))] {
        world.invoke(SUPERVISOR, Action::InsightsPlayerHide, Payload::Absent).unwrap();
        world.invoke(SUPERVISOR, Action::InsightsPlayerPlay, payload).unwrap();
        assert_eq!(player(&world), (Value::Bool(true), segment.clone()));
    }
    world
}

fn plays_any_segment() {
    let mut world = floor(Mode::Compat);
    world.invoke(SUPERVISOR, Action::InsightsPlayerPlay, Payload::of("segmentId", text("e5c4"))).unwrap();
    assert_eq!(player(&world), (Value::Bool(true), text("e5c4")));
}

fn is_ready(mode: Mode) -> World {
    let mut world = floor(mode);
    let before = world.engine.fingerprint();
    world.invoke(SUPERVISOR, Action::InsightsPlayerInitialized, Payload::Absent).unwrap();
    assert_eq!(world.engine.fingerprint(), before, "it is for listeners to hear");
    world
}

fn hides(mode: Mode) -> World {
    let mut world = plays(mode);
    world.invoke(SUPERVISOR, Action::InsightsPlayerHide, Payload::Absent).unwrap();
    assert_eq!(player(&world), (Value::Bool(false), Value::Null), "it starts afresh next time");
    world
}

fn shows(mode: Mode) -> World {
    let mut world = hides(mode);
    world.invoke(SUPERVISOR, Action::InsightsPlayerShow, Payload::Absent).unwrap();
    assert_eq!(player(&world).0, Value::Bool(true));
    world
}

//! Ids that there never were: what reads has nothing to say, what changes anything stops and says what is unknown.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::action::ActionName;
use crate::effects::{CallRole, FunctionId, Notice};

const NOBODY: WorkerId = WorkerId::new(7);
const NO_QUEUE: QueueId = QueueId::new(8);
const NO_ACTIVITY: ActivityId = ActivityId::new(9);

type Operation = Box<dyn FnOnce(&mut Engine, &mut Cx<'_>)>;

/// With which words an operation stops.
fn stops<R>(operation: impl FnOnce(&mut Engine, &mut Cx<'_>) -> R) -> String {
    let mut world = World::staffed(1);
    let stopped = catch_unwind(AssertUnwindSafe(|| world.act(operation)));
    let Err(message) = stopped else { panic!("it does not stop") };
    message.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn an_operation_stops_at_a_worker_who_is_unknown() {
    let accept = || ActionName::from(Action::AcceptTask);
    let notice = Notice {
        worker: NOBODY,
        reservation: ReservationId::new(0),
        status: ReservationStatus::Pending,
        number: 0,
    };
    let operations: [(&str, Operation); 15] = [
        ("sign_off", Box::new(|it, cx| it.sign_off(cx, NOBODY))),
        ("place_worker", Box::new(|it, cx| it.place_worker(cx, NOBODY, AVAILABLE))),
        ("keep_worker", Box::new(|it, cx| it.keep_worker(cx, NOBODY, AVAILABLE))),
        (
            "let_worker_go",
            Box::new(|it, cx| {
                it.let_worker_go(cx.now, NOBODY);
            }),
        ),
        ("begin_session", Box::new(|it, cx| it.begin_session(cx, NOBODY))),
        (
            "coach",
            Box::new(|it, cx| {
                it.coach(cx, NOBODY, true);
            }),
        ),
        (
            "barge",
            Box::new(|it, cx| {
                it.barge(cx, NOBODY, true);
            }),
        ),
        ("deliver", Box::new(move |it, cx| it.deliver(cx, notice))),
        (
            "invoke",
            Box::new(move |it, cx| {
                it.invoke(cx, NOBODY, accept(), Payload::Absent);
            }),
        ),
        ("register", Box::new(move |it, _| it.register(NOBODY, accept(), CallRole::Before, FunctionId(0)))),
        ("reload", Box::new(|it, cx| it.reload(cx, NOBODY))),
        ("disconnect", Box::new(|it, cx| it.disconnect(cx, NOBODY))),
        ("reconnect", Box::new(|it, cx| it.reconnect(cx, NOBODY))),
        (
            "expire_session",
            Box::new(|it, cx| {
                it.expire_session(cx, NOBODY);
            }),
        ),
        ("renew_session", Box::new(|it, cx| it.renew_session(cx, NOBODY))),
    ];
    for (name, operation) in operations {
        assert_eq!(stops(operation), format!("there is no worker {NOBODY} in this engine"), "{name}");
    }
}

#[test]
fn an_operation_stops_at_a_queue_or_an_activity_that_is_unknown() {
    let queue = format!("there is no queue {NO_QUEUE} in this centre");
    assert_eq!(stops(|it, cx| it.open_contact(cx, OpenContact::new(Channel::Voice, NO_QUEUE))), queue);
    let setup = WorkerSetup::new("ada", &[SUPPORT, NO_QUEUE]);
    assert_eq!(stops(|it, cx| it.add_worker(cx, &setup, GroupId(0))), queue);
    let activity = format!("there is no activity {NO_ACTIVITY} in this centre");
    assert_eq!(stops(|it, cx| it.place_worker(cx, worker(1), NO_ACTIVITY)), activity);
}

#[test]
fn no_two_workers_have_one_name() {
    let setup = WorkerSetup::new("agent-1", &[SUPPORT]);
    let message = stops(|it, cx| it.add_worker(cx, &setup, GroupId(0)));
    assert_eq!(message, "there is a worker named `agent-1` already");
}

#[test]
#[should_panic(expected = "the queue `support` reserves a task for 0 workers at once")]
fn no_engine_is_made_for_a_centre_that_makes_no_sense() {
    let mut center = center();
    center.queues[0].max_reserved = 0;
    World::new(center);
}

#[test]
fn a_reader_has_nothing_to_say_of_what_is_unknown() {
    let world = World::staffed(1);
    let engine = &world.engine;
    assert!(engine.desktop(NOBODY).is_none() && engine.desktop_view(NOBODY).is_none());
    assert_eq!(engine.activity_name(NOBODY), None);
    let objection = engine.objection(NOBODY, &Action::AcceptTask.into(), &Payload::Absent).unwrap();
    assert_eq!((objection.code, objection.cause), (Code::WorkerNotFound, Cause::Caller));
    let platform = engine.platform();
    assert!(platform.worker(NOBODY).is_none() && platform.queue_name(NO_QUEUE).is_empty());
}

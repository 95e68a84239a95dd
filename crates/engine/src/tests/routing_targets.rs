//! Targets of a workflow: when a task leaves them, which are left out, whom they ask for, and where it goes when there
//! is no further one.

use super::*;
use crate::config::{Filter, Target, TargetTo, Workflow};

const LAST: QueueId = QueueId::new(2);

fn to(queue: QueueId) -> Target {
    Target { to: TargetTo::Queue(queue), priority: None, expression: None, timeout: None, skip_if: None }
}

/// A target for so many seconds.
fn till(queue: QueueId, timeout: u64) -> Target {
    Target { timeout: Some(seconds(timeout)), ..to(queue) }
}

fn skipped(queue: QueueId) -> Target {
    Target { skip_if: Some(ExpressionId(0)), ..till(queue, 60) }
}

/// A target for the worker whom the task's `owner` names, or those in its `activity`.
fn asking(target: Target) -> Target {
    Target { expression: Some(ExpressionId(0)), ..target }
}

/// A world of three queues with this workflow.
fn world(filters: Vec<Vec<Target>>, default: Vec<Target>) -> World {
    let mut center = center();
    center.queues.push(queue("last"));
    let filter = |targets: Vec<Target>| Filter { name: "filter".into(), when: ExpressionId(1), targets };
    center.workflow = Workflow { filters: filters.into_iter().map(filter).collect(), default };
    World::new(center)
}

fn attributes(entries: &[(&str, Value)]) -> Value {
    Value::map(entries.iter().map(|(key, value)| (SmolStr::new(key), value.clone())).collect())
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// A call that the filters take.
fn calls(world: &mut World) -> TaskId {
    calls_with(world, &[])
}

fn calls_with(world: &mut World, entries: &[(&str, Value)]) -> TaskId {
    let entries = [entries, &[("key", Value::Int(1))]].concat();
    let contact = world.comes_with(Channel::Voice, Some(SUPPORT), attributes(&entries));
    world.task_of(contact)
}

fn free_agent(world: &mut World, queue: QueueId) -> WorkerId {
    let agent = world.hire(&[queue], [1; 4]);
    world.set_available(agent);
    agent
}

fn queue_of(world: &World, task: TaskId) -> Option<QueueId> {
    world.engine.platform().task(task).unwrap().queue
}

fn task_offered(world: &World, agent: WorkerId) -> Option<TaskId> {
    let offer = world.offered(agent)?;
    world.engine.platform().reservation(offer).map(|it| it.task)
}

#[test]
fn a_task_that_was_offered_for_long_passes_the_targets_that_are_over() {
    // It is offered for 25 s: at the end of that the second target is over too.
    let mut world = world(vec![], vec![till(SUPPORT, 10), till(SALES, 10), till(LAST, 10)]);
    let agent = free_agent(&mut world, SUPPORT);
    let other = free_agent(&mut world, SALES);
    let task = calls(&mut world);
    world.pass(seconds(25));
    let offer = world.offered(agent).unwrap();
    world.on(agent, Action::RejectTask, offer).unwrap();
    assert_eq!(queue_of(&world, task), Some(LAST));
    assert_eq!(world.offered(other), None, "nobody of a target that is over is asked");
    world.pass(seconds(4));
    assert_eq!(world.status(task), TaskStatus::Pending);
    world.pass(seconds(1));
    assert_eq!(world.status(task), TaskStatus::Canceled, "30 s after it came");
}

#[test]
fn a_target_ends_by_the_age_of_the_task_whenever_it_came_there() {
    // Rejected at 4 s it waits where it was; rejected at 14 s, when the first target is over, it goes on until 20 s.
    for (rejected_at, then, left_at) in [(4, SUPPORT, 10), (14, SALES, 20), (20, LAST, 30)] {
        let mut world = world(vec![], vec![till(SUPPORT, 10), till(SALES, 10), till(LAST, 10)]);
        let agent = free_agent(&mut world, SUPPORT);
        let task = calls(&mut world);
        world.pass(seconds(rejected_at));
        let offer = world.offered(agent).unwrap();
        world.on(agent, Action::RejectTask, offer).unwrap();
        assert_eq!(queue_of(&world, task), Some(then), "rejected at {rejected_at} s");
        world.act(|engine, cx| engine.platform.sign_off(cx, agent));
        world.pass(seconds(left_at - rejected_at - 1));
        assert_eq!((queue_of(&world, task), world.status(task)), (Some(then), TaskStatus::Pending));
        world.pass(seconds(1));
        let gone = world.status(task) == TaskStatus::Canceled || queue_of(&world, task) != Some(then);
        assert!(gone, "it is at {left_at} s that it goes on");
    }
}

#[test]
fn attributes_that_change_send_it_through_the_targets_that_are_not_over() {
    let mut world = world(vec![], vec![till(SUPPORT, 10), to(SALES)]);
    let task = calls(&mut world);
    world.pass(seconds(5));
    let change = |world: &mut World, note: &str| {
        let note = attributes(&[("note", text(note))]);
        world.act(|engine, cx| engine.platform.set_task_attributes(cx, task, &note, (true, None))).unwrap();
    };
    change(&mut world, "one");
    assert_eq!(queue_of(&world, task), Some(SUPPORT));
    world.pass(seconds(5));
    assert_eq!(queue_of(&world, task), Some(SALES));
    change(&mut world, "two");
    assert_eq!(queue_of(&world, task), Some(SALES), "it is not sent back to where its time was over");
}

#[test]
fn a_busy_worker_counts_as_available_and_one_who_is_away_does_not() {
    let mut world = world(vec![], vec![skipped(SUPPORT), to(SALES)]);
    let agent = free_agent(&mut world, SUPPORT);
    let first = calls(&mut world);
    let offer = world.accepts(agent);
    let second = calls(&mut world);
    assert_eq!((queue_of(&world, first), queue_of(&world, second)), (Some(SUPPORT), Some(SUPPORT)));
    // Another available activity is as good; the timeout activity is not.
    let open = ActivityId::new(3);
    world.set_activity(agent, open).unwrap();
    let third = calls(&mut world);
    assert_eq!(queue_of(&world, third), Some(SUPPORT));
    world.set_activity(agent, UNAVAILABLE).unwrap();
    let fourth = calls(&mut world);
    assert_eq!(queue_of(&world, fourth), Some(SALES));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Accepted);
    // Whoever takes up another queue counts there from then on.
    world.set_available(agent);
    world.act(|engine, cx| engine.platform.set_worker_attributes(cx, agent, attributes(&[])));
    let fifth = calls(&mut world);
    assert_eq!(queue_of(&world, fifth), Some(SUPPORT));
}

#[test]
fn a_target_that_was_left_out_counts_for_the_time_of_the_next() {
    let mut world = world(vec![], vec![skipped(SUPPORT), till(SALES, 10)]);
    let task = calls(&mut world);
    assert_eq!(queue_of(&world, task), Some(SALES));
    world.pass(seconds(69));
    assert_eq!(world.status(task), TaskStatus::Pending);
    world.pass(seconds(1));
    assert_eq!(world.status(task), TaskStatus::Canceled);
}

#[test]
fn where_a_filter_runs_out_the_default_follows_if_there_is_one() {
    let mut with = world(vec![vec![till(SUPPORT, 10)]], vec![till(SALES, 10)]);
    let task = calls(&mut with);
    with.pass(seconds(10));
    assert_eq!(queue_of(&with, task), Some(SALES));
    with.pass(seconds(9));
    assert_eq!(with.status(task), TaskStatus::Pending);
    with.pass(seconds(1));
    assert_eq!(with.status(task), TaskStatus::Canceled, "the default's timeout is added to the filter's");

    let mut without = world(vec![vec![till(SUPPORT, 10)]], vec![]);
    let task = calls(&mut without);
    without.pass(seconds(10));
    assert_eq!(without.status(task), TaskStatus::Canceled);
}

#[test]
fn a_filter_whose_targets_are_left_out_is_as_one_that_does_not_take_the_task() {
    let mut other = world(vec![vec![skipped(SUPPORT)], vec![to(LAST)]], vec![to(SALES)]);
    let task = calls(&mut other);
    assert_eq!(queue_of(&other, task), Some(LAST), "the next filter that takes it");

    let mut none = world(vec![vec![skipped(SUPPORT)]], vec![till(SALES, 10)]);
    let task = calls(&mut none);
    assert_eq!(queue_of(&none, task), Some(SALES));
    none.pass(seconds(10));
    assert_eq!(none.status(task), TaskStatus::Canceled, "the targets of the filter took no time");

    // Where its time was over it did take the task: no other filter is asked.
    let mut waited = world(vec![vec![till(SUPPORT, 10)], vec![to(LAST)]], vec![to(SALES)]);
    let task = calls(&mut waited);
    waited.pass(seconds(10));
    assert_eq!(queue_of(&waited, task), Some(SALES));
}

#[test]
fn a_target_asks_for_some_workers_of_its_queue() {
    let mut world = world(vec![], vec![asking(till(SUPPORT, 10)), to(SUPPORT)]);
    let (first, second) = (free_agent(&mut world, SUPPORT), free_agent(&mut world, SUPPORT));
    let owned = |name: &str| [("owner", text(name))];
    let one = calls_with(&mut world, &owned("agent-2"));
    assert_eq!((task_offered(&world, first), task_offered(&world, second)), (None, Some(one)));
    // Its own worker is busy: it waits, and does not stand in the way of what anybody may take.
    let two = calls_with(&mut world, &[("owner", text("agent-2")), ("priority", Value::Int(9))]);
    let three = calls_with(&mut world, &owned("agent-1"));
    assert_eq!((queue_of(&world, two), task_offered(&world, first)), (Some(SUPPORT), Some(three)));
    world.pass(seconds(10));
    let third = free_agent(&mut world, SUPPORT);
    assert_eq!(task_offered(&world, third), Some(two), "after its timeout anybody");
}

#[test]
fn whoever_becomes_one_whom_a_target_asks_for_gets_what_waits() {
    let mut world = world(vec![], vec![asking(to(SUPPORT))]);
    let agent = free_agent(&mut world, SUPPORT);
    let task = calls_with(&mut world, &[("activity", text("Busy But Open"))]);
    assert_eq!(world.offered(agent), None);
    assert!(world.engine.platform().waits_for_nobody(task, &ByNumber), "of those who are there it asks for none");
    world.set_activity(agent, ActivityId::new(3)).unwrap();
    assert_eq!(task_offered(&world, agent), Some(task));
    // And a task that asks for somebody else from now on.
    let other = free_agent(&mut world, SUPPORT);
    let second = calls_with(&mut world, &[("owner", text("nobody"))]);
    assert_eq!(world.offered(other), None);
    let owner = attributes(&[("owner", text("agent-2"))]);
    world.act(|engine, cx| engine.platform.set_task_attributes(cx, second, &owner, (true, None))).unwrap();
    assert_eq!(task_offered(&world, other), Some(second));
}

#[test]
fn whom_a_target_asks_for_holds_after_an_offer_too_and_a_transfer_ends_it() {
    let mut world = world(vec![], vec![asking(to(SUPPORT))]);
    let (first, second) = (free_agent(&mut world, SUPPORT), free_agent(&mut world, SUPPORT));
    let task = calls_with(&mut world, &[("owner", text("agent-1"))]);
    let offer = world.offered(first).unwrap();
    world.on(first, Action::RejectTask, offer).unwrap();
    assert_eq!(world.offered(second), None);
    world.pass(seconds(10));
    let offer = world.accepts(first);
    let options = attributes(&[("mode", text("COLD"))]);
    let payload = sid_of(offer).with("targetSid", Value::Sid(SUPPORT.sid())).with("options", options);
    world.invoke(first, Action::TransferTask, payload).unwrap();
    assert_eq!(task_offered(&world, second), Some(task), "a transfer goes to anybody of the queue");
}

#[test]
fn a_worker_is_named_by_sid_too() {
    let target = Target { to: TargetTo::Worker(ExpressionId(0)), ..to(SUPPORT) };
    let mut world = world(vec![], vec![target, to(SALES)]);
    let agent = free_agent(&mut world, SUPPORT);
    let task = calls_with(&mut world, &[("owner", text(&agent.sid().to_string()))]);
    assert_eq!(task_offered(&world, agent), Some(task));
    let nobody = calls_with(&mut world, &[("owner", text(&worker(99).sid().to_string()))]);
    assert_eq!(queue_of(&world, nobody), Some(SALES));
}

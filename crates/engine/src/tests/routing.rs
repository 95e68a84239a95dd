use super::*;
use crate::config::{Filter, Target, TargetTo};

fn to_queue(queue: QueueId) -> Target {
    Target { to: TargetTo::Queue(queue), priority: None, expression: None, timeout: None, skip_if: None }
}

fn attributes(entries: &[(&str, Value)]) -> Value {
    Value::map(entries.iter().map(|(key, value)| (SmolStr::new(key), value.clone())).collect())
}

fn free_agent(world: &mut World, queues: &[QueueId]) -> WorkerId {
    let agent = world.hire(queues, [1; 4]);
    world.set_available(agent);
    agent
}

#[test]
fn the_worker_who_has_been_idle_longest_is_offered_the_next_call() {
    let mut world = World::staffed(3);
    for expected in [1, 2, 3] {
        world.now = world.now + seconds(1);
        let contact = world.calls();
        let reservation = world.accepts(worker(expected));
        assert!(world.leaves(contact));
        world.on(worker(expected), Action::CompleteTask, reservation).unwrap();
    }
    world.calls();
    assert!(world.offered(worker(1)).is_some());
}

#[test]
fn higher_priority_goes_first_and_then_whoever_came_first() {
    let mut world = World::staffed(0);
    let ordinary = world.calls();
    world.now = world.now + seconds(1);
    let later = world.calls();
    world.now = world.now + seconds(1);
    let urgent = world.comes_with(Channel::Voice, Some(SUPPORT), attributes(&[("priority", Value::Int(5))]));
    let order: Vec<ContactId> = (0..3)
        .map(|_| {
            let agent = free_agent(&mut world, &[SUPPORT]);
            let offer = world.offered(agent).unwrap();
            let task = world.engine.platform().reservation(offer).unwrap().task;
            world.engine.platform().task(task).unwrap().contact
        })
        .collect();
    assert_eq!(order, [urgent, ordinary, later]);
}

#[test]
fn several_workers_are_reserved_and_accepting_rescinds_the_others() {
    let mut several = center();
    several.queues[0].max_reserved = 3;
    let mut world = World::new(several);
    let agents: Vec<WorkerId> = (0..4).map(|_| free_agent(&mut world, &[SUPPORT])).collect();
    let contact = world.calls();
    let offers: Vec<_> = agents.iter().map(|agent| world.offered(*agent)).collect();
    assert_eq!(offers.iter().flatten().count(), 3);
    let accepted = world.accepts(agents[1]);
    for offer in offers.into_iter().flatten().filter(|offer| *offer != accepted) {
        assert_eq!(world.reservation_status(offer), ReservationStatus::Rescinded);
    }
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Assigned);
    world.calls();
    assert!(world.offered(agents[0]).is_some(), "the others are free again");
}

#[test]
fn the_first_filter_that_matches_decides() {
    let filter = |number: u32, queue| Filter {
        name: format!("filter {number}").into(),
        when: ExpressionId(number),
        targets: vec![to_queue(queue)],
    };
    let mut routed = center();
    routed.workflow.filters = vec![filter(1, SALES), filter(2, SUPPORT)];
    let mut world = World::new(routed);
    let queue_of = |world: &mut World, key: i64| {
        let contact = world.comes_with(Channel::Voice, Some(SALES), attributes(&[("key", Value::Int(key))]));
        world.engine.platform().task(world.task_of(contact)).unwrap().queue
    };
    assert_eq!(queue_of(&mut world, 1), Some(SALES));
    assert_eq!(queue_of(&mut world, 2), Some(SUPPORT));
    assert_eq!(queue_of(&mut world, 9), Some(SALES), "as dialled");
}

#[test]
fn a_step_whose_time_is_over_leads_to_the_next_and_the_last_to_nowhere() {
    let mut routed = center();
    let step = |queue| Target { timeout: Some(seconds(10)), ..to_queue(queue) };
    routed.workflow.default = vec![step(SALES), step(SUPPORT)];
    let mut world = World::new(routed);
    let contact = world.comes_with(Channel::Voice, None, attributes(&[]));
    let task = world.task_of(contact);
    let queue = |world: &World| world.engine.platform().task(task).unwrap().queue;
    assert_eq!(queue(&world), Some(SALES));
    world.pass(seconds(10));
    assert_eq!(queue(&world), Some(SUPPORT));
    world.pass(seconds(10));
    assert_eq!(world.status(task), TaskStatus::Canceled);
    assert!(world.engine.platform().contact(contact).is_none());
}

#[test]
fn a_step_that_times_out_while_offered_goes_on_only_if_not_accepted() {
    let mut routed = center();
    let step = |queue| Target { timeout: Some(seconds(10)), ..to_queue(queue) };
    routed.workflow.default = vec![step(SALES), to_queue(SUPPORT)];
    let mut world = World::new(routed);
    let agent = free_agent(&mut world, &[SALES]);
    let contact = world.comes_with(Channel::Voice, None, attributes(&[]));
    let task = world.task_of(contact);
    world.pass(seconds(11));
    let offer = world.offered(agent).unwrap();
    world.on(agent, Action::RejectTask, offer).unwrap();
    assert_eq!(world.engine.platform().task(task).unwrap().queue, Some(SUPPORT));
}

#[test]
fn a_step_is_skipped_only_where_nobody_was_reserved_at_once() {
    for staffed in [false, true] {
        let mut routed = center();
        let skipped = Target { skip_if: Some(ExpressionId(0)), ..to_queue(SALES) };
        routed.workflow.default = vec![skipped, to_queue(SUPPORT)];
        let mut world = World::new(routed);
        if staffed {
            free_agent(&mut world, &[SALES]);
        }
        let contact = world.comes_with(Channel::Voice, None, attributes(&[]));
        let queue = world.engine.platform().task(world.task_of(contact)).unwrap().queue;
        assert_eq!(queue, Some(if staffed { SALES } else { SUPPORT }));
    }
}

#[test]
fn work_for_one_worker_waits_for_that_one() {
    let mut routed = center();
    let target = Target {
        to: TargetTo::Worker(ExpressionId(0)),
        priority: None,
        expression: None,
        timeout: Some(seconds(60)),
        skip_if: None,
    };
    routed.workflow.default = vec![target, to_queue(SUPPORT)];
    let mut world = World::new(routed);
    let (one, two) = (free_agent(&mut world, &[SUPPORT]), free_agent(&mut world, &[SUPPORT]));
    let owned = attributes(&[("owner", Value::Text("agent-2".into()))]);
    world.comes_with(Channel::Voice, None, owned.clone());
    assert!(world.offered(one).is_none() && world.offered(two).is_some());
    let second = world.comes_with(Channel::Voice, None, owned);
    assert!(world.offered(one).is_none(), "the second call waits for its owner");
    world.pass(seconds(60));
    assert!(world.offered(one).is_some(), "and then goes to anyone");
    assert!(world.engine.platform().contact(second).is_some());
    let nobody = world.comes_with(Channel::Voice, None, attributes(&[("owner", Value::Text("nobody".into()))]));
    assert_eq!(world.engine.platform().task(world.task_of(nobody)).unwrap().queue, Some(SUPPORT));
}

#[test]
fn an_expression_over_attributes_makes_a_worker_belong_to_a_queue() {
    let mut skilled = center();
    skilled.queues[1].workers = Some(ExpressionId(7));
    let mut world = World::new(skilled);
    let agent = free_agent(&mut world, &[]);
    world.comes(Channel::Voice, SALES);
    assert_eq!(world.offered(agent), None);
    world.act(|engine, cx| {
        engine.platform.set_worker_attributes(cx, agent, attributes(&[("key", Value::Int(7))]));
    });
    assert!(world.offered(agent).is_some());
}

/// Support overflows to sales after 30 s, and sales to a third queue after another 60 s.
fn overflowing() -> (Center, QueueId) {
    let mut center = center();
    let last = QueueId::new(2);
    center.queues.push(queue("last"));
    center.queues[0].overflow = Some((seconds(30), SALES));
    center.queues[1].overflow = Some((seconds(60), last));
    (center, last)
}

fn queue_of(world: &World, task: TaskId) -> Option<QueueId> {
    world.engine.platform().task(task).unwrap().queue
}

#[test]
fn who_has_waited_long_enough_goes_on_from_queue_to_queue_and_stays_in_the_last() {
    let (center, last) = overflowing();
    let mut world = World::new(center);
    let contact = world.calls();
    let task = world.task_of(contact);
    for (pass, expected) in [(29, SUPPORT), (1, SALES), (59, SALES), (1, last), (3600, last)] {
        world.pass(seconds(pass));
        assert_eq!(queue_of(&world, task), Some(expected), "at {}", world.now);
    }
    let agent = free_agent(&mut world, &[last]);
    assert!(world.offered(agent).is_some());
}

#[test]
fn who_overflows_keeps_their_age() {
    let (center, _) = overflowing();
    let mut world = World::new(center);
    let first = world.calls();
    world.pass(seconds(10));
    let second = world.comes(Channel::Voice, SALES);
    world.pass(seconds(25));
    assert_eq!(queue_of(&world, world.task_of(first)), Some(SALES));
    let agent = free_agent(&mut world, &[SALES]);
    let task = |offer| world.engine.platform().reservation(offer).unwrap().task;
    assert_eq!(world.offered(agent).map(task), Some(world.task_of(first)), "not {second:?}, who came later");
}

#[test]
fn an_overflow_that_is_due_while_offered_waits_for_the_answer() {
    for max_reserved in [1, 3] {
        let (mut center, _) = overflowing();
        center.queues[0].max_reserved = max_reserved;
        let mut world = World::new(center);
        let agent = free_agent(&mut world, &[SUPPORT]);
        let contact = world.calls();
        let task = world.task_of(contact);
        world.pass(seconds(31));
        assert_eq!(queue_of(&world, task), Some(SUPPORT));
        let offer = world.offered(agent).unwrap();
        world.on(agent, Action::RejectTask, offer).unwrap();
        assert_eq!(queue_of(&world, task), Some(SALES), "{max_reserved} reserved at once");
        world.pass(seconds(60));
        assert_eq!(queue_of(&world, task), Some(QueueId::new(2)));
    }
    let (center, _) = overflowing();
    let mut world = World::new(center);
    let agent = free_agent(&mut world, &[SUPPORT]);
    let contact = world.calls();
    world.accepts(agent);
    world.pass(seconds(31));
    let task = world.task_of(contact);
    assert_eq!((queue_of(&world, task), world.status(task)), (Some(SUPPORT), TaskStatus::Assigned));
}

#[test]
fn what_a_workflow_takes_does_not_overflow() {
    let (mut center, _) = overflowing();
    center.workflow.default = vec![to_queue(SUPPORT)];
    let mut world = World::new(center);
    let contact = world.calls();
    world.pass(seconds(300));
    assert_eq!(queue_of(&world, world.task_of(contact)), Some(SUPPORT));
}

/// The tasks that the next agents of support get, one after the other.
fn order_of(world: &mut World, agents: usize) -> Vec<TaskId> {
    let mut next = || {
        let agent = free_agent(world, &[SUPPORT]);
        let offer = world.offered(agent).unwrap();
        world.engine.platform().reservation(offer).unwrap().task
    };
    (0..agents).map(|_| next()).collect()
}

#[test]
fn attributes_that_say_nothing_of_the_priority_leave_it_as_the_transfer_set_it() {
    let mut world = World::staffed(1);
    world.calls();
    let (agent, reservation) = (worker(1), world.accepts(worker(1)));
    let options = attributes(&[("mode", Value::Text("COLD".into())), ("priority", Value::Int(7))]);
    let payload = sid_of(reservation).with("targetSid", Value::Sid(SUPPORT.sid())).with("options", options);
    world.invoke(agent, Action::TransferTask, payload).unwrap();
    let handed_on = world.engine.platform().reservation(reservation).unwrap().task;
    let note = attributes(&[("reason", Value::Text("invoice".into()))]);
    let set = |note: &Value| {
        sid_of(reservation).with("attributes", note.clone()).with("mergeExisting", Value::Bool(true))
    };
    world.invoke(agent, Action::SetTaskAttributes, set(&note)).unwrap();
    let contact = world.comes_with(Channel::Voice, Some(SUPPORT), attributes(&[("priority", Value::Int(5))]));
    let urgent = world.task_of(contact);
    assert_eq!(world.engine.platform().task(handed_on).unwrap().priority, 7);
    // What says something of it counts at once, also for a task that waits for its transfer.
    world.invoke(agent, Action::SetTaskAttributes, set(&attributes(&[("priority", Value::Int(1))]))).unwrap();
    assert_eq!(order_of(&mut world, 2), [urgent, handed_on]);
}

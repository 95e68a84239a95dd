//! Who hands a contact on to a queue that they serve themselves: they get it back only where nobody else is there.

use super::*;

fn transfer(world: &mut World, agent: WorkerId, reservation: ReservationId, to: QueueId) {
    let options = Value::map(Entries::from([("mode".into(), Value::Text("COLD".into()))]));
    let payload = sid_of(reservation).with("targetSid", Value::Sid(to.sid())).with("options", options);
    world.invoke(agent, Action::TransferTask, payload).unwrap();
}

/// An agent accepts the first call and hands it to their own queue, and is done with it.
fn handed_to_own_queue(agents: u32) -> (World, TaskId) {
    let mut world = World::staffed(agents);
    let contact = world.calls();
    let task = world.task_of(contact);
    let reservation = world.accepts(worker(1));
    transfer(&mut world, worker(1), reservation, SUPPORT);
    assert_eq!(world.offered(worker(1)), None, "not while they are wrapping up");
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    (world, task)
}

fn task_offered(world: &World, agent: WorkerId) -> Option<TaskId> {
    let offer = world.offered(agent)?;
    world.engine.platform().reservation(offer).map(|it| it.task)
}

#[test]
fn whoever_is_alone_gets_it_back_and_can_accept_it() {
    let (mut world, task) = handed_to_own_queue(1);
    assert_eq!(task_offered(&world, worker(1)), Some(task));
    world.accepts(worker(1));
    assert_eq!(world.status(task), TaskStatus::Assigned);
}

#[test]
fn where_somebody_else_is_there_it_waits_for_them_even_if_they_are_busy() {
    let mut world = World::staffed(2);
    let (first, second) = (world.calls(), world.calls());
    let task = world.task_of(first);
    let (one, two) = (world.accepts(worker(1)), world.accepts(worker(2)));
    transfer(&mut world, worker(1), one, SUPPORT);
    world.on(worker(1), Action::CompleteTask, one).unwrap();
    assert_eq!(task_offered(&world, worker(1)), None, "agent 2 serves the queue, and will be free again");
    assert!(world.leaves(second));
    world.on(worker(2), Action::CompleteTask, two).unwrap();
    assert_eq!(task_offered(&world, worker(2)), Some(task));
}

#[test]
fn when_the_others_have_gone_it_comes_back() {
    for leaves_the_queue in [false, true] {
        let mut world = World::staffed(1);
        let other = if leaves_the_queue {
            world.hire_as(&WorkerSetup {
                name: "skilled".into(),
                attributes: Value::map(Entries::new()),
                queues: vec![SUPPORT],
                capacity: [1, 0, 0, 0],
                supervisor: false,
            })
        } else {
            world.hire(&[SUPPORT], [1; 4])
        };
        world.set_available(other);
        let (first, second) = (world.calls(), world.calls());
        let task = world.task_of(first);
        let one = world.accepts(worker(1));
        world.accepts(other);
        transfer(&mut world, worker(1), one, SUPPORT);
        world.on(worker(1), Action::CompleteTask, one).unwrap();
        assert_eq!(world.offered(worker(1)), None);
        world.set_activity(other, UNAVAILABLE).unwrap();
        assert_eq!(task_offered(&world, worker(1)), Some(task));
        assert!(world.leaves(second));
    }
}

#[test]
fn somebody_without_capacity_for_the_channel_is_nobody_else() {
    let mut world = World::staffed(1);
    let chatter = world.hire(&[SUPPORT], [0, 3, 0, 0]);
    world.set_available(chatter);
    let contact = world.calls();
    let task = world.task_of(contact);
    let reservation = world.accepts(worker(1));
    transfer(&mut world, worker(1), reservation, SUPPORT);
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(task_offered(&world, worker(1)), Some(task));
}

#[test]
fn a_call_that_is_given_back_goes_to_whoever_handed_it_on_first() {
    let mut world = World::staffed(2);
    let contact = world.calls();
    let task = world.task_of(contact);
    let first = world.accepts(worker(1));
    transfer(&mut world, worker(1), first, SUPPORT);
    world.on(worker(1), Action::CompleteTask, first).unwrap();
    let second = world.accepts(worker(2));
    transfer(&mut world, worker(2), second, SUPPORT);
    assert_eq!(task_offered(&world, worker(1)), Some(task), "it is agent 2 who handed it on last");
}

#[test]
fn a_chat_comes_back_too() {
    let mut world = World::staffed(1);
    let contact = world.comes(Channel::Chat, SUPPORT);
    let task = world.task_of(contact);
    let reservation = world.accepts(worker(1));
    transfer(&mut world, worker(1), reservation, SUPPORT);
    assert_eq!(task_offered(&world, worker(1)), None);
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(task_offered(&world, worker(1)), Some(task));
}

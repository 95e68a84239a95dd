use super::*;
use crate::event::TaskEvent;
use crate::event::{Role, TransferOutcome, TransferTarget};

/// A call that agent 1 is on, with agent 2 free.
fn two_agents() -> (World, ContactId, TaskId, ReservationId) {
    let mut world = World::staffed(2);
    let contact = world.calls();
    let reservation = world.accepts(worker(1));
    let task = world.task_of(contact);
    (world, contact, task, reservation)
}

fn payload(reservation: ReservationId, target: Value, mode: &str) -> Payload {
    let options = Value::map(Entries::from([("mode".into(), Value::Text(mode.into()))]));
    sid_of(reservation).with("targetSid", target).with("options", options)
}

fn transfer(world: &mut World, reservation: ReservationId, target: Value, mode: &str) -> Result<Value, Rejection> {
    world.invoke(worker(1), Action::TransferTask, payload(reservation, target, mode))
}

fn to_agent_2() -> Value {
    Value::Sid(worker(2).sid())
}

fn outcomes(world: &World) -> Vec<TransferOutcome> {
    let outcome = |event: &Event| match event {
        Event::Task(_, TaskEvent::TransferSettled { outcome, .. }) => Some(*outcome),
        _ => None,
    };
    world.log.iter().filter_map(outcome).collect()
}

fn customer_on_hold(world: &World, task: TaskId) -> bool {
    let platform = world.engine.platform();
    let conference = platform.task(task).unwrap().conference.unwrap();
    platform.conference(conference).unwrap().with_role(Role::Customer).unwrap().hold
}

#[test]
fn cold_to_a_worker_the_initiator_wraps_and_the_target_takes_over() {
    let (mut world, contact, task, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "COLD").unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert_eq!(world.status(task), TaskStatus::Assigned, "assigned while nobody has it");
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(world.status(task), TaskStatus::Assigned);
    let taken = world.accepts(worker(2));
    assert_eq!(outcomes(&world), [TransferOutcome::Completed]);
    assert!(world.leaves(contact));
    assert_eq!(world.reservation_status(taken), ReservationStatus::Wrapping);
    assert_eq!(world.status(task), TaskStatus::Wrapping);
}

#[test]
fn cold_that_nobody_takes_ends_the_call() {
    let (mut world, contact, task, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "COLD").unwrap();
    let offer = world.offered(worker(2)).unwrap();
    world.on(worker(2), Action::RejectTask, offer).unwrap();
    assert_eq!(outcomes(&world), [TransferOutcome::Failed]);
    assert_eq!(world.status(task), TaskStatus::Wrapping);
    assert!(world.engine.platform().contact(contact).is_none());
}

#[test]
fn cold_that_fails_after_the_initiator_completed_completes_the_task() {
    let (mut world, contact, task, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "COLD").unwrap();
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert!(world.leaves(contact));
    assert_eq!(outcomes(&world), [TransferOutcome::Failed]);
    assert_eq!(world.status(task), TaskStatus::Completed);
    assert_eq!(world.offered(worker(2)), None);
}

#[test]
fn warm_both_are_on_until_one_leaves() {
    let (mut world, contact, task, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    assert!(customer_on_hold(&world, task), "the customer waits on hold");
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Accepted);
    let taken = world.accepts(worker(2));
    assert_eq!(outcomes(&world), [TransferOutcome::Completed]);
    assert!(customer_on_hold(&world, task), "the agents consult");
    world.on(worker(1), Action::HangupCall, reservation).unwrap();
    assert!(!customer_on_hold(&world, task), "the consultation is over");
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert_eq!(world.reservation_status(taken), ReservationStatus::Accepted);
    assert_eq!(world.status(task), TaskStatus::Assigned);
    world.on(worker(2), Action::HangupCall, taken).unwrap();
    assert_eq!(world.status(task), TaskStatus::Wrapping);
    assert!(world.engine.platform().contact(contact).is_none());
}

#[test]
fn warm_the_target_may_leave_first() {
    let (mut world, _, task, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    let taken = world.accepts(worker(2));
    world.on(worker(2), Action::WrapupTask, taken).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Accepted);
    assert_eq!(world.status(task), TaskStatus::Assigned);
    assert!(!customer_on_hold(&world, task));
}

#[test]
fn warm_that_is_refused_leaves_the_initiator_as_before() {
    let (mut world, _, task, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    let offer = world.offered(worker(2)).unwrap();
    world.on(worker(2), Action::RejectTask, offer).unwrap();
    assert_eq!(outcomes(&world), [TransferOutcome::Failed]);
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Accepted);
    assert!(!customer_on_hold(&world, task));
}

#[test]
fn a_customer_who_was_on_hold_before_stays_on_hold_after_a_failed_transfer() {
    let (mut world, _, task, reservation) = two_agents();
    world.on(worker(1), Action::HoldCall, reservation).unwrap();
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    world.on(worker(1), Action::CancelTransfer, reservation).unwrap();
    assert!(customer_on_hold(&world, task));
}

#[test]
fn cancelling_takes_the_offer_back_and_works_once() {
    let (mut world, _, task, reservation) = two_agents();
    let none = world.on(worker(1), Action::CancelTransfer, reservation);
    assert_eq!(refused(none), (Code::NoTransferToCancel, Cause::Caller));
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    let offer = world.offered(worker(2)).unwrap();
    world.on(worker(1), Action::CancelTransfer, reservation).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Canceled);
    assert_eq!(outcomes(&world), [TransferOutcome::Canceled]);
    assert_eq!(world.status(task), TaskStatus::Assigned);
    let again = world.on(worker(1), Action::CancelTransfer, reservation);
    assert_eq!(refused(again), (Code::TransferNotCancelable, Cause::World));
}

#[test]
fn holding_is_refused_while_a_transfer_is_in_flight() {
    let (mut world, _, _, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    assert_eq!(refused(world.on(worker(1), Action::HoldCall, reservation)), (Code::CantHoldCall, Cause::Caller));
    let second = transfer(&mut world, reservation, to_agent_2(), "WARM");
    assert_eq!(refused(second), (Code::CantTransferTask, Cause::Caller));
}

#[test]
fn a_worker_without_capacity_or_not_there_gets_no_transfer() {
    let (mut world, _, _, reservation) = two_agents();
    world.calls();
    let busy = transfer(&mut world, reservation, to_agent_2(), "COLD");
    assert_eq!(refused(busy), (Code::CouldNotTransferTask, Cause::World));
    let own = transfer(&mut world, reservation, Value::Sid(worker(1).sid()), "COLD");
    assert_eq!(refused(own), (Code::CantTransferTask, Cause::Caller));
    let nobody = transfer(&mut world, reservation, Value::Sid(worker(99).sid()), "COLD");
    assert_eq!(refused(nobody), (Code::CouldNotTransferTask, Cause::Caller));
}

#[test]
fn to_a_queue_it_waits_for_anyone_but_the_initiator() {
    let mut world = World::staffed(2);
    world.calls();
    let other_call = world.calls();
    let (reservation, others) = (world.accepts(worker(1)), world.accepts(worker(2)));
    transfer(&mut world, reservation, Value::Sid(SUPPORT.sid()), "COLD").unwrap();
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(world.offered(worker(1)), None, "not back to whoever handed it on");
    assert!(world.leaves(other_call));
    world.on(worker(2), Action::CompleteTask, others).unwrap();
    assert!(world.offered(worker(2)).is_some());
}

#[test]
fn to_a_queue_that_nobody_serves_it_fails_after_its_time() {
    let (mut world, contact, task, reservation) = two_agents();
    transfer(&mut world, reservation, Value::Sid(SALES.sid()), "COLD").unwrap();
    world.pass(seconds(300));
    assert_eq!(outcomes(&world), [TransferOutcome::Failed]);
    assert_eq!(world.status(task), TaskStatus::Wrapping);
    assert!(world.engine.platform().contact(contact).is_none());
}

#[test]
fn a_caller_who_hangs_up_in_mid_transfer_takes_everything_with_them() {
    for mode in ["COLD", "WARM"] {
        let (mut world, contact, task, reservation) = two_agents();
        transfer(&mut world, reservation, to_agent_2(), mode).unwrap();
        let offer = world.offered(worker(2)).unwrap();
        world.begin(worker(2), Action::AcceptTask, sid_of(offer));
        assert!(world.leaves(contact));
        assert_eq!(refused(world.land()).1, Cause::World, "{mode}");
        assert_eq!(world.reservation_status(offer), ReservationStatus::Canceled, "{mode}");
        assert_eq!(world.status(task), TaskStatus::Wrapping, "{mode}");
        assert_eq!(world.load(worker(2), Channel::Voice), 0, "{mode}");
    }
}

#[test]
fn the_initiators_hanging_up_in_mid_warm_transfer_ends_the_call() {
    let (mut world, contact, task, reservation) = two_agents();
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    world.on(worker(1), Action::HangupCall, reservation).unwrap();
    assert_eq!(outcomes(&world), [TransferOutcome::Failed]);
    assert_eq!(world.status(task), TaskStatus::Wrapping);
    assert_eq!(world.offered(worker(2)), None);
    assert!(world.engine.platform().contact(contact).is_none());
}

#[test]
fn conversations_are_transferred_too() {
    for (mode, members) in [("COLD", 2), ("WARM", 3)] {
        let mut world = World::staffed(2);
        let contact = world.comes(Channel::Chat, SUPPORT);
        let reservation = world.accepts(worker(1));
        transfer(&mut world, reservation, to_agent_2(), mode).unwrap();
        world.accepts(worker(2));
        let conversation = world.conversation_of(contact);
        let joined = world.engine.platform().conversation(conversation).unwrap().members.len();
        assert_eq!(joined, members, "{mode}");
    }
}

#[test]
fn what_a_button_says_of_cancelling_is_what_a_request_is_told() {
    let both = |world: &mut World, reservation: ReservationId| {
        let payload = sid_of(reservation);
        let objection = world.engine.objection(worker(1), &Action::CancelTransfer.into(), &payload);
        let told = world.invoke(worker(1), Action::CancelTransfer, payload).err();
        assert_eq!(objection, told);
        told.map(|rejection| rejection.code)
    };
    let (mut world, _, _, reservation) = two_agents();
    assert_eq!(both(&mut world, reservation), Some(Code::NoTransferToCancel));
    transfer(&mut world, reservation, to_agent_2(), "WARM").unwrap();
    assert_eq!(both(&mut world, reservation), None);
    assert_eq!(both(&mut world, reservation), Some(Code::TransferNotCancelable));
    transfer(&mut world, reservation, to_agent_2(), "COLD").unwrap();
    assert_eq!(both(&mut world, reservation), Some(Code::TransferNotCancelable));
}

#[test]
fn whoever_could_receive_a_task_is_told_before() {
    let (mut world, _, _, reservation) = two_agents();
    let away = world.hire(&[SUPPORT], [1, 3, 1, 1]);
    let targets = [
        (TransferTarget::Worker(worker(1)), false),
        (TransferTarget::Worker(worker(2)), true),
        (TransferTarget::Worker(away), false),
        (TransferTarget::Worker(WorkerId::new(9)), false),
        (TransferTarget::Queue(SALES), true),
        (TransferTarget::Queue(QueueId::new(9)), false),
    ];
    for (target, could) in targets {
        assert_eq!(world.engine.platform().could_receive(target, reservation), could, "{target:?}");
    }
    world.calls();
    world.accepts(worker(2));
    let busy = TransferTarget::Worker(worker(2));
    assert!(!world.engine.platform().could_receive(busy, reservation));
    assert!(!world.engine.platform().could_receive(busy, ReservationId::new(9)), "there is nothing to receive");
}

#[test]
fn a_priority_is_one_in_a_queue() {
    let with_priority = |to: Value| {
        let (mut world, _, task, reservation) = two_agents();
        let options = Value::map(Entries::from([("priority".into(), Value::Int(7))]));
        let payload = sid_of(reservation).with("targetSid", to).with("options", options);
        world.invoke(worker(1), Action::TransferTask, payload).unwrap();
        world.engine.platform().task(task).unwrap().priority
    };
    assert_eq!((with_priority(Value::Sid(SALES.sid())), with_priority(to_agent_2())), (7, 0));
}

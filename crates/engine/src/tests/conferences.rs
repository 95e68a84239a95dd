//! Conferences: who is in them, whose exit ends them, and who goes on when somebody has left.

use super::*;
use crate::event::{ConferenceEvent, ContactEnd, ContactEvent, EndReason, Role};
use crate::platform::Participant;

/// A call that agent 1 is on; agents 2 and 3 are free.
pub(super) fn on_a_call() -> (World, ContactId, TaskId, ReservationId) {
    let mut world = World::staffed(3);
    let contact = world.calls();
    let reservation = world.accepts(worker(1));
    let task = world.task_of(contact);
    (world, contact, task, reservation)
}

/// Those who are in the call of a task or are called into it.
fn legs(world: &World, task: TaskId) -> Vec<Participant> {
    let platform = world.engine.platform();
    let conference = platform.task(task).and_then(|task| task.conference).and_then(|id| platform.conference(id));
    conference.map(|live| live.participants.to_vec()).unwrap_or_default()
}

fn is_live(world: &World, task: TaskId) -> bool {
    !legs(world, task).is_empty()
}

fn exit_of(world: &World, task: TaskId, role: Role) -> bool {
    legs(world, task).iter().find(|leg| leg.role == role).unwrap().end_on_exit
}

/// Calls a third party in, who answers.
fn third_party(world: &mut World, reservation: ReservationId) -> Value {
    let numbers = sid_of(reservation)
        .with("phoneNumber", Value::Text("+15550123".into()))
        .with("callerId", Value::Text("+15550100".into()));
    let leg = world.invoke(worker(1), Action::StartExternalWarmTransfer, numbers).unwrap();
    world.pass(seconds(10));
    leg
}

fn sets_exit(world: &mut World, reservation: ReservationId, ends: bool) {
    let options = Value::map(Entries::from([("endConferenceOnExit".into(), Value::Bool(ends))]));
    let payload = sid_of(reservation).with("options", options);
    world.invoke(worker(1), Action::UpdateWorkerParticipant, payload).unwrap();
}

fn transfers_warm(world: &mut World, reservation: ReservationId, to: WorkerId) -> ReservationId {
    let options = Value::map(Entries::from([("mode".into(), Value::Text("WARM".into()))]));
    let payload = sid_of(reservation).with("targetSid", Value::Sid(to.sid())).with("options", options);
    world.invoke(worker(1), Action::TransferTask, payload).unwrap();
    world.accepts(to)
}

const ANN: Role = Role::Worker(WorkerId::new(0));
const BEN: Role = Role::Worker(WorkerId::new(1));

#[test]
fn an_external_warm_transfer_is_done_when_the_agent_leaves() {
    for action in [Action::HangupCall, Action::WrapupTask] {
        let (mut world, contact, task, reservation) = on_a_call();
        third_party(&mut world, reservation);
        assert!(!exit_of(&world, task, ANN), "three are in it");
        world.on(worker(1), action, reservation).unwrap();
        assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping, "{action}");
        assert_eq!(world.status(task), TaskStatus::Wrapping);
        let roles: Vec<Role> = legs(&world, task).iter().map(|leg| leg.role).collect();
        assert_eq!(roles, [Role::Customer, Role::External], "they go on");
        assert!(world.engine.platform().contact(contact).is_some());
        world.on(worker(1), Action::CompleteTask, reservation).unwrap();
        assert!(is_live(&world, task), "whatever becomes of the task");
        // Of two, each ends it.
        assert!(world.leaves(contact));
        assert!(!is_live(&world, task));
    }
}

#[test]
fn a_third_party_hangs_up_some_time_after_the_last_agent_has() {
    let (mut world, contact, task, reservation) = on_a_call();
    third_party(&mut world, reservation);
    let taken = transfers_warm(&mut world, reservation, worker(2));
    world.on(worker(1), Action::HangupCall, reservation).unwrap();
    world.pass(seconds(600));
    assert_eq!(legs(&world, task).len(), 3, "an agent is there");
    world.on(worker(2), Action::HangupCall, taken).unwrap();
    world.pass(seconds(179));
    assert_eq!(legs(&world, task).len(), 2);
    world.pass(seconds(1));
    let roles: Vec<Role> = legs(&world, task).iter().map(|leg| leg.role).collect();
    assert_eq!(roles, [Role::Customer], "who is alone now");
    assert!(world.leaves(contact) && !is_live(&world, task));
}

#[test]
fn a_ringing_third_party_counts_as_nobody() {
    let (mut world, contact, task, reservation) = on_a_call();
    let numbers = sid_of(reservation)
        .with("phoneNumber", Value::Text("+15550123".into()))
        .with("callerId", Value::Text("+15550100".into()));
    world.invoke(worker(1), Action::StartExternalWarmTransfer, numbers).unwrap();
    assert!(exit_of(&world, task, ANN));
    world.on(worker(1), Action::HangupCall, reservation).unwrap();
    assert!(world.engine.platform().contact(contact).is_none(), "nobody was there but the customer");
}

#[test]
fn from_three_on_a_customer_may_be_the_first_to_leave() {
    let (mut world, contact, task, reservation) = on_a_call();
    let third = third_party(&mut world, reservation);
    assert!(world.leaves(contact));
    let ended = |event: &Event| matches!(event, Event::Contact(it, ContactEvent::Ended { how: ContactEnd::CustomerLeft }) if *it == contact);
    assert_eq!(world.count(ended), 1, "for the customer it is over");
    assert!(is_live(&world, task) && exit_of(&world, task, ANN), "the two others go on");
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Accepted);
    // With nobody to talk to it is over.
    let Value::Ref(sid) = third else { unreachable!("{third:?}") };
    let payload = sid_of(reservation).with("targetSid", Value::Sid(sid));
    world.invoke(worker(1), Action::KickParticipant, payload).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert!(!is_live(&world, task));
    let reason = |event: &Event| {
        matches!(event, Event::Conference(_, ConferenceEvent::Ended { reason: EndReason::LastLeft, .. }))
    };
    assert_eq!(world.count(reason), 1);
}

#[test]
fn a_customer_who_is_kicked_out_of_three_is_gone_and_the_others_go_on() {
    let (mut world, contact, task, reservation) = on_a_call();
    third_party(&mut world, reservation);
    let customer = legs(&world, task)[0].id;
    let payload = sid_of(reservation).with("targetSid", Value::Sid(customer.sid()));
    world.invoke(worker(1), Action::KickParticipant, payload).unwrap();
    assert!(world.engine.platform().contact(contact).is_none());
    assert!(is_live(&world, task));
}

#[test]
fn agents_alone_are_no_call_whoever_else_counts() {
    let (mut world, contact, task, reservation) = on_a_call();
    transfers_warm(&mut world, reservation, worker(2));
    assert!(!exit_of(&world, task, ANN) && !exit_of(&world, task, BEN));
    assert!(exit_of(&world, task, Role::Customer), "there is nobody else of the other side");
    assert!(world.leaves(contact));
    assert!(!is_live(&world, task));
}

#[test]
fn five_are_in_a_call_and_leave_one_by_one() {
    let (mut world, contact, task, reservation) = on_a_call();
    third_party(&mut world, reservation);
    transfers_warm(&mut world, reservation, worker(2));
    let boss = world.hire_as(&WorkerSetup { supervisor: true, ..WorkerSetup::new("boss", &[SUPPORT]) });
    world.set_available(boss);
    world.on(boss, Action::MonitorCall, reservation).unwrap();
    assert_eq!(legs(&world, task).len(), 5);
    assert!(legs(&world, task).iter().all(|leg| !leg.end_on_exit), "{:?}", legs(&world, task));
    world.on(worker(1), Action::HangupCall, reservation).unwrap();
    let taken = world.engine.desktop(worker(2)).unwrap().tasks[0].reservation;
    world.on(worker(2), Action::HangupCall, taken).unwrap();
    assert!(is_live(&world, task), "customer, third party and supervisor");
    assert_eq!(world.status(task), TaskStatus::Wrapping);
    world.invoke(boss, Action::StopMonitoringCall, Payload::Absent).unwrap();
    assert!(is_live(&world, task) && world.engine.platform().contact(contact).is_some());
    assert!(exit_of(&world, task, Role::Customer), "two are left");
    world.leaves(contact);
    assert!(!is_live(&world, task));
}

#[test]
fn a_supervisor_counts_and_changes_nothing_else() {
    let (mut world, _, task, reservation) = on_a_call();
    let boss = world.hire_as(&WorkerSetup { supervisor: true, ..WorkerSetup::new("boss", &[SUPPORT]) });
    world.on(boss, Action::MonitorCall, reservation).unwrap();
    assert!(!exit_of(&world, task, ANN));
    world.invoke(boss, Action::StopMonitoringCall, Payload::Absent).unwrap();
    assert!(exit_of(&world, task, ANN), "two again");
    assert_eq!(world.status(task), TaskStatus::Assigned);
}

#[test]
fn what_an_agent_has_set_stays_whoever_comes_goes_or_is_held() {
    for set in [false, true] {
        let (mut world, _, task, reservation) = on_a_call();
        sets_exit(&mut world, reservation, set);
        let third = third_party(&mut world, reservation);
        assert_eq!(exit_of(&world, task, ANN), set, "a third has come");
        let Value::Ref(sid) = third else { unreachable!("{third:?}") };
        let payload = sid_of(reservation).with("targetSid", Value::Sid(sid));
        for action in [Action::HoldParticipant, Action::UnholdParticipant, Action::KickParticipant] {
            world.invoke(worker(1), action, payload.clone()).unwrap();
            assert_eq!(exit_of(&world, task, ANN), set, "{action}");
        }
        for action in [Action::HoldCall, Action::UnholdCall] {
            world.on(worker(1), action, reservation).unwrap();
            assert_eq!(exit_of(&world, task, ANN), set, "{action}");
        }
        transfers_warm(&mut world, reservation, worker(2));
        assert_eq!(exit_of(&world, task, ANN), set, "a colleague has come");
        assert!(!exit_of(&world, task, BEN), "who has set nothing");
    }
}

#[test]
fn an_agent_on_hold_keeps_their_flag_until_they_are_back() {
    let (mut world, _, task, reservation) = on_a_call();
    let taken = transfers_warm(&mut world, reservation, worker(2));
    let own = sid_of(reservation).with("targetSid", Value::Sid(worker(1).sid()));
    world.invoke(worker(1), Action::HoldParticipant, own.clone()).unwrap();
    sets_exit(&mut world, reservation, true);
    assert!(!exit_of(&world, task, ANN), "nothing can be set on a leg on hold");
    world.on(worker(2), Action::HangupCall, taken).unwrap();
    assert!(!exit_of(&world, task, ANN));
    world.invoke(worker(1), Action::UnholdParticipant, own).unwrap();
    assert!(exit_of(&world, task, ANN), "and what was refused is not remembered: two are there");
}

#[test]
fn a_customer_can_be_left_alone_in_silence_and_ends_it_themselves() {
    let (mut world, contact, task, reservation) = on_a_call();
    sets_exit(&mut world, reservation, false);
    world.on(worker(1), Action::HangupCall, reservation).unwrap();
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(legs(&world, task).len(), 1);
    // However long: the task is there as long as its call.
    world.pass(seconds(3_600));
    assert_eq!(legs(&world, task).len(), 1);
    assert!(world.engine.platform().recording_of(task).is_none(), "nothing is recorded that is not over");
    assert!(world.leaves(contact));
    assert!(!is_live(&world, task) && world.engine.platform().contact(contact).is_none());
    assert!(world.engine.platform().task(task).is_some());
    world.pass(seconds(300));
    assert!(world.engine.platform().task(task).is_none(), "and as long again as any other that has settled");
}

#[test]
fn a_cold_transfer_that_nobody_takes_ends_a_call_with_a_third_party_too() {
    let (mut world, contact, task, reservation) = on_a_call();
    third_party(&mut world, reservation);
    let options = Value::map(Entries::from([("mode".into(), Value::Text("COLD".into()))]));
    let payload = sid_of(reservation).with("targetSid", Value::Sid(worker(2).sid())).with("options", options);
    world.invoke(worker(1), Action::TransferTask, payload).unwrap();
    let offer = world.offered(worker(2)).unwrap();
    world.on(worker(2), Action::RejectTask, offer).unwrap();
    assert!(!is_live(&world, task));
    assert!(world.engine.platform().contact(contact).is_none());
}

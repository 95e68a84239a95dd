//! Invariants 31 and 34: priorities within a queue, and offers to those whom a target asks for.

use super::*;
use crate::event::{ReservationEvent, TaskEvent, WorkerEvent};
use crate::value::{Entries, Value};

const LOW: TaskId = TASK;
const HIGH: TaskId = TaskId::new(1);

fn queued(task: TaskId, priority: i32) -> Event {
    Event::Task(task, TaskEvent::Queued { queue: Some(QUEUE), worker: None, priority })
}

/// Two calls wait: one of priority 0, one of priority `high`.
fn two_waiting(high: i32) -> Run {
    let mut run = Run::new();
    let other = ContactId::new(1);
    run.step([arrived(CONTACT, Channel::Voice), created(LOW, CONTACT, Channel::Voice), queued(LOW, 0)]);
    run.step([arrived(other, Channel::Voice), created(HIGH, other, Channel::Voice), queued(HIGH, high)]);
    run
}

fn reserve(run: &mut Run, reservation: ReservationId, which: TaskId, worker: WorkerId) {
    run.step([offer(reservation, which, worker), task(which, TaskStatus::Pending, TaskStatus::Reserved)]);
}

#[test]
fn the_higher_priority_first_is_legal_and_among_equals_anything_is() {
    let mut run = two_waiting(5);
    reserve(&mut run, RES, HIGH, ANN);
    reserve(&mut run, RES2, LOW, BEN);
    run.assert_legal();
    let mut run = two_waiting(0);
    reserve(&mut run, RES, LOW, ANN);
    run.assert_legal();
}

#[test]
fn a_higher_priority_that_is_passed_over_is_noticed() {
    let mut run = two_waiting(5);
    reserve(&mut run, RES, LOW, ANN);
    assert_eq!(run.broken(), ["priority-first"]);
}

#[test]
fn a_priority_that_changes_while_waiting_counts_from_then_on() {
    let attributes = Value::map(Entries::from([("priority".into(), Value::Int(9))]));
    let mut run = two_waiting(5);
    run.step([Event::Task(LOW, TaskEvent::AttributesChanged { version: 1, attributes })]);
    reserve(&mut run, RES, HIGH, ANN);
    assert_eq!(run.broken(), ["priority-first"]);
}

#[test]
fn what_a_worker_has_had_before_need_not_be_offered_to_them_again() {
    let mut run = two_waiting(5);
    reserve(&mut run, RES, HIGH, ANN);
    run.step([
        Event::Reservation(
            RES,
            ReservationEvent::Changed {
                task: HIGH,
                worker: ANN,
                from: ReservationStatus::Pending,
                to: ReservationStatus::Rejected,
            },
        ),
        task(HIGH, TaskStatus::Reserved, TaskStatus::Pending),
    ]);
    reserve(&mut run, RES2, LOW, ANN);
    run.assert_legal();
}

#[test]
fn work_of_a_workers_own_passes_nobody() {
    let mut run = two_waiting(5);
    run.step([offer_for(RES, LOW, ANN, Purpose::Own), task(LOW, TaskStatus::Pending, TaskStatus::Reserved)]);
    run.assert_legal();
}

#[test]
fn what_asks_for_somebody_else_is_not_passed_over() {
    let mut run = two_waiting(5);
    run.fake.asked_for.insert(HIGH, BEN);
    reserve(&mut run, RES, LOW, ANN);
    run.assert_legal();
    let mut run = two_waiting(5);
    run.fake.asked_for.insert(HIGH, ANN);
    reserve(&mut run, RES, LOW, ANN);
    assert_eq!(run.broken(), ["priority-first"]);
}

#[test]
fn an_offer_to_somebody_whom_the_target_does_not_ask_for_is_noticed() {
    let mut run = two_waiting(0);
    run.fake.asked_for.insert(LOW, ANN);
    reserve(&mut run, RES, LOW, ANN);
    run.assert_legal();
    let mut run = two_waiting(0);
    run.fake.asked_for.insert(LOW, BEN);
    reserve(&mut run, RES, LOW, ANN);
    assert_eq!(run.broken(), ["offered-as-asked"]);
}

#[test]
fn what_changes_in_the_step_of_an_offer_is_not_held_against_it() {
    let mut run = two_waiting(0);
    run.fake.asked_for.insert(LOW, BEN);
    run.step([
        offer(RES, LOW, ANN),
        task(LOW, TaskStatus::Pending, TaskStatus::Reserved),
        Event::Worker(ANN, WorkerEvent::AttributesChanged),
    ]);
    run.assert_legal();
    let mut run = two_waiting(0);
    run.fake.asked_for.insert(LOW, BEN);
    run.step([offer(RES, LOW, ANN), task(LOW, TaskStatus::Pending, TaskStatus::Reserved), queued(LOW, 0)]);
    run.assert_legal();
}

//! Invariants 1, 3 to 15, 22 and 32 (versions): workers, tasks, reservations, transfers.

use super::*;
use crate::event::{TaskEvent, WorkerEvent};
use crate::event::{TransferMode, TransferOutcome, TransferTarget};
use crate::value::Value;
use ReservationStatus as R;
use TaskStatus as T;

const TASK2: TaskId = TaskId::new(1);
const CONTACT2: ContactId = ContactId::new(1);

fn second_call(purpose: Purpose) -> [Event; 4] {
    [
        arrived(CONTACT2, Channel::Voice),
        created(TASK2, CONTACT2, Channel::Voice),
        offer_for(RES2, TASK2, ANN, purpose),
        task(TASK2, T::Pending, T::Reserved),
    ]
}

fn transfer(mode: TransferMode) -> Event {
    Event::Task(TASK, TaskEvent::TransferStarted { mode, initiator: RES, target: TransferTarget::Worker(BEN) })
}

fn transferred(outcome: TransferOutcome) -> Event {
    Event::Task(TASK, TaskEvent::TransferSettled { outcome })
}

#[test]
fn a_chat_from_arrival_to_completion_is_legal() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([moved(RES, ANN, R::Accepted, R::Wrapping), task(TASK, T::Assigned, T::Wrapping)]);
    run.step([moved(RES, ANN, R::Wrapping, R::Completed), task(TASK, T::Wrapping, T::Completed)]);
    run.step([Event::Task(TASK, TaskEvent::Removed)]).end();
    run.assert_legal();
}

#[test]
fn an_offer_that_times_out_and_goes_to_another_is_legal() {
    let mut run = Run::offered(Channel::Voice);
    run.step([moved(RES, ANN, R::Pending, R::Timeout), activity(ANN, AVAILABLE, AWAY), offer(RES2, TASK, BEN)]);
    run.assert_legal();
}

#[test]
fn a_second_call_on_top_breaks_capacity_unless_it_is_the_workers_own() {
    let mut run = Run::accepted(Channel::Voice);
    run.step(second_call(Purpose::Routing));
    assert_eq!(run.broken(), ["capacity"]);
    let mut run = Run::accepted(Channel::Voice);
    run.step(second_call(Purpose::Own));
    run.assert_legal();
}

#[test]
fn nothing_is_routed_on_top_of_a_workers_own_work() {
    let mut run = Run::waiting(Channel::Voice);
    run.step([offer_for(RES, TASK, ANN, Purpose::Own), task(TASK, T::Pending, T::Reserved)]);
    run.assert_legal();
    run.step(second_call(Purpose::Routing));
    assert_eq!(run.broken(), ["capacity"]);
}

#[test]
fn a_platform_that_counts_places_otherwise_breaks_capacity() {
    let mut run = Run::waiting(Channel::Voice);
    run.fake.workers.get_mut(&ANN).unwrap().capacity = [2, 2, 1, 1];
    run.step([offer(RES, TASK, ANN), task(TASK, T::Pending, T::Reserved)]);
    assert_eq!(run.broken(), ["capacity"]);
}

#[test]
fn an_offer_to_somebody_away_is_noticed_unless_it_is_their_own_work() {
    let away = || {
        let mut run = Run::waiting(Channel::Voice);
        run.step([activity(ANN, AVAILABLE, AWAY)]);
        run
    };
    let mut run = away();
    run.step([offer(RES, TASK, ANN), task(TASK, T::Pending, T::Reserved)]);
    run.assert_breaks("offered-when-available");
    let mut run = away();
    run.step([offer_for(RES, TASK, ANN, Purpose::Own), task(TASK, T::Pending, T::Reserved)]);
    run.assert_legal();
}

#[test]
fn an_activity_that_is_taken_for_an_available_one_is_noticed() {
    let mut run = Run::waiting(Channel::Voice);
    run.step([Event::Worker(ANN, WorkerEvent::Changed { from: AVAILABLE, to: AWAY, available: true })]);
    assert_eq!(run.broken(), ["offered-when-available"]);
}

#[test]
fn going_away_with_an_offer_is_noticed_and_rejecting_it_is_legal() {
    let mut run = Run::offered(Channel::Voice);
    run.step([activity(ANN, AVAILABLE, AWAY)]);
    run.assert_breaks("no-offer-left-behind");
    let mut run = Run::offered(Channel::Voice);
    run.step([
        moved(RES, ANN, R::Pending, R::Rejected),
        task(TASK, T::Reserved, T::Pending),
        activity(ANN, AVAILABLE, AWAY),
    ]);
    run.assert_legal();
}

#[test]
fn going_away_leaves_no_own_work_behind_either() {
    let mut run = Run::waiting(Channel::Voice);
    run.step([offer_for(RES, TASK, ANN, Purpose::Own), task(TASK, T::Pending, T::Reserved)]);
    run.step([activity(ANN, AVAILABLE, AWAY)]);
    assert_eq!(run.broken(), ["no-offer-left-behind"]);
}

#[test]
fn two_owners_are_one_too_many_without_a_warm_transfer() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([offer(RES2, TASK, BEN), accept(RES2, BEN)]);
    assert_eq!(run.broken(), ["one-owner"]);
}

#[test]
fn a_warm_transfer_has_two_owners_until_one_leaves() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([transfer(TransferMode::Warm), offer_for(RES2, TASK, BEN, Purpose::TransferToWorker)]);
    run.step([accept(RES2, BEN), transferred(TransferOutcome::Completed)]);
    run.assert_legal();
    run.step([Event::Task(TASK, TaskEvent::ConsultationEnded)]);
    assert_eq!(run.broken(), ["one-owner"]);
}

#[test]
fn a_warm_transfer_from_beginning_to_end_is_legal() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([transfer(TransferMode::Warm), offer_for(RES2, TASK, BEN, Purpose::TransferToWorker)]);
    run.step([accept(RES2, BEN), transferred(TransferOutcome::Completed)]);
    run.step([moved(RES, ANN, R::Accepted, R::Wrapping), Event::Task(TASK, TaskEvent::ConsultationEnded)]);
    run.step([moved(RES, ANN, R::Wrapping, R::Completed)]);
    run.step([moved(RES2, BEN, R::Accepted, R::Wrapping), task(TASK, T::Assigned, T::Wrapping)]);
    run.assert_legal();
}

#[test]
fn a_cold_transfer_leaves_the_task_assigned_while_it_is_on_its_way() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([
        transfer(TransferMode::Cold),
        moved(RES, ANN, R::Accepted, R::Wrapping),
        offer_for(RES2, TASK, BEN, Purpose::TransferToWorker),
    ]);
    run.step([accept(RES2, BEN), transferred(TransferOutcome::Completed)]);
    run.assert_legal();
}

#[test]
fn a_pending_task_that_is_offered_is_noticed() {
    let mut run = Run::waiting(Channel::Voice);
    run.step([offer(RES, TASK, ANN)]);
    assert_eq!(run.broken(), ["pending-is-unoffered"]);
}

#[test]
fn a_reserved_task_that_nobody_is_offered_is_noticed() {
    let mut run = Run::offered(Channel::Voice);
    run.step([moved(RES, ANN, R::Pending, R::Rejected)]);
    assert_eq!(run.broken(), ["reserved-is-offered"]);
}

#[test]
fn an_assigned_task_of_nobody_is_noticed() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([moved(RES, ANN, R::Accepted, R::Completed)]);
    assert_eq!(run.broken(), ["assigned-is-owned"]);
}

#[test]
fn a_wrapping_task_whose_reservation_does_not_wrap_is_noticed() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([task(TASK, T::Assigned, T::Wrapping)]);
    assert_eq!(run.broken(), ["wrapping-is-wrapped"]);
}

#[test]
fn a_wrapping_task_with_a_transfer_on_its_way_is_noticed() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([
        transfer(TransferMode::Cold),
        moved(RES, ANN, R::Accepted, R::Wrapping),
        task(TASK, T::Assigned, T::Wrapping),
    ]);
    assert_eq!(run.broken(), ["wrapping-is-wrapped"]);
}

#[test]
fn a_settled_task_with_an_open_reservation_is_noticed() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([task(TASK, T::Assigned, T::Completed)]);
    assert_eq!(run.broken(), ["settled-is-closed"]);
}

#[test]
fn a_settled_task_that_is_reserved_again_is_noticed() {
    let mut run = Run::waiting(Channel::Chat);
    run.step([task(TASK, T::Pending, T::Canceled)]);
    run.assert_legal();
    run.step([offer(RES, TASK, ANN)]);
    run.assert_breaks("settled-is-closed");
}

#[test]
fn a_platform_that_loses_a_task_from_its_counts_is_noticed() {
    let mut run = Run::waiting(Channel::Chat);
    run.fake.counts.by_status[T::Pending as usize] = 0;
    run.fake.counts.by_status[T::Wrapping as usize] = 1;
    run.step([arrived(CONTACT2, Channel::Chat), created(TASK2, CONTACT2, Channel::Chat)]);
    assert_eq!(run.broken(), ["tasks-add-up"]);
}

#[test]
fn a_task_that_vanishes_is_noticed() {
    let mut run = Run::waiting(Channel::Chat);
    run.step([Event::Task(TASK, TaskEvent::Removed)]);
    assert_eq!(run.broken(), ["tasks-add-up"]);
}

#[test]
fn a_platform_in_another_state_than_its_events_say_is_noticed() {
    let mut run = Run::offered(Channel::Chat);
    run.fake.task(TASK).status = T::Assigned;
    run.step([activity(ANN, AVAILABLE, AVAILABLE), transfer(TransferMode::Warm)]);
    run.assert_breaks("assigned-is-owned");
    run.assert_breaks("tasks-add-up");
}

#[test]
fn a_settled_reservation_that_changes_is_noticed() {
    let mut run = Run::offered(Channel::Chat);
    run.step([moved(RES, ANN, R::Pending, R::Rejected), task(TASK, T::Reserved, T::Pending)]);
    run.assert_legal();
    run.step([moved(RES, ANN, R::Rejected, R::Rejected)]);
    assert_eq!(run.broken(), ["terminal-absorbs"]);
}

#[test]
fn a_settled_task_that_changes_is_noticed() {
    let mut run = Run::waiting(Channel::Chat);
    run.step([task(TASK, T::Pending, T::Canceled)]);
    run.step([task(TASK, T::Canceled, T::Completed)]);
    run.assert_breaks("terminal-absorbs");
}

#[test]
fn a_change_from_a_status_that_was_not_is_noticed() {
    let mut run = Run::offered(Channel::Chat);
    run.step([moved(RES, ANN, R::Wrapping, R::Rejected), task(TASK, T::Reserved, T::Pending)]);
    assert_eq!(run.broken(), ["terminal-absorbs"]);
}

#[test]
fn more_offers_at_once_than_the_queue_allows_are_noticed() {
    let mut run = Run::offered(Channel::Chat);
    run.step([offer(RES2, TASK, BEN)]);
    assert_eq!(run.broken(), ["reserved-within-limit"]);
}

#[test]
fn a_sibling_that_stays_pending_after_an_accept_is_noticed() {
    let mut run = Run::offered(Channel::Chat);
    run.step([offer(RES2, TASK, BEN), accept(RES, ANN), task(TASK, T::Reserved, T::Assigned)]);
    assert_eq!(run.broken(), ["accept-rescinds"]);
    let mut run = Run::offered(Channel::Chat);
    run.step([
        offer(RES2, TASK, BEN),
        accept(RES, ANN),
        moved(RES2, BEN, R::Pending, R::Rescinded),
        task(TASK, T::Reserved, T::Assigned),
    ]);
    run.assert_legal();
}

#[test]
fn a_reservation_that_outlives_its_timeout_is_noticed_once() {
    let mut run = Run::offered(Channel::Chat);
    run.step_at(SimTime::from_ns(120_000_000_000), []);
    run.assert_legal();
    run.step_at(SimTime::from_ns(120_000_000_001), []).step([]);
    assert_eq!(run.broken(), ["timeouts-happen"]);
    assert_eq!(run.audit.violated(), 1);
}

#[test]
fn two_transfers_at_once_are_noticed() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([transfer(TransferMode::Warm)]).step([transfer(TransferMode::Warm)]);
    assert_eq!(run.broken(), ["one-transfer"]);
}

#[test]
fn a_transfer_that_settles_twice_is_noticed() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([transfer(TransferMode::Warm)]).step([transferred(TransferOutcome::Canceled)]);
    run.assert_legal();
    run.step([transferred(TransferOutcome::Canceled)]);
    assert_eq!(run.broken(), ["one-transfer"]);
}

#[test]
fn versions_of_a_task_only_grow() {
    let changed = |version| Event::Task(TASK, TaskEvent::AttributesChanged { version, attributes: Value::Null });
    let mut run = Run::waiting(Channel::Chat);
    run.step([changed(1)]).step([changed(2)]);
    run.assert_legal();
    run.step([changed(2)]);
    assert_eq!(run.broken(), ["never-back"]);
}

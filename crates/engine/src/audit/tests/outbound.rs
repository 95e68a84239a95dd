//! Invariant 35: whom an agent calls is rung once the agent is there, and the reservation is pending until they answer.

use super::*;
use crate::event::{ConferenceEvent, EndReason, Role};
use crate::units::{ConferenceId, ParticipantId};
use ReservationStatus as R;
use TaskStatus as T;

const CALL: ConferenceId = ConferenceId::new(0);
const AGENT: ParticipantId = ParticipantId::new(0);
const CUSTOMER: ParticipantId = ParticipantId::new(1);

fn started() -> Event {
    Event::Conference(CALL, ConferenceEvent::Started { task: TASK })
}

fn is_there() -> Event {
    let role = Role::Worker(ANN);
    Event::Conference(CALL, ConferenceEvent::Joined { participant: AGENT, role, end_on_exit: true })
}

fn rings() -> Event {
    Event::Conference(CALL, ConferenceEvent::Ringing { participant: CUSTOMER, role: Role::Customer })
}

fn answers() -> Event {
    let role = Role::Customer;
    Event::Conference(CALL, ConferenceEvent::Joined { participant: CUSTOMER, role, end_on_exit: true })
}

fn ended() -> Event {
    Event::Conference(CALL, ConferenceEvent::Ended { task: TASK, reason: EndReason::NoAnswer })
}

/// Ann has dialled, and is not in the call yet.
fn dialled() -> Run {
    let mut run = Run::new();
    let (contact, channel, priority) = (CONTACT, Channel::Voice, 0);
    run.step([
        Event::Contact(CONTACT, ContactEvent::Placed { channel, worker: ANN }),
        Event::Task(TASK, TaskEvent::Created { contact, channel, direction: Direction::Outbound, priority }),
        offer_for(RES, TASK, ANN, Purpose::Own),
        task(TASK, T::Pending, T::Reserved),
    ]);
    run
}

/// Her customer is rung.
fn ringing() -> Run {
    let mut run = dialled();
    run.step([started(), is_there(), rings()]);
    run
}

#[test]
fn a_call_that_is_answered_and_one_that_is_not_are_legal() {
    let mut run = ringing();
    run.step([answers(), accept(RES, ANN), task(TASK, T::Reserved, T::Assigned)]);
    run.assert_legal();
    let mut run = ringing();
    run.step([ended(), moved(RES, ANN, R::Pending, R::Canceled), task(TASK, T::Reserved, T::Canceled)]);
    run.assert_legal();
}

#[test]
fn a_customer_who_is_rung_before_the_agent_is_there_is_noticed() {
    let mut run = dialled();
    run.step([started(), rings()]);
    assert_eq!(run.broken(), ["called-until-answered"]);
}

#[test]
fn a_call_that_is_accepted_or_wrapped_up_before_anybody_has_answered_is_noticed() {
    let mut run = ringing();
    run.step([accept(RES, ANN), task(TASK, T::Reserved, T::Assigned)]);
    assert_eq!(run.broken(), ["called-until-answered"]);
    let mut run = ringing();
    run.step([
        ended(),
        accept(RES, ANN),
        moved(RES, ANN, R::Accepted, R::Wrapping),
        task(TASK, T::Reserved, T::Wrapping),
    ]);
    assert_eq!(run.broken(), ["called-until-answered"]);
}

#[test]
fn a_reservation_that_stays_pending_when_the_customer_has_answered_is_noticed() {
    let mut run = ringing();
    run.step([answers()]);
    assert_eq!(run.broken(), ["called-until-answered"]);
}

#[test]
fn a_customer_who_is_rung_for_a_reservation_that_is_over_is_noticed() {
    let mut run = ringing();
    run.step([moved(RES, ANN, R::Pending, R::Canceled), task(TASK, T::Reserved, T::Canceled)]);
    run.assert_breaks("called-until-answered");
}

#[test]
fn a_caller_of_their_own_accord_need_not_be_rung() {
    let mut run = Run::offered(Channel::Voice);
    run.step([accept(RES, ANN), task(TASK, T::Reserved, T::Assigned), started(), answers(), is_there()]);
    run.assert_legal();
}

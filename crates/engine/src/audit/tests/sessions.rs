//! Invariant 36: whoever is signed out is in no call, and signing out rejects nothing.

use super::*;
use crate::event::{ConferenceEvent, DesktopEvent, EndReason, Role};
use crate::units::{ConferenceId, ParticipantId};
use ReservationStatus as R;
use TaskStatus as T;

const CALL: ConferenceId = ConferenceId::new(0);
const CUSTOMER: ParticipantId = ParticipantId::new(0);
const AGENT: ParticipantId = ParticipantId::new(1);
const BOSS: ParticipantId = ParticipantId::new(2);

fn signs(worker: WorkerId, on: bool) -> Event {
    Event::Desktop(worker, DesktopEvent::Switched { part: "signed_in".into(), on })
}

fn joined(participant: ParticipantId, role: Role) -> Event {
    let end_on_exit = !matches!(role, Role::Supervisor(_));
    Event::Conference(CALL, ConferenceEvent::Joined { participant, role, end_on_exit })
}

/// Ann and a customer come together.
fn together() -> [Event; 3] {
    [
        Event::Conference(CALL, ConferenceEvent::Started { task: TASK }),
        joined(CUSTOMER, Role::Customer),
        joined(AGENT, Role::Worker(ANN)),
    ]
}

/// Ann leaves, and with her the call ends.
fn hangs_up() -> [Event; 4] {
    [
        Event::Conference(
            CALL,
            ConferenceEvent::Left { participant: AGENT, role: Role::Worker(ANN), reason: EndReason::HungUp },
        ),
        Event::Conference(CALL, ConferenceEvent::Ended { task: TASK, reason: EndReason::EndOnExit }),
        moved(RES, ANN, R::Accepted, R::Wrapping),
        task(TASK, T::Assigned, T::Wrapping),
    ]
}

fn rejects() -> [Event; 2] {
    [moved(RES, ANN, R::Pending, R::Rejected), task(TASK, T::Reserved, T::Pending)]
}

fn on_a_call() -> Run {
    let mut run = Run::accepted(Channel::Voice);
    run.step(together());
    run
}

#[test]
fn whoever_signs_out_and_leaves_their_call_is_legal() {
    let mut run = on_a_call();
    run.step([signs(ANN, false)].into_iter().chain(hangs_up()));
    run.assert_legal();
    let mut run = on_a_call();
    run.step([signs(BEN, false)]);
    run.assert_legal();
}

#[test]
fn whoever_signs_out_and_stays_in_their_call_is_noticed() {
    let mut run = on_a_call();
    run.step([signs(ANN, false)]);
    assert_eq!(run.broken(), ["signed-out-is-out"]);
}

#[test]
fn a_supervisor_who_signs_out_and_still_listens_is_noticed() {
    let boss = Role::Supervisor(BEN);
    let mut run = on_a_call();
    run.step([
        joined(BOSS, boss),
        Event::Conference(
            CALL,
            ConferenceEvent::ParticipantChanged {
                participant: AGENT,
                role: Role::Worker(ANN),
                hold: false,
                muted: false,
                coaching: None,
                end_on_exit: false,
            },
        ),
    ]);
    run.assert_legal();
    run.step([signs(BEN, false)]);
    assert_eq!(run.broken(), ["signed-out-is-out"]);
}

#[test]
fn whoever_joins_a_call_while_signed_out_is_noticed_but_not_once_they_are_back() {
    let mut run = Run::accepted(Channel::Chat);
    run.step([signs(ANN, false)]);
    run.assert_legal();
    let away = |back: bool| {
        let mut run = Run::offered(Channel::Voice);
        run.step([signs(ANN, false)]);
        if back {
            run.step([signs(ANN, true)]);
        }
        run.step([accept(RES, ANN), task(TASK, T::Reserved, T::Assigned)].into_iter().chain(together()));
        run
    };
    assert_eq!(away(false).broken(), ["signed-out-is-out"]);
    away(true).assert_legal();
}

#[test]
fn a_sign_out_that_rejects_an_offer_is_noticed_and_a_later_or_another_rejection_is_not() {
    let mut run = Run::offered(Channel::Voice);
    run.step([signs(ANN, false)].into_iter().chain(rejects()));
    assert_eq!(run.broken(), ["signed-out-is-out"]);
    let mut run = Run::offered(Channel::Voice);
    run.step([signs(ANN, false)]).step(rejects());
    run.assert_legal();
    let mut run = Run::offered(Channel::Voice);
    run.step([signs(BEN, false)].into_iter().chain(rejects()));
    run.assert_legal();
}

#[test]
fn whoever_signs_out_and_in_again_at_once_may_stay_in_their_call() {
    let mut run = on_a_call();
    run.step([signs(ANN, false), signs(ANN, true)]);
    run.assert_legal();
}

//! Invariants 28, 29 and 32 (the clock).

use super::*;
use crate::action::{Action, ActionName, Code};
use crate::event::InvocationEvent;
use crate::event::Outcome;
use crate::units::InvocationId;

const ONE: InvocationId = InvocationId::new(0);
const TWO: InvocationId = InvocationId::new(1);

fn begun(invocation: InvocationId, parent: Option<InvocationId>) -> Event {
    Event::Invocation(
        invocation,
        InvocationEvent::Begun { worker: ANN, action: ActionName::Known(Action::AcceptTask), parent },
    )
}

fn settled(invocation: InvocationId, outcome: Outcome) -> Event {
    let action = ActionName::Known(Action::AcceptTask);
    Event::Invocation(
        invocation,
        InvocationEvent::Settled { worker: ANN, action, outcome, begun_at: SimTime::ZERO },
    )
}

const REFUSED: Outcome = Outcome::Rejected(Code::ReservationNotPending);

fn went_away() -> Event {
    activity(ANN, AVAILABLE, AWAY)
}

#[test]
fn invocations_that_settle_in_any_way_are_legal() {
    let mut run = Run::new();
    for outcome in [Outcome::Ok, REFUSED, Outcome::Cancelled, Outcome::Lost] {
        run.step([begun(ONE, None)]).step([settled(ONE, outcome)]);
    }
    run.end().assert_legal();
}

#[test]
fn a_refused_invocation_that_changed_something_is_noticed() {
    for outcome in [REFUSED, Outcome::Cancelled] {
        let mut run = Run::new();
        run.step([begun(ONE, None)]).step([went_away(), settled(ONE, outcome)]);
        assert_eq!(run.broken(), ["refused-changes-nothing"]);
    }
}

#[test]
fn a_successful_or_lost_invocation_may_change_things() {
    for outcome in [Outcome::Ok, Outcome::Lost] {
        let mut run = Run::new();
        run.step([begun(ONE, None)]).step([went_away(), settled(ONE, outcome)]);
        run.assert_legal();
    }
}

#[test]
fn a_refusal_beside_a_success_says_nothing_about_the_change() {
    let mut run = Run::new();
    run.step([begun(ONE, None), begun(TWO, None)]);
    run.step([went_away(), settled(ONE, REFUSED), settled(TWO, Outcome::Ok)]);
    run.assert_legal();
}

#[test]
fn a_nested_refusal_says_nothing_about_what_its_parent_did() {
    let mut run = Run::new();
    run.step([begun(ONE, None)]).step([begun(TWO, Some(ONE)), settled(TWO, REFUSED), went_away()]);
    run.step([settled(ONE, Outcome::Ok)]);
    run.assert_legal();
}

#[test]
fn an_invocation_that_settles_twice_is_noticed() {
    let mut run = Run::new();
    run.step([begun(ONE, None)]).step([settled(ONE, Outcome::Ok)]).step([settled(ONE, Outcome::Ok)]);
    assert_eq!(run.broken(), ["settles-once"]);
}

#[test]
fn an_invocation_that_never_settles_is_noticed_at_the_end() {
    let mut run = Run::new();
    run.step([begun(ONE, None)]);
    run.assert_legal();
    run.end();
    assert_eq!(run.broken(), ["settles-once"]);
}

#[test]
fn a_clock_that_goes_back_is_noticed() {
    let mut run = Run::new();
    run.step_at(SimTime::from_ns(5), []);
    assert_eq!(run.broken(), ["never-back"]);
}

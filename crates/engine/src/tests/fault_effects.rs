//! What faults do: responses and connections lost, requests twice, events out of order, pages and sessions.

use super::*;
use crate::desktop::Desktop;
use crate::effects::Notice;
use crate::event::Outcome;
use crate::event::{DesktopEvent, InvocationEvent};
use crate::units::InvocationId;

const AGENT: WorkerId = WorkerId::new(0);

/// A centre whose reservation events have to be delivered, with one agent of support who is available.
fn lagging() -> World {
    let mut world = World::new(center());
    world.engine = Engine::new(Arc::new(center()), Delivery::ByNotice);
    let worker = world.hire(&[SUPPORT], [1, 3, 1, 1]);
    world.set_available(worker);
    world
}

impl World {
    fn desktop(&self) -> &Desktop {
        self.engine.desktop(AGENT).unwrap()
    }
    fn shown(&self, id: ReservationId) -> Option<ReservationStatus> {
        self.desktop().task(id).map(|task| task.status)
    }
    fn delivers(&mut self, notice: Notice) {
        self.act(|engine, cx| engine.deliver(cx, notice));
    }
    /// Begins an invocation that waits for the backend.
    fn asks(&mut self, action: Action, payload: Payload) -> InvocationId {
        self.begin(AGENT, action, payload);
        self.out.requests.pop().unwrap().invocation
    }
    /// How the last invocation settled, if any did.
    fn settled(&mut self) -> Option<Result<Value, Rejection>> {
        let settled = self.out.settled.pop()?;
        Some(settled.result.map_err(|rejection| *rejection))
    }
    fn updates(&self) -> Vec<ReservationStatus> {
        let update = |event: &Event| match event {
            Event::Desktop(_, DesktopEvent::Updated { status, .. }) => Some(*status),
            _ => None,
        };
        self.log.iter().filter_map(update).collect()
    }
}

/// A lagging centre, its events so far delivered, whose agent has handled a call from offer to end; and the events.
fn a_call_unheard_of() -> (World, ReservationId, Vec<Notice>) {
    let mut world = lagging();
    world.calls();
    let offer = world.offered(AGENT).unwrap();
    // The platform's side of it: the desktop has heard nothing, and could ask for nothing.
    for step in [0, 1, 2] {
        world.act(|engine, cx| match step {
            0 => engine.platform.accept(cx, offer).unwrap(),
            1 => engine.platform.wrap_up(cx, offer).unwrap(),
            _ => engine.platform.complete(cx, offer).unwrap(),
        });
    }
    let notices: Vec<Notice> = world.out.notices.drain(..).collect();
    assert_eq!(notices.iter().map(|notice| notice.number).collect::<Vec<_>>(), [0, 1, 2, 3]);
    (world, offer, notices)
}

#[test]
fn no_order_of_events_brings_a_ghost_onto_a_desktop() {
    // All orders of four events, and each of them twice.
    for order in 0..24_usize {
        let (mut world, _, mut events) = a_call_unheard_of();
        let (mut rest, mut sorted) = (order, Vec::new());
        while !events.is_empty() {
            sorted.push(events.remove(rest % events.len()));
            rest /= events.len() + 1;
        }
        for notice in sorted {
            world.delivers(notice);
            world.delivers(notice);
        }
        assert!(world.desktop().tasks.is_empty(), "{order}: {:?}", world.desktop());
    }
}

#[test]
fn an_event_that_comes_late_changes_nothing() {
    let (mut world, id, events) = a_call_unheard_of();
    world.delivers(events[2]);
    assert_eq!(world.shown(id), Some(ReservationStatus::Wrapping));
    world.delivers(events[0]);
    world.delivers(events[1]);
    assert_eq!(world.shown(id), Some(ReservationStatus::Wrapping));
    assert_eq!(world.updates(), [ReservationStatus::Wrapping]);
    world.delivers(events[3]);
    assert_eq!(world.shown(id), None);
}

#[test]
fn what_a_reload_has_fetched_is_not_undone_by_events_on_their_way() {
    let (mut world, _, events) = a_call_unheard_of();
    world.act(|engine, cx| engine.reload(cx, AGENT));
    for notice in events {
        world.delivers(notice);
    }
    assert!(world.desktop().tasks.is_empty() && world.updates().is_empty());
    // What comes afterwards counts.
    world.calls();
    let notice = world.out.notices.pop().unwrap();
    world.delivers(notice);
    assert_eq!(world.updates(), [ReservationStatus::Pending]);
}

#[test]
fn a_desktop_without_connection_hears_nothing_and_fetches_it_afterwards() {
    let mut world = World::staffed(1);
    world.act(|engine, cx| engine.disconnect(cx, AGENT));
    world.calls();
    let offer = world.offered(AGENT).unwrap();
    assert_eq!(world.shown(offer), None);
    assert!(world.updates().is_empty());
    world.act(|engine, cx| engine.reconnect(cx, AGENT));
    assert_eq!(
        (world.shown(offer), world.updates()),
        (Some(ReservationStatus::Pending), vec![ReservationStatus::Pending])
    );
    // What has ended meanwhile is gone.
    world.act(|engine, cx| engine.disconnect(cx, AGENT));
    assert!(world.leaves(ContactId::new(0)));
    assert_eq!(world.shown(offer), Some(ReservationStatus::Pending));
    world.act(|engine, cx| engine.reconnect(cx, AGENT));
    assert_eq!(world.shown(offer), None);
    assert_eq!(world.updates().last(), Some(&ReservationStatus::Canceled));
}

#[test]
fn a_broken_connection_loses_the_answer_and_not_the_effect() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(AGENT).unwrap();
    let accept = world.asks(Action::AcceptTask, sid_of(offer));
    world.act(|engine, cx| engine.disconnect(cx, AGENT));
    assert_eq!(refused(world.settled().unwrap()), (Code::InvocationLost, Cause::Fault));
    world.act(|engine, cx| engine.land(cx, accept));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Accepted);
    assert_eq!(world.shown(offer), Some(ReservationStatus::Pending));
    world.act(|engine, cx| engine.reconnect(cx, AGENT));
    assert_eq!(world.shown(offer), Some(ReservationStatus::Accepted));
    assert!(world.settled().is_none());
}

#[test]
fn a_lost_response_leaves_the_effect_and_settles_when_nobody_waits_any_more() {
    let mut world = World::staffed(1);
    let renewal = Payload::of("token", Value::text("renewed"));
    let renew = world.asks(Action::UpdateWorkerToken, renewal);
    world.act(|engine, _| engine.lose_response(renew));
    world.act(|engine, cx| engine.land(cx, renew));
    assert!(world.settled().is_none());
    // What the answer would have done to the desktop has not been done.
    assert_eq!(world.desktop().session.token, None);
    world.act(|engine, cx| engine.give_up(cx, renew));
    assert_eq!(refused(world.settled().unwrap()), (Code::InvocationLost, Cause::Fault));

    // Somebody who waits too shortly gives up before the effect.
    world.calls();
    let offer = world.offered(AGENT).unwrap();
    let accept = world.asks(Action::AcceptTask, sid_of(offer));
    world.act(|engine, _| engine.lose_response(accept));
    world.act(|engine, cx| engine.give_up(cx, accept));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    world.act(|engine, cx| engine.land(cx, accept));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Accepted);
    let lost = |event: &Event| {
        matches!(event, Event::Invocation(_, InvocationEvent::Settled { outcome: Outcome::Lost, .. }))
    };
    assert_eq!(world.count(lost), 2);
}

#[test]
fn a_request_that_comes_twice_has_its_effect_twice_and_one_answer() {
    let mut world = World::staffed(1);
    let contact = world.comes(Channel::Chat, SUPPORT);
    world.accepts(AGENT);
    let conversation = world.conversation_of(contact);
    let message =
        Payload::of("conversationSid", Value::Sid(conversation.sid())).with("body", Value::text("hello"));
    let send = world.asks(Action::SendMessage, message);
    let copy = world.engine.request(send).unwrap();
    world.act(|engine, cx| engine.land(cx, send));
    assert!(world.settled().unwrap().is_ok());
    world.act(|engine, cx| engine.land_again(cx, copy));
    assert_eq!(world.engine.platform().conversation(conversation).unwrap().messages.len(), 2);
    assert!(world.settled().is_none());

    // What can be done once only is refused the second time, and nobody hears of it.
    let call = world.calls();
    let offer = world.offered(AGENT).unwrap();
    let accept = world.asks(Action::AcceptTask, sid_of(offer));
    let copy = world.engine.request(accept).unwrap();
    world.act(|engine, cx| engine.land(cx, accept));
    world.settled().unwrap().unwrap();
    let before = world.engine.fingerprint();
    world.act(|engine, cx| engine.land_again(cx, copy));
    assert_eq!(world.engine.fingerprint(), before);
    assert!(world.leaves(call));
}

#[test]
fn a_reload_drops_the_call_and_loses_what_was_asked() {
    let mut world = World::staffed(1);
    world.calls();
    let reservation = world.accepts(AGENT);
    world.asks(Action::HoldCall, sid_of(reservation));
    world.act(|engine, cx| engine.reload(cx, AGENT));
    assert_eq!(refused(world.settled().unwrap()), (Code::InvocationLost, Cause::Fault));
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert_eq!(world.shown(reservation), Some(ReservationStatus::Wrapping));
}

#[test]
fn an_expired_session_refuses_until_it_is_renewed() {
    let mut world = World::staffed(1);
    assert!(world.act(|engine, cx| engine.expire_session(cx, AGENT)));
    assert!(!world.act(|engine, cx| engine.expire_session(cx, AGENT)));
    world.begin(AGENT, Action::SetActivity, Payload::of("activitySid", Value::Sid(OFFLINE.sid())));
    assert_eq!(refused(world.settled().unwrap()), (Code::NotSignedIn, Cause::Fault));
    world.act(|engine, cx| engine.renew_session(cx, AGENT));
    world.set_activity(AGENT, OFFLINE).unwrap();

    // By the script, before the time is over.
    world.act(|engine, cx| engine.expire_session(cx, AGENT));
    world.invoke(AGENT, Action::UpdateWorkerToken, Payload::of("token", Value::text("new"))).unwrap();
    world.set_activity(AGENT, AVAILABLE).unwrap();
    // Who has logged out by themselves is not signed in again.
    world.invoke(AGENT, Action::Logout, Payload::Absent).unwrap();
    assert!(!world.act(|engine, cx| engine.expire_session(cx, AGENT)));
    world.act(|engine, cx| engine.renew_session(cx, AGENT));
    assert_eq!(refused(world.set_activity(AGENT, AVAILABLE)), (Code::NotSignedIn, Cause::Caller));
}

#[test]
fn a_failing_backend_refuses_and_changes_nothing() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(AGENT).unwrap();
    let accept = world.asks(Action::AcceptTask, sid_of(offer));
    world.act(|engine, cx| engine.fail(cx, accept));
    assert_eq!(refused(world.settled().unwrap()), (Code::CantAcceptCall, Cause::Fault));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    // It blocks nothing: the next try is as good as the first.
    world.on(AGENT, Action::AcceptTask, offer).unwrap();
}

/// An agent whose accepting of a call is on its way to the backend.
fn accepting() -> (World, ReservationId, InvocationId) {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(AGENT).unwrap();
    let accept = world.asks(Action::AcceptTask, sid_of(offer));
    (world, offer, accept)
}

#[test]
fn what_was_lost_and_fails_blocks_nothing_when_the_desktop_is_connected_again() {
    let (mut world, offer, accept) = accepting();
    world.act(|engine, cx| engine.disconnect(cx, AGENT));
    world.act(|engine, cx| engine.fail(cx, accept));
    world.act(|engine, cx| engine.reconnect(cx, AGENT));
    world.settled().unwrap().unwrap_err();
    // No event has come, nor will any: the reservation is as it was.
    assert_eq!(world.shown(offer), Some(ReservationStatus::Pending));
    world.on(AGENT, Action::AcceptTask, offer).unwrap();
}

#[test]
fn what_a_restart_has_lost_blocks_nothing() {
    let (mut world, offer, _) = accepting();
    world.engine.keep_journal();
    world.act(|engine, cx| engine.restart(cx)).unwrap();
    world.act(|engine, cx| engine.reconnect(cx, AGENT));
    world.settled().unwrap().unwrap_err();
    world.on(AGENT, Action::AcceptTask, offer).unwrap();
}

#[test]
fn what_nobody_waits_for_any_more_blocks_nothing() {
    let (mut world, offer, accept) = accepting();
    world.act(|engine, _| engine.lose_response(accept));
    // As long as its agent waits, the same is refused.
    world.begin(AGENT, Action::AcceptTask, sid_of(offer));
    assert_eq!(refused(world.settled().unwrap()).0, Code::ActionPending);
    world.act(|engine, cx| engine.give_up(cx, accept));
    world.settled().unwrap().unwrap_err();
    world.act(|engine, cx| engine.fail(cx, accept));
    world.on(AGENT, Action::AcceptTask, offer).unwrap();
}

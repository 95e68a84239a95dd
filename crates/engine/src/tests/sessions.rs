//! Sessions: logging out, tokens that expire, pages that are loaded anew, and what becomes of the agent's calls.

use super::*;
use crate::event::{ReservationEvent, Role};

fn logs_out(world: &mut World, force: bool) -> Result<Value, Rejection> {
    world.invoke(worker(1), Action::Logout, Payload::of("forceLogout", Value::Bool(force)))
}

fn renews(world: &mut World, token: &str) -> Result<Value, Rejection> {
    world.invoke(worker(1), Action::UpdateWorkerToken, Payload::of("token", Value::Text(token.into())))
}

fn signed_in(world: &World) -> bool {
    world.engine.desktop(worker(1)).unwrap().session.signed_in
}

fn is_in_a_call(world: &World) -> bool {
    !world.engine.platform().worker(worker(1)).unwrap().legs.is_empty()
}

#[test]
fn a_forced_logout_leaves_an_offer_as_it_is_and_the_agent_available() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    assert_eq!(refused(logs_out(&mut world, false)).0, Code::PendingReservations);
    assert!(signed_in(&world), "what was refused has changed nothing");
    logs_out(&mut world, true).unwrap();
    assert!(!signed_in(&world));
    assert!(world.engine.platform().worker(worker(1)).unwrap().available);
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    assert_eq!(refused(world.on(worker(1), Action::AcceptTask, offer)).0, Code::NotSignedIn);
    world.pass(seconds(120));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Timeout);
    assert_eq!(world.engine.activity_name(worker(1)).unwrap(), "Unavailable", "as anybody who does not answer");
    let rejected = |event: &Event| {
        matches!(event, Event::Reservation(_, ReservationEvent::Changed { to: ReservationStatus::Rejected, .. }))
    };
    assert_eq!(world.count(rejected), 0);
}

#[test]
fn a_forced_logout_into_an_activity_that_cannot_be_set_leaves_the_one_that_there_is() {
    for to in [AVAILABLE, ActivityId::new(99)] {
        let mut world = World::staffed(1);
        let payload = Payload::of("forceLogout", Value::Bool(true)).with("activitySid", Value::Sid(to.sid()));
        world.invoke(worker(1), Action::Logout, payload).unwrap();
        assert!(!signed_in(&world));
        assert_eq!(world.engine.activity_name(worker(1)).unwrap(), "Available");
    }
    let mut world = World::staffed(1);
    logs_out(&mut world, true).unwrap();
    assert_eq!(world.engine.activity_name(worker(1)).unwrap(), "Offline", "where nothing is in the way");
}

#[test]
fn whoever_logs_out_leaves_their_call_forced_or_not() {
    for force in [false, true] {
        let (mut world, contact, task, reservation) = super::conferences::on_a_call();
        logs_out(&mut world, force).unwrap();
        assert!(!is_in_a_call(&world));
        assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
        assert_eq!(world.status(task), TaskStatus::Wrapping);
        assert!(world.engine.platform().contact(contact).is_none(), "two were in it");
    }
}

#[test]
fn a_supervisor_who_logs_out_listens_no_more_and_the_call_goes_on() {
    let (mut world, _, task, reservation) = super::conferences::on_a_call();
    let boss = world.hire_as(&WorkerSetup { supervisor: true, ..WorkerSetup::new("boss", &[SUPPORT]) });
    world.on(boss, Action::MonitorCall, reservation).unwrap();
    world.invoke(boss, Action::Logout, Payload::Absent).unwrap();
    let conference = world.engine.platform().task(task).unwrap().conference.unwrap();
    let roles: Vec<Role> =
        world.engine.platform().conference(conference).unwrap().participants.iter().map(|leg| leg.role).collect();
    assert_eq!(roles, [Role::Customer, Role::Worker(worker(1))]);
}

#[test]
fn a_call_that_rings_ends_with_the_session_of_who_has_dialled() {
    let mut world = World::staffed(1);
    let to = Payload::of("destination", Value::Text("+15551234567".into()));
    world.invoke(worker(1), Action::StartOutboundCall, to).unwrap();
    let own = world.offered(worker(1)).unwrap();
    logs_out(&mut world, true).unwrap();
    assert_eq!(world.reservation_status(own), ReservationStatus::Canceled);
}

#[test]
fn an_accept_that_lands_after_the_logout_finds_no_phone() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    world.begin(worker(1), Action::AcceptTask, sid_of(offer));
    let accept = world.out.requests.remove(0);
    logs_out(&mut world, true).unwrap();
    world.act(|engine, cx| engine.land(cx, accept.invocation));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    assert!(!is_in_a_call(&world));
    // Chats need no phone.
    renews(&mut world, "fresh").unwrap();
    world.on(worker(1), Action::AcceptTask, offer).unwrap();
    assert!(is_in_a_call(&world), "and who is signed in again has one");
}

#[test]
fn a_token_is_good_until_its_time() {
    let (mut world, contact, _, reservation) = super::conferences::on_a_call();
    renews(&mut world, "abc exp=20").unwrap();
    world.pass(seconds(19));
    world.invoke(worker(1), Action::ToggleMute, Payload::Absent).unwrap();
    world.pass(seconds(1));
    assert!(!signed_in(&world) && !is_in_a_call(&world));
    assert!(world.engine.platform().contact(contact).is_none());
    for action in [Action::CompleteTask, Action::SelectTask] {
        let told = world.on(worker(1), action, reservation).unwrap_err();
        assert_eq!(told.code, Code::NotSignedIn, "{action}");
        assert!(told.message.contains("UpdateWorkerToken"), "{}", told.message);
    }
    assert_eq!(refused(renews(&mut world, "exp=20")).0, Code::TokenUpdateFailed, "it has expired");
    renews(&mut world, "exp=40").unwrap();
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
}

#[test]
fn the_time_of_a_token_that_was_renewed_says_nothing_any_more() {
    let (mut world, ..) = super::conferences::on_a_call();
    for token in ["exp=5", "exp=30", "for good"] {
        renews(&mut world, token).unwrap();
    }
    world.pass(seconds(60));
    assert!(signed_in(&world) && is_in_a_call(&world));
    // Nor does that of a session that is over.
    renews(&mut world, "exp=100").unwrap();
    logs_out(&mut world, false).unwrap();
    world.invoke(worker(1), Action::ReloadWindow, Payload::of("forceLogin", Value::Bool(false))).unwrap();
    renews(&mut world, "for good").unwrap();
    world.pass(seconds(60));
    assert!(signed_in(&world));
}

#[test]
fn an_expired_session_keeps_its_activity_and_what_it_is_offered() {
    let mut world = World::staffed(1);
    renews(&mut world, "exp=20").unwrap();
    world.pass(seconds(10));
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    world.pass(seconds(10));
    assert!(!signed_in(&world));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    assert!(world.engine.platform().worker(worker(1)).unwrap().available);
}

#[test]
fn a_page_that_is_loaded_anew_drops_the_call_that_was_in_it() {
    for fault in [false, true] {
        let (mut world, contact, _, reservation) = super::conferences::on_a_call();
        if fault {
            world.act(|engine, cx| engine.reload(cx, worker(1)));
        } else {
            world.invoke(worker(1), Action::ReloadWindow, Payload::of("forceLogin", Value::Bool(false))).unwrap();
        }
        assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
        assert!(world.engine.platform().contact(contact).is_none() && signed_in(&world));
    }
}

#[test]
fn a_page_that_asks_to_sign_in_anew_is_signed_out_until_then() {
    let mut world = World::staffed(1);
    world.invoke(worker(1), Action::ReloadWindow, Payload::of("forceLogin", Value::Bool(true))).unwrap();
    assert!(!signed_in(&world));
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    assert_eq!(refused(world.on(worker(1), Action::AcceptTask, offer)).0, Code::NotSignedIn);
    renews(&mut world, "fresh").unwrap();
    world.on(worker(1), Action::AcceptTask, offer).unwrap();
}

#[test]
fn sessions_survive_a_restart() {
    let mut world = World::staffed(1);
    world.engine.keep_journal();
    renews(&mut world, "exp=20").unwrap();
    world.pass(seconds(20));
    let recovery = world.act(Engine::restart).unwrap();
    assert!(recovery.is_exact);
    assert!(!signed_in(&world));
    assert!(!world.engine.platform().worker(worker(1)).unwrap().phone);
}

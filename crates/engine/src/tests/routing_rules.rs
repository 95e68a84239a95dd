//! The rules of routing and of reservations, a sentence each.

use super::*;

#[test]
fn a_task_is_reserved_for_as_many_as_fifty_at_once() {
    let mut many = center();
    many.queues[0].max_reserved = 50;
    let mut world = World::new(many);
    let agents: Vec<WorkerId> = (0..60).map(|_| world.hire(&[SUPPORT], [1; 4])).collect();
    for agent in &agents {
        world.set_available(*agent);
    }
    let task = {
        let contact = world.calls();
        world.task_of(contact)
    };
    assert_eq!(agents.iter().filter(|agent| world.offered(**agent).is_some()).count(), 50);
    // Back to pending when all of them have come to nothing, and not before.
    let offers: Vec<_> = agents.iter().filter_map(|agent| Some((*agent, world.offered(*agent)?))).collect();
    for (agent, offer) in offers {
        assert_eq!(world.status(task), TaskStatus::Reserved);
        world.on(agent, Action::RejectTask, offer).unwrap();
    }
    assert_eq!(world.status(task), TaskStatus::Reserved, "ten others were free");
}

#[test]
fn accepting_never_changes_the_activity() {
    let mut world = World::staffed(1);
    world.calls();
    world.accepts(worker(1));
    assert_eq!(world.engine.platform().worker(worker(1)).unwrap().activity, AVAILABLE);
    let mut world = World::staffed(1);
    world.set_activity(worker(1), ActivityId::new(3)).unwrap();
    world.comes(Channel::Chat, SUPPORT);
    world.accepts(worker(1));
    assert_eq!(world.engine.platform().worker(worker(1)).unwrap().activity, ActivityId::new(3));
}

#[test]
fn wrapping_up_occupies_capacity_until_it_is_done() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let reservation = world.accepts(worker(1));
    world.calls();
    assert!(world.leaves(contact));
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert_eq!((world.load(worker(1), Channel::Voice), world.offered(worker(1))), (1, None));
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert!(world.offered(worker(1)).is_some());
}

#[test]
fn from_one_available_activity_to_another_offers_stay() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    world.set_activity(worker(1), ActivityId::new(3)).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
}

#[test]
fn going_away_needs_that_nothing_is_pending_or_the_option_that_rejects_it() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    let to = |reject: bool| {
        let options = Value::map(Entries::from([("rejectPendingReservations".into(), Value::Bool(reject))]));
        Payload::of("activitySid", Value::Sid(UNAVAILABLE.sid())).with("options", options)
    };
    let kept = world.invoke(worker(1), Action::SetActivity, to(false));
    assert_eq!(refused(kept).0, Code::PendingReservations);
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    world.invoke(worker(1), Action::SetActivity, to(true)).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Rejected);
}

#[test]
fn an_offer_that_times_out_moves_its_worker_and_rejects_what_else_is_pending_for_them() {
    let mut world = World::staffed(1);
    world.calls();
    let late = world.offered(worker(1)).unwrap();
    world.pass(seconds(60));
    world.comes(Channel::Chat, SUPPORT);
    let other = world.engine.platform().pending_of(worker(1))[1];
    world.pass(seconds(60));
    assert_eq!(world.reservation_status(late), ReservationStatus::Timeout, "120 s after it was made");
    assert_eq!(world.reservation_status(other), ReservationStatus::Rejected);
    assert_eq!(world.engine.platform().worker(worker(1)).unwrap().activity, UNAVAILABLE);
}

#[test]
fn a_task_that_nobody_accepts_is_canceled_by_its_time_to_live_also_while_it_is_offered() {
    let mut brief = center();
    brief.timeouts.task = seconds(30);
    for staffed in [false, true] {
        let mut world = World::new(brief.clone());
        let agent = world.hire(&[SUPPORT], [1; 4]);
        if staffed {
            world.set_available(agent);
        }
        let contact = world.calls();
        let task = world.task_of(contact);
        let offer = world.offered(agent);
        world.pass(seconds(29));
        assert!(matches!(world.status(task), TaskStatus::Pending | TaskStatus::Reserved));
        world.pass(seconds(1));
        assert_eq!(world.status(task), TaskStatus::Canceled);
        assert!(offer.is_none_or(|offer| world.reservation_status(offer) == ReservationStatus::Canceled));
    }
}

#[test]
fn an_assigned_task_is_not_canceled_by_its_time_to_live() {
    let mut brief = center();
    brief.timeouts.task = seconds(30);
    let mut world = World::new(brief);
    let agent = world.hire(&[SUPPORT], [1; 4]);
    world.set_available(agent);
    let contact = world.calls();
    world.accepts(agent);
    world.pass(seconds(60));
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Assigned);
}

#[test]
fn a_settled_task_is_gone_after_five_minutes() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let task = world.task_of(contact);
    let reservation = world.accepts(worker(1));
    assert!(world.leaves(contact));
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    world.pass(seconds(299));
    assert!(world.engine.platform().task(task).is_some());
    world.pass(seconds(1));
    assert!(world.engine.platform().task(task).is_none());
}

#[test]
fn the_time_to_live_is_a_day_unless_set() {
    let mut world = World::staffed(0);
    let contact = world.calls();
    let task = world.task_of(contact);
    world.pass(seconds(86_399));
    assert_eq!(world.status(task), TaskStatus::Pending);
    world.pass(seconds(1));
    assert_eq!(world.status(task), TaskStatus::Canceled);
}

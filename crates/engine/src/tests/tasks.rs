use super::*;

#[test]
fn a_call_goes_from_pending_to_completed() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let task = world.task_of(contact);
    assert_eq!(world.status(task), TaskStatus::Reserved);
    let reservation = world.accepts(worker(1));
    assert_eq!(world.status(task), TaskStatus::Assigned);
    world.on(worker(1), Action::WrapupTask, reservation).unwrap();
    assert_eq!(world.status(task), TaskStatus::Wrapping);
    assert_eq!(world.load(worker(1), Channel::Voice), 1, "wrapping still takes capacity");
    world.on(worker(1), Action::CompleteTask, reservation).unwrap();
    assert_eq!(world.status(task), TaskStatus::Completed);
    assert_eq!(world.load(worker(1), Channel::Voice), 0);
}

#[test]
fn a_settled_task_is_gone_after_five_minutes() {
    let mut world = World::staffed(0);
    let contact = world.calls();
    let task = world.task_of(contact);
    assert!(world.leaves(contact));
    assert_eq!(world.status(task), TaskStatus::Canceled);
    world.pass(seconds(299));
    assert!(world.engine.platform().task(task).is_some());
    world.pass(seconds(1));
    assert!(world.engine.platform().task(task).is_none());
}

#[test]
fn a_rejected_task_waits_again_and_goes_to_another_first() {
    let mut world = World::staffed(2);
    let contact = world.calls();
    let first = world.offered(worker(1)).unwrap();
    world.on(worker(1), Action::RejectTask, first).unwrap();
    assert_eq!(world.reservation_status(first), ReservationStatus::Rejected);
    assert!(world.offered(worker(2)).is_some());
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Reserved);
}

#[test]
fn whoever_rejected_a_task_is_offered_it_again_after_a_pause_only() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let first = world.offered(worker(1)).unwrap();
    world.on(worker(1), Action::RejectTask, first).unwrap();
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Pending);
    assert_eq!(world.offered(worker(1)), None);
    world.pass(seconds(10));
    assert!(world.offered(worker(1)).is_some_and(|again| again != first));
}

#[test]
fn a_reservation_that_times_out_sends_its_worker_away_and_its_task_on() {
    let mut world = World::staffed(1);
    world.comes(Channel::Chat, SUPPORT);
    world.now = world.now + seconds(1);
    let contact = world.calls();
    let [chat, call] = world.engine.platform().pending_of(worker(1)).into_vec()[..] else { panic!() };
    world.pass(seconds(119));
    assert_eq!(world.reservation_status(chat), ReservationStatus::Timeout);
    assert_eq!(world.reservation_status(call), ReservationStatus::Rejected, "what else was pending for them");
    assert_eq!(world.engine.platform().worker(worker(1)).unwrap().activity, UNAVAILABLE);
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Pending);
    let other = world.hire(&[SUPPORT], [1; 4]);
    world.set_available(other);
    assert_eq!(world.engine.platform().pending_of(other).len(), 2);
}

#[test]
fn an_accept_that_lands_too_late_is_refused_as_nobodys_fault() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let offer = world.offered(worker(1)).unwrap();
    world.begin(worker(1), Action::AcceptTask, sid_of(offer));
    assert!(world.leaves(contact));
    assert_eq!(refused(world.land()), (Code::ReservationNotPending, Cause::World));
}

#[test]
fn accepting_twice_is_the_callers_mistake() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.accepts(worker(1));
    assert_eq!(
        refused(world.on(worker(1), Action::AcceptTask, offer)),
        (Code::ReservationNotPending, Cause::Caller)
    );
}

#[test]
fn nobody_accepts_what_was_offered_to_another() {
    let mut world = World::staffed(2);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    assert_eq!(
        refused(world.on(worker(2), Action::AcceptTask, offer)),
        (Code::ReservationNotFound, Cause::Caller)
    );
    let never = ReservationId::new(999);
    assert_eq!(
        refused(world.on(worker(2), Action::AcceptTask, never)),
        (Code::ReservationNotFound, Cause::Caller)
    );
}

#[test]
fn completing_needs_the_call_to_be_over_and_is_done_once() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let offer = world.offered(worker(1)).unwrap();
    let complete = |world: &mut World| refused(world.on(worker(1), Action::CompleteTask, offer));
    assert_eq!(complete(&mut world), (Code::CannotCompleteNotAssigned, Cause::Caller));
    world.accepts(worker(1));
    assert_eq!(complete(&mut world), (Code::CannotCompleteNotAssigned, Cause::Caller));
    assert!(world.leaves(contact));
    world.on(worker(1), Action::CompleteTask, offer).unwrap();
    assert_eq!(complete(&mut world), (Code::ReservationCompleted, Cause::World));
}

#[test]
fn wrapping_up_after_the_caller_left_is_a_race() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let offer = world.offered(worker(1)).unwrap();
    let early = world.on(worker(1), Action::WrapupTask, offer);
    assert_eq!(refused(early), (Code::ReservationNotAccepted, Cause::Caller));
    world.accepts(worker(1));
    assert!(world.leaves(contact));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Wrapping);
    let late = world.on(worker(1), Action::WrapupTask, offer);
    assert_eq!(refused(late), (Code::ReservationNotAccepted, Cause::World));
}

#[test]
fn ending_a_task_does_the_next_thing_that_is_due() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.accepts(worker(1));
    for status in [ReservationStatus::Wrapping, ReservationStatus::Completed] {
        world.on(worker(1), Action::EndVoiceTask, offer).unwrap();
        assert_eq!(world.reservation_status(offer), status);
    }
    let gone = world.on(worker(1), Action::EndVoiceTask, offer);
    assert_eq!(refused(gone), (Code::CouldNotCompleteReservation, Cause::World));
}

#[test]
fn a_task_that_nobody_takes_is_canceled_after_its_time() {
    let mut world = World::staffed(0);
    let contact = world.calls();
    let task = world.task_of(contact);
    world.pass(seconds(86_400));
    assert_eq!(world.status(task), TaskStatus::Canceled);
    assert!(world.engine.platform().contact(contact).is_none());
}

#[test]
fn going_unavailable_rejects_what_is_pending_or_is_refused() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    let options = Value::map(Entries::from([("rejectPendingReservations".into(), Value::Bool(false))]));
    let keep = Payload::of("activityName", Value::Text("Offline".into())).with("options", options);
    let refusal = world.invoke(worker(1), Action::SetActivity, keep);
    assert_eq!(refused(refusal), (Code::PendingReservations, Cause::World));
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
    world.set_activity(worker(1), OFFLINE).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Rejected);
}

#[test]
fn going_from_one_available_activity_to_another_keeps_reservations() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    world.set_activity(worker(1), ActivityId::new(3)).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Pending);
}

#[test]
fn an_activity_that_does_not_exist_is_named_with_the_nearest() {
    let mut world = World::staffed(1);
    let payload = Payload::of("activityName", Value::Text("Availabel".into()));
    let rejection = world.invoke(worker(1), Action::SetActivity, payload).unwrap_err();
    assert_eq!(rejection.code, Code::ActivityNotFound);
    assert!(rejection.message.contains("did you mean `Available`?"), "{}", rejection.message);
}

#[test]
fn only_supervisors_set_others_activities() {
    let mut world = World::staffed(2);
    let payload =
        Payload::of("workerSid", Value::Sid(worker(2).sid())).with("activitySid", Value::Sid(OFFLINE.sid()));
    let refusal = world.invoke(worker(1), Action::SetWorkerActivity, payload);
    assert_eq!(refused(refusal), (Code::NotAuthorized, Cause::Caller));
}

#[test]
fn attributes_are_merged_or_replaced_and_counted() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let task = world.task_of(contact);
    let offer = world.accepts(worker(1));
    let set = |world: &mut World, key: &str, merge: bool| {
        let attributes = Value::map(Entries::from([(key.into(), Value::Int(1))]));
        let payload = sid_of(offer).with("attributes", attributes).with("mergeExisting", Value::Bool(merge));
        world.invoke(worker(1), Action::SetTaskAttributes, payload).unwrap();
        world.engine.platform().task(task).unwrap().attributes.to_string()
    };
    assert_eq!(set(&mut world, "a", true), r#"{"a": 1}"#);
    assert_eq!(set(&mut world, "b", true), r#"{"a": 1, "b": 1}"#);
    assert_eq!(set(&mut world, "c", false), r#"{"c": 1}"#);
    assert_eq!(world.engine.platform().task(task).unwrap().version, 3);
}

#[test]
fn who_changes_attributes_that_somebody_changed_first_is_refused() {
    for merge in [false, true] {
        let mut world = World::staffed(1);
        let contact = world.calls();
        let task = world.task_of(contact);
        let offer = world.accepts(worker(1));
        let set = |key: &str| {
            let attributes = Value::map(Entries::from([(key.into(), Value::Int(1))]));
            sid_of(offer).with("attributes", attributes).with("mergeExisting", Value::Bool(merge))
        };
        // Both read the same version, and the second lands last.
        world.begin(worker(1), Action::SetTaskAttributes, set("a"));
        world.begin(worker(1), Action::SetTaskAttributes, set("b"));
        assert_eq!(refused(world.land()), (Code::CantSetTaskAttributes, Cause::World));
        let changed = world.engine.platform().task(task).unwrap();
        assert_eq!((changed.attributes.to_string().as_str(), changed.version), (r#"{"a": 1}"#, 1));
        // Who has read the new one may change it.
        world.invoke(worker(1), Action::SetTaskAttributes, set("b")).unwrap();
    }
}

#[test]
fn of_two_who_change_an_agents_attributes_at_once_one_is_refused() {
    let mut world = World::staffed(1);
    let set = |key: &str| {
        let attributes = Value::map(Entries::from([(key.into(), Value::Int(1))]));
        Payload::of("attributes", attributes).with("mergeExisting", Value::Bool(false))
    };
    world.begin(worker(1), Action::SetWorkerAttributes, set("a"));
    world.begin(worker(1), Action::SetWorkerAttributes, set("b"));
    assert_eq!(refused(world.land()), (Code::CantSetWorkerAttributes, Cause::World));
    assert_eq!(world.engine.platform().worker(worker(1)).unwrap().attributes.to_string(), r#"{"a": 1}"#);
}

#[test]
fn an_agent_who_goes_home_leaves_nothing_behind() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let task = world.task_of(contact);
    world.accepts(worker(1));
    world.act(|engine, cx| engine.sign_off(cx, worker(1)));
    assert_eq!(world.status(task), TaskStatus::Completed);
    assert!(world.engine.platform().contact(contact).is_none());
    let agent = world.engine.platform().worker(worker(1)).unwrap();
    assert!(agent.open.is_empty() && agent.legs.is_empty() && agent.load == [0; 4] && agent.activity == OFFLINE);
}

#[test]
fn a_live_task_is_not_forgotten() {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let task = world.task_of(contact);
    let forget = Timer::Forget(task);
    assert!(world.engine.is_stale(forget));
    world.act(|engine, cx| engine.timer(cx, forget));
    assert_eq!(world.status(task), TaskStatus::Reserved);
    world.leaves(contact);
    assert!(!world.engine.is_stale(forget));
    world.act(|engine, cx| engine.timer(cx, forget));
    assert!(world.engine.platform().task(task).is_none() && world.engine.is_stale(forget));
}

use super::*;
use crate::event::{ConferenceEvent, ContactEvent};
use crate::event::{EndReason, Role};
use crate::platform::Participant;

/// A call that agent 1 is on.
fn on_a_call() -> (World, ContactId, ReservationId) {
    let mut world = World::staffed(1);
    let contact = world.calls();
    let reservation = world.accepts(worker(1));
    (world, contact, reservation)
}

fn leg(world: &World, contact: ContactId, role: Role) -> Participant {
    let task = world.engine.platform().task(world.task_of(contact)).unwrap();
    world.engine.platform().conference(task.conference.unwrap()).unwrap().with_role(role).unwrap().clone()
}

#[test]
fn accepting_a_call_puts_both_into_a_conference() {
    let (world, contact, _) = on_a_call();
    assert!(leg(&world, contact, Role::Customer).end_on_exit);
    assert!(leg(&world, contact, Role::Worker(worker(1))).end_on_exit, "the sole agent's exit ends the call");
}

#[test]
fn the_callers_hanging_up_ends_the_call_and_wraps_the_task() {
    let (mut world, contact, reservation) = on_a_call();
    let task = world.task_of(contact);
    assert!(world.leaves(contact));
    assert!(!world.leaves(contact), "only once");
    assert_eq!(world.status(task), TaskStatus::Wrapping);
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert!(world.engine.platform().worker(worker(1)).unwrap().legs.is_empty());
    let ended = |event: &Event| {
        matches!(event, Event::Conference(_, ConferenceEvent::Ended { reason: EndReason::EndOnExit, .. }))
    };
    assert_eq!(world.count(ended), 1);
}

#[test]
fn hanging_up_and_ending_for_all_both_wrap() {
    for action in [Action::HangupCall, Action::EndConferenceForAll] {
        let (mut world, contact, reservation) = on_a_call();
        let task = world.task_of(contact);
        world.on(worker(1), action, reservation).unwrap();
        assert_eq!(world.status(task), TaskStatus::Wrapping, "{action}");
        assert!(world.engine.platform().contact(contact).is_none());
        let again = world.on(worker(1), action, reservation);
        assert_eq!(refused(again), (Code::NoActiveCall, Cause::World));
    }
}

#[test]
fn holding_is_idempotent_and_legal_on_a_live_call_only() {
    let (mut world, contact, reservation) = on_a_call();
    for _ in 0..2 {
        world.on(worker(1), Action::HoldCall, reservation).unwrap();
        assert!(leg(&world, contact, Role::Customer).hold);
    }
    world.on(worker(1), Action::UnholdCall, reservation).unwrap();
    assert!(!leg(&world, contact, Role::Customer).hold);
    let changes = |event: &Event| {
        matches!(event, Event::Conference(_, ConferenceEvent::ParticipantChanged { role: Role::Customer, .. }))
    };
    assert_eq!(world.count(changes), 2, "what changes nothing states nothing");
    assert!(world.leaves(contact));
    assert_eq!(
        refused(world.on(worker(1), Action::HoldCall, reservation)),
        (Code::ErrorHoldingCall, Cause::World)
    );
}

#[test]
fn a_hold_in_flight_when_the_caller_leaves_is_a_race() {
    let (mut world, contact, reservation) = on_a_call();
    world.begin(worker(1), Action::HoldCall, sid_of(reservation));
    assert!(world.leaves(contact));
    assert_eq!(refused(world.land()), (Code::ErrorHoldingCall, Cause::World));
}

#[test]
fn holding_a_call_that_was_not_accepted_is_a_mistake() {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    assert_eq!(refused(world.on(worker(1), Action::HoldCall, offer)), (Code::ErrorHoldingCall, Cause::Caller));
}

#[test]
fn holding_a_chat_is_a_mistake() {
    let mut world = World::staffed(1);
    world.comes(Channel::Chat, SUPPORT);
    let chat = world.accepts(worker(1));
    assert_eq!(refused(world.on(worker(1), Action::HoldCall, chat)), (Code::CantHoldCall, Cause::Caller));
}

#[test]
fn muting_flips_the_agents_own_leg() {
    let (mut world, contact, _) = on_a_call();
    for muted in [true, false] {
        world.invoke(worker(1), Action::ToggleMute, Payload::Absent).unwrap();
        assert_eq!(leg(&world, contact, Role::Worker(worker(1))).muted, muted);
    }
    assert!(world.leaves(contact));
    let late = world.invoke(worker(1), Action::ToggleMute, Payload::Absent);
    assert_eq!(refused(late), (Code::CantMuteNoLiveCall, Cause::World));
}

#[test]
fn kicking_the_caller_ends_the_call_and_nobody_kicks_themselves() {
    let (mut world, contact, reservation) = on_a_call();
    let own = sid_of(reservation).with("targetSid", Value::Sid(worker(1).sid()));
    assert_eq!(
        refused(world.invoke(worker(1), Action::KickParticipant, own)),
        (Code::CouldNotKick, Cause::Caller)
    );
    let customer = leg(&world, contact, Role::Customer).id;
    let payload = sid_of(reservation).with("targetSid", Value::Sid(customer.sid()));
    world.invoke(worker(1), Action::KickParticipant, payload).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert!(world.engine.platform().contact(contact).is_none());
}

#[test]
fn an_agent_on_hold_can_take_themselves_off_it_and_do_nothing_else() {
    let (mut world, contact, reservation) = on_a_call();
    let own = sid_of(reservation).with("targetSid", Value::Sid(worker(1).sid()));
    world.invoke(worker(1), Action::HoldParticipant, own.clone()).unwrap();
    assert!(leg(&world, contact, Role::Worker(worker(1))).hold);
    assert_eq!(refused(world.on(worker(1), Action::HoldCall, reservation)), (Code::CantHoldCall, Cause::Caller));
    world.invoke(worker(1), Action::UnholdParticipant, own).unwrap();
    assert!(!leg(&world, contact, Role::Worker(worker(1))).hold);
}

fn dial(world: &mut World) -> Result<Value, Rejection> {
    world.invoke(
        worker(1),
        Action::StartOutboundCall,
        Payload::of("destination", Value::Text("+15551234567".into())),
    )
}

#[test]
fn an_outbound_call_is_offered_to_whoever_dialled_and_answered_by_the_customer() {
    let mut world = World::staffed(1);
    dial(&mut world).unwrap();
    let contact = world.out.dialled.pop().unwrap();
    world.accepts(worker(1));
    let answered = |event: &Event| matches!(event, Event::Contact(_, ContactEvent::Answered { .. }));
    assert_eq!(world.count(answered), 0, "the agent's accepting does not answer it");
    assert!(world.act(|engine, cx| engine.outbound_answered(cx, contact)));
    assert_eq!(world.count(answered), 1);
    assert_eq!(refused(dial(&mut world)), (Code::VoiceCallAlreadyLive, Cause::World));
}

#[test]
fn an_outbound_call_that_nobody_answers_is_canceled_or_wraps() {
    let mut world = World::staffed(1);
    dial(&mut world).unwrap();
    let contact = world.out.dialled.pop().unwrap();
    let (task, offer) = (world.task_of(contact), world.offered(worker(1)).unwrap());
    world.pass(seconds(30));
    assert_eq!(
        (world.status(task), world.reservation_status(offer)),
        (TaskStatus::Canceled, ReservationStatus::Canceled)
    );

    dial(&mut world).unwrap();
    let contact = world.out.dialled.pop().unwrap();
    let task = world.task_of(contact);
    world.accepts(worker(1));
    assert!(world.act(|engine, cx| engine.outbound_declined(cx, contact)));
    assert_eq!(world.status(task), TaskStatus::Wrapping);
}

#[test]
fn dialling_needs_an_agent_who_is_free_to_call() {
    let mut world = World::staffed(1);
    world.calls();
    assert_eq!(refused(dial(&mut world)), (Code::PendingInboundCall, Cause::World));
    world.accepts(worker(1));
    assert_eq!(refused(dial(&mut world)), (Code::VoiceCallAlreadyLive, Cause::World));
    let mut world = World::staffed(1);
    world.set_activity(worker(1), OFFLINE).unwrap();
    assert_eq!(refused(dial(&mut world)), (Code::OutboundWhenOffline, Cause::Caller));
}

#[test]
fn dialling_needs_what_the_centre_configures() {
    let refused_with = |change: fn(&mut Center)| {
        let mut configured = center();
        change(&mut configured);
        let mut world = World::new(configured);
        let agent = world.hire(&[SUPPORT], [1; 4]);
        world.set_available(agent);
        refused(dial(&mut world)).0
    };
    assert_eq!(refused_with(|center| center.outbound.enabled = false), Code::OutboundDisabled);
    assert_eq!(refused_with(|center| center.outbound.queue = None), Code::MissingQueue);
    assert_eq!(refused_with(|center| center.outbound.caller_id = None), Code::MissingFrom);
}

/// What the conference options of an accept make of the exits of agent and customer.
fn exits(options: &[(&str, bool)]) -> (bool, bool) {
    let mut world = World::staffed(1);
    world.calls();
    let offer = world.offered(worker(1)).unwrap();
    let options = Value::map(options.iter().map(|(name, ends)| ((*name).into(), Value::Bool(*ends))).collect());
    let payload = sid_of(offer).with("conferenceOptions", options);
    world.invoke(worker(1), Action::AcceptTask, payload).unwrap();
    let platform = world.engine.platform();
    let task = platform.reservation(offer).unwrap().task;
    let live = platform.conference(platform.task(task).unwrap().conference.unwrap()).unwrap();
    let ends = |role| live.with_role(role).unwrap().end_on_exit;
    (ends(Role::Worker(worker(1))), ends(Role::Customer))
}

#[test]
fn whose_exit_ends_a_call_is_what_the_accept_says() {
    let (agent, customer) = ("endConferenceOnExit", "endConferenceOnCustomerExit");
    assert_eq!(exits(&[]), (true, true));
    assert_eq!(exits(&[(agent, false)]), (false, true));
    assert_eq!(exits(&[(customer, false)]), (true, false));
    assert_eq!(exits(&[(agent, false), (customer, true)]), (false, true));
}

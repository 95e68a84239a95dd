//! Calls and e-mails that agents begin: what the desktop does by itself, and how long a reservation is pending.

use super::*;
use crate::effects::{CallRole, FunctionId};
use crate::event::{ConferenceEvent, ContactEvent, DesktopEvent, InvocationEvent, Role};
use crate::hooks::ScriptEnd;

fn dial(world: &mut World) -> Result<Value, Rejection> {
    world.invoke(
        worker(1),
        Action::StartOutboundCall,
        Payload::of("destination", Value::Text("+15551234567".into())),
    )
}

/// The actions of the desktop's own and others, in the order in which they began.
fn begun(world: &World) -> Vec<String> {
    let action = |event: &Event| match event {
        Event::Invocation(_, InvocationEvent::Begun { action, .. }) => Some(action.as_str().to_owned()),
        _ => None,
    };
    world.log.iter().filter_map(action).collect()
}

fn status_of_own(world: &World) -> Option<ReservationStatus> {
    world.engine.desktop(worker(1)).unwrap().tasks.first().map(|task| task.status)
}

fn legs_of(world: &World, task: TaskId) -> Vec<Role> {
    let platform = world.engine.platform();
    let live = platform.task(task).and_then(|task| task.conference).and_then(|id| platform.conference(id));
    live.map(|live| live.participants.iter().map(|leg| leg.role).collect()).unwrap_or_default()
}

#[test]
fn the_desktop_accepts_and_selects_a_call_by_itself_and_the_customer_is_called_then() {
    let mut world = World::staffed(1);
    world.begin(
        worker(1),
        Action::StartOutboundCall,
        Payload::of("destination", Value::Text("+15551234567".into())),
    );
    let started = world.out.requests.remove(0);
    world.act(|engine, cx| engine.land(cx, started.invocation));
    let own = world.offered(worker(1)).unwrap();
    let task = world.engine.platform().reservation(own).unwrap().task;
    assert!(world.out.dialled.is_empty() && legs_of(&world, task).is_empty(), "the agent is not there yet");
    let accept = world.out.requests.remove(0);
    assert_eq!(accept.action, Action::AcceptTask);
    world.act(|engine, cx| engine.land(cx, accept.invocation));
    assert_eq!(world.out.dialled.len(), 1, "now it rings");
    assert_eq!(legs_of(&world, task), [Role::Worker(worker(1)), Role::Customer]);
    assert_eq!(status_of_own(&world), Some(ReservationStatus::Pending), "until they answer");
    assert_eq!(world.status(task), TaskStatus::Reserved);
    assert_eq!(&begun(&world)[1..4], ["StartOutboundCall", "AcceptTask", "SelectTask"]);
    assert_eq!(world.engine.desktop(worker(1)).unwrap().selected, Some(own));
    let contact = world.out.dialled.pop().unwrap();
    let answered = |event: &Event| matches!(event, Event::Contact(_, ContactEvent::Answered { .. }));
    assert_eq!(world.count(answered), 0);
    world.pass(seconds(20));
    assert!(world.act(|engine, cx| engine.outbound_answered(cx, contact)));
    assert_eq!((world.count(answered), status_of_own(&world)), (1, Some(ReservationStatus::Accepted)));
    assert_eq!(world.status(task), TaskStatus::Assigned);
    assert_eq!(refused(dial(&mut world)), (Code::VoiceCallAlreadyLive, Cause::World));
    // It outlives what would have been the timeout of the offer.
    world.pass(seconds(600));
    assert_eq!(status_of_own(&world), Some(ReservationStatus::Accepted));
}

#[test]
fn no_answer_busy_and_hanging_up_cancel_the_reservation_and_nothing_is_wrapped_up() {
    for how in 0..5 {
        let mut world = World::staffed(1);
        dial(&mut world).unwrap();
        let contact = world.out.dialled.pop().unwrap();
        let (task, own) = (world.task_of(contact), world.offered(worker(1)).unwrap());
        match how {
            0 => world.pass(seconds(30)),
            1 => assert!(world.act(|engine, cx| engine.outbound_declined(cx, contact))),
            2 => drop(world.on(worker(1), Action::HangupCall, own).unwrap()),
            3 => drop(world.on(worker(1), Action::RejectTask, own).unwrap()),
            _ => assert!(world.leaves(contact)),
        }
        assert_eq!(world.status(task), TaskStatus::Canceled, "{how}");
        let to = if how == 3 { ReservationStatus::Rejected } else { ReservationStatus::Canceled };
        assert_eq!(world.reservation_status(own), to, "{how}");
        assert!(legs_of(&world, task).is_empty() && world.engine.platform().contact(contact).is_none(), "{how}");
        assert_eq!((world.load(worker(1), Channel::Voice), status_of_own(&world)), (0, None), "{how}");
        dial(&mut world).unwrap();
    }
}

#[test]
fn ringing_lasts_as_long_as_it_may_however_short_offers_are() {
    let mut center = center();
    center.queues[0].reservation_timeout = seconds(20);
    center.timeouts.ring = seconds(40);
    let mut world = World::new(center);
    let agent = world.hire(&[SUPPORT], [1; 4]);
    world.set_available(agent);
    dial(&mut world).unwrap();
    let own = world.offered(agent).unwrap();
    world.pass(seconds(39));
    assert_eq!(world.reservation_status(own), ReservationStatus::Pending);
    world.pass(seconds(1));
    assert_eq!(world.reservation_status(own), ReservationStatus::Canceled);
    assert!(world.engine.platform().worker(agent).unwrap().available, "nobody went to the timeout activity");
}

#[test]
fn an_accept_that_fails_leaves_the_call_to_its_agent_and_to_time() {
    let mut world = World::staffed(1);
    world.begin(
        worker(1),
        Action::StartOutboundCall,
        Payload::of("destination", Value::Text("+15551234567".into())),
    );
    let started = world.out.requests.remove(0);
    world.act(|engine, cx| engine.land(cx, started.invocation));
    let accept = world.out.requests.remove(0);
    world.act(|engine, cx| engine.fail(cx, accept.invocation));
    assert!(world.out.dialled.is_empty());
    assert!(!begun(&world).contains(&"SelectTask".to_owned()), "what was not accepted is not selected");
    let own = world.offered(worker(1)).unwrap();
    world.on(worker(1), Action::AcceptTask, own).unwrap();
    assert_eq!(world.out.dialled.len(), 1, "by hand");
    let again = world.on(worker(1), Action::AcceptTask, own);
    assert_eq!(refused(again).0, Code::ActionBlocked, "once");
}

#[test]
fn who_accepts_what_is_being_dialled_is_told_so_and_nothing_changes() {
    let mut world = World::staffed(1);
    dial(&mut world).unwrap();
    let own = world.offered(worker(1)).unwrap();
    assert_eq!(refused(world.on(worker(1), Action::AcceptTask, own)).0, Code::ActionBlocked);
    // A desktop that has fetched its tasks blocks nothing any more.
    world.act(|engine, cx| engine.disconnect(cx, worker(1)));
    world.act(|engine, cx| engine.reconnect(cx, worker(1)));
    let again = world.on(worker(1), Action::AcceptTask, own);
    assert_eq!(refused(again), (Code::ReservationNotPending, Cause::World));
    assert_eq!(world.reservation_status(own), ReservationStatus::Pending);
}

#[test]
fn listeners_see_it_and_can_keep_the_desktop_from_it() {
    let mut world = World::staffed(1);
    world.engine.register(worker(1), Action::AcceptTask.into(), CallRole::Before, FunctionId(7));
    dial(&mut world).unwrap();
    let call = world.out.calls.pop().unwrap();
    assert_eq!((call.function, call.role), (FunctionId(7), CallRole::Before));
    world.engine.abort(call.invocation);
    world.act(|engine, cx| engine.call_ended(cx, call, ScriptEnd::Returned(Value::Null)));
    assert!(world.out.requests.is_empty() && world.out.dialled.is_empty());
    let own = world.offered(worker(1)).unwrap();
    world.pass(seconds(120));
    assert_eq!(world.reservation_status(own), ReservationStatus::Timeout);
}

#[test]
fn an_email_is_accepted_and_selected_by_the_desktop_too() {
    let mut center = center();
    let settings = crate::config::OutboundEmail {
        queue: Some(SALES),
        from: Some("help@example.com".into()),
        from_name: None,
    };
    center.email = Some(settings);
    let mut world = World::new(center);
    let agent = world.hire(&[SUPPORT], [1; 4]);
    world.set_available(agent);
    let to = Payload::of("destination", Value::Text("ann@example.org".into()));
    world.invoke(agent, Action::StartOutboundEmailTask, to).unwrap();
    assert_eq!(status_of_own(&world), Some(ReservationStatus::Accepted));
    assert!(world.engine.desktop(agent).unwrap().selected.is_some());
    let selected = |event: &Event| matches!(event, Event::Desktop(_, DesktopEvent::Selected { .. }));
    assert_eq!(world.count(selected), 1);
}

#[test]
fn nothing_that_comes_from_others_is_accepted_by_the_desktop() {
    let mut world = World::staffed(1);
    world.calls();
    world.comes(Channel::Email, SUPPORT);
    assert!(!begun(&world).contains(&"AcceptTask".to_owned()));
}

#[test]
fn a_page_that_is_loaded_anew_accepts_what_its_agent_had_begun() {
    let mut world = World::staffed(1);
    world.begin(
        worker(1),
        Action::StartOutboundCall,
        Payload::of("destination", Value::Text("+15551234567".into())),
    );
    let started = world.out.requests.remove(0);
    world.act(|engine, cx| engine.land(cx, started.invocation));
    let accept = world.out.requests.remove(0);
    world.act(|engine, cx| engine.fail(cx, accept.invocation));
    world.act(|engine, cx| engine.reload(cx, worker(1)));
    let accept = world.out.requests.remove(0);
    world.act(|engine, cx| engine.land(cx, accept.invocation));
    assert_eq!(world.out.dialled.len(), 1);
}

/// A call that agent 1 puts on hold and hands on to agent 2, who accepts; what was begun after that.
fn handed_on(mode: &str) -> (World, TaskId, Vec<String>) {
    let (mut world, _, task, reservation) = super::conferences::on_a_call();
    world.on(worker(1), Action::HoldCall, reservation).unwrap();
    let options = Value::map(Entries::from([("mode".into(), Value::Text(mode.into()))]));
    let payload = sid_of(reservation).with("targetSid", Value::Sid(worker(2).sid())).with("options", options);
    world.invoke(worker(1), Action::TransferTask, payload).unwrap();
    let before = begun(&world).len();
    world.accepts(worker(2));
    let after = begun(&world).split_off(before);
    (world, task, after)
}

#[test]
fn the_desktop_that_takes_over_a_cold_transfer_takes_the_customer_off_hold() {
    let (world, task, begun) = handed_on("COLD");
    assert_eq!(begun, ["AcceptTask", "UnholdCall"]);
    let (conference, customer) = world.engine.platform().customer_leg(task).unwrap();
    assert!(!world.engine.platform().conference(conference).unwrap().participant(customer).unwrap().hold);
    let changed = |event: &Event| {
        matches!(
            event,
            Event::Conference(_, ConferenceEvent::ParticipantChanged { role: Role::Customer, hold: false, .. })
        )
    };
    assert_eq!(world.count(changed), 1);
}

#[test]
fn the_desktop_that_joins_a_warm_transfer_leaves_the_customer_on_hold() {
    let (world, task, begun) = handed_on("WARM");
    assert_eq!(begun, ["AcceptTask"]);
    let (conference, customer) = world.engine.platform().customer_leg(task).unwrap();
    assert!(world.engine.platform().conference(conference).unwrap().participant(customer).unwrap().hold);
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

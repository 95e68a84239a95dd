//! What the modes do otherwise besides the silences that the rows of the table break, where that takes a test of its own;
//! and what both do alike although the product's documentation reads as if they did not.

use super::channel::{listed, paused_and_listed};
use super::supervisor::monitored;
use super::*;

/// A call of the agent's that is held, and another that they talk on.
fn two_calls(mode: Mode) -> (World, ReservationId, ReservationId) {
    let mut world = floor(mode);
    world.hire_for_two_calls();
    world.comes(Channel::Voice, SALES);
    let held = world.accepts(DOUBLE);
    let own = sid_of(held).with("targetSid", Value::Sid(DOUBLE.sid()));
    world.invoke(DOUBLE, Action::HoldParticipant, own).unwrap();
    world.comes(Channel::Voice, SALES);
    let live = world.accepts(DOUBLE);
    (world, held, live)
}

pub(super) fn hanging_up_drops_the_leg_they_talk_on() {
    for mode in BOTH {
        let (mut world, held, live) = two_calls(mode);
        world.on(DOUBLE, Action::HangupCall, held).unwrap();
        let (dropped, left) = if mode == Mode::Strict { (held, live) } else { (live, held) };
        assert_eq!(world.reservation_status(dropped), ReservationStatus::Wrapping, "{mode:?}");
        assert_eq!(world.reservation_status(left), ReservationStatus::Accepted, "{mode:?}");
    }
}

#[test]
fn who_only_has_a_held_call_hangs_it_up_in_strict_mode_alone() {
    for mode in BOTH {
        let (mut world, held, live) = two_calls(mode);
        world.on(DOUBLE, Action::HangupCall, live).unwrap();
        let result = world.on(DOUBLE, Action::HangupCall, held);
        match mode {
            Mode::Strict => assert_eq!(world.conference_of(held), None),
            Mode::Compat => assert_eq!(refused(result).0, Code::NoActiveCall),
        }
    }
}

pub(super) fn stopping_to_monitor_drops_whatever_leg_is_active() {
    stopping_drops_the_leg_of_a_call();
    for mode in BOTH {
        let (mut world, reservation) = monitored(mode);
        let result = world.on(SUPERVISOR, Action::StopMonitoringCall, NOWHERE);
        let leg = world.leg(reservation, Role::Supervisor(SUPERVISOR));
        match mode {
            Mode::Strict => {
                assert_eq!(refused(result), (Code::NotMonitoring, Cause::Caller));
                assert!(leg.is_some());
            }
            Mode::Compat => {
                assert_eq!(result, Ok(Value::Null));
                assert!(leg.is_none());
            }
        }
    }
}

fn stopping_drops_the_leg_of_a_call() {
    for mode in BOTH {
        let (mut world, _, reservation) = on_a_call(mode);
        let result = world.invoke(AGENT, Action::StopMonitoringCall, Payload::Absent);
        match mode {
            Mode::Strict => {
                assert_eq!(refused(result), (Code::NotMonitoring, Cause::World));
                assert_eq!(world.reservation_status(reservation), ReservationStatus::Accepted);
            }
            Mode::Compat => {
                assert_eq!(result, Ok(Value::Null));
                assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
            }
        }
    }
}

#[test]
fn monitoring_what_is_monitored_already_stays_as_it_is() {
    for mode in BOTH {
        let (mut world, reservation) = monitored(mode);
        let before = world.engine.fingerprint();
        let again = world.on(SUPERVISOR, Action::MonitorCall, reservation);
        match mode {
            Mode::Strict => assert_eq!(refused(again), (Code::CantMonitor, Cause::Caller)),
            Mode::Compat => assert_eq!(again, Ok(Value::Null)),
        }
        assert_eq!(world.engine.fingerprint(), before);
        // Whoever has stopped monitors nothing, so the same call is a new one.
        world.invoke(SUPERVISOR, Action::StopMonitoringCall, Payload::Absent).unwrap();
        world.on(SUPERVISOR, Action::MonitorCall, reservation).unwrap();
        assert!(world.leg(reservation, Role::Supervisor(SUPERVISOR)).is_some());
    }
}

#[test]
fn selecting_no_paused_conversation_empties_the_selection_in_compat_mode_alone() {
    for mode in BOTH {
        let (mut world, conversation) = paused_and_listed(mode);
        let selected = Value::Sid(conversation.sid());
        world.invoke(AGENT, Action::SelectPausedConversation, Payload::of("sid", selected.clone())).unwrap();
        let result = world.invoke(AGENT, Action::SelectPausedConversation, Payload::Absent);
        match mode {
            Mode::Strict => {
                assert_eq!(refused(result), (Code::IncompletePayload, Cause::Caller));
                assert_eq!(world.shows(AGENT, "selected_paused"), selected);
            }
            Mode::Compat => {
                assert_eq!(result, Ok(Value::Null));
                assert_eq!(world.shows(AGENT, "selected_paused"), Value::Null);
            }
        }
        assert_eq!(listed(&world, "paused"), sids([conversation.sid()]), "the list stays");
    }
}

#[test]
fn a_hold_before_the_accepting_is_refused_by_the_backend_not_by_the_desktop() {
    for mode in BOTH {
        let (mut world, _, offer) = offered_call(mode);
        world.begin(AGENT, Action::HoldCall, sid_of(offer));
        assert_eq!(world.out.requests.len(), 1, "the desktop does not ask for the reservation's status");
        assert_eq!(refused(world.land()), (Code::ErrorHoldingCall, Cause::Caller), "{mode:?}");
    }
}

#[test]
fn an_accepted_call_blocks_its_payload_until_the_desktop_hears_of_it() {
    for mode in BOTH {
        let mut world = World::new(Center { mode, ..center() });
        world.engine = Engine::new(Arc::new(Center { mode, ..center() }), Delivery::ByNotice);
        world.open();
        world.calls();
        let offer = world.offered(AGENT).unwrap();
        world.hear();
        world.on(AGENT, Action::AcceptTask, offer).unwrap();
        let desktop = world.engine.desktop(AGENT).unwrap();
        assert_eq!(desktop.task(offer).unwrap().status, ReservationStatus::Pending, "it has not heard yet");
        let again = world.on(AGENT, Action::AcceptTask, offer);
        assert_eq!(refused(again), (Code::ActionBlocked, Cause::Caller), "{mode:?}");
        world.hear();
        let again = world.on(AGENT, Action::AcceptTask, offer);
        assert_eq!(refused(again), (Code::ReservationNotPending, Cause::Caller), "{mode:?}");
    }
}

impl World {
    /// All events that are on their way reach their desktops.
    pub(super) fn hear(&mut self) {
        for notice in std::mem::take(&mut self.out.notices) {
            self.act(|engine, cx| engine.deliver(cx, notice));
        }
    }
}

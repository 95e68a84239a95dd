//! Rows: calls and their participants, and tones.

use super::*;
use crate::event::ConferenceEvent;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = calls();
    rows.extend(participants());
    rows.extend(tones());
    rows
}

fn calls() -> Vec<Row> {
    vec![
        Row::of(Action::ToggleMute)
            .legal(mutes)
            .illegal(Code::CantMuteNoLiveCall, |mode| floor(mode).then(AGENT, Payload::Absent))
            .illegal(Code::CantMuteNoLiveCall, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world.invoke(AGENT, Action::HoldParticipant, naming(reservation, AGENT)).unwrap();
                world.then(AGENT, Payload::Absent)
            }),
        Row::of(Action::HangupCall)
            .legal(hangs_up)
            .otherwise(super::modes::hanging_up_drops_the_leg_they_talk_on)
            .illegal(Code::NoTaskInPayload, |mode| {
                let (world, _, _) = on_a_call(mode);
                world.then(AGENT, sid_of(NOWHERE))
            })
            .illegal(Code::NoActiveCall, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .race(
                Code::NoActiveCall,
                |mode| {
                    let (world, _, reservation) = on_a_call(mode);
                    world.then(AGENT, sid_of(reservation))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            ),
        Row::of(Action::EndConferenceForAll)
            .legal(ends_for_all)
            .illegal(Code::NoTaskInPayload, |mode| {
                let (world, _, _) = on_a_call(mode);
                world.then(AGENT, sid_of(NOWHERE))
            })
            .illegal(Code::NoActiveCall, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .failed(Code::CouldNotEndConference, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            }),
        Row::of(Action::HoldCall)
            .legal(holds)
            .illegal(Code::CantHoldCall, in_transfer)
            .illegal(Code::CantHoldCall, |mode| {
                let (world, _, chat) = chatting(mode);
                world.then(AGENT, sid_of(chat))
            })
            .illegal(Code::CantHoldCall, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world.invoke(AGENT, Action::HoldParticipant, naming(reservation, AGENT)).unwrap();
                world.then(AGENT, sid_of(reservation))
            })
            .illegal(Code::ErrorHoldingCall, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, sid_of(offer))
            }),
        Row::of(Action::UnholdCall).legal(unholds).illegal(Code::CantUnholdCall, in_transfer).illegal(
            Code::ErrorUnholdingCall,
            |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            },
        ),
        Row::of(Action::StartExternalWarmTransfer)
            .legal(calls_in)
            .illegal(Code::CantAddParticipant, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, third_party(reservation, "client:bob"))
            })
            .illegal(Code::IncompletePayload, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .illegal(Code::InvalidPayload, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, third_party(reservation, "Bob"))
            })
            .failed(Code::CantAddParticipant, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, third_party(reservation, "+15550123"))
            })
            .race(
                Code::CantAddParticipant,
                |mode| {
                    let (world, _, reservation) = on_a_call(mode);
                    world.then(AGENT, third_party(reservation, "+15550123"))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            )
            .illegal(Code::CantAddParticipant, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, third_party(offer, "+15550123"))
            })
            .illegal(Code::CantAddParticipant, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world
                    .invoke(AGENT, Action::StartExternalWarmTransfer, third_party(reservation, "+15550123"))
                    .unwrap();
                world.then(AGENT, third_party(reservation, "+15550124"))
            })
            .illegal(Code::CantAddParticipant, |mode| {
                let mut world = floor_with(mode, |center| center.features.external_transfer = false);
                world.calls();
                let reservation = world.accepts(AGENT);
                world.then(AGENT, third_party(reservation, "+15550123"))
            }),
    ]
}

fn participants() -> Vec<Row> {
    vec![
        Row::of(Action::KickParticipant)
            .legal(kicks)
            .illegal(Code::TaskNotFound, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(COLLEAGUE, naming(reservation, AGENT))
            })
            .illegal(Code::ParticipantNotFound, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, naming(reservation, COLLEAGUE))
            })
            .illegal(Code::CouldNotKick, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, naming(reservation, AGENT))
            })
            .illegal(Code::CouldNotKick, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                let own = world.leg(reservation, Role::Worker(AGENT)).unwrap();
                world.then(AGENT, naming_leg(reservation, &own))
            })
            .illegal(Code::CouldNotKick, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, naming(reservation, COLLEAGUE))
            })
            .illegal(Code::InvalidPayload, naming_two)
            .compat_alone(Code::CouldNotKick, |mode| {
                let (world, own, _) = consulting(mode);
                let customer = world.leg(own, Role::Customer).unwrap();
                world.then(AGENT, naming_leg(own, &customer))
            }),
        Row::of(Action::HoldParticipant)
            .legal(holds_participants)
            .illegal(Code::CantHoldParticipant, |mode| {
                let Scene { world, by, payload } = in_transfer(mode);
                world.then(by, payload.with("targetSid", Value::Sid(AGENT.sid())))
            })
            .strict_alone(Code::ParticipantNotFound, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, naming(reservation, COLLEAGUE))
            })
            .illegal(Code::ParticipantNotFound, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                let called = third_party(reservation, "+15550123");
                world.invoke(AGENT, Action::StartExternalWarmTransfer, called).unwrap();
                let ringing = world.leg(reservation, Role::External).unwrap();
                world.then(AGENT, naming_leg(reservation, &ringing))
            })
            .illegal(Code::InvalidPayload, naming_two)
            .otherwise(|| absent_stand_for_the_customer(Action::HoldParticipant)),
        Row::of(Action::UnholdParticipant)
            .legal(unholds_participants)
            .illegal(Code::CantUnholdParticipant, |mode| {
                let Scene { world, by, payload } = in_transfer(mode);
                world.then(by, payload.with("targetSid", Value::Sid(COLLEAGUE.sid())))
            })
            .illegal(Code::CantUnholdParticipant, |mode| {
                let mut world = floor(mode);
                world.hire_for_two_calls();
                world.comes(Channel::Voice, SALES);
                let first = world.accepts(DOUBLE);
                world.invoke(DOUBLE, Action::HoldParticipant, naming(first, DOUBLE)).unwrap();
                world.comes(Channel::Voice, SALES);
                world.accepts(DOUBLE);
                world.then(DOUBLE, naming(first, DOUBLE))
            })
            .strict_alone(Code::ParticipantNotFound, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, naming(reservation, COLLEAGUE))
            })
            .illegal(Code::InvalidPayload, naming_two)
            .otherwise(|| absent_stand_for_the_customer(Action::UnholdParticipant)),
    ]
}

fn tones() -> Vec<Row> {
    vec![
        Row::of(Action::ToggleDTMFDialpad).legal(toggles_dialpad).illegal(Code::CantToggleDtmf, |mode| {
            let (world, _, chat) = chatting(mode);
            world.then(AGENT, sid_of(chat))
        }),
        Row::of(Action::SetDTMFDialpadDigits).legal(writes_digits).illegal(Code::CantSetDigits, |mode| {
            let (world, _, offer) = offered_call(mode);
            world.then(AGENT, digits(offer, "1"))
        }),
        Row::of(Action::SendDTMFDigits)
            .legal(sends_digits)
            .illegal(Code::CantSendDigits, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, digits(offer, "1"))
            })
            .illegal(Code::NoActiveCall, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world.invoke(AGENT, Action::HoldParticipant, naming(reservation, AGENT)).unwrap();
                world.then(AGENT, digits(reservation, "1"))
            })
            .race(
                Code::NoActiveCall,
                |mode| {
                    let (world, _, reservation) = on_a_call(mode);
                    world.then(AGENT, digits(reservation, "1"))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            ),
    ]
}

/// A participant, named by the worker they are.
pub(super) fn naming(reservation: ReservationId, target: WorkerId) -> Payload {
    sid_of(reservation).with("targetSid", Value::Sid(target.sid()))
}

pub(super) fn naming_leg(reservation: ReservationId, leg: &Participant) -> Payload {
    sid_of(reservation).with("participant", map(&[("sid", Value::Sid(leg.id.sid()))]))
}

fn third_party(reservation: ReservationId, number: &str) -> Payload {
    sid_of(reservation).with("phoneNumber", text(number)).with("callerId", text("+15550100"))
}

fn digits(reservation: ReservationId, digits: &str) -> Payload {
    sid_of(reservation).with("digits", text(digits))
}

/// A call of the agent's that the colleague is being asked to join.
fn in_transfer(mode: Mode) -> Scene {
    let (mut world, _, reservation) = on_a_call(mode);
    world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "WARM")).unwrap();
    world.then(AGENT, sid_of(reservation))
}

/// A call that agent and colleague are both in.
pub(super) fn consulting(mode: Mode) -> (World, ReservationId, ReservationId) {
    let Scene { mut world, .. } = in_transfer(mode);
    let theirs = world.accepts(COLLEAGUE);
    let own = world.engine.desktop(AGENT).unwrap().tasks[0].reservation;
    (world, own, theirs)
}

/// The colleague by worker, and the customer as an object.
fn naming_two(mode: Mode) -> Scene {
    let (world, own, _) = consulting(mode);
    let customer = world.leg(own, Role::Customer).unwrap();
    let payload = naming_leg(own, &customer).with("targetSid", Value::Sid(COLLEAGUE.sid()));
    world.then(AGENT, payload)
}

/// Somebody who is not in the call: a colleague, or a leg that never was.
fn absent_stand_for_the_customer(action: Action) {
    let to = action == Action::HoldParticipant;
    for by_leg in [false, true] {
        for mode in BOTH {
            let (mut world, _, reservation) = on_a_call(mode);
            if !to {
                world.on(AGENT, Action::HoldCall, reservation).unwrap();
            }
            let absent = crate::units::ParticipantId::new(99).sid();
            let payload = match by_leg {
                true => sid_of(reservation).with("targetSid", Value::Sid(absent)),
                false => naming(reservation, COLLEAGUE),
            };
            let result = world.invoke(AGENT, action, payload);
            match mode {
                Mode::Strict => assert_eq!(refused(result), (Code::ParticipantNotFound, Cause::World)),
                Mode::Compat => assert_eq!(result, Ok(Value::Null)),
            }
            assert_eq!(is_held(&world, reservation, Role::Customer), to == (mode == Mode::Compat), "{action}");
            assert!(!is_held(&world, reservation, Role::Worker(AGENT)));
        }
    }
}

fn is_held(world: &World, reservation: ReservationId, role: Role) -> bool {
    world.leg(reservation, role).unwrap().hold
}

fn mutes(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    for muted in [true, false] {
        world.invoke(AGENT, Action::ToggleMute, Payload::Absent).unwrap();
        assert_eq!(world.leg(reservation, Role::Worker(AGENT)).unwrap().muted, muted);
    }
    world
}

fn hangs_up(mode: Mode) -> World {
    let (mut world, own, theirs) = consulting(mode);
    let task = world.engine.platform().reservation(own).unwrap().task;
    world.on(COLLEAGUE, Action::HangupCall, theirs).unwrap();
    assert_eq!(world.reservation_status(theirs), ReservationStatus::Wrapping);
    assert_eq!(world.status(task), TaskStatus::Assigned, "the other agent is in the call");
    world.on(AGENT, Action::HangupCall, own).unwrap();
    assert_eq!((world.status(task), world.conference_of(own)), (TaskStatus::Wrapping, None));

    let mut world = floor(mode);
    let dialled = Payload::of("destination", text("+15550123"));
    world.invoke(AGENT, Action::StartOutboundCall, dialled).unwrap();
    let reservation = world.offered(AGENT).unwrap();
    world.on(AGENT, Action::HangupCall, reservation).unwrap();
    assert_eq!(world.conference_of(reservation), None, "nobody rings any more");
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Canceled);
    world
}

fn ends_for_all(mode: Mode) -> World {
    let (mut world, own, theirs) = consulting(mode);
    let task = world.engine.platform().reservation(own).unwrap().task;
    world.on(AGENT, Action::EndConferenceForAll, own).unwrap();
    for reservation in [own, theirs] {
        assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    }
    assert_eq!((world.status(task), world.conference_of(own)), (TaskStatus::Wrapping, None));
    world
}

fn holds(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    for _ in 0..2 {
        world.on(AGENT, Action::HoldCall, reservation).unwrap();
        assert!(is_held(&world, reservation, Role::Customer), "twice is as good as once");
    }
    assert!(!is_held(&world, reservation, Role::Worker(AGENT)));
    world
}

fn unholds(mode: Mode) -> World {
    let mut world = holds(mode);
    let reservation = world.engine.desktop(AGENT).unwrap().tasks[0].reservation;
    for _ in 0..2 {
        world.on(AGENT, Action::UnholdCall, reservation).unwrap();
        assert!(!is_held(&world, reservation, Role::Customer), "twice is as good as once");
    }
    world
}

fn calls_in(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    let called = third_party(reservation, "+15550123");
    let answer = world.invoke(AGENT, Action::StartExternalWarmTransfer, called).unwrap();
    let leg = world.leg(reservation, Role::External).unwrap();
    assert_eq!((answer, leg.is_joined()), (Value::Ref(leg.id.sid()), false));
    world.pass(seconds(4));
    assert!(world.leg(reservation, Role::External).unwrap().is_joined());
    world
}

fn kicks(mode: Mode) -> World {
    let (mut world, own, theirs) = consulting(mode);
    world.invoke(AGENT, Action::KickParticipant, naming(own, COLLEAGUE)).unwrap();
    assert!(world.leg(own, Role::Worker(COLLEAGUE)).is_none());
    assert_eq!(world.reservation_status(theirs), ReservationStatus::Wrapping);
    assert_eq!(world.reservation_status(own), ReservationStatus::Accepted);

    // Named in both ways, and a third party who has not answered yet.
    let (mut world, own, _) = consulting(mode);
    let colleague = world.leg(own, Role::Worker(COLLEAGUE)).unwrap();
    let both = naming_leg(own, &colleague).with("targetSid", Value::Sid(COLLEAGUE.sid()));
    world.invoke(AGENT, Action::KickParticipant, both).unwrap();
    assert!(world.leg(own, Role::Worker(COLLEAGUE)).is_none());
    if mode == Mode::Compat {
        // Agents and supervisors alone.
        return world;
    }
    world.invoke(AGENT, Action::StartExternalWarmTransfer, third_party(own, "+15550123")).unwrap();
    let ringing = world.leg(own, Role::External).unwrap();
    world.invoke(AGENT, Action::KickParticipant, naming_leg(own, &ringing)).unwrap();
    assert!(world.leg(own, Role::External).is_none());

    let customer = world.leg(own, Role::Customer).unwrap();
    world.invoke(AGENT, Action::KickParticipant, naming_leg(own, &customer)).unwrap();
    assert_eq!(world.conference_of(own), None, "the customer's exit ends the call");
    world
}

/// A call with an agent, a colleague, a third party and a supervisor.
fn crowded(mode: Mode) -> (World, ReservationId) {
    let (mut world, own, _) = consulting(mode);
    world.on(AGENT, Action::UnholdCall, own).unwrap();
    world.invoke(AGENT, Action::StartExternalWarmTransfer, third_party(own, "+15550123")).unwrap();
    world.pass(seconds(4));
    world.on(SUPERVISOR, Action::MonitorCall, own).unwrap();
    (world, own)
}

fn held(world: &World, reservation: ReservationId) -> Vec<Role> {
    let conference = world.conference_of(reservation).unwrap();
    let live = world.engine.platform().conference(conference).unwrap();
    live.participants.iter().filter(|leg| leg.hold).map(|leg| leg.role).collect()
}

/// A participant as an object, and whose leg is held for it.
fn targets() -> [(Role, Role); 5] {
    [
        (Role::Worker(COLLEAGUE), Role::Worker(COLLEAGUE)),
        (Role::External, Role::External),
        (Role::Customer, Role::Customer),
        (Role::Supervisor(SUPERVISOR), Role::Customer),
        (Role::Worker(AGENT), Role::Worker(AGENT)),
    ]
}

fn holds_participants(mode: Mode) -> World {
    let mut last = None;
    for (target, meant) in targets() {
        let (mut world, own) = crowded(mode);
        let leg = world.leg(own, target).unwrap();
        world.invoke(AGENT, Action::HoldParticipant, naming_leg(own, &leg)).unwrap();
        assert_eq!(held(&world, own), [meant], "holding {target:?}");
        last = Some(world);
    }
    last.unwrap()
}

fn unholds_participants(mode: Mode) -> World {
    for (target, _) in targets() {
        let (mut world, own) = crowded(mode);
        let leg = world.leg(own, target).unwrap();
        for action in [Action::HoldParticipant, Action::UnholdParticipant] {
            world.invoke(AGENT, action, naming_leg(own, &leg)).unwrap();
        }
        assert_eq!(held(&world, own), [], "unholding {target:?}");
    }
    // Their own leg, while the transfer waits to be taken, in either way.
    let mut last = None;
    for by_leg in [false, true] {
        let (mut world, _, reservation) = on_a_call(mode);
        let own = world.leg(reservation, Role::Worker(AGENT)).unwrap();
        world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "WARM")).unwrap();
        let payload = if by_leg { naming_leg(reservation, &own) } else { naming(reservation, AGENT) };
        world.invoke(AGENT, Action::UnholdParticipant, payload).unwrap();
        assert!(!is_held(&world, reservation, Role::Worker(AGENT)));
        last = Some(world);
    }
    last.unwrap()
}

fn dialpad(world: &World, reservation: ReservationId) -> (bool, String) {
    let pad = world.engine.desktop(AGENT).unwrap().panels.dialpad(reservation).unwrap();
    (pad.open, pad.digits.to_string())
}

fn toggles_dialpad(mode: Mode) -> World {
    let (mut world, _, offer) = offered_call(mode);
    world.on(AGENT, Action::ToggleDTMFDialpad, offer).unwrap();
    assert_eq!(dialpad(&world, offer), (true, String::new()));
    let reservation = world.accepts(AGENT);
    world.invoke(AGENT, Action::SetDTMFDialpadDigits, digits(reservation, "12")).unwrap();
    let open = |to| sid_of(reservation).with("open", Value::Bool(to));
    world.invoke(AGENT, Action::ToggleDTMFDialpad, open(true)).unwrap();
    assert_eq!(dialpad(&world, reservation), (true, String::new()), "it was open already");
    world.invoke(AGENT, Action::SetDTMFDialpadDigits, digits(reservation, "12")).unwrap();
    world.invoke(AGENT, Action::ToggleDTMFDialpad, open(false)).unwrap();
    assert_eq!(dialpad(&world, reservation), (false, String::new()));
    let Value::List(shown) = world.shows(AGENT, "dialpads") else { panic!("a list") };
    assert_eq!(shown[0].get("open"), Some(&Value::Bool(false)));
    world
}

fn writes_digits(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    for written in ["12", "3#"] {
        world.invoke(AGENT, Action::SetDTMFDialpadDigits, digits(reservation, written)).unwrap();
        assert_eq!(dialpad(&world, reservation).1, written);
    }
    assert_eq!(
        world.count(|event| matches!(event, Event::Conference(_, ConferenceEvent::TonesSent { .. }))),
        0,
        "nobody hears anything"
    );
    world
}

fn sends_digits(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    for (sent, written) in [("1", "1"), ("2#", "12#")] {
        world.invoke(AGENT, Action::SendDTMFDigits, digits(reservation, sent)).unwrap();
        assert_eq!(dialpad(&world, reservation).1, written);
    }
    let own = world.leg(reservation, Role::Worker(AGENT)).unwrap().id;
    let on_their_leg = |event: &Event| matches!(event, Event::Conference(_, ConferenceEvent::TonesSent { participant, .. }) if *participant == own);
    assert_eq!(world.count(on_their_leg), 2);
    world
}

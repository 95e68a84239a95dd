//! Rows: the life of a task, and transfers.

use super::*;
use crate::event::{ChannelStatus, Member, TransferMode};

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::of(Action::AcceptTask)
            .legal(accepts)
            .illegal(Code::ReservationNotFound, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(COLLEAGUE, sid_of(offer))
            })
            .illegal(Code::ReservationNotPending, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .race(
                Code::ReservationNotPending,
                |mode| {
                    let (world, _, offer) = offered_call(mode);
                    world.then(AGENT, sid_of(offer))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            )
            .illegal(Code::BrowserVoiceDisabled, |mode| {
                let mut world = floor_with(mode, |center| center.features.browser_voice = false);
                world.calls();
                let offer = world.offered(AGENT).unwrap();
                world.then(AGENT, sid_of(offer))
            })
            .illegal(Code::CantAcceptCall, |mode| {
                let mut world = floor(mode);
                world.hire_for_two_calls();
                world.comes(Channel::Voice, SALES);
                world.accepts(DOUBLE);
                world.comes(Channel::Voice, SALES);
                let offer = world.offered(DOUBLE).unwrap();
                world.then(DOUBLE, sid_of(offer))
            })
            .failed(Code::CantAcceptCall, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, sid_of(offer))
            })
            .failed(Code::CouldNotAcceptReservation, |mode| {
                let mut world = floor(mode);
                world.comes(Channel::Chat, SUPPORT);
                let offer = world.offered(AGENT).unwrap();
                world.then(AGENT, sid_of(offer))
            }),
        Row::of(Action::RejectTask)
            .legal(rejects)
            .illegal(Code::ReservationNotFound, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(COLLEAGUE, sid_of(offer))
            })
            .illegal(Code::ReservationNotPending, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .failed(Code::CouldNotRejectReservation, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, sid_of(offer))
            }),
        Row::of(Action::EndVoiceTask)
            .legal(ends)
            .illegal(Code::CouldNotCompleteReservation, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(COLLEAGUE, sid_of(reservation))
            })
            .illegal(Code::ReservationNotAccepted, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, sid_of(offer))
            })
            .race(
                Code::NoActiveCall,
                |mode| {
                    let (world, _, reservation) = on_a_call(mode);
                    world.then(AGENT, sid_of(reservation))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            )
            .race(
                Code::ReservationCompleted,
                |mode| {
                    let (world, reservation) = after_a_call(mode);
                    world.then(AGENT, sid_of(reservation))
                },
                goes_home,
            )
            .race(
                Code::CannotWrapNotAssigned,
                |mode| {
                    let (world, _, reservation) = chatting(mode);
                    world.then(AGENT, sid_of(reservation))
                },
                goes_home,
            )
            .race(Code::CannotCompleteNotAssigned, hands_a_call_on, is_handed_it_back),
        Row::of(Action::CompleteTask)
            .legal(completes)
            .illegal(Code::CouldNotCompleteReservation, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(COLLEAGUE, sid_of(reservation))
            })
            .aloud(Code::ReservationCompleted, |mode| {
                let (mut world, reservation) = after_a_call(mode);
                world.on(AGENT, Action::CompleteTask, reservation).unwrap();
                world.then(AGENT, sid_of(reservation))
            })
            .race(
                Code::ReservationCompleted,
                |mode| {
                    let (world, reservation) = after_a_call(mode);
                    world.then(AGENT, sid_of(reservation))
                },
                goes_home,
            )
            .illegal(Code::CannotCompleteNotAssigned, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, sid_of(offer))
            })
            .illegal(Code::CannotCompleteNotAssigned, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .illegal(Code::CannotCompleteNotAssigned, |mode| {
                let (mut world, _, offer) = offered_call(mode);
                world.on(AGENT, Action::RejectTask, offer).unwrap();
                world.then(AGENT, sid_of(offer))
            })
            .failed(Code::BackendUnavailable, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            }),
        Row::of(Action::WrapupTask)
            .legal(wraps_up)
            .illegal(Code::ReservationNotAccepted, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, sid_of(offer))
            })
            .illegal(Code::ReservationNotAccepted, |mode| {
                let (world, reservation) = after_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .race(
                Code::CannotWrapNotAssigned,
                |mode| {
                    let (world, _, reservation) = on_a_call(mode);
                    world.then(AGENT, sid_of(reservation))
                },
                |world| assert!(world.leaves(ContactId::new(0))),
            )
            .failed(Code::BackendUnavailable, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            }),
        Row::of(Action::SelectTask).legal(selects).illegal(Code::TaskNotFound, |mode| {
            let (world, _, offer) = offered_call(mode);
            world.then(COLLEAGUE, sid_of(offer))
        }),
        Row::of(Action::TransferTask)
            .legal(transfers)
            .illegal(Code::CantTransferTask, |mode| {
                let (world, _, offer) = offered_call(mode);
                world.then(AGENT, to_colleague(offer, "WARM"))
            })
            .illegal(Code::CantTransferTask, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "WARM")).unwrap();
                world.then(AGENT, to_colleague(reservation, "COLD"))
            })
            .illegal(Code::CantTransferTask, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, handing_to(reservation, AGENT, "COLD"))
            })
            .illegal(Code::CantTransferTask, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                let own = sid_of(reservation).with("targetSid", Value::Sid(AGENT.sid()));
                world.invoke(AGENT, Action::HoldParticipant, own).unwrap();
                world.then(AGENT, to_colleague(reservation, "COLD"))
            })
            .illegal(Code::CouldNotTransferTask, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world.set_activity(COLLEAGUE, UNAVAILABLE).unwrap();
                world.then(AGENT, to_colleague(reservation, "COLD"))
            })
            .illegal(Code::CouldNotTransferTask, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, handing_to(reservation, worker(99), "WARM"))
            })
            .compat_alone(Code::CantTransferTask, |mode| {
                let (world, _, chat) = chatting(mode);
                world.then(AGENT, to_colleague(chat, "WARM"))
            }),
        Row::of(Action::CancelTransfer)
            .legal(cancels)
            .illegal(Code::NoTransferToCancel, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(AGENT, sid_of(reservation))
            })
            .illegal(Code::TransferNotCancelable, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "WARM")).unwrap();
                world.accepts(COLLEAGUE);
                world.then(AGENT, sid_of(reservation))
            })
            .illegal(Code::TransferNotCancelable, |mode| {
                let (mut world, _, reservation) = on_a_call(mode);
                world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "COLD")).unwrap();
                world.then(AGENT, sid_of(reservation))
            }),
        Row::of(Action::SetTaskAttributes)
            .legal(sets_attributes)
            .illegal(Code::TaskNotFound, |mode| {
                let (world, _, reservation) = on_a_call(mode);
                world.then(COLLEAGUE, attributes(reservation, true))
            })
            .race(
                Code::CantSetTaskAttributes,
                |mode| {
                    let (world, reservation) = after_a_call(mode);
                    world.then(AGENT, attributes(reservation, true))
                },
                goes_home,
            )
            .otherwise(attributes_replace),
    ]
}

fn goes_home(world: &mut World) {
    world.act(|engine, cx| engine.sign_off(cx, AGENT));
}

/// A call whose agent has handed it to the colleague and wraps up.
fn hands_a_call_on(mode: Mode) -> Scene {
    let mut world = floor(mode);
    world.hire_for_two_calls();
    world.comes(Channel::Voice, SALES);
    let reservation = world.accepts(DOUBLE);
    world.invoke(DOUBLE, Action::TransferTask, to_colleague(reservation, "COLD")).unwrap();
    world.accepts(COLLEAGUE);
    world.then(DOUBLE, sid_of(reservation))
}

fn is_handed_it_back(world: &mut World) {
    let theirs = world.engine.desktop(COLLEAGUE).unwrap().tasks[0].reservation;
    world.aside(COLLEAGUE, Action::TransferTask, handing_to(theirs, DOUBLE, "COLD"));
    let offer = world.offered(DOUBLE).unwrap();
    world.aside(DOUBLE, Action::AcceptTask, sid_of(offer));
}

fn attributes(reservation: ReservationId, merge: bool) -> Payload {
    sid_of(reservation)
        .with("attributes", map(&[("reason", text("billing"))]))
        .with("mergeExisting", Value::Bool(merge))
}

fn accepts(mode: Mode) -> World {
    let mut world = floor_with(mode, |center| center.queues[0].max_reserved = 2);
    let contact = world.calls();
    let (offer, other) = (world.offered(AGENT).unwrap(), world.offered(COLLEAGUE).unwrap());
    world.on(AGENT, Action::AcceptTask, offer).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Accepted);
    assert_eq!(world.reservation_status(other), ReservationStatus::Rescinded);
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Assigned);
    assert!(world.leg(offer, Role::Customer).is_some() && world.leg(offer, Role::Worker(AGENT)).is_some());
    assert_eq!(world.engine.desktop(AGENT).unwrap().task(offer).unwrap().status, ReservationStatus::Accepted);
    assert!(world.engine.desktop(COLLEAGUE).unwrap().tasks.is_empty());

    let (world, conversation, _) = chatting(mode);
    let conversation = world.engine.platform().conversation(conversation).unwrap();
    assert!(conversation.member(Member::Worker(AGENT)).is_some());
    world
}

fn rejects(mode: Mode) -> World {
    let (mut world, contact, offer) = offered_call(mode);
    world.on(AGENT, Action::RejectTask, offer).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Rejected);
    assert!(world.engine.desktop(AGENT).unwrap().tasks.is_empty());
    assert!(world.offered(COLLEAGUE).is_some(), "others come first");
    assert_eq!(world.status(world.task_of(contact)), TaskStatus::Reserved);

    let (mut world, _, reservation) = on_a_call(mode);
    world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "WARM")).unwrap();
    let offer = world.offered(COLLEAGUE).unwrap();
    world.on(COLLEAGUE, Action::RejectTask, offer).unwrap();
    let task = world.engine.platform().reservation(reservation).unwrap().task;
    assert!(world.engine.platform().task(task).unwrap().transfer.is_none(), "a transfer to them fails");
    world
}

fn ends(mode: Mode) -> World {
    let (mut world, _, reservation) = on_a_call(mode);
    let task = world.engine.platform().reservation(reservation).unwrap().task;
    world.on(AGENT, Action::EndVoiceTask, reservation).unwrap();
    assert_eq!((world.status(task), world.conference_of(reservation)), (TaskStatus::Wrapping, None));
    world.on(AGENT, Action::EndVoiceTask, reservation).unwrap();
    assert_eq!(world.status(task), TaskStatus::Completed);

    let (mut world, _, chat) = chatting(mode);
    world.on(AGENT, Action::EndVoiceTask, chat).unwrap();
    assert_eq!(world.reservation_status(chat), ReservationStatus::Wrapping);
    world
}

fn completes(mode: Mode) -> World {
    let (mut world, reservation) = after_a_call(mode);
    let task = world.engine.platform().reservation(reservation).unwrap().task;
    assert_eq!(world.load(AGENT, Channel::Voice), 1);
    world.on(AGENT, Action::CompleteTask, reservation).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Completed);
    assert_eq!((world.status(task), world.load(AGENT, Channel::Voice)), (TaskStatus::Completed, 0));
    assert!(world.engine.desktop(AGENT).unwrap().tasks.is_empty());

    let (mut world, conversation, chat) = chatting(mode);
    world.on(AGENT, Action::CompleteTask, chat).unwrap();
    assert_eq!(world.reservation_status(chat), ReservationStatus::Completed, "straight from accepted");
    assert!(world.engine.platform().conversation(conversation).is_none(), "the last agent closes the channel");
    world
}

fn wraps_up(mode: Mode) -> World {
    let (mut world, contact, reservation) = on_a_call(mode);
    let task = world.task_of(contact);
    world.on(AGENT, Action::WrapupTask, reservation).unwrap();
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Wrapping);
    assert_eq!((world.status(task), world.conference_of(reservation)), (TaskStatus::Wrapping, None));

    let (mut world, conversation, chat) = chatting(mode);
    world.on(AGENT, Action::WrapupTask, chat).unwrap();
    let status = world.engine.platform().conversation(conversation).unwrap().status;
    assert_eq!(status, ChannelStatus::Inactive);
    world
}

fn selects(mode: Mode) -> World {
    let (mut world, _, offer) = offered_call(mode);
    world.on(AGENT, Action::SelectTask, offer).unwrap();
    assert_eq!(world.shows(AGENT, "selected_task"), Value::Sid(offer.sid()));
    assert_eq!(world.shows(AGENT, "location"), text(&format!("/agent-desktop/{offer}")));
    world.invoke(AGENT, Action::SelectTask, Payload::Absent).unwrap();
    assert_eq!(world.shows(AGENT, "selected_task"), Value::Null);
    assert_eq!(world.shows(AGENT, "location"), text("/agent-desktop/"));
    world
}

fn transfers(mode: Mode) -> World {
    for how in ["COLD", "WARM"] {
        let (mut world, contact, reservation) = on_a_call(mode);
        let task = world.task_of(contact);
        world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, how)).unwrap();
        let transfer = world.engine.platform().task(task).unwrap().transfer.unwrap();
        let cold = transfer.mode == TransferMode::Cold;
        assert_eq!(cold, how == "COLD");
        assert!(world.offered(COLLEAGUE).is_some());
        let status = if cold { ReservationStatus::Wrapping } else { ReservationStatus::Accepted };
        assert_eq!((world.reservation_status(reservation), world.status(task)), (status, TaskStatus::Assigned));
        assert_eq!(world.leg(reservation, Role::Worker(AGENT)).is_none(), cold);
    }
    let (mut world, reservation) = match mode {
        Mode::Strict => {
            let (world, _, chat) = chatting(mode);
            (world, chat)
        }
        // Calls alone.
        Mode::Compat => {
            let (world, _, call) = on_a_call(mode);
            (world, call)
        }
    };
    let to_queue = sid_of(reservation).with("targetSid", Value::Sid(SUPPORT.sid()));
    world.invoke(AGENT, Action::TransferTask, to_queue).unwrap();
    assert!(world.offered(COLLEAGUE).is_some(), "through the queue");
    world
}

fn cancels(mode: Mode) -> World {
    let (mut world, contact, reservation) = on_a_call(mode);
    world.invoke(AGENT, Action::TransferTask, to_colleague(reservation, "WARM")).unwrap();
    let offer = world.offered(COLLEAGUE).unwrap();
    world.on(AGENT, Action::CancelTransfer, reservation).unwrap();
    assert_eq!(world.reservation_status(offer), ReservationStatus::Canceled);
    assert_eq!(world.reservation_status(reservation), ReservationStatus::Accepted);
    assert!(world.engine.platform().task(world.task_of(contact)).unwrap().transfer.is_none());
    assert!(!world.leg(reservation, Role::Customer).unwrap().hold, "the agent keeps the contact");
    world
}

fn sets_attributes(mode: Mode) -> World {
    let mut world = floor(mode);
    let contact = world.comes_with(Channel::Voice, Some(SUPPORT), map(&[("language", text("de"))]));
    let (task, offer) = (world.task_of(contact), world.offered(AGENT).unwrap());
    for (merge, left) in [
        (true, map(&[("language", text("de")), ("reason", text("billing"))])),
        (false, map(&[("reason", text("billing"))])),
    ] {
        let version = world.engine.platform().task(task).unwrap().version;
        world.invoke(AGENT, Action::SetTaskAttributes, attributes(offer, merge)).unwrap();
        let task = world.engine.platform().task(task).unwrap();
        assert_eq!((&task.attributes, task.version), (&left, version + 1));
    }
    world
}

fn attributes_replace() {
    let set = |mode: Mode| {
        let mut world = floor(mode);
        let contact = world.comes_with(Channel::Voice, Some(SUPPORT), map(&[("language", text("de"))]));
        let (task, offer) = (world.task_of(contact), world.offered(AGENT).unwrap());
        let payload = sid_of(offer).with("attributes", map(&[("reason", text("billing"))]));
        let result = world.invoke(AGENT, Action::SetTaskAttributes, payload);
        (result, world.engine.platform().task(task).unwrap().attributes.clone())
    };
    let (strict, left) = set(Mode::Strict);
    assert_eq!(refused(strict), (Code::IncompletePayload, Cause::Caller));
    assert_eq!(left.get("language"), Some(&text("de")));
    let (compat, left) = set(Mode::Compat);
    compat.unwrap();
    assert_eq!((left.get("language"), left.get("reason")), (None, Some(&text("billing"))));
}

//! What is asked for of a call, how it is read, and whose guard and landing it goes to.

use smol_str::SmolStr;

use super::bodies;
use super::entries::{
    END_CONFERENCE_FOR_ALL, HANGUP_CALL, HOLD_CALL, HOLD_PARTICIPANT, KICK_PARTICIPANT,
    START_EXTERNAL_WARM_TRANSFER, TOGGLE_MUTE, UNHOLD_CALL, UNHOLD_PARTICIPANT,
};
use super::legs::{CalledParticipant, read_participant};
use crate::actions::definition::{Definition, Judge};
use crate::actions::execution::{Execution, Landed};
use crate::actions::floor::{Floor, FloorMut};
use crate::effects::Cx;
use crate::platform::Done;
use crate::units::{ReservationId, WorkerId};

/// What is asked for of a call and of who is in it.
#[derive(Clone, Debug, PartialEq)]
pub enum VoiceCommand {
    ToggleMute,
    HangupCall { reservation: ReservationId },
    EndConferenceForAll { reservation: ReservationId },
    HoldCall { reservation: ReservationId },
    UnholdCall { reservation: ReservationId },
    StartExternalWarmTransfer { reservation: ReservationId, phone_number: SmolStr },
    KickParticipant { reservation: ReservationId, target: CalledParticipant },
    HoldParticipant { reservation: ReservationId, target: CalledParticipant },
    UnholdParticipant { reservation: ReservationId, target: CalledParticipant },
}

pub(in crate::actions) const ACTIONS: &[Definition<VoiceCommand>] = &[
    Definition::new(&TOGGLE_MUTE, |_| Ok(VoiceCommand::ToggleMute)).judged(Judge::Worker(bodies::may_mute)),
    Definition::new(&HANGUP_CALL, |it| Ok(VoiceCommand::HangupCall { reservation: it.reservation() }))
        .judged(Judge::Reservation(bodies::may_hang_up)),
    Definition::new(&END_CONFERENCE_FOR_ALL, |it| {
        Ok(VoiceCommand::EndConferenceForAll { reservation: it.reservation() })
    }),
    Definition::new(&HOLD_CALL, |it| Ok(VoiceCommand::HoldCall { reservation: it.reservation() }))
        .judged(Judge::Reservation(|floor, worker, id| bodies::may_hold(floor, worker, id, true))),
    Definition::new(&UNHOLD_CALL, |it| Ok(VoiceCommand::UnholdCall { reservation: it.reservation() }))
        .judged(Judge::Reservation(|floor, worker, id| bodies::may_hold(floor, worker, id, false))),
    Definition::new(&START_EXTERNAL_WARM_TRANSFER, |it| {
        let phone_number = it.word("phoneNumber");
        Ok(VoiceCommand::StartExternalWarmTransfer { reservation: it.reservation(), phone_number })
    })
    // Whatever goes wrong is only shown.
    .silent(|_| Some(true)),
    Definition::new(&KICK_PARTICIPANT, |it| {
        Ok(VoiceCommand::KickParticipant { reservation: it.reservation(), target: read_participant(it) })
    }),
    Definition::new(&HOLD_PARTICIPANT, |it| {
        Ok(VoiceCommand::HoldParticipant { reservation: it.reservation(), target: read_participant(it) })
    }),
    Definition::new(&UNHOLD_PARTICIPANT, |it| {
        Ok(VoiceCommand::UnholdParticipant { reservation: it.reservation(), target: read_participant(it) })
    }),
];

pub(in crate::actions) fn guard(floor: Floor<'_>, worker: WorkerId, command: &VoiceCommand) -> Done<Execution> {
    match command {
        VoiceCommand::ToggleMute => bodies::guard_mute(floor, worker),
        VoiceCommand::HangupCall { reservation } => bodies::guard_hang_up(floor, worker, *reservation),
        VoiceCommand::EndConferenceForAll { reservation } => bodies::guard_own_leg(floor, worker, *reservation),
        VoiceCommand::HoldCall { reservation } => bodies::guard_hold(floor, worker, *reservation, true),
        VoiceCommand::UnholdCall { reservation } => bodies::guard_hold(floor, worker, *reservation, false),
        VoiceCommand::StartExternalWarmTransfer { reservation, .. } => {
            bodies::guard_call_in(floor, worker, *reservation)
        }
        VoiceCommand::HoldParticipant { reservation, target } => {
            bodies::guard_hold_participant(floor, worker, *reservation, target, true)
        }
        VoiceCommand::UnholdParticipant { reservation, target } => {
            bodies::guard_hold_participant(floor, worker, *reservation, target, false)
        }
        VoiceCommand::KickParticipant { reservation, target } => {
            bodies::guard_kick(floor, worker, *reservation, target)
        }
    }
}

pub(in crate::actions) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: VoiceCommand,
) -> Done<Landed> {
    match command {
        VoiceCommand::ToggleMute => bodies::toggle_mute(floor, cx, worker),
        VoiceCommand::HangupCall { reservation } => bodies::hang_up(floor, cx, worker, reservation),
        VoiceCommand::EndConferenceForAll { reservation } => bodies::end_for_all(floor, cx, worker, reservation),
        VoiceCommand::HoldCall { reservation } => bodies::hold(floor, cx, reservation, true),
        VoiceCommand::UnholdCall { reservation } => bodies::hold(floor, cx, reservation, false),
        VoiceCommand::StartExternalWarmTransfer { reservation, phone_number } => {
            bodies::call_in(floor, cx, reservation, &phone_number)
        }
        VoiceCommand::HoldParticipant { reservation, target } => {
            bodies::hold_participant(floor, cx, reservation, &target, true)
        }
        VoiceCommand::UnholdParticipant { reservation, target } => {
            bodies::hold_participant(floor, cx, reservation, &target, false)
        }
        VoiceCommand::KickParticipant { reservation, target } => bodies::kick(floor, cx, reservation, &target),
    }
}

//! Entries: calls and who is in them.

use crate::action::{Action, Code};
use crate::actions::fields::{
    HOLD_MUSIC_METHOD, HOLD_MUSIC_URL, PARTICIPANT, SID, TARGET_OR_PARTICIPANT, TARGET_SID, TASK, TASK_OR_SID,
};
use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Otherwise, Pair, Shape, Silent};

const HOLD_GUARD: &str =
    "the task is no call of this agent, the agent's own leg is held, or a transfer is on its way";
const CALL_SID: Field = Field::optional("participantCallSid", FieldKind::CallSid, "The customer's leg.")
    .ignored("a call has one customer");
const TASK_IN_PAYLOAD: Pair = TASK_OR_SID.missing(Code::NoTaskInPayload);

pub(super) static TOGGLE_MUTE: Entry = Entry {
    summary: "Mutes or unmutes the agent.",
    backend: true,
    legal: "The agent is in a call.",
    effect: "The `muted` flag of the agent's leg is turned over.",
    errors: &[Failure::new(Code::CantMuteNoLiveCall, "the agent is in no call")],
    example: r#"me.invoke("ToggleMute");"#,
    ..Entry::new(Action::ToggleMute, Group::Voice)
};

pub(super) static HANGUP_CALL: Entry = Entry {
    summary: "Takes the agent out of the call.",
    shape: Shape::Object,
    fields: &[TASK, SID],
    pairs: &[TASK_IN_PAYLOAD],
    backend: true,
    legal: "The agent is in a call.",
    effect: "The agent's leg leaves, and the call ends with it if its exit ends calls or nobody is left. The accepted \
             reservation wraps; the task wraps once no agent is in the call. An outbound call that was not answered \
             yet is canceled.",
    errors: &[
        Failure::new(Code::NoTaskInPayload, "the payload names no task"),
        Failure::new(Code::NoActiveCall, "the agent is in no call"),
    ],
    otherwise: &[Otherwise::does(
        "the leg on which the agent talks is dropped, whether or not it belongs to the task that was named",
    )],
    example: r#"me.invoke("HangupCall", #{ sid: task.sid });"#,
    ..Entry::new(Action::HangupCall, Group::Voice)
};

pub(super) static END_CONFERENCE_FOR_ALL: Entry = Entry {
    summary: "Ends the call for everybody in it.",
    shape: Shape::Object,
    fields: &[TASK, SID],
    pairs: &[TASK_IN_PAYLOAD],
    backend: true,
    failing: Failing::with(Code::CouldNotEndConference),
    legal: "The agent is in a call.",
    effect: "The conference completes, every participant leaves it and every hold with it. All accepted reservations \
             of the task wrap, and so does the task.",
    errors: &[
        Failure::new(Code::NoTaskInPayload, "the payload names no task"),
        Failure::new(Code::NoActiveCall, "the agent is in no call"),
        Failure::new(Code::CouldNotEndConference, "the backend refused"),
    ],
    slip: Some("Its entry is headed EndCall and described like HangupCall; only this name can be invoked."),
    example: r#"me.invoke("EndConferenceForAll", #{ sid: task.sid });"#,
    ..Entry::new(Action::EndConferenceForAll, Group::Voice)
};

pub(super) static HOLD_CALL: Entry = Entry {
    summary: "Puts the customer of a call on hold.",
    shape: Shape::Object,
    fields: &[TASK, SID, CALL_SID, HOLD_MUSIC_URL, HOLD_MUSIC_METHOD],
    pairs: &[TASK_OR_SID],
    backend: true,
    failing: Failing::with(Code::ErrorHoldingCall),
    legal: "A call of this agent; the agent's own leg is not held; none of its transfers waits to be taken. Whether \
            the reservation is accepted only the backend asks.",
    effect: "The customer's leg is held. Holding who is held already changes nothing and succeeds.",
    errors: &[
        Failure::new(Code::CantHoldCall, HOLD_GUARD),
        Failure::new(Code::ErrorHoldingCall, "the backend refused: there is no live conference, for example"),
    ],
    example: r#"me.invoke("HoldCall", #{ sid: task.sid });"#,
    verb: Some("me.hold(task);"),
    ..Entry::new(Action::HoldCall, Group::Voice)
};

pub(super) static UNHOLD_CALL: Entry = Entry {
    summary: "Takes the customer of a call back from hold.",
    shape: Shape::Object,
    fields: &[TASK, SID, CALL_SID],
    pairs: &[TASK_OR_SID],
    backend: true,
    failing: Failing::with(Code::ErrorUnholdingCall),
    legal: "As for HoldCall.",
    effect: "The customer's leg is held no more. Where it was not held, nothing changes and the action succeeds.",
    errors: &[
        Failure::new(Code::CantUnholdCall, HOLD_GUARD),
        Failure::new(Code::ErrorUnholdingCall, "the backend refused"),
    ],
    example: r#"me.invoke("UnholdCall", #{ sid: task.sid });"#,
    verb: Some("me.unhold(task);"),
    ..Entry::new(Action::UnholdCall, Group::Voice)
};

pub(super) static START_EXTERNAL_WARM_TRANSFER: Entry = Entry {
    summary: "Calls a third party into the call.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::required("phoneNumber", FieldKind::Phone, "Whom to call."),
        Field::required("callerId", FieldKind::Phone, "The number that they see.")
            .ignored("nobody here looks at it"),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    failing: Failing::with(Code::CantAddParticipant),
    legal: "An accepted call in progress; external transfers are switched on; no other third party is ringing.",
    effect: "An external participant rings, and joins the conference or is removed again.",
    errors: &[
        Failure::new(Code::IncompletePayload, "a number is missing"),
        Failure::new(
            Code::CantAddParticipant,
            "it is no accepted call, another rings, or they could not be called",
        ),
    ],
    silent: &[Silent::new(
        &[Code::CantAddParticipant, Code::IncompletePayload, Code::InvalidPayload],
        "whatever fails is shown to the agent, and that is all",
    )],
    slip: Some(
        "Its description is that of UnholdCall, and its two numbers are neither listed nor in the example, which is \
         refused with `IncompletePayload`.",
    ),
    returns: Some("the participant, as an object: `Value::Ref` of its leg"),
    example: r#"me.invoke("StartExternalWarmTransfer", #{ sid: task.sid, phoneNumber: "+15550123", callerId: "+15550100" });"#,
    ..Entry::new(Action::StartExternalWarmTransfer, Group::Voice)
};

pub(super) static KICK_PARTICIPANT: Entry = Entry {
    summary: "Removes somebody from the call.",
    shape: Shape::Object,
    fields: &[TASK, SID, TARGET_SID, PARTICIPANT, HOLD_MUSIC_URL, HOLD_MUSIC_METHOD],
    pairs: &[TASK_OR_SID, TARGET_OR_PARTICIPANT],
    backend: true,
    failing: Failing::with(Code::CouldNotKick),
    legal: "The call is in progress; the one to remove is in it or ringing, and is not the agent themselves.",
    effect: "Their leg leaves, and the call ends with it if their exit ends calls or nobody is left. An agent who is \
             removed goes to wrap-up.",
    errors: &[
        Failure::new(Code::TaskNotFound, "the task is not on this desktop"),
        Failure::new(Code::ParticipantNotFound, "they are not in the call"),
        Failure::new(
            Code::CouldNotKick,
            "it is no accepted call, it is the agent themselves, or the backend refused",
        ),
    ],
    silent: &[Silent::new(&[Code::TaskNotFound], "the task is not found: nothing happens")],
    otherwise: &[Otherwise::rejects(Code::CouldNotKick, "only agents and supervisors can be removed")],
    slip: Some("The fields about hold music were copied here and do nothing."),
    example: r#"me.invoke("KickParticipant", #{ sid: task.sid, targetSid: me.find("desk-2") });"#,
    ..Entry::new(Action::KickParticipant, Group::Voice)
};

pub(super) static HOLD_PARTICIPANT: Entry = Entry {
    summary: "Puts one participant of the call on hold.",
    shape: Shape::Object,
    fields: &[TASK, SID, TARGET_SID, PARTICIPANT, HOLD_MUSIC_URL, HOLD_MUSIC_METHOD],
    pairs: &[TASK_OR_SID, TARGET_OR_PARTICIPANT],
    backend: true,
    legal: "As for HoldCall; the participant is in the call.",
    effect: "The leg of that agent or third party is held; any other target holds the customer.",
    errors: &[
        Failure::new(Code::CantHoldParticipant, HOLD_GUARD),
        Failure::new(Code::ParticipantNotFound, "they are not in the call"),
    ],
    otherwise: &[Otherwise::does("a target who is not in the call stands for the customer, who is held")],
    example: r#"me.invoke("HoldParticipant", #{ sid: task.sid, targetSid: me.find("desk-2") });"#,
    ..Entry::new(Action::HoldParticipant, Group::Voice)
};

pub(super) static UNHOLD_PARTICIPANT: Entry = Entry {
    summary: "Takes one participant of the call back from hold.",
    shape: Shape::Object,
    fields: &[TASK, SID, TARGET_SID, PARTICIPANT, HOLD_MUSIC_URL, HOLD_MUSIC_METHOD],
    pairs: &[TASK_OR_SID, TARGET_OR_PARTICIPANT],
    backend: true,
    legal: "As for HoldParticipant; agents may take themselves back even while a transfer waits to be taken.",
    effect: "The leg of that agent or third party is held no more; any other target stands for the customer.",
    errors: &[
        Failure::new(Code::CantUnholdParticipant, HOLD_GUARD),
        Failure::new(Code::ParticipantNotFound, "they are not in the call"),
    ],
    otherwise: &[Otherwise::does("a target who is not in the call stands for the customer, who is held no more")],
    slip: Some("The fields about hold music were copied here and do nothing."),
    example: r#"me.invoke("UnholdParticipant", #{ sid: task.sid, targetSid: me.find("desk-2") });"#,
    ..Entry::new(Action::UnholdParticipant, Group::Voice)
};

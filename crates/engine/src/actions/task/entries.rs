//! Entries: the life of a task, and transfers.

use super::conference::{END_ON_CUSTOMER_EXIT, END_ON_EXIT};
use crate::action::{Action, Code};
use crate::actions::fields::{ATTRIBUTES, MERGE_EXISTING, REPLACES, SID, TASK, TASK_OR_SID};
use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Otherwise, Pair, Shape, Silent};
use crate::event::TransferMode;

const TRANSFER_OPTIONS: &[Field] = &[
    Field::optional(
        "mode",
        FieldKind::OneOf(&TransferMode::WORDS),
        "Stay until the other is there, or leave at once.",
    ),
    Field::optional("attributes", FieldKind::Map, "Attributes of the transfer."),
    Field::optional(
        "priority",
        FieldKind::Priority,
        "Its priority in the queue it goes to; of no effect where it goes to an agent.",
    ),
];

const CONFERENCE_OPTIONS: &[Field] = &[
    Field::optional(END_ON_EXIT, FieldKind::Bool, "Whether the call ends when this agent leaves."),
    Field::optional(END_ON_CUSTOMER_EXIT, FieldKind::Bool, "Whether it ends when the customer leaves."),
];

const RESERVATION: &str = "the task, as an object: `Value::Ref` of its reservation";
const TASK_NEEDED: Pair = TASK_OR_SID.missing(Code::CouldNotCompleteReservation);

pub(super) static ACCEPT_TASK: Entry = Entry {
    summary: "Accepts an offered task.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::optional(
            "conferenceOptions",
            FieldKind::Record(CONFERENCE_OPTIONS),
            "Whose exit ends the call. Listeners find here what follows from who is in it; what is said otherwise stays so.",
        ),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    failing: Failing { call: Code::CantAcceptCall, other: Code::CouldNotAcceptReservation },
    legal: "The reservation is this agent's and pending; for a call, the browser may carry voice.",
    effect: "The reservation is accepted, the others of the task are rescinded at the same instant, and the task is \
             assigned. A call joins agent and customer in a conference, a conversation gets the agent as a member. \
             A call that the agent monitors is left. For a call the payload stays blocked until an event of the \
             reservation reaches the desktop.",
    errors: &[
        Failure::new(Code::ReservationNotFound, "the agent has no such reservation, or no longer"),
        Failure::new(Code::ReservationNotPending, "it is not pending: taken, timed out, canceled"),
        Failure::new(Code::BrowserVoiceDisabled, "it is a call, and the browser may not carry voice"),
        Failure::new(Code::CantAcceptCall, "it is a call, and the backend refused"),
        Failure::new(Code::CouldNotAcceptReservation, "it is no call, and the backend refused"),
    ],
    invokes: &[Action::StopMonitoringCall],
    slip: Some("`conferenceOptions` is listed as if it were required."),
    returns: Some(RESERVATION),
    example: r#"me.invoke("AcceptTask", #{ sid: task.sid });"#,
    verb: Some("me.accept(task);"),
    ..Entry::new(Action::AcceptTask, Group::Task)
};

pub(super) static REJECT_TASK: Entry = Entry {
    summary: "Refuses an offered task.",
    shape: Shape::Object,
    fields: &[TASK, SID],
    pairs: &[TASK_OR_SID],
    backend: true,
    failing: Failing::with(Code::CouldNotRejectReservation),
    legal: "The reservation is this agent's and pending.",
    effect: "The reservation is rejected. The task waits again if nobody else is being offered it, and goes to \
             others first. A transfer to this agent fails.",
    errors: &[
        Failure::new(Code::ReservationNotFound, "the agent has no such reservation"),
        Failure::new(Code::ReservationNotPending, "it is not pending"),
        Failure::new(Code::CouldNotRejectReservation, "the backend refused"),
    ],
    returns: Some(RESERVATION),
    example: r#"me.invoke("RejectTask", #{ sid: task.sid });"#,
    ..Entry::new(Action::RejectTask, Group::Task)
};

pub(super) static END_VOICE_TASK: Entry = Entry {
    summary: "Takes the next step towards the end: hang up, wrap up or complete.",
    shape: Shape::Object,
    fields: &[TASK, SID],
    pairs: &[TASK_NEEDED],
    legal: "The payload names a task.",
    effect: "Hangs up if the agent is in the task's call; otherwise completes it if it is wrapping or its channel \
             knows no wrap-up, and wraps it up if not. All of that is done by the actions it invokes.",
    errors: &[Failure::new(Code::CouldNotCompleteReservation, "the payload names no task")],
    invokes: &[Action::HangupCall, Action::CompleteTask, Action::WrapupTask],
    silent: &[Silent::new(
        &[
            Code::NoActiveCall,
            Code::ReservationCompleted,
            Code::CannotCompleteNotAssigned,
            Code::ReservationNotAccepted,
            Code::CannotWrapNotAssigned,
        ],
        "a rejection of an action that it invokes is swallowed",
    )],
    example: r#"me.invoke("EndVoiceTask", #{ sid: task.sid });"#,
    ..Entry::new(Action::EndVoiceTask, Group::Task)
};

pub(super) static COMPLETE_TASK: Entry = Entry {
    summary: "Completes a task.",
    shape: Shape::Object,
    fields: &[TASK, SID],
    pairs: &[TASK_NEEDED],
    backend: true,
    legal: "The reservation is wrapping or accepted, and no leg of its call is live.",
    effect: "The reservation completes and its place is free. The task completes with its last open reservation. The \
             agent leaves the conversation, whose channel closes with the last agent.",
    errors: &[
        Failure::new(Code::CouldNotCompleteReservation, "the payload names no task of this agent"),
        Failure::new(Code::ReservationCompleted, "it is completed already"),
        Failure::new(
            Code::CannotCompleteNotAssigned,
            "it is pending, or was rejected, timed out, canceled, rescinded, or its call is still live",
        ),
    ],
    silent: &[Silent::new(
        &[Code::CannotCompleteNotAssigned, Code::ReservationCompleted, Code::BackendUnavailable],
        "once its guards have passed, a failure is noted and it succeeds; that it is completed already is still said \
         where the desktop knows it",
    )],
    slip: Some(
        "It says that a pending task can be completed and that wrap-up follows; the published client invokes nothing, \
         and routing refuses a pending one (`CannotCompleteNotAssigned`), of which the agent does not hear.",
    ),
    returns: Some(RESERVATION),
    example: r#"me.invoke("CompleteTask", #{ sid: task.sid });"#,
    verb: Some("me.complete(task);"),
    ..Entry::new(Action::CompleteTask, Group::Task)
};

pub(super) static WRAPUP_TASK: Entry = Entry {
    summary: "Goes on to after-contact work.",
    shape: Shape::Object,
    fields: &[TASK, SID],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "The reservation is accepted.",
    effect: "The reservation wraps, and the task with it if no other agent has it accepted. The agent's leg of a call \
             ends; a conversation's channel is put out of use.",
    errors: &[
        Failure::new(Code::ReservationNotAccepted, "it is not accepted"),
        Failure::new(Code::CannotWrapNotAssigned, "the task was settled meanwhile"),
    ],
    silent: &[Silent::new(
        &[Code::CannotWrapNotAssigned, Code::BackendUnavailable],
        "once its guard has passed, a failure is swallowed",
    )],
    returns: Some(RESERVATION),
    example: r#"me.invoke("WrapupTask", #{ sid: task.sid });"#,
    verb: Some("me.wrapup(task);"),
    ..Entry::new(Action::WrapupTask, Group::Task)
};

pub(super) static SELECT_TASK: Entry = Entry {
    summary: "Shows a task on the agent's desktop.",
    shape: Shape::OptionalObject,
    fields: &[TASK, SID],
    pairs: &[Pair::optional("task", "sid")],
    effect: "The task is selected and the location is its page, which is not waited for. Without a task nothing is \
             selected any more.",
    errors: &[Failure::new(Code::TaskNotFound, "the desktop knows no such reservation")],
    invokes: &[Action::HistoryPush],
    silent: &[Silent::new(&[Code::TaskNotFound], "a task that the desktop does not have: nothing happens")],
    slip: Some("It is said to belong to supervisors and to need a task; it is the agent's, and needs none."),
    example: r#"me.invoke("SelectTask", #{ sid: task.sid });"#,
    ..Entry::new(Action::SelectTask, Group::Task)
};

pub(super) static TRANSFER_TASK: Entry = Entry {
    summary: "Hands a task over to a colleague or a queue.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::required("targetSid", FieldKind::WorkerOrQueue, "To whom."),
        Field::optional("options", FieldKind::Record(TRANSFER_OPTIONS), "How; warm unless it says otherwise."),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "An accepted task of this agent without a transfer on its way; the agent's leg is not held; the target \
            exists and is somebody else.",
    effect: "The target gets a pending reservation, at once or through the queue. A cold transfer takes the agent out \
             and wraps them up; in a warm one they stay until one of the two leaves. The task stays assigned.",
    errors: &[
        Failure::new(Code::CantTransferTask, "it is not this agent's to hand over now"),
        Failure::new(
            Code::CouldNotTransferTask,
            "the target is unknown, not available or has no capacity to spare",
        ),
        Failure::new(Code::IncompletePayload, "the target is missing"),
    ],
    otherwise: &[Otherwise::rejects(Code::CantTransferTask, "only calls can be handed over")],
    slip: Some("It takes any task; the published client hands over calls alone."),
    example: r#"me.invoke("TransferTask", #{ sid: task.sid, targetSid: me.find("desk-2"), options: #{ mode: "COLD" } });"#,
    ..Entry::new(Action::TransferTask, Group::Task)
};

pub(super) static CANCEL_TRANSFER: Entry = Entry {
    summary: "Takes a transfer back that nobody has accepted.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::optional("targetSid", FieldKind::Text, "To whom it went.")
            .ignored("a task has one transfer at a time"),
        Field::optional("options", FieldKind::Map, "Those of the transfer.")
            .ignored("a task has one transfer at a time"),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "A transfer of the task waits to be taken.",
    effect: "The transfer is canceled and the target's pending reservation with it; the agent keeps the contact.",
    errors: &[
        Failure::new(Code::NoTransferToCancel, "the task is not being transferred"),
        Failure::new(Code::TransferNotCancelable, "the transfer has settled"),
    ],
    slip: Some("`targetSid` is listed as required; the example leaves it out."),
    example: r#"me.invoke("CancelTransfer", #{ sid: task.sid });"#,
    ..Entry::new(Action::CancelTransfer, Group::Task)
};

pub(super) static SET_TASK_ATTRIBUTES: Entry = Entry {
    summary: "Changes the attributes of a task.",
    shape: Shape::Object,
    fields: &[TASK, SID, ATTRIBUTES, MERGE_EXISTING],
    pairs: &[TASK_OR_SID],
    backend: true,
    failing: Failing::with(Code::CantSetTaskAttributes),
    legal: "The task is known and not settled.",
    effect: "The attributes are merged or replaced and the task's version grows by one. A task that waits goes \
             through the workflow again.",
    errors: &[
        Failure::new(
            Code::CantSetTaskAttributes,
            "the task is settled, somebody was faster, or the backend refused",
        ),
        Failure::new(Code::TaskNotFound, "there is no such task"),
    ],
    silent: &[Silent::new(&[Code::TaskNotFound], "the task is not found: nothing happens")],
    otherwise: REPLACES,
    slip: Some("`attributes` and `mergeExisting` are in the example, not in the list of fields."),
    example: r#"me.invoke("SetTaskAttributes", #{ sid: task.sid, attributes: #{ reason: "billing" }, mergeExisting: true });"#,
    ..Entry::new(Action::SetTaskAttributes, Group::Task)
};

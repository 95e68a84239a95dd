//! Other ways to bring a call to its agent, and the flags of its legs.

use smol_str::SmolStr;

use super::definition::Definition;
use super::execution::{Execution, Landed};
use super::fields::{SID, TASK, TASK_OR_SID};
use super::floor::{Floor, FloorMut};
use super::task::pending_on_desktop;
use super::voice::{accepted, call_on_desktop};
use crate::action::{Action, Code};
use crate::config::Channel;
use crate::effects::Cx;
use crate::entry::{Entry, Failure, Field, FieldKind, Group, Shape};
use crate::platform::{Done, Refusal, WorkerLegFlags};
use crate::units::{ActivityId, CallId, ReservationId, WorkerId};

/// What is asked for of a call that is offered, and of its legs.
#[derive(Clone, Debug, PartialEq)]
pub enum TelephonyCommand {
    IssueCallToWorker { reservation: ReservationId, accept: bool, to: Option<SmolStr> },
    DequeueTask { reservation: ReservationId, to: Option<SmolStr>, post_work_activity: Option<ActivityId> },
    RedirectCallTask { reservation: ReservationId, call: CallId, accept: bool },
    UpdateWorkerParticipant { reservation: ReservationId, flags: WorkerLegFlags },
    UpdateCustomerParticipant { reservation: ReservationId, hold: Option<bool> },
}

pub(super) const ACTIONS: &[Definition<TelephonyCommand>] = &[
    Definition::new(&ISSUE_CALL_TO_WORKER, |it| {
        Ok(TelephonyCommand::IssueCallToWorker {
            reservation: it.reservation(),
            accept: it.option_flag("accept") == Some(true),
            to: it.option_text("to"),
        })
    }),
    Definition::new(&DEQUEUE_TASK, |it| {
        Ok(TelephonyCommand::DequeueTask {
            reservation: it.reservation(),
            to: it.option_text("to"),
            post_work_activity: it.option_id("postWorkActivitySid"),
        })
    }),
    Definition::new(&REDIRECT_CALL_TASK, |it| {
        Ok(TelephonyCommand::RedirectCallTask {
            reservation: it.reservation(),
            call: it.id("callSid"),
            accept: it.option_flag("accept") == Some(true),
        })
    }),
    Definition::new(&UPDATE_WORKER_PARTICIPANT, |it| {
        let (end_on_exit, muted) = (it.option_flag("endConferenceOnExit"), it.option_flag("mute"));
        let flags = WorkerLegFlags { end_on_exit, muted };
        Ok(TelephonyCommand::UpdateWorkerParticipant { reservation: it.reservation(), flags })
    }),
    Definition::new(&UPDATE_CUSTOMER_PARTICIPANT, |it| {
        let hold = it.option_flag("hold");
        Ok(TelephonyCommand::UpdateCustomerParticipant { reservation: it.reservation(), hold })
    }),
];

pub(super) fn guard(floor: Floor<'_>, worker: WorkerId, command: &TelephonyCommand) -> Done<Execution> {
    match command {
        TelephonyCommand::IssueCallToWorker { reservation, .. } => {
            guard_offered(floor, worker, *reservation, Code::IssueCallFailed)
        }
        TelephonyCommand::DequeueTask { reservation, .. } => {
            guard_offered(floor, worker, *reservation, Code::DequeueFailed)
        }
        TelephonyCommand::RedirectCallTask { reservation, .. } => {
            guard_offered(floor, worker, *reservation, Code::RedirectFailed)
        }
        TelephonyCommand::UpdateWorkerParticipant { reservation, .. } => {
            guard_flags(floor, worker, *reservation, Code::UpdateWorkerParticipantFailed)
        }
        TelephonyCommand::UpdateCustomerParticipant { reservation, .. } => {
            guard_flags(floor, worker, *reservation, Code::UpdateCustomerParticipantFailed)
        }
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: TelephonyCommand,
) -> Done<Landed> {
    match command {
        TelephonyCommand::IssueCallToWorker { reservation, to, accept } => {
            issue_call(floor, cx, reservation, to, accept)
        }
        TelephonyCommand::DequeueTask { reservation, to, post_work_activity } => {
            dequeue(floor, cx, reservation, to, post_work_activity)
        }
        TelephonyCommand::RedirectCallTask { reservation, call, accept } => {
            redirect(floor, cx, reservation, call, accept)
        }
        TelephonyCommand::UpdateWorkerParticipant { reservation, flags } => {
            update_own_leg(floor, cx, worker, reservation, flags)
        }
        TelephonyCommand::UpdateCustomerParticipant { reservation, hold } => {
            update_customer_leg(floor, cx, reservation, hold)
        }
    }
}

// What the catalogue says.

const URL: Field = Field::required("twiMLUrl", FieldKind::Url, "Where the instructions for the call are.")
    .ignored("nobody here fetches them");
const TO: Field =
    Field::optional("to", FieldKind::Word, "Where to call the agent; their `contact_uri` unless given.");
const RECORD: Field =
    Field::optional("record", FieldKind::Any, "Whether and how to record.").ignored("nothing is recorded here");
const TIMEOUT: Field =
    Field::optional("timeout", FieldKind::Natural, "How long the agent's phone rings, in seconds.")
        .ignored("here it is answered at once");
const CALLBACK: Field = Field::optional("statusCallbackUrl", FieldKind::Text, "Who is told how the call goes.")
    .ignored("nobody is told");

const ISSUE_OPTIONS: &[Field] = &[
    Field::optional("accept", FieldKind::Bool, "Whether answering accepts the reservation."),
    RECORD,
    CALLBACK,
    TO,
    TIMEOUT,
];
const DEQUEUE_OPTIONS: &[Field] = &[
    Field::optional("from", FieldKind::Text, "The number that the agent sees.").ignored("nobody here looks at it"),
    TO,
    Field::optional("postWorkActivitySid", FieldKind::ActivitySid, "The agent's activity afterwards."),
    RECORD,
    TIMEOUT,
    CALLBACK,
    Field::optional("statusCallbackEvents", FieldKind::Any, "Of what they are told.").ignored("nobody is told"),
];
const REDIRECT_OPTIONS: &[Field] =
    &[Field::optional("accept", FieldKind::Bool, "Whether to accept the reservation with it.")];
const WORKER_FLAGS: &[Field] = &[
    Field::optional("endConferenceOnExit", FieldKind::Bool, "Whether the call ends when the agent leaves it."),
    Field::optional("mute", FieldKind::Bool, "Whether the agent is muted."),
    Field::optional("beepOnExit", FieldKind::Bool, "Whether leaving beeps.").ignored("nobody here listens"),
];
const CUSTOMER_FLAGS: &[Field] = &[
    Field::required("hold", FieldKind::Bool, "Whether the customer is held."),
    Field::optional("holdUrl", FieldKind::Text, "What they hear meanwhile.").ignored("nobody here listens"),
    Field::optional("holdMethod", FieldKind::OneOf(&["GET", "POST"]), "How the music is fetched.")
        .ignored("nobody here fetches it"),
];

static ISSUE_CALL_TO_WORKER: Entry = Entry {
    summary: "Calls the agent about a reservation.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::required("callerId", FieldKind::Word, "The number that the agent sees.")
            .ignored("nobody here looks at it"),
        URL.invalid(Code::IssueCallFailed),
        Field::optional("options", FieldKind::Record(ISSUE_OPTIONS), "How."),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "The reservation is pending; the agent has a `contact_uri`, or `options.to` says where to call.",
    effect: "The agent's phone rings and follows the instructions at the URL. With `accept`, answering accepts the \
             reservation.",
    errors: &[Failure::new(Code::IssueCallFailed, "the reservation is not pending, or the URL is no good")],
    example: r#"me.invoke("IssueCallToWorker", #{ sid: task.sid, callerId: "+15550100", twiMLUrl: "https://example.org/answer" });"#,
    ..Entry::new(Action::IssueCallToWorker, Group::Telephony)
};

static DEQUEUE_TASK: Entry = Entry {
    summary: "Bridges a caller out of the queue to the agent.",
    shape: Shape::Object,
    fields: &[TASK, SID, Field::optional("options", FieldKind::Record(DEQUEUE_OPTIONS), "How.")],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "The reservation is pending; the task is a call that waits in a queue; the agent has a `contact_uri`.",
    effect: "When the agent answers, the reservation is accepted, the task assigned and the caller bridged. \
             Afterwards the agent goes to the activity that was asked for.",
    errors: &[Failure::new(
        Code::DequeueFailed,
        "it is not pending, no call in a queue, or there is no `contact_uri`",
    )],
    example: r#"me.invoke("DequeueTask", #{ sid: task.sid });"#,
    ..Entry::new(Action::DequeueTask, Group::Telephony)
};

static REDIRECT_CALL_TASK: Entry = Entry {
    summary: "Sends the caller of a reservation elsewhere.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::required("callSid", FieldKind::CallSid, "The caller's leg."),
        URL.invalid(Code::RedirectFailed),
        Field::optional("options", FieldKind::Record(REDIRECT_OPTIONS), "How."),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "The reservation is pending; the call is live.",
    effect: "The caller leaves the queue for the instructions at the URL. With `accept` the reservation is accepted, \
             otherwise it times out.",
    errors: &[Failure::new(Code::RedirectFailed, "the reservation is not pending, or there is no such call")],
    slip: Some(
        "The example passes a `callerId`, the published type wants a `callSid`: as it stands it is refused with \
         `IncompletePayload`.",
    ),
    example: r#"me.invoke("RedirectCallTask", #{ sid: task.sid, callSid: task.call_sid, twiMLUrl: "https://example.org/menu" });"#,
    ..Entry::new(Action::RedirectCallTask, Group::Telephony)
};

static UPDATE_WORKER_PARTICIPANT: Entry = Entry {
    summary: "Changes the flags of the agent's own leg.",
    shape: Shape::Object,
    fields: &[TASK, SID, Field::optional("options", FieldKind::Record(WORKER_FLAGS), "The flags to change.")],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "An accepted reservation whose call the agent is in.",
    effect: "The flags are these now; `endConferenceOnExit` does not change while the leg is held.",
    errors: &[Failure::new(Code::UpdateWorkerParticipantFailed, "the agent is not in that call")],
    example: r#"me.invoke("UpdateWorkerParticipant", #{ sid: task.sid, options: #{ mute: true } });"#,
    ..Entry::new(Action::UpdateWorkerParticipant, Group::Telephony)
};

static UPDATE_CUSTOMER_PARTICIPANT: Entry = Entry {
    summary: "Changes the flags of the customer's leg.",
    shape: Shape::Object,
    fields: &[TASK, SID, Field::optional("options", FieldKind::Record(CUSTOMER_FLAGS), "The flags to change.")],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "The call is in progress and the customer is in it.",
    effect: "The customer is held, or is no more.",
    errors: &[Failure::new(Code::UpdateCustomerParticipantFailed, "the customer is not in the call")],
    example: r#"me.invoke("UpdateCustomerParticipant", #{ sid: task.sid, options: #{ hold: true } });"#,
    ..Entry::new(Action::UpdateCustomerParticipant, Group::Telephony)
};

// Guards and effects.

/// An offered call on this desktop.
fn guard_offered(floor: Floor<'_>, worker: WorkerId, id: ReservationId, code: Code) -> Done<Execution> {
    let task = pending_on_desktop(floor, worker, id).map_err(|refusal| Refusal { code, ..refusal })?;
    if task.channel != Channel::Voice {
        return Err(Refusal::caller(code, format!("{id} is a {} task, not a call", task.channel.name())));
    }
    Ok(Execution::AT_BACKEND)
}

fn issue_call(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    to: Option<SmolStr>,
    accept: bool,
) -> Done<Landed> {
    floor.platform.issue_call(cx, id, to, accept)?;
    Landed::nothing()
}

fn dequeue(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    to: Option<SmolStr>,
    post_work: Option<ActivityId>,
) -> Done<Landed> {
    floor.platform.dequeue(cx, id, to, post_work)?;
    Landed::nothing()
}

fn redirect(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    call: CallId,
    accept: bool,
) -> Done<Landed> {
    floor.platform.redirect(cx, id, call, accept)?;
    Landed::nothing()
}

fn guard_flags(floor: Floor<'_>, worker: WorkerId, id: ReservationId, code: Code) -> Done<Execution> {
    call_on_desktop(floor, worker, id, code)?;
    Ok(Execution::AT_BACKEND)
}

fn update_own_leg(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ReservationId,
    flags: WorkerLegFlags,
) -> Done<Landed> {
    let task = accepted(floor.as_is(), id, Code::UpdateWorkerParticipantFailed)?;
    floor.platform.update_worker_leg(cx, task, worker, flags)?;
    Landed::nothing()
}

fn update_customer_leg(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    id: ReservationId,
    hold: Option<bool>,
) -> Done<Landed> {
    let code = Code::UpdateCustomerParticipantFailed;
    let task = accepted(floor.as_is(), id, code)?;
    if floor.platform.customer_leg(task).is_none() {
        return Err(Refusal::world(code, format!("the customer of {task} is in no live call")));
    }
    if let Some(hold) = hold {
        floor.platform.hold_customer(cx, task, hold, code)?;
    }
    Landed::nothing()
}

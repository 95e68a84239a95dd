//! Entries: other ways to bring a call to its agent, and the flags of its legs.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Shape};
use super::fields::{SID, TASK, TASK_OR_SID};
use crate::action::{Action, Code};

const URL: Field = Field::required("twiMLUrl", FieldKind::Word, "Where the instructions for the call are.");
const TO: Field =
    Field::optional("to", FieldKind::Word, "Where to call the agent; their `contact_uri` unless given.");
const RECORD: Field =
    Field::optional("record", FieldKind::Any, "Whether and how to record; nothing is recorded here.");
const TIMEOUT: Field =
    Field::optional("timeout", FieldKind::Natural, "How long the agent's phone rings, in seconds.");
const CALLBACK: Field = Field::optional("statusCallbackUrl", FieldKind::Text, "Looked at by nobody.");

const ISSUE_OPTIONS: &[Field] = &[
    Field::optional("accept", FieldKind::Bool, "Whether answering accepts the reservation."),
    RECORD,
    CALLBACK,
    TO,
    TIMEOUT,
];
const DEQUEUE_OPTIONS: &[Field] = &[
    Field::optional("from", FieldKind::Text, "The number that the agent sees."),
    TO,
    Field::optional("postWorkActivitySid", FieldKind::ActivitySid, "The agent's activity afterwards."),
    RECORD,
    TIMEOUT,
    CALLBACK,
    Field::optional("statusCallbackEvents", FieldKind::Any, "Looked at by nobody."),
];
const REDIRECT_OPTIONS: &[Field] =
    &[Field::optional("accept", FieldKind::Bool, "Whether to accept the reservation with it.")];
const WORKER_FLAGS: &[Field] = &[
    Field::optional("endConferenceOnExit", FieldKind::Bool, "Whether the call ends when the agent leaves it."),
    Field::optional("mute", FieldKind::Bool, "Whether the agent is muted."),
    Field::optional("beepOnExit", FieldKind::Bool, "Whether leaving beeps; nobody here listens."),
];
const CUSTOMER_FLAGS: &[Field] = &[
    Field::required("hold", FieldKind::Bool, "Whether the customer is held."),
    Field::optional("holdUrl", FieldKind::Text, "What they hear meanwhile; nobody here listens."),
    Field::optional("holdMethod", FieldKind::OneOf(&["GET", "POST"]), "How the music is fetched."),
];

pub(super) static ISSUE_CALL_TO_WORKER: Entry = Entry {
    summary: "Calls the agent about a reservation.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::required("callerId", FieldKind::Word, "The number that the agent sees."),
        URL,
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

pub(super) static DEQUEUE_TASK: Entry = Entry {
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

pub(super) static REDIRECT_CALL_TASK: Entry = Entry {
    summary: "Sends the caller of a reservation elsewhere.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::required("callSid", FieldKind::CallSid, "The caller's leg."),
        URL,
        Field::optional("options", FieldKind::Record(REDIRECT_OPTIONS), "How."),
    ],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "The reservation is pending; the call is live.",
    effect: "The caller leaves the queue for the instructions at the URL. With `accept` the reservation is accepted, \
             otherwise it times out.",
    errors: &[Failure::new(Code::RedirectFailed, "the reservation is not pending, or there is no such call")],
    slip: Some("The example passes a `callerId`, the published type wants a `callSid`."),
    example: r#"me.invoke("RedirectCallTask", #{ sid: task.sid, callSid: task.call_sid, twiMLUrl: "https://example.org/menu" });"#,
    ..Entry::new(Action::RedirectCallTask, Group::Telephony)
};

pub(super) static UPDATE_WORKER_PARTICIPANT: Entry = Entry {
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

pub(super) static UPDATE_CUSTOMER_PARTICIPANT: Entry = Entry {
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

//! Entries: work that an agent starts.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Shape, Silent};
use crate::action::{Action, Code};

const QUEUE_SID: Field =
    Field::optional("queueSid", FieldKind::QueueSid, "The queue it counts for; the centre's default.");
const TASK_ATTRIBUTES: Field = Field::optional("taskAttributes", FieldKind::Map, "Attributes of the new task.");

pub(super) static START_OUTBOUND_CALL: Entry = Entry {
    summary: "Calls a customer.",
    shape: Shape::Object,
    fields: &[
        Field::required("destination", FieldKind::Phone, "Whom to call.")
            .missing(Code::InvalidDestination)
            .invalid(Code::InvalidDestination),
        QUEUE_SID,
        Field::optional("callerId", FieldKind::Phone, "The number that they see; the centre's default."),
        TASK_ATTRIBUTES,
    ],
    backend: true,
    legal: "Outbound calls are switched on; the agent is not offline, is in no call and has no call waiting, \
            accepted or being dialled; a queue and a caller id are given or configured.",
    effect: "A voice task for this very agent is created, whatever their activity and capacity, with a pending \
             reservation; the action settles when that exists. Once agent and customer are on the line there is a \
             conference.",
    errors: &[
        Failure::new(Code::OutboundCallAlreadyPending, "another call is being started"),
        Failure::new(Code::OutboundDisabled, "outbound calls are switched off"),
        Failure::new(Code::VoiceCallAlreadyLive, "the agent is in a call"),
        Failure::new(Code::PendingInboundCall, "a call is being offered to the agent"),
        Failure::new(Code::CallTaskExists, "the agent has accepted a call, or is dialling one"),
        Failure::new(Code::OutboundWhenOffline, "the agent is offline"),
        Failure::new(Code::InvalidDestination, "the destination is missing, is no number, or is a client's"),
        Failure::new(Code::MissingQueue, "no queue is given or configured"),
        Failure::new(Code::MissingFrom, "no caller id is given or configured"),
        Failure::new(Code::BrowserVoiceDisabled, "the agent's browser carries no calls"),
        Failure::new(Code::CantCreateTask, "routing refused the task"),
        Failure::new(Code::OutboundGeneric, "the task was created but could not be reserved"),
    ],
    silent: &[Silent::new(
        &[Code::BrowserVoiceDisabled],
        "without a microphone or a voice connection the agent sees a notice, and no call is made",
    )],
    example: r#"me.invoke("StartOutboundCall", #{ destination: "+15550123" });"#,
    ..Entry::new(Action::StartOutboundCall, Group::Outbound)
};

pub(super) static TOGGLE_OUTBOUND_DIALER: Entry = Entry {
    summary: "Shows or hides the panel for outbound calls.",
    legal: "Outbound calls are switched on; to open it, the agent is in no call.",
    effect: "The panel is shown or hidden.",
    errors: &[
        Failure::new(Code::OutboundDisabled, "outbound calls are switched off"),
        Failure::new(Code::VoiceCallAlreadyLive, "it would open, and the agent is in a call"),
    ],
    example: r#"me.invoke("ToggleOutboundDialer");"#,
    ..Entry::new(Action::ToggleOutboundDialer, Group::Outbound)
};

pub(super) static START_OUTBOUND_EMAIL_TASK: Entry = Entry {
    summary: "Begins an e-mail to a customer.",
    shape: Shape::Object,
    fields: &[
        Field::required("destination", FieldKind::Address, "To whom.").missing(Code::MissingDestination),
        QUEUE_SID,
        Field::optional("from", FieldKind::Address, "The sender's address; the centre's default."),
        Field::optional("fromName", FieldKind::Text, "The sender's name."),
        TASK_ATTRIBUTES,
    ],
    backend: true,
    legal: "Outbound e-mail is configured; a queue and a sender are given or configured.",
    effect: "An e-mail task for this very agent is created with a pending reservation, an interaction channel and a \
             conversation.",
    errors: &[
        Failure::new(Code::OutboundSettingsMissing, "outbound e-mail is not configured"),
        Failure::new(Code::MissingDestination, "the destination is missing or blank"),
        Failure::new(Code::MissingQueue, "no queue is given or configured"),
        Failure::new(Code::MissingFrom, "no sender is given or configured"),
        Failure::new(Code::CantCreateTask, "routing refused the task"),
    ],
    slip: Some("No field is listed; they are known from the published types."),
    example: r#"me.invoke("StartOutboundEmailTask", #{ destination: "ann@example.org", from: "help@example.com" });"#,
    ..Entry::new(Action::StartOutboundEmailTask, Group::Outbound)
};

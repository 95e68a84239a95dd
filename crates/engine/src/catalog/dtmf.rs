//! Entries: the dialpad and its tones.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Shape};
use super::fields::{SID, TASK, TASK_OR_SID};
use crate::action::{Action, Code};

const DIGITS: Field = Field::required("digits", FieldKind::Digits, "The tones.");
const DIGITS_SLIP: Option<&str> = Some("The field `digits` is in the example, not in the list of fields.");

pub(super) static TOGGLE_DTMF_DIALPAD: Entry = Entry {
    summary: "Shows or hides the dialpad of a call.",
    shape: Shape::Object,
    fields: &[
        TASK,
        SID,
        Field::optional("open", FieldKind::Bool, "Whether to show it; turned over unless given."),
    ],
    pairs: &[TASK_OR_SID],
    legal: "A call, in whatever status.",
    effect: "The dialpad opens without digits, or closes and forgets them.",
    errors: &[Failure::new(Code::CantToggleDtmf, "the task is no call")],
    slip: Some("`open` is listed as if it were required."),
    example: r#"me.invoke("ToggleDTMFDialpad", #{ sid: task.sid, open: true });"#,
    ..Entry::new(Action::ToggleDTMFDialpad, Group::Dtmf)
};

pub(super) static SET_DTMF_DIALPAD_DIGITS: Entry = Entry {
    summary: "Writes digits on the dialpad without sounding them.",
    shape: Shape::Object,
    fields: &[TASK, SID, DIGITS],
    pairs: &[TASK_OR_SID],
    legal: "An accepted call.",
    effect: "The digits on the dialpad are these now. Nobody hears anything.",
    errors: &[Failure::new(Code::CantSetDigits, "the task is no accepted call")],
    slip: DIGITS_SLIP,
    example: r#"me.invoke("SetDTMFDialpadDigits", #{ sid: task.sid, digits: "12#" });"#,
    ..Entry::new(Action::SetDTMFDialpadDigits, Group::Dtmf)
};

pub(super) static SEND_DTMF_DIGITS: Entry = Entry {
    summary: "Sounds tones in the call.",
    shape: Shape::Object,
    fields: &[TASK, SID, DIGITS],
    pairs: &[TASK_OR_SID],
    backend: true,
    legal: "An accepted call that the agent is in.",
    effect: "The tones sound on the agent's leg and are added to the digits on the dialpad.",
    errors: &[
        Failure::new(Code::CantSendDigits, "the task is no accepted call"),
        Failure::new(Code::NoActiveCall, "the agent is in no call"),
    ],
    invokes: &[Action::SetDTMFDialpadDigits],
    slip: DIGITS_SLIP,
    example: r#"me.invoke("SendDTMFDigits", #{ sid: task.sid, digits: "5" });"#,
    ..Entry::new(Action::SendDTMFDigits, Group::Dtmf)
};

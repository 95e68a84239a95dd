//! Reads single fields of a payload that has passed the check.
//!
//! The check has seen to it that what is required is there and of its kind, so nothing is judged twice. A reader that
//! does not find what the check has promised stops the run.

use smol_str::{SmolStr, ToSmolStr};

use super::command::{
    ActivityRef, CalledParticipant, Command, Draft, Either, File, LegRef, MediaRef, OutboundCall, OutboundEmail,
    OutgoingMessage, Recording, TeamFilter, TemplateMessage, WorkerLegFlags,
};
use super::error::PayloadError;
use super::lookup::{present, sid_of};
use crate::action::Code;
use crate::event::{TransferMode, TransferTarget};
use crate::units::{ConversationId, ParticipantId, QueueId, ReservationId, Sid, SidKind, WorkerId};
use crate::value::{Payload, Value};

/// A payload that has passed the check.
pub(super) struct Reader<'a> {
    payload: &'a Payload,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(payload: &'a Payload) -> Self {
        Self { payload }
    }

    // Values.
    fn present(&self, name: &str) -> Option<&'a Value> {
        present(self.payload, name)
    }
    pub(super) fn value(&self, name: &str) -> Value {
        self.present(name).cloned().unwrap_or_default()
    }
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.present(name).and_then(bool_of)
    }
    pub(super) fn text(&self, name: &'static str) -> SmolStr {
        self.text_if_any(name).unwrap_or_else(|| unread(name))
    }
    pub(super) fn text_if_any(&self, name: &str) -> Option<SmolStr> {
        self.present(name).and_then(text_of)
    }
    /// Text without blanks at its ends.
    pub(super) fn word(&self, name: &'static str) -> SmolStr {
        self.word_if_any(name).unwrap_or_else(|| unread(name))
    }
    fn word_if_any(&self, name: &str) -> Option<SmolStr> {
        self.text_if_any(name).map(trimmed)
    }

    // Ids.
    pub(super) fn id_if_any<T: TryFrom<Sid>>(&self, name: &str) -> Option<T> {
        self.present(name).and_then(sid_of).and_then(|sid| T::try_from(sid).ok())
    }
    pub(super) fn id<T: TryFrom<Sid>>(&self, name: &'static str) -> T {
        self.id_if_any(name).unwrap_or_else(|| unread(name))
    }
    /// The id in either of two fields; the check has compared them.
    pub(super) fn one_id<T: TryFrom<Sid>>(&self, first: &str, second: &str) -> Option<T> {
        self.id_if_any(first).or_else(|| self.id_if_any(second))
    }
    pub(super) fn reservation_if_any(&self) -> Option<ReservationId> {
        self.one_id("sid", "task")
    }
    pub(super) fn reservation(&self) -> ReservationId {
        self.reservation_if_any().unwrap_or_else(|| unread("sid"))
    }
    pub(super) fn conversation(&self) -> ConversationId {
        self.one_id("conversationSid", "conversation").unwrap_or_else(|| unread("conversationSid"))
    }
    pub(super) fn participant(&self) -> CalledParticipant {
        let target = self.present("targetSid").and_then(sid_of).and_then(leg);
        Either::new(target, self.id_if_any("participant")).unwrap_or_else(|| unread("targetSid"))
    }
    pub(super) fn activity(&self) -> ActivityRef {
        Either::new(self.id_if_any("activitySid"), self.word_if_any("activityName"))
            .unwrap_or_else(|| unread("activitySid"))
    }
    pub(super) fn recording(&self) -> Recording {
        Either::new(self.word_if_any("segmentId"), self.id_if_any("taskSid"))
            .unwrap_or_else(|| unread("segmentId"))
    }

    // Options.
    fn option(&self, name: &str) -> Option<&'a Value> {
        self.present("options").and_then(|options| options.get(name))
    }
    pub(super) fn option_flag(&self, name: &str) -> Option<bool> {
        self.option(name).and_then(bool_of)
    }
    pub(super) fn option_text(&self, name: &str) -> Option<SmolStr> {
        self.option(name).and_then(text_of)
    }
    pub(super) fn option_id<T: TryFrom<Sid>>(&self, name: &str) -> Option<T> {
        self.option(name).and_then(sid_of).and_then(|sid| T::try_from(sid).ok())
    }
    pub(super) fn leg_flags(&self) -> WorkerLegFlags {
        WorkerLegFlags { end_on_exit: self.option_flag("endConferenceOnExit"), muted: self.option_flag("mute") }
    }

    // Payloads that are a value.
    pub(super) fn bare_text(&self) -> SmolStr {
        self.bare().and_then(text_of).unwrap_or_else(|| unread("location"))
    }
    pub(super) fn bare_int(&self) -> i64 {
        self.bare().and_then(int_of).unwrap_or_else(|| unread("location"))
    }
    fn bare(&self) -> Option<&'a Value> {
        match self.payload {
            Payload::Bare(value) => Some(value),
            Payload::Absent | Payload::Fields(_) => None,
        }
    }

    // Files.
    pub(super) fn file(&self, name: &'static str) -> File {
        self.present(name).and_then(file_of).unwrap_or_else(|| unread(name))
    }
    pub(super) fn files(&self, name: &'static str) -> Vec<File> {
        self.items(name).iter().map(|item| file_of(item).unwrap_or_else(|| unread(name))).collect()
    }
    pub(super) fn media(&self) -> MediaRef {
        let value = self.present("media");
        let sid = value.and_then(sid_of).filter(|sid| sid.kind() == SidKind::Media).map(MediaRef::Sid);
        sid.or_else(|| value.and_then(file_of).map(MediaRef::File)).unwrap_or_else(|| unread("media"))
    }
    fn items(&self, name: &str) -> &'a [Value] {
        match self.present(name) {
            Some(Value::List(items)) => items,
            Some(_) => unread(name),
            None => &[],
        }
    }

    // Whole payloads.
    pub(super) fn transfer(&self) -> Result<Command, PayloadError> {
        let target = self.present("targetSid").and_then(sid_of).and_then(transfer_target);
        let cold = self.option_text("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("COLD"));
        let priority = self.option("priority").and_then(int_of);
        Ok(Command::TransferTask {
            reservation: self.reservation(),
            target: target.unwrap_or_else(|| unread("targetSid")),
            mode: if cold { TransferMode::Cold } else { TransferMode::Warm },
            attributes: self.option("attributes").cloned().unwrap_or_default(),
            priority: priority.map(i32::try_from).transpose().map_err(|_| PayloadError {
                code: Code::InvalidPayload,
                message: "`options.priority` should be a whole number of 32 bits".to_owned(),
            })?,
        })
    }
    pub(super) fn outbound_call(&self) -> OutboundCall {
        OutboundCall {
            destination: self.word("destination"),
            queue: self.id_if_any("queueSid"),
            caller_id: self.word_if_any("callerId"),
            attributes: self.value("taskAttributes"),
        }
    }
    pub(super) fn outbound_email(&self) -> OutboundEmail {
        OutboundEmail {
            destination: self.word("destination"),
            queue: self.id_if_any("queueSid"),
            from: self.word_if_any("from"),
            from_name: self.text_if_any("fromName"),
            attributes: self.value("taskAttributes"),
        }
    }
    pub(super) fn message(&self) -> OutgoingMessage {
        OutgoingMessage {
            conversation: self.conversation(),
            body: self.text("body"),
            attributes: self.value("messageAttributes"),
            subject: self.text_if_any("subject"),
            files: self.files("attachedFiles"),
        }
    }
    pub(super) fn template(&self) -> TemplateMessage {
        let variables = self.items("contentVariables").iter().map(|item| {
            let text = |name: &str| item.get(name).and_then(text_of);
            Some((text("name")?, text("value")?))
        });
        TemplateMessage {
            conversation: self.conversation(),
            content: self.word("contentSid"),
            variables: variables.collect::<Option<_>>().unwrap_or_else(|| unread("contentVariables")),
            attributes: self.value("messageAttributes"),
        }
    }
    pub(super) fn draft(&self) -> Result<Draft, PayloadError> {
        let body = self.text("body");
        let length = body.chars().count();
        let place = |name| self.present(name).and_then(int_of).and_then(|at| usize::try_from(at).ok());
        let end = place("selectionEnd").or(place("selectionStart")).unwrap_or(length);
        let start = place("selectionStart").unwrap_or(end);
        // That the selection lies within the text is no matter of one field, so the table can't say it.
        let selection = (start <= end && end <= length)
            .then(|| u32::try_from(start).ok().zip(u32::try_from(end).ok()))
            .flatten();
        let Some(selection) = selection else {
            let message = format!(
                "`selectionStart` and `selectionEnd` should lie in order within the {length} characters of `body`, \
                 not at {start} and {end}"
            );
            return Err(PayloadError { code: Code::InvalidPayload, message });
        };
        Ok(Draft { conversation: self.conversation(), body, selection })
    }
    pub(super) fn filters(&self) -> Vec<TeamFilter> {
        let filter = |item: &Value| {
            Some(TeamFilter {
                name: item.get("name").and_then(text_of)?,
                condition: item.get("condition").and_then(text_of)?,
                values: item.get("values")?.clone(),
            })
        };
        self.items("filters").iter().map(|item| filter(item).unwrap_or_else(|| unread("filters"))).collect()
    }
}

/// The check should not have passed this payload.
fn unread(name: &str) -> ! {
    unreachable!("the check has passed a payload of which `{name}` can't be read")
}

fn bool_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

fn int_of(value: &Value) -> Option<i64> {
    match value {
        Value::Int(value) => Some(*value),
        _ => None,
    }
}

/// Text; what spells a sid is text too.
fn text_of(value: &Value) -> Option<SmolStr> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Sid(sid) => Some(sid.to_smolstr()),
        _ => None,
    }
}

fn trimmed(text: SmolStr) -> SmolStr {
    let inner = text.trim();
    if inner.len() == text.len() { text } else { SmolStr::new(inner) }
}

/// A file as messages and drafts hold it.
pub(crate) fn file_of(value: &Value) -> Option<File> {
    let size = value.get("bytes").and_then(int_of)?;
    Some(File {
        name: value.get("name").and_then(text_of)?,
        media_type: value.get("type").and_then(text_of)?,
        size_bytes: u64::try_from(size).ok()?,
    })
}

fn leg(sid: Sid) -> Option<LegRef> {
    let worker = WorkerId::try_from(sid).map(LegRef::Worker);
    worker.or_else(|sid| ParticipantId::try_from(sid).map(LegRef::Participant)).ok()
}

fn transfer_target(sid: Sid) -> Option<TransferTarget> {
    let worker = WorkerId::try_from(sid).map(TransferTarget::Worker);
    worker.or_else(|sid| QueueId::try_from(sid).map(TransferTarget::Queue)).ok()
}

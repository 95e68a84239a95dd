//! The larger payloads of messages and drafts, and how they are read.

use smol_str::SmolStr;

use crate::action::Code;
use crate::event::Enclosed;
use crate::payload::{File, PayloadError, Reader, file_of, int_of, sid_of, text_of, unread};
use crate::units::{ConversationId, Sid, SidKind};

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaRef {
    /// The file with this sid: it came with a message.
    Sid(Sid),
    /// As the message has it.
    File(File),
}

/// The payload of SendMessage.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingMessage {
    /// The conversation to which it is sent.
    pub conversation: ConversationId,
    /// The text as it was given.
    pub body: SmolStr,
    /// Files that go with it, besides those of the draft.
    pub files: Vec<File>,
    /// Its attributes, and its subject.
    pub with: Enclosed,
}

/// The payload of SendRichContentMessage.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateMessage {
    /// The conversation to which it is sent.
    pub conversation: ConversationId,
    /// The name of one of the centre's templates.
    pub content: SmolStr,
    /// What stands in its gaps, by name.
    pub variables: Vec<(SmolStr, SmolStr)>,
    /// Its attributes.
    pub with: Enclosed,
}

/// The payload of SetInputText.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The conversation whose draft it is.
    pub conversation: ConversationId,
    /// The text so far; it may be blank.
    pub body: SmolStr,
    /// Begin and end of the selection, in characters: begin ≤ end ≤ length. The end of the text where none is given.
    pub selection: (u32, u32),
}

pub(super) fn read_message(payload: &Reader<'_>) -> OutgoingMessage {
    OutgoingMessage {
        conversation: payload.conversation(),
        body: payload.text("body"),
        files: payload.files("attachedFiles"),
        with: Enclosed::new(payload.value("messageAttributes"), payload.text_if_any("subject")),
    }
}

pub(super) fn read_template(payload: &Reader<'_>) -> TemplateMessage {
    let variables = payload.items("contentVariables").iter().map(|item| {
        let text = |name: &str| item.get(name).and_then(text_of);
        Some((text("name")?, text("value")?))
    });
    TemplateMessage {
        conversation: payload.conversation(),
        content: payload.word("contentSid"),
        variables: variables.collect::<Option<_>>().unwrap_or_else(|| unread("contentVariables")),
        with: Enclosed::new(payload.value("messageAttributes"), None),
    }
}

pub(super) fn read_draft(payload: &Reader<'_>) -> Result<Draft, PayloadError> {
    let body = payload.text("body");
    let length = body.chars().count();
    let place = |name| payload.present(name).and_then(int_of).and_then(|at| usize::try_from(at).ok());
    let end = place("selectionEnd").or(place("selectionStart")).unwrap_or(length);
    let start = place("selectionStart").unwrap_or(end);
    // That the selection lies within the text is no matter of one field, so the table can't say it.
    let selection =
        (start <= end && end <= length).then(|| u32::try_from(start).ok().zip(u32::try_from(end).ok())).flatten();
    let Some(selection) = selection else {
        let message = format!(
            "`selectionStart` and `selectionEnd` should lie in order within the {length} characters of `body`, not at \
             {start} and {end}"
        );
        return Err(PayloadError { code: Code::InvalidPayload, message });
    };
    Ok(Draft { conversation: payload.conversation(), body, selection })
}

pub(super) fn read_media(payload: &Reader<'_>) -> MediaRef {
    let value = payload.present("media");
    let sid = value.and_then(sid_of).filter(|sid| sid.kind() == SidKind::Media).map(MediaRef::Sid);
    sid.or_else(|| value.and_then(file_of).map(MediaRef::File)).unwrap_or_else(|| unread("media"))
}

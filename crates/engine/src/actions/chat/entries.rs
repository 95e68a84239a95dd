//! Entries: messages, drafts and files.

use crate::action::{Action, Code};
use crate::actions::fields::{CONVERSATION, CONVERSATION_OR_SID, CONVERSATION_SID, FILE};
use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Shape, Silent};

const MESSAGE_ATTRIBUTES: Field =
    Field::optional("messageAttributes", FieldKind::Any, "Attributes of the message, for who reads it.");
const INDEX: &str = "the index of the message: `Value::Int`";
const NO_CONVERSATION: Failure = Failure::new(Code::NoConversation, "the conversation is missing or unknown");
const VARIABLE: &[Field] = &[
    Field::required("name", FieldKind::Word, "Which variable."),
    Field::required("value", FieldKind::Text, "What stands in its place."),
];

pub(super) static SEND_MESSAGE: Entry = Entry {
    summary: "Sends a message.",
    shape: Shape::Object,
    fields: &[
        CONVERSATION,
        CONVERSATION_SID,
        Field::required("body", FieldKind::Text, "The text."),
        MESSAGE_ATTRIBUTES,
        Field::optional("subject", FieldKind::Text, "The subject of an e-mail, for who reads it."),
        Field::optional("attachedFiles", FieldKind::Records(FILE), "Files that go with it."),
    ],
    pairs: &[CONVERSATION_OR_SID.missing(Code::NoConversation)],
    backend: true,
    failing: Failing::with(Code::SendMessageFailed),
    legal: "The agent is a member of the open conversation; the text without blanks at its ends is not too long for \
            the channel (1,600 characters on text messages, 3,200 in e-mail, 32,768 in chat), nor are the files too \
            many or too large.",
    effect: "The message is appended under the next index and delivered to every other member. The draft is emptied, \
             and put back if sending fails.",
    errors: &[
        NO_CONVERSATION,
        Failure::new(Code::AbortedByListener, "it is too long: a listener of the desktop's own aborts it"),
        Failure::new(Code::SendMessageFailed, "the backend refused the message or a file"),
        Failure::new(Code::EmptyMessage, "the text is blank and no file goes with it"),
    ],
    invokes: &[Action::SetInputText],
    slip: Some("`subject` and `attachedFiles` are listed as if they were required."),
    returns: Some(INDEX),
    example: r#"me.invoke("SendMessage", #{ conversationSid: task.conversation_sid, body: "Hello!" });"#,
    ..Entry::new(Action::SendMessage, Group::Chat)
};

pub(super) static SEND_RICH_CONTENT_MESSAGE: Entry = Entry {
    summary: "Sends a message from a template.",
    shape: Shape::Object,
    fields: &[
        CONVERSATION,
        CONVERSATION_SID,
        Field::required("contentSid", FieldKind::Word, "The template.").missing(Code::NoContentTemplate),
        Field::optional("contentVariables", FieldKind::Records(VARIABLE), "What stands in the template's gaps."),
        MESSAGE_ATTRIBUTES,
    ],
    pairs: &[CONVERSATION_OR_SID.missing(Code::NoConversation)],
    backend: true,
    failing: Failing::with(Code::SendMessageFailed),
    legal: "As for SendMessage; the template is one of `center.templates`.",
    effect: "The filled template is appended as one message.",
    errors: &[
        NO_CONVERSATION,
        Failure::new(Code::NoContentTemplate, "`contentSid` is missing or blank"),
        Failure::new(Code::AbortedByListener, "filled, it is too long: a listener of the desktop's own aborts it"),
        Failure::new(Code::SendMessageFailed, "there is no such template, or the backend refused"),
    ],
    returns: Some(INDEX),
    example: r#"me.invoke("SendRichContentMessage", #{ conversationSid: task.conversation_sid, contentSid: "greeting" });"#,
    ..Entry::new(Action::SendRichContentMessage, Group::Chat)
};

pub(super) static SEND_TYPING: Entry = Entry {
    summary: "Tells the others that the agent is typing.",
    shape: Shape::Object,
    fields: &[CONVERSATION, CONVERSATION_SID],
    pairs: &[CONVERSATION_OR_SID],
    backend: true,
    legal: "The agent is a member of the open conversation.",
    effect: "The others see the agent typing, until a message comes or some seconds have passed.",
    errors: &[Failure::new(
        Code::TypingFailed,
        "the conversation is unknown or not open, or the agent is not in it",
    )],
    silent: &[
        Silent::new(&[Code::IncompletePayload], "without a conversation nothing happens"),
        Silent::new(&[Code::TypingFailed, Code::BackendUnavailable], "the backend is not waited for"),
    ],
    example: r#"me.invoke("SendTyping", #{ conversationSid: task.conversation_sid });"#,
    ..Entry::new(Action::SendTyping, Group::Chat)
};

pub(super) static SET_INPUT_TEXT: Entry = Entry {
    summary: "Writes the draft of a message.",
    shape: Shape::Object,
    fields: &[
        CONVERSATION,
        CONVERSATION_SID,
        Field::required("body", FieldKind::Text, "The draft."),
        Field::optional("selectionStart", FieldKind::Natural, "Where the selection begins, in characters."),
        Field::optional("selectionEnd", FieldKind::Natural, "Where it ends."),
    ],
    pairs: &[CONVERSATION_OR_SID.missing(Code::InputTextFailed)],
    legal: "The conversation is on this desktop; the selection lies within the draft.",
    effect: "The draft and its selection are these now. A draft that is not empty tells the others of typing.",
    errors: &[Failure::new(Code::InputTextFailed, "the conversation is missing, unknown or not on this desktop")],
    invokes: &[Action::SendTyping],
    example: r#"me.invoke("SetInputText", #{ conversationSid: task.conversation_sid, body: "Hel" });"#,
    ..Entry::new(Action::SetInputText, Group::Chat)
};

pub(super) static ATTACH_FILES: Entry = Entry {
    summary: "Adds files to the draft.",
    shape: Shape::Object,
    fields: &[CONVERSATION, CONVERSATION_SID, Field::required("files", FieldKind::Records(FILE), "The files.")],
    pairs: &[CONVERSATION_OR_SID],
    legal: "Files are switched on and the conversation can be written to; number, type and sizes are within the \
            channel's limits (chat: 10 files of 16 MiB, 64 MiB together), and none is there twice.",
    effect: "Files that may be sent are added to the draft; the others are left out, and the agent is told.",
    errors: &[Failure::new(Code::AttachmentError, "no file is left: the message gives the first reason")],
    slip: Some("`files` is in the example, not in the list of fields."),
    example: r#"me.invoke("AttachFiles", #{ conversationSid: task.conversation_sid, files: [#{ name: "bill.pdf", type: "application/pdf", bytes: 20000 }] });"#,
    ..Entry::new(Action::AttachFiles, Group::Chat)
};

pub(super) static DETACH_FILE: Entry = Entry {
    summary: "Takes a file out of the draft.",
    shape: Shape::Object,
    fields: &[CONVERSATION, CONVERSATION_SID, Field::required("file", FieldKind::Record(FILE), "The file.")],
    pairs: &[CONVERSATION_OR_SID],
    legal: "The file is in that draft.",
    effect: "The file is not in the draft any more.",
    errors: &[Failure::new(Code::FileNotAttached, "it is not in the draft")],
    silent: &[Silent::new(&[Code::FileNotAttached], "a file that is not there: nothing happens")],
    slip: Some("Its field is described as the file to attach."),
    example: r#"me.invoke("DetachFile", #{ conversationSid: task.conversation_sid, file: #{ name: "bill.pdf", type: "application/pdf", bytes: 20000 } });"#,
    ..Entry::new(Action::DetachFile, Group::Chat)
};

pub(super) static DOWNLOAD_MEDIA: Entry = Entry {
    summary: "Opens a file that came with a message.",
    shape: Shape::Object,
    fields: &[CONVERSATION, CONVERSATION_SID, Field::required("media", FieldKind::Media, "The file.")],
    pairs: &[CONVERSATION_OR_SID.missing(Code::NoConversation)],
    backend: true,
    failing: Failing::with(Code::DownloadFailed),
    legal: "The file came with a message of the conversation; its type and size are allowed.",
    effect: "The desktop opens a temporary address; the conversation is as before.",
    errors: &[
        Failure::new(Code::DownloadInvalid, "its type or size is not allowed"),
        Failure::new(Code::DownloadFailed, "no address could be had"),
        NO_CONVERSATION,
    ],
    example: r#"me.invoke("DownloadMedia", #{ conversationSid: task.conversation_sid, media: me.wait_message(task).media[0] });"#,
    ..Entry::new(Action::DownloadMedia, Group::Chat)
};

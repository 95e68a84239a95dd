//! What is asked for of a conversation's messages, how it is read, and whose guard and landing it goes to.

use super::bodies;
use super::entries::{
    ATTACH_FILES, DETACH_FILE, DOWNLOAD_MEDIA, SEND_MESSAGE, SEND_RICH_CONTENT_MESSAGE, SEND_TYPING,
    SET_INPUT_TEXT,
};
use super::payloads::{
    Draft, MediaRef, OutgoingMessage, TemplateMessage, read_draft, read_media, read_message, read_template,
};
use crate::actions::definition::{Definition, Judge};
use crate::actions::execution::{Execution, Invoked, Landed};
use crate::actions::floor::{Floor, FloorMut};
use crate::effects::Cx;
use crate::payload::File;
use crate::platform::Done;
use crate::units::{ConversationId, WorkerId};

/// What is asked for of messages, drafts and files.
#[derive(Clone, Debug, PartialEq)]
pub enum ChatCommand {
    SendMessage(OutgoingMessage),
    SendRichContentMessage(TemplateMessage),
    SendTyping { conversation: ConversationId },
    SetInputText(Draft),
    AttachFiles { conversation: ConversationId, files: Vec<File> },
    DetachFile { conversation: ConversationId, file: File },
    DownloadMedia { conversation: ConversationId, media: MediaRef },
}

pub(in crate::actions) const ACTIONS: &[Definition<ChatCommand>] = &[
    Definition::new(&SEND_MESSAGE, |it| Ok(ChatCommand::SendMessage(read_message(it))))
        .judged(Judge::Conversation(bodies::may_send)),
    Definition::new(&SEND_RICH_CONTENT_MESSAGE, |it| Ok(ChatCommand::SendRichContentMessage(read_template(it)))),
    Definition::new(&SEND_TYPING, |it| Ok(ChatCommand::SendTyping { conversation: it.conversation() })),
    Definition::new(&SET_INPUT_TEXT, |it| read_draft(it).map(ChatCommand::SetInputText)).kept(),
    Definition::new(&ATTACH_FILES, |it| {
        Ok(ChatCommand::AttachFiles { conversation: it.conversation(), files: it.files("files") })
    })
    .kept(),
    Definition::new(&DETACH_FILE, |it| {
        Ok(ChatCommand::DetachFile { conversation: it.conversation(), file: it.file("file") })
    }),
    Definition::new(&DOWNLOAD_MEDIA, |it| {
        Ok(ChatCommand::DownloadMedia { conversation: it.conversation(), media: read_media(it) })
    }),
];

pub(in crate::actions) fn guard(floor: Floor<'_>, worker: WorkerId, command: &ChatCommand) -> Done<Execution> {
    match command {
        ChatCommand::SendMessage(message) => bodies::guard_send(floor, worker, message),
        ChatCommand::SendRichContentMessage(message) => bodies::guard_send_template(floor, message),
        ChatCommand::SendTyping { .. } => Ok(Execution::AT_BACKEND),
        ChatCommand::SetInputText(draft) => bodies::guard_draft(floor, worker, draft.conversation),
        ChatCommand::AttachFiles { conversation, files } => {
            bodies::guard_attach(floor, worker, *conversation, files)
        }
        ChatCommand::DetachFile { conversation, file } => bodies::guard_detach(floor, worker, *conversation, file),
        ChatCommand::DownloadMedia { conversation, media } => bodies::guard_download(floor, *conversation, media),
    }
}

pub(in crate::actions) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    invoked: Option<Invoked<'_>>,
    worker: WorkerId,
    command: ChatCommand,
) -> Done<Landed> {
    match command {
        ChatCommand::SendMessage(message) => bodies::send(floor, cx, invoked, worker, message),
        ChatCommand::SendRichContentMessage(message) => bodies::send_template(floor, cx, worker, &message),
        ChatCommand::SendTyping { conversation } => bodies::types(floor, cx, worker, conversation),
        ChatCommand::SetInputText(draft) => bodies::set_draft(floor, cx, worker, draft),
        ChatCommand::AttachFiles { conversation, files } => bodies::attach(floor, cx, worker, conversation, files),
        ChatCommand::DetachFile { conversation, file } => bodies::detach(floor, cx, worker, conversation, &file),
        ChatCommand::DownloadMedia { conversation, media } => {
            bodies::download(floor, cx, worker, conversation, &media)
        }
    }
}

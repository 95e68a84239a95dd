//! Messages, drafts and files: guards and effects.

use smol_str::SmolStr;

use super::payloads::{Draft, MediaRef, OutgoingMessage, TemplateMessage};
use crate::action::{Action, Code};
use crate::actions::execution::{Awaited, Execution, Invoked, Landed, NestedAction};
use crate::actions::floor::{Floor, FloorMut};
use crate::config::{Channel, ChannelRules};
use crate::desktop::DraftState;
use crate::desktop::state_panel;
use crate::effects::Cx;
use crate::nearest::did_you_mean;
use crate::payload::{File, file_of};
use crate::platform::{Done, Refusal};
use crate::units::{ConversationId, SidKind, WorkerId};
use crate::value::{Payload, Value};

/// The channel of a conversation that is not closed.
fn channel_of(floor: Floor<'_>, conversation: ConversationId) -> Option<Channel> {
    let contact = floor.platform.conversation(conversation)?.contact;
    floor.platform.contact(contact).map(|contact| contact.channel)
}

fn rules(floor: Floor<'_>, channel: Channel) -> &ChannelRules {
    &floor.platform.center().channels[channel.index()]
}

/// That a conversation can be worked on from this desktop: it is open, and its task is here or it is listed as
/// paused.
fn known(floor: Floor<'_>, worker: WorkerId, id: ConversationId, code: Code) -> Done<Channel> {
    let Some(channel) = channel_of(floor, id) else {
        let ever = floor.platform.ever_conversed(id);
        let message = format!("conversation {id} {}", if ever { "is closed" } else { "does not exist" });
        return Err(if ever { Refusal::world(code, message) } else { Refusal::caller(code, message) });
    };
    let desktop = &floor.desktops[worker.index()];
    let of_task = |task| floor.platform.task(task).is_some_and(|task| task.conversation == Some(id));
    if desktop.panels.lists_paused(id) || desktop.tasks.iter().any(|task| of_task(task.task)) {
        return Ok(channel);
    }
    Err(Refusal::world(code, format!("conversation {id} is not on this desktop")))
}

/// The desktop's own listener aborts what is too long to be sent.
fn short_enough(floor: Floor<'_>, channel: Channel, body: &str) -> Done {
    match too_long(rules(floor, channel), body) {
        Some(message) => Err(Refusal::caller(Code::AbortedByListener, message)),
        None => Ok(()),
    }
}

/// That a text is too long, if it is.
fn too_long(rules: &ChannelRules, body: &str) -> Option<String> {
    let (length, most) = (body.chars().count(), rules.message_length);
    (length > most).then(|| format!("the message has {length} characters, {most} are allowed"))
}

// Sending.

/// The draft is emptied first; what it held is put back if sending fails.
pub(super) fn guard_send(floor: Floor<'_>, worker: WorkerId, message: &OutgoingMessage) -> Done<Execution> {
    let id = message.conversation;
    let draft = floor.desktops[worker.index()].panels.draft(id);
    let body = message.body.trim();
    if body.is_empty() && message.files.is_empty() && draft.files.is_empty() {
        return Err(Refusal::caller(Code::EmptyMessage, "the message has no text and no file"));
    }
    if let Some(channel) = channel_of(floor, id) {
        short_enough(floor, channel, body)?;
        let mut files = draft.files.clone();
        for file in &message.files {
            let reason = unfit(rules(floor, channel), floor.platform.center().features.attachments, &files, file);
            if let Some(reason) = reason {
                return Err(Refusal::caller(Code::SendMessageFailed, format!("`{}`: {reason}", file.name)));
            }
            files.push(file.clone());
        }
    }
    let payload =
        Payload::of("conversationSid", Value::Sid(id.sid())).with("body", Value::Text(SmolStr::default()));
    let empty = NestedAction { action: Action::SetInputText, payload, awaited: Awaited::End };
    let emptied_draft = Some(Box::new((id, draft)));
    Ok(Execution { first: [empty].into(), emptied_draft, ..Execution::AT_BACKEND })
}

pub(super) fn may_send(floor: Floor<'_>, worker: WorkerId, id: ConversationId) -> Done {
    floor.platform.open_to(id, worker, Code::SendMessageFailed)
}

pub(super) fn send(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    invoked: Option<Invoked<'_>>,
    worker: WorkerId,
    message: OutgoingMessage,
) -> Done<Landed> {
    let emptied = invoked.as_ref().and_then(|invoked| invoked.emptied_draft.as_deref());
    let attached = emptied.map(|(_, draft)| draft.files.as_slice()).unwrap_or_default();
    let files: Vec<Value> = attached.iter().chain(&message.files).map(File::view).collect();
    let media = if files.is_empty() { Value::Null } else { Value::list(files) };
    let id = message.conversation;
    let index = floor.platform.worker_writes(cx, id, worker, message.body, media, message.with)?;
    // The files went with the message; what was written since is the next message's.
    let panels = &mut floor.desktops[worker.index()].panels;
    let draft = panels.draft(id);
    if !draft.files.is_empty() {
        let draft = DraftState { files: Vec::new(), ..draft };
        show_draft(floor, cx, worker, id, draft);
    }
    if let Some(invoked) = invoked {
        *invoked.emptied_draft = None;
    }
    Landed::value(Value::Int(i64::from(index)))
}

/// Whether a customer's message keeps to the rules of its channel; if not, why, in words.
pub(crate) fn message_fits(floor: Floor<'_>, channel: Channel, body: &str, media: &Value) -> Result<(), String> {
    let rules = rules(floor, channel);
    let body = body.trim();
    let Value::List(files) = media else {
        let empty = || "the message has no text and no file".to_owned();
        return if body.is_empty() { Err(empty()) } else { too_long(rules, body).map_or(Ok(()), Err) };
    };
    let mut there: Vec<File> = Vec::new();
    for file in files.iter().filter_map(file_of) {
        if let Some(reason) = unfit(rules, floor.platform.center().features.attachments, &there, &file) {
            return Err(format!("`{}`: {reason}", file.name));
        }
        there.push(file);
    }
    too_long(rules, body).map_or(Ok(()), Err)
}

/// A message could not be sent: what its draft held is there again.
pub(crate) fn show_draft_again(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    conversation: ConversationId,
    draft: DraftState,
) {
    let panels = &floor.desktops[worker.index()].panels;
    if channel_of(floor.as_is(), conversation).is_some() && panels.draft(conversation) != draft {
        show_draft(floor, cx, worker, conversation, draft);
    }
}

fn show_draft(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, id: ConversationId, draft: DraftState) {
    floor.desktops[worker.index()].panels.set_draft(id, draft);
    state_panel(cx, worker, "draft");
}

pub(super) fn guard_send_template(floor: Floor<'_>, message: &TemplateMessage) -> Done<Execution> {
    let body = filled(floor, message)?;
    if let Some(channel) = channel_of(floor, message.conversation) {
        short_enough(floor, channel, &body)?;
    }
    Ok(Execution::AT_BACKEND)
}

/// A template with its gaps filled; a gap that nothing is given for stays.
fn filled(floor: Floor<'_>, message: &TemplateMessage) -> Done<String> {
    let templates = &floor.platform.center().templates;
    let Some(template) = templates.get(&message.content) else {
        let hint = did_you_mean(&message.content, templates.keys().map(SmolStr::as_str));
        let message = format!("the centre has no template `{}`{hint}: see `center.templates`", message.content);
        return Err(Refusal::caller(Code::SendMessageFailed, message));
    };
    let fill = |text: String, (name, value): &(SmolStr, SmolStr)| text.replace(&format!("{{{{{name}}}}}"), value);
    Ok(message.variables.iter().fold(template.to_string(), fill))
}

pub(super) fn send_template(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    message: &TemplateMessage,
) -> Done<Landed> {
    let body = filled(floor.as_is(), message)?;
    let (id, with) = (message.conversation, message.with.clone());
    let index = floor.platform.worker_writes(cx, id, worker, body.into(), Value::Null, with)?;
    Landed::value(Value::Int(i64::from(index)))
}

pub(super) fn types(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    conversation: ConversationId,
) -> Done<Landed> {
    let typed = floor.platform.worker_types(cx, conversation, worker);
    typed.map_err(|refusal| Refusal { code: Code::TypingFailed, ..refusal })?;
    Landed::nothing()
}

// Drafts and files.

pub(super) fn guard_draft(floor: Floor<'_>, worker: WorkerId, id: ConversationId) -> Done<Execution> {
    known(floor, worker, id, Code::InputTextFailed)?;
    Ok(Execution::ON_DESKTOP)
}

pub(super) fn set_draft(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    draft: Draft,
) -> Done<Landed> {
    let Draft { conversation, body, selection } = draft;
    let types = !body.is_empty();
    let before = floor.desktops[worker.index()].panels.draft(conversation);
    let after = DraftState { body, selection, files: before.files.clone() };
    if after != before {
        show_draft(floor, cx, worker, conversation, after);
    }
    if !types {
        return Landed::nothing();
    }
    // Nobody waits to see whether the others are told.
    let payload = Payload::of("conversationSid", Value::Sid(conversation.sid()));
    Ok(Landed::then(NestedAction { action: Action::SendTyping, payload, awaited: Awaited::No }))
}

/// Why a file can't go with those that are there, if it can't.
fn unfit(rules: &ChannelRules, enabled: bool, there: &[File], file: &File) -> Option<String> {
    let total: u64 = there.iter().map(|file| file.size_bytes).fold(0, u64::saturating_add);
    if !enabled {
        Some("files are switched off in this centre: see `center.features.attachments`".into())
    } else if there.contains(file) {
        Some("it is there already (duplicate)".into())
    } else if there.len() >= rules.files {
        Some(format!("a message carries at most {} files here (too-many)", rules.files))
    } else if !rules.takes(&file.media_type) {
        Some(format!("files of the type {} are not taken here (bad-type)", file.media_type))
    } else if file.size_bytes > rules.file_bytes {
        Some(format!("it has {} bytes, at most {} are taken (bad-size)", file.size_bytes, rules.file_bytes))
    } else if total.saturating_add(file.size_bytes) > rules.total_bytes {
        Some(format!("all files together may have {} bytes (total-size)", rules.total_bytes))
    } else {
        None
    }
}

pub(super) fn guard_attach(
    floor: Floor<'_>,
    worker: WorkerId,
    id: ConversationId,
    files: &[File],
) -> Done<Execution> {
    let channel = known(floor, worker, id, Code::AttachmentError)?;
    if !floor.platform.conversation(id).is_some_and(|conversation| conversation.is_attended()) {
        return Err(Refusal::world(Code::AttachmentError, format!("conversation {id} is read-only now")));
    }
    let draft = floor.desktops[worker.index()].panels.draft(id);
    let enabled = floor.platform.center().features.attachments;
    let reason = |file: &File| unfit(rules(floor, channel), enabled, &draft.files, file);
    match files.iter().map(reason).collect::<Option<Vec<String>>>() {
        // Not one that could be added: the first reason is the answer.
        Some(reasons) => {
            let why = reasons.into_iter().next().unwrap_or_else(|| "there is none".into());
            Err(Refusal::caller(Code::AttachmentError, format!("no file can be attached: {why}")))
        }
        None => Ok(Execution::ON_DESKTOP),
    }
}

/// Files that may be sent are added; of the others the agent is told.
pub(super) fn attach(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ConversationId,
    files: Vec<File>,
) -> Done<Landed> {
    let channel = known(floor.as_is(), worker, id, Code::AttachmentError)?;
    let enabled = floor.platform.center().features.attachments;
    let mut draft = floor.desktops[worker.index()].panels.draft(id);
    for file in files {
        match unfit(rules(floor.as_is(), channel), enabled, &draft.files, &file) {
            None => draft.files.push(file),
            Some(reason) => {
                let notice = format!("`{}` was not attached: {reason}", file.name);
                floor.desktops[worker.index()].panels.tell(notice);
            }
        }
    }
    show_draft(floor, cx, worker, id, draft);
    Landed::nothing()
}

pub(super) fn guard_detach(
    floor: Floor<'_>,
    worker: WorkerId,
    id: ConversationId,
    file: &File,
) -> Done<Execution> {
    if !floor.desktops[worker.index()].panels.draft(id).files.contains(file) {
        let message = format!("`{}` is not attached to the draft of {id}", file.name);
        return Err(Refusal::caller(Code::FileNotAttached, message));
    }
    Ok(Execution::ON_DESKTOP)
}

pub(super) fn detach(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ConversationId,
    file: &File,
) -> Done<Landed> {
    let mut draft = floor.desktops[worker.index()].panels.draft(id);
    draft.files.retain(|attached| attached != file);
    show_draft(floor, cx, worker, id, draft);
    Landed::nothing()
}

/// The address of a file that came with a message of a conversation.
fn address(floor: Floor<'_>, id: ConversationId, media: &MediaRef) -> Done<SmolStr> {
    let Some(conversation) = floor.platform.conversation(id) else {
        let ever = floor.platform.ever_conversed(id);
        let message = format!("conversation {id} {}", if ever { "is closed" } else { "does not exist" });
        return Err(if ever {
            Refusal::world(Code::NoConversation, message)
        } else {
            Refusal::caller(Code::NoConversation, message)
        });
    };
    let sent = conversation.messages.iter().flat_map(|message| match &message.media {
        Value::List(files) => files.as_slice(),
        _ => &[],
    });
    let is_meant = |file: &&Value| match media {
        MediaRef::Sid(sid) => file.get("sid") == Some(&Value::Sid(*sid)),
        MediaRef::File(meant) => file_of(file).is_some_and(|file| file == *meant),
    };
    let Some(found) = sent.into_iter().find(is_meant) else {
        let message = format!("no message of {id} came with that file");
        return Err(Refusal::caller(Code::DownloadFailed, message));
    };
    let file = file_of(found);
    let rules = channel_of(floor, id).map(|channel| rules(floor, channel));
    if let (Some(file), Some(rules)) = (file, rules)
        && (!rules.takes(&file.media_type) || file.size_bytes > rules.file_bytes)
    {
        let message = format!("`{}` is of a type or size that is not taken here", file.name);
        return Err(Refusal::caller(Code::DownloadInvalid, message));
    }
    let number = match found.get("sid") {
        Some(Value::Sid(sid)) if sid.kind() == SidKind::Media => sid.to_string(),
        _ => String::new(),
    };
    Ok(format!("https://media.invalid/{number}").into())
}

pub(super) fn guard_download(floor: Floor<'_>, id: ConversationId, media: &MediaRef) -> Done<Execution> {
    address(floor, id, media)?;
    Ok(Execution::AT_BACKEND)
}

pub(super) fn download(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    id: ConversationId,
    media: &MediaRef,
) -> Done<Landed> {
    let address = address(floor.as_is(), id, media)?;
    floor.desktops[worker.index()].panels.opened = Some(address.clone());
    state_panel(cx, worker, "opened");
    Landed::nothing()
}

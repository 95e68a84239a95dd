//! Conversations that an agent leaves, puts aside and takes up again.

use super::definition::{Definition, Instead, Refused};
use super::execution::{Awaited, Execution, Landed, NestedAction, RefusedBy};
use super::fields::TASK_OR_SID;
use super::floor::{Floor, FloorMut};
use crate::action::{Action, Code};
use crate::config::Channel;
use crate::desktop::{PausedEntry, locations, state_panel};
use crate::effects::Cx;
use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Shape, Silent};
use crate::event::{DesktopEvent, Event};
use crate::payload::{Either, Reader, sid_of, unread};
use crate::platform::{Done, Refusal};
use crate::units::{ChannelId, ConversationId, ReservationId, Sid, WorkerId};
use crate::value::{Payload, Value};

/// A paused conversation, by a sid or by its task as an object.
type PausedRef = Either<PausedSid, ReservationId>;

/// What the sid of a paused conversation may be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PausedSid {
    /// The conversation itself.
    Conversation(ConversationId),
    /// Its interaction channel.
    Channel(ChannelId),
    /// A reservation of the task that it was paused with.
    Reservation(ReservationId),
}

/// What is asked for of conversations as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum ChannelCommand {
    LeaveChannel { channel: ChannelId },
    PauseChannel { channel: ChannelId },
    ResumeChannel { channel: ChannelId },
    GetPausedChannels,
    GetPausedEmailConversations,
    SelectPausedConversation { conversation: PausedRef },
}

pub(super) const ACTIONS: &[Definition<ChannelCommand>] = &[
    Definition::new(&LEAVE_CHANNEL, |it| Ok(ChannelCommand::LeaveChannel { channel: it.id("channelSid") })),
    Definition::new(&PAUSE_CHANNEL, |it| Ok(ChannelCommand::PauseChannel { channel: it.id("channelSid") })),
    Definition::new(&RESUME_CHANNEL, |it| Ok(ChannelCommand::ResumeChannel { channel: it.id("channelSid") })),
    Definition::new(&GET_PAUSED_CHANNELS, |_| Ok(ChannelCommand::GetPausedChannels))
        .silent(is_switched_off)
        .instead(LIST_NOTHING),
    Definition::new(&GET_PAUSED_EMAIL_CONVERSATIONS, |_| Ok(ChannelCommand::GetPausedEmailConversations))
        .silent(is_switched_off)
        .instead(LIST_NO_EMAILS),
    Definition::new(&SELECT_PAUSED_CONVERSATION, |it| {
        Ok(ChannelCommand::SelectPausedConversation { conversation: read_paused(it) })
    })
    .instead(SELECT_NOTHING),
];

pub(super) fn guard(floor: Floor<'_>, worker: WorkerId, command: &ChannelCommand) -> Done<Execution> {
    match command {
        ChannelCommand::LeaveChannel { .. } => guard_leave(floor),
        ChannelCommand::PauseChannel { .. } => guard_pause(floor),
        ChannelCommand::ResumeChannel { channel } => guard_resume(floor, worker, *channel),
        ChannelCommand::GetPausedChannels => guard_list(floor, Code::FetchPausedChannelsFailed),
        ChannelCommand::GetPausedEmailConversations => guard_list(floor, Code::FetchPausedEmailFailed),
        ChannelCommand::SelectPausedConversation { conversation } => guard_select(floor, worker, conversation),
    }
}

pub(super) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    worker: WorkerId,
    command: ChannelCommand,
) -> Done<Landed> {
    match command {
        ChannelCommand::LeaveChannel { channel } => leave(floor, cx, worker, channel),
        ChannelCommand::PauseChannel { channel } => pause(floor, cx, worker, channel),
        ChannelCommand::ResumeChannel { channel } => resume(floor, cx, worker, channel),
        ChannelCommand::GetPausedChannels => list(floor, cx, worker, false),
        ChannelCommand::GetPausedEmailConversations => list(floor, cx, worker, true),
        ChannelCommand::SelectPausedConversation { conversation } => select(floor, cx, worker, &conversation),
    }
}

fn read_paused(payload: &Reader<'_>) -> PausedRef {
    let paused = |sid: Sid| {
        let conversation = ConversationId::try_from(sid).map(PausedSid::Conversation);
        let channel = conversation.or_else(|sid| ChannelId::try_from(sid).map(PausedSid::Channel));
        channel.or_else(|sid| ReservationId::try_from(sid).map(PausedSid::Reservation)).ok()
    };
    let named = Either::new(payload.present("sid").and_then(sid_of).and_then(paused), payload.id_if_any("task"));
    named.unwrap_or_else(|| unread("sid"))
}

/// Pausing is switched off, and no backend was asked.
fn is_switched_off(it: &Refused<'_>) -> Option<bool> {
    Some(it.by == RefusedBy::Guard)
}

// What the catalogue says.

const CHANNEL_SID: Field = Field::required("channelSid", FieldKind::ChannelSid, "The interaction channel.");
const PAUSE_OFF: &str = "where pausing is switched off it succeeds with an empty list";
const NO_LIST: &str = "pausing is switched off, or the backend failed";

static LEAVE_CHANNEL: Entry = Entry {
    summary: "Leaves a conversation that stays open.",
    shape: Shape::Object,
    fields: &[CHANNEL_SID.missing(Code::LeaveChannelFailed)],
    backend: true,
    failing: Failing::with(Code::LeaveChannelFailed),
    legal: "The agent has accepted the task of this channel; the channel is active; leaving is switched on.",
    effect: "The agent is out, the channel inactive and the capacity free. The reservation completes, or wraps where \
             the centre says so, and the task follows. The customer's next message makes a new task for anybody.",
    errors: &[Failure::new(
        Code::LeaveChannelFailed,
        "the sid is missing, the channel is none of this agent's or not active, or leaving is switched off",
    )],
    example: r#"me.invoke("LeaveChannel", #{ channelSid: task.channel_sid });"#,
    ..Entry::new(Action::LeaveChannel, Group::Channel)
};

static PAUSE_CHANNEL: Entry = Entry {
    summary: "Puts a conversation aside, for this agent to resume.",
    shape: Shape::Object,
    fields: &[CHANNEL_SID.missing(Code::PauseChannelFailed)],
    backend: true,
    failing: Failing::with(Code::PauseChannelFailed),
    legal: "As for LeaveChannel, and no other agent is in; pausing is switched on.",
    effect: "The agent is out and the capacity free; the reservation completes, or wraps where the centre says so. \
             The conversation is on the agent's list of paused ones, messages are kept, and after 14 days it is \
             routed again.",
    errors: &[Failure::new(
        Code::PauseChannelFailed,
        "the sid is missing, the channel is none of this agent's or not active, or pausing is switched off",
    )],
    example: r#"me.invoke("PauseChannel", #{ channelSid: task.channel_sid });"#,
    ..Entry::new(Action::PauseChannel, Group::Channel)
};

static RESUME_CHANNEL: Entry = Entry {
    summary: "Takes a paused conversation up again.",
    shape: Shape::Object,
    fields: &[CHANNEL_SID],
    backend: true,
    failing: Failing::with(Code::ResumeChannelFailed),
    legal: "The channel is on the desktop's list of paused ones, as last fetched.",
    effect: "A new task on the same channel is reserved for this agent, who is back in the conversation on \
             accepting it. If they do not, it is paused as before. The list is fetched again in any case.",
    errors: &[Failure::new(Code::ResumeChannelFailed, "the channel is not on the list, or the backend refused")],
    invokes: &[Action::GetPausedChannels],
    example: r#"me.invoke("ResumeChannel", #{ channelSid: me.desktop().paused[0].channel_sid });"#,
    ..Entry::new(Action::ResumeChannel, Group::Channel)
};

static GET_PAUSED_CHANNELS: Entry = Entry {
    summary: "Fetches the agent's paused conversations.",
    backend: true,
    failing: Failing::with(Code::FetchPausedChannelsFailed),
    legal: "Pausing is switched on.",
    effect: "The desktop's list of paused conversations is replaced by at most 60 of them.",
    errors: &[Failure::new(Code::FetchPausedChannelsFailed, NO_LIST)],
    silent: &[Silent::new(&[Code::FetchPausedChannelsFailed], PAUSE_OFF)],
    example: r#"me.invoke("GetPausedChannels");"#,
    ..Entry::new(Action::GetPausedChannels, Group::Channel)
};

static GET_PAUSED_EMAIL_CONVERSATIONS: Entry = Entry {
    summary: "Fetches the agent's paused e-mail conversations.",
    backend: true,
    failing: Failing::with(Code::FetchPausedEmailFailed),
    legal: "Pausing is switched on.",
    effect: "The desktop's list of paused e-mail conversations is replaced by at most 60 of them.",
    errors: &[Failure::new(Code::FetchPausedEmailFailed, NO_LIST)],
    silent: &[Silent::new(&[Code::FetchPausedEmailFailed], PAUSE_OFF)],
    slip: Some("Its description speaks of pausing one; it lists them."),
    example: r#"me.invoke("GetPausedEmailConversations");"#,
    ..Entry::new(Action::GetPausedEmailConversations, Group::Channel)
};

static SELECT_PAUSED_CONVERSATION: Entry = Entry {
    summary: "Shows a paused conversation on the desktop.",
    shape: Shape::Object,
    fields: &[
        Field::optional("task", FieldKind::Task, "The task that it was paused with, as an object."),
        Field::optional("sid", FieldKind::AnyConversationSid, "The conversation, in one of these ways."),
    ],
    pairs: &[TASK_OR_SID],
    legal: "The conversation is on the desktop's list of paused ones.",
    effect: "No task is selected, the paused conversation is, and the location is the root of the agent's desktop, \
             which is not waited for.",
    errors: &[Failure::new(Code::ConversationNotFound, "the conversation is not on the list")],
    invokes: &[Action::HistoryPush],
    silent: &[Silent::new(
        &[Code::IncompletePayload, Code::ConversationNotFound],
        "without a sid, or with one that is not on the list, no paused conversation is selected any more",
    )],
    slip: Some(
        "It is shown with a task or the sid of a channel; the published type wants that of a conversation. All \
         three are taken here.",
    ),
    example: r#"me.invoke("SelectPausedConversation", #{ sid: me.desktop().paused[0].conversation_sid });"#,
    ..Entry::new(Action::SelectPausedConversation, Group::Channel)
};

// Guards and effects.

/// How many paused conversations one page of the list holds.
const PAGE: usize = 60;

fn switched_on(on: bool, what: &str, code: Code) -> Done {
    if on {
        return Ok(());
    }
    Err(Refusal::caller(code, format!("{what} is switched off in this centre: see `center.features`")))
}

fn guard_leave(floor: Floor<'_>) -> Done<Execution> {
    switched_on(floor.platform.center().features.leave, "leaving conversations", Code::LeaveChannelFailed)?;
    Ok(Execution::AT_BACKEND)
}

fn leave(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, channel: ChannelId) -> Done<Landed> {
    floor.platform.leave_channel(cx, channel, worker)?;
    Landed::nothing()
}

fn guard_pause(floor: Floor<'_>) -> Done<Execution> {
    switched_on(floor.platform.center().features.pause, "pausing conversations", Code::PauseChannelFailed)?;
    Ok(Execution::AT_BACKEND)
}

fn pause(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, channel: ChannelId) -> Done<Landed> {
    floor.platform.pause_channel(cx, channel, worker)?;
    Landed::nothing()
}

fn guard_resume(floor: Floor<'_>, worker: WorkerId, channel: ChannelId) -> Done<Execution> {
    let panels = &floor.desktops[worker.index()].panels;
    let listed = panels.paused.iter().chain(&panels.paused_emails).any(|entry| entry.channel == channel);
    if !listed {
        let message = format!(
            "interaction channel {channel} is not on the desktop's list of paused ones, as it was fetched last"
        );
        return Err(Refusal::caller(Code::ResumeChannelFailed, message));
    }
    Ok(Execution::AT_BACKEND)
}

/// The list is fetched again in any case: what could not be resumed is not on it any more.
fn resume(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, channel: ChannelId) -> Done<Landed> {
    let resumed = floor.platform.resume_channel(cx, channel, worker);
    let fetch = NestedAction { action: Action::GetPausedChannels, payload: Payload::Absent, awaited: Awaited::No };
    let mut landed = Landed::then(fetch);
    landed.outcome = resumed.map(|_| Value::Null);
    if landed.outcome.is_ok() {
        let panels = &mut floor.desktops[worker.index()].panels;
        panels.paused.retain(|entry| entry.channel != channel);
        panels.paused_emails.retain(|entry| entry.channel != channel);
        panels.selected_paused = None;
    }
    Ok(landed)
}

fn guard_list(floor: Floor<'_>, code: Code) -> Done<Execution> {
    switched_on(floor.platform.center().features.pause, "pausing conversations", code)?;
    Ok(Execution::AT_BACKEND)
}

fn list(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, emails: bool) -> Done<Landed> {
    let of = emails.then_some(Channel::Email);
    let entry = |(conversation, channel)| PausedEntry { conversation, channel };
    let fetched: Vec<PausedEntry> = floor.platform.paused_by(worker, of).map(entry).take(PAGE).collect();
    let panels = &mut floor.desktops[worker.index()].panels;
    let (name, shown) =
        if emails { ("paused_emails", &mut panels.paused_emails) } else { ("paused", &mut panels.paused) };
    if *shown != fetched {
        *shown = fetched;
        state_panel(cx, worker, name);
    }
    Landed::nothing()
}

/// The conversation that a payload names, and that the desktop lists as paused.
fn paused(floor: Floor<'_>, worker: WorkerId, named: &PausedRef) -> Done<ConversationId> {
    let of_reservation = |id: ReservationId| {
        let task = floor.platform.task(floor.platform.reservation(id)?.task);
        task.and_then(|task| task.conversation)
    };
    let by_sid = |sid: &PausedSid| match *sid {
        PausedSid::Conversation(id) => (Some(id), format!("conversation {id}")),
        PausedSid::Channel(id) => {
            (floor.platform.conversation_of_channel(id), format!("the conversation of interaction channel {id}"))
        }
        PausedSid::Reservation(id) => (of_reservation(id), format!("the conversation of reservation {id}")),
    };
    let by_task = |id: &ReservationId| by_sid(&PausedSid::Reservation(*id));
    let (found, meant) = match named {
        Either::First(sid) => by_sid(sid),
        Either::Second(task) => by_task(task),
        Either::Both(sid, task) if by_sid(sid).0 == by_task(task).0 => by_sid(sid),
        Either::Both(..) => {
            let message = "`task` and `sid` name different conversations";
            return Err(Refusal::caller(Code::InvalidPayload, message));
        }
    };
    let panels = &floor.desktops[worker.index()].panels;
    found.filter(|id| panels.lists_paused(*id)).ok_or_else(|| {
        let message = format!(
            "{meant} is not on the desktop's lists of paused ones: `GetPausedChannels` and \
             `GetPausedEmailConversations` fetch them"
        );
        Refusal::caller(Code::ConversationNotFound, message)
    })
}

fn guard_select(floor: Floor<'_>, worker: WorkerId, named: &PausedRef) -> Done<Execution> {
    paused(floor, worker, named).map(|_| Execution::ON_DESKTOP)
}

fn select(floor: &mut FloorMut<'_>, cx: &mut Cx<'_>, worker: WorkerId, named: &PausedRef) -> Done<Landed> {
    let conversation = paused(floor.as_is(), worker, named)?;
    let desktop = &mut floor.desktops[worker.index()];
    if desktop.selected.take().is_some() {
        cx.emit(Event::Desktop(worker, DesktopEvent::Selected { reservation: None }));
    }
    desktop.panels.selected_paused = Some(conversation);
    state_panel(cx, worker, "selected_paused");
    let payload = Payload::Bare(Value::text(locations::AGENT_DESKTOP));
    Ok(Landed::then(NestedAction { action: Action::HistoryPush, payload, awaited: Awaited::No }))
}

// What is shown where the desktop says nothing of a refusal.

const LIST_NOTHING: Instead = |floor, cx, worker| {
    floor.desktops[worker.index()].panels.paused.clear();
    state_panel(cx, worker, "paused");
};
const LIST_NO_EMAILS: Instead = |floor, cx, worker| {
    floor.desktops[worker.index()].panels.paused_emails.clear();
    state_panel(cx, worker, "paused_emails");
};
const SELECT_NOTHING: Instead = |floor, cx, worker| {
    floor.desktops[worker.index()].panels.selected_paused = None;
    state_panel(cx, worker, "selected_paused");
};

//! Entries: conversations that an agent leaves, puts aside and takes up again.

use super::entry::{Entry, Failure, Field, FieldKind, Group, Shape, Silent};
use crate::action::{Action, Code};

const CHANNEL_SID: Field = Field::required("channelSid", FieldKind::ChannelSid, "The interaction channel.");
const PAUSE_OFF: &str = "where pausing is switched off it succeeds with an empty list";
const NO_LIST: &str = "pausing is switched off, or the backend failed";

pub(super) static LEAVE_CHANNEL: Entry = Entry {
    summary: "Leaves a conversation that stays open.",
    shape: Shape::Object,
    fields: &[CHANNEL_SID.missing(Code::LeaveChannelFailed)],
    backend: true,
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

pub(super) static PAUSE_CHANNEL: Entry = Entry {
    summary: "Puts a conversation aside, for this agent to resume.",
    shape: Shape::Object,
    fields: &[CHANNEL_SID.missing(Code::PauseChannelFailed)],
    backend: true,
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

pub(super) static RESUME_CHANNEL: Entry = Entry {
    summary: "Takes a paused conversation up again.",
    shape: Shape::Object,
    fields: &[CHANNEL_SID],
    backend: true,
    legal: "The channel is on the desktop's list of paused ones, as last fetched.",
    effect: "A new task on the same channel is reserved for this agent, who is back in the conversation on \
             accepting it. If they do not, it is paused as before. The list is fetched again in any case.",
    errors: &[Failure::new(Code::ResumeChannelFailed, "the channel is not on the list, or the backend refused")],
    invokes: &[Action::GetPausedChannels],
    example: r#"me.invoke("ResumeChannel", #{ channelSid: me.desktop().paused[0].channel_sid });"#,
    ..Entry::new(Action::ResumeChannel, Group::Channel)
};

pub(super) static GET_PAUSED_CHANNELS: Entry = Entry {
    summary: "Fetches the agent's paused conversations.",
    backend: true,
    legal: "Pausing is switched on.",
    effect: "The desktop's list of paused conversations is replaced by at most 60 of them.",
    errors: &[Failure::new(Code::FetchPausedChannelsFailed, NO_LIST)],
    silent: &[Silent::new(&[Code::FetchPausedChannelsFailed], PAUSE_OFF)],
    example: r#"me.invoke("GetPausedChannels");"#,
    ..Entry::new(Action::GetPausedChannels, Group::Channel)
};

pub(super) static GET_PAUSED_EMAIL_CONVERSATIONS: Entry = Entry {
    summary: "Fetches the agent's paused e-mail conversations.",
    backend: true,
    legal: "Pausing is switched on.",
    effect: "The desktop's list of paused e-mail conversations is replaced by at most 60 of them.",
    errors: &[Failure::new(Code::FetchPausedEmailFailed, NO_LIST)],
    silent: &[Silent::new(&[Code::FetchPausedEmailFailed], PAUSE_OFF)],
    slip: Some("Its description speaks of pausing one; it lists them."),
    example: r#"me.invoke("GetPausedEmailConversations");"#,
    ..Entry::new(Action::GetPausedEmailConversations, Group::Channel)
};

pub(super) static SELECT_PAUSED_CONVERSATION: Entry = Entry {
    summary: "Shows a paused conversation on the desktop.",
    shape: Shape::Object,
    fields: &[Field::required(
        "sid",
        FieldKind::ConversationSid,
        "The conversation; not its channel, not a task.",
    )],
    legal: "The conversation is on the desktop's list of paused ones.",
    effect: "No task is selected, the paused conversation is, and the location is the root of the agent's desktop.",
    errors: &[Failure::new(Code::ConversationNotFound, "the conversation is not on the list")],
    invokes: &[Action::HistoryPush],
    silent: &[Silent::new(&[Code::IncompletePayload], "without a sid nothing is selected")],
    slip: Some(
        "It is shown with a task or the sid of a channel; the published type wants that of a conversation.",
    ),
    example: r#"me.invoke("SelectPausedConversation", #{ sid: me.desktop().paused[0].conversation_sid });"#,
    ..Entry::new(Action::SelectPausedConversation, Group::Channel)
};

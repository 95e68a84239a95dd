//! What an invocation asks for: one variant an action, fields typed.
//!
//! Fields that no body looks at (`holdMusicUrl`, `participantCallSid` …) are checked and then left out.

use smol_str::SmolStr;

use crate::event::{TransferMode, TransferTarget};
use crate::units::{
    ActivityId, CallId, ChannelId, ConversationId, ParticipantId, QueueId, ReservationId, Sid, TaskId, WorkerId,
};
use crate::value::{Entries, Value};

/// A thing named in one of two ways, or in both; whoever knows both sides sees to it that they agree.
#[derive(Clone, Debug, PartialEq)]
pub enum Either<A, B> {
    /// Named in the first way only.
    First(A),
    /// Named in the second way only.
    Second(B),
    /// Named in both ways; whether they mean the same is not known yet.
    Both(A, B),
}

impl<A, B> Either<A, B> {
    /// From two sides of which one is there; `None` where neither is.
    pub fn new(first: Option<A>, second: Option<B>) -> Option<Self> {
        match (first, second) {
            (Some(first), Some(second)) => Some(Self::Both(first, second)),
            (Some(first), None) => Some(Self::First(first)),
            (None, Some(second)) => Some(Self::Second(second)),
            (None, None) => None,
        }
    }
    /// The first side, where it is there.
    pub const fn first(&self) -> Option<&A> {
        match self {
            Self::First(first) | Self::Both(first, _) => Some(first),
            Self::Second(_) => None,
        }
    }
    /// The second side, where it is there.
    pub const fn second(&self) -> Option<&B> {
        match self {
            Self::Second(second) | Self::Both(_, second) => Some(second),
            Self::First(_) => None,
        }
    }
}

/// The name of an activity.
pub type ActivityName = SmolStr;
/// An activity, by sid or by name.
pub type ActivityRef = Either<ActivityId, ActivityName>;
/// A recording, by segment or by task.
pub type Recording = Either<SmolStr, TaskId>;
/// A participant, by `targetSid` or as an object.
pub type CalledParticipant = Either<LegRef, ParticipantId>;

/// A leg of a call, by whoever is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegRef {
    /// The leg that this worker is on.
    Worker(WorkerId),
    /// The leg of this participant.
    Participant(ParticipantId),
}

/// A file of a draft or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, with the extension.
    pub name: SmolStr,
    /// Its media type: `image/png`.
    pub media_type: SmolStr,
    /// Its size in bytes; nobody has the bytes themselves.
    pub size_bytes: u64,
}

impl File {
    /// As messages carry it and scripts see it.
    pub fn view(&self) -> Value {
        Value::map(Entries::from([
            ("name".into(), Value::Text(self.name.clone())),
            ("type".into(), Value::Text(self.media_type.clone())),
            ("bytes".into(), Value::Int(i64::try_from(self.size_bytes).unwrap_or(i64::MAX))),
        ]))
    }
}

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaRef {
    /// The file with this sid: it came with a message.
    Sid(Sid),
    /// As the message has it.
    File(File),
}

/// The payload of StartOutboundCall.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundCall {
    /// Whom to call, without blanks at the ends.
    pub destination: SmolStr,
    /// The queue it counts for.
    pub queue: Option<QueueId>,
    /// The number that they see.
    pub caller_id: Option<SmolStr>,
    /// Attributes of the task: a map, or nothing.
    pub attributes: Value,
}

/// The payload of StartOutboundEmailTask.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundEmail {
    /// To whom, without blanks at the ends.
    pub destination: SmolStr,
    /// The queue it counts for.
    pub queue: Option<QueueId>,
    /// The sender's address; the centre's where it is not given.
    pub from: Option<SmolStr>,
    /// The sender's name; the centre's where it is not given.
    pub from_name: Option<SmolStr>,
    /// Attributes of the task: a map, or nothing.
    pub attributes: Value,
}

/// The payload of SendMessage.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingMessage {
    /// The conversation to which it is sent.
    pub conversation: ConversationId,
    /// The text as it was given.
    pub body: SmolStr,
    /// Attributes of the message: any value, which nobody reads.
    pub attributes: Value,
    /// The subject of an e-mail.
    pub subject: Option<SmolStr>,
    /// Files that go with it, besides those of the draft.
    pub files: Vec<File>,
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
    /// Attributes of the message: any value, which nobody reads.
    pub attributes: Value,
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

/// One filter of the team's view.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamFilter {
    /// The path of what is compared: `data.activity_name`.
    pub name: SmolStr,
    /// `IN`, `NOT_IN` or `CONTAINS`, as it was written.
    pub condition: SmolStr,
    /// What it is compared with: one value or a list.
    pub values: Value,
}

/// Flags of the agent's own leg; none: as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkerLegFlags {
    /// Whether the call ends when they leave.
    pub end_on_exit: Option<bool>,
    /// Whether they are muted.
    pub muted: Option<bool>,
}

/// What an invocation asks for.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "variants are actions and fields are theirs; the catalogue says what they mean")]
pub enum Command {
    // Tasks and transfers.
    AcceptTask {
        reservation: ReservationId,
        conference_options: Value,
    },
    RejectTask {
        reservation: ReservationId,
    },
    EndVoiceTask {
        reservation: ReservationId,
    },
    CompleteTask {
        reservation: ReservationId,
    },
    WrapupTask {
        reservation: ReservationId,
    },
    SelectTask {
        reservation: Option<ReservationId>,
    },
    TransferTask {
        reservation: ReservationId,
        target: TransferTarget,
        mode: TransferMode,
        attributes: Value,
        priority: Option<i32>,
    },
    CancelTransfer {
        reservation: ReservationId,
    },
    SetTaskAttributes {
        reservation: ReservationId,
        attributes: Value,
        merge: bool,
    },

    // Calls.
    ToggleMute,
    HangupCall {
        reservation: ReservationId,
    },
    EndConferenceForAll {
        reservation: ReservationId,
    },
    HoldCall {
        reservation: ReservationId,
    },
    UnholdCall {
        reservation: ReservationId,
    },
    StartExternalWarmTransfer {
        reservation: ReservationId,
        phone_number: SmolStr,
        caller_id: SmolStr,
    },
    KickParticipant {
        reservation: ReservationId,
        target: CalledParticipant,
    },
    HoldParticipant {
        reservation: ReservationId,
        target: CalledParticipant,
    },
    UnholdParticipant {
        reservation: ReservationId,
        target: CalledParticipant,
    },
    ToggleDTMFDialpad {
        reservation: ReservationId,
        open: Option<bool>,
    },
    SetDTMFDialpadDigits {
        reservation: ReservationId,
        digits: SmolStr,
    },
    SendDTMFDigits {
        reservation: ReservationId,
        digits: SmolStr,
    },

    // Outbound.
    StartOutboundCall(OutboundCall),
    ToggleOutboundDialer,
    StartOutboundEmailTask(OutboundEmail),

    // Messages.
    SendMessage(OutgoingMessage),
    SendRichContentMessage(TemplateMessage),
    SendTyping {
        conversation: ConversationId,
    },
    SetInputText(Draft),
    AttachFiles {
        conversation: ConversationId,
        files: Vec<File>,
    },
    DetachFile {
        conversation: ConversationId,
        file: File,
    },
    DownloadMedia {
        conversation: ConversationId,
        media: MediaRef,
    },

    // Conversations as a whole.
    LeaveChannel {
        channel: ChannelId,
    },
    PauseChannel {
        channel: ChannelId,
    },
    ResumeChannel {
        channel: ChannelId,
    },
    GetPausedChannels,
    GetPausedEmailConversations,
    SelectPausedConversation {
        conversation: ConversationId,
    },

    // Workers.
    SetActivity {
        activity: ActivityRef,
        reject_pending: Option<bool>,
    },
    SetWorkerActivity {
        worker: WorkerId,
        activity: ActivityRef,
        reject_pending: Option<bool>,
    },
    Logout {
        force: bool,
        activity: Option<ActivityId>,
    },
    SetWorkerAttributes {
        attributes: Value,
        merge: bool,
    },
    UpdateWorkerToken {
        token: SmolStr,
    },

    // Supervisors.
    MonitorCall {
        reservation: ReservationId,
    },
    StopMonitoringCall {
        reservation: Option<ReservationId>,
    },
    SelectTaskInSupervisor {
        reservation: Option<ReservationId>,
    },
    SelectWorkerInSupervisor {
        worker: Option<WorkerId>,
    },
    ApplyTeamsViewFilters {
        filters: Vec<TeamFilter>,
        extra: Option<SmolStr>,
    },
    ApplyTeamsViewSearch {
        search: SmolStr,
    },

    // Other ways to take a call.
    IssueCallToWorker {
        reservation: ReservationId,
        url: SmolStr,
        accept: bool,
        to: Option<SmolStr>,
    },
    DequeueTask {
        reservation: ReservationId,
        to: Option<SmolStr>,
        post_work_activity: Option<ActivityId>,
    },
    RedirectCallTask {
        reservation: ReservationId,
        call: CallId,
        url: SmolStr,
        accept: bool,
    },
    UpdateWorkerParticipant {
        reservation: ReservationId,
        flags: WorkerLegFlags,
    },
    UpdateCustomerParticipant {
        reservation: ReservationId,
        hold: Option<bool>,
    },

    // The desktop.
    HistoryPush {
        location: SmolStr,
    },
    HistoryReplace {
        location: SmolStr,
    },
    HistoryGo {
        delta: i64,
    },
    HistoryGoBack,
    HistoryGoForward,
    ShowDirectory,
    HideDirectory,
    ToggleSidebar {
        open: Option<bool>,
    },
    SetComponentState {
        name: SmolStr,
        state: Value,
    },
    ReloadWindow {
        force_login: bool,
    },

    // The player of recordings.
    InsightsPlayerPlay {
        recording: Recording,
    },
    InsightsPlayerInitialized,
    InsightsPlayerHide,
    InsightsPlayerShow,
}

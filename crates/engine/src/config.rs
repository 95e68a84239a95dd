//! What a centre is set up with before the first event: activities, queues, workflow, timeouts, workers.
//!
//! It is made once. [`Center::check`] says whether it makes sense, which an engine asks when it is made, and nothing asks
//! again.

mod check;

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::skills::Level;
use super::value::Value;
use crate::units::{ActivityId, QueueId, SimSpan};

pub use check::{CenterError, Named, in_circles};

/// What kind of work a task is. Workers have a capacity for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Phone calls.
    Voice,
    /// Web chat.
    Chat,
    /// E-mail.
    Email,
    /// Text messages and messengers.
    Messaging,
}

impl Channel {
    /// All of them, in the order of their indexes.
    pub const ALL: [Self; 4] = [Self::Voice, Self::Chat, Self::Email, Self::Messaging];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Its place in [`Channel::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
    /// Its name in scenarios, scripts and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Messaging => "messaging",
        }
    }
    /// The channel with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
    /// Whether work on it is a conversation, not a call.
    pub const fn is_digital(self) -> bool {
        !matches!(self, Self::Voice)
    }
}

/// How a worker's capacity is given: how many tasks of each channel they may have at once.
pub type Capacity = [u16; Channel::COUNT];

/// How failures that the real desktop swallows are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Rejected with their code.
    #[default]
    Strict,
    /// Settled as the real desktop settles them.
    Compat,
}

/// A state that workers put themselves in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its name, unique in the centre.
    pub name: SmolStr,
    /// Whether workers in it are offered work.
    pub available: bool,
}

/// A Rhai expression of the scenario, by its place in the plan's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpressionId(pub u32);

/// Of which contacts the service level is a share. Those that found no line free are in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServiceLevel {
    /// Answered in time, over all that were offered but for those who gave up very soon.
    #[default]
    Offered,
    /// Answered in time, over those that were answered.
    Answered,
    /// Answered in time or given up very soon, over all that were offered.
    MetByShortAbandons,
}

/// A queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Its name, unique in the centre.
    pub name: SmolStr,
    /// How many workers a task may be reserved for at once: 1 to 50.
    pub max_reserved: u8,
    /// How long a reservation stays pending.
    pub reservation_timeout: SimSpan,
    /// Added to the priority of tasks that wait here.
    pub priority: i32,
    /// Which workers belong to it besides those whose population names it: an expression over `worker`, their
    /// attributes.
    pub workers: Option<ExpressionId>,
    /// Who has all of these skills, each at this level or a higher one, belongs to it too. Empty: nobody.
    pub skills: Vec<(SmolStr, Level)>,
    /// The skill whose higher level goes before a longer idle time among its free workers.
    pub prefer: Option<SmolStr>,
    /// Service level: answered within this time counts as answered in time. Read by metrics, not by routing.
    pub target: SimSpan,
    /// Those who give up sooner than this are short abandons: left out of the service level, or as
    /// [`Self::service_level`] says. Read by metrics, not by routing.
    pub short_abandon: Option<SimSpan>,
    /// Of which contacts the service level is a share. Read by metrics, not by routing.
    pub service_level: ServiceLevel,
    /// Where a task goes on to that was dialled to this queue and has waited so long. Following it must not lead back
    /// here.
    pub overflow: Option<(SimSpan, QueueId)>,
}

/// Where a workflow sends a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The queue or the worker who is to get the task.
    pub to: TargetTo,
    /// The task's priority from here on, where given.
    pub priority: Option<i32>,
    /// Only those workers of the queue for whom this expression over `task` and `worker` is true.
    pub expression: Option<ExpressionId>,
    /// How long the task waits here before the next target is tried, for ever without one. What is reckoned is the age
    /// of the task: it goes on when that is the sum of the timeouts so far, also where it was offered meanwhile.
    pub timeout: Option<SimSpan>,
    /// Left out at once where this expression over `workers` and `queue.waiting` is true and nobody was reserved
    /// immediately.
    pub skip_if: Option<ExpressionId>,
}

/// Whom a workflow target names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TargetTo {
    /// Anyone of this queue.
    Queue(QueueId),
    /// The worker whose name or sid this expression over the task gives; the target is skipped where there is none.
    Worker(ExpressionId),
}

/// One filter of the workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Its name, for messages.
    pub name: SmolStr,
    /// Which tasks it takes: an expression over `task` (attributes), `queue` (dialled), `channel`, `priority`.
    pub when: ExpressionId,
    /// Where they go, in order.
    pub targets: Vec<Target>,
}

/// How tasks find their queue. A task that no filter takes goes by `default`, and where that is empty to the queue
/// that the customer dialled. One whose filter runs out of targets goes by `default` too, and where that is empty nowhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workflow {
    /// In order; the first that matches decides.
    pub filters: Vec<Filter>,
    /// For tasks that no filter takes, or has a target for any more.
    pub default: Vec<Target>,
}

impl Workflow {
    /// Whether any target asks for some of the workers of its queue only.
    pub fn asks_for_workers(&self) -> bool {
        let targets = self.filters.iter().flat_map(|filter| &filter.targets).chain(&self.default);
        targets.into_iter().any(|target| target.expression.is_some())
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// A task that nobody has accepted is canceled after this (86,400 s unless set).
    pub task: SimSpan,
    /// A settled task can be looked up for this long (300 s unless set).
    pub settled_task: SimSpan,
    /// A transfer to a queue that nobody takes fails after this (300 s unless set).
    pub transfer: SimSpan,
    /// A worker who rejected a task is not offered it again before this has passed (10 s unless set).
    pub reoffer: SimSpan,
    /// An outbound call that nobody answers is given up after this (30 s unless set).
    pub ring: SimSpan,
    /// The typing indicator goes out after this (5 s unless set).
    pub typing: SimSpan,
    /// A third party whom an agent calls into a conference answers after this (4 s unless set).
    pub external_answer: SimSpan,
    /// How long a third party talks with a customer after the last agent has left the two to each other.
    pub external_talk: SimSpan,
    /// A paused conversation that nobody resumes is routed again after this (14 days unless set).
    pub paused: SimSpan,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            task: SimSpan::from_secs(86_400),
            settled_task: SimSpan::from_secs(300),
            transfer: SimSpan::from_secs(300),
            reoffer: SimSpan::from_secs(10),
            ring: SimSpan::from_secs(30),
            typing: SimSpan::from_secs(5),
            external_answer: SimSpan::from_secs(4),
            external_talk: SimSpan::from_secs(180),
            paused: SimSpan::from_secs(14 * 86_400),
        }
    }
}

/// What outbound calls need from the centre.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outbound {
    /// Whether agents may dial out.
    pub enabled: bool,
    /// The queue of outbound calls whose payload names none.
    pub queue: Option<QueueId>,
    /// The caller id of outbound calls whose payload names none.
    pub caller_id: Option<SmolStr>,
}

/// What e-mails that agents begin need from the centre.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutboundEmail {
    /// The queue of those whose payload names none.
    pub queue: Option<QueueId>,
    /// The sender's address where the payload names none.
    pub from: Option<SmolStr>,
    /// The sender's name where the payload names none.
    pub from_name: Option<SmolStr>,
}

/// What is switched on in the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// Calls reach agents in their browsers: there is a microphone and a voice connection (on unless set).
    pub browser_voice: bool,
    /// Agents may call third parties into a conference (on unless set).
    pub external_transfer: bool,
    /// Agents may leave a conversation that stays open (on unless set).
    pub leave: bool,
    /// Agents may pause conversations (on unless set).
    pub pause: bool,
    /// Who leaves a conversation has after-contact work to do (off unless set).
    pub wrap_on_leave: bool,
    /// Who pauses a conversation has after-contact work to do (off unless set).
    pub wrap_on_pause: bool,
    /// Files may be sent (on unless set).
    pub attachments: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            browser_voice: true,
            external_transfer: true,
            leave: true,
            pause: true,
            wrap_on_leave: false,
            wrap_on_pause: false,
            attachments: true,
        }
    }
}

/// What may be sent on a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRules {
    /// How many characters a message may have, blanks at its ends aside.
    pub message_length: usize,
    /// How many files one message may carry.
    pub files: usize,
    /// How large one of them may be, in bytes.
    pub file_bytes: u64,
    /// How large all of them may be together, in bytes.
    pub total_bytes: u64,
    /// Which media types: `image/png`, or `image/` for all that begin so. Empty: any.
    pub types: Vec<SmolStr>,
}

impl ChannelRules {
    const MIB: u64 = 1 << 20;

    /// What holds on a channel where the scenario says nothing. Web chat and text messages as the real product has
    /// them; e-mail as web chat but for its length.
    pub const fn of(channel: Channel) -> Self {
        let (message_length, file_bytes, total_bytes) = match channel {
            Channel::Voice | Channel::Chat => (32_768, 16 * Self::MIB, 64 * Self::MIB),
            Channel::Email => (3_200, 16 * Self::MIB, 64 * Self::MIB),
            Channel::Messaging => (1_600, 2 * Self::MIB, 5 * Self::MIB),
        };
        Self { message_length, files: 10, file_bytes, total_bytes, types: Vec::new() }
    }
    /// What holds of each channel unless the scenario says otherwise, by [`Channel::index`].
    pub const fn standard() -> [Self; Channel::COUNT] {
        [Self::of(Channel::Voice), Self::of(Channel::Chat), Self::of(Channel::Email), Self::of(Channel::Messaging)]
    }
    /// Whether files of this type may be sent.
    pub fn takes(&self, media_type: &str) -> bool {
        let fits = |known: &SmolStr| {
            if known.ends_with('/') { media_type.starts_with(known.as_str()) } else { media_type == known }
        };
        self.types.is_empty() || self.types.iter().any(fits)
    }
}

/// A centre, before its workers sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct Center {
    /// The activities; their place is their [`ActivityId`].
    pub activities: Vec<Activity>,
    /// Where workers are when the run begins and after a logout: not available.
    pub offline: ActivityId,
    /// Where a reservation that timed out puts its worker: not available.
    pub timeout_activity: ActivityId,
    /// The queues; their place is their [`QueueId`].
    pub queues: Vec<Queue>,
    /// How tasks find their queue.
    pub workflow: Workflow,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// Whether agents may dial out, and with which queue and number.
    pub outbound: Outbound,
    /// What outbound e-mail needs; without it agents begin none.
    pub email: Option<OutboundEmail>,
    /// Which features of the product are switched on.
    pub features: Features,
    /// What may be sent, by the index of the channel.
    pub channels: [ChannelRules; Channel::COUNT],
    /// Templates of messages by their name, with `{{name}}` where a variable stands.
    pub templates: BTreeMap<SmolStr, SmolStr>,
    /// How many calls there may be in the centre at once; beyond it a call is blocked. None: any number.
    pub lines: Option<u32>,
    /// How swallowed failures are answered.
    pub mode: Mode,
}

/// A worker, before they sign in. Workers are numbered in the order in which they are given.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerSetup {
    /// Unique in the centre: `desk-1`.
    pub name: SmolStr,
    /// What expressions, skills and scripts see of them: a map.
    pub attributes: Value,
    /// The queues that their population names.
    pub queues: Vec<QueueId>,
    /// How many tasks of each channel at once.
    pub capacity: Capacity,
    /// Whether they may do what supervisors do.
    pub supervisor: bool,
}

//! What an invocation asks for, by group, and whose guard and landing it goes to.

use super::channel::{self, ChannelCommand};
use super::chat::{self, ChatCommand};
use super::dtmf::{self, DtmfCommand};
use super::execution::{Execution, Invoked, Landed};
use super::floor::{Floor, FloorMut};
use super::insights::{self, InsightsCommand};
use super::navigation::{self, NavigationCommand};
use super::outbound::{self, OutboundCommand};
use super::supervisor::{self, SupervisorCommand};
use super::task::{self, TaskCommand};
use super::telephony::{self, TelephonyCommand};
use super::ui::{self, UiCommand};
use super::voice::{self, VoiceCommand};
use super::worker::{self, WorkerCommand};
use crate::effects::Cx;
use crate::platform::Done;
use crate::units::WorkerId;

/// What an invocation asks for: one variant a group of the catalogue, and in it one an action, with fields typed.
///
/// Fields that no body looks at (`holdMusicUrl`, `participantCallSid` …) are checked and then left out.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "variants are groups of the catalogue, which says what they are about")]
pub enum Command {
    Task(TaskCommand),
    Voice(VoiceCommand),
    Dtmf(DtmfCommand),
    Outbound(OutboundCommand),
    Chat(ChatCommand),
    Channel(ChannelCommand),
    Worker(WorkerCommand),
    Supervisor(SupervisorCommand),
    Telephony(TelephonyCommand),
    Navigation(NavigationCommand),
    Ui(UiCommand),
    Insights(InsightsCommand),
}

impl Command {
    /// The same, asked for by who knew this version of what it changes.
    pub(crate) fn knowing(self, version: u32) -> Self {
        match self {
            Self::Task(command) => Self::Task(command.knowing(version)),
            Self::Worker(command) => Self::Worker(command.knowing(version)),
            others => others,
        }
    }
}

/// Asks the desktop's guard of an action. It changes nothing.
pub(crate) fn guard(floor: Floor<'_>, worker: WorkerId, command: &Command) -> Done<Execution> {
    match command {
        Command::Task(command) => task::guard(floor, worker, command),
        Command::Voice(command) => voice::guard(floor, worker, command),
        Command::Dtmf(command) => dtmf::guard(floor, worker, command),
        Command::Outbound(command) => outbound::guard(floor, worker, command),
        Command::Chat(command) => chat::guard(floor, worker, command),
        Command::Channel(command) => channel::guard(floor, worker, command),
        Command::Worker(command) => worker::guard(floor, worker, command),
        Command::Supervisor(command) => supervisor::guard(floor, worker, command),
        Command::Telephony(command) => telephony::guard(floor, worker, command),
        Command::Navigation(command) => navigation::guard(command),
        Command::Ui(command) => ui::guard(command),
        Command::Insights(command) => insights::guard(floor, command),
    }
}

/// Lets a command land: the platform judges it as things are now. Where it is `invoked` by nobody, nobody waits for it.
pub(crate) fn land(
    floor: &mut FloorMut<'_>,
    cx: &mut Cx<'_>,
    invoked: Option<Invoked<'_>>,
    worker: WorkerId,
    command: Command,
) -> Done<Landed> {
    match command {
        Command::Task(command) => task::land(floor, cx, worker, command),
        Command::Voice(command) => voice::land(floor, cx, worker, command),
        Command::Dtmf(command) => dtmf::land(floor, cx, worker, command),
        Command::Outbound(command) => outbound::land(floor, cx, invoked, worker, command),
        Command::Chat(command) => chat::land(floor, cx, invoked, worker, command),
        Command::Channel(command) => channel::land(floor, cx, worker, command),
        Command::Worker(command) => worker::land(floor, cx, worker, command),
        Command::Supervisor(command) => supervisor::land(floor, cx, worker, command),
        Command::Telephony(command) => telephony::land(floor, cx, worker, command),
        Command::Navigation(command) => navigation::land(floor, cx, worker, command),
        Command::Ui(command) => ui::land(floor, cx, worker, command),
        Command::Insights(command) => insights::land(floor, cx, worker, command),
    }
}

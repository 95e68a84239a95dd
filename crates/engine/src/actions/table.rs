//! All actions by their place in the list, collected from their groups when the program is compiled.

use super::channel::{self, ChannelCommand};
use super::chat::{self, ChatCommand};
use super::definition::{Facts, Read};
use super::dtmf::{self, DtmfCommand};
use super::insights::{self, InsightsCommand};
use super::navigation::{self, NavigationCommand};
use super::outbound::{self, OutboundCommand};
use super::supervisor::{self, SupervisorCommand};
use super::task::{self, TaskCommand};
use super::telephony::{self, TelephonyCommand};
use super::ui::{self, UiCommand};
use super::voice::{self, VoiceCommand};
use super::worker::{self, WorkerCommand};
use crate::action::Action;

/// How the command of an action is read, by its group.
#[derive(Clone, Copy)]
pub(super) enum GroupRead {
    Task(Read<TaskCommand>),
    Voice(Read<VoiceCommand>),
    Dtmf(Read<DtmfCommand>),
    Outbound(Read<OutboundCommand>),
    Chat(Read<ChatCommand>),
    Channel(Read<ChannelCommand>),
    Worker(Read<WorkerCommand>),
    Supervisor(Read<SupervisorCommand>),
    Telephony(Read<TelephonyCommand>),
    Navigation(Read<NavigationCommand>),
    Ui(Read<UiCommand>),
    Insights(Read<InsightsCommand>),
}

/// A row of the table.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) facts: Facts,
    pub(super) read: GroupRead,
}

const ACTIONS: usize = Action::ALL.len();

/// Indexed by the action. An action without a definition, or with two, does not compile.
static TABLE: [Row; ACTIONS] = complete(collected());

/// The row of an action.
pub(super) fn row(action: Action) -> &'static Row {
    &TABLE[action.index()]
}

/// What is said of an action.
pub(crate) fn facts(action: Action) -> &'static Facts {
    &row(action).facts
}

macro_rules! collect {
    ($table:ident: $($group:ident as $kind:ident),+ $(,)?) => {$(
        let mut place = 0;
        while place < $group::ACTIONS.len() {
            let definition = &$group::ACTIONS[place];
            let index = definition.facts.entry.action.index();
            assert!($table[index].is_none(), "an action is defined twice");
            $table[index] = Some(Row { facts: definition.facts, read: GroupRead::$kind(definition.read) });
            place += 1;
        }
    )+};
}

const fn collected() -> [Option<Row>; ACTIONS] {
    let mut table = [None; ACTIONS];
    collect!(
        table: task as Task, voice as Voice, dtmf as Dtmf, outbound as Outbound, chat as Chat, channel as Channel,
        worker as Worker, supervisor as Supervisor, telephony as Telephony, navigation as Navigation, ui as Ui,
        insights as Insights,
    );
    table
}

const fn complete(collected: [Option<Row>; ACTIONS]) -> [Row; ACTIONS] {
    let Some(first) = collected[0] else { unreachable!() };
    let mut table = [first; ACTIONS];
    let mut place = 0;
    while place < ACTIONS {
        let Some(row) = collected[place] else { unreachable!() };
        table[place] = row;
        place += 1;
    }
    table
}

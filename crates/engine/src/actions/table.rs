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

const COUNT: usize = Action::ALL.len();

/// Indexed by the action. An action without a definition, or with two, does not compile.
static TABLE: [Row; COUNT] = whole(collected());

/// The row of an action.
pub(super) fn row(action: Action) -> &'static Row {
    &TABLE[action.index()]
}

/// What is said of an action.
pub(crate) fn facts(action: Action) -> &'static Facts {
    &row(action).facts
}

/// Puts the definitions of groups into their places. Only a macro can: each group's list has a type of its own, and
/// functions that are run by the compiler can't be generic over how the reading is wrapped.
macro_rules! collect {
    ($table:ident: $($group:ident as $kind:ident),+ $(,)?) => {$(
        let mut place = 0;
        while place < $group::ACTIONS.len() {
            let definition = &$group::ACTIONS[place];
            let index = definition.facts.entry.action.index();
            assert!($table[index].is_none(), "an action is in the lists twice");
            $table[index] = Some(Row { facts: definition.facts, read: GroupRead::$kind(definition.read) });
            place += 1;
        }
    )+};
}

const fn collected() -> [Option<Row>; COUNT] {
    let mut table = [None; COUNT];
    collect!(
        table: task as Task, voice as Voice, dtmf as Dtmf, outbound as Outbound, chat as Chat, channel as Channel,
        worker as Worker, supervisor as Supervisor, telephony as Telephony, navigation as Navigation, ui as Ui,
        insights as Insights,
    );
    table
}

const fn whole(collected: [Option<Row>; COUNT]) -> [Row; COUNT] {
    // Overwritten below, like every other place.
    let mut table = [row_of(collected[0]); COUNT];
    let mut place = 0;
    while place < COUNT {
        table[place] = row_of(collected[place]);
        place += 1;
    }
    table
}

const fn row_of(collected: Option<Row>) -> Row {
    assert!(collected.is_some(), "an action is in no group's list");
    match collected {
        Some(row) => row,
        None => unreachable!(),
    }
}

//! The parts of a desktop beside its tasks: panels that show or hide, drafts, dialpads, lists, the player.
//!
//! All of it is the desktop's own: the platform does not know it, and a reload forgets it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::team_filter::TeamFilter;
use crate::payload::File;
use crate::units::{ChannelId, ConversationId, ReservationId, WorkerId};
use crate::value::{Entries, Payload, Value};

/// How many notices a desktop keeps: as many as anybody reads.
const NOTICES_MAX: usize = 20;

/// What shows on a desktop beside its tasks.
#[derive(Clone, Debug, Default)]
pub struct Panels {
    /// Whether the directory of workers and queues shows.
    pub directory: bool,
    /// Whether the sidebar is open.
    pub sidebar: bool,
    /// Whether the panel for outbound calls shows.
    pub dialer: bool,
    /// The dialpads of calls, one for each that was opened or written on.
    pub dialpads: SmallVec<[Dialpad; 1]>,
    /// What is being written, by conversation; nothing for those without text and files.
    pub drafts: BTreeMap<ConversationId, DraftState>,
    /// The states of parts of the desktop, by their names.
    pub components: BTreeMap<SmolStr, Value>,
    /// What those come to, in bytes.
    component_bytes: usize,
    /// Paused conversations, as last fetched.
    pub paused: Vec<PausedEntry>,
    /// Paused e-mail conversations, as last fetched.
    pub paused_emails: Vec<PausedEntry>,
    /// The paused conversation that is selected.
    pub selected_paused: Option<ConversationId>,
    /// The team's view.
    pub team: Team,
    /// The reservation whose call this desktop monitors, or monitored last.
    pub monitored: Option<ReservationId>,
    /// The player of recordings.
    pub player: Player,
    /// What the last outbound call was asked with, to be tried again.
    pub last_outbound: Option<Payload>,
    /// The address that was opened last.
    pub opened: Option<SmolStr>,
    /// What the agent was told, oldest first.
    pub notices: VecDeque<SmolStr>,
}

/// The dialpad of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialpad {
    /// The reservation of the call.
    pub reservation: ReservationId,
    /// Whether it shows.
    pub open: bool,
    /// What is written on it.
    pub digits: SmolStr,
}

/// A message that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftState {
    /// The text as far as it is written.
    pub body: SmolStr,
    /// Begin and end of the selection, in characters.
    pub selection: (u32, u32),
    /// The files that will go with it.
    pub files: Vec<File>,
}

/// A paused conversation as the desktop lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PausedEntry {
    /// The conversation, by which it is selected.
    pub conversation: ConversationId,
    /// Its interaction channel, by which it is resumed.
    pub channel: ChannelId,
}

/// A supervisor's view of the team.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Team {
    /// The reservation of the task that is selected in it.
    pub task: Option<ReservationId>,
    /// The worker who is selected in it; never at the same time as a task.
    pub worker: Option<WorkerId>,
    /// The filters: all must take a worker.
    pub filters: Vec<TeamFilter>,
    /// Further filters, as they were written.
    pub extra: Option<SmolStr>,
    /// What the names of workers must contain, in any case of letters; empty: anything.
    pub search: SmolStr,
}

/// The player of recordings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Player {
    /// Whether it shows.
    pub shown: bool,
    /// The segment that is loaded.
    pub segment: Option<SmolStr>,
}

impl DraftState {
    fn is_empty(&self) -> bool {
        self.body.is_empty() && self.files.is_empty()
    }
}

impl Panels {
    /// The dialpad of a call, if it was ever opened or written on.
    pub fn dialpad(&self, reservation: ReservationId) -> Option<&Dialpad> {
        self.dialpads.iter().find(|pad| pad.reservation == reservation)
    }
    pub(crate) fn dialpad_mut(&mut self, reservation: ReservationId) -> &mut Dialpad {
        let known = self.dialpads.iter().position(|pad| pad.reservation == reservation);
        let place = known.unwrap_or_else(|| {
            self.dialpads.push(Dialpad { reservation, open: false, digits: SmolStr::default() });
            self.dialpads.len() - 1
        });
        &mut self.dialpads[place]
    }

    /// What is being written in a conversation; empty where nothing is.
    pub fn draft(&self, conversation: ConversationId) -> DraftState {
        self.drafts.get(&conversation).cloned().unwrap_or_default()
    }
    /// Sets it; an empty draft is none.
    pub(crate) fn set_draft(&mut self, conversation: ConversationId, draft: DraftState) {
        if draft.is_empty() {
            self.drafts.remove(&conversation);
        } else {
            self.drafts.insert(conversation, draft);
        }
    }

    /// How many bytes a change of a part's state brings, and how many go by it.
    pub(super) fn component_change(&self, name: &SmolStr, state: &Value) -> (usize, usize) {
        let known = self.components.get(name);
        match (known, state) {
            (Some(Value::Map(old)), Value::Map(new)) => {
                let replaced = |key: &SmolStr| old.get(key).map_or(0, |it| key.len() + it.bytes());
                let comes = new.iter().map(|(key, value)| key.len() + value.bytes()).sum();
                (comes, new.keys().map(replaced).sum())
            }
            (Some(old), new) => (new.bytes(), old.bytes()),
            (None, new) => (name.len() + new.bytes(), 0),
        }
    }
    /// The entries of `state` are set in a part's state, others stay; what is no map replaces it. So many bytes come, and
    /// so many go.
    pub(super) fn set_component(&mut self, name: &SmolStr, state: &Value, comes: usize, goes: usize) {
        self.component_bytes = (self.component_bytes + comes).saturating_sub(goes);
        match (self.components.get_mut(name), state) {
            (Some(Value::Map(old)), Value::Map(new)) => {
                Arc::make_mut(old).extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            (_, new) => drop(self.components.insert(name.clone(), new.clone())),
        }
    }
    /// What parts of the desktop keep, in bytes.
    pub(super) const fn component_bytes(&self) -> usize {
        self.component_bytes
    }
    /// What is kept besides, in bytes: few texts, if perhaps long ones.
    pub(super) fn other_bytes(&self) -> usize {
        let text = |text: &Option<SmolStr>| text.as_ref().map_or(0, SmolStr::len);
        let drafts = self.drafts.values().map(|draft| draft.body.len()).sum::<usize>();
        let pads = self.dialpads.iter().map(|pad| pad.digits.len()).sum::<usize>();
        let filter = |it: &TeamFilter| it.name.len() + it.condition.len() + it.values.bytes();
        let filters = self.team.filters.iter().map(filter).sum::<usize>();
        let notices = self.notices.iter().map(SmolStr::len).sum::<usize>();
        let team = filters + text(&self.team.extra) + self.team.search.len();
        let outbound = self.last_outbound.as_ref().map_or(0, Payload::bytes);
        drafts + pads + notices + team + outbound + text(&self.opened) + text(&self.player.segment)
    }

    /// Tells the agent something.
    pub(crate) fn tell(&mut self, notice: impl Into<SmolStr>) {
        if self.notices.len() == NOTICES_MAX {
            self.notices.pop_front();
        }
        self.notices.push_back(notice.into());
    }

    /// Whether a paused conversation is on either list.
    pub fn lists_paused(&self, conversation: ConversationId) -> bool {
        self.paused.iter().chain(&self.paused_emails).any(|entry| entry.conversation == conversation)
    }

    /// Forgets what belonged to a reservation that is gone.
    pub(super) fn forget(&mut self, reservation: ReservationId, conversation: Option<ConversationId>) {
        self.dialpads.retain(|pad| pad.reservation != reservation);
        if let Some(conversation) = conversation {
            self.drafts.remove(&conversation);
        }
    }

    /// The entries of `me.desktop()` that are about this.
    pub(super) fn view(&self) -> Entries {
        let text = |text: &SmolStr| Value::Text(text.clone());
        let sid_or_null = |sid: Option<crate::units::Sid>| sid.map_or(Value::Null, Value::Sid);
        let texts = |items: &mut dyn Iterator<Item = &SmolStr>| Value::list(items.map(text).collect());
        Entries::from([
            ("directory".into(), Value::Bool(self.directory)),
            ("sidebar".into(), Value::Bool(self.sidebar)),
            ("dialer".into(), Value::Bool(self.dialer)),
            ("dialpads".into(), Value::list(self.dialpads.iter().map(Dialpad::view).collect())),
            ("drafts".into(), Value::list(self.drafts.iter().map(draft_view).collect())),
            (
                "components".into(),
                Value::map(self.components.iter().map(|(name, state)| (name.clone(), state.clone())).collect()),
            ),
            ("paused".into(), paused_view(&self.paused)),
            ("paused_emails".into(), paused_view(&self.paused_emails)),
            ("selected_paused".into(), sid_or_null(self.selected_paused.map(ConversationId::sid))),
            ("team_task".into(), sid_or_null(self.team.task.map(ReservationId::sid))),
            ("team_worker".into(), sid_or_null(self.team.worker.map(WorkerId::sid))),
            ("team_search".into(), text(&self.team.search)),
            ("team_filters".into(), Value::list(self.team.filters.iter().map(filter_view).collect())),
            (
                "player".into(),
                Value::map(Entries::from([
                    ("shown".into(), Value::Bool(self.player.shown)),
                    ("segment".into(), self.player.segment.as_ref().map_or(Value::Null, text)),
                ])),
            ),
            ("last_outbound".into(), self.last_outbound.as_ref().map_or(Value::Null, Payload::to_value)),
            ("opened".into(), self.opened.as_ref().map_or(Value::Null, text)),
            ("notices".into(), texts(&mut self.notices.iter())),
        ])
    }
}

impl Dialpad {
    /// As scripts and events see it.
    pub(crate) fn view(&self) -> Value {
        Value::map(Entries::from([
            ("sid".into(), Value::Sid(self.reservation.sid())),
            ("open".into(), Value::Bool(self.open)),
            ("digits".into(), Value::Text(self.digits.clone())),
        ]))
    }
}

/// A draft as scripts and events see it.
pub(crate) fn draft_view((conversation, draft): (&ConversationId, &DraftState)) -> Value {
    Value::map(Entries::from([
        ("conversation".into(), Value::Sid(conversation.sid())),
        ("body".into(), Value::Text(draft.body.clone())),
        ("selection_start".into(), Value::Int(i64::from(draft.selection.0))),
        ("selection_end".into(), Value::Int(i64::from(draft.selection.1))),
        ("files".into(), Value::list(draft.files.iter().map(File::view).collect())),
    ]))
}

/// A list of paused conversations as scripts and events see it.
pub(crate) fn paused_view(entries: &[PausedEntry]) -> Value {
    let entry = |entry: &PausedEntry| {
        Value::map(Entries::from([
            ("conversation_sid".into(), Value::Sid(entry.conversation.sid())),
            ("channel_sid".into(), Value::Sid(entry.channel.sid())),
        ]))
    };
    Value::list(entries.iter().map(entry).collect())
}

/// A filter of the team's view as scripts and events see it.
pub(crate) fn filter_view(filter: &TeamFilter) -> Value {
    Value::map(Entries::from([
        ("name".into(), Value::Text(filter.name.clone())),
        ("condition".into(), Value::Text(filter.condition.clone())),
        ("values".into(), filter.values.clone()),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_components_are_those_of_their_states() {
        let mut panels = Panels::default();
        let map = |key: &str, size: usize| Value::map([(key.into(), Value::Text("x".repeat(size).into()))].into());
        let states = [map("a", 9), map("b", 70), map("a", 3), Value::Int(3), map("c", 5), Value::Null];
        for state in states.iter().chain(&states) {
            for name in ["one", "another"] {
                let (comes, goes) = panels.component_change(&name.into(), state);
                panels.set_component(&name.into(), state, comes, goes);
                let kept = panels.components.iter().map(|(name, state)| name.len() + state.bytes()).sum::<usize>();
                assert_eq!(panels.component_bytes(), kept, "{name}: {state}");
            }
        }
    }
}

//! The invariants: statements about the state that must hold after every event.
//!
//! The audit reads the events of a step and then the state of what they touched. It shares no code with what it
//! checks: what it needs to count, it counts itself, from the events, and compares that with the state. Whoever
//! drives the engine calls [`Audit::step`] after every input it has handed in, with all events that came of it, and
//! [`Audit::end`] when the run is over. The audit changes nothing and costs what was touched, however large the floor.

mod capacity;
mod conversations;
mod feed;
mod found;
mod invocations;
mod list;
mod model;
mod priority;
mod reservations;
mod shadow;
mod tasks;
mod view;
mod voice;

#[cfg(test)]
mod tests;

pub use found::KEPT_MAX;
pub use list::{ALL, COUNT, CheckedBy, Described, RECOVERY, audited, find};
pub use view::{
    AuditView, ConferenceView, ConversationView, LegState, LegView, ReservationView, TaskCounts, TaskView,
    TransferStage, TransferView, WorkerView,
};

use super::config::Center;
use super::event::Event;
use crate::units::SimTime;

/// A statement that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invariant {
    /// Its number in the list of invariants, from 1.
    pub number: u8,
    /// Its name in reports: `capacity`.
    pub name: &'static str,
    /// The statement, a sentence.
    pub statement: &'static str,
}

/// A statement that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// When.
    pub at: SimTime,
    /// Who and what was involved: sids and names.
    pub entities: Vec<String>,
    /// What was seen and what should have been.
    pub message: String,
}

/// What the audit must know before the first event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupFacts {
    /// Whether each activity is an available one.
    pub available: Vec<bool>,
    /// For how many workers at once each queue may reserve a task.
    pub max_reserved: Vec<u16>,
}

impl From<&Center> for SetupFacts {
    fn from(center: &Center) -> Self {
        Self {
            available: center.activities.iter().map(|activity| activity.available).collect(),
            max_reserved: center.queues.iter().map(|queue| u16::from(queue.max_reserved)).collect(),
        }
    }
}

/// Watches one run.
#[derive(Debug)]
pub struct Audit {
    found: found::Found,
    model: model::Model,
    reservations: reservations::Expiries,
    voice: voice::Voice,
    conversations: conversations::Conversations,
    priorities: priority::Priorities,
    invocations: invocations::Invocations,
    scratch: tasks::Scratch,
}

impl Audit {
    /// An audit of a run that has not begun.
    pub fn new(facts: SetupFacts) -> Self {
        Self {
            found: found::Found::default(),
            model: model::Model::new(facts),
            reservations: reservations::Expiries::default(),
            voice: voice::Voice::default(),
            conversations: conversations::Conversations::default(),
            priorities: priority::Priorities::default(),
            invocations: invocations::Invocations::default(),
            scratch: tasks::Scratch::default(),
        }
    }

    /// A step is over: the engine took one input at `at`, stated these events, and is in this state. What does not
    /// hold now is a violation; in between anything may be.
    pub fn step<'e>(&mut self, at: SimTime, events: impl IntoIterator<Item = &'e Event>, state: &dyn AuditView) {
        self.invocations.clock(at, &mut self.found);
        for event in events {
            self.feed(event);
        }
        let found = &mut self.found;
        self.model.collect();
        capacity::check(&self.model, state, found);
        tasks::check(&self.model, &self.voice, &self.conversations, state, &mut self.scratch, found);
        self.reservations.check(&self.model, state, found);
        self.voice.check(state, found);
        self.conversations.check(&self.model, state, found);
        self.invocations.check(found);
        self.model.sweep();
    }

    /// The run is over, at `at`.
    pub fn end(&mut self, at: SimTime) {
        self.invocations.clock(at, &mut self.found);
        self.conversations.end(&mut self.found);
        self.invocations.end(&mut self.found);
    }

    /// The violations so far: the first few of each invariant, in the order in which they were found.
    pub fn violations(&self) -> &[Violation] {
        self.found.kept()
    }
    /// How many violations there were, kept or not.
    pub const fn violated(&self) -> u64 {
        self.found.violated()
    }
    /// How many statements about single entities were checked.
    pub const fn checked(&self) -> u64 {
        self.found.checked()
    }
    /// The names of the invariants that are checked.
    pub fn names() -> impl Iterator<Item = &'static str> {
        audited().map(|invariant| invariant.name)
    }
}

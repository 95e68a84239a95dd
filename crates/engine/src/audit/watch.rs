//! The audit of one run: takes in what a step stated, then puts every statement to what that touched.

use super::conversations::Conversations;
use super::facts::SetupFacts;
use super::found::Found;
use super::invariant::Violation;
use super::invocations::Invocations;
use super::list::audited;
use super::model::Model;
use super::priority::Priorities;
use super::reservations::Expiries;
use super::view::AuditView;
use super::voice::Voice;
use super::{calls, capacity, tasks};
use crate::event::Event;
use crate::units::SimTime;

/// Watches one run: every step is handed in, in order, and nothing else.
#[derive(Debug)]
pub struct Audit {
    pub(super) found: Found,
    pub(super) model: Model,
    pub(super) reservations: Expiries,
    pub(super) voice: Voice,
    pub(super) conversations: Conversations,
    pub(super) priorities: Priorities,
    pub(super) invocations: Invocations,
    scratch: tasks::Scratch,
}

impl Audit {
    /// An audit of a run that has not begun.
    pub fn new(facts: SetupFacts) -> Self {
        Self {
            found: Found::default(),
            model: Model::new(facts),
            reservations: Expiries::default(),
            voice: Voice::default(),
            conversations: Conversations::default(),
            priorities: Priorities::default(),
            invocations: Invocations::default(),
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
        calls::check(&self.model, &self.voice, state, &mut self.scratch.reservations, found);
        self.reservations.check(&self.model, state, found);
        self.priorities.check(state, found);
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

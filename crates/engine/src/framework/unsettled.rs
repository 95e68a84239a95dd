//! Invocations that have not settled, and what each waits for, for those who ask why a run does not come to its end.

use std::fmt;

use crate::action::{Action, ActionName};
use crate::engine::Engine;
use crate::invocation::{Invocation, Phase};
use crate::units::{InvocationId, SimTime, WorkerId};

/// An invocation that has not settled.
#[derive(Clone, Copy, Debug)]
pub struct Unsettled<'a> {
    /// Its number.
    pub id: InvocationId,
    /// On whose desktop.
    pub worker: WorkerId,
    /// What was invoked.
    pub action: &'a ActionName,
    /// When.
    pub begun_at: SimTime,
    /// What it waits for.
    pub waits_for: WaitsFor,
}

/// What an invocation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// Listeners before the body.
    BeforeListeners,
    /// A function of a script: a replacement, or a body.
    Script,
    /// The backend, or the body's own next step.
    Backend,
    /// An action that its body has invoked.
    Nested(Action),
    /// Listeners after the body.
    AfterListeners,
}

impl Engine {
    /// The invocations that have not settled, but for those that others have invoked and wait for: oldest first.
    pub fn unsettled(&self) -> impl Iterator<Item = Unsettled<'_>> {
        let open = self.invocations.iter().filter(|(_, it)| !it.lost && it.invoker.waiter().is_none());
        open.map(|(id, it)| Unsettled {
            id,
            worker: it.worker,
            action: &it.action,
            begun_at: it.begun_at,
            waits_for: waits_for(it),
        })
    }
}

fn waits_for(running: &Invocation) -> WaitsFor {
    match running.phase {
        Phase::Before => WaitsFor::BeforeListeners,
        Phase::After => WaitsFor::AfterListeners,
        Phase::Replaced if !running.runs_native() => WaitsFor::Script,
        Phase::Body | Phase::Replaced => match running.nested.front() {
            Some(nested) => WaitsFor::Nested(nested.action),
            None => WaitsFor::Backend,
        },
    }
}

impl fmt::Display for WaitsFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeListeners => f.write_str("its before-listeners"),
            Self::Script => f.write_str("the function that stands in for its body"),
            Self::Backend => f.write_str("the backend"),
            Self::Nested(action) => write!(f, "`{action}`, which it has invoked"),
            Self::AfterListeners => f.write_str("its after-listeners"),
        }
    }
}

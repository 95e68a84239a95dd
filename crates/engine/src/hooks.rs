//! What scripts register on a desktop: listeners before and after actions, replacements, bodies of their own.
//!
//! Only what is kept, on the desktop and on an invocation; how an invocation is led through its functions is the
//! framework's. The engine runs no script: it asks for one function at a time and is told how that went.

use std::collections::BTreeMap;

use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::action::{ActionName, Cause, Code};
use crate::effects::{CallRole, FunctionId};
use crate::limits::HOOKS_MAX;
use crate::value::Value;

/// What scripts have registered on a desktop, by action.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hooks {
    by_action: BTreeMap<ActionName, Hook>,
    /// How often something was registered.
    registered: usize,
}

/// What scripts have registered for one action, each in the order of registration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hook {
    pub(crate) before: Functions,
    pub(crate) after: Functions,
    replacements: Functions,
    body: Option<FunctionId>,
}

/// Functions of one role.
pub(crate) type Functions = SmallVec<[FunctionId; 2]>;

/// The listeners of one phase of an invocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listening {
    /// Those that have not started, last first.
    pub(crate) to_start: Functions,
    /// How many have started and not ended.
    pub(crate) open: usize,
    /// Whether the one that started last has neither waited nor ended yet.
    pub(crate) starting: bool,
    /// Whether one of them has aborted the invocation.
    pub(crate) aborted: bool,
}

/// How a function of a script went.
#[derive(Clone, Debug, PartialEq)]
pub enum ScriptEnd {
    /// It returned this.
    Returned(Value),
    /// It threw: a code of the catalogue and whose doing that was, where it threw a rejection on; and what it said.
    Threw(Option<(Code, Cause)>, SmolStr),
}

impl Hooks {
    /// Whether as much is registered as may be.
    pub(crate) const fn are_full(&self) -> bool {
        self.registered >= HOOKS_MAX
    }
    /// What is registered for an action.
    pub(crate) fn of(&self, action: &ActionName) -> Option<&Hook> {
        self.by_action.get(action)
    }
    /// Registers a function. A body that is registered again takes the place of the one before it; what else is
    /// registered stays.
    pub(crate) fn register(&mut self, action: ActionName, role: CallRole, function: FunctionId) {
        self.registered += 1;
        let hook = self.by_action.entry(action).or_default();
        match role {
            CallRole::Before => hook.before.push(function),
            CallRole::After => hook.after.push(function),
            CallRole::Replacement => hook.replacements.push(function),
            CallRole::Body => hook.body = Some(function),
        }
    }
}

impl Hook {
    /// The function that is registered as the body.
    pub(crate) fn body(&self) -> Option<FunctionId> {
        self.body
    }
    /// The function that stands in for the body: the newest replacement, or else one registered as the body.
    pub(crate) fn stand_in(&self) -> Option<(CallRole, FunctionId)> {
        let replacement = self.replacements.last().map(|function| (CallRole::Replacement, *function));
        replacement.or(self.body.map(|function| (CallRole::Body, function)))
    }
}

impl Listening {
    /// None of these functions has started.
    pub(crate) fn to(functions: &Functions) -> Self {
        Self { to_start: functions.iter().rev().copied().collect(), ..Self::default() }
    }
}

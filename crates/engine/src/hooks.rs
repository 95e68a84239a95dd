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
use crate::units::WorkerId;
use crate::value::{Payload, Value};

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
    /// Those that have started and not ended.
    pub(crate) open: Functions,
    /// The one that started last, as long as it has neither waited nor ended.
    pub(crate) starting: Option<FunctionId>,
    /// Whether one of them has aborted the invocation.
    pub(crate) aborted: bool,
}

/// Listeners that are at work still when their invocation has settled, because one of their stage threw at once.
#[derive(Clone, Debug)]
pub(crate) struct Late {
    pub(crate) worker: WorkerId,
    pub(crate) functions: Functions,
    /// The payload as they have it from then on.
    pub(crate) payload: Payload,
}

/// What stands in for the body of an invocation: a function of a script, or what one has asked for. Each but the first was
/// asked for by the one before it, which waits for it.
#[derive(Clone, Debug)]
pub(crate) struct StandIn {
    pub(crate) part: Part,
    /// What it was given in place of the payload of the one before it; to all others the invocation is what it was invoked
    /// with.
    pub(crate) payload: Option<Box<Payload>>,
}

/// Which part of what is registered stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A replacement; so many are older.
    Replacement(FunctionId, usize),
    /// A body of a script.
    Body(FunctionId),
    /// The body that the catalogue describes.
    Native,
}

/// Which body a replacement asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The action's own, whatever has replaced it.
    Original,
    /// The replacement before it; where there is none, the action's own body.
    Next,
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
    /// Takes a listener out: of those that are the same function, the one that was registered last. Whether there was one.
    pub(crate) fn remove(&mut self, action: &ActionName, role: CallRole, function: FunctionId) -> bool {
        let Some(hook) = self.by_action.get_mut(action) else { return false };
        let listeners = match role {
            CallRole::Before => &mut hook.before,
            CallRole::After => &mut hook.after,
            CallRole::Body | CallRole::Replacement => return false,
        };
        let Some(place) = listeners.iter().rposition(|known| *known == function) else { return false };
        listeners.remove(place);
        self.registered -= 1;
        true
    }
}

impl Hook {
    /// The function that is registered as the body.
    pub(crate) fn body(&self) -> Option<FunctionId> {
        self.body
    }
    /// The newest of the first so many replacements; of all of them where nobody says how many.
    pub(crate) fn replacement(&self, first: Option<usize>) -> Option<Part> {
        let older = first.unwrap_or(self.replacements.len()).checked_sub(1)?;
        Some(Part::Replacement(*self.replacements.get(older)?, older))
    }
}

impl Part {
    /// The function to be called for it, and as what.
    pub(crate) const fn call(self) -> Option<(CallRole, FunctionId)> {
        match self {
            Self::Replacement(function, _) => Some((CallRole::Replacement, function)),
            Self::Body(function) => Some((CallRole::Body, function)),
            Self::Native => None,
        }
    }
}

impl Listening {
    /// None of these functions has started.
    pub(crate) fn to(functions: &Functions) -> Self {
        Self { to_start: functions.iter().rev().copied().collect(), ..Self::default() }
    }
}

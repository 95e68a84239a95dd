//! What passes between the framework and the bodies of actions: how a guard wants a command to be executed, what a
//! landing may know of its invocation, and what it leaves.

use std::collections::VecDeque;

use crate::action::Action;
use crate::desktop::DraftState;
use crate::platform::Done;
use crate::units::{ConversationId, ReservationId};
use crate::value::{Payload, Value};

/// An action that a body invokes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NestedAction {
    pub(crate) action: Action,
    pub(crate) payload: Payload,
    pub(crate) awaited: Awaited,
}

/// How a body waits for an action that it invokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// Until it has done its work: its failure is the body's failure.
    Success,
    /// Until it has settled, in whatever way.
    End,
    /// Not at all: it is begun, and the body goes on. Nobody hears what becomes of it.
    No,
}

/// A draft that a body has emptied, with what it held, to be put back if the body fails.
pub(crate) type EmptiedDraft = Option<Box<(ConversationId, DraftState)>>;

/// How a body is executed when its guard has let it pass. A guard changes nothing; what it wants to be changed before
/// the effect stands here, and the framework does it.
#[derive(Debug)]
pub(crate) struct Execution {
    /// Other actions that are invoked first.
    pub(crate) first: VecDeque<NestedAction>,
    /// Where the effect happens then.
    pub(crate) effect: Effect,
    /// Whether the desktop forgets before the effect what else it is waiting for.
    pub(crate) forgets: bool,
    /// Its payload is blocked until an event of this reservation reaches the desktop.
    pub(crate) blocked_until: Option<ReservationId>,
    /// The draft that `first` empties.
    pub(crate) emptied_draft: EmptiedDraft,
    /// The version of what is to be changed, as the desktop knows it: who changes an older one is refused.
    pub(crate) knows: Option<u32>,
}

/// Where the effect of a body happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It is the desktop's own and happens now.
    OnDesktop,
    /// The backend is asked.
    AtBackend,
    /// The actions that are invoked first are all of it.
    InActions,
}

impl Execution {
    /// The effect is the desktop's own and happens now.
    pub(crate) const ON_DESKTOP: Self = Self::of(Effect::OnDesktop);
    /// The backend is asked.
    pub(crate) const AT_BACKEND: Self = Self::of(Effect::AtBackend);

    const fn of(effect: Effect) -> Self {
        Self {
            first: VecDeque::new(),
            effect,
            forgets: false,
            blocked_until: None,
            emptied_draft: None,
            knows: None,
        }
    }
    /// Another action is invoked instead.
    pub(crate) fn by_action(nested: NestedAction) -> Self {
        Self { first: [nested].into(), ..Self::of(Effect::InActions) }
    }
}

/// What a landing may know of the invocation that it belongs to.
pub(crate) struct Invoked<'a> {
    /// What the body was run with.
    pub(crate) payload: &'a Payload,
    pub(crate) emptied_draft: &'a mut EmptiedDraft,
}

/// What a landing leaves: what the invocation settles with, and what its body still invokes before that.
#[derive(Debug)]
pub(crate) struct Landed {
    pub(crate) outcome: Done<Value>,
    pub(crate) then: VecDeque<NestedAction>,
}

impl Landed {
    /// The invocation settles with nothing.
    pub(crate) fn nothing() -> Done<Self> {
        Self::value(Value::Null)
    }
    /// The invocation settles with a value.
    pub(crate) fn value(value: Value) -> Done<Self> {
        Ok(Self { outcome: Ok(value), then: VecDeque::new() })
    }
    /// The body invokes another action, and the invocation settles with nothing.
    pub(crate) fn then(nested: NestedAction) -> Self {
        Self { outcome: Ok(Value::Null), then: [nested].into() }
    }
}

/// Who refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusedBy {
    /// The check of the payload.
    Payload,
    /// The desktop's guard.
    Guard,
    /// The backend.
    Backend,
    /// An action that the body invoked.
    Nested,
}

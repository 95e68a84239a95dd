//! Findings: what a run shows that must not be.
//!
//! Whoever sees that something is wrong makes one of these of it; [`super::Finished`] hands all of them over, and
//! reports, hunts and wallboards read them. None of them makes it into something else before it is shown.

use std::fmt;

use smol_str::SmolStr;

use rushhour_engine::audit::{Invariant, RECOVERY, Violation};
use rushhour_engine::event::TaskStatus;
use rushhour_engine::units::SimTime;
use rushhour_script::UserViolation;
use rushhour_script::request::{Identity, ScriptError};

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing went wrong.
    pub kind: FindingKind,
    /// The name of the invariant or check, the kind of thing that is unfinished, or the script that failed.
    pub name: SmolStr,
    /// When it was seen.
    pub at: SimTime,
    /// Who and what was involved: sids and names.
    pub entities: Vec<String>,
    /// What was seen, and what should have been.
    pub message: String,
    /// Whose script it was, of a script, a listener or a check.
    pub who: Option<Who>,
    /// Where in a script it happened, of a script or a listener; where it is stated, of an invariant of the user's own.
    pub place: Option<Place>,
}

/// What kind of thing went wrong, in the order in which a run's findings are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// An invariant of the centre was violated.
    Invariant(Invariant),
    /// After a restart, the platform was not what it was before.
    Recovery,
    /// An invariant of the user's own did not hold; so many looks have seen that.
    UserInvariant {
        /// How many; the first of them is when the finding was made.
        times: u64,
    },
    /// A script failed, or an expression of the scenario.
    Script,
    /// A check of a script did not hold.
    Check,
    /// Something should have come to an end and did not.
    Liveness(Unfinished),
    /// A listener failed. That stops nobody, and no run fails for it.
    Listener,
}

/// A thing that should have come to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// A task, with its status.
    Task(TaskStatus),
    /// A contact that is open.
    Contact,
    /// A conversation without a contact.
    Conversation,
    /// A call.
    Conference,
    /// An invocation that has not settled.
    Invocation,
    /// A script that waits.
    Script,
}

/// What failed at one place of a script, of one population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The first time.
    pub first: Finding,
    /// How many times.
    pub times: u64,
}

/// Whose script something happened in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The name of the actor.
    pub name: SmolStr,
    /// The name of their population; empty where it is nobody's.
    pub population: SmolStr,
}

/// A place in a script.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The script, as the scenario names it.
    pub script: SmolStr,
    /// The line, from 1, where known.
    pub line: Option<u32>,
    /// The column, from 1, where known.
    pub column: Option<u32>,
    /// The functions that led there, innermost first, each with its line.
    pub trace: Vec<String>,
}

impl FindingKind {
    /// The invariant of the centre that did not hold.
    pub fn invariant(self) -> Option<Invariant> {
        match self {
            Self::Invariant(invariant) => Some(invariant),
            Self::Recovery => Some(RECOVERY),
            Self::UserInvariant { .. } | Self::Script | Self::Check | Self::Liveness(_) | Self::Listener => None,
        }
    }
    /// The place of the kind in the list that a run hands over.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Invariant(_) => 0,
            Self::Recovery => 1,
            Self::UserInvariant { .. } => 2,
            Self::Script => 3,
            Self::Check => 4,
            Self::Liveness(_) => 5,
            Self::Listener => 6,
        }
    }
}

impl Unfinished {
    /// In a word, the same for all of one cause.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Task(_) => "task",
            Self::Contact => "contact",
            Self::Conversation => "conversation",
            Self::Conference => "conference",
            Self::Invocation => "invocation",
            Self::Script => "script",
        }
    }
    /// Whether somebody has it in hand, so that without their moves it would stay unfinished too.
    pub const fn is_in_hand(self) -> bool {
        match self {
            Self::Task(TaskStatus::Pending) | Self::Invocation => false,
            Self::Task(_) | Self::Contact | Self::Conversation | Self::Conference | Self::Script => true,
        }
    }
}

impl Finding {
    /// Nothing but its kind, its name, its moment and what was seen.
    fn new(kind: FindingKind, name: impl Into<SmolStr>, at: SimTime, message: impl Into<String>) -> Self {
        let (entities, message) = (Vec::new(), message.into());
        Self { kind, name: name.into(), at, entities, message, who: None, place: None }
    }

    /// The platform had another state after a restart, of which this is said.
    pub(crate) fn recovery(at: SimTime, message: String) -> Self {
        Self::new(FindingKind::Recovery, RECOVERY.name, at, message)
    }
    /// A script failed, or a listener.
    fn failure(kind: FindingKind, who: Who, at: SimTime, error: ScriptError) -> Self {
        let ScriptError { script, position, message, trace } = error;
        let (line, column) = position.unzip();
        Self {
            entities: vec![who.name.to_string()],
            who: Some(who),
            place: Some(Place { script: script.clone(), line, column, trace }),
            ..Self::new(kind, script, at, message)
        }
    }
    /// Somebody's script failed.
    pub fn script(who: Who, at: SimTime, error: ScriptError) -> Self {
        Self::failure(FindingKind::Script, who, at, error)
    }
    /// Somebody's listener failed.
    pub fn listener(who: Who, at: SimTime, error: ScriptError) -> Self {
        Self::failure(FindingKind::Listener, who, at, error)
    }
    /// A check of somebody's script did not hold.
    pub fn check(who: Who, at: SimTime, name: SmolStr) -> Self {
        let message = format!("the check \"{name}\" of {} did not hold", who.name);
        let entities = vec![who.name.to_string()];
        Self { entities, who: Some(who), ..Self::new(FindingKind::Check, name, at, message) }
    }
    /// Something is unfinished: which, and in what state.
    pub fn unfinished(what: Unfinished, entity: String, at: SimTime, state: &str) -> Self {
        let message = format!("this {} has not come to an end: {state}", what.name());
        Self { entities: vec![entity], ..Self::new(FindingKind::Liveness(what), what.name(), at, message) }
    }
}

impl From<Violation> for Finding {
    fn from(violation: Violation) -> Self {
        let Violation { invariant, at, entities, message } = violation;
        Self { entities, ..Self::new(FindingKind::Invariant(invariant), invariant.name, at, message) }
    }
}

impl From<UserViolation> for Finding {
    fn from(violation: UserViolation) -> Self {
        let UserViolation { name, script, line, at, message, times } = violation;
        let place = Some(Place { script, line: Some(line), column: None, trace: Vec::new() });
        Self { place, ..Self::new(FindingKind::UserInvariant { times }, name, at, message) }
    }
}

impl fmt::Display for Place {
    /// As editors read it: `desk.rhai:12:5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.script)?;
        for number in self.line.into_iter().chain(self.column) {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

impl From<&Identity> for Who {
    fn from(identity: &Identity) -> Self {
        Self { name: identity.name.clone(), population: identity.population.clone() }
    }
}

impl Who {
    /// The scenario itself, or something else that is nobody's.
    pub(crate) fn nobody(name: impl Into<SmolStr>) -> Self {
        Self { name: name.into(), population: SmolStr::default() }
    }
}

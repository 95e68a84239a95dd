//! What of a run takes part: everything, or what is left of it after shrinking.
//!
//! Draws are keyed by whose they are and for what, so leaving somebody out moves nobody else's. That is what makes a
//! run shrinkable: the rest acts as before, but for what follows from the absence. The hunt makes these; a run without
//! one is whole.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::person::PersonId;
use rushhour_engine::action::{Action, ActionName};
use rushhour_engine::units::SimTime;
use rushhour_scenario::PopulationId;
use rushhour_script::request::Request;

/// Somebody, by the key of their draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorKey {
    /// Their population.
    pub population: PopulationId,
    /// Who of them, and which of their stints or tries this is.
    #[serde(rename = "number")]
    pub person: PersonId,
}

/// One move of somebody, by its number among theirs, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StepKey {
    /// Who makes it.
    pub actor: ActorKey,
    /// Which of their moves.
    pub ordinal: u32,
}

/// One fault that strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FaultKey {
    /// Which of the plan's faults.
    pub fault: u16,
    /// Whom it strikes; nobody where it strikes the platform.
    pub actor: Option<ActorKey>,
    /// Which chance of theirs: of a request the number of its actor's move, of an event the number of it at their
    /// desktop, of a customer's bad moments four times the number plus that of the stage, and otherwise its number,
    /// from 0.
    pub ordinal: u32,
}

/// What takes part in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subset {
    /// Of each population, the persons who take part, by number; all of them where a population is not named.
    pub people: BTreeMap<PopulationId, BTreeSet<PersonId>>,
    /// The faults that may strike; all of them where nothing is said.
    pub faults: Option<BTreeSet<FaultKey>>,
    /// Moves that are not made: whoever wanted to make one is told that the world was faster.
    pub skipped: BTreeSet<StepKey>,
    /// When the run ends, if before its time.
    pub ends_at: Option<SimTime>,
}

/// How a run is conducted, besides what the plan says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunControl {
    /// What takes part.
    pub trim: Subset,
    /// Whether the run ends with the first finding.
    pub stops_at_finding: bool,
    /// Whether the run goes on past scripts that fail and checks that don't hold: under faults they meet what they were
    /// not written for.
    pub excuses_scripts: bool,
    /// Whether everything must have settled when the drain is over.
    pub liveness: bool,
    /// Actions that scripts don't get to invoke: their moves are skipped.
    pub disabled: BTreeSet<ActionName>,
    /// How scripts' chances fall.
    pub odds: Odds,
    /// Whether draws are told to the observer.
    pub notes_draws: bool,
    /// Whether the run only shows what scripts do: how many operations they have together, and how many the user's own
    /// invariants. The run is stopped when those of the scripts are used up, and failures are kept by their place.
    pub rehearsal: Option<Rehearsal>,
}

/// What scripts may do in a run that only shows what they do, in operations of all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// Scripts of people.
    pub people: u64,
    /// Scripts that state invariants.
    pub invariants: u64,
}

/// How the chances of scripts fall: `chance(0.2)` is true one time in five, or more seldom, or more often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Odds {
    /// As the script says.
    #[default]
    Even,
    /// A quarter of that.
    Rare,
    /// So that a failure to happen is a quarter as likely.
    Often,
}

impl Odds {
    /// The probability in place of this one. What is certain or impossible stays so.
    pub fn of(self, p: f64) -> f64 {
        match self {
            Self::Even => p,
            Self::Rare if p < 1.0 => p / 4.0,
            Self::Often if p > 0.0 => 1.0 - (1.0 - p) / 4.0,
            Self::Rare | Self::Often => p,
        }
    }
}

/// What somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// An agent invokes an action.
    Invokes(ActionName),
    /// A supervisor speaks to the agent they listen to, or stops.
    Coaches(bool),
    /// A supervisor joins a call, or leaves it.
    Barges(bool),
    /// A customer calls.
    Phones,
    /// A customer begins a chat.
    Chats,
    /// A customer writes an e-mail.
    Emails,
    /// A customer answers a call.
    Answers,
    /// A customer declines a call.
    Declines,
    /// A customer writes.
    Writes(SmolStr),
    /// A customer hangs up, or leaves a conversation.
    HangsUp,
    /// A customer's patience is over.
    GivesUp,
    /// Somebody leaves their script, and so the centre.
    Leaves,
}

impl Subset {
    /// Whether somebody takes part.
    pub fn takes_part(&self, population: PopulationId, person: PersonId) -> bool {
        self.people.get(&population).is_none_or(|people| people.contains(&person))
    }
    /// Whether a fault may strike.
    pub fn may_strike(&self, key: &FaultKey) -> bool {
        self.faults.as_ref().is_none_or(|faults| faults.contains(key))
    }
}

impl Move {
    /// The action that it invokes, if it is one of the catalogue's.
    pub fn action(&self) -> Option<Action> {
        match self {
            Self::Invokes(ActionName::Known(action)) => Some(*action),
            Self::Invokes(ActionName::Other(_))
            | Self::Coaches(_)
            | Self::Barges(_)
            | Self::Phones
            | Self::Chats
            | Self::Emails
            | Self::Answers
            | Self::Declines
            | Self::Writes(_)
            | Self::HangsUp
            | Self::GivesUp
            | Self::Leaves => None,
        }
    }
    /// The move that a script asks for; nothing where it only waits, asks or draws.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        Some(match request {
            Request::Invoke { action, .. } => Self::Invokes(action.clone()),
            Request::Coach(on) => Self::Coaches(*on),
            Request::Barge(on) => Self::Barges(*on),
            Request::Phone(_) => Self::Phones,
            Request::Chat(_) => Self::Chats,
            Request::Email(..) => Self::Emails,
            Request::HangUp => Self::HangsUp,
            Request::Answer => Self::Answers,
            Request::Decline => Self::Declines,
            Request::Send { body, .. } => Self::Writes(body.clone()),
            Request::Sleep(_)
            | Request::Sample(_)
            | Request::Chance(_)
            | Request::Random
            | Request::RandomInt(..)
            | Request::Now
            | Request::Record(..)
            | Request::Check(..)
            | Request::Note(_)
            | Request::Narrate(..)
            | Request::Start(_)
            | Request::Register { .. }
            | Request::RemoveListener { .. }
            | Request::Hook(..)
            | Request::NextTask { .. }
            | Request::Serve(_)
            | Request::BackAfter(_)
            | Request::WaitShift
            | Request::Talk { .. }
            | Request::WaitConnected { .. }
            | Request::WaitTransfer { .. }
            | Request::TaskStatus { .. }
            | Request::FindTarget(_)
            | Request::Desktop
            | Request::Activity
            | Request::WaitAnswer { .. }
            | Request::Messages { .. }
            | Request::TaskPart { .. }
            | Request::Object(_)
            | Request::Worker
            | Request::WaitMessage { .. }
            | Request::WaitEnd { .. } => return None,
        })
    }
    /// Whether it can be left out: not what follows from the world without a request.
    pub const fn can_be_skipped(&self) -> bool {
        !matches!(self, Self::GivesUp | Self::Leaves)
    }
    /// In a word or two, for a timeline.
    pub fn words(&self) -> String {
        match self {
            Self::Invokes(action) => action.as_str().to_owned(),
            Self::Coaches(true) => "coaches".to_owned(),
            Self::Coaches(false) => "stops coaching".to_owned(),
            Self::Barges(true) => "barges in".to_owned(),
            Self::Barges(false) => "leaves the call".to_owned(),
            Self::Phones => "phones".to_owned(),
            Self::Chats => "begins a chat".to_owned(),
            Self::Emails => "writes an e-mail".to_owned(),
            Self::Answers => "answers the call".to_owned(),
            Self::Declines => "declines the call".to_owned(),
            Self::Writes(text) => format!("writes \"{text}\""),
            Self::HangsUp => "hangs up".to_owned(),
            Self::GivesUp => "loses patience and hangs up".to_owned(),
            Self::Leaves => "leaves".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_spoken_of_takes_part() {
        let desk = PopulationId(0);
        let (three, seven) = (PersonId::new(3), PersonId::new(7));
        let mut trim = Subset::default();
        assert!(trim.takes_part(desk, seven));
        trim.people.insert(desk, [three].into());
        assert!(trim.takes_part(desk, three) && !trim.takes_part(desk, seven));
        assert!(trim.takes_part(PopulationId(1), seven));
    }
}
